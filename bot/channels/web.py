"""The web channel: JSON over HTTP for the chat page, the widget and the terminal."""

from __future__ import annotations

import asyncio
import logging
import os
from collections import OrderedDict
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, Optional

from aiohttp import ClientError, ClientSession, ClientTimeout
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.incoming import Incoming, photographed, tapped, typed
from channels.sessions import Sessions, WebSession
from channels.uploads import MAX_BYTES
from shoptalk.signing import Signer, TokenError

logger = logging.getLogger(__name__)
OnMessage = Callable[[UserMessage], Awaitable[Any]]

WIDGET = Path(__file__).resolve().parent.parent / "widget"
MESSAGES_PER_MINUTE = int(os.environ.get("ECOM_MESSAGES_PER_MINUTE") or 40)
SESSIONS_PER_MINUTE = int(os.environ.get("ECOM_SESSIONS_PER_MINUTE") or 30)
CHECKOUT_TIMEOUT_S = 10
DEFAULT_SHOP = "demo"
INVALID_SESSION = "the session is not valid; start a new one"
REPEATS_KEPT = 500
MAX_BODY = MAX_BYTES * 4 // 3 + 10_000
APOLOGY = (
    "Sorry, something went wrong on our side and I could not answer. Nothing was changed; please send it again.\n"
    "抱歉，我们这边出了点问题，刚才没能回答您。没有做任何改动，请再发一次。"
)
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: https:; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}


