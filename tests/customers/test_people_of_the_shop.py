"""The shop's own purchases: who may be profiled, who is gone, and what shoppers may ask about themselves."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from ecomcore.customers.own import next_need, own_spending
from ecomcore.customers.purchases import purchases_of
from ecomcore.customers.sources.shop import promotions_of, shop_ages, shop_log
from ecomcore.errors import DataError, NotAllowedError, NotFoundError
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import (
    BrowseEvent,
    Customer,
    Order,
    OrderLine,
    Product,
    Promotion,
    ShopInfo,
)

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def add_order(
    session: Session, number: int, who: str, days_ago: int, cents: int, *, discount: int = 0, status: str = "delivered"
) -> None:  # fmt: skip
    session.add(
        Order(
            id=str(number), customer_id=who, status=status, placed_at=NOW - timedelta(days=days_ago),
            subtotal_cents=cents, discount_cents=discount, total_cents=cents - discount,
            lines=[
                OrderLine(
                    product_id="coffee", sku="C", title={"en": "Coffee", "zh": "咖啡"}, quantity=2,
                    unit_price_cents=cents // 2,
                )
            ],
        )
    )  # fmt: skip


@pytest.fixture
def shop(tables: Session) -> Session:
    tables.add(ShopInfo(key="currency", value="USD"))
    tables.add(Product(id="coffee", category="food/coffee", title={"en": "Coffee"}))
    for name, agreed in (("ann", True), ("bob", False), ("cem", True)):
        tables.add(Customer(id=name, name=name, age=30, consent_profiling=agreed))
    tables.flush()
    add_order(tables, 1, "ann", 70, 2000, discount=200)
    add_order(tables, 2, "ann", 40, 3000)
    add_order(tables, 3, "ann", 12, 4000)
    add_order(tables, 4, "bob", 5, 5000)
    add_order(tables, 5, "cem", 5, 6000, status="cancelled")
    tables.flush()
    return tables


def test_amounts_are_after_discounts_and_cancelled_orders_are_none(shop: Session) -> None:
    log = shop_log(ShopData(shop), for_profiles=False)
    assert log.lines["amount"].tolist() == [18, 30, 40, 50]
    assert log.names.tolist() == ["ann", "bob"]
    assert log.lines["category"].unique().tolist() == ["food"]


def test_only_who_agreed_is_profiled(shop: Session) -> None:
    assert shop_log(ShopData(shop), for_profiles=True).names.tolist() == ["ann"]


def test_visits_are_those_of_people_who_agreed(shop: Session) -> None:
    for who in ("ann", "bob"):
        shop.add(BrowseEvent(customer_id=who, product_id="coffee", kind="view", at=NOW))
    shop.flush()
    events = shop_log(ShopData(shop), for_profiles=True).events
    assert events is not None
    assert events["customer"].tolist() == ["ann"]


def test_promotions_are_known_with_what_they_cover(shop: Session) -> None:
    days = (date(2026, 10, 1), date(2026, 10, 5))
    for category in ("food", "tea", None):
        shop.add(
            Promotion(
                id=category or "all", category=category, percent=10, starts_on=days[0], ends_on=days[1],
                title={"en": "Sale"},
            )
        )  # fmt: skip
    shop.flush()
    data = ShopData(shop)
    assert shop_log(data, for_profiles=False).promotions == (days,) * 3
    assert promotions_of(data, ["coffee"]) == (days,) * 2


def test_a_shop_in_which_nobody_agreed_profiles_nobody(shop: Session) -> None:
    for customer in shop.query(Customer):
        customer.consent_profiling = False
    shop.flush()
    with pytest.raises(DataError, match="no customer of this shop has agreed"):
        shop_log(ShopData(shop), for_profiles=True)


def test_an_erased_customer_is_learned_from_no_more(shop: Session) -> None:
    orders = [order.id for order in shop.query(Order).filter_by(customer_id="ann")]
    shop.execute(delete(OrderLine).where(OrderLine.order_id.in_(orders)))
    shop.execute(delete(Order).where(Order.customer_id == "ann"))
    shop.execute(delete(Customer).where(Customer.id == "ann"))
    shop.flush()
    data = ShopData(shop)
    assert "ann" not in shop_log(data, for_profiles=False).names
    assert "ann" not in set(purchases_of(data)["customer_id"])
    with pytest.raises(DataError, match="nothing has been bought"):
        shop_log(data, for_profiles=True)


def test_a_line_of_ages_needs_ten_customers(shop: Session) -> None:
    with pytest.raises(DataError, match="of 2 rows 2 are left"):
        shop_ages(ShopData(shop), "small")


def test_ones_own_spending_by_month(shop: Session) -> None:
    # Orders of August 23rd, September 22nd, October 20th; November is empty so far.
    found = own_spending(shop, "ann", date(2026, 11, 1))
    assert found.months == {"2026-08": 1800, "2026-09": 3000, "2026-10": 4000, "2026-11": 0}
    assert (found.mean_cents, found.median_cents, found.orders) == (2200, 2400, 3)
    assert found.total_cents == 8800


def test_what_is_needed_again_follows_ones_own_pause(shop: Session) -> None:
    # Pauses of 30 and 28 days: 29, after October 20th.
    (found,) = next_need(shop, "ann", {"coffee"})
    assert found.gap_days == 29
    assert found.due_on == date(2026, 11, 18)
    assert found.title["zh"] == "咖啡"


def test_without_consent_nothing_is_told(shop: Session) -> None:
    for ask in (
        lambda: own_spending(shop, "bob", date(2026, 11, 1)),
        lambda: next_need(shop, "bob"),
    ):
        with pytest.raises(NotAllowedError) as caught:
            ask()
        assert caught.value.code == "no_consent"


def test_unknown_customers_and_goods_are_said_to_be_unknown(shop: Session) -> None:
    with pytest.raises(NotFoundError, match="no customer 'zoe'"):
        own_spending(shop, "zoe", date(2026, 11, 1))
    with pytest.raises(NotFoundError) as caught:
        next_need(shop, "ann", {"tea"})
    assert caught.value.code == "never_bought"
