"""Counts what several reviewers say about one product, aspect by aspect, each point with the sentences behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ecomcore.reviews.remarks import Remark, side_of
from ecomcore.text.sentences import weight

QUOTES = 2
SHORT, LONG = 3, 40
DISAGREEMENT = 1 / 3
"""Where the smaller side of an aspect has at least this share of its reviewers, they disagree about it."""


@dataclass(frozen=True)
class Quote:
    """A sentence of a review, word for word, with the stars of its review."""

    text: str
    review_id: str
    language: str
    rating: int
    opinion: float


@dataclass(frozen=True)
class Point:
    """What `reviewers` of those who wrote say about one aspect; `side` is 1 for praise, -1 for blame.

    `share` is of all reviewers of the product who wrote words. `support` names every review counted, and
    `quotes` are sentences of them.
    """

    aspect: str
    side: int
    reviewers: int
    share: float
    support: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Balance:
    """One aspect of a product: the reviewers who praise and those who blame it, each with a point."""

    aspect: str
    praise: Point | None
    blame: Point | None

    @property
    def is_divided(self) -> bool:
        """Whether both sides have several voices and neither is a small minority."""
        if self.praise is None or self.blame is None:
            return False
        low, high = sorted((self.praise.reviewers, self.blame.reviewers))
        return low >= 2 and low / (low + high) >= DISAGREEMENT

    @property
    def mentions(self) -> int:
        """Reviewers on either side."""
        return sum(point.reviewers for point in (self.praise, self.blame) if point)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def balances(
    remarks: Sequence[Remark], language: str, trust: Mapping[str, float] | None = None
) -> list[Balance]:
    """Return the aspects that the remarks of one product speak of, the most mentioned first.

    A reviewer counts once an aspect, on the side that their remarks about it take on balance; one who
    takes no side is not counted. `trust` (review id → 0 to 1, one where missing) orders the points and
    the quotes; nobody is left out of the counts.
    """
    trust = trust or {}
    told: dict[str, dict[str, list[Remark]]] = defaultdict(lambda: defaultdict(list))
    for remark in remarks:
        for aspect in remark.aspects:
            told[aspect][remark.review_id].append(remark)
    total = len({remark.review_id for remark in remarks})
    found = []
    for aspect, by_review in told.items():
        sides: dict[int, list[Remark]] = {1: [], -1: []}
        for said in by_review.values():
            side = side_of(sum(remark.aspects[aspect] for remark in said) / len(said))
            if side:
                sides[side] += [
                    remark for remark in said if side_of(remark.aspects[aspect]) == side
                ] or said
        praise, blame = (
            _point(aspect, side, sides[side], total, language, trust) for side in (1, -1)
        )
        if praise or blame:
            found.append(Balance(aspect, praise, blame))
    return sorted(found, key=lambda balance: (-_weight(balance, trust), balance.aspect))


def _weight(balance: Balance, trust: Mapping[str, float]) -> float:
    voices = [name for point in (balance.praise, balance.blame) if point for name in point.support]
    return sum(trust.get(name, 1.0) for name in voices)


def _point(
    aspect: str, side: int, said: Sequence[Remark], total: int, language: str, trust: Mapping[str, float]
) -> Point | None:  # fmt: skip
    support = tuple(dict.fromkeys(remark.review_id for remark in said))
    if not support:
        return None
    strengths = [remark.aspects[aspect] * side for remark in said]
    quotes = pick_quotes(said, strengths, language, trust)
    return Point(aspect, side, len(support), round(len(support) / total, 3), support, quotes)


def pick_quotes(
    said: Sequence[Remark],
    strengths: Sequence[float],
    language: str,
    trust: Mapping[str, float] | None = None,
    count: int = QUOTES,
) -> tuple[Quote, ...]:
    """Return up to `count` sentences of different reviews: clear, to the point, in the reader's language if any.

    `strengths` says how well each remark stands for the point (the higher, the better). A remark about
    one thing is a better quote than one about three, and one with personal data is none.
    """
    trust = trust or {}

    def worth(row: int) -> float:
        remark = said[row]
        fits = SHORT <= weight(remark.text) <= LONG
        return (
            strengths[row] * trust.get(remark.review_id, 1.0)
            + 0.7 * (remark.language == language)
            + 0.3 * fits
            - 0.15 * max(0, len(remark.aspects) - 1)
        )

    picked: list[Remark] = []
    for row in sorted(range(len(said)), key=lambda row: (-worth(row), row)):
        remark = said[row]
        is_new = all(
            remark.review_id != other.review_id and remark.text != other.text for other in picked
        )
        if remark.is_quotable and is_new:
            picked.append(remark)
        if len(picked) == count:
            break
    return tuple(quote_of(remark) for remark in picked)


def quote_of(remark: Remark) -> Quote:
    """Return the remark as a quote."""
    return Quote(remark.text, remark.review_id, remark.language, remark.rating, remark.opinion)
