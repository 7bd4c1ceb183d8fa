"""A messaging channel in a real Sanic server, and a local server that plays the platform, with its faults."""

from __future__ import annotations

import asyncio
import io
import itertools
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, AsyncIterator, Deque, Dict, List, Optional

from aiohttp import web
from channels.dialogue import Dialogue
from channels.messaging.channel import MessagingInput
from channels.messaging.events import Event
from channels.messaging.inbox import Inbox
from channels.messaging.opening import KINDS, database
from channels.sessions import Sessions
from PIL import Image
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from sanic import Sanic
from standing_agent import StandingAgent

from shoptalk.messaging import PLATFORMS
from shoptalk.signing import Signer

NOW = 1_790_000_000.0
SHOP = Signer("a secret of the shop, for tests", "small")
SILENCE = -1
SILENT_S = 4.0
_numbers = itertools.count()


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 30), "navy").save(made, "JPEG")
    return made.getvalue()


class Bot(StandingAgent):
    """Says what `answers` has, or echoes."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: Dict[str, List[Dict[str, Any]]] = {}
        self.failures = 0

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        await asyncio.sleep(self.wait_s)
        if self.failures:
            self.failures -= 1
            raise RuntimeError("broken")
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        notes = dict(message.metadata)
        tracker.update(UserUttered(message.text, message_id=message.message_id, metadata=notes))
        for said in self.answers.get(message.text) or [{"text": f"heard {message.text}"}]:
            uttered = BotUttered(
                said.get("text"), {"buttons": said.get("buttons"), "custom": said.get("custom")}
            )
            await message.output_channel.send_response(message.sender_id, uttered.message())
            tracker.update(uttered)
        tracker.update(SlotSet("ended", self.ends))
        await self.tracker_store.save(tracker)

    @property
    def texts(self) -> List[str]:
        return [str(message.text) for message in self.heard]


@dataclass(frozen=True)
class Call:
    """What the platform was asked."""

    method: str
    path: str
    body: Any
    headers: Dict[str, str]
    query: Dict[str, str]


@dataclass(frozen=True)
class Sent:
    """A request of the platform."""

    body: bytes
    headers: Dict[str, str] = field(default_factory=dict)
    query: str = ""


class Server:
    """Plays the platform: keeps what it is asked, and fails as it is told to."""

    def __init__(self, platform: Any) -> None:
        self.platform = platform
        self.calls: List[Call] = []
        self.faults: Deque[Any] = deque()
        """Statuses, or pairs of a status and seconds to wait, for the next calls that deliver something."""
        self.files: Dict[str, bytes] = {}
        self.moved: Dict[str, str] = {}
        """Where files have gone, by their path."""
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        is_json = "json" in request.content_type
        body = await request.json() if is_json and request.can_read_body else await request.text()
        call = Call(request.method, request.path, body, dict(request.headers), dict(request.query))
        self.calls.append(call)
        if self.platform.is_delivery(call) and self.faults:
            fault = self.faults.popleft()
            status, wait = fault if isinstance(fault, tuple) else (fault, None)
            if status == SILENCE:
                await asyncio.sleep(SILENT_S)
                return web.Response(status=200)
            headers = {"Retry-After": str(wait)} if wait is not None else {}
            return web.json_response(self.platform.fault(status), status=status, headers=headers)
        if request.path in self.moved:
            raise web.HTTPFound(self.moved[request.path])
        for name in request.path.split("/"):
            if name in self.files:
                return web.Response(body=self.files[name], content_type="image/jpeg")
        return web.json_response(self.platform.answer(call, self.url))

    @property
    def delivered(self) -> List[Call]:
        """The calls that brought the sender something, those that failed too."""
        return [call for call in self.calls if self.platform.is_delivery(call)]


class Place:
    """One process of the bot with one channel."""

    def __init__(self, platform: Any, server: Server, folder: Path, bot: Bot) -> None:
        self.platform, self.server, self.bot = platform, server, bot
        self.clock, self.folder = NOW, folder
        values = PLATFORMS[platform.name].values(platform.environment(server.url))
        inbox = Inbox(database(f"sqlite:///{folder / 'tracker.db'}"), "small", platform.name)
        self.channel: MessagingInput = KINDS[platform.name](values, inbox, Sessions(SHOP))
        self.channel.now = lambda: self.clock
        self.channel.calls.first_pause_s = 0.01
        platform.prepare(self.channel)
        self.responses: List[Any] = []
        self.app = Sanic(f"{platform.name}_test_{next(_numbers)}", configure_logging=False)
        self.app.blueprint(
            self.channel.blueprint(None), url_prefix=f"/webhooks/{self.channel.name()}"
        )
        self.app.ctx.agent = bot

    async def post(self, sent: Sent) -> Any:
        """Send a request as it is, and return the answer at once."""
        path = f"/webhooks/{self.platform.name}/events{sent.query}"
        _, answer = await self.app.asgi_client.post(path, content=sent.body, headers=sent.headers)
        self.responses.append(answer)
        return answer

    async def get(self, query: str) -> Any:
        _, answer = await self.app.asgi_client.get(f"/webhooks/{self.platform.name}/events{query}")
        return answer

    async def send(self, *bodies: Any) -> Any:
        """Send messages as the platform does, wait until all is done, and return the last response."""
        answer: Optional[Any] = None
        for body in bodies:
            answer = await self.post(self.platform.signed(body, self.clock))
        await self.channel.work.idle()
        return answer

    async def tell(self, text: str, number: int = 1) -> None:
        """Let the bot tell Ann something that she did not ask for, and wait until all is done."""
        event = Event(f"push-{number}", self.platform.ann, told=[{"text": text}])
        await self.channel.tell(event, Dialogue(self.bot))
        await self.channel.work.idle()

    def beside(self) -> "Place":
        """Return another process of the same bot."""
        return Place(self.platform, self.server, self.folder, self.bot)

    async def sweep(self) -> None:
        await self.channel.work.sweep(Dialogue(self.bot))
        await self.channel.work.idle()

    @property
    def said(self) -> List[str]:
        """What the sender got to read, in order."""
        return list(self.platform.said(self.server.delivered, self.responses))

    @property
    def buttons(self) -> List[Any]:
        """The buttons that the sender got, as pairs of words and payload."""
        return list(self.platform.buttons(self.server.delivered, self.responses))


@asynccontextmanager
async def served(platform: Any) -> AsyncIterator[Server]:
    """Let a server play the platform."""
    server = Server(platform)
    app = web.Application(client_max_size=20_000_000)
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=0.1)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
