"""Which of two products reviewers like better, and for what; only what is more than chance counts as better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ecomcore.reviews.points import Balance, Quote
from ecomcore.reviews.review import Review

Winner = Literal["first", "second", "none"]

LIKELY = 0.1
"""Chance below which a difference counts; two products are compared for a shopper, not for a court."""

LEAST_MENTIONS = 2


@dataclass(frozen=True)
class AspectContest:
    """One aspect: reviewers who praise it and who speak of it, for each product, and which does better."""

    aspect: str
    first_praise: int
    first_mentions: int
    second_praise: int
    second_mentions: int
    winner: Winner
    p_value: float
    quotes: tuple[Quote, ...]

    @property
    def is_certain(self) -> bool:
        """Whether the difference is more than chance."""
        return self.p_value < LIKELY


@dataclass(frozen=True)
class ReviewContest:
    """Two products by their reviews; `winner` is `none` where the stars do not tell them apart."""

    first: str
    second: str
    first_average: float | None
    second_average: float | None
    first_count: int
    second_count: int
    winner: Winner
    p_value: float | None
    aspects: tuple[AspectContest, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def compare(
    first: str,
    second: str,
    first_reviews: Sequence[Review],
    second_reviews: Sequence[Review],
    first_found: Sequence[Balance],
    second_found: Sequence[Balance],
) -> ReviewContest:
    """Compare two products by stars (Mann-Whitney) and by each aspect that both have mentions of (Fisher)."""
    left, right = ([r.rating for r in reviews] for reviews in (first_reviews, second_reviews))
    winner, chance = _by_stars(left, right)
    theirs = {balance.aspect: balance for balance in second_found}
    contests = [
        _contest(balance, theirs[balance.aspect])
        for balance in first_found
        if balance.aspect in theirs
    ]
    return ReviewContest(
        first,
        second,
        round(sum(left) / len(left), 2) if left else None,
        round(sum(right) / len(right), 2) if right else None,
        len(left),
        len(right),
        winner,
        chance,
        tuple(sorted((c for c in contests if c is not None), key=lambda c: (c.p_value, c.aspect))),
    )


def _by_stars(left: Sequence[int], right: Sequence[int]) -> tuple[Winner, float | None]:
    from scipy.stats import mannwhitneyu

    if len(left) < LEAST_MENTIONS or len(right) < LEAST_MENTIONS:
        return "none", None
    chance = float(mannwhitneyu(left, right).pvalue)
    if chance >= LIKELY:
        return "none", chance
    return ("first" if sum(left) / len(left) > sum(right) / len(right) else "second"), chance


def _contest(left: Balance, right: Balance) -> AspectContest | None:
    from scipy.stats import fisher_exact

    counts = [
        (b.praise.reviewers if b.praise else 0, b.blame.reviewers if b.blame else 0)
        for b in (left, right)
    ]
    if min(sum(pair) for pair in counts) < LEAST_MENTIONS:
        return None
    shares = [praise / (praise + blame) for praise, blame in counts]
    winner: Winner = "none"
    if shares[0] != shares[1]:
        winner = "first" if shares[0] > shares[1] else "second"
    better = {"first": (left, right), "second": (right, left), "none": (left, right)}[winner]
    quotes = [p.quotes[0] for p in (better[0].praise, better[1].blame) if p and p.quotes]
    return AspectContest(
        left.aspect, counts[0][0], sum(counts[0]), counts[1][0], sum(counts[1]), winner,
        float(fisher_exact(counts).pvalue), tuple(quotes),
    )  # fmt: skip
