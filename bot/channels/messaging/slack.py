"""Slack: events and taps signed with their time; blocks with buttons and pictures. Direct messages only."""

from __future__ import annotations

import json
from html import escape, unescape
from re import compile as pattern
from typing import Any, Dict, Iterator, List
from urllib.parse import parse_qs

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse
from slack_sdk.signature import Clock, SignatureVerifier

from channels.messaging.calls import Answered, by_status
from channels.messaging.channel import MessagingInput, bearer, headers, origin
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import Event
from channels.messaging.proof import ForgedError, check_time

FILES = "files.slack.com"
LINK = pattern(r"<(?:mailto:|tel:)?([^<>|]*)(?:\|([^<>]*))?>")
EMOJI = pattern(r":([\w+'-]+):")
READ_SUBTYPES = (None, "file_share")
GONE = {
    "account_inactive",
    "cannot_dm_bot",
    "channel_not_found",
    "is_archived",
    "messages_tab_disabled",
    "user_disabled",
    "user_not_found",
}
BUSY = {"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"}


class Slack(MessagingInput):
    """An app in a workspace."""

    platform = "slack"
    can = Can(text=2900, options=25, title=75, payload=2000, pictures=True)

    def prove(self, request: Request) -> None:
        """Check time and signature with Slack's own library."""
        moment = headers(request, "X-Slack-Request-Timestamp")
        check_time(moment, self.now())
        try:
            verifier = SignatureVerifier(self.settings["signing_secret"], _At(self.now()))
            signature = headers(request, "X-Slack-Signature")
            is_right = verifier.is_valid(request.body, moment, signature)
        except (ValueError, TypeError, UnicodeDecodeError) as error:
            raise ForgedError("the signature cannot be checked") from error
        if not is_right:
            raise ForgedError("the signature is wrong or missing")

    def received(self, request: Request) -> HTTPResponse:
        """Answer the question by which Slack checks the address; nothing else is to be said."""
        body = _body(request)
        if isinstance(body, dict) and body.get("type") == "url_verification":
            return response.json({"challenge": body.get("challenge")})
        return response.empty(200)

    def events(self, request: Request) -> List[Event]:
        """Return the message or the tap of a request."""
        body = _body(request)
        if body.get("type") == "block_actions":
            return list(_taps(body))
        event = body.get("event") or {}
        is_direct = event.get("type") == "message" and event.get("channel_type") == "im"
        if body.get("type") != "event_callback" or not is_direct or event.get("bot_id"):
            return []
        if event.get("subtype") not in READ_SUBTYPES or not event.get("user"):
            return []
        return list(_messages(str(body["event_id"]), event))

    async def photo(self, event: Event) -> bytes:
        """Return the photo, which Slack gives to the bot alone."""
        hosts = [FILES, origin(self.settings["api"])]
        return await self.calls.fetch(event.photo, hosts, bearer(self.settings["token"]))

    async def send(self, event: Event, piece: Piece) -> None:
        """Post a message with its blocks."""
        text = escape(piece.text, quote=False)
        blocks: List[Dict[str, Any]] = []
        if piece.picture:
            picture = {"type": "image", "image_url": piece.picture, "alt_text": piece.text or "–"}
            blocks.append(picture)
        elif piece.options:
            blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": text}})
            blocks.append({"type": "actions", "elements": list(_buttons(piece))})
        content: Dict[str, Any] = {"channel": event.route["channel"], "text": text}
        if blocks:
            content["blocks"] = blocks
        address = f"{self.settings['api']}/chat.postMessage"
        known = bearer(self.settings["token"])
        await self.calls.call("chat.postMessage", address, json=content, headers=known)

    def judge(self, answered: Answered) -> str:
        """Read what Slack says in the body of a call that failed."""
        body = answered.body if isinstance(answered.body, dict) else {}
        if answered.status >= 300 or body.get("ok", True):
            return by_status(answered)
        error = body.get("error")
        return "blocked" if error in GONE else "again" if error in BUSY else "refused"


class _At(Clock):
    """The channel's clock, for Slack's library."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now


def _body(request: Request) -> Any:
    """Return the JSON of a request; that of a tap is in a form."""
    if request.body.startswith(b"payload="):
        return json.loads(parse_qs(request.body.decode())["payload"][0])
    return json.loads(request.body)


def _messages(event_id: str, event: Dict[str, Any]) -> Iterator[Event]:
    told: Dict[str, Any] = {
        "sender": str(event["user"]),
        "at": float(event["ts"]),
        "route": {"channel": str(event["channel"])},
    }
    text = _typed(str(event.get("text") or ""), event.get("blocks") or [])
    files = event.get("files") or []
    for number, file in enumerate(files):
        own_id = f"{event_id}.{number}" if number else event_id
        kind = str(file.get("mimetype") or "").partition("/")[0]
        if kind == "image" and file.get("url_private_download"):
            caption = "" if number else text
            yield Event(own_id, photo=str(file["url_private_download"]), text=caption, **told)
        else:
            kinds = {"audio": "sent_voice", "video": "sent_video"}
            yield Event(own_id, kind=kinds.get(kind, "sent_file"), **told)
    if not files:
        yield Event(event_id, text=text, **told)


def _taps(body: Dict[str, Any]) -> Iterator[Event]:
    for action in body.get("actions") or []:
        if action.get("type") == "button" and action.get("value"):
            yield Event(
                f"{action['action_ts']}.{action['action_id']}",
                str(body["user"]["id"]),
                tap=str(action["value"]),
                shown=str((action.get("text") or {}).get("text") or ""),
                at=float(action["action_ts"]),
                route={"channel": str((body.get("channel") or {})["id"])},
            )


def _typed(text: str, blocks: Any) -> str:
    """Return what was typed: Slack writes addresses as links, emoji by their names, and some signs as entities."""
    signs = dict(_signs(blocks))
    named = EMOJI.sub(lambda match: signs.get(match[1], match[0]), text)
    return unescape(LINK.sub(lambda match: match[2] or match[1], named))


def _signs(blocks: Any) -> Iterator["tuple[str, str]"]:
    if isinstance(blocks, list):
        for block in blocks:
            yield from _signs(block)
    elif isinstance(blocks, dict):
        if blocks.get("type") == "emoji" and blocks.get("unicode"):
            codes = str(blocks["unicode"]).split("-")
            yield str(blocks.get("name")), "".join(chr(int(code, 16)) for code in codes)
        yield from _signs(blocks.get("elements") or [])


def _buttons(piece: Piece) -> Iterator[Dict[str, Any]]:
    for number, option in enumerate(piece.options):
        yield {
            "type": "button",
            "action_id": f"option-{number}",
            "text": {"type": "plain_text", "text": option.title},
            "value": option.payload,
        }
