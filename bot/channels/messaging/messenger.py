"""Facebook Messenger: signed updates of a page; quick replies, pictures by their address."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List

from sanic.request import Request

from channels.messaging.channel import origin
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import Event
from channels.messaging.meta import MetaInput

MEDIA_HOSTS = [".fbcdn.net", ".fbsbx.com"]
KINDS = {
    "audio": "sent_voice",
    "video": "sent_video",
    "file": "sent_file",
    "location": "sent_location",
}


class Messenger(MetaInput):
    """A page."""

    platform = "messenger"
    can = Can(text=2000, options=13, title=20, payload=1000, pictures=True)
    gone = frozenset({10, 551})

    def events(self, request: Request) -> List[Event]:
        """Return the messages and taps of a request."""
        body = json.loads(request.body)
        if body.get("object") != "page":
            return []
        return [
            event
            for entry in body.get("entry") or []
            for messaging in entry.get("messaging") or []
            for event in _events(messaging)
        ]

    async def photo(self, event: Event) -> bytes:
        """Return the photo from where Messenger keeps it; the address alone opens it."""
        return await self.calls.fetch(event.photo, [*MEDIA_HOSTS, origin(self.settings["api"])])

    async def send(self, event: Event, piece: Piece) -> None:
        """Send a text with quick replies, or a picture; it has no caption, the list below has its words."""
        message: Dict[str, Any] = {"text": piece.text}
        if piece.picture:
            shown = {"type": "image", "payload": {"url": piece.picture, "is_reusable": True}}
            message = {"attachment": shown}
        elif piece.options:
            message["quick_replies"] = [
                {"content_type": "text", "title": option.title, "payload": option.payload}
                for option in piece.options
            ]
        to = {"recipient": {"id": event.sender}, "messaging_type": "RESPONSE"}
        await self.ask("messages", "me/messages", json={**to, "message": message})

    async def seen(self, event: Event) -> None:
        """Show that somebody writes."""
        content = {"recipient": {"id": event.sender}, "sender_action": "typing_on"}
        await self.ask("typing_on", "me/messages", json=content, tries=1)


def _events(messaging: Dict[str, Any]) -> Iterator[Event]:
    message, postback = messaging.get("message") or {}, messaging.get("postback") or {}
    if message.get("is_echo") or not (message or postback):
        return
    told: Dict[str, Any] = {
        "sender": str(messaging["sender"]["id"]),
        "at": float(messaging["timestamp"]) / 1000,
    }
    if postback:
        own_id = str(postback.get("mid") or f"{messaging['timestamp']}.{told['sender']}")
        shown = str(postback.get("title") or "")
        yield Event(own_id, tap=str(postback["payload"]), shown=shown, **told)
        return
    own_id, text = str(message["mid"]), str(message.get("text") or "")
    attachments = message.get("attachments") or []
    if message.get("quick_reply"):
        yield Event(own_id, tap=str(message["quick_reply"]["payload"]), shown=text, **told)
    elif not attachments:
        yield Event(own_id, text=text, **told)
    for number, attachment in enumerate(attachments):
        yield _attached(f"{own_id}.{number}" if number else own_id, attachment, number, text, told)


def _attached(
    own_id: str, attachment: Dict[str, Any], number: int, text: str, told: Dict[str, Any]
) -> Event:
    kind, payload = str(attachment.get("type")), attachment.get("payload") or {}
    if payload.get("sticker_id"):
        return Event(own_id, kind="sent_sticker", **told)
    if kind == "image" and payload.get("url"):
        return Event(own_id, photo=str(payload["url"]), text="" if number else text, **told)
    return Event(own_id, kind=KINDS.get(kind, "sent_other"), **told)
