"""Ranks whole reviews by how much they tell a reader: aspects on which they take a side, in words that can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ecomcore.reviews.remarks import Remark, side_of
from ecomcore.reviews.review import Review

FOREIGN = 0.5
"""What a review in another language than the reader's is worth beside one in theirs."""

BOTH_SIDES = 1.0
"""What praise and blame in one review add: who sees both tells more than who sees one."""

LONG = 40
"""Sentences from which a review is too long to be read to its end."""


@dataclass(frozen=True)
class UsefulReview:
    """A review with its worth, the aspects on which it takes a side, and its sentences that may be shown."""

    review_id: str
    rating: int
    language: str
    worth: float
    aspects: Mapping[str, int]
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def most_useful(
    reviews: Sequence[Review],
    remarks: Sequence[Remark],
    language: str,
    trust: Mapping[str, float],
    count: int,
) -> list[UsefulReview]:
    """Return up to `count` reviews of one product, the most useful first, without those that have no words to show.

    Each aspect with a side counts one; doubtful reviews by their `trust` (review id to 0 to 1, one where missing).
    """
    said: dict[str, list[Remark]] = defaultdict(list)
    for remark in remarks:
        if remark.is_quotable:
            said[remark.review_id].append(remark)
    found = [
        _useful(review, said[review.id], language, trust.get(review.id, 1.0))
        for review in reviews
        if said[review.id]
    ]
    return sorted(found, key=lambda one: (-one.worth, one.review_id))[:count]


def _useful(review: Review, said: Sequence[Remark], language: str, trust: float) -> UsefulReview:
    opinions: dict[str, float] = defaultdict(float)
    for remark in said:
        for aspect, opinion in remark.aspects.items():
            opinions[aspect] += opinion
    aspects = {name: side for name, opinion in opinions.items() if (side := side_of(opinion))}
    sees_both = {remark.side for remark in said} >= {1, -1}
    worth = len(aspects) + BOTH_SIDES * sees_both
    worth *= trust * (1.0 if review.language == language else FOREIGN)
    worth *= min(1.0, LONG / max(len(said), 1))
    text = " ".join(remark.text for remark in said)
    return UsefulReview(review.id, review.rating, review.language, round(worth, 3), aspects, text)
