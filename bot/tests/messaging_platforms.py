"""How each platform speaks: the shapes of its requests and of the calls it takes, after its documentation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, Dict, Iterator, List, Tuple

from messaging_place import NOW, Call, Sent, picture

Json = Dict[str, Any]
SECRET = "a secret for tests only"
ANN = "501"


def hexadecimal(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Platform:
    """What the contract asks of the part of a platform."""

    name = ""
    secret_setting = ""
    pushes = True
    """Whether answers are calls, not the response."""
    signs_time = False
    tells_time = True
    """Whether a message says when it was sent."""
    signs_body = True
    has_buttons = True
    has_captions = True
    max_body = 1_000_000
    fetches = True
    """Whether photos are fetched from the platform."""
    ann = ANN

    def environment(self, url: str) -> Dict[str, str]:
        raise NotImplementedError

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        raise NotImplementedError

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Any:
        raise NotImplementedError

    def tap(self, payload: str, title: str, number: int = 1) -> Any:
        raise NotImplementedError

    def photo(self, url: str, number: int = 1, caption: str = "") -> Any:
        raise NotImplementedError

    def other(self, kind: str, number: int = 1) -> Any:
        """A `sticker`, a `voice` note or a `location`."""
        raise NotImplementedError

    def unknown(self) -> Any:
        raise NotImplementedError

    def group(self) -> Any:
        """A message in a group; None where there are none."""
        return None

    def is_delivery(self, call: Call) -> bool:
        raise NotImplementedError

    def fault(self, status: int) -> Any:
        return {}

    def answer(self, call: Call, url: str) -> Any:
        return {}

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        raise NotImplementedError

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        yield from ()


class Webhook(Platform):
    name = "webhook"
    secret_setting = "ECOM_WEBHOOK_SECRET"
    signs_time, tells_time, fetches, max_body = True, False, False, 12_000_000

    def environment(self, url: str) -> Dict[str, str]:
        return {"ECOM_WEBHOOK_SECRET": SECRET, "ECOM_WEBHOOK_REPLY_URL": f"{url}/answers"}

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        signature = hexadecimal(secret, f"{int(now)}.".encode() + content)
        return Sent(content, {"X-Timestamp": str(int(now)), "X-Signature": signature})

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Json:
        return {"id": f"m{number}", "sender": sender or ANN, "text": text}

    def tap(self, payload: str, title: str, number: int = 1) -> Json:
        return {"id": f"m{number}", "sender": ANN, "payload": payload}

    def photo(self, url: str, number: int = 1, caption: str = "") -> Json:
        shown = base64.b64encode(picture()).decode()
        return {"id": f"m{number}", "sender": ANN, "image": shown, "text": caption}

    def other(self, kind: str, number: int = 1) -> Json:
        return {"id": f"m{number}", "sender": ANN, "kind": kind}

    def unknown(self) -> Json:
        return {"event": "installed"}

    def is_delivery(self, call: Call) -> bool:
        return call.path == "/answers"

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for call in calls:
            moment = call.headers["X-Timestamp"]
            signed = moment.encode() + b"." + json.dumps(call.body).encode()
            assert call.headers["X-Signature"] == hexadecimal(SECRET, signed)
            yield call.body.get("picture") or call.body["text"]

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        for call in calls:
            yield from ((b["title"], b["payload"]) for b in call.body.get("buttons") or [])


class AskedWebhook(Webhook):
    """The same, with the answers in the response."""

    pushes = False

    def environment(self, url: str) -> Dict[str, str]:
        return {"ECOM_WEBHOOK_SECRET": SECRET}

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for answer in responses:
            for message in answer.json.get("messages") or []:
                yield message.get("picture") or message["text"]

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        for answer in responses:
            for message in answer.json.get("messages") or []:
                yield from ((b["title"], b["payload"]) for b in message.get("buttons") or [])


class Telegram(Platform):
    name = "telegram"
    signs_body = False
    secret_setting = "ECOM_TELEGRAM_SECRET"

    def environment(self, url: str) -> Dict[str, str]:
        return {
            "ECOM_TELEGRAM_TOKEN": "110201543:AAH",
            "ECOM_TELEGRAM_SECRET": SECRET,
            "ECOM_TELEGRAM_API": url,
        }

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Sent(content, {"X-Telegram-Bot-Api-Secret-Token": secret})

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Json:
        return self._message(number, sender, at, text=text)

    def tap(self, payload: str, title: str, number: int = 1) -> Json:
        keyboard = [[{"text": title, "callback_data": payload}]]
        message = self._message(0, "", NOW, reply_markup={"inline_keyboard": keyboard})["message"]
        query = {"id": "4382", "from": {"id": 501}, "message": message, "data": payload}
        return {"update_id": number, "callback_query": query}

    def photo(self, url: str, number: int = 1, caption: str = "") -> Json:
        sizes = [{"file_id": f"{size}.jpg", "width": 9, "height": 9} for size in ("small", "big")]
        more = {"caption": caption} if caption else {}
        return self._message(number, "", NOW, photo=sizes, **more)

    def other(self, kind: str, number: int = 1) -> Json:
        return self._message(number, "", NOW, **{kind: {"file_id": "x"}})

    def unknown(self) -> Json:
        return {"update_id": 9, "my_chat_member": {"chat": {"id": 501, "type": "private"}}}

    def group(self) -> Json:
        update = self._message(1, "-100", NOW, text="hello")
        update["message"]["chat"]["type"] = "supergroup"
        return update

    def is_delivery(self, call: Call) -> bool:
        return call.path.rpartition("/")[2] in ("sendMessage", "sendPhoto")

    def fault(self, status: int) -> Any:
        return {"ok": False, "error_code": status, "description": "Forbidden: bot was blocked"}

    def answer(self, call: Call, url: str) -> Any:
        if call.path.endswith("/getFile"):
            return {"ok": True, "result": {"file_path": f"photos/{call.body['file_id']}"}}
        return {"ok": True, "result": {}}

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for call in calls:
            assert str(call.body["chat_id"])
            yield call.body.get("text") or call.body["photo"]

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        for call in calls:
            for row in (call.body.get("reply_markup") or {}).get("inline_keyboard") or []:
                yield from ((button["text"], button["callback_data"]) for button in row)

    def _message(self, number: int, sender: str, at: float, **content: Any) -> Json:
        who = int(sender) if sender.lstrip("-").isdigit() else sender or 501
        message = {
            "message_id": number + 70,
            "from": {"id": who, "is_bot": False, "first_name": "Ann"},
            "chat": {"id": who, "type": "private"},
            "date": int(at),
            **content,
        }
        return {"update_id": number, "message": message}


ALL = [Webhook(), AskedWebhook(), Telegram()]
