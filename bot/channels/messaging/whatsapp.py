"""WhatsApp (Cloud API): signed updates; up to three reply buttons, pictures by their address."""

from __future__ import annotations

import json
import logging
from typing import Any, Dict, Iterator, List

from sanic.request import Request

from channels.messaging.calls import CallError
from channels.messaging.channel import bearer, origin
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import Event
from channels.messaging.meta import BUSY, MetaInput
from channels.uploads import UploadError

logger = logging.getLogger(__name__)
MEDIA_HOSTS = ["lookaside.fbsbx.com", ".fbsbx.com", ".whatsapp.net"]
PASSED_OVER = {"reaction", "system", "ephemeral"}
"""What is no message to the shop."""
KINDS = {
    "sticker": "sent_sticker",
    "audio": "sent_voice",
    "voice": "sent_voice",
    "video": "sent_video",
    "document": "sent_file",
    "location": "sent_location",
    "contacts": "sent_contact",
}


class WhatsApp(MetaInput):
    """One phone number of a business."""

    platform = "whatsapp"
    can = Can(text=4096, beside=1024, options=3, title=20, payload=256, pictures=True)
    gone = frozenset({131026, 131030, 131047, 131050, 131051})
    busy = BUSY | {130429, 131000, 131016, 131048, 131056, 133004}

    def events(self, request: Request) -> List[Event]:
        """Return the messages of a request that were sent to our number."""
        body = json.loads(request.body)
        found: List[Event] = []
        for value in _values(body):
            number = (value.get("metadata") or {}).get("phone_number_id")
            if str(number) != self.settings["phone_id"]:
                continue
            for status in value.get("statuses") or []:
                _note(status)
            found += [event for m in value.get("messages") or [] for event in _message(m)]
        return found

    async def photo(self, event: Event) -> bytes:
        """Ask where the photo is, and return it."""
        try:
            found = await self.ask("media", event.photo, method="GET")
            address = str(found["url"])
        except (CallError, KeyError, TypeError) as error:
            raise UploadError("broken") from error
        hosts = [*MEDIA_HOSTS, origin(self.settings["api"])]
        return await self.calls.fetch(address, hosts, bearer(self.settings["token"]))

    async def send(self, event: Event, piece: Piece) -> None:
        """Send a text, a text with reply buttons, or a picture."""
        content: Dict[str, Any]
        if piece.picture:
            content = {"type": "image", "image": {"link": piece.picture, "caption": piece.text}}
        elif piece.options:
            buttons = [
                {"type": "reply", "reply": {"id": option.payload, "title": option.title}}
                for option in piece.options
            ]
            asked = {
                "type": "button",
                "body": {"text": piece.text},
                "action": {"buttons": buttons},
            }
            content = {"type": "interactive", "interactive": asked}
        else:
            content = {"type": "text", "text": {"body": piece.text, "preview_url": False}}
        to = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": event.sender}
        await self.ask("messages", self._path, json={**to, **content})

    async def seen(self, event: Event) -> None:
        """Show that the message was read and that somebody writes."""
        content = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": event.route["message"],
            "typing_indicator": {"type": "text"},
        }
        await self.ask("read", self._path, json=content, tries=1)

    @property
    def _path(self) -> str:
        return f"{self.settings['phone_id']}/messages"


def _values(body: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    for entry in body.get("entry") or []:
        for change in entry.get("changes") or []:
            if change.get("field") == "messages":
                yield change.get("value") or {}


def _message(message: Dict[str, Any]) -> Iterator[Event]:
    kind = str(message.get("type"))
    content = message.get(kind) or {}
    told: Dict[str, Any] = {
        "id": str(message["id"]),
        "sender": str(message["from"]),
        "at": float(message["timestamp"]),
        "route": {"message": str(message["id"])},
    }
    if kind == "text":
        yield Event(text=str(content["body"]), **told)
    elif kind == "interactive":
        reply = content.get("button_reply") or content.get("list_reply") or {}
        yield Event(tap=str(reply["id"]), shown=str(reply.get("title") or ""), **told)
    elif kind == "button":
        yield Event(text=str(content["text"]), **told)
    elif kind == "image" or str(content.get("mime_type")) in ("image/jpeg", "image/png"):
        yield Event(photo=str(content["id"]), text=str(content.get("caption") or ""), **told)
    elif kind not in PASSED_OVER:
        yield Event(kind=KINDS.get(kind, "sent_other"), **told)


def _note(status: Dict[str, Any]) -> None:
    """Log that a message which WhatsApp had taken was not delivered, with the reason."""
    if status.get("status") == "failed":
        codes = [error.get("code") for error in status.get("errors") or []]
        logger.warning("whatsapp: a message was taken but not delivered: %s", codes)
