"""What a shop has in its window for everybody: what sold most lately, and what is newest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ecomcore.recommend.shopping import UNSOLD, recommendable
from ecomcore.shop.models import Order, OrderLine, Product

PERIODS_DAYS = (30, 90, 365)
ENOUGH = 5
"""A period in which fewer products were sold says little; the next longer one is taken."""


@dataclass(frozen=True)
class Sold:
    """A product with the pieces that were sold, and kept, in the last `days`."""

    product_id: str
    pieces: int
    days: int


@dataclass(frozen=True)
class Arrival:
    """A product with the day on which it came into the shop."""

    product_id: str
    came_on: date


def best_sellers(
    session: Session,
    today: date,
    *,
    customer_id: str | None = None,
    allowed: Collection[str] | None = None,
) -> list[Sold]:
    """Return what sold most pieces lately and can be bought now, the most first.

    Lately is the last month or, where a shop sold too few different products in it, a quarter or a year. `allowed`
    limits the products. Who asks counts only for the rules of the shop, as goods for adults.
    """
    open_ = _open(session, customer_id, allowed)
    found: list[Sold] = []
    for days in PERIODS_DAYS:
        found = _sold(session, today, days, open_)
        if len(found) >= ENOUGH:
            break
    return found


def new_arrivals(
    session: Session,
    today: date,
    *,
    customer_id: str | None = None,
    allowed: Collection[str] | None = None,
) -> list[Arrival]:
    """Return what came into the shop last and can be bought now, the newest first."""
    open_ = _open(session, customer_id, allowed)
    rows = session.execute(
        select(Product.id, Product.created_on)
        .where(Product.created_on.is_not(None), Product.created_on <= today)
        .order_by(Product.created_on.desc(), Product.id)
    )
    return [Arrival(product, came_on) for product, came_on in rows if came_on and product in open_]


def _open(session: Session, customer_id: str | None, allowed: Collection[str] | None) -> set[str]:
    open_ = recommendable(session, customer_id)
    return open_ if allowed is None else open_ & set(allowed)


def _sold(session: Session, today: date, days: int, open_: Collection[str]) -> list[Sold]:
    since = datetime.combine(today - timedelta(days=days), time.min)
    until = datetime.combine(today + timedelta(days=1), time.min)
    pieces = func.sum(OrderLine.quantity)
    rows = session.execute(
        select(OrderLine.product_id, pieces)
        .join(Order, Order.id == OrderLine.order_id)
        .where(
            Order.placed_at >= since,
            Order.placed_at < until,
            Order.status.not_in(UNSOLD),
            OrderLine.status.not_in(UNSOLD),
        )
        .group_by(OrderLine.product_id)
        .order_by(pieces.desc(), OrderLine.product_id)
    )
    return [Sold(product, int(count), days) for product, count in rows if product in open_]
