"""The web channel: JSON over HTTP for the chat page, the widget and the terminal."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, Optional, Set

from components import spoken
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.dialogue import Answer, Dialogue, EndedError
from channels.incoming import read, typed
from channels.lines import hold
from channels.neighbour import AwayError, Neighbour
from channels.origins import Origins, guard
from channels.pages import Pages
from channels.problems import problem
from channels.pushes import BUSY, NEWS, pushes
from channels.rates import Rates
from channels.screening import without_cards
from channels.sessions import Sessions, WebSession
from channels.uploads import MAX_BYTES, remove_old
from channels.visitors import address_of, trusted_proxies
from shoptalk.signing import Signer, TokenError

logger = logging.getLogger(__name__)
OnMessage = Callable[[UserMessage], Awaitable[Any]]

MESSAGES_PER_MINUTE = int(os.environ.get("ECOM_MESSAGES_PER_MINUTE") or 40)
ADDRESS_MESSAGES_PER_MINUTE = int(os.environ.get("ECOM_ADDRESS_MESSAGES_PER_MINUTE") or 240)
SESSIONS_PER_MINUTE = int(os.environ.get("ECOM_SESSIONS_PER_MINUTE") or 30)
DEFAULT_SHOP = "demo"
INVALID_SESSION = "the session is not valid; start a new one"
ENDED = "the conversation has ended; start a new session"
MAX_BODY = MAX_BYTES * 4 // 3 + 10_000
MAX_SHOWN = 120
UPLOADS_EVERY_S = 600
ENDED_A_DAY = 10
APOLOGY = "\n".join(spoken.patterns("apology"))


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
            ValueError: it has less than 16 characters, or a setting is wrong.
        """
        secret = (credentials or {}).get("secret") or os.environ.get("ECOM_SECRET", "")
        return cls(Signer(secret, os.environ.get("ECOM_SHOP") or DEFAULT_SHOP))

    def __init__(self, signer: Signer) -> None:
        """Use `signer` to sign and check tokens."""
        self.sessions = Sessions(signer)
        self.origins = Origins.of(os.environ.get("ECOM_SITE_ORIGINS", ""))
        self.pages = Pages(self.origins)
        self.neighbour = Neighbour(signer.call_key())
        self.rates = Rates()
        self.uploads = Path(os.environ.get("ECOM_UPLOAD_DIR") or "../var/uploads")
        self.proxies = trusted_proxies(os.environ.get("ECOM_TRUSTED_PROXIES", ""))
        self._at_work: "Set[asyncio.Future[Answer]]" = set()

    def blueprint(self, _on_new_message: OnMessage) -> Blueprint:
        """Return the routes below `/webhooks/web`."""
        routes = Blueprint("web_channel")
        guard(routes, self.origins)

        @routes.get("/")
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.post("/session")
        async def session(request: Request) -> HTTPResponse:
            return await self._start_session(request)

        @routes.post("/messages")
        async def messages(request: Request) -> HTTPResponse:
            return await self._receive(request)

        @routes.get("/history")
        async def history(request: Request) -> HTTPResponse:
            return await self._tell(request)

        @routes.delete("/history")
        async def erase(request: Request) -> HTTPResponse:
            return await self._erase(request)

        @routes.get("/about")
        async def about(request: Request) -> HTTPResponse:
            return await self._describe(request)

        @routes.get("/events")
        async def events(request: Request) -> Optional[HTTPResponse]:
            return await self._listen(request)

        @routes.listener("after_server_start")
        async def expire_uploads(app: Sanic, _loop: Any) -> None:
            app.add_task(self._expire_uploads())

        self.pages.serve(routes, self._too_often_for_a_page)
        return routes

    async def _start_session(self, request: Request) -> HTTPResponse:
        refused = self._too_often("session", self._address(request), SESSIONS_PER_MINUTE)
        if refused:
            return refused
        body = _body(request)
        if body is None:
            return problem(400, "the body must be a JSON object")
        try:
            customer_token = body.get("customer_token")
            customer_id = self.sessions.customer_of(str(customer_token)) if customer_token else None
            staff_token = body.get("staff_token")
            staff = self.sessions.staff_of(str(staff_token)) if staff_token else None
        except TokenError:
            return problem(401, "the token is not valid; sign in again")
        try:
            held = self.sessions.read(str(body["session"])) if body.get("session") else None
        except TokenError:
            return problem(401, INVALID_SESSION)
        if held and held.customer_id not in (None, customer_id):
            held = None  # what one customer said is not for the next one to read
        conversation = held.conversation_id if held else None
        if customer_id and not held and body.get("resume") is True:
            conversation = await self._todays(customer_id, Dialogue(request.app.ctx.agent))
        return response.json({"session": self.sessions.start(customer_id, conversation, staff)})

    async def _todays(self, customer_id: str, dialogue: Dialogue) -> Optional[str]:
        """Return the conversation that a customer has today, also from another device; None begins a new one."""
        for number in range(ENDED_A_DAY):
            conversation = self.sessions.conversation_of(customer_id, number)
            try:
                await dialogue.said(conversation)
            except EndedError:
                continue
            return conversation
        return None

    async def _receive(self, request: Request) -> HTTPResponse:
        if len(request.body) > MAX_BODY:
            return problem(
                413, f"a message may have at most {MAX_BYTES // 1024 // 1024} MB with its photo"
            )
        try:
            session = self.sessions.read(_bearer(request))
        except TokenError:
            return problem(401, INVALID_SESSION)
        address = self._address(request)
        refused = self._too_often("message", session.conversation_id, MESSAGES_PER_MINUTE)
        refused = refused or self._too_often("address", address, ADDRESS_MESSAGES_PER_MINUTE)
        if refused:
            return refused
        body = _body(request)
        if body is None:
            return problem(400, 'the body must be a JSON object such as {"text": "hello"}')
        incoming = await asyncio.get_running_loop().run_in_executor(None, read, body, self.uploads)
        notes = {
            **incoming.notes,
            "customer_id": session.customer_id,
            "staff": session.staff,
            "asker": self.sessions.asker(address),
        }
        if isinstance(body.get("shown"), str):
            notes["shown"] = typed(body["shown"]).text[:MAX_SHOWN]
        page = body.get("page")
        if isinstance(page, dict) and page.get("product"):
            notes["page"] = typed(str(page["product"])).text[:MAX_SHOWN]
        message = UserMessage(
            incoming.text,
            CollectingOutputChannel(),
            session.conversation_id,
            input_channel=self.name(),
            message_id=str(body.get("id") or "")[:80] or None,
            metadata=notes,
        )
        return await self._answer(without_cards(message), Dialogue(request.app.ctx.agent))

    async def _answer(self, message: UserMessage, dialogue: Dialogue) -> HTTPResponse:
        # Who closes the page, or waits for too long, does not stop what was begun: it is told when they come back.
        work = asyncio.ensure_future(self._said(message, dialogue))
        self._at_work.add(work)
        work.add_done_callback(self._done)
        try:
            answer = await asyncio.shield(work)
        except EndedError:
            return problem(401, ENDED)
        except (
            Exception,
            asyncio.CancelledError,
        ) as error:  # whatever fails, the shopper gets an answer
            logger.error("a message could not be answered: %s", type(error).__name__)
            answer = Answer([], None)
        if not answer.messages:
            return response.json({"messages": [{"text": APOLOGY}], "failed": True})
        return response.json(
            {"messages": answer.messages, "language": answer.language, "failed": False}
        )

    async def _said(self, message: UserMessage, dialogue: Dialogue) -> Answer:
        """Return the answer to a message; other open pages of the conversation are told of both."""
        await pushes().tell(message.sender_id, BUSY, id=message.message_id)
        try:
            return await dialogue.answer(message)
        finally:
            await pushes().tell(message.sender_id, NEWS, id=message.message_id)

    async def _erase(self, request: Request) -> HTTPResponse:
        """Delete what was said in the conversation of a session; 503 says that nothing was deleted."""
        try:
            session = self.sessions.read(_bearer(request))
        except TokenError:
            return problem(401, INVALID_SESSION)
        conversation = session.conversation_id
        refused = self._too_often("message", conversation, MESSAGES_PER_MINUTE)
        if refused:
            return refused

        async def elsewhere() -> None:
            await self.neighbour.forget(conversation)

        try:
            await Dialogue(request.app.ctx.agent).forget(conversation, elsewhere)
        except AwayError:
            return problem(503, "nothing was deleted; try again in a moment")
        await pushes().tell(conversation, NEWS)
        return response.empty()

    async def _describe(self, request: Request) -> HTTPResponse:
        """Return what the chat says of the shop before anything is asked."""
        refused = self._too_often_for_a_page(request)
        if refused:
            return refused
        try:
            told = await self.neighbour.about(str((request.args or {}).get("language") or ""))
        except AwayError:
            return problem(503, "the shop cannot be asked just now")
        return response.json(told, headers={"Cache-Control": "no-store"})

    async def _listen(self, request: Request) -> Optional[HTTPResponse]:
        try:
            session = self.sessions.read(_bearer(request))
        except TokenError:
            return problem(401, INVALID_SESSION)
        return await hold(request, session.conversation_id, self._address(request), pushes())

    def _done(self, work: "asyncio.Future[Answer]") -> None:
        self._at_work.discard(work)
        if not work.cancelled():
            work.exception()  # has been told to whoever was still waiting

    async def _tell(self, request: Request) -> HTTPResponse:
        """Return what was said in the conversation of a session, and whether an answer is under way."""
        try:
            session: WebSession = self.sessions.read(_bearer(request))
            said = await Dialogue(request.app.ctx.agent).said(session.conversation_id)
        except TokenError:
            return problem(401, INVALID_SESSION)
        except EndedError:
            return problem(401, ENDED)
        exchanges = [exchange.as_json() for exchange in said.exchanges]
        return response.json(
            {"exchanges": exchanges, "language": said.language, "busy": said.is_busy},
            headers={"Cache-Control": "no-store"},
        )

    def _address(self, request: Request) -> str:
        return address_of(request, self.proxies)

    def _too_often(self, what: str, who: str, per_minute: int) -> Optional[HTTPResponse]:
        wait_s = self.rates.wait_s(f"{what}:{who}", per_minute)
        if wait_s is None:
            return None
        return problem(
            429, f"too many requests; try again in {wait_s} s", {"Retry-After": str(wait_s)}
        )

    def _too_often_for_a_page(self, request: Request) -> Optional[HTTPResponse]:
        return self._too_often("page", self._address(request), ADDRESS_MESSAGES_PER_MINUTE)

    async def _expire_uploads(self) -> None:
        while True:
            await asyncio.get_running_loop().run_in_executor(None, remove_old, self.uploads)
            await asyncio.sleep(UPLOADS_EVERY_S)


def _bearer(request: Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind.lower() == "bearer" else ""


def _body(request: Request) -> Optional[Dict[str, Any]]:
    try:
        body = request.load_json()  # type: ignore[no-untyped-call]
    except Exception:  # whatever the parser raises, it is not JSON
        return None
    return body if isinstance(body, dict) else None
