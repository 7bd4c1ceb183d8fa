"""LINE (Messaging API): signed events; quick replies, pictures by their address, up to five messages a reply."""

from __future__ import annotations

import base64
import json
import uuid
from collections import deque
from typing import Any, Deque, Dict, List, Mapping

from sanic.request import Request

from channels.messaging.calls import Answered, RefusedError, by_status
from channels.messaging.channel import MessagingInput, bearer, headers, origin
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import GREETING, Event
from channels.messaging.inbox import Inbox
from channels.messaging.proof import check_equal, hmac_sha256
from channels.sessions import Sessions
from channels.uploads import UploadError

REPLY_WITHIN_S = 50.0
"""LINE takes a reply, which is free, for about a minute; what comes later is pushed."""
TAKEN_BEFORE = 409
KINDS = {
    "sticker": "sent_sticker",
    "audio": "sent_voice",
    "video": "sent_video",
    "file": "sent_file",
    "location": "sent_location",
}


class Line(MessagingInput):
    """An official account."""

    platform = "line"
    together = 5
    can = Can(text=5000, options=13, title=20, payload=300, pictures=True)

    def __init__(self, settings: Mapping[str, str], inbox: Inbox, sessions: Sessions) -> None:
        """Open the channel."""
        super().__init__(settings, inbox, sessions)
        self._used: Deque[str] = deque(maxlen=1000)

    def prove(self, request: Request) -> None:
        """Check the signature over the body."""
        right = hmac_sha256(self.settings["secret"], request.body).digest()
        check_equal(headers(request, "X-Line-Signature"), base64.b64encode(right).decode())

    def events(self, request: Request) -> List[Event]:
        """Return the messages and taps of people; those in groups are not answered."""
        body = json.loads(request.body)
        return [
            event
            for told in body.get("events") or []
            if told.get("mode") == "active" and (told.get("source") or {}).get("type") == "user"
            for event in _events(told)
        ]

    async def photo(self, event: Event) -> bytes:
        """Return the photo from where LINE keeps it."""
        if not event.photo:
            raise UploadError("broken")
        api = self.settings["data_api"]
        address = f"{api}/v2/bot/message/{event.photo}/content"
        return await self.calls.fetch(address, [origin(api)], bearer(self.settings["token"]))

    async def send_together(self, event: Event, pieces: List[Piece]) -> None:
        """Reply where that is still taken, else push."""
        messages = [_message(piece) for piece in pieces]
        token = event.route.get("reply", "")
        is_in_time = event.at is not None and self.now() - event.at < REPLY_WITHIN_S
        if token and is_in_time and token not in self._used:
            self._used.append(token)
            try:
                await self._ask("reply", {"replyToken": token, "messages": messages})
                return
            except RefusedError:
                pass  # the token has been used, or is too old after all
        content = {"to": event.sender, "messages": messages}
        name = f"{event.id} {json.dumps(messages)}"
        # The same push sent again has the same key, so that LINE delivers it once.
        key = {"X-Line-Retry-Key": str(uuid.uuid5(uuid.NAMESPACE_URL, name))}
        await self._ask("push", content, key)

    async def send(self, event: Event, piece: Piece) -> None:
        """Send one piece."""
        await self.send_together(event, [piece])

    async def seen(self, event: Event) -> None:
        """Show that somebody writes."""
        address = f"{self.settings['api']}/v2/bot/chat/loading/start"
        known = bearer(self.settings["token"])
        content = {"chatId": event.sender, "loadingSeconds": 20}
        await self.calls.call("loading", address, json=content, headers=known, tries=1)

    def judge(self, answered: Answered) -> str:
        """Read that a push was taken before."""
        return "ok" if answered.status == TAKEN_BEFORE else by_status(answered)

    async def _ask(self, what: str, content: Any, more: "Dict[str, str] | None" = None) -> None:
        address = f"{self.settings['api']}/v2/bot/message/{what}"
        known = {**bearer(self.settings["token"]), **(more or {})}
        await self.calls.call(what, address, json=content, headers=known)


def _events(told: Dict[str, Any]) -> List[Event]:
    base: Dict[str, Any] = {
        "id": str(told["webhookEventId"]),
        "sender": str(told["source"]["userId"]),
        "at": float(told["timestamp"]) / 1000,
        "route": {"reply": str(told.get("replyToken") or "")},
    }
    if told.get("type") == "follow":
        return [Event(tap=GREETING, **base)]
    if told.get("type") == "postback":
        return [Event(tap=str(told["postback"]["data"]), **base)]
    if told.get("type") != "message":
        return []
    message = told["message"]
    kind = message.get("type")
    if kind == "text":
        return [Event(text=str(message["text"]), **base)]
    if kind == "image" and (message.get("contentProvider") or {}).get("type") == "line":
        return [Event(photo=str(message["id"]), **base)]
    return [Event(kind=KINDS.get(str(kind), "sent_other"), **base)]


def _message(piece: Piece) -> Dict[str, Any]:
    if piece.picture:
        address = piece.picture
        return {"type": "image", "originalContentUrl": address, "previewImageUrl": address}
    message: Dict[str, Any] = {"type": "text", "text": piece.text}
    if piece.options:
        actions = (
            {"type": "postback", "label": o.title, "data": o.payload, "displayText": o.title}
            for o in piece.options
        )
        message["quickReply"] = {"items": [{"type": "action", "action": a} for a in actions]}
    return message
