"""Which sites may talk to the web channel from their own pages, and what open pages are told."""

from __future__ import annotations

import asyncio
import itertools
import shutil
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Iterator, List, Optional

import pytest
from channels import lines
from channels.origins import Origins
from channels.pushes import Pushes, as_event, pushes
from channels.web import WebInput
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, UserUttered
from sanic import Sanic
from standing_agent import StandingAgent
from standing_server import Streaming, served

from shoptalk.signing import Signer

SHOP = Signer("a secret of the shop, for tests", "small")
SITE = "https://www.example.com"
_numbers = itertools.count()


class Bot(StandingAgent):
    """Says hello, and can let a person speak."""

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, message_id=message.message_id))
        said = BotUttered("hello")
        await message.output_channel.send_response(message.sender_id, said.message())
        tracker.update(said)
        await self.tracker_store.save(tracker)

    async def say(self, conversation_id: str, text: str, person: str) -> None:
        tracker = await self.tracker_store.get_or_create_tracker(conversation_id)
        tracker.update(BotUttered(text, metadata={"person": person}))
        await self.tracker_store.save(tracker)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def app(tmp_path: Any, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Sanic:
    monkeypatch.setenv("ECOM_UPLOAD_DIR", str(tmp_path / "uploads"))
    monkeypatch.setenv("ECOM_SITE_ORIGINS", f"{SITE} https://*.shops.example http://127.0.0.1:8000")
    monkeypatch.delenv("ECOM_REDIS_URL", raising=False)
    pushes.cache_clear()
    made = Sanic(f"web_origins_test_{next(_numbers)}", configure_logging=False)
    made.blueprint(WebInput(SHOP).blueprint(None), url_prefix="/webhooks/web")
    made.ctx.agent = bot
    return made


def call(app: Sanic, method: str, path: str, origin: Optional[str] = None, **more: Any) -> Any:
    headers: Dict[str, str] = {**more.pop("headers", {}), **({"Origin": origin} if origin else {})}
    made = getattr(app.asgi_client, method)(f"/webhooks/web/{path}", headers=headers, **more)
    return asyncio.run(made)[1]


@pytest.mark.parametrize(
    "origin",
    [SITE, "https://WWW.EXAMPLE.COM", "https://a.shops.example", "https://a.b.shops.example"],
)
def test_a_site_of_the_list_may_call_and_read(app: Sanic, origin: str):
    asked = call(app, "options", "messages", origin)
    assert asked.status == 204
    assert asked.headers["Access-Control-Allow-Origin"] == origin
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    answer = call(app, "post", "session", origin, json={})
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://www.example.com",
        "https://www.example.com.evil.example",
        "https://shops.example",
        "https://evilshops.example",
        "http://127.0.0.1:8001",
        "null",
        "",
    ],
)
def test_another_site_is_told_nothing_and_changes_nothing(app: Sanic, bot: Bot, origin: str):
    token = call(app, "post", "session", json={}).json["session"]
    held = {"Authorization": f"Bearer {token}", "Origin": origin}
    answers = [
        call(app, "post", "session", headers={"Origin": origin}, json={}),
        call(app, "post", "messages", headers=held, json={"text": "hello"}),
    ]
    assert [answer.status for answer in answers] == [403, 403]
    answers += [
        call(app, "options", "messages", headers=held),
        call(app, "get", "history", headers=held),
    ]
    assert not any("Access-Control-Allow-Origin" in answer.headers for answer in answers)
    assert bot.heard == []


def test_the_chats_own_page_and_programs_without_an_origin_are_welcome(app: Sanic):
    assert call(app, "post", "session", json={}).status == 200
    own = call(app, "post", "session", headers={"Host": "chat.example:5005"}, json={})
    same = {"Host": "chat.example:5005", "Origin": "https://chat.example:5005"}
    assert (own.status, call(app, "post", "session", headers=same, json={}).status) == (200, 200)


