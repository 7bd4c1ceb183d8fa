"""A present for somebody: by age, gender, what they like, and what it may cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from ecomcore.recommend.base import Reason, Recommendation
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.features import ADULT, age_group
from ecomcore.recommend.goods import Good
from ecomcore.recommend.shopping import recommendable
from ecomcore.recommend.wording import say
from ecomcore.shop.rules import load_rules

LIKES_WEIGHT = 4.0
"""How much what somebody likes outweighs what their group buys."""

KID_BELOW = 13


@dataclass(frozen=True)
class Gift:
    """Who a present is for; all may be unknown. `gender` is as the shop has it of its customers: `female`, `male`."""

    age: int | None = None
    gender: str | None = None
    likes: str = ""
    min_cents: int | None = None
    max_cents: int | None = None
    exclude: frozenset[str] = frozenset()


def gift_for(
    session: Session,
    recommender: ShopRecommender,
    gift: Gift,
    *,
    customer_id: str | None = None,
    k: int = 5,
) -> list[Recommendation]:
    """Recommend presents within the budget: what fits the likes, and what people of that age and gender buy.

    Goods made for another gender are left out, and children's goods for who is 13 or older. Goods for adults need two
    who are of age: the one who asks and the one who is given to.
    """
    open_ = recommendable(session, customer_id, min_cents=gift.min_cents, max_cents=gift.max_cents)
    rules = load_rules(session).recommend
    if gift.age is not None and gift.age < max(rules.adult_age, ADULT):
        open_ -= _for_adults(recommender, rules.adults_only)
    open_ = {
        product
        for product in open_ - gift.exclude
        if product in recommender.row_of
        and _fits(recommender.goods[recommender.row_of[product]], gift)
    }
    liking = recommender.likeness_to(gift.likes)
    age = age_group(gift.age) if gift.age is not None and gift.age >= KID_BELOW else None
    if not gift.likes.strip():
        return recommender.popular_in(age, gift.gender, k, open_)
    near = liking / max(float(liking.max(initial=0.0)), 1e-9)
    found = recommender.popular_in(
        age, gift.gender, k, open_, added=(LIKES_WEIGHT * near**2).astype(np.float32)
    )
    return [
        replace(
            entry, reason=_reason(entry, gift, float(near[recommender.row_of[entry.product_id]]))
        )
        for entry in found
    ]


def _reason(entry: Recommendation, gift: Gift, near: float) -> Reason:
    """Return that the product fits what the person likes, where that is what carried it."""
    if near < 0.5:
        return entry.reason
    return Reason("likes", say("likes", likes=gift.likes.strip()))


def _fits(good: Good, gift: Gift) -> bool:
    if gift.age is not None and gift.age >= KID_BELOW and good.is_for_kids:
        return False
    if gift.age is not None and gift.age < KID_BELOW and good.audience in {"women", "men"}:
        return False
    wanted = {"female": "women", "male": "men"}.get(gift.gender or "", gift.gender or "")
    return not (wanted and good.audience in {"women", "men"} and good.audience != wanted)


def _for_adults(recommender: ShopRecommender, categories: tuple[str, ...]) -> set[str]:
    return {
        good.id
        for good in recommender.goods
        if any(good.category == path or good.category.startswith(f"{path}/") for path in categories)
    }
