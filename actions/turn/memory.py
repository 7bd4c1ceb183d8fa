"""What a conversation remembers between turns: every slot as a type, read and written here and nowhere else.

Slots are JSON in Rasa's tracker and outlive a release: what a running conversation holds from before is read where it
still fits, else dropped, so that the bot forgets a list rather than fails.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import ValidationError, to_jsonable_python

from actions.turn.request import Json, Request
from ecomcore.search.query import Query

logger = logging.getLogger(__name__)


class Question(StrEnum):
    """What an open task asks for."""

    WHO = "who"
    CODE = "code"
    ORDER = "order"
    LINES = "lines"
    VARIANT = "variant"
    METHOD = "method"
    REASON = "reason"
    OPTIONAL_REASON = "optional_reason"
    """Not asked any more; a conversation that an earlier release began may still wait for it."""
    ADDRESS = "address"
    RESOLUTION = "resolution"
    PRODUCT = "product"
    RATING = "rating"
    WORDS = "words"
    """What somebody wants to write, in their own words."""
    CONFIRM = "confirm"
    RESUME = "resume"
    """Asked after an interruption of a confirmation: a yes shows the plan again, it does not carry it out."""


@dataclass(frozen=True)
class Proof:
    """What a guest has said to prove who they are."""

    order_number: str | None = None
    email: str | None = None
    code: str | None = None
    sent: bool = False
    """Whether a code is on its way."""


@dataclass(frozen=True)
class Details:
    """What has been said about a task; each kind of task has its own."""

    proof: Proof = Proof()


D = TypeVar("D", bound=Details)


@dataclass
class Task(Generic[D]):
    """Something that takes several turns; it may wait while the shopper asks something else."""

    id: str
    kind: str
    details: D
    asking: Question | None = None
    message: str = ""
    """The id of the message that led to the open question."""
    asked_at: int = 0
    """The turn of the open question."""
    reminders: int = 0
    repeats: int = 0
    resumed: bool = False
    """Whether it was taken up again of itself, after another task had ended."""


_details_of: dict[str, type[Details]] = {}


def know(kind: str, details: type[Details]) -> None:
    """Make known which details tasks of a kind have, so that they can be read from a slot."""
    _details_of[kind] = details


@dataclass(frozen=True)
class AskedVersion:
    """The version of a product that the shopper asked about."""

    product: str
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipient:
    """Whom a present is for and what it may cost, as far as that was said."""

    age: int | None = None
    gender: str | None = None
    is_child: bool = False
    likes: tuple[str, ...] = ()
    min_cents: int | None = None
    max_cents: int | None = None
    kinds_out: tuple[str, ...] = ()
    """Kinds of product that they have or do not want."""
    excluded: tuple[tuple[str, str], ...] = ()
    """What it shall not have about it, as in `Query.excluded`."""


@dataclass(frozen=True)
class Origin:
    """Where a list comes from that is no search: the skill that made it and what it was made of."""

    skill: str
    product: str | None = None
    """The product that the list is like, or goes with."""
    query: Query = field(default_factory=Query)
    """What the list was narrowed to."""
    recipient: Recipient | None = None


@dataclass(frozen=True)
class Shown:
    """The list of products that the shopper saw last; nothing has been shown where it has no `ids`."""

    ids: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    prices: tuple[int, ...] = ()
    """Minor units of the shop's currency."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why each was shown, by product, in the words that were read."""
    query: Query | None = None
    """The search behind the list."""
    origin: Origin | None = None
    """What is behind a list that no search made."""
    offset: int = 0
    total: int = 0
    at: int = -1
    """The turn in which it was shown."""
    asked: AskedVersion | None = None
    before: str | None = None
    """The product that was in hand when a list came that no search made: it is still "it"."""
    photo: str | None = None
    """The photo that it was found by."""


@dataclass(frozen=True)
class Taste:
    """What this conversation has told of the shopper's taste: ids of products, oldest first."""

    looked: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    owned: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    """What was recommended, so that "something different" is different."""
    has_suggested: bool = False
    """Whether something was suggested unasked, which happens once."""


@dataclass(frozen=True)
class Offer:
    """What a bare yes would do."""

    intent: str
    entities: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Photographed:
    """The photo that the shopper sent last."""

    name: str
    at: int
    """The turn in which it came."""


@dataclass(frozen=True)
class Wait:
    """What somebody waits for who was asked for an address to write to."""

    product: str | None = None
    skus: tuple[str, ...] = ()
    wish: str | None = None
    ticket: str | None = None
    """The number of a ticket that is to be answered."""


@dataclass(frozen=True)
class Asked:
    """What the last answer left open besides tasks; it holds for one turn."""

    offer: Offer | None = None
    topic: str | None = None
    """The intent that the answer was about, for questions that go on from it."""
    country: str | None = None
    """The country that the answer was about, by its name."""
    worth_cents: int | None = None
    """The worth of goods that the answer reckoned with."""
    wait: Wait | None = None
    outcome: str = ""
    """How the task that has just ended did end, in words."""
    dropped: Task[Any] | None = None
    """The task that has just been given up."""
    meant: Request | None = None
    """The request of which it was asked what it means."""


