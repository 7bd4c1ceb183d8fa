"""What a message carries besides its text: typed payloads from which every channel draws (docs/payloads.md).

A payload goes over the wire as one JSON object under `custom`, with its `type`. Fields that are None in a card or a
file are left out; amounts are written out in the shop's currency and the language of the reply, ready to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar, Literal

from pydantic_core import to_jsonable_python

from actions.turn.request import Json
from actions.turn.trace import Answered, Change, Searched


@dataclass(frozen=True)
class Card:
    """One product as it is shown; `None` means that there is nothing to show."""

    id: str
    sku: str
    title: str
    price: str
    price_cents: int | None
    """Minor units of the shop's currency, to sort by, none where it is told on request; `price` is what is shown."""
    stock: str
    old_price: str | None = None
    image: str | None = None
    """A file in the shop's pictures, or an address on the web."""
    rating: float | None = None
    """Average stars, from 1 to 5."""
    reviews: int | None = None
    reason: str | None = None

    def as_json(self) -> Json:
        """Return the fields that there are."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) is not None}


@dataclass(frozen=True)
class Row:
    """One property of the things that are compared, a value for each."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class OrderLine:
    """One line of an order."""

    title: str
    price: str
    image: str | None


@dataclass(frozen=True)
class OrderStep:
    """One step on an order's way, in words, with its day where one is known."""

    name: str
    at: str | None
    state: Literal["done", "now", "next"]


@dataclass(frozen=True)
class Payload:
    """Something that a channel draws below the text of a message."""

    type: ClassVar[str]

    def as_json(self) -> Json:
        """Return the payload as it goes over the wire."""
        return {"type": self.type, **to_jsonable_python(self)}


@dataclass(frozen=True)
class Products(Payload):
    """A list of products."""

    type = "products"
    items: tuple[Card, ...]

    def as_json(self) -> Json:
        """Return the list with its cards."""
        return {"type": self.type, "items": [card.as_json() for card in self.items]}


@dataclass(frozen=True)
class Comparison(Payload):
    """Products side by side: one column a product, one row a property."""

    type = "comparison"
    items: tuple[Card, ...]
    rows: tuple[Row, ...]

    def as_json(self) -> Json:
        """Return the table with its cards."""
        return {
            "type": self.type,
            "items": [card.as_json() for card in self.items],
            "rows": to_jsonable_python(self.rows),
        }


@dataclass(frozen=True)
class RatingBar:
    """How many reviewers gave so many stars."""

    stars: int
    count: int
    share: float
    """Of all reviewers of the product, from 0 to 1."""


@dataclass(frozen=True)
class ReviewQuote:
    """A sentence of a review, word for word."""

    text: str
    stars: int
    language: str | None
    """The name of the language it is in where that is not the reader's."""


@dataclass(frozen=True)
class ReviewPoint:
    """One thing that reviewers speak of, how many of them praise it and how many complain, and what they write."""

    name: str
    praise: int
    blame: int
    quotes: tuple[ReviewQuote, ...]


@dataclass(frozen=True)
class Rated:
    """The reviews of one product; `average` is None where there are none."""

    id: str
    title: str
    average: float | None
    count: int
    bars: tuple[RatingBar, ...]
    """From five stars down to one."""
    points: tuple[ReviewPoint, ...]


@dataclass(frozen=True)
class Reviews(Payload):
    """What reviewers say of one product, or of those that are compared."""

    type = "reviews"
    items: tuple[Rated, ...]


@dataclass(frozen=True)
class Order(Payload):
    """One order with its lines."""

    type = "order"
    id: str
    number: str
    status: str
    total: str
    lines: tuple[OrderLine, ...]
    steps: tuple[OrderStep, ...] = ()
    """From the order to its delivery; none where it takes another way, as when it is cancelled."""


@dataclass(frozen=True)
class Cart(Payload):
    """What the cart comes to."""

    type = "cart"
    total: str
    lines: int
    """How many different things are in it."""


@dataclass(frozen=True)
class Link(Payload):
    """A page to open, such as the checkout."""

    type = "link"
    url: str


@dataclass(frozen=True)
class Explanation(Payload):
    """Why the message was answered as it was; only sent where the setting `explain` is on."""

    type = "explanation"
    ranking: Sequence[tuple[str, float]]
    sorting: Sequence[Change]
    answers: Sequence[Answered]
    ms: Mapping[str, float]
    searches: Sequence[Searched] = ()


@dataclass(frozen=True)
class Picture(Payload):
    """A figure that was drawn for this answer; the channel serves it by its name, which nobody can guess."""

    type = "picture"
    name: str
    alt: str


@dataclass(frozen=True)
class File(Payload):
    """A file to hand to the shopper, such as an invoice."""

    type = "file"
    path: str


@dataclass(frozen=True)
class SignedOut(Payload):
    """The conversation is over: a channel forgets it, and who was signed in."""

    type = "signed_out"


@dataclass(frozen=True)
class Person(Payload):
    """A person of the shop has the conversation: a message with this alone says nothing, since the bot is silent."""

    type = "person"
    state: str
    """`answering`, `waiting` (nobody is there yet) or `gone` (the bot answers again)."""
    name: str


@dataclass(frozen=True)
class Told(Payload):
    """A payload that was sent before, as it went over the wire."""

    type = "told"
    json: Json

    def as_json(self) -> Json:
        """Return it as it was."""
        return self.json
