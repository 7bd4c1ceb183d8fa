"""A present for somebody: by age, gender, what they like, and what it may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from sqlalchemy.orm import Session

from ecomcore.categories import is_within
from ecomcore.recommend.base import Reason, Recommendation
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.features import ADULT, age_group
from ecomcore.recommend.goods import Good
from ecomcore.recommend.shopping import recommendable
from ecomcore.recommend.suitable import suits
from ecomcore.recommend.wording import say
from ecomcore.shop.rules import load_rules

LIKES_WEIGHT = 4.0
"""How much how well something fits what somebody likes outweighs what their group buys."""

KID_BELOW = 13


@dataclass(frozen=True)
class Gift:
    """Who a present is for; all may be unknown. `gender` is as the shop has it of its customers: `female`, `male`.

    `is_child` says so where no age is known. `likes` are their own words; `liked` are the products that fit these, each
    with how well (0 to 1). `exclude` are products, `kinds_out` whole kinds that shall not come.
    """

    age: int | None = None
    gender: str | None = None
    is_child: bool = False
    likes: str = ""
    liked: Mapping[str, float] = field(default_factory=dict)
    min_cents: int | None = None
    max_cents: int | None = None
    exclude: frozenset[str] = frozenset()
    kinds_out: frozenset[str] = frozenset()

    @property
    def for_child(self) -> bool:
        """Whether it is for somebody below 13."""
        return self.is_child if self.age is None else self.age < KID_BELOW


def gift_for(
    session: Session,
    recommender: ShopRecommender,
    gift: Gift,
    *,
    customer_id: str | None = None,
    today: date | None = None,
    k: int = 5,
) -> list[Recommendation]:
    """Recommend presents within the budget: what fits the likes, else what people of that age and gender buy.

    Prices are those of `today` where it is told. Goods made for another gender are left out, and children's goods for
    who is 13 or older. A child gets goods made for children and for its age, where the shop has such. Goods for adults
    need two who are of age: the one who asks and the one who is given to.
    """
    open_ = recommendable(
        session, customer_id, min_cents=gift.min_cents, max_cents=gift.max_cents, today=today
    )
    rules = load_rules(session).recommend
    if gift.is_child or (gift.age is not None and gift.age < max(rules.adult_age, ADULT)):
        open_ -= _for_adults(recommender, rules.adults_only)
    goods = recommender.goods
    fitting = [
        goods[recommender.row_of[product]]
        for product in open_ - gift.exclude
        if product in recommender.row_of
    ]
    fitting = [good for good in fitting if _fits(good, gift)]
    if gift.for_child:
        made_for = [good for good in fitting if _is_for_child(good, gift)]
        fitting = made_for or fitting
    open_ = {good.id for good in fitting}
    age = age_group(gift.age) if gift.age is not None and gift.age >= KID_BELOW else None
    liked = open_ & gift.liked.keys()
    if not liked:
        return recommender.popular_in(age, gift.gender, k, open_)
    fits = np.array([gift.liked.get(good.id, 0.0) for good in goods], dtype=np.float32)
    found = recommender.popular_in(age, gift.gender, k, liked, added=LIKES_WEIGHT * fits)
    reason = Reason("likes", say("likes", likes=gift.likes))
    return [replace(entry, reason=reason) for entry in found]


def _fits(good: Good, gift: Gift) -> bool:
    if good.kind in gift.kinds_out:
        return False
    is_suitable = None if gift.age is None else suits(good.attributes, gift.age)
    if is_suitable is False or (good.is_for_kids and not gift.for_child):
        return False
    if gift.for_child:
        return good.audience not in {"women", "men"}
    wanted = {"female": "women", "male": "men"}.get(gift.gender or "", gift.gender or "")
    return not (wanted and good.audience in {"women", "men"} and good.audience != wanted)


def _is_for_child(good: Good, gift: Gift) -> bool:
    return good.is_for_kids or (gift.age is not None and suits(good.attributes, gift.age) is True)


def _for_adults(recommender: ShopRecommender, categories: tuple[str, ...]) -> set[str]:
    return {good.id for good in recommender.goods if is_within(good.category, categories)}
