"""Any system that signs its calls: answers go to an address of its own, or into the response.

Both directions are signed alike (docs/channels/webhook.md): `X-Signature` is the HMAC-SHA256, in hexadecimal, of the
time in `X-Timestamp`, a dot and the body.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Dict, List, Mapping, Optional

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.messaging.channel import TOLD, MessagingInput, headers
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import Event
from channels.messaging.inbox import Inbox
from channels.messaging.proof import check_equal, check_time, hmac_sha256
from channels.sessions import Sessions
from channels.uploads import MAX_BYTES, UploadError

WAITS_S = 15.0
KINDS = {"sticker", "voice", "video", "location", "file", "contact"}


class Webhook(MessagingInput):
    """A signed webhook."""

    platform = "webhook"
    max_body = MAX_BYTES * 4 // 3 + 10_000
    can = Can(text=4000, options=20, title=120, payload=700, pictures=True)

    def __init__(self, settings: Mapping[str, str], inbox: Inbox, sessions: Sessions) -> None:
        """Answer in the response unless there is an address to send answers to."""
        super().__init__(settings, inbox, sessions)
        self.pushes = bool(settings["reply_url"])
        self.answers_within_s = None if self.pushes else WAITS_S

    def prove(self, request: Request) -> None:
        """Check the time and the signature over time and body."""
        moment = headers(request, "X-Timestamp")
        check_equal(headers(request, "X-Signature"), self._sign(moment, request.body))
        check_time(moment, self.now())

    def events(self, request: Request) -> List[Event]:
        """Return the one message of a request."""
        body = json.loads(request.body)
        kind = str(body.get("kind") or "")
        if kind:
            kind = f"sent_{kind if kind in KINDS else 'other'}"
        return [
            Event(
                str(body["id"]),
                str(body["sender"]),
                text=str(body.get("text") or ""),
                tap=str(body.get("payload") or ""),
                photo=str(body.get("image") or ""),
                kind=kind,
                route={"id": str(body["id"]), "sender": str(body["sender"])},
            )
        ]

    async def photo(self, event: Event) -> bytes:
        """Return the photo, which is in the message itself."""
        try:
            return base64.b64decode(event.photo, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UploadError("unknown") from error

    async def send(self, event: Event, piece: Piece) -> None:
        """Send a signed message to the reply address."""
        body = json.dumps({**_head(event), **_shown(piece)}).encode()
        moment = str(int(self.now()))
        signed = {"X-Timestamp": moment, "X-Signature": self._sign(moment, body)}
        sent_as = {"Content-Type": "application/json", **signed}
        await self.calls.call("reply", self.settings["reply_url"], data=body, headers=sent_as)

    def replied(
        self, _request: Request, event: Event, pieces: Optional[List[Piece]]
    ) -> HTTPResponse:
        """Return the answer, or say that it is not there yet: the same message sent again will get it."""
        shown = [_shown(piece) for piece in pieces or []]
        status = 200 if pieces is not None else 202
        return response.json({**_head(event), "messages": shown}, status=status, headers=TOLD)

    def _sign(self, moment: str, body: bytes) -> str:
        return hmac_sha256(self.settings["secret"], moment.encode() + b"." + body).hexdigest()


def _head(event: Event) -> Dict[str, Any]:
    """Return whom and what a message answers, as they were named: what is too long is stored by its hash.

    What nobody has asked for answers no message.
    """
    sender = {"sender": event.route.get("sender", event.sender)}
    return {**sender, "told": event.id} if event.told else {"reply_to": event.route["id"], **sender}


def _shown(piece: Piece) -> Dict[str, Any]:
    buttons = [{"title": option.title, "payload": option.payload} for option in piece.options]
    found = {"text": piece.text, "buttons": buttons, "picture": piece.picture}
    return {name: value for name, value in found.items() if value}
