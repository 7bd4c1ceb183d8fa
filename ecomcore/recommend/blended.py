"""Recommends by what somebody likes, blended with what sells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from ecomcore.recommend.base import Recommendation, Recommender, Wish

CONTENT_SHARE = 0.7
POOL = 100
PER_KIND = 2
"""Products of one kind, or for the sake of one product, in a customer's list as long as there are others."""


class BlendedRecommender:
    """Adds the scores of a content-based and a popularity recommender, each scaled to 0 to 1.

    A product's reason is that of the part that gave it more. A wish for products like one product is left to the
    content alone; one without any history to popularity alone.
    """

    def __init__(
        self, content: Recommender, popularity: Recommender, kinds: Mapping[str, str]
    ) -> None:
        """Blend two recommenders; `kinds` tells the kind of each product, to mix the list."""
        self.content = content
        self.popularity = popularity
        self._kinds = kinds

    def recommend(
        self, wish: Wish, k: int = 10, allowed: Collection[str] | None = None
    ) -> list[Recommendation]:
        """Return up to `k` products for the wish."""
        if wish.product_id is not None:
            return self.content.recommend(wish, k, allowed)
        liked = _scaled(self.content.recommend(wish, max(POOL, k), allowed))
        sold = _scaled(self.popularity.recommend(wish, max(POOL, k), allowed))
        share = CONTENT_SHARE if liked else 0.0
        blended = []
        for product in liked.keys() | sold.keys():
            mine, theirs = liked.get(product), sold.get(product)
            gain = (
                share * mine.score if mine else 0.0,
                (1 - share) * theirs.score if theirs else 0.0,
            )
            main = mine if mine is not None and gain[0] >= gain[1] else theirs or mine
            if main is not None:
                blended.append(Recommendation(product, sum(gain), main.reason))
        blended.sort(key=lambda entry: (-entry.score, entry.product_id))
        return self._mixed(blended, k)

    def _mixed(self, ranked: list[Recommendation], k: int) -> list[Recommendation]:
        """Return the first `k`, those beyond `PER_KIND` of a kind or a reason only where there are too few."""
        kinds: Counter[str] = Counter()
        sources: Counter[str] = Counter()
        first: list[Recommendation] = []
        rest: list[Recommendation] = []
        for entry in ranked:
            kind = self._kinds.get(entry.product_id) or entry.product_id
            source = entry.reason.product_id or entry.product_id
            if kinds[kind] < PER_KIND and sources[source] < PER_KIND:
                first.append(entry)
                kinds[kind] += 1
                sources[source] += 1
            else:
                rest.append(entry)
        return (first + rest)[:k]


def _scaled(found: list[Recommendation]) -> dict[str, Recommendation]:
    """Return entries by product, their scores moved to 0 to 1."""
    if not found:
        return {}
    low, high = found[-1].score, found[0].score
    span = max(high - low, 1e-9)
    return {
        entry.product_id: Recommendation(entry.product_id, (entry.score - low) / span, entry.reason)
        for entry in found
    }
