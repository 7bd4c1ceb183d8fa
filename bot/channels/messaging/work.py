"""Answers the messages of a platform one after the other for each sender, and delivers the answers."""

from __future__ import annotations

import asyncio
import logging
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, AsyncIterator, Callable, Dict, List, Optional, Protocol, Set, TypeVar

from components import spoken
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from channels.dialogue import Answer, Dialogue, EndedError
from channels.incoming import Incoming
from channels.messaging.calls import BlockedError, CallError, RefusedError, UnreachableError
from channels.messaging.drawing import Can, Piece, drawn, plain
from channels.messaging.events import Event
from channels.messaging.inbox import Inbox, Kept
from channels.messaging.reading import Reader
from channels.rates import Rates
from channels.screening import without_cards

logger = logging.getLogger(__name__)
MESSAGES_PER_MINUTE = int(os.environ.get("ECOM_MESSAGES_PER_MINUTE") or 40)
PHOTOS_PER_MINUTE = 5
TOO_MANY_PHOTOS = "too_many_photos"
ENDED_AT_ONCE = 3
ANSWER_TRIES = 2
SWEEP_EVERY_S = 10.0
AGAIN_FIRST_S, AGAIN_LONGEST_S = 30.0, 3600.0
APOLOGY = "\n".join(spoken.patterns("unanswered"))
TOO_OFTEN = "\n".join(spoken.patterns("too_often"))
Result = TypeVar("Result")


class Sends(Protocol):
    """What the work needs of a channel."""

    can: Can
    together: int
    """How many pieces of an answer go into one call."""
    pushes: bool
    """Whether an answer can be sent by a call."""

    async def send_together(self, event: Event, pieces: List[Piece]) -> None:
        """Send so many pieces of the answer to a message."""

    async def seen(self, event: Event) -> None:
        """Show the sender that an answer is being written."""


