"""Best sellers, new arrivals, surprises, and what goes with a thing, on a small shop."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from sqlalchemy.orm import Session

from ecomcore.recommend.companions import RELATED_FROM
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.goods import Good
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.together import TogetherModel
from ecomcore.recommend.reasons import Explainer
from ecomcore.recommend.shelves import best_sellers, new_arrivals
from ecomcore.recommend.shopping import Moment, goes_with
from ecomcore.recommend.surprise import surprising
from ecomcore.shop.models import Product

TODAY = date(2026, 11, 1)


def test_best_sellers_count_pieces_that_were_kept_and_are_in_stock(shop: Session) -> None:
    found = best_sellers(shop, TODAY)
    assert [(one.product_id, one.pieces) for one in found] == [("rain-jacket", 2), ("teacup", 1)]


def test_a_short_time_with_too_few_sales_is_made_longer(shop: Session) -> None:
    assert {one.days for one in best_sellers(shop, TODAY)} == {365}


def test_what_sells_tomorrow_does_not_count_today(shop: Session) -> None:
    assert best_sellers(shop, TODAY - timedelta(days=4)) == []


def test_new_arrivals_are_newest_first_without_what_is_to_come(shop: Session) -> None:
    dates = {"teapot": date(2026, 10, 30), "teacup": date(2026, 12, 24), "raincoat": TODAY}
    for product, came in dates.items():
        found = shop.get(Product, product)
        assert found is not None
        found.created_on = came
    shop.flush()
    ids = [one.product_id for one in new_arrivals(shop, TODAY)]
    assert ids[0] == "teapot"
    assert "teacup" not in ids
    assert "raincoat" not in ids, "it is sold out"


def test_a_surprise_is_the_same_for_the_same_seed_and_not_what_was_shown(
    shop: Session, model: ShopRecommender
) -> None:
    first = [one.product_id for one in surprising(shop, model, 7)]
    assert first == [one.product_id for one in surprising(shop, model, 7)]
    seen = Moment(shown=frozenset(first[:1]))
    assert first[0] not in {one.product_id for one in surprising(shop, model, 7, moment=seen)}


def test_what_goes_with_a_thing_is_of_another_category(
    shop: Session, model: ShopRecommender
) -> None:
    for product, category in (("teapot", "kitchen"), ("rain-jacket", "clothing")):
        for one in goes_with(shop, model, product):
            good = model.goods[model.row_of[one.product_id]]
            assert good.category != category
            assert one.reason.kind in {"together", "matching"}


def test_common_baskets_come_before_likeness(shop: Session, model: ShopRecommender) -> None:
    pot, jacket, cup = (model.row_of[one] for one in ("teapot", "rain-jacket", "teacup"))
    down = model.row_of["down-jacket"]
    pairs = [(pot, jacket)] * 20 + [(cup, down)] * 20
    rows = [number for number in range(40) for _ in range(2)]
    items = [item for pair in pairs for item in pair]
    log = Log.of(rows, items, [0.0] * 80, customers=40, items=len(model.goods), now=1.0)
    together = TogetherModel().fit(log)
    model.models = replace(model.models, together=together)
    model.explain = Explainer(model.goods, together)
    found = goes_with(shop, model, "teapot")
    assert found[0].product_id == "rain-jacket"
    assert found[0].reason.counted == (20, 20)
    assert (
        found[0].reason.texts["en"] == "people who bought Teapot also bought this (20 of 20 times)"
    )


def test_a_few_common_baskets_of_unrelated_goods_are_chance(
    shop: Session, model: ShopRecommender
) -> None:
    pot, jacket, cup = (model.row_of[one] for one in ("teapot", "rain-jacket", "teacup"))
    vectors = model.models.content.targets
    assert float(vectors[pot] @ vectors[jacket]) < RELATED_FROM
    pairs = [(pot, jacket)] * 5 + [(cup, cup)] * 60
    rows = [number for number in range(len(pairs)) for _ in range(2)]
    items = [item for pair in pairs for item in pair]
    log = Log.of(rows, items, [0.0] * len(items), customers=65, items=len(model.goods), now=1.0)
    together = TogetherModel().fit(log)
    model.models = replace(model.models, together=together)
    model.explain = Explainer(model.goods, together)
    assert "rain-jacket" not in [one.product_id for one in goes_with(shop, model, "teapot")]


def test_what_goes_with_a_thing_from_afar_must_be_nearer(
    shop: Session, model: ShopRecommender
) -> None:
    pot, jacket, down = (model.row_of[one] for one in ("teapot", "rain-jacket", "down-jacket"))
    model.models = replace(model.models, together=None)
    vectors = np.zeros_like(model.models.content.targets)
    vectors[:, 2] = 1.0
    vectors[[pot, jacket, down]] = 0.0
    vectors[pot, 0] = 1.0
    vectors[jacket, :2] = 0.3, np.sqrt(1 - 0.3**2)
    vectors[down, :2] = 0.25, np.sqrt(1 - 0.25**2)
    model.models.content.targets = vectors
    assert [one.product_id for one in goes_with(shop, model, "teapot")] == ["rain-jacket"]
    model.goods = [
        replace(
            good,
            category={"teapot": "kitchen/rain", "down-jacket": "wear/rain"}.get(
                good.id, "wear/dry"
            ),
        )
        for good in model.goods
    ]
    assert {one.product_id for one in goes_with(shop, model, "teapot")} == {
        "rain-jacket",
        "down-jacket",
    }


def test_a_surprise_of_a_kind_is_of_that_kind(shop: Session, model: ShopRecommender) -> None:
    found = surprising(shop, model, 7, allowed={"teapot", "teacup"})
    assert found
    assert {one.product_id for one in found} <= {"teapot", "teacup"}


def test_what_its_title_says_is_for_children_is_for_children() -> None:
    assert Good("rope", {"en": "Kids' Beaded Jump Rope"}).is_for_kids
    assert Good("rope", {"zh": "儿童竹节跳绳"}).is_for_kids
    assert not Good("mug", {"en": "Kidney-Shaped Mug", "zh": "马克杯"}).is_for_kids


def test_for_whom_two_things_are_made() -> None:
    boots = Good("boots", {"en": "Boots"}, attributes={"gender": "women"})
    assert boots.is_for_the_same(Good("shoes", {"en": "Shoes"}, attributes={"gender": "unisex"}))
    assert not boots.is_for_the_same(Good("shoes", {"en": "Shoes"}, attributes={"gender": "men"}))
    assert not boots.is_for_the_same(Good("kids", {"en": "Kids' Boots"}))
