"""The web channel in a real Sanic server: who is talking, how much, how often, and what the bot is given to read."""

from __future__ import annotations

import asyncio
import base64
import io
import itertools
import os
import time
from typing import Any, Dict, List

import pytest
from channels import uploads, web
from channels.sessions import SESSION, Sessions
from channels.web import WebInput
from PIL import Image
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from sanic import Sanic
from standing_agent import StandingAgent

from shoptalk.signing import CUSTOMER, Signer

SHOP = Signer("a secret of the shop, for tests", "small")
_numbers = itertools.count()


def picture(kind: str = "PNG", **options: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 30), "navy").save(made, kind, **options)
    return made.getvalue()


PNG = picture()


class Bot(StandingAgent):
    """Keeps what it is given and echoes it."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = False
        self.error: Any = None

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        await asyncio.sleep(self.wait_s)
        if self.error:
            raise self.error
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        heard = UserUttered(
            message.text, message_id=message.message_id, metadata=dict(message.metadata)
        )
        events: List[Any] = [heard, SlotSet("language", "en")]
        if not self.silent:
            said = BotUttered(f"heard {message.text}", {"custom": {"type": "echo"}})
            await message.output_channel.send_response(message.sender_id, said.message())
            events.append(said)
        if self.ends:
            events.append(SlotSet("ended", True))
        for event in events:
            tracker.update(event)
        await self.tracker_store.save(tracker)


def beside_text(message: UserMessage) -> Dict[str, Any]:
    """What the bot is told of a message besides its text, but for who asks."""
    return {name: value for name, value in message.metadata.items() if name != "asker"}


class Client:
    """Talks to the channel as a web page does."""

    def __init__(self, app: Sanic) -> None:
        self.app = app

    def post(self, path: str, body: Any, token: str = "", **kwargs: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        content = kwargs or {"json": body}
        return self._request("post", path, headers=headers, **content)

    def get(self, path: str, token: str = "", **headers: str) -> Any:
        held = {"Authorization": f"Bearer {token}"} if token else {}
        return self._request("get", path, headers={**held, **headers})

    def history(self, token: str) -> Any:
        return self.get("history", token).json

    def at_once(self, *calls: Any) -> List[Any]:
        """Make several calls at the same time."""

        async def all_of_them() -> List[Any]:
            made = (
                self.app.asgi_client.post(
                    f"/webhooks/web/{path}", json=body, headers={"Authorization": f"Bearer {token}"}
                )
                for path, body, token in calls
            )
            return [answer for _, answer in await asyncio.gather(*made)]

        return asyncio.run(all_of_them())

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
    monkeypatch.setenv("ECOM_PICTURE_DIR", str(tmp_path / "pictures"))
    monkeypatch.delenv("ECOM_REDIS_URL", raising=False)
    return WebInput(SHOP)


@pytest.fixture
def client(channel: WebInput, bot: Bot) -> Client:
    app = Sanic(f"web_channel_test_{next(_numbers)}", configure_logging=False)
    app.blueprint(channel.blueprint(None), url_prefix="/webhooks/web")
    app.ctx.agent = bot
    return Client(app)


def texts(answer: Any) -> List[str]:
    return [message["text"] for message in answer.json["messages"] if "text" in message]


def without_times(messages: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    return [{k: v for k, v in message.items() if k != "at"} for message in messages]


def test_answers_a_message(client: Client, bot: Bot):
    answer = client.post("messages", {"text": "hello"}, client.session())
    assert (answer.status, texts(answer), answer.json["failed"]) == (200, ["heard hello"], False)
    assert beside_text(bot.heard[0]) == {"customer_id": None, "staff": None}


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
        SHOP.sign({"customer_id": "C0001", "staff": None}, "ecom.session"),
        SHOP.sign({"customer": "C0001"}, CUSTOMER),
    ],
)
def test_refuses_a_forged_sign_in(client: Client, token: str):
    assert client.post("session", {"customer_token": token}).status == 401


def test_a_session_token_does_not_sign_anybody_in(client: Client):
    assert client.post("session", {"customer_token": client.session()}).status == 401


def test_the_bot_is_told_who_of_the_staff_asks(client: Client, bot: Bot):
    staff = client.session(staff_token=SHOP.sign_staff_token("anna"))
    client.post("messages", {"text": "who may leave"}, staff)
    client.post("messages", {"text": "who may leave", "staff": "anna"}, client.session())
    assert [message.metadata["staff"] for message in bot.heard] == ["anna", None]


@pytest.mark.parametrize(
    "token",
    [
        "anna",
        SHOP.sign_customer_token("anna"),
        Signer(SHOP.key, "another").sign_staff_token("anna"),
    ],
    ids=["a name", "a customer's", "another shop's"],
)
def test_nobody_becomes_staff_by_another_token(client: Client, token: str):
    assert client.post("session", {"staff_token": token}).status == 401


def test_a_staff_token_signs_no_customer_in(client: Client):
    token = SHOP.sign_staff_token("C0001")
    assert client.post("session", {"customer_token": token}).status == 401


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
    assert beside_text(bot.heard[0]) == {**notes, "customer_id": None, "staff": None}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("my card is 4111 1111 1111 1111 cvc 123", "my card is **** cvc ****"),
        ("卡号４１１１１１１１１１１１１１１１", "卡号****"),
        ("x" * 990 + " 4111111111111111", "x" * 990 + " ****"),
    ],
)
def test_a_card_number_never_reaches_the_bot(client: Client, bot: Bot, text: str, read: str):
    token = client.session()

    answer = client.post("messages", {"text": text}, token)

    assert bot.heard[-1].text == read
    assert bot.heard[-1].metadata["card_removed"] is True
    assert "1111" not in answer.text


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
        "metadata": {"customer_id": "C0001", "staff": None},
        "sender": "x",
    }
    client.post("messages", body, client.session())
    assert beside_text(bot.heard[0]) == {"customer_id": None, "staff": None}
    assert bot.heard[0].sender_id.startswith("web-")


def test_keeps_a_photo_under_a_name_of_its_content(client: Client, bot: Bot, channel: WebInput):
    encoded = base64.b64encode(PNG).decode()
    for image in (encoded, f"data:image/png;base64,{encoded}"):
        client.post("messages", {"image": image}, client.session())
    first, second = bot.heard
    assert first.text == "/photo_search"
    assert first.metadata["image"] == second.metadata["image"]
    with Image.open(channel.uploads / first.metadata["image"]) as kept:
        assert kept.size == (60, 30)


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


def test_nobody_is_served_a_photo_that_was_sent(client: Client, bot: Bot, channel: WebInput):
    channel.pages.images.mkdir(exist_ok=True)
    client.post("messages", {"image": base64.b64encode(PNG).decode()}, client.session())
    name = bot.heard[0].metadata["image"]
    for path in (name, f"..%2Fuploads%2F{name}", f"../uploads/{name}", f"%2e%2e/uploads/{name}"):
        assert client.get(f"images/{path}").status == 404
    assert client.get(f"uploads/{name}").status == 404


def test_serves_pictures_of_the_shop_and_nothing_else(client: Client, channel: WebInput):
    channel.pages.images.mkdir()
    (channel.pages.images / "tea.webp").write_bytes(b"picture")
    (channel.pages.images.parent / "secret").write_text("key")
    assert client.get("images/tea.webp").body == b"picture"
    odd = ("x" * 300, "%00", "%ff", "%E4%BD%A0", "a%0Ab", "%2e%2e%2f%2e%2e", "con.", " ")
    for path in ("none.webp", "..%2Fsecret", "%2e%2e/secret", "", *odd):
        for folder in ("images", "widget"):
            assert client.get(f"{folder}/{path}").status == 404


def test_a_figure_is_served_to_who_knows_its_name(client: Client, channel: WebInput):
    channel.pages.pictures.mkdir()
    (channel.pages.pictures / "b3Jk2mC7yB0.png").write_bytes(PNG)
    answer = client.get("pictures/b3Jk2mC7yB0.png")
    assert answer.content == PNG
    assert "no-store" in answer.headers["cache-control"]
    assert client.get("pictures/").status == 404
    assert client.get("pictures/other.png").status == 404


def test_serves_the_chat_page(client: Client):
    page = client.get("chat")
    assert page.status == 200
    assert (
        "script-src" in page.headers["Content-Security-Policy"]
        or "default-src 'self'" in (page.headers["Content-Security-Policy"])
    )
    for name in ("embed.js", "checkout.css"):
        assert client.get(f"widget/{name}").status == 200
    for name in ("..%2Fserver.py", "stamp.js", "package.json", "src%2Fmain.ts"):
        assert client.get(f"widget/{name}").status == 404
    assert client.get("").json == {"status": "ok"}


def test_refuses_a_short_secret():
    with pytest.raises(ValueError, match="use at least 16"):
        WebInput.from_credentials({"secret": "short"})


def test_a_cart_that_cannot_be_asked_for_is_said_to_be_unavailable(
    client: Client, channel: WebInput
):
    channel.pages.carts = "http://127.0.0.1:9/checkout"  # nobody listens there
    answer = client.get("checkout?cart=abc")
    assert answer.status == 503
    assert "try again" in answer.json["error"]


def test_one_message_sent_at_the_same_time_is_done_once_and_all_senders_get_its_answer(
    client: Client, bot: Bot
):
    bot.wait_s = 0.3
    token = client.session()
    answers = client.at_once(*[("messages", {"text": "hello", "id": "m1"}, token)] * 4)
    assert len(bot.heard) == 1
    assert all(answer.json == answers[0].json for answer in answers)
    assert texts(answers[0]) == ["heard hello"]


def test_what_was_said_is_told_again(client: Client):
    token = client.session()
    client.post("messages", {"text": "hello", "id": "m1"}, token)
    tapped = {"payload": "/show_more", "id": "m2", "shown": "Show more\u202e"}
    answer = client.post("messages", tapped, token)
    told = client.history(token)
    assert [(e["id"], e["text"]) for e in told["exchanges"]] == [
        ("m1", "hello"),
        ("m2", "Show more"),
    ]
    assert without_times(told["exchanges"][1]["messages"]) == answer.json["messages"]
    times = [e["at"] for e in told["exchanges"]] + [
        m["at"] for e in told["exchanges"] for m in e["messages"]
    ]
    assert all(abs(time.time() - at) < 60 for at in times)
    assert (told["language"], told["busy"]) == ("en", False)


def test_only_the_session_itself_is_told_what_was_said(client: Client):
    client.post("messages", {"text": "hello"}, client.session())
    assert client.history(client.session())["exchanges"] == []
    assert client.get("history").status == 401


def test_a_conversation_that_was_ended_is_closed_for_good(client: Client, bot: Bot):
    token = client.session()
    bot.ends = True
    assert client.post("messages", {"text": "log me out"}, token).status == 200
    assert client.post("messages", {"text": "hello"}, token).status == 401
    assert client.get("history", token).status == 401
    assert len(bot.heard) == 1


def test_another_customer_does_not_go_on_in_the_conversation_of_the_first(client: Client, bot: Bot):
    emma = client.session(customer_token=SHOP.sign_customer_token("C0001"))
    client.post("messages", {"text": "hello"}, emma)
    again = client.session(session=emma, customer_token=SHOP.sign_customer_token("C0001"))
    other = client.session(session=emma, customer_token=SHOP.sign_customer_token("C0002"))
    guest = client.session(session=emma)
    assert len(client.history(again)["exchanges"]) == 1
    assert client.history(other)["exchanges"] == client.history(guest)["exchanges"] == []


def test_limits_the_messages_of_an_address_and_says_when_to_try_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(web, "ADDRESS_MESSAGES_PER_MINUTE", 2)
    answers = [client.post("messages", {"text": "hello"}, client.session()) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 120


def test_a_session_ends_after_a_day(client: Client, channel: WebInput):
    old = SHOP.sign(
        {"conversation": "web-1", "customer": None, "signed_in": None},
        SESSION,
        time.time() - 86_500,
    )
    assert client.post("messages", {"text": "hello"}, old).status == 401


def test_what_the_camera_wrote_is_dropped_and_the_photo_stands_upright(
    client: Client, bot: Bot, channel: WebInput
):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    exif[0x010F] = "Maker of cameras"
    content = picture("JPEG", exif=exif, comment=b"at home")
    client.post("messages", {"image": base64.b64encode(content).decode()}, client.session())
    kept = channel.uploads / bot.heard[0].metadata["image"]
    assert b"Maker of cameras" not in kept.read_bytes()
    assert b"at home" not in kept.read_bytes()
    with Image.open(kept) as photo:
        assert photo.size == (30, 60)
        assert not photo.getexif()


def test_a_picture_that_claims_to_be_huge_is_not_unpacked(client: Client, bot: Bot):
    made = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(made, "PNG")
    image = base64.b64encode(made.getvalue()).decode()
    client.post("messages", {"image": image}, client.session())
    assert bot.heard[0].metadata["photo_problem"] == "too_many_pixels"


def test_a_photo_cut_short_on_the_way_is_said_to_be_broken(
    client: Client, bot: Bot, channel: WebInput
):
    cut = base64.b64encode(PNG[:-30]).decode()
    client.post("messages", {"image": cut}, client.session())
    assert bot.heard[0].metadata["photo_problem"] == "broken"
    assert not channel.uploads.exists()


def test_sixteen_bits_a_pixel_stay_as_bright_as_they_are(
    client: Client, bot: Bot, channel: WebInput
):
    made = io.BytesIO()
    Image.new("I;16", (40, 40), 0x4000).save(made, "PNG")
    image = base64.b64encode(made.getvalue()).decode()
    client.post("messages", {"image": image}, client.session())
    with Image.open(channel.uploads / bot.heard[0].metadata["image"]) as kept:
        assert kept.getpixel((20, 20)) == (0x40, 0x40, 0x40)


def test_photos_are_removed_after_their_time(channel: WebInput, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "KEEP_S", 3600.0)
    channel.uploads.mkdir()
    for name, age_s in (("old.jpg", 4000), ("new.jpg", 3000)):
        (channel.uploads / name).write_bytes(PNG)
        os.utime(channel.uploads / name, (time.time() - age_s,) * 2)
    uploads.remove_old(channel.uploads)
    assert [path.name for path in channel.uploads.iterdir()] == ["new.jpg"]


def test_only_the_shops_own_sites_may_frame_the_page(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
):
    assert "frame-ancestors 'self'" in WebInput(SHOP).pages.headers["Content-Security-Policy"]
    monkeypatch.setenv("ECOM_SITE_ORIGINS", "https://www.shop.example https://shop.example:8443")
    policy = WebInput(SHOP).pages.headers["Content-Security-Policy"]
    assert policy.endswith(
        "frame-ancestors 'self' https://www.shop.example https://shop.example:8443"
    )
    monkeypatch.setenv("ECOM_SITE_ORIGINS", "https://x; script-src *")
    with pytest.raises(ValueError, match="is no origin"):
        WebInput(SHOP)


def test_an_answer_is_finished_though_nobody_waits_for_it_any_more(client: Client, bot: Bot):
    token = client.session()
    bot.wait_s = 0.3
    client.app.config.RESPONSE_TIMEOUT = 60

    async def leave_and_come_back() -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        call = asyncio.ensure_future(
            client.app.asgi_client.post(
                "/webhooks/web/messages", json={"text": "hello", "id": "m1"}, headers=headers
            )
        )
        while not bot.heard:
            await asyncio.sleep(0.01)
        _, busy = await client.app.asgi_client.get("/webhooks/web/history", headers=headers)
        call.cancel()
        await asyncio.sleep(0.6)
        _, later = await client.app.asgi_client.get("/webhooks/web/history", headers=headers)
        return busy.json, later.json

    busy, later = asyncio.run(leave_and_come_back())
    assert (busy["exchanges"], busy["busy"]) == ([], True)
    assert [exchange["id"] for exchange in later["exchanges"]] == ["m1"]
    assert later["busy"] is False


def test_a_customer_goes_on_today_on_another_device_until_signing_out(client: Client, bot: Bot):
    emma = {"customer_token": SHOP.sign_customer_token("C0001"), "resume": True}
    other = {"customer_token": SHOP.sign_customer_token("C0002"), "resume": True}
    client.post("messages", {"text": "hello", "id": "m1"}, client.session(**emma))
    phone = client.session(**emma)
    assert [e["id"] for e in client.history(phone)["exchanges"]] == ["m1"]
    assert client.history(client.session(**other))["exchanges"] == []
    assert client.history(client.session(**{**emma, "resume": False}))["exchanges"] == []
    bot.ends = True
    client.post("messages", {"text": "log me out"}, phone)
    bot.ends = False
    fresh = client.session(**emma)
    assert client.post("messages", {"text": "hello"}, fresh).status == 200
    assert len(client.history(fresh)["exchanges"]) == 1


def test_a_card_number_in_a_button_or_its_title_does_not_reach_the_bot(client: Client, bot: Bot):
    number = "4111 1111 1111 1111"
    body = {"payload": f'/search_product{{"words": "{number}"}}', "shown": number}
    client.post("messages", body, client.session())
    assert "1111" not in f"{bot.heard[0].text} {bot.heard[0].metadata}"
