"""How each platform speaks: the shapes of its requests and of the calls it takes, after its documentation."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import struct
from typing import Any, Dict, Iterator, List, Tuple
from urllib.parse import urlencode

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
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
    has_room = True
    """Whether a long answer goes out whole."""
    refusals = 1
    """How often a message must be refused until it is sent as text."""
    fetches = True
    """Whether photos are fetched from the platform."""
    ann = ANN
    kinds: Tuple[str, ...] = ("sticker", "voice", "location")
    """What may be sent there of what the bot cannot read."""

    def environment(self, url: str) -> Dict[str, str]:
        raise NotImplementedError

    def prepare(self, channel: Any) -> None:
        """Set what the contract needs otherwise."""

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


class Slack(Platform):
    name = "slack"
    secret_setting = "ECOM_SLACK_SIGNING_SECRET"
    signs_time = True
    ann = "U501"
    kinds = ("voice",)

    def environment(self, url: str) -> Dict[str, str]:
        return {
            "ECOM_SLACK_TOKEN": "xoxb-1",
            "ECOM_SLACK_SIGNING_SECRET": SECRET,
            "ECOM_SLACK_API": f"{url}/api",
        }

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        content, kind = body if isinstance(body, bytes) else json.dumps(body).encode(), "json"
        if isinstance(body, dict) and body.get("type") == "block_actions":
            content, kind = (
                urlencode({"payload": content.decode()}).encode(),
                "x-www-form-urlencoded",
            )
        signed = f"v0:{int(now)}:".encode() + content
        return Sent(
            content,
            {
                "Content-Type": f"application/{kind}",
                "X-Slack-Request-Timestamp": str(int(now)),
                "X-Slack-Signature": f"v0={hexadecimal(secret, signed)}",
            },
        )

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Json:
        return self._event(number, sender, at, text=text)

    def tap(self, payload: str, title: str, number: int = 1) -> Json:
        action = {
            "type": "button",
            "action_id": "option-0",
            "block_id": "b",
            "text": {"type": "plain_text", "text": title},
            "value": payload,
            "action_ts": f"{int(NOW)}.{number:06}",
        }
        who = {"user": {"id": self.ann}, "channel": {"id": "D501", "name": "directmessage"}}
        return {"type": "block_actions", "team": {"id": "T1"}, **who, "actions": [action]}

    def photo(self, url: str, number: int = 1, caption: str = "") -> Json:
        file = {"id": "F1", "mimetype": "image/jpeg", "url_private_download": url}
        return self._event(number, "", NOW, text=caption, subtype="file_share", files=[file])

    def other(self, kind: str, number: int = 1) -> Json:
        file = {"id": "F1", "mimetype": "audio/mp4", "subtype": "slack_audio"}
        return self._event(number, "", NOW, text="", subtype="file_share", files=[file])

    def unknown(self) -> Json:
        event = {"type": "team_join", "user": {"id": "U9"}}
        return {"type": "event_callback", "event_id": "Ev9", "event": event}

    def group(self) -> Json:
        update = self._event(1, "", NOW, text="hello")
        update["event"]["channel_type"] = "channel"
        return update

    def is_delivery(self, call: Call) -> bool:
        return call.path == "/api/chat.postMessage"

    def fault(self, status: int) -> Any:
        return {"ok": status == 200, "error": "ratelimited"}

    def answer(self, call: Call, url: str) -> Any:
        return {"ok": True, "ts": "1.1"}

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for call in calls:
            assert call.body["channel"] == "D501"
            assert call.headers["Authorization"] == "Bearer xoxb-1"
            blocks = call.body.get("blocks") or []
            shown = [block["image_url"] for block in blocks if block["type"] == "image"]
            yield from shown or [call.body["text"]]

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        for call in calls:
            for block in call.body.get("blocks") or []:
                for button in block.get("elements") or []:
                    yield button["text"]["text"], button["value"]

    def _event(self, number: int, sender: str, at: float, **content: Any) -> Json:
        who = f"U{sender}" if sender.isdigit() else sender or self.ann
        event = {"type": "message", "channel": "D501", "channel_type": "im", "user": who}
        event = {**event, "ts": f"{at:.6f}", **content}
        return {
            "type": "event_callback",
            "team_id": "T1",
            "event_id": f"Ev{number}",
            "event": event,
        }


class Meta(Platform):
    """WhatsApp and Messenger."""

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Sent(content, {"X-Hub-Signature-256": f"sha256={hexadecimal(secret, content)}"})

    def fault(self, status: int) -> Any:
        return {"error": {"message": "fault", "type": "OAuthException", "code": 100}}


class WhatsApp(Meta):
    name = "whatsapp"
    secret_setting = "ECOM_WHATSAPP_APP_SECRET"
    ann = "491701234501"
    kinds = ("sticker", "voice", "location")

    def environment(self, url: str) -> Dict[str, str]:
        return {
            "ECOM_WHATSAPP_TOKEN": "EAA1",
            "ECOM_WHATSAPP_APP_SECRET": SECRET,
            "ECOM_WHATSAPP_VERIFY_TOKEN": "a word",
            "ECOM_WHATSAPP_PHONE_ID": "106540352242922",
            "ECOM_WHATSAPP_API": f"{url}/v23.0",
        }

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Json:
        return self._message(number, sender, at, "text", {"body": text})

    def tap(self, payload: str, title: str, number: int = 1) -> Json:
        reply = {"type": "button_reply", "button_reply": {"id": payload, "title": title}}
        return self._message(number, "", NOW, "interactive", reply)

    def photo(self, url: str, number: int = 1, caption: str = "") -> Json:
        image = {"id": "media-1", "mime_type": "image/jpeg", "sha256": "x", "caption": caption}
        return self._message(number, "", NOW, "image", image)

    def other(self, kind: str, number: int = 1) -> Json:
        content = {"latitude": 1.0} if kind == "location" else {"id": "1", "mime_type": "audio/ogg"}
        return self._message(number, "", NOW, "audio" if kind == "voice" else kind, content)

    def unknown(self) -> Json:
        status = {"id": "wamid.9", "status": "failed", "errors": [{"code": 131047}]}
        return self._update({"statuses": [status]})

    def is_delivery(self, call: Call) -> bool:
        return call.path.endswith("/messages") and "status" not in call.body

    def answer(self, call: Call, url: str) -> Any:
        if call.path.endswith("/media-1"):
            assert call.method == "GET"
            return {"url": f"{url}/big.jpg", "mime_type": "image/jpeg", "id": "media-1"}
        return {"messages": [{"id": "wamid.1"}]}

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for call in calls:
            assert call.path == "/v23.0/106540352242922/messages"
            content = call.body[call.body["type"]]
            if call.body["type"] == "interactive":
                yield content["body"]["text"]
            else:
                yield content.get("link") or content["body"]

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        for call in calls:
            for button in (call.body.get("interactive") or {}).get("action", {}).get("buttons", []):
                yield button["reply"]["title"], button["reply"]["id"]

    def _message(self, number: int, sender: str, at: float, kind: str, content: Json) -> Json:
        who = {"from": sender or self.ann, "id": f"wamid.{'H' * 60}{number}"}
        message = {**who, "timestamp": str(int(at)), "type": kind, kind: content}
        return self._update({"contacts": [{"wa_id": self.ann}], "messages": [message]})

    def _update(self, value: Json) -> Json:
        number = {"display_phone_number": "1", "phone_number_id": "106540352242922"}
        value = {"messaging_product": "whatsapp", "metadata": number, **value}
        changes = [{"field": "messages", "value": value}]
        return {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": changes}],
        }


class Messenger(Meta):
    name = "messenger"
    secret_setting = "ECOM_MESSENGER_APP_SECRET"
    kinds = ("sticker", "voice", "location")

    def environment(self, url: str) -> Dict[str, str]:
        return {
            "ECOM_MESSENGER_TOKEN": "EAA1",
            "ECOM_MESSENGER_APP_SECRET": SECRET,
            "ECOM_MESSENGER_VERIFY_TOKEN": "a word",
            "ECOM_MESSENGER_API": f"{url}/v23.0",
        }

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Json:
        return self._update(number, sender, at, text=text)

    def tap(self, payload: str, title: str, number: int = 1) -> Json:
        return self._update(number, "", NOW, text=title, quick_reply={"payload": payload})

    def photo(self, url: str, number: int = 1, caption: str = "") -> Json:
        attachment = {"type": "image", "payload": {"url": url}}
        more = {"text": caption} if caption else {}
        return self._update(number, "", NOW, attachments=[attachment], **more)

    def other(self, kind: str, number: int = 1) -> Json:
        shown = {
            "sticker": {"type": "image", "payload": {"url": "https://x", "sticker_id": 369}},
            "voice": {"type": "audio", "payload": {"url": "https://x"}},
            "location": {"type": "location", "payload": {"coordinates": {"lat": 1}}},
        }
        return self._update(number, "", NOW, attachments=[shown[kind]])

    def unknown(self) -> Json:
        update = self._update(9, "", NOW)
        messaging = update["entry"][0]["messaging"][0]
        del messaging["message"]
        messaging["read"] = {"watermark": 1}
        return update

    def is_delivery(self, call: Call) -> bool:
        return call.path == "/v23.0/me/messages" and "message" in call.body

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for call in calls:
            assert call.body["messaging_type"] == "RESPONSE"
            message = call.body["message"]
            yield message.get("text") or message["attachment"]["payload"]["url"]

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        for call in calls:
            for reply in call.body["message"].get("quick_replies") or []:
                yield reply["title"], reply["payload"]

    def _update(self, number: int, sender: str, at: float, **message: Any) -> Json:
        messaging = {
            "sender": {"id": sender or ANN},
            "recipient": {"id": "page"},
            "timestamp": int(at * 1000),
            "message": {"mid": f"m_{number}", **message},
        }
        entry = {"id": "page", "time": int(at * 1000), "messaging": [messaging]}
        return {"object": "page", "entry": [entry]}


class Line(Platform):
    name = "line"
    secret_setting = "ECOM_LINE_SECRET"
    ann = "U4af4980629"
    has_captions = False
    refusals = 2

    def environment(self, url: str) -> Dict[str, str]:
        return {
            "ECOM_LINE_TOKEN": "token",
            "ECOM_LINE_SECRET": SECRET,
            "ECOM_LINE_API": url,
            "ECOM_LINE_DATA_API": url,
        }

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        made = hmac.new(secret.encode(), content, hashlib.sha256).digest()
        return Sent(content, {"x-line-signature": base64.b64encode(made).decode()})

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Json:
        return self._message(number, sender, at, type="text", text=text, quoteToken="q")

    def tap(self, payload: str, title: str, number: int = 1) -> Json:
        return self._event(number, "", NOW, type="postback", postback={"data": payload})

    def photo(self, url: str, number: int = 1, caption: str = "") -> Json:
        provider = {"type": "line"}
        return self._message(number, "", NOW, type="image", contentProvider=provider)

    def other(self, kind: str, number: int = 1) -> Json:
        kind = {"voice": "audio"}.get(kind, kind)
        return self._message(number, "", NOW, type=kind, packageId="1", stickerId="2")

    def unknown(self) -> Json:
        return self._event(9, "", NOW, type="unfollow")

    def group(self) -> Json:
        update = self.text("hello")
        update["events"][0]["source"] = {"type": "group", "groupId": "C1", "userId": self.ann}
        return update

    def is_delivery(self, call: Call) -> bool:
        return call.path in ("/v2/bot/message/reply", "/v2/bot/message/push")

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for call in calls:
            assert call.body.get("replyToken") or call.headers["X-Line-Retry-Key"]
            for message in call.body["messages"]:
                yield message.get("text") or message["originalContentUrl"]

    def buttons(self, calls: List[Call], responses: List[Any]) -> Iterator[Tuple[str, str]]:
        for call in calls:
            for message in call.body["messages"]:
                for item in (message.get("quickReply") or {}).get("items") or []:
                    yield item["action"]["label"], item["action"]["data"]

    def _message(self, number: int, sender: str, at: float, **message: Any) -> Json:
        message = {"id": "big.jpg", **message}
        return self._event(number, sender, at, type="message", message=message)

    def _event(self, number: int, sender: str, at: float, **content: Any) -> Json:
        event = {
            "mode": "active",
            "timestamp": int(at * 1000),
            "source": {"type": "user", "userId": sender or self.ann},
            "webhookEventId": f"01FZ74A0TDDPYRVKNK77XKC3Z{number}",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": f"reply-{number}",
            **content,
        }
        return {"destination": "U1", "events": [event]}


class WeChat(Platform):
    """An account without the customer-service interface."""

    name = "wechat"
    secret_setting = "ECOM_WECHAT_TOKEN"
    ann = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
    pushes, has_buttons, has_captions, has_room = False, False, False, False
    signs_time, signs_body = True, False
    kinds = ("voice", "location")

    def environment(self, url: str) -> Dict[str, str]:
        return {"ECOM_WECHAT_TOKEN": SECRET, "ECOM_WECHAT_API": url}

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        content = body if isinstance(body, bytes) else self.xml(body)
        moment, nonce = str(int(now)), "n1"
        made = sha1(secret, moment, nonce)
        query = urlencode({"signature": made, "timestamp": moment, "nonce": nonce})
        return Sent(content, {"Content-Type": "text/xml"}, f"?{query}")

    def text(self, text: str, number: int = 1, sender: str = "", at: float = NOW) -> Json:
        return self._message(number, sender, at, MsgType="text", Content=text)

    def photo(self, url: str, number: int = 1, caption: str = "") -> Json:
        return self._message(number, "", NOW, MsgType="image", PicUrl=url, MediaId="m")

    def other(self, kind: str, number: int = 1) -> Json:
        return self._message(number, "", NOW, MsgType=kind, MediaId="m")

    def unknown(self) -> Json:
        return self._message(9, "", NOW, MsgType="event", Event="unsubscribe")

    def is_delivery(self, call: Call) -> bool:
        return call.path == "/cgi-bin/message/custom/send"

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for answer in responses:
            if answer.status == 200 and answer.body.startswith(b"<xml>"):
                yield self.opened(answer.body.decode())

    def opened(self, xml: str) -> str:
        found = re.fullmatch(
            r"<xml><ToUserName><!\[CDATA\[.+\]\]></ToUserName>"
            r"<FromUserName><!\[CDATA\[gh_1\]\]></FromUserName>"
            r"<CreateTime><!\[CDATA\[\d+\]\]></CreateTime><MsgType><!\[CDATA\[text\]\]></MsgType>"
            r"<Content><!\[CDATA\[(.*)\]\]></Content></xml>",
            xml,
            re.DOTALL,
        )
        assert found
        return found[1]

    def xml(self, body: Json) -> bytes:
        inner = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in body.items())
        return f"<xml>{inner}</xml>".encode()

    def _message(self, number: int, sender: str, at: float, **content: str) -> Json:
        who = {"ToUserName": "gh_1", "FromUserName": sender or self.ann}
        return {**who, "CreateTime": str(int(at)), "MsgId": f"23{number}", **content}


class SealedWeChat(WeChat):
    """The same in the encrypted mode."""

    signs_body = True
    app_id, aes_key = "wx5823bf96d3bd56c7", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"

    def environment(self, url: str) -> Dict[str, str]:
        more = {"ECOM_WECHAT_APP_ID": self.app_id, "ECOM_WECHAT_AES_KEY": self.aes_key}
        return {**super().environment(url), **more}

    def signed(self, body: Any, now: float = NOW, secret: str = SECRET) -> Sent:
        content = body if isinstance(body, bytes) else self.xml(body)
        whole = b"r" * 16 + struct.pack(">I", len(content)) + content + self.app_id.encode()
        missing = 32 - len(whole) % 32
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(whole + bytes([missing]) * missing) + encryptor.finalize()
        text = base64.b64encode(sealed).decode()
        moment, nonce = str(int(now)), "n1"
        told = {
            "signature": sha1(secret, moment, nonce),
            "msg_signature": sha1(secret, moment, nonce, text),
            "timestamp": moment,
            "nonce": nonce,
        }
        outer = self.xml({"ToUserName": "gh_1", "Encrypt": text})
        return Sent(outer, {"Content-Type": "text/xml"}, f"?{urlencode(told)}")

    def opened(self, xml: str) -> str:
        told = dict(re.findall(r"<(\w+)><!\[CDATA\[(.*?)\]\]>", xml))
        sealed = told["Encrypt"]
        right = sha1(SECRET, told["TimeStamp"], told["Nonce"], sealed)
        assert told["MsgSignature"] == right
        decryptor = self._cipher().decryptor()
        whole = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
        (length,) = struct.unpack(">I", whole[16:20])
        assert whole[20 + length : -whole[-1]].decode() == self.app_id
        return super().opened(whole[20 : 20 + length].decode())

    def _cipher(self) -> Any:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


class ServedWeChat(WeChat):
    """An account with the customer-service interface, where every answer takes too long for the response."""

    pushes, has_room = True, True

    def environment(self, url: str) -> Dict[str, str]:
        more = {"ECOM_WECHAT_APP_ID": "wx1", "ECOM_WECHAT_APP_SECRET": "app"}
        return {**super().environment(url), **more}

    def prepare(self, channel: Any) -> None:
        channel.answers_within_s = 0

    def fault(self, status: int) -> Any:
        return {"errcode": 0 if status == 200 else -1}

    def answer(self, call: Call, url: str) -> Any:
        if call.path == "/cgi-bin/stable_token":
            assert call.body == {"grant_type": "client_credential", "appid": "wx1", "secret": "app"}
            return {"access_token": "token", "expires_in": 7200}
        return {"errcode": 0, "errmsg": "ok"}

    def said(self, calls: List[Call], responses: List[Any]) -> Iterator[str]:
        for call in calls:
            assert call.query["access_token"] == "token"
            assert call.body["msgtype"] == "text"
            yield call.body["text"]["content"]


def sha1(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


ALL = [
    Webhook(),
    AskedWebhook(),
    Telegram(),
    Slack(),
    WhatsApp(),
    Messenger(),
    Line(),
    WeChat(),
    SealedWeChat(),
    ServedWeChat(),
]
