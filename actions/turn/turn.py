"""What an action is given and gives back: one message of a shopper, and the reply to it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from actions.texts import Speaker
from actions.turn.memory import Asked, Memory
from actions.turn.payloads import Payload
from actions.turn.request import SURE, Json, Request

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from actions.turn.service import Service
    from ecomcore.search.query import Query
    from ecomcore.shop.identity import Identity

Result = TypeVar("Result")
__all__ = ["SURE", "Deadline", "Json", "Message", "Reply", "Request", "Turn", "Visitor", "button"]


@dataclass
class Message:
    """One bubble of the bot: text, buttons to tap, and perhaps a payload that a channel draws."""

    text: str = ""
    buttons: list[Json] = field(default_factory=list)
    image: str | None = None
    custom: Payload | None = None


@dataclass
class Reply:
    """Everything that the bot answers to one request."""

    messages: list[Message] = field(default_factory=list)
    missed: bool = False
    """Whether it gives the shopper nothing of what was asked for."""

    def say(
        self, text: str, buttons: list[Json] | None = None, custom: Payload | None = None
    ) -> Reply:
        """Add a bubble and return the reply, so that calls can be chained."""
        self.messages.append(Message(text=text, buttons=buttons or [], custom=custom))
        return self

    def extend(self, other: Reply) -> Reply:
        """Add the bubbles of another reply; one that helps makes the whole help."""
        if other.messages:
            self.missed = other.missed and (self.missed or not self.messages)
        self.messages.extend(other.messages)
        return self

    def as_miss(self) -> Reply:
        """Return the reply, marked as one that helps nobody; several of them in a row lead to a person."""
        self.missed = True
        return self

    def without_repeats(self) -> Reply:
        """Return the reply with each button only once, at the last bubble that has it."""
        seen: set[str] = set()
        for message in reversed(self.messages):
            message.buttons = [b for b in message.buttons if b["payload"] not in seen]
            seen.update(b["payload"] for b in message.buttons)
        return self


@dataclass
class Visitor:
    """Who the bot talks to: known from the start, or proved in the course of the turn."""

    identity: Identity
    staff: str | None = None
    """Who of the shop's staff it is, as the channel has verified it by a signed token; None for shoppers."""


@dataclass(frozen=True)
class Turn:
    """One request in its conversation, with all that a skill may need to answer it.

    A message that asks for several things is answered on a copy for each, and a copy cannot be changed: whatever has to
    be known to the next one is written into `memory` or `visitor`, which all copies share.
    """

    request: Request
    conversation_id: str
    message_id: str
    speaker: Speaker
    memory: Memory
    service: Service
    session: Session
    visitor: Visitor
    now: datetime
    photo: str | None = None
    """The name of the photo that came with the message."""
    photo_problem: str | None = None
    """What came instead of a photo: the kind of file, or `too_large`."""
    asker: str | None = None
    """Who asks, as the channel tells people apart before anybody has proved who they are."""
    problem: str | None = None
    had_card: bool = False
    """Whether a payment-card number was taken out of the message before it was stored."""
    transcript: list[Json] = field(default_factory=list)
    ranking: list[Json] = field(default_factory=list)
    last_skill: str = ""
    """What answered the message before."""
    asked: Asked = field(default_factory=Asked)
    """What the turn before left open, for a bare yes."""
    kept: dict[object, Any] = field(default_factory=dict)
    """What has been worked out in this turn, shared by all its requests."""

    @property
    def identity(self) -> Identity:
        """Who is asking, as far as that has been proved by now."""
        return self.visitor.identity

    @property
    def is_staff(self) -> bool:
        """Whether it has been proved that somebody of the shop's staff asks."""
        return self.visitor.staff is not None

    @property
    def text(self) -> str:
        """What the shopper wrote."""
        return self.request.text

    @property
    def query(self) -> Query:
        """What the words wish for as a search of the catalogue, worked out once for each text of the turn."""
        understand = self.service.engine.understand
        return self.once(("query", self.text), lambda: understand(self.text, self.language))

    def once(self, key: Hashable, work: Callable[[], Result]) -> Result:
        """Return what `work` gives, which is done once a turn for each `key`; what it gives is shared, not changed."""
        if key not in self.kept:
            self.kept[key] = work()
        found: Result = self.kept[key]
        return found

    @property
    def language(self) -> str:
        """Language of the reply."""
        return self.speaker.language

    def say(self, key: str, **values: Any) -> str:
        """Return the text named `key` in the language of the reply."""
        return self.speaker.say(key, **values)


class Deadline:
    """The moment after which a turn must not change anything any more.

    A turn is stored or given up, never both, and who waits for it knows which of the two.
    """

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        self.ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._is_given_up = False
        self.is_storing = False

    def check(self) -> None:
        """Raise TimeoutError once the time is over; after this, the turn is stored unless that fails."""
        with self._lock:
            if self._is_given_up or time.monotonic() > self.ends:
                raise TimeoutError("the turn took longer than its deadline; nothing was stored")
            self.is_storing = True

    def give_up(self) -> bool:
        """Let nothing be stored any more; return False if it is too late for that."""
        with self._lock:
            self._is_given_up = not self.is_storing
            return self._is_given_up


def button(title: str, intent: str, **entities: Any) -> Json:
    """Return a button that sends `intent` with `entities` when it is tapped."""
    import json

    payload = f"/{intent}" + (json.dumps(entities, ensure_ascii=False) if entities else "")
    return {"title": title, "payload": payload}