class WebInput(InputChannel):
    """Checks the session, the rate and the size, and hands the message to the bot."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is part of its addresses."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Read the secret from the credentials file.

        Raises:
            ValueError: it has less than 16 characters.
        """
        secret = (credentials or {}).get("secret") or os.environ.get("ECOM_SECRET", "")
        return cls(Signer(secret, os.environ.get("ECOM_SHOP") or DEFAULT_SHOP))

    def __init__(self, signer: Signer) -> None:
        """Use `signer` to sign and check tokens."""
        self.sessions = Sessions(signer)
        self.limiter = SlidingWindowCounterRateLimiter(
            storage_from_string(os.environ.get("ECOM_REDIS_URL") or "memory://")
        )
        self.uploads = Path(os.environ.get("ECOM_UPLOAD_DIR") or "../var/uploads")
        self.images = Path(os.environ.get("ECOM_IMAGE_DIR") or "../var/images")
        actions = os.environ.get("ECOM_ACTIONS_URL") or "http://127.0.0.1:5055/webhook"
        self.carts = actions.rpartition("/")[0] + "/checkout"
        self._answered: "OrderedDict[str, Dict[str, Any]]" = OrderedDict()

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Return the routes below `/webhooks/web`."""
        routes = Blueprint("web_channel")

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/session")
        async def session(request: Request) -> HTTPResponse:
            return self._start_session(request)

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            return await self._receive(request, on_new_message)

        @routes.get("/chat")
        async def page(_request: Request) -> HTTPResponse:
            return await _file(WIDGET / "index.html")

        @routes.get("/checkout")
        async def checkout(request: Request) -> HTTPResponse:
            if not self._within_rate(f"checkout:{request.ip}", MESSAGES_PER_MINUTE):
                return _problem(429, "too many requests from this address; wait a minute")
            return await self._show_cart(request)

        @routes.get("/widget/<name:str>")
        async def widget(_request: Request, name: str) -> HTTPResponse:
            return await _file(WIDGET / Path(name).name)

        @routes.get("/images/<name:str>")
        async def image(_request: Request, name: str) -> HTTPResponse:
            path = self.images / Path(name).name
            if not path.is_file():
                return _problem(404, "there is no such picture")
            return await response.file(path, headers={"Cache-Control": "public, max-age=86400"})

        return routes

    def _start_session(self, request: Request) -> HTTPResponse:
        if not self._within_rate(f"session:{request.ip}", SESSIONS_PER_MINUTE):
            return _problem(429, "too many new sessions from this address; wait a minute")
        body = _body(request)
        if body is None:
            return _problem(400, "the body must be a JSON object")
        try:
            customer_token = body.get("customer_token")
            customer_id = self.sessions.customer_of(str(customer_token)) if customer_token else None
        except TokenError:
            return _problem(401, "the customer token is not valid; sign in again")
        try:
            held = self.sessions.read(str(body["session"])) if body.get("session") else None
        except TokenError:
            return _problem(401, INVALID_SESSION)
        return response.json(
            {"session": self.sessions.start(customer_id, held.conversation_id if held else None)}
        )

    async def _receive(self, request: Request, on_new_message: OnMessage) -> HTTPResponse:
        if len(request.body) > MAX_BODY:
            return _problem(
                413, f"a message may have at most {MAX_BYTES // 1024 // 1024} MB with its photo"
            )
        try:
            session = self.sessions.read(_bearer(request))
        except TokenError:
            return _problem(401, INVALID_SESSION)
        if not self._within_rate(f"message:{session.conversation_id}", MESSAGES_PER_MINUTE):
            return _problem(429, "too many messages; wait a moment")
        body = _body(request)
        if body is None:
            return _problem(400, 'the body must be a JSON object such as {"text": "hello"}')
        message_id = str(body.get("id") or "")[:80]
        repeat = f"{session.conversation_id}:{message_id}" if message_id else ""
        if repeat in self._answered:
            return response.json(self._answered[repeat])
        incoming = self._read_message(body)
        answer = await self._answer(session, incoming, message_id, on_new_message)
        if repeat and not answer["failed"]:
            self._answered[repeat] = answer
            while len(self._answered) > REPEATS_KEPT:
                self._answered.popitem(last=False)
        return response.json(answer)

    def _read_message(self, body: Dict[str, Any]) -> Incoming:
        if body.get("image"):
            return photographed(str(body["image"]), str(body.get("text") or ""), self.uploads)
        if body.get("payload"):
            return tapped(str(body["payload"]))
        return typed(str(body.get("text") or ""))

    async def _answer(
        self, session: WebSession, incoming: Incoming, message_id: str, on_new_message: OnMessage
    ) -> Dict[str, Any]:
        collector = CollectingOutputChannel()
        message = UserMessage(
            incoming.text,
            collector,
            session.conversation_id,
            input_channel=self.name(),
            # A message that is sent again after a failure keeps its id, so that nothing is done twice.
            message_id=message_id or None,
            metadata={**incoming.notes, "customer_id": session.customer_id},
        )
        try:
            await on_new_message(message)
        except (
            Exception,
            asyncio.CancelledError,
        ) as error:  # whatever fails, the shopper gets an answer
            logger.error("a message could not be answered: %s", type(error).__name__)
        messages = [_without_recipient(m) for m in collector.messages]
        if not messages:
            return {"messages": [{"text": APOLOGY}], "failed": True}
        return {"messages": messages, "failed": False}

    async def _show_cart(self, request: Request) -> HTTPResponse:
        """Pass on the page of a signed cart; the server that knows the carts is not public."""
        headers = {"Accept-Language": request.headers.get("Accept-Language", "")}
        cart = {"cart": (request.args or {}).get("cart") or ""}
        try:
            async with ClientSession(timeout=ClientTimeout(total=CHECKOUT_TIMEOUT_S)) as client:
                async with client.get(self.carts, params=cart, headers=headers) as answer:
                    page, status = await answer.text(), answer.status
        except (ClientError, asyncio.TimeoutError) as error:
            logger.error("a cart could not be shown: %s", type(error).__name__)
            return _problem(503, "the cart cannot be shown just now; please try again in a moment")
        return response.html(
            page, status=status, headers={**PAGE_HEADERS, "Cache-Control": "no-store"}
        )

    def _within_rate(self, key: str, per_minute: int) -> bool:
        return bool(self.limiter.hit(RateLimitItemPerMinute(per_minute), key))


def _without_recipient(message: Dict[str, Any]) -> Dict[str, Any]:
    return {key: value for key, value in message.items() if key != "recipient_id" and value}


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else ""


def _body(request: Request) -> Optional[Dict[str, Any]]:
    try:
        body = request.load_json()  # type: ignore[no-untyped-call]
    except Exception:  # whatever the parser raises, it is not JSON
        return None
    return body if isinstance(body, dict) else None


def _problem(status: int, text: str) -> HTTPResponse:
    return response.json({"error": text}, status=status)


async def _file(path: Path) -> HTTPResponse:
    kind = TYPES.get(path.suffix)
    if kind is None or not path.is_file():
        return _problem(404, "there is no such file")
    return await response.file(path, headers=PAGE_HEADERS, mime_type=kind)
