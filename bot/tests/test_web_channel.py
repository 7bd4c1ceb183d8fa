"""The web channel in a real Sanic server: who is talking, how much, how often, and what the bot is given to read."""

from __future__ import annotations

import asyncio
import base64
import itertools
import os
import time
from typing import Any, Dict, List

import pytest
from channels import uploads, web
from channels.sessions import Sessions
from channels.web import WebInput
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from shoptalk.signing import CUSTOMER, Signer

SHOP = Signer("a secret of the shop, for tests", "small")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
_numbers = itertools.count()


class Bot:
    """Stands where Rasa's agent does: keeps what it is given and echoes it."""

    def __init__(self) -> None:
        self.heard: List[UserMessage] = []
        self.silent = False
        self.error: Any = None

    async def read(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.error:
            raise self.error
        if not self.silent:
            await message.output_channel.send_text_message(
                message.sender_id, f"heard {message.text}"
            )


class Client:
    """Talks to the channel as a web page does."""

    def __init__(self, app: Sanic) -> None:
        self.app = app

    def post(self, path: str, body: Any, token: str = "", **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = kwargs or {"json": body}
        return self._request("post", path, headers=headers, **content)

    def get(self, path: str) -> Any:
        return self._request("get", path)

    def _request(self, method: str, path: str, **kwargs: Any) -> Any:
        call = getattr(self.app.asgi_client, method)
        _, response = asyncio.run(call(f"/webhooks/web/{path}", **kwargs))
        return response

    def session(self, **body: Any) -> str:
        return str(self.post("session", body).json["session"])


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def channel(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> WebInput:
    monkeypatch.setenv("ECOM_UPLOAD_DIR", str(tmp_path / "uploads"))
    monkeypatch.setenv("ECOM_IMAGE_DIR", str(tmp_path / "images"))
    monkeypatch.delenv("ECOM_REDIS_URL", raising=False)
    return WebInput(SHOP)


@pytest.fixture
def client(channel: WebInput, bot: Bot) -> Client:
    app = Sanic(f"web_channel_test_{next(_numbers)}", configure_logging=False)
    app.blueprint(channel.blueprint(bot.read), url_prefix="/webhooks/web")
    return Client(app)


def texts(answer: Any) -> List[str]:
    return [message["text"] for message in answer.json["messages"]]


def test_answers_a_message(client: Client, bot: Bot):
    answer = client.post("messages", {"text": "hello"}, client.session())
    assert (answer.status, texts(answer), answer.json["failed"]) == (200, ["heard hello"], False)
    assert bot.heard[0].metadata == {"customer_id": None}


def test_each_session_is_a_conversation_of_its_own(client: Client, bot: Bot):
    for token in (client.session(), client.session()):
        client.post("messages", {"text": "hello"}, token)
    first, second = (message.sender_id for message in bot.heard)
    assert first != second


def test_a_session_goes_on_when_the_customer_signs_in(client: Client, bot: Bot):
    guest = client.session()
    token = SHOP.sign_customer_token("C0001")
    signed_in = client.session(session=guest, customer_token=token)
    for held in (guest, signed_in):
        client.post("messages", {"text": "hello"}, held)
    assert bot.heard[0].sender_id == bot.heard[1].sender_id
    assert [message.metadata["customer_id"] for message in bot.heard] == [None, "C0001"]


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        Sessions(Signer("another secret, not the shop's", "small")).start(),
        Sessions(Signer(SHOP.key, "another")).start(),
    ],
)
def test_refuses_a_forged_session(client: Client, bot: Bot, token: str):
    assert client.post("messages", {"text": "hello"}, token).status == 401
    assert bot.heard == []


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        Signer("another secret for tests", "small").sign_customer_token("C0001"),
        Signer(SHOP.key, "another").sign_customer_token("C0001"),
        SHOP.sign({"customer_id": "C0001"}, "ecom.session"),
        SHOP.sign({"customer": "C0001"}, CUSTOMER),
    ],
)
def test_refuses_a_forged_sign_in(client: Client, token: str):
    assert client.post("session", {"customer_token": token}).status == 401


def test_a_session_token_does_not_sign_anybody_in(client: Client):
    assert client.post("session", {"customer_token": client.session()}).status == 401


