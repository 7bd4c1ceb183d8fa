"""What is known of a text while it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ecomcore.search.limits import Limit, Said
from ecomcore.search.phrases import Meaning, units
from ecomcore.search.purposes import objects
from ecomcore.search.reading.items import cut
from ecomcore.search.vocabulary import Vocabulary
from shoptalk.numbers import Number

DASHES = frozenset("-–—~")


@dataclass
class Findings:
    """What was found in a text; prices are in major units of the shop's currency."""

    text: list[str] = field(default_factory=list)
    wanted: list[Meaning] = field(default_factory=list)
    excluded: list[Meaning] = field(default_factory=list)
    refinements: list[str] = field(default_factory=list)
    price_min: float | None = None
    price_max: float | None = None
    currency: str | None = None
    rating_min: float | None = None
    price_level: str | None = None
    sort: str | None = None
    in_stock: bool = False
    on_sale: bool = False
    limits: list[Limit] = field(default_factory=list)
    quantity: int | None = None
    corrections: list[tuple[str, str]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    purposes: list[Meaning] = field(default_factory=list)
    sources: list[tuple[Meaning, str]] = field(default_factory=list)
    """Which of the words in `text` gave a meaning."""


class Reading:
    """A text on its way to findings: its items, what was found so far, what is still open.

    `negating` is whether what comes next is refused; `either` are conditions of one word of which one is meant,
    `measures` numbers with their units, `bare_sizes` sizes without the word "size", with their text: what becomes of
    them depends on the kind of product, which may come last.
    """

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        """Cut `text` into items by the words of `vocabulary`; nothing is found yet but corrections."""
        self.vocabulary = vocabulary
        self.found = Findings()
        self.pieces = units(text)
        self.items = cut(self.pieces, vocabulary, self.found.corrections)
        self.objects = objects([match for match, _ in self.items])
        self.either: list[list[Meaning]] = []
        self.negating = False
        self.measures: list[Said] = []
        self.bare_sizes: dict[Meaning, str] = {}

    def get(self, at: int, *kinds: str) -> Meaning | None:
        """Return the first meaning of one of `kinds` that the item at a position has."""
        return self.items[at][0].get(*kinds) if 0 <= at < len(self.items) else None

    def text(self, at: int) -> str:
        """Return the words of the item at a position, "" where there is none."""
        return self.items[at][0].text if 0 <= at < len(self.items) else ""

    def number(self, at: int) -> Number | None:
        """Return the number that the item at a position is."""
        return self.items[at][1] if 0 <= at < len(self.items) else None

    def says_price(self, at: int, key: str) -> bool:
        """Say whether the item means `key` (at_most, joiner, …) in a price."""
        if not 0 <= at < len(self.items):
            return False
        if key == "joiner" and self.items[at][0].text in DASHES:
            return True
        return any(m.kind == "price" and m.value == key for m in self.items[at][0].meanings)

    def keep_all(self, meanings: Sequence[Meaning]) -> None:
        """Keep all of several meanings; what is only like a type is that type."""
        for meaning in meanings:
            self.keep(meaning._replace(kind=meaning.kind.removesuffix("_like")))

    def keep(self, meaning: Meaning) -> None:
        """Take a meaning for wanted, or for excluded where it is refused."""
        target = self.found.excluded if self.negating else self.found.wanted
        if meaning not in target:
            target.append(meaning)