@pytest.mark.parametrize("setting", ["www.example.com", "https://*", "ftp://a.example", "*"])
def test_what_is_no_origin_is_named(setting: str):
    with pytest.raises(ValueError, match=r"ECOM_SITE_ORIGINS: '.*' is no origin"):
        Origins.of(setting)


def test_the_product_of_the_page_goes_along_as_plain_text(app: Sanic, bot: Bot):
    token = call(app, "post", "session", json={}).json["session"]
    held = {"Authorization": f"Bearer {token}"}
    pages: List[Any] = [{"product": "/kettle\u202e-17"}, {"product": ""}, {}, "kettle", None]
    for page in pages:
        call(app, "post", "messages", headers=held, json={"text": "is it new", "page": page})
    assert [message.metadata.get("page") for message in bot.heard] == [
        "kettle-17",
        None,
        None,
        None,
        None,
    ]


class Actions(BaseHTTPRequestHandler):
    """Stands where the action server does, and notes what it is asked."""

    status = 200
    asked: List[Any]

    def answer(self) -> None:
        self.asked.append((self.command, self.path, self.headers["Authorization"]))
        body = b'{"notice": "back on Monday"}' if self.command == "GET" else b""
        self.send_response(self.status if body or self.status != 200 else 204)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_DELETE = answer  # noqa: N815 - named by the base class

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def actions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    kind = type("Asked", (Actions,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("ECOM_ACTIONS_URL", f"http://127.0.0.1:{server.server_port}/webhook")
    yield kind
    server.shutdown()
    server.server_close()


def test_a_conversation_is_deleted_everywhere(actions: Any, app: Sanic, bot: Bot):
    token = call(app, "post", "session", json={}).json["session"]
    other = call(app, "post", "session", json={}).json["session"]
    for held in (token, other):
        call(app, "post", "messages", headers=bearer(held), json={"text": "hi", "id": "m1"})
    assert call(app, "delete", "history", headers=bearer(token)).status == 204
    assert call(app, "get", "history", headers=bearer(token)).json["exchanges"] == []
    assert len(call(app, "get", "history", headers=bearer(other)).json["exchanges"]) == 1
    assert actions.asked == [
        ("DELETE", f"/conversations/{bot.heard[0].sender_id}", f"Bearer {SHOP.call_key()}")
    ]


def test_what_cannot_be_deleted_everywhere_is_deleted_nowhere(actions: Any, app: Sanic):
    token = call(app, "post", "session", json={}).json["session"]
    call(app, "post", "messages", headers=bearer(token), json={"text": "hi", "id": "m1"})
    actions.status = 500
    assert call(app, "delete", "history", headers=bearer(token)).status == 503
    assert len(call(app, "get", "history", headers=bearer(token)).json["exchanges"]) == 1


def test_only_who_has_the_session_may_delete(actions: Any, app: Sanic):
    assert call(app, "delete", "history", headers=bearer("nonsense")).status == 401
    assert actions.asked == []


def test_the_shop_says_whether_anybody_is_there(actions: Any, app: Sanic):
    told = call(app, "get", "about?language=zh", SITE)
    assert told.json == {"notice": "back on Monday"}
    assert told.headers["Access-Control-Allow-Origin"] == SITE
    assert actions.asked[0][:2] == ("GET", "/about?language=zh")
    actions.status = 500
    assert call(app, "get", "about").status == 503


def bearer(token: str) -> Dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def streaming(app: Sanic, monkeypatch: pytest.MonkeyPatch) -> Iterator[Streaming]:
    monkeypatch.setattr(lines, "BEAT_S", 0.2)
    app.config.RESPONSE_TIMEOUT = 1
    with served(app) as server:
        yield server


def test_an_open_page_is_told_of_what_is_said_elsewhere(streaming: Streaming):
    token = streaming.post("session", {})["session"]
    with streaming.events(token) as heard:
        assert next(heard) == ": open"
        streaming.post("messages", {"text": "hi", "id": "m1"}, token)
        told = [line for line in itertools.islice(heard, 60) if line and line[0] != ":"][:4]
        assert told == ["event: busy", 'data: {"id": "m1"}', "event: news", 'data: {"id": "m1"}']


def test_a_line_stays_open_longer_than_an_answer_may_take(streaming: Streaming):
    token = streaming.post("session", {})["session"]
    with streaming.events(token) as heard:
        beats = list(itertools.islice(heard, 20))
    assert beats.count(": still open") >= 8  # at five a second, well over the limit of one second


def test_what_a_person_said_is_told_with_the_name(app: Sanic, bot: Bot):
    token = call(app, "post", "session", json={}).json["session"]
    held = {"Authorization": f"Bearer {token}"}
    call(app, "post", "messages", headers=held, json={"text": "hi", "id": "m1"})
    asyncio.run(bot.say(bot.heard[0].sender_id, "Anna here", "Anna"))
    (exchange,) = call(app, "get", "history", headers=held).json["exchanges"]
    assert [(m["text"], m.get("person")) for m in exchange["messages"]] == [
        ("hello", None),
        ("Anna here", "Anna"),
    ]
    again = call(app, "post", "messages", headers=held, json={"text": "hi", "id": "m1"})
    assert again.json["messages"] == [{"text": "hello"}]


def test_only_who_has_the_session_may_listen(streaming: Streaming):
    assert streaming.status("events", "nonsense") == 401


def test_an_address_holds_so_many_lines_and_no_more(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("channels.pushes.LINES", 2)
    told = Pushes()

    async def hold() -> List[bool]:
        async with told.line("c1", "1.2.3.4"), told.line("c2", "1.2.3.4"):
            inside = [told.has_room("1.2.3.4"), told.has_room("4.3.2.1")]
        return [*inside, told.has_room("1.2.3.4")]

    assert asyncio.run(hold()) == [False, True, True]


def test_a_page_that_does_not_read_loses_the_oldest_and_hinders_nobody():
    told = Pushes()

    async def tell() -> List[Any]:
        async with told.line("c1", "a") as slow, told.line("c2", "b") as other:
            for number in range(100):
                await told.tell("c1", number=number)
            return [slow.qsize(), (await slow.get())["number"], other.qsize()]

    assert asyncio.run(tell()) == [20, 80, 0]


def test_a_push_is_one_event_whatever_is_in_it():
    assert as_event({"kind": "news", "name": "a\n\nevent: x"}).count("\n\n") == 1


@pytest.fixture
def redis_url(tmp_path: Any) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server is installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - a program of the system
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def test_what_one_process_tells_is_heard_in_another(redis_url: str):
    async def run() -> List[Any]:
        here, there = Pushes(redis_url), Pushes(redis_url)
        async with here.line("c1", "a") as near, there.line("c1", "b") as far:
            await asyncio.sleep(0.5)  # both have subscribed
            await here.tell("c1", id="m1")
            heard = [await asyncio.wait_for(line.get(), 5) for line in (near, far)]
            await there.tell("c2", id="m2")
            await asyncio.sleep(0.2)
            left = [near.qsize(), far.qsize()]
        await asyncio.gather(here.close(), there.close())
        return [*heard, *left]

    assert asyncio.run(run()) == [{"kind": "news", "id": "m1"}, {"kind": "news", "id": "m1"}, 0, 0]


def test_without_its_redis_a_process_still_tells_its_own_pages():
    async def run() -> Any:
        told = Pushes("redis://127.0.0.1:1/0")
        async with told.line("c1", "a") as line:
            await told.tell("c1", id="m1")
            heard = await asyncio.wait_for(line.get(), 5)
        await told.close()
        return heard

    assert asyncio.run(run()) == {"kind": "news", "id": "m1"}
