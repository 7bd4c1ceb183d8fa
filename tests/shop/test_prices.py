"""Today's prices: promotions lower them in one place; carts, coupons and sale lists use that place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError
from ecomcore.shop import carts
from ecomcore.shop.carts import CartOwner
from ecomcore.shop.models import Category, Coupon, KnowledgeEntry, Product, Promotion, Variant
from ecomcore.shop.prices import (
    PriceList,
    next_promotion,
    on_sale,
    prices_today,
    promotions_on,
    top_ups,
)

SALE = date(2026, 11, 27)
AFTER = date(2026, 12, 1)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
OWNER = CartOwner("c1")


@pytest.fixture
def shop(tables: Session) -> Session:
    names = {"tea": "Tea", "tea/green": "Green tea", "mugs": "Mugs"}
    tables.add_all(Category(path=path, name={"en": name}) for path, name in names.items())
    tables.add_all(
        [
            Product(id="leaf", category="tea/green", title={"en": "Leaf"}),
            Product(id="mug", category="mugs", title={"en": "Mug"}),
            Variant(sku="LEAF", product_id="leaf", price_cents=1999, stock=9),
            Variant(sku="MUG", product_id="mug", price_cents=1000, compare_at_cents=1250, stock=9),
            Promotion(
                id="all", percent=15, starts_on=date(2026, 11, 26), ends_on=date(2026, 11, 30),
                title={"en": "Black Friday"},
            ),
            Promotion(
                id="tea", category="tea", percent=20, starts_on=SALE, ends_on=SALE,
                title={"en": "Tea day"},
            ),
            Promotion(
                id="later", percent=5, starts_on=date(2027, 1, 8), ends_on=date(2027, 1, 9),
                title={"en": "Winter"},
            ),
            Coupon(code="FIVE", kind="amount", value=500, min_total_cents=1500),
            Coupon(code="TEN", kind="percent", value=10),
            Coupon(code="SECRET", kind="percent", value=90),
            KnowledgeEntry(
                id="codes", kind="faq", topic="coupons", title={"en": "Codes"},
                text={"en": "FIVE and TEN are for everybody."},
            ),
        ]
    )  # fmt: skip
    tables.flush()
    return tables


def test_of_several_promotions_the_best_counts_with_its_end(shop: Session) -> None:
    prices = PriceList.of(shop, SALE)
    leaf = prices.price(shop.get_one(Variant, "LEAF"), "tea/green")
    assert (leaf.cents, leaf.before_cents, leaf.percent) == (
        1599,
        1999,
        20,
    )  # 20 % of 19.99 is 4.00
    assert leaf.ends_on == SALE
    mug = prices.price(shop.get_one(Variant, "MUG"), "mugs")
    assert (mug.cents, mug.before_cents, mug.percent) == (850, 1250, 32)
    assert mug.ends_on == date(2026, 11, 30)


def test_a_category_that_only_begins_alike_is_not_covered(shop: Session) -> None:
    tea = next(p for p in promotions_on(shop, SALE) if p.id == "tea")
    assert tea.covers("tea")
    assert not tea.covers("teapots")


def test_after_the_promotion_the_shops_own_prices_hold(shop: Session) -> None:
    assert prices_today(shop, ["LEAF", "MUG"], AFTER) == {"LEAF": (1999, 9), "MUG": (1000, 9)}
    assert prices_today(shop, ["LEAF", "MUG"], SALE) == {"LEAF": (1599, 9), "MUG": (850, 9)}


def test_what_is_on_sale_is_listed_with_its_percentage(shop: Session) -> None:
    assert [(item.sku, item.price.percent) for item in on_sale(shop, SALE)] == [
        ("MUG", 32),
        ("LEAF", 20),
    ]
    assert [(item.sku, item.price.ends_on) for item in on_sale(shop, AFTER)] == [("MUG", None)]
    assert [item.sku for item in on_sale(shop, SALE, "tea")] == ["LEAF"]


def test_the_next_promotion_is_the_first_to_start(shop: Session) -> None:
    found = next_promotion(shop, AFTER)
    assert found is not None
    assert (found.id, found.starts_on) == ("later", date(2027, 1, 8))


def test_a_cart_is_charged_todays_price(shop: Session) -> None:
    view = carts.add(shop, OWNER, "LEAF", 2, now=NOON)
    assert (view.lines[0].unit_price_cents, view.lines[0].compare_at_cents) == (1599, 1999)
    assert view.subtotal_cents == 3198


def test_the_better_coupon_is_kept_and_the_worse_refused_with_both_amounts(shop: Session) -> None:
    carts.add(shop, OWNER, "LEAF", 1, now=NOON)  # 15.99: 5.00 off, or 10 % = 1.60
    carts.apply_coupon(shop, OWNER, "FIVE", now=NOON)
    with pytest.raises(NotAllowedError) as refused:
        carts.apply_coupon(shop, OWNER, "TEN", now=NOON)
    assert refused.value.code == "coupon_worse"
    assert (refused.value.data["kept_saves_cents"], refused.value.data["saves_cents"]) == (500, 160)
    view = carts.show(shop, OWNER, now=NOON)
    assert view.coupon is not None
    assert (view.coupon.code, view.discount_cents) == ("FIVE", 500)


def test_a_better_coupon_takes_the_place_of_a_worse_one(shop: Session) -> None:
    carts.add(shop, OWNER, "LEAF", 1, now=NOON)
    carts.apply_coupon(shop, OWNER, "TEN", now=NOON)
    view = carts.apply_coupon(shop, OWNER, "FIVE", now=NOON)
    assert view.coupon is not None
    assert view.coupon.code == "FIVE"


def test_the_best_coupon_is_a_published_one_that_fits(shop: Session) -> None:
    carts.add(shop, OWNER, "MUG", 1, now=NOON)  # 8.50: too little for FIVE
    best = carts.best_coupon(shop, OWNER, now=NOON)
    assert best is not None
    assert (best[0].code, best[1]) == ("TEN", 85)


def test_what_makes_up_for_the_rest_is_the_cheapest_that_is_enough(shop: Session) -> None:
    assert top_ups(shop, 800, SALE) == [("MUG", 850), ("LEAF", 1599)]
    assert top_ups(shop, 900, SALE, without=["leaf"]) == []
