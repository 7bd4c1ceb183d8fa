"""Telegram (Bot API): updates with a secret in a header; inline buttons, photos by their address."""

from __future__ import annotations

import json
from typing import Any, Dict, List

from sanic.request import Request

from channels.messaging.calls import TRIES, Answered, CallError, by_status
from channels.messaging.channel import MessagingInput, headers
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import GREETING, Event
from channels.messaging.proof import check_equal
from channels.uploads import UploadError

CAPTION = 1024
START = "/start"
"""The command that opens a chat is a greeting; what a link may have put behind it is not read."""
KINDS = {
    "sticker": "sent_sticker",
    "animation": "sent_video",
    "voice": "sent_voice",
    "audio": "sent_voice",
    "video": "sent_video",
    "video_note": "sent_video",
    "location": "sent_location",
    "venue": "sent_location",
    "contact": "sent_contact",
    "document": "sent_file",
    "poll": "sent_other",
    "dice": "sent_sticker",
    "story": "sent_other",
}


class Telegram(MessagingInput):
    """A bot on Telegram. It answers in private chats only: who proves who they are must not do so before a group."""

    platform = "telegram"
    can = Can(text=4096, options=24, title=60, payload=64, pictures=True)

    def prove(self, request: Request) -> None:
        """Check the secret that was given to setWebhook."""
        check_equal(headers(request, "X-Telegram-Bot-Api-Secret-Token"), self.settings["secret"])

    def events(self, request: Request) -> List[Event]:
        """Return the message or the tap of an update."""
        update: Dict[str, Any] = json.loads(request.body)
        number = str(update["update_id"])
        if "callback_query" in update:
            return _tap(number, update["callback_query"])
        message = update.get("message") or {}
        if (message.get("chat") or {}).get("type") != "private":
            return []
        told: Dict[str, Any] = {
            "id": number,
            "sender": str(message["chat"]["id"]),
            "at": float(message["date"]),
        }
        if "text" in message:
            text = str(message["text"])
            is_start = text.split(" ")[0] == START
            return [Event(tap=GREETING, **told) if is_start else Event(text=text, **told)]
        caption = str(message.get("caption") or "")
        if message.get("photo"):
            return [Event(photo=str(message["photo"][-1]["file_id"]), text=caption, **told)]
        file = message.get("document") or {}
        if str(file.get("mime_type")).startswith("image/"):
            return [Event(photo=str(file["file_id"]), text=caption, **told)]
        kind = next((kind for field, kind in KINDS.items() if field in message), "")
        return [Event(kind=kind, **told)] if kind else []

    async def photo(self, event: Event) -> bytes:
        """Ask where the photo is, and return it."""
        try:
            found = await self._ask("getFile", {"file_id": event.photo})
            path = str(found["result"]["file_path"])
        except (CallError, KeyError, TypeError) as error:
            raise UploadError("broken") from error
        api = self.settings["api"]
        return await self.calls.fetch(f"{api}/file/bot{self.settings['token']}/{path}", [api])

    async def send(self, event: Event, piece: Piece) -> None:
        """Send a message, or a photo with its caption."""
        said: Dict[str, Any] = {"chat_id": event.sender}
        if piece.options:
            said["reply_markup"] = {"inline_keyboard": [[button] for button in _buttons(piece)]}
        if piece.picture:
            caption = piece.text[:CAPTION]
            await self._ask("sendPhoto", {**said, "photo": piece.picture, "caption": caption})
        else:
            await self._ask("sendMessage", {**said, "text": piece.text})

    async def seen(self, event: Event) -> None:
        """Let a tapped button rest, and show that somebody writes."""
        if event.route.get("callback"):
            tapped = {"callback_query_id": event.route["callback"]}
            await self._ask("answerCallbackQuery", tapped, tries=1)
        await self._ask("sendChatAction", {"chat_id": event.sender, "action": "typing"}, tries=1)

    def judge(self, answered: Answered) -> str:
        """Tell who is gone, which Telegram says in words."""
        description = str((answered.body or {}).get("description", "")).lower()
        if answered.status == 400 and "chat not found" in description:
            return "blocked"
        return by_status(answered)

    async def _ask(self, method: str, content: Dict[str, Any], tries: int = TRIES) -> Any:
        address = f"{self.settings['api']}/bot{self.settings['token']}/{method}"
        return await self.calls.call(method, address, tries=tries, json=content)


def _tap(number: str, query: Dict[str, Any]) -> List[Event]:
    message = query.get("message") or {}
    chat = message.get("chat") or {}
    if chat.get("type") != "private" or not query.get("data"):
        return []
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    shown = [
        b.get("text", "") for row in rows for b in row if b.get("callback_data") == query["data"]
    ]
    return [
        Event(
            number,
            str(chat["id"]),
            tap=str(query["data"]),
            shown=str(shown[0]) if shown else "",
            route={"callback": str(query["id"])},
        )
    ]


def _buttons(piece: Piece) -> List[Dict[str, str]]:
    return [{"text": option.title, "callback_data": option.payload} for option in piece.options]
