"""What a promotion did, on a shop whose sales are known by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from ecomcore.errors import DataError, NotFoundError
from ecomcore.sales.promotions import promotion_result
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import (
    Base,
    Category,
    Customer,
    Order,
    OrderLine,
    Product,
    Promotion,
    Variant,
)

FIRST = datetime(2025, 1, 1, 12, tzinfo=UTC)
DAYS = 200
SALE = range(100, 107)
CENTS = 1000


def shop_with_sale(pieces_in_sale: int) -> Session:
    """Return a shop that sells two pots and two cups a day, and in the days of the sale more pots."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add(Customer(id="c", name="A"))
    for category in ("pots", "cups"):
        session.add(Category(path=category, name={"en": category}))
        session.add(Product(id=category, category=category, title={"en": category.title()}))
        session.flush()
        session.add(Variant(sku=category, product_id=category, price_cents=CENTS, stock=9))
    session.flush()
    for day in range(DAYS):
        noise = (day * 7919) % 3 - 1  # as if by chance, the same in every run
        for category in ("pots", "cups"):
            is_sale = category == "pots" and day in SALE
            pieces = pieces_in_sale if is_sale else 6 + (noise if category == "pots" else 0)
            number = f"{category}-{day}"
            session.add(
                Order(
                    id=number, customer_id="c", status="delivered", placed_at=FIRST + timedelta(days=day),
                    subtotal_cents=pieces * CENTS, total_cents=pieces * CENTS,
                )
            )  # fmt: skip
            session.flush()
            session.add(
                OrderLine(
                    order_id=number, product_id=category, sku=category, title={"en": category},
                    quantity=pieces, unit_price_cents=CENTS, position=0,
                )
            )  # fmt: skip
    first = FIRST.date()
    session.add_all(
        [
            Promotion(
                id="pots", category="pots", percent=20, title={"en": "Pot days", "zh": "锅具周"},
                starts_on=first + timedelta(days=SALE[0]), ends_on=first + timedelta(days=SALE[-1]),
            ),
            Promotion(
                id="later", category=None, percent=5, title={"en": "Later"},
                starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2),
            ),
        ]
    )  # fmt: skip
    session.flush()
    return session


def test_a_sale_that_doubles_is_seen() -> None:
    session = shop_with_sale(12)
    found = promotion_result(ShopData(session), session, "pots")
    assert found.during == 7 * 12 * 10
    assert found.effect == pytest.approx(1.0, abs=0.15)
    assert found.low > 0.5
    assert found.rest_ratio == pytest.approx(1.0)
    assert found.words()["en"].startswith("Pot days")
    assert "chance" not in found.words()["en"]
    assert "锅具周" in found.words()["zh"]


def test_a_sale_without_effect_may_be_chance() -> None:
    session = shop_with_sale(6)
    found = promotion_result(ShopData(session), session, "pots")
    assert found.low < 0 < found.high
    assert "chance" in found.words()["en"]


def test_an_unknown_promotion_names_those_there_are() -> None:
    session = shop_with_sale(6)
    with pytest.raises(NotFoundError, match=r"there are: later, pots"):
        promotion_result(ShopData(session), session, "pans")


def test_a_promotion_that_has_not_begun_cannot_be_measured() -> None:
    session = shop_with_sale(6)
    with pytest.raises(DataError, match="after the last sale"):
        promotion_result(ShopData(session), session, "later")
