"""What every recommender takes and gives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol

Texts = dict[str, str]
Situation = Literal["home", "product", "cart", "after"]


@dataclass(frozen=True)
class Policy:
    """What the shop itself wants: `pinned` products first; of nearly equal scores the higher margin first."""

    pinned: tuple[str, ...] = ()
    margin_within: float = 0.02


@dataclass(frozen=True)
class Wish:
    """What a recommendation starts from.

    `product_id` asks for products like that one. Else the history counts: what was `bought` and `looked` at (oldest
    first), what is in the `cart`, what was `liked` in so many words. `days_ago` says how long ago each purchase was, in
    the order of `bought`; empty: not known. What is `disliked` is left out and draws products like it down; what is to
    be excluded is only left out. Of what was bought, only `again` may come again, when it is due. `group` is the age
    group and gender of a customer, for one without a history.
    """

    product_id: str | None = None
    bought: tuple[str, ...] = ()
    looked: tuple[str, ...] = ()
    exclude: frozenset[str] = field(default_factory=frozenset)
    cart: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: frozenset[str] = field(default_factory=frozenset)
    days_ago: tuple[float, ...] = ()
    again: frozenset[str] = field(default_factory=frozenset)
    group: tuple[str | None, str | None] = (None, None)
    situation: Situation = "home"
    policy: Policy = field(default_factory=Policy)


@dataclass(frozen=True)
class Reason:
    """Why a product was recommended: `kind`, the words by language, and the evidence behind them.

    Kinds: `similar`, `matching`, `history`, `session`, `together`, `repeat`, `popular`, `group`, `season`, `new`,
    `pinned`.
    `evidence` names the products that carried the score, with what each added to it, the most first; `product_id` is
    the first of them.
    `sold` counts purchases of the last 30 days, or the buyers of a group; `counted` is a pair "so many of so many".
    """

    kind: str
    texts: Texts
    product_id: str | None = None
    sold: int | None = None
    evidence: tuple[tuple[str, float], ...] = ()
    counted: tuple[int, int] | None = None


@dataclass(frozen=True)
class Recommendation:
    """A product with its score (higher is better; comparable within one list only) and the reason.

    `parts` says what each model gave to the score, the most first.
    """

    product_id: str
    score: float
    reason: Reason
    parts: tuple[tuple[str, float], ...] = ()

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
