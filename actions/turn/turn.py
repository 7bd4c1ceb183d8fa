"""What an action is given and gives back: one message of a shopper, and the reply to it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from actions.texts import Speaker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from actions.turn.service import Service
    from ecomcore.search.query import Query
    from ecomcore.shop.identity import Identity

Json = dict[str, Any]


SURE = 0.75
"""A message is taken at its words where the classifier is this sure of its intent."""


@dataclass(frozen=True)
class Request:
    """One thing that a message asks for; a message may ask for several."""

    text: str
    intent: str
    confidence: float = 1.0
    entities: tuple[Json, ...] = ()

    def values(self, entity: str) -> list[Any]:
        """Return the values of every entity of that name, in the order of the text."""
        return [found["value"] for found in self.entities if found.get("entity") == entity]

    def value(self, entity: str) -> Any | None:
        """Return the first value of the entity, or None."""
        found = self.values(entity)
        return found[0] if found else None

    def as_dict(self) -> Json:
        """Return the request for a slot."""
        return {
            "text": self.text,
            "intent": self.intent,
            "confidence": self.confidence,
            "entities": list(self.entities),
        }

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Request:
        """Read a request from a slot or from the parse data of a message."""
        intent = raw.get("intent") or {}
        parsed: Json = (
            dict(intent)
            if isinstance(intent, Mapping)
            else {"name": intent, "confidence": raw.get("confidence", 1.0)}
        )
        return cls(
            text=raw.get("text") or "",
            intent=str(parsed.get("name") or ""),
            confidence=float(parsed.get("confidence") or 0.0),
            entities=tuple(raw.get("entities") or ()),
        )


@dataclass
class Memory:
    """What the conversation remembers between turns; every field is a slot of the same name."""

    language: str | None = None
    shown: Json | None = None
    focus: str | None = None
    order_focus: str | None = None
    tasks: list[Json] = field(default_factory=list)
    queue: list[Json] = field(default_factory=list)
    misses: int = 0
    asked: Json | None = None
    turns: int = 0

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Memory:
        """Read the memory from the tracker's slots."""
        known = {name: slots.get(name) for name in cls.__dataclass_fields__}
        memory = cls(**{name: value for name, value in known.items() if value is not None})
        memory.misses, memory.turns = int(memory.misses), int(memory.turns)
        memory.tasks = [dict(task) for task in memory.tasks]
        return memory

    def as_slots(self) -> Json:
        """Return the slots to set."""
        return dict(self.__dict__)


@dataclass
class Message:
    """One bubble of the bot: text, buttons to tap, and perhaps a payload that a channel draws."""

    text: str = ""
    buttons: list[Json] = field(default_factory=list)
    image: str | None = None
    custom: Json | None = None


@dataclass
class Reply:
    """Everything that the bot answers to one request."""

    messages: list[Message] = field(default_factory=list)

    def say(
        self, text: str, buttons: list[Json] | None = None, custom: Json | None = None
    ) -> Reply:
        """Add a bubble and return the reply, so that calls can be chained."""
        self.messages.append(Message(text=text, buttons=buttons or [], custom=custom))
        return self

    def extend(self, other: Reply) -> Reply:
        """Add the bubbles of another reply."""
        self.messages.extend(other.messages)
        return self

    def without_repeats(self) -> Reply:
        """Return the reply with each button only once, at the last bubble that has it."""
        seen: set[str] = set()
        for message in reversed(self.messages):
            message.buttons = [b for b in message.buttons if b["payload"] not in seen]
            seen.update(b["payload"] for b in message.buttons)
        return self


@dataclass
class Turn:
    """One request in its conversation, with all that a skill may need to answer it."""

    request: Request
    conversation_id: str
    message_id: str
    speaker: Speaker
    memory: Memory
    service: Service
    session: Session
    identity: Identity
    now: datetime
    image: str | None = None
    problem: str | None = None
    transcript: list[Json] = field(default_factory=list)
    ranking: list[Json] = field(default_factory=list)
    asked: Json | None = None
    """What the bot offered in the turn before, for a bare yes."""
    kept: dict[object, Any] = field(default_factory=dict)
    """What has been worked out in this turn, shared by all its requests."""

    @property
    def text(self) -> str:
        """What the shopper wrote."""
        return self.request.text

    @property
    def query(self) -> Query:
        """What the words wish for as a search of the catalogue, worked out once for each text of the turn."""
        key = ("query", self.text)
        if key not in self.kept:
            self.kept[key] = self.service.engine.understand(self.text, self.language)
        query: Query = self.kept[key]
        return query

    @property
    def language(self) -> str:
        """Language of the reply."""
        return self.speaker.language

    def say(self, key: str, **values: Any) -> str:
        """Return the text named `key` in the language of the reply."""
        return self.speaker.say(key, **values)


class Deadline:
    """The moment after which a turn must not change anything any more."""

    def __init__(self, seconds: float) -> None:
        """Start the clock."""
        self.ends = time.monotonic() + seconds

    def check(self) -> None:
        """Raise TimeoutError once the time is over, so that the turn's transaction is rolled back."""
        if time.monotonic() > self.ends:
            raise TimeoutError("the turn took longer than its deadline; nothing was stored")


def button(title: str, intent: str, **entities: Any) -> Json:
    """Return a button that sends `intent` with `entities` when it is tapped."""
    import json

    payload = f"/{intent}" + (json.dumps(entities, ensure_ascii=False) if entities else "")
    return {"title": title, "payload": payload}
