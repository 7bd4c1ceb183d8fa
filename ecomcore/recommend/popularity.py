"""Recommends what many people have bought lately."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.base import Reason, Recommendation, Wish

RECENT_DAYS = 30
HALF_LIFE_DAYS = 45.0


class PopularityRecommender:
    """Products by pieces sold, a sale counting half as much every `HALF_LIFE_DAYS`.

    Where nothing has been sold yet, the newest products come first.
    """

    def __init__(
        self, ids: Sequence[str], decayed: NDArray[np.float64], recent: NDArray[np.int64],
        newness: NDArray[np.float64],
    ) -> None:  # fmt: skip
        """Keep products with decayed sales, pieces of the last `RECENT_DAYS`, and how new they are (0 to 1)."""
        self.ids = list(ids)
        self._decayed, self._recent, self._newness = decayed, recent, newness
        self._order = np.lexsort((np.arange(len(self.ids)), -newness, -decayed))

    def recommend(
        self, wish: Wish, k: int = 10, allowed: Collection[str] | None = None
    ) -> list[Recommendation]:
        """Return what sells best, without what the wish starts from."""
        blocked = wish.exclude | {wish.product_id, *wish.bought, *wish.looked}
        top = max(float(self._decayed.max(initial=0.0)), 1e-9)
        found = []
        for row in self._order:
            product = self.ids[row]
            if product in blocked or (allowed is not None and product not in allowed):
                continue
            score = float(self._decayed[row]) / top
            found.append(Recommendation(product, score, self._reason(row)))
            if len(found) == k:
                break
        return found

    def _reason(self, row: int) -> Reason:
        sold = int(self._recent[row])
        if sold > 1:
            texts = {
                "en": f"bought {sold} times in {RECENT_DAYS} days",
                "zh": f"近{RECENT_DAYS}天售出{sold}件",
            }
            return Reason("popular", texts, sold=sold)
        if self._decayed[row] > 0:
            texts = {"en": "popular with our customers", "zh": "其他顾客也在买"}
            return Reason("popular", texts, sold=sold)
        return Reason("new", {"en": "new in our shop", "zh": "本店新品"})


def decayed_sales(
    products: NDArray[np.int64], quantities: NDArray[np.int64], ages_days: NDArray[np.float64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:  # fmt: skip
    """Return decayed and recent pieces sold of `count` products, from lines of orders.

    `products` are rows of the products, `ages_days` how long ago each line was ordered.
    """
    weights = quantities * 0.5 ** (ages_days / HALF_LIFE_DAYS)
    decayed = np.bincount(products, weights, count).astype(np.float64)
    recent = np.bincount(products, quantities * (ages_days <= RECENT_DAYS), count)
    return decayed, recent.astype(np.int64)