@dataclass
class _Lane:
    """What one sender waits in line with."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Work:
    """What is done with the messages of one channel."""

    def __init__(
        self,
        name: str,
        channel: Sends,
        inbox: Inbox,
        reader: Reader,
        asker: Callable[[str], str],
        public: str,
        now: Callable[[], float],
    ) -> None:
        """Answer for the channel `name`.

        Args:
            name: of the channel, with which its conversations begin.
            channel: sends the answers.
            inbox: keeps the messages.
            reader: reads them.
            asker: returns a pseudonym for a sender.
            public: the address at which the platform finds pictures.
            now: the clock.
        """
        self._name, self._channel, self._inbox, self._reader = name, channel, inbox, reader
        self._asker, self._public, self._now = asker, public, now
        self.rates = Rates()
        self._lanes: Dict[str, _Lane] = {}
        self._ids: Set[str] = set()
        self._tasks: "Set[asyncio.Future[Any]]" = set()

    async def take(self, event: Event) -> Optional[Kept]:
        """Keep a message; None if it has been here before."""
        return await _thread(self._inbox.add, event, self._now())

    async def tell(self, event: Event, dialogue: Dialogue) -> None:
        """Tell a sender something without having been asked; where no call can be made, with their next answer."""
        kept = await self.take(await _thread(self._inbox.routed, event))
        if kept is not None and self._channel.pushes:
            self.begin(kept, dialogue)

    async def told_with(self, event: Event) -> List[Piece]:
        """Return what waits to be told to a sender in the response to their message."""
        waiting = await _thread(self._inbox.told_with, event.sender, event.id)
        return [piece for told in waiting for piece in self._drawn(told)]

    def _drawn(self, event: Event) -> List[Piece]:
        return drawn(event.told, self._channel.can, event.id, self._public)

    def begin(
        self,
        kept: Kept,
        dialogue: Dialogue,
        answering: "Optional[asyncio.Future[List[Piece]]]" = None,
    ) -> None:
        """Answer and deliver in the background; `answering` is an answer that is being worked on already."""
        self._ids.add(kept.event.id)
        self.keep(asyncio.ensure_future(self._finish(kept, dialogue, answering)))

    def keep(self, task: "asyncio.Future[Result]") -> "asyncio.Future[Result]":
        """Let a task go on whoever stops waiting for it."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def idle(self) -> None:
        """Wait until nothing is being worked on."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def sweep(self, dialogue: Dialogue) -> None:
        """Take up what nobody works on any more, and forget what is old."""
        given_up = await _thread(self._inbox.forget_old, self._now())
        if given_up:
            logger.error("%s: %d answers could not be delivered for a day", self._name, given_up)
        if not self._channel.pushes:
            return  # whoever has had no answer asks again
        for kept in await _thread(self._inbox.overdue, self._now()):
            if kept.event.id not in self._ids:
                self.begin(kept, dialogue)

    async def sweep_for_ever(self, dialogue: Callable[[], Dialogue]) -> None:
        """Sweep every ten seconds."""
        while True:
            try:
                await self.sweep(dialogue())
            except Exception as error:  # a database that is away comes back
                logger.error(
                    "%s: could not look for what is left: %s", self._name, type(error).__name__
                )
            await asyncio.sleep(SWEEP_EVERY_S)

    async def _finish(
        self,
        kept: Kept,
        dialogue: Dialogue,
        answering: "Optional[asyncio.Future[List[Piece]]]",
    ) -> None:
        event = kept.event
        try:
            async with self._lane(event.sender):
                held = await _thread(self._inbox.hold, kept, self._now())
                if held is not None:
                    if not event.told:
                        self.keep(asyncio.ensure_future(self._seen(event)))
                    pieces = await (answering or self.answered(event, dialogue))
                    await self.deliver(held, pieces)
        except Exception as error:  # it is still in the inbox, and taken up again
            logger.error("%s: a message is not done yet: %s", self._name, type(error).__name__)
        finally:
            self._ids.discard(event.id)

    async def _seen(self, event: Event) -> None:
        try:
            await self._channel.seen(event)
        except CallError:
            return  # a sign that an answer is coming, which the answer makes up for

    async def deliver(self, kept: Kept, pieces: List[Piece]) -> None:
        """Send the pieces that have not been sent; what cannot be sent now is tried again later."""
        try:
            while kept.sent < len(pieces):
                next_ones = pieces[kept.sent : kept.sent + self._channel.together]
                await self._send(kept.event, next_ones)
                kept = await _thread(self._inbox.delivered, kept, len(next_ones), self._now())
        except BlockedError:
            logger.warning(
                "%s: may not write to somebody, who has blocked the bot, or the token lacks a right",
                self._name,
            )
        except UnreachableError as error:
            wait_s = min(AGAIN_FIRST_S * 2.0**kept.tries, AGAIN_LONGEST_S)
            await _thread(self._inbox.later, kept, self._now() + max(wait_s, error.pause_s))
            return
        await self.done(kept.event)

    async def done(self, event: Event) -> None:
        """Note that a message has been answered."""
        await _thread(self._inbox.done, event.id)

    async def _send(self, event: Event, pieces: List[Piece]) -> None:
        try:
            await self._channel.send_together(event, pieces)
        except RefusedError:
            simpler = [plain(piece) for piece in pieces]
            if simpler == pieces:
                return
            try:
                await self._channel.send_together(event, simpler)
            except RefusedError:
                return

    async def answered(self, event: Event, dialogue: Dialogue) -> List[Piece]:
        """Return the answer to a message, the same however often it is asked for."""
        if event.told:
            return self._drawn(event)
        told = self._too_much(event)
        if told is None:
            return []
        if told:
            return [Piece(told)]
        if event.photo and self._is_over("photo", event, PHOTOS_PER_MINUTE):
            if self._is_over("photos told", event, 1):
                return []
            event = replace(event, photo="", text="", kind=TOO_MANY_PHOTOS)
        for _ in range(ANSWER_TRIES):
            try:
                answer = await self._answer(event, dialogue)
            except Exception as error:  # whatever fails, the sender gets an answer
                logger.error("%s: no answer: %s", self._name, type(error).__name__)
                continue
            if answer.messages:
                return drawn(answer.messages, self._channel.can, event.id, self._public)
        return [Piece(APOLOGY)]

    def _too_much(self, event: Event) -> Optional[str]:
        """Return what to say to who writes too often, an empty text to who does not, None if it has been said."""
        if not self._is_over("message", event, MESSAGES_PER_MINUTE):
            return ""
        logger.warning("%s: somebody writes too often", self._name)
        return None if self._is_over("told", event, 1) else TOO_OFTEN

    def _is_over(self, what: str, event: Event, per_minute: int) -> bool:
        key = f"{what}:{self._asker(f'{self._name}:{event.sender}')}"
        return self.rates.wait_s(key, per_minute) is not None

    async def _answer(self, event: Event, dialogue: Dialogue) -> Answer:
        for _ in range(ENDED_AT_ONCE):
            ended = await _thread(self._inbox.ended, event.sender)
            # The number stands before the colon, where no sender's name can stand for it.
            conversation = f"{self._name}{f'.{ended}' if ended else ''}:{event.sender}"
            try:
                incoming = await self._reader.read(event, conversation, dialogue)
                return await dialogue.answer(self._message(event, incoming, conversation))
            except EndedError:
                await _thread(self._inbox.end, event.sender, ended)
        raise EndedError

    def _message(self, event: Event, incoming: Incoming, conversation: str) -> UserMessage:
        # Who a sender is to the shop is proved in the conversation, by a code; a platform's name proves nothing.
        notes = {**incoming.notes, "customer_id": None, "staff": None}
        return without_cards(
            UserMessage(
                incoming.text,
                CollectingOutputChannel(),
                conversation,
                input_channel=self._name,
                message_id=event.id,
                metadata={**notes, "asker": self._asker(f"{self._name}:{event.sender}")},
            )
        )

    @asynccontextmanager
    async def _lane(self, sender: str) -> AsyncIterator[None]:
        lane = self._lanes.setdefault(sender, _Lane())
        lane.waiting += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.waiting -= 1
            if not lane.waiting:
                del self._lanes[sender]


async def _thread(work: Callable[..., Result], *arguments: Any) -> Result:
    """Do in a thread what would keep everybody waiting."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(work, *arguments))
