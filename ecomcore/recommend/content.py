"""Recommends products whose descriptions mean something like those a wish starts from."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from ecomcore.recommend.base import Reason, Recommendation, Texts, Wish
from ecomcore.text.embed import Vectors

HALF_LIFE_ITEMS = 10
"""Items of a history after which the weight of an older one is halved."""

LOOK_WEIGHT = 0.4
"""Weight of a product that was looked at, against one that was bought."""


class ContentRecommender:
    """Nearest products by the cosine of their text vectors.

    For a customer the score of a product is its weighted mean similarity to the three products of the history
    that it is most like, so that one taste among several is enough; the reason names the one that counted most.
    """

    def __init__(self, ids: Sequence[str], vectors: Vectors, titles: Sequence[Texts]) -> None:
        """Keep products with their vectors, shape (products, dimension), rows of length one."""
        self.ids = list(ids)
        self.titles = list(titles)
        self._vectors = vectors
        self._row = {product: row for row, product in enumerate(self.ids)}

    def recommend(
        self, wish: Wish, k: int = 10, allowed: Collection[str] | None = None
    ) -> list[Recommendation]:
        """Return the products most like the one of the wish, or else like its history."""
        seeds = self._seeds(wish)
        if not seeds:
            return []
        rows = np.array([row for row, _ in seeds])
        weights = np.array([weight for _, weight in seeds])
        parts = weights[:, None] * (self._vectors[rows] @ self._vectors.T)
        strongest = np.sort(parts, axis=0)[::-1][:3]
        scores = strongest.sum(axis=0) / np.sort(weights)[::-1][:3].sum()
        main = parts.argmax(axis=0)
        blocked = wish.exclude | {self.ids[row] for row in rows}
        found = []
        for row in np.argsort(-scores, kind="stable"):
            product = self.ids[row]
            if product in blocked or (allowed is not None and product not in allowed):
                continue
            seed = int(rows[main[row]])
            found.append(Recommendation(product, float(scores[row]), self._reason(seed, wish)))
            if len(found) == k:
                break
        return found

    def _seeds(self, wish: Wish) -> list[tuple[int, float]]:
        """Return rows with weights: the product itself, or the history, newer items weighing more."""
        if wish.product_id is not None:
            return [(self._row[wish.product_id], 1.0)] if wish.product_id in self._row else []
        weights: dict[int, float] = {}
        for items, weight in ((wish.looked, LOOK_WEIGHT), (wish.bought, 1.0)):
            for age, product in enumerate(reversed(items)):
                row = self._row.get(product)
                if row is not None:
                    aged = weight * 0.5 ** (age / HALF_LIFE_ITEMS)
                    weights[row] = max(weights.get(row, 0.0), aged)
        return list(weights.items())

    def _reason(self, seed: int, wish: Wish) -> Reason:
        product, title = self.ids[seed], self.titles[seed]
        if wish.product_id is not None:
            words = ("similar to {}", "与「{}」相似")
            kind = "similar"
        elif product in wish.bought:
            words = ("because you bought {}", "因为您买过「{}」")
            kind = "history"
        else:
            words = ("because you looked at {}", "因为您看过「{}」")
            kind = "history"
        texts = {
            language: pattern.format(title.get(language) or next(iter(title.values()), product))
            for language, pattern in zip(("en", "zh"), words, strict=True)
        }
        return Reason(kind, texts, product_id=product)
