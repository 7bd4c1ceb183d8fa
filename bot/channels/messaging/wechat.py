"""WeChat official account: XML, answered in the response within five seconds, or by the customer-service interface."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any, Dict, List, Mapping, Optional

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.messaging.calls import Answered, RefusedError, by_status
from channels.messaging.channel import MessagingInput, origin
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import GREETING, Event
from channels.messaging.inbox import Inbox
from channels.messaging.proof import ForgedError, check_equal, check_time
from channels.messaging.wechat_sealing import Seal, fields, signature, written
from channels.sessions import Sessions

ANSWERS_WITHIN_S = 4.5
"""WeChat waits for five seconds."""
WAITS_S = 14.0
"""Without the customer-service interface: WeChat asks three times, and whichever is open gets the answer."""
LONGEST_BYTES = 2048
TOKEN_LEFT_S = 300.0
PHOTOS = "mmbiz.qpic.cn"
KINDS = {
    "voice": "sent_voice",
    "video": "sent_video",
    "shortvideo": "sent_video",
    "location": "sent_location",
    "link": "sent_other",
    "file": "sent_file",
}
BUSY = {-1, 45009, 45047}
GONE = {43004, 45015, 48002, 48003, 50002}
STALE_TOKEN = {40001, 40014, 42001}


class WeChat(MessagingInput):
    """An official account."""

    platform = "wechat"
    can = Can(text=600)

    def __init__(self, settings: Mapping[str, str], inbox: Inbox, sessions: Sessions) -> None:
        """Open the channel; answers can be sent by calls where AppID and AppSecret are set.

        Raises:
            ValueError: the key for the encrypted mode is none.
        """
        super().__init__(settings, inbox, sessions)
        self.pushes = bool(settings["app_id"] and settings["app_secret"])
        self.answers_within_s = ANSWERS_WITHIN_S if self.pushes else WAITS_S
        self._seal = Seal(settings["aes_key"], settings["app_id"]) if settings["aes_key"] else None
        self._token, self._token_until = "", 0.0
        self._token_lock = asyncio.Lock()

    def handshake(self, request: Request) -> HTTPResponse:
        """Answer the question by which the address is checked."""
        self._check(request, "signature")
        return response.text(_argument(request, "echostr"))

    def prove(self, request: Request) -> None:
        """Check time and signature; in the encrypted mode the signature is over the message as well."""
        if self._seal is None:
            self._check(request, "signature")
            return
        try:
            sealed = fields(request.body)["Encrypt"]
        except (KeyError, ValueError) as error:
            raise ForgedError("the message is not encrypted") from error
        self._check(request, "msg_signature", sealed)
        self._seal.opened(sealed)

    def events(self, request: Request) -> List[Event]:
        """Return the message of a request."""
        told = self._told(request)
        kind, sender = told["MsgType"], told["FromUserName"]
        base: Dict[str, Any] = {
            "id": told.get("MsgId") or f"{sender}.{told['CreateTime']}.{told.get('Event', '')}",
            "sender": sender,
            "at": float(told["CreateTime"]),
            "route": {"account": told["ToUserName"]},
        }
        if kind == "event":
            payload = {"subscribe": GREETING, "CLICK": told.get("EventKey", "")}.get(told["Event"])
            return [Event(tap=payload, **base)] if payload else []
        if kind == "text":
            return [Event(text=told.get("Content", ""), **base)]
        if kind == "voice" and told.get("Recognition"):
            return [Event(text=told["Recognition"], **base)]
        if kind == "image" and told.get("PicUrl"):
            return [Event(photo=told["PicUrl"], **base)]
        return [Event(kind=KINDS.get(kind, "sent_other"), **base)]

    def received(self, _request: Request) -> HTTPResponse:
        """Say that the message has arrived, in WeChat's word for it."""
        return response.text("success")

    def fits(self, pieces: List[Piece]) -> bool:
        """Say whether one text of the response has room for an answer."""
        return len(_joined(pieces).encode()) <= LONGEST_BYTES

    def replied(
        self, request: Request, event: Event, pieces: Optional[List[Piece]]
    ) -> HTTPResponse:
        """Return the answer as the account's message, encrypted where the mode is."""
        if not pieces:
            return self.received(request)
        moment = str(int(self.now()))
        text = _joined(pieces).encode()[:LONGEST_BYTES].decode("utf-8", "ignore")
        reply = {
            "ToUserName": event.sender,
            "FromUserName": event.route["account"],
            "CreateTime": moment,
            "MsgType": "text",
            "Content": text,
        }
        return response.text(self._sealed(written(reply), moment), content_type="application/xml")

    async def photo(self, event: Event) -> bytes:
        """Return the photo from WeChat's servers, whose addresses come without TLS."""
        address = event.photo
        if address.startswith(f"http://{PHOTOS}/"):
            address = f"https://{address[len('http://') :]}"
        return await self.calls.fetch(address, [PHOTOS, origin(self.settings["api"])])

    async def send(self, event: Event, piece: Piece) -> None:
        """Send a text by the customer-service interface, with a new token if the one at hand is not taken."""
        content = {"touser": event.sender, "msgtype": "text", "text": {"content": piece.text}}
        try:
            await self._ask("custom/send", content)
        except RefusedError:
            if self._token:
                raise
            await self._ask("custom/send", content)

    def judge(self, answered: Answered) -> str:
        """Read the code in the body; the status of HTTP is always 200."""
        code = answered.body.get("errcode") if isinstance(answered.body, dict) else None
        if answered.status >= 300 or not code:
            return by_status(answered)
        if code in STALE_TOKEN:
            self._token = ""
        return "blocked" if code in GONE else "again" if code in BUSY else "refused"

    async def _ask(self, what: str, content: Dict[str, Any]) -> None:
        # WeChat shows escapes in JSON as they are.
        body = json.dumps(content, ensure_ascii=False).encode()
        address = f"{self.settings['api']}/cgi-bin/message/{what}"
        known = {"access_token": await self._access_token()}
        sent_as = {"Content-Type": "application/json"}
        await self.calls.call(what, address, params=known, data=body, headers=sent_as)

    async def _access_token(self) -> str:
        """Return a token for calls: the stable one, which other processes may have as well."""
        async with self._token_lock:
            if not self._token or self.now() > self._token_until:
                asked = {
                    "grant_type": "client_credential",
                    "appid": self.settings["app_id"],
                    "secret": self.settings["app_secret"],
                }
                address = f"{self.settings['api']}/cgi-bin/stable_token"
                found = await self.calls.call("stable_token", address, json=asked)
                self._token = str(found["access_token"])
                self._token_until = self.now() + float(found["expires_in"]) - TOKEN_LEFT_S
            return self._token

    def _check(self, request: Request, name: str, *signed: str) -> None:
        if not self.settings["token"]:
            raise ForgedError("there is no secret to check with")
        moment, nonce = _argument(request, "timestamp"), _argument(request, "nonce")
        right = signature(self.settings["token"], moment, nonce, *signed)
        check_equal(_argument(request, name), right)
        check_time(moment, self.now())

    def _told(self, request: Request) -> Dict[str, str]:
        told = fields(request.body)
        return told if self._seal is None else fields(self._seal.opened(told["Encrypt"]))

    def _sealed(self, reply: str, moment: str) -> str:
        if self._seal is None:
            return reply
        sealed, nonce = self._seal.sealed(reply), secrets.token_hex(8)
        signed = signature(self.settings["token"], moment, nonce, sealed)
        return written(
            {"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": moment, "Nonce": nonce}
        )


def _argument(request: Request, name: str) -> str:
    return str((request.args or {}).get(name) or "")


def _joined(pieces: List[Piece]) -> str:
    return "\n\n".join(piece.text for piece in pieces)
