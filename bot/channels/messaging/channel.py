"""The base of all messaging channels: a request is proved, its messages are kept, acknowledged, answered once."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from abc import abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import Any, Awaitable, Callable, ClassVar, Dict, List, Mapping, Optional
from urllib.parse import urlsplit

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.dialogue import Dialogue
from channels.messaging.calls import Answered, Calls, by_status
from channels.messaging.drawing import Can, Piece
from channels.messaging.events import Event, short
from channels.messaging.inbox import KEPT_S, Inbox
from channels.messaging.proof import ForgedError
from channels.messaging.reading import Reader
from channels.messaging.work import Work
from channels.problems import problem
from channels.sessions import Sessions

logger = logging.getLogger(__name__)
OnMessage = Callable[[UserMessage], Awaitable[Any]]
MAX_BODY = 1_000_000
"""No platform sends more in one request: photos come by their address."""
TOLD = {"Cache-Control": "no-store"}


class MessagingInput(InputChannel):
    """One messaging platform. What differs between them is below `prove`; the rest is the same for all."""

    platform: ClassVar[str]
    can: Can
    max_body: ClassVar[int] = MAX_BODY
    together: int = 1
    """How many pieces of an answer go into one call."""
    answers_within_s: Optional[float] = None
    """How long the platform waits for an answer in its response; None: it is only told that the message is here."""
    pushes: bool = True
    """Whether an answer can be sent by a call."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is part of its address and begins its conversations."""
        return cls.platform

    def __init__(self, settings: Mapping[str, str], inbox: Inbox, sessions: Sessions) -> None:
        """Open the channel.

        Args:
            settings: of the platform, by the part of their names behind the platform's.
            inbox: keeps its messages.
            sessions: makes pseudonyms of senders.
        """
        self.settings = settings
        self.calls = Calls(self.platform, self.judge)
        self.public = os.environ.get("ECOM_PUBLIC_URL", "").rstrip("/")
        self.now: Callable[[], float] = time.time
        uploads = Path(os.environ.get("ECOM_UPLOAD_DIR") or "../var/uploads")
        self.work = Work(
            self.platform,
            self,
            inbox,
            Reader(self.can, uploads, self.photo),
            sessions.asker,
            self.public,
            lambda: self.now(),
        )

    @abstractmethod
    def prove(self, request: Request) -> None:
        """Check that a request is from the platform.

        Raises:
            ForgedError: it is not.
        """

    @abstractmethod
    def events(self, request: Request) -> List[Event]:
        """Return the messages of a request that was proved; none for what is no message."""

    @abstractmethod
    async def send(self, event: Event, piece: Piece) -> None:
        """Send one piece of the answer to a message.

        Raises:
            CallError: it could not be sent.
        """

    async def send_together(self, event: Event, pieces: List[Piece]) -> None:
        """Send as many pieces as go into one call.

        Raises:
            CallError: they could not be sent.
        """
        for piece in pieces:
            await self.send(event, piece)

    async def seen(self, event: Event) -> None:
        """Show the sender that an answer is being written, where the platform can."""
        return None

    async def photo(self, event: Event) -> bytes:
        """Return the photo of a message.

        Raises:
            UploadError: it cannot be had.
        """
        raise NotImplementedError(f"{self.platform} has no photos")

    def handshake(self, _request: Request) -> HTTPResponse:
        """Answer a GET, by which some platforms ask whether this is the right address."""
        return problem(404, "not found")

    def received(self, _request: Request) -> HTTPResponse:
        """Tell the platform that its request has arrived."""
        return response.json({"ok": True})

    def replied(
        self, _request: Request, _event: Event, _pieces: Optional[List[Piece]]
    ) -> HTTPResponse:
        """Return the answer in the response, where the platform takes it there; None: it is not there yet."""
        raise NotImplementedError(f"{self.platform} takes no answers in the response")

    def judge(self, answered: Answered) -> str:
        """Say what an answer of the platform means (`calls.Judge`)."""
        return by_status(answered)

    def blueprint(self, _on_new_message: OnMessage) -> Blueprint:
        """Return the routes below `/webhooks/NAME`."""
        routes = Blueprint(f"{self.platform}_channel")

        @routes.post("/events")
        async def events(request: Request) -> HTTPResponse:
            return await self._receive(request)

        @routes.get("/events")
        async def handshake(request: Request) -> HTTPResponse:
            try:
                return self.handshake(request)
            except ForgedError as error:
                return self._refused(error)

        @routes.listener("after_server_start")
        async def sweep(app: Sanic, _loop: Any) -> None:
            app.add_task(self.work.sweep_for_ever(lambda: Dialogue(app.ctx.agent)))

        return routes

    async def tell(self, event: Event, dialogue: Dialogue) -> None:
        """Tell somebody something without having been asked."""
        await self.work.tell(replace(event, sender=short(event.sender)), dialogue)

    async def _receive(self, request: Request) -> HTTPResponse:
        if len(request.body) > self.max_body:
            logger.warning(
                "%s: a request of %d bytes is too large", self.platform, len(request.body)
            )
            return problem(413, f"at most {self.max_body} bytes are read")
        try:
            self.prove(request)
        except ForgedError as error:
            return self._refused(error)
        events = [event for event in self._events(request) if self._is_recent(event)]
        dialogue = Dialogue(request.app.ctx.agent)
        try:
            if self.answers_within_s is not None and events:
                return await self._reply(request, events[0], dialogue)
            for event in events:
                kept = await self.work.take(event)
                if kept is not None:
                    self.work.begin(kept, dialogue)
        except Exception as error:  # not kept, so that the platform must send it again
            logger.error("%s: a message could not be kept: %s", self.platform, type(error).__name__)
            return problem(503, "try again in a moment", {"Retry-After": "10"})
        return self.received(request)

    def _events(self, request: Request) -> List[Event]:
        try:
            found = self.events(request)
        except Exception as error:  # sent again, it would be no better
            logger.warning(
                "%s: a request of no known form: %s", self.platform, type(error).__name__
            )
            return []
        return [
            replace(e, id=short(e.id), sender=short(e.sender)) for e in found if e.id and e.sender
        ]

    def _is_recent(self, event: Event) -> bool:
        """Say whether a message is so young that its id would still be known if it had been here before."""
        if event.at is None or self.now() - event.at < KEPT_S:
            return True
        logger.warning("%s: a message of more than 30 days ago is not taken", self.platform)
        return False

    async def _reply(self, request: Request, event: Event, dialogue: Dialogue) -> HTTPResponse:
        """Answer in the response; an answer that takes too long is sent by a call, or when it is asked for again."""
        kept = await self.work.take(event)
        if kept is None and self.pushes:
            return self.received(request)
        task = self.work.keep(asyncio.ensure_future(self.work.answered(event, dialogue)))
        try:
            pieces = await asyncio.wait_for(asyncio.shield(task), self.answers_within_s)
        except asyncio.TimeoutError:
            if self.pushes and kept is not None:
                self.work.begin(kept, dialogue, task)
            return self.replied(request, event, None)
        if not self.pushes:
            pieces = [*await self.work.told_with(event), *pieces]
        if self.pushes and kept is not None and not self.fits(pieces):
            self.work.begin(kept, dialogue, task)
            return self.replied(request, event, None)
        await self.work.done(event)
        return self.replied(request, event, pieces)

    def fits(self, _pieces: List[Piece]) -> bool:
        """Say whether the response has room for an answer."""
        return True

    def _refused(self, error: ForgedError) -> HTTPResponse:
        logger.warning("%s: refused a request: %s", self.platform, error)
        return problem(403, "not accepted")


def headers(request: Request, name: str) -> str:
    """Return a header, empty where there is none."""
    return str(request.headers.get(name) or "")


def origin(url: str) -> str:
    """Return the part of an address that names its server."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def bearer(token: str) -> Dict[str, str]:
    """Return the header by which most platforms know the bot."""
    return {"Authorization": f"Bearer {token}"}
