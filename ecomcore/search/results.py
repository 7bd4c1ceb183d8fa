"""What a search gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ecomcore.search.query import Query

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Hit:
    """One product found, shown by the variant that fits best.

    `score` orders hits of one search and means nothing across searches. `snippet` marks the words that matched with
    `**`. `reason` is one line a language.
    """

    product_id: str
    sku: str
    score: float
    title: Texts
    price_cents: int | None
    compare_at_cents: int | None
    stock: int
    options: Mapping[str, str]
    image: str | None
    brand: str
    category: str
    rating: float
    reviews: int
    matched_fields: tuple[str, ...] = ()
    snippet: str = ""
    reason: Texts = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self)


@dataclass(frozen=True)
class Facet:
    """A way to narrow a result: values of one kind, each with how many products have it."""

    kind: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SearchResult:
    """The hits of one page with what they are a page of.

    `relaxed` names the conditions that were given up, in order, because nothing met them all; `query` is the query as
    asked and `applied` as carried out. `nearest` has the closest things when nothing was found; `unknown` are words for
    the thing wanted that no product has.
    """

    items: list[Hit]
    total: int
    relaxed: list[str]
    facets: list[Facet]
    query: Query
    applied: Query
    nearest: list[Hit] = field(default_factory=list)
    unknown: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self)


@dataclass(frozen=True)
class Comparison:
    """Products side by side: `differing` and `shared` map an attribute to one value a product."""

    product_ids: list[str]
    differing: dict[str, list[str | None]]
    shared: dict[str, str]
