"""Sums up the reviews of a product: what is read in ten seconds, with the evidence one tap away.

Extractive at heart: every point is a count of reviewers, names each review that it counts, and shows sentences of
them word for word; aspect and side are ours to name, so a reader of one language gets counted points over the
reviews of all languages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ecomcore.reviews.points import Balance, Point, Quote, balances, pick_quotes
from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.reviews.vocabulary import words

Tone = Literal["none", "very_good", "good", "mixed", "bad", "very_bad"]

POINTS = 4
FEW = 3
"""With fewer reviews than this a summary says how few they are before anything else."""

LEAST_SHARE = 0.08
"""In a well-reviewed product a point needs two voices and this share of the reviewers."""

WELL_REVIEWED = 8


@dataclass(frozen=True)
class ReviewSummary:
    """The reviews of one product.

    `counts[0]` is the number of one-star ratings, `counts[4]` of five-star ones; `average` is None where there
    is no review. `liked` and `criticised` hold the points that most share, `divided` the aspects that
    reviewers disagree about, `suits` what they say about whom it is for, `typical` the sentences nearest
    to what all say. `languages` counts the reviews by language, `doubtful` those that count less.
    """

    product_id: str
    language: str
    count: int
    average: float | None
    counts: tuple[int, int, int, int, int]
    tone: Tone
    languages: Mapping[str, int]
    doubtful: int
    liked: tuple[Point, ...] = ()
    criticised: tuple[Point, ...] = ()
    divided: tuple[Balance, ...] = ()
    suits: tuple[Quote, ...] = ()
    typical: tuple[Quote, ...] = ()

    @property
    def is_thin(self) -> bool:
        """Whether so few have reviewed the product that a reader must know it."""
        return self.count < FEW

    @property
    def bars(self) -> tuple[float, float, float, float, float]:
        """Share of each number of stars, from one to five; all zero without reviews."""
        one, two, three, four, five = (n / max(self.count, 1) for n in self.counts)
        return one, two, three, four, five

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output, with the bars."""
        return asdict(self) | {
            "bars": [round(share, 3) for share in self.bars],
            "is_thin": self.is_thin,
        }


def summarise(
    product_id: str,
    reviews: Sequence[Review],
    remarks: Sequence[Remark],
    language: str = "en",
    *,
    trust: Mapping[str, float] | None = None,
    typical: Sequence[Remark] = (),
) -> ReviewSummary:
    """Sum up `reviews` of one product, whose sentences are `remarks`, for a reader of `language`.

    `trust` gives less than one to reviews that may not be honest; `typical` are sentences chosen by
    consensus (`ecomcore.reviews.consensus`).
    """
    trust = trust or {}
    counts = rating_counts(reviews)
    found = balances(remarks, language, trust)
    divided = [balance for balance in found if balance.is_divided]
    clear = [balance for balance in found if not balance.is_divided]
    least = _least(len(reviews))
    return ReviewSummary(
        product_id=product_id,
        language=language,
        count=len(reviews),
        average=_mean([review.rating for review in reviews]),
        counts=counts,
        tone=tone_of(reviews, trust),
        languages=_by_language(reviews),
        doubtful=sum(trust.get(review.id, 1.0) < 1 for review in reviews),
        liked=_leading([balance.praise for balance in clear], least),
        criticised=_leading([balance.blame for balance in clear], least),
        divided=tuple(divided[:POINTS]),
        suits=whom_it_suits(remarks, language, trust),
        typical=pick_quotes(typical, [0.0] * len(typical), language, trust, len(typical)),
    )


def rating_counts(reviews: Sequence[Review]) -> tuple[int, int, int, int, int]:
    """Return how many gave one, two, three, four and five stars."""
    given = [review.rating for review in reviews]
    one, two, three, four, five = (given.count(stars) for stars in range(1, 6))
    return one, two, three, four, five


def tone_of(reviews: Sequence[Review], trust: Mapping[str, float] | None = None) -> Tone:
    """Return the overall tone by the mean of the ratings, doubtful ones counting less."""
    if not reviews:
        return "none"
    weights = [(trust or {}).get(review.id, 1.0) for review in reviews]
    mean = sum(r.rating * w for r, w in zip(reviews, weights, strict=True)) / max(
        sum(weights), 1e-9
    )
    steps: tuple[tuple[float, Tone], ...] = (
        (4.5, "very_good"), (3.7, "good"), (2.8, "mixed"), (2.0, "bad"),
    )  # fmt: skip
    return next((tone for least, tone in steps if mean >= least), "very_bad")


def whom_it_suits(
    remarks: Sequence[Remark], language: str, trust: Mapping[str, float] | None = None
) -> tuple[Quote, ...]:
    """Return up to two sentences that say for whom or for what the product is, or is not."""
    telling = [
        remark
        for remark in remarks
        if remark.side and words(remark.language).suits.search(remark.text.lower())
    ]
    return pick_quotes(telling, [abs(remark.opinion) for remark in telling], language, trust)


def _least(count: int) -> int:
    return 1 if count < WELL_REVIEWED else max(2, round(LEAST_SHARE * count))


def _leading(points: Sequence[Point | None], least: int) -> tuple[Point, ...]:
    kept = [point for point in points if point and point.reviewers >= least]
    return tuple(sorted(kept, key=lambda point: -point.reviewers)[:POINTS])


def _mean(ratings: Sequence[int]) -> float | None:
    return round(sum(ratings) / len(ratings), 2) if ratings else None


def _by_language(reviews: Sequence[Review]) -> dict[str, int]:
    found: dict[str, int] = {}
    for review in reviews:
        found[review.language] = found.get(review.language, 0) + 1
    return dict(sorted(found.items(), key=lambda item: -item[1]))
