"""A surprise: good products that the shopper would not have been shown first, each of another kind."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from sqlalchemy.orm import Session

from ecomcore.recommend.base import Recommendation
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.shopping import Moment, recommend_for

EXPECTED = 8
"""So many of the best products are no surprise."""

POOL = 80
"""Of so many of the best, the surprise is drawn."""


def surprising(
    session: Session,
    recommender: ShopRecommender,
    seed: int,
    *,
    customer_id: str | None = None,
    moment: Moment | None = None,
    allowed: Collection[str] | None = None,
    k: int = 3,
) -> list[Recommendation]:
    """Draw products from those that come after the best, likelier the better they fit, each of another kind.

    The same seed draws the same. In a shop too small for that, the best come, too. `allowed` limits the products.

    Raises:
        NotFoundError: there is no such customer.
    """
    found = recommend_for(
        session, recommender, customer_id=customer_id, moment=moment, allowed=allowed, k=POOL
    )
    pool = found[EXPECTED:] if len(found) >= EXPECTED + k else found
    if not pool:
        return []
    rng = np.random.default_rng(seed)
    weights = 1.0 / np.arange(1, len(pool) + 1) ** 0.5
    drawn = rng.choice(len(pool), len(pool), replace=False, p=weights / weights.sum())
    chosen: dict[str, Recommendation] = {}
    for place in drawn:
        entry = pool[int(place)]
        chosen.setdefault(recommender.goods[recommender.row_of[entry.product_id]].group, entry)
    return list(chosen.values())[:k]
