"""The running bot on two messaging channels: Telegram, which a local server plays, and a signed webhook."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from chat_shop import ChatShop, chat_shop

pytestmark = pytest.mark.chat
SECRET = "a secret for tests only"
WAIT_S = 30.0


class TelegramServer:
    """Plays Telegram's interface: keeps what is sent to people; fails as often as `failures` says."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.sent: list[dict[str, Any]] = []
        self.failures = 0
        played = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status = 200
                if self.path.endswith("/sendMessage"):
                    if played.failures:
                        played.failures, status = played.failures - 1, 500
                    else:
                        played.sent.append(body)
                content = json.dumps({"ok": status == 200, "result": {}}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ChatShop, TelegramServer]]:
    server = TelegramServer()
    settings = {
        "ECOM_TELEGRAM_TOKEN": "1:a",
        "ECOM_TELEGRAM_SECRET": SECRET,
        "ECOM_TELEGRAM_API": server.url,
        "ECOM_WEBHOOK_SECRET": SECRET,
    }
    with chat_shop(tmp_path_factory.mktemp("messengers"), settings=settings) as shop:
        yield shop, server
    server.server.shutdown()
    server.server.server_close()


class OnTelegram:
    """Somebody who writes on Telegram."""

    numbers = iter(range(1, 10_000))

    def __init__(self, shop: ChatShop, server: TelegramServer, who: int) -> None:
        """Have a name of one's own."""
        self.url = f"{shop.bot.url}/webhooks/telegram/events"
        self.server, self.who = server, who

    def say(self, text: str = "", **content: Any) -> str:
        """Send a message, wait for the answer, and return what there is to read."""
        chat = {"id": self.who, "type": "private"}
        told = {"text": text} if text else content
        message = {"message_id": 1, "chat": chat, "date": int(time.time()), **told}
        return self._sent({"update_id": next(self.numbers), "message": message})

    def tap(self, title: str) -> str:
        """Tap a button of the latest answer."""
        rows = self.server.sent[-1]["reply_markup"]["inline_keyboard"]
        data = next(b["callback_data"] for row in rows for b in row if title in b["text"])
        message = {"chat": {"id": self.who, "type": "private"}}
        query = {"id": "9", "data": data, "message": message}
        return self._sent({"update_id": next(self.numbers), "callback_query": query})

    def _sent(self, update: dict[str, Any]) -> str:
        before = len(self.server.sent)
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        for _ in range(2):  # a platform may send everything twice
            answer = httpx.post(self.url, json=update, headers=headers, trust_env=False)
            assert answer.status_code == 200
        ends = time.monotonic() + WAIT_S
        while len(self.server.sent) == before and time.monotonic() < ends:
            time.sleep(0.05)
        time.sleep(0.5)  # what would come twice
        fresh = self.server.sent[before:]
        assert {message["chat_id"] for message in fresh} == {str(self.who)}
        return "\n".join(message["text"] for message in fresh)


def test_a_customer_is_known_by_a_code_and_signs_out(played: tuple[ChatShop, TelegramServer]):
    shop, server = played
    shop.reset()
    ann = OnTelegram(shop, server, 501)
    assert "e-mail" in ann.say("where is my order 20001")
    ann.say("emma.clark@example.com")
    assert "#20001" in ann.say(shop.code())
    assert "#20001" not in OnTelegram(shop, server, 502).say("where is my order 20001")
    ann.say("log me out")
    assert "e-mail" in ann.say("where is my order 20001")


def test_products_are_listed_and_a_number_opens_one(played: tuple[ChatShop, TelegramServer]):
    shop, server = played
    shop.reset()
    ben = OnTelegram(shop, server, 503)
    listed = ben.say("I need a warm jacket under 100 dollars")
    second = next(line for line in listed.splitlines() if line.startswith("2. "))
    assert second[3:] in ben.say("2")


def test_chinese_and_things_that_are_no_words(played: tuple[ChatShop, TelegramServer]):
    shop, server = played
    shop.reset()
    li = OnTelegram(shop, server, 504)
    assert "茶" in li.say("有适合送礼的茶叶吗")
    assert "表情" in li.say(sticker={"file_id": "x"})
    assert "voice" in OnTelegram(shop, server, 505).say(voice={"file_id": "x"})


def test_an_answer_comes_though_telegram_fails_at_first(played: tuple[ChatShop, TelegramServer]):
    shop, server = played
    shop.reset()
    server.failures = 2
    assert "30" in OnTelegram(shop, server, 506).say("how long can I send things back")


def test_the_webhook_answers_in_its_response(played: tuple[ChatShop, TelegramServer]):
    shop, _server = played
    shop.reset()
    body = json.dumps({"id": "m1", "sender": "u1", "text": "do you have tea"}).encode()
    moment = str(int(time.time()))
    made = hmac.new(SECRET.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Timestamp": moment, "X-Signature": made}
    url = f"{shop.bot.url}/webhooks/webhook/events"
    answers = [httpx.post(url, content=body, headers=headers, trust_env=False) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert "tea" in json.dumps(answers[0].json()).lower()
    assert httpx.post(url, content=body, trust_env=False).status_code == 403
    for name in ("slack", "line", "whatsapp", "messenger", "wechat"):
        closed = f"{shop.bot.url}/webhooks/{name}/events"
        assert httpx.post(closed, content=body, trust_env=False).status_code == 404


def test_nothing_of_it_is_in_the_log(played: tuple[ChatShop, TelegramServer]):
    shop, _server = played
    log = shop.bot.bot.log.read_text("utf-8")
    for private in ("emma.clark", "warm jacket", "501", "1:a", SECRET):
        assert private not in log