@dataclass(frozen=True)
class Queued:
    """A request that waits until the open task is done."""

    request: Request
    shown_at: int | None = None
    """The turn in which its answer, a list, was shown: it is only shown again if no other list came after it."""


@dataclass
class Memory:
    """What the conversation remembers between turns; every field is a slot of the same name."""

    language: str | None = None
    shown: Shown = Shown()
    focus: str | None = None
    """The product that "it" means."""
    photo: Photographed | None = None
    order_focus: str | None = None
    """The order that was spoken of last."""
    tasks: list[Task[Any]] = field(default_factory=list)
    """The open tasks; the conversation is at the last one."""
    queue: list[Queued] = field(default_factory=list)
    misses: int = 0
    """How many answers in a row have helped nobody."""
    allergies: tuple[str, ...] = ()
    """What somebody must avoid, by the keys of `ecomcore.safety.allergens`; such goods are not offered any more."""
    proof_asks: int = 0
    """How often a guest was asked for an order number and an address since a code was last sent."""
    asked: Asked = Asked()
    taste: Taste = Taste()
    turns: int = 0
    last_skill: str | None = None
    """What answered the latest message."""
    customer: str | None = None
    """The customer whom the conversation was proved to be with, last."""
    ended: bool = False
    """Whether the shopper has signed out: nothing can be said in the conversation any more."""

    def offer(self, intent: str, **entities: Any) -> None:
        """Let a bare yes to this answer mean `intent` with `entities`."""
        self.asked = Asked(offer=Offer(intent, entities))

    def drop_open(self) -> None:
        """Give up what was begun, and forget whose order was spoken of."""
        self.tasks, self.queue, self.order_focus, self.asked = [], [], None, Asked()

    def meet(self, customer_id: str | None) -> None:
        """Note who is talking; what one customer has begun is not for another to go on with."""
        if customer_id is None:
            return
        if self.customer not in (None, customer_id):
            self.drop_open()
            self.allergies, self.photo = (), None
        self.customer = customer_id

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Memory:
        """Read the memory from the tracker's slots; what cannot be read is forgotten."""
        memory = cls(
            language=_read("language", str, slots),
            shown=_read("shown", Shown, slots) or Shown(),
            focus=_read("focus", str, slots),
            photo=_read("photo", Photographed, slots),
            order_focus=_read("order_focus", str, slots),
            misses=_read("misses", int, slots) or 0,
            taste=_read("taste", Taste, slots) or Taste(),
            allergies=_read("allergies", tuple[str, ...], slots) or (),
            proof_asks=_read("proof_asks", int, slots) or 0,
            turns=_read("turns", int, slots) or 0,
            last_skill=_read("last_skill", str, slots),
            customer=_read("customer", str, slots),
            ended=_read("ended", bool, slots) or False,
        )
        memory.tasks = [t for raw in _listed(slots.get("tasks")) if (t := _task(raw)) is not None]
        memory.queue = [q for raw in _listed(slots.get("queue")) if (q := _queued(raw)) is not None]
        memory.asked = _asked(slots)
        return memory

    def as_slots(self) -> Json:
        """Return the slots to set, as JSON."""
        slots: Json = to_jsonable_python(self)
        return slots


V = TypeVar("V")


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _read(name: str, kind: type[V], slots: Mapping[str, Any]) -> V | None:
    """Return a slot as the type that it has today; None where it is empty or has another form."""
    raw = slots.get(name)
    if raw is None:
        return None
    try:
        found: V = _reader(cast(Hashable, kind)).validate_python(raw)
    except ValidationError as error:
        places = {".".join(str(part) for part in found["loc"]) for found in error.errors()}
        logger.warning("the slot %s cannot be read and is dropped (%s)", name, ", ".join(places))
        return None
    return found


def _task(raw: Any) -> Task[Any] | None:
    """Return a task with the details of its kind; None for a kind that no skill knows any more."""
    kind = _details_of.get(str(raw.get("kind"))) if isinstance(raw, Mapping) else None
    if kind is None:
        logger.warning("a task of a kind that no skill knows is dropped")
        return None
    details = _read("details", kind, raw)
    return _read("tasks", Task, {"tasks": {**raw, "details": details}}) if details else None


def _queued(raw: Any) -> Queued | None:
    if isinstance(raw, Mapping) and "request" not in raw:
        raw = {"request": raw, "shown_at": raw.get("shown_at")}
    return _read("queue", Queued, {"queue": raw})


def _asked(slots: Mapping[str, Any]) -> Asked:
    raw = slots.get("asked")
    if not isinstance(raw, Mapping):
        return Asked()
    dropped = _task(raw["dropped"]) if raw.get("dropped") else None
    return _read("asked", Asked, {"asked": {**raw, "dropped": dropped}}) or Asked()


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []
