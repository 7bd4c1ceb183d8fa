"""Flags reviews that may not be honest, each with its reasons; they count less, and are never deleted.

Looked for are copies of another review (Jaccard similarity of character shingles, found by min-hashing: Broder,
"On the resemblance and containment of documents", 1997), bursts (more reviews of a product within a few days than
its usual rate explains, by the Poisson distribution), the highest or lowest rating without content, stars that
contradict the words, and links.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Literal

import numpy as np

from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.text.sentences import weight
from ecomcore.text.tokens import normalise
from ecomcore.text.words import written

Reason = Literal["copy", "burst", "empty", "contradiction", "link"]

TRUST: Mapping[Reason, float] = {
    "copy": 0.3, "burst": 0.5, "empty": 0.7, "contradiction": 0.6, "link": 0.5,
}  # fmt: skip
"""What a review still counts; several reasons multiply."""

SHINGLE, HASHES, BANDS = 4, 32, 8
COPY = 0.7
LEAST_COPY = 20
"""Characters from which an equal text is no coincidence ("good product" is written by many)."""

BURST_DAYS, BURST_LEAST, BURST_CHANCE = 3, 5, 1e-5
EMPTY_WORDS = 4
CONTRADICTION = 0.6
_LINK = re.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|cn|net|shop|xyz)\b|"
    + written("reviews", "messenger")
    + r"\s*[:：]?\s*[a-z0-9_-]{5,}"
)


@dataclass(frozen=True)
class Suspicion:
    """Why a review may not be honest; `trust` (0 to 1) is what it still counts, `like` the review that it copies."""

    review_id: str
    product_id: str
    rating: int
    text: str
    reasons: tuple[Reason, ...]
    trust: float
    like: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def suspicions(
    reviews: Sequence[Review], remarks: Sequence[Remark], plain: Mapping[str, float] | None = None
) -> list[Suspicion]:
    """Return the flagged reviews, the least trusted first.

    `plain` is the opinion of each review's words alone, without its stars (review id → -1 to 1); without
    it no contradiction is looked for.
    """
    copies = _copies(reviews)
    bursts = _bursts(reviews)
    said = {remark.review_id for remark in remarks}
    found = []
    for review in reviews:
        reasons: list[Reason] = []
        if review.id in copies:
            reasons.append("copy")
        if review.id in bursts:
            reasons.append("burst")
        if review.rating in (1, 5) and (weight(review.text) < EMPTY_WORDS or review.id not in said):
            reasons.append("empty")
        if plain is not None and _contradicts(review.rating, plain.get(review.id, 0.0)):
            reasons.append("contradiction")
        if _LINK.search(review.text.lower()):
            reasons.append("link")
        if reasons:
            trust = round(float(np.prod([TRUST[reason] for reason in reasons])), 3)
            found.append(
                Suspicion(
                    review.id, review.product_id, review.rating, review.text, tuple(reasons), trust,
                    copies.get(review.id),
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.trust, one.review_id))


def trust_of(found: Iterable[Suspicion]) -> dict[str, float]:
    """Return what each flagged review counts, by id."""
    return {one.review_id: one.trust for one in found}


def _contradicts(rating: int, plain: float) -> bool:
    return (rating >= 4 and plain <= -CONTRADICTION) or (rating <= 2 and plain >= CONTRADICTION)


def _copies(reviews: Sequence[Review]) -> dict[str, str]:
    """Return the reviews that repeat an earlier one, with the id of that one."""
    order = sorted(range(len(reviews)), key=lambda row: (str(reviews[row].created_on or ""), row))
    shingles: list[np.ndarray] = []
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    copies: dict[str, str] = {}
    rng = np.random.default_rng(0)
    factors = rng.integers(1, 2**31, HASHES, dtype=np.uint64) * 2 + 1
    offsets = rng.integers(0, 2**31, HASHES, dtype=np.uint64)
    kept: list[Review] = []
    for row in order:
        review = reviews[row]
        own = _shingles(review.text)
        if not len(own):
            continue
        hashed = (own[:, None] * factors + offsets) & np.uint64(0xFFFFFFFF)
        signature = hashed.min(axis=0).reshape(BANDS, -1)
        keys = [(band, signature[band].tobytes()) for band in range(BANDS)]
        near = dict.fromkeys(place for key in keys for place in buckets[key])
        like = next(
            (kept[place].id for place in near if _jaccard(own, shingles[place]) >= COPY), None
        )
        if like is not None:
            copies[review.id] = like
            continue
        for key in keys:
            buckets[key].append(len(kept))
        kept.append(review)
        shingles.append(own)
    return copies


def _shingles(text: str) -> np.ndarray:
    said = "".join(char for char in normalise(text) if char.isalnum())
    if len(said) < LEAST_COPY:
        return np.zeros(0, dtype=np.uint64)
    parts = {said[start : start + SHINGLE] for start in range(len(said) - SHINGLE + 1)}
    return np.array(sorted(zlib.crc32(part.encode()) for part in parts), dtype=np.uint64)


def _jaccard(left: np.ndarray, right: np.ndarray) -> float:
    shared = len(np.intersect1d(left, right, assume_unique=False))
    return shared / (len(left) + len(right) - shared)


def _bursts(reviews: Sequence[Review]) -> set[str]:
    """Return the reviews of bursts: far more of a product within `BURST_DAYS` than its own rate explains."""
    from scipy.stats import poisson

    by_product: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        if review.created_on is not None:
            by_product[review.product_id].append(review)
    found: set[str] = set()
    for group in by_product.values():
        if len(group) < BURST_LEAST:
            continue
        days = np.array(
            sorted(review.created_on.toordinal() for review in group if review.created_on)
        )
        span = max(int(days[-1] - days[0]), BURST_DAYS) + 1
        for start in np.unique(days):
            inside = int(((days >= start) & (days < start + BURST_DAYS)).sum())
            outside = len(days) - inside
            rate = (outside + 1) * BURST_DAYS / span
            if inside >= BURST_LEAST and poisson.sf(inside - 1, rate) < BURST_CHANCE:
                found |= _within(group, int(start))
    return found


def _within(group: Sequence[Review], start: int) -> set[str]:
    end = start + timedelta(days=BURST_DAYS).days
    return {
        review.id
        for review in group
        if review.created_on and start <= review.created_on.toordinal() < end
    }
