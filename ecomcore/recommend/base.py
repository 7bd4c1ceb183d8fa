"""What every recommender takes and gives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

Texts = dict[str, str]


@dataclass(frozen=True)
class Wish:
    """What a recommendation starts from: a product, or what a customer bought and looked at (oldest first)."""

    product_id: str | None = None
    bought: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    exclude: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Reason:
    """Why a product was recommended: `kind` (`similar`, `history`, `popular`, `new`), the words, the evidence."""

    kind: str
    texts: Texts
    product_id: str | None = None
    sold: int | None = None


@dataclass(frozen=True)
class Recommendation:
    """A product with its score (higher is better; comparable within one list only) and the reason."""

    product_id: str
    score: float
    reason: Reason

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return asdict(self)


class Recommender(Protocol):
    """Something that recommends products."""

    def recommend(
        self, wish: Wish, k: int = 10, allowed: Collection[str] | None = None
    ) -> list[Recommendation]:
        """Return up to `k` products, best first, each once, none of those the wish starts from or excludes.

        `allowed` limits the products (to those in stock, say); None allows all. A wish that this recommender has
        nothing for gives an empty list.
        """
