"""What evidence is: a verdict about one product, with the places that it comes from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What is known about a question."""

    YES = "yes"
    NO = "no"
    VALUE = "value"
    MIXED = "mixed"
    NOT_FOUND = "not_found"


class Place(StrEnum):
    """Where something is written, the most binding first."""

    ATTRIBUTE = "attribute"
    VERSION = "version"
    TITLE = "title"
    DESCRIPTION = "description"
    KNOWLEDGE = "knowledge"
    REVIEW = "review"


@dataclass(frozen=True)
class Source:
    """A place that answers, with its own words.

    `key` is the attribute or option, the id of the review, or the id of the knowledge entry; `says` what this place
    alone says; `title` and `rating` are those of a review, or the title of an entry.
    """

    place: Place
    quote: str
    key: str
    says: Verdict
    language: str = ""
    title: str = ""
    rating: int | None = None


@dataclass(frozen=True)
class Said:
    """What one property says: its source, the value in a word, and the number where there is one.

    `is_exact` is whether an amount was compared or asked for; `share` is how much of the question the property names.
    """

    source: Source
    value: str = ""
    amount: float | None = None
    is_exact: bool = False
    share: float = 1.0

    @property
    def verdict(self) -> Verdict:
        """What it says."""
        return self.source.says


@dataclass(frozen=True)
class Evidence:
    """What a product's own data say to a question.

    `value` is the answer in a word where there is one ("310 g"), `amount` its number in the unit of its dimension;
    `fits` is whether the product is one that the asker wants, where the question says what that is.
    """

    product_id: str
    verdict: Verdict
    sources: tuple[Source, ...] = ()
    value: str = ""
    amount: float | None = None
    fits: bool | None = None
    nearest: tuple[Source, ...] = ()
    """What comes nearest, where nothing answers."""

    @property
    def is_found(self) -> bool:
        """Whether anything answers."""
        return self.verdict is not Verdict.NOT_FOUND

    @property
    def quote(self) -> str:
        """The words of the best source."""
        return self.sources[0].quote if self.sources else ""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Reasons:
    """A product as advice sees it: how well it serves, at most two reasons for it, and one drawback."""

    product_id: str
    score: float
    reasons: tuple[Source, ...]
    drawback: Source | None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)
