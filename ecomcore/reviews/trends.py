"""How satisfaction moves over time, and when a fall is more than chance.

Ratings of a recent window are held against the time before by a one-sided Mann-Whitney test, the share of blame of an
aspect by Fisher's exact test; over all tests of one report the step-down procedure of Holm (1979) keeps the chance of
any false alarm below `ALARM_CHANCE`. So three bad reviews in a row are no alarm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from ecomcore.categories import is_within
from ecomcore.reviews.remarks import Remark, side_of
from ecomcore.reviews.review import Review

RECENT_DAYS = 90
LEAST_RECENT, LEAST_BEFORE = 5, 8
"""Reviews (or mentions of an aspect) that each side of a test needs."""

ALARM_CHANCE = 0.05
FALL = 0.15
"""A share of blame that rises by less than this is not worth an alarm, however certain."""


@dataclass(frozen=True)
class Period:
    """The reviews of one month: mean stars with the half-width of a 95 % interval (None from one review)."""

    month: str
    reviews: int
    mean: float
    margin: float | None


@dataclass(frozen=True)
class Complaint:
    """An aspect that reviewers blame: reviewers in the recent window and before, and shares of its mentions."""

    aspect: str
    recent: int
    before: int
    recent_share: float
    before_share: float
    p_value: float | None
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class Alert:
    """A fall that chance does not explain: `aspect` is None for the stars themselves."""

    aspect: str | None
    recent: float
    before: float
    recent_count: int
    before_count: int
    p_value: float


@dataclass(frozen=True)
class TrendReport:
    """Months, complaints and alerts of a product, a category or the whole shop."""

    scope: str
    until: date | None
    periods: tuple[Period, ...]
    complaints: tuple[Complaint, ...]
    alerts: tuple[Alert, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def trend_report(
    scope: str, reviews: Sequence[Review], remarks: Sequence[Remark], *, until: date | None = None
) -> TrendReport:
    """Return how the reviews developed up to `until` (default: the newest of them); undated ones are left out."""
    dated = [review for review in reviews if review.created_on]
    last = until or max((review.created_on for review in dated if review.created_on), default=None)
    if last is None:
        return TrendReport(scope, None, (), (), ())
    since = last - timedelta(days=RECENT_DAYS)
    written = {r.id: r.created_on for r in dated if r.created_on and r.created_on <= last}
    recent = {name for name, day in written.items() if day > since}
    complaints = _complaints([r for r in remarks if r.review_id in written], recent)
    return TrendReport(
        scope,
        last,
        _periods([review for review in dated if review.id in written]),
        tuple(complaints),
        tuple(_alerts(complaints, [r for r in dated if r.id in written], recent)),
    )


def _periods(reviews: Sequence[Review]) -> tuple[Period, ...]:
    by_month: dict[str, list[int]] = defaultdict(list)
    for review in reviews:
        by_month[f"{review.created_on:%Y-%m}"].append(review.rating)
    return tuple(
        Period(month, len(given), round(float(np.mean(given)), 2), _margin(given))
        for month, given in sorted(by_month.items())
    )


def _margin(given: Sequence[int]) -> float | None:
    if len(given) < 2:
        return None
    return round(float(1.96 * np.std(given, ddof=1) / np.sqrt(len(given))), 2)


def _complaints(remarks: Sequence[Remark], recent: set[str]) -> list[Complaint]:
    """Return the blamed aspects, those with most recent blame first."""
    from scipy.stats import fisher_exact

    sides: dict[str, dict[str, float]] = defaultdict(dict)
    blamed: dict[str, list[Remark]] = defaultdict(list)
    for remark in remarks:
        for aspect, opinion in remark.aspects.items():
            sides[aspect][remark.review_id] = sides[aspect].get(remark.review_id, 0.0) + opinion
            if side_of(opinion) < 0:
                blamed[aspect].append(remark)
    found = []
    for aspect, by_review in sides.items():
        table = np.zeros((2, 2), dtype=int)
        for review_id, opinion in by_review.items():
            if side_of(opinion):
                table[0 if review_id in recent else 1, 0 if opinion < 0 else 1] += 1
        if not table[:, 0].any():
            continue
        enough = table[0].sum() >= LEAST_RECENT and table[1].sum() >= LEAST_BEFORE
        chance = float(fisher_exact(table, alternative="greater").pvalue) if enough else None
        shares = table[:, 0] / np.maximum(table.sum(axis=1), 1)
        newest = sorted(blamed[aspect], key=lambda r: (r.review_id not in recent, r.opinion))
        found.append(
            Complaint(
                aspect, int(table[0, 0]), int(table[1, 0]), round(float(shares[0]), 3),
                round(float(shares[1]), 3), chance,
                tuple(dict.fromkeys(r.text for r in newest if r.is_quotable))[:2],
            )
        )  # fmt: skip
    return sorted(found, key=lambda c: (-c.recent, -c.before, c.aspect))


def _alerts(
    complaints: Sequence[Complaint], reviews: Sequence[Review], recent: set[str]
) -> list[Alert]:
    from scipy.stats import mannwhitneyu

    candidates = [
        Alert(c.aspect, c.recent_share, c.before_share, c.recent, c.before, c.p_value)
        for c in complaints
        if c.p_value is not None and c.recent_share - c.before_share >= FALL
    ]
    new = [review.rating for review in reviews if review.id in recent]
    old = [review.rating for review in reviews if review.id not in recent]
    tests = sum(c.p_value is not None for c in complaints)
    if len(new) >= LEAST_RECENT and len(old) >= LEAST_BEFORE:
        tests += 1
        chance = float(mannwhitneyu(new, old, alternative="less").pvalue)
        means = round(float(np.mean(new)), 2), round(float(np.mean(old)), 2)
        candidates.append(Alert(None, *means, len(new), len(old), chance))
    return holm(candidates, tests)


def holm(candidates: Sequence[Alert], tests: int) -> list[Alert]:
    """Return the alerts that stand when `tests` tests were made, the most certain first."""
    stands = []
    for rank, alert in enumerate(sorted(candidates, key=lambda alert: alert.p_value)):
        if alert.p_value > ALARM_CHANCE / (tests - rank):
            break
        stands.append(alert)
    return stands


def in_category(category: str, categories: Mapping[str, str]) -> set[str]:
    """Return the products of a category and those below it; `categories` has the path of each product."""
    return {product for product, path in categories.items() if is_within(path, [category])}