def test_limits_the_messages_of_a_session(
    client: Client, bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(web, "MESSAGES_PER_MINUTE", 3)
    busy, calm = client.session(), client.session()
    statuses = [client.post("messages", {"text": "hello"}, busy).status for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert client.post("messages", {"text": "hello"}, calm).status == 200
    assert len(bot.heard) == 4


def test_limits_new_sessions(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(web, "SESSIONS_PER_MINUTE", 2)
    assert [client.post("session", {}).status for _ in range(3)] == [200, 200, 429]


def test_refuses_a_body_that_is_too_large(
    client: Client, bot: Bot, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(web, "MAX_BODY", 1000)
    assert client.post("messages", {"text": "x" * 1001}, client.session()).status == 413
    assert bot.heard == []


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"text"', b"\xff\xfe"])
def test_refuses_a_body_that_is_not_an_object(client: Client, content: bytes):
    answer = client.post("messages", None, client.session(), content=content)
    assert answer.status == 400


def test_the_same_message_is_answered_once(client: Client, bot: Bot):
    token = client.session()
    answers = [client.post("messages", {"text": "hello", "id": "m1"}, token) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert len(bot.heard) == 1
    client.post("messages", {"text": "hello", "id": "m2"}, token)
    client.post("messages", {"text": "hello", "id": "m1"}, client.session())
    assert len(bot.heard) == 3


@pytest.mark.parametrize("error", [RuntimeError("broken"), asyncio.CancelledError()])
def test_a_message_that_failed_is_said_to_have_failed_and_can_be_sent_again(
    client: Client, bot: Bot, error: BaseException
):
    token = client.session()
    bot.error = error
    answer = client.post("messages", {"text": "hello", "id": "m1"}, token)
    assert (answer.status, answer.json["failed"]) == (200, True)
    bot.error = None
    again = client.post("messages", {"text": "hello", "id": "m1"}, token)
    assert (texts(again), again.json["failed"]) == (["heard hello"], False)
    # Rasa sees the same id, so that nothing is done twice.
    assert [message.message_id for message in bot.heard] == ["m1", "m1"]


def test_silence_counts_as_a_failure(client: Client, bot: Bot):
    bot.silent = True
    assert client.post("messages", {"text": "hello"}, client.session()).json["failed"] is True


@pytest.mark.parametrize(
    ("sent", "read", "notes"),
    [
        ("/cancel_order", "cancel_order", {}),
        ('/cancel_order{"order_number": "20001"}', 'cancel_order{"order_number": "20001"}', {}),
        (" //  /restart ", "restart", {}),
        ("\u200b/restart", "restart", {}),
        ("", "/nlu_fallback", {"problem": "empty"}),
        (" \n\t ", "/nlu_fallback", {"problem": "empty"}),
        ("\x00\x07\x1b", "/nlu_fallback", {"problem": "empty"}),
        ("red\x00 \x1bshoes\u202e", "red shoes", {}),
        ("我要\n退货", "我要 退货", {}),
        ("x" * 10_000, "x" * 1000, {"problem": "too_long", "characters": 10_000}),
        ("<script>alert(1)</script>", "<script>alert(1)</script>", {}),
        ("'; DROP TABLE customer; --", "'; DROP TABLE customer; --", {}),
        ("👩‍🚀", "👩‍🚀", {}),
    ],
)
def test_typed_text_is_only_ever_text(
    client: Client, bot: Bot, sent: str, read: str, notes: Dict[str, Any]
):
    assert client.post("messages", {"text": sent}, client.session()).status == 200
    assert bot.heard[0].text == read
    assert bot.heard[0].metadata == {**notes, "customer_id": None}


@pytest.mark.parametrize("value", [None, 5, ["/restart"], {"a": 1}])
def test_text_that_is_no_text_is_still_answered(client: Client, value: Any):
    assert client.post("messages", {"text": value}, client.session()).status == 200


@pytest.mark.parametrize(
    ("payload", "read", "is_tapped"),
    [
        ("/show_more", "/show_more", True),
        ('/product_details{"product": "p1"}', '/product_details{"product": "p1"}', True),
        ("show more", "show more", False),
        ("/Show More", "Show More", False),
        ("/a" + "{" + "x" * 700 + "}", "a{" + "x" * 700 + "}", False),
    ],
)
def test_a_button_sends_an_intent(
    client: Client, bot: Bot, payload: str, read: str, is_tapped: bool
):
    client.post("messages", {"payload": payload}, client.session())
    assert bot.heard[0].text == read
    assert bool(bot.heard[0].metadata.get("tapped")) is is_tapped


def test_metadata_never_comes_from_the_body(client: Client, bot: Bot):
    body = {
        "text": "hello",
        "customer_id": "C0001",
        "metadata": {"customer_id": "C0001"},
        "sender": "x",
    }
    client.post("messages", body, client.session())
    assert bot.heard[0].metadata == {"customer_id": None}
    assert bot.heard[0].sender_id.startswith("web-")


def test_keeps_a_photo_under_a_name_of_its_content(client: Client, bot: Bot, channel: WebInput):
    encoded = base64.b64encode(PNG).decode()
    for image in (encoded, f"data:image/png;base64,{encoded}"):
        client.post("messages", {"image": image}, client.session())
    first, second = bot.heard
    assert first.text == "/photo_search"
    assert first.metadata["image"] == second.metadata["image"]
    assert (channel.uploads / first.metadata["image"]).read_bytes() == PNG


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"GIF89a" + b"\0" * 20, "gif"),
        (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "svg"),
        (b"SIMPLE  =                    T", "fits"),
        (b"II*\0" + b"\0" * 20, "tiff"),
        (b"\0\0\0\x18ftypheic", "heic"),
        (b"RIFF1234WAVE", "unknown"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * web.MAX_BYTES, "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_says_what_a_file_is_that_is_no_photo_and_keeps_nothing(
    client: Client, bot: Bot, channel: WebInput, content: bytes, problem: str
):
    body = {"image": base64.b64encode(content).decode()}
    assert client.post("messages", body, client.session()).status == 200
    assert bot.heard[0].metadata["photo_problem"] == problem
    assert "image" not in bot.heard[0].metadata
    assert not channel.uploads.exists()


@pytest.mark.parametrize("image", ["not base64!", "A" * (web.MAX_BYTES * 4 // 3 + 8)])
def test_what_is_no_encoded_file_is_no_photo(client: Client, bot: Bot, image: str):
    assert client.post("messages", {"image": image}, client.session()).status == 200
    assert bot.heard[0].metadata["photo_problem"] in ("unknown", "too_large")


def test_words_come_with_their_photo(client: Client, bot: Bot, channel: WebInput):
    body = {"image": base64.b64encode(PNG).decode(), "text": "/this, but in blue"}
    client.post("messages", body, client.session())
    heard = bot.heard[0]
    assert heard.text == "this, but in blue"
    assert (channel.uploads / heard.metadata["image"]).is_file()
    assert "tapped" not in heard.metadata


def test_photos_are_removed_after_their_time(
    client: Client, channel: WebInput, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "KEEP_S", 3600.0)
    channel.uploads.mkdir()
    for name, age_s in (("old.png", 4000), ("new.png", 3000)):
        (channel.uploads / name).write_bytes(PNG)
        os.utime(channel.uploads / name, (time.time() - age_s,) * 2)
    client.post("messages", {"image": base64.b64encode(PNG).decode()}, client.session())
    names = {path.name for path in channel.uploads.iterdir()}
    assert "old.png" not in names
    assert "new.png" in names


def test_nobody_is_served_a_photo_that_was_sent(client: Client, bot: Bot, channel: WebInput):
    channel.images.mkdir(exist_ok=True)
    client.post("messages", {"image": base64.b64encode(PNG).decode()}, client.session())
    name = bot.heard[0].metadata["image"]
    for path in (name, f"..%2Fuploads%2F{name}", f"../uploads/{name}", f"%2e%2e/uploads/{name}"):
        assert client.get(f"images/{path}").status == 404
    assert client.get(f"uploads/{name}").status == 404


def test_serves_pictures_of_the_shop_and_nothing_else(client: Client, channel: WebInput):
    channel.images.mkdir()
    (channel.images / "tea.webp").write_bytes(b"picture")
    (channel.images.parent / "secret").write_text("key")
    assert client.get("images/tea.webp").body == b"picture"
    for path in ("images/none.webp", "images/..%2Fsecret", "images/%2e%2e/secret", "images/"):
        assert client.get(path).status == 404


def test_serves_the_chat_page(client: Client):
    page = client.get("chat")
    assert page.status == 200
    assert (
        "script-src" in page.headers["Content-Security-Policy"]
        or "default-src 'self'" in (page.headers["Content-Security-Policy"])
    )
    for name in ("chat.js", "chat.css"):
        assert client.get(f"widget/{name}").status == 200
    assert client.get("widget/..%2Fserver.py").status == 404
    assert client.get("").json == {"status": "ok"}


def test_refuses_a_short_secret():
    with pytest.raises(ValueError, match="use at least 16"):
        WebInput.from_credentials({"secret": "short"})


def test_a_cart_that_cannot_be_asked_for_is_said_to_be_unavailable(
    client: Client, channel: WebInput
):
    channel.carts = "http://127.0.0.1:9/checkout"  # nobody listens there
    answer = client.get("checkout?cart=abc")
    assert answer.status == 503
    assert "try again" in answer.json["error"]
