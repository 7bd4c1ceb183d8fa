"""What shoppers ask about themselves: what they usually spend, when they will need something again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.customers.purchases import NOT_BOUGHT
from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.shop.models import Customer, Order, OrderLine

LOOKED_BACK_MONTHS = 12


@dataclass(frozen=True)
class OwnSpending:
    """A customer's spend by calendar month, over the last year and from their first order on."""

    mean_cents: int
    median_cents: int
    orders: int
    months: dict[str, int]

    @property
    def total_cents(self) -> int:
        """All of it together."""
        return sum(self.months.values())


@dataclass(frozen=True)
class NextNeed:
    """When a customer will likely need a product again.

    `due_on` is the last purchase plus their usual pause (`gap_days`, None after a single purchase, and then
    `due_on` too).
    """

    product_id: str
    title: dict[str, str]
    bought_on: list[date]
    gap_days: int | None
    due_on: date | None


def own_spending(session: Session, customer_id: str, today: date) -> OwnSpending:
    """Return what a customer usually spends a month.

    Raises:
        NotAllowedError: they have not agreed to be profiled (`no_consent`).
        NotFoundError: there is no such customer, or they have not bought anything in the last year.
    """
    _need_consent(session, customer_id)
    orders = session.execute(
        select(Order.placed_at, Order.total_cents)
        .where(Order.customer_id == customer_id, Order.status.not_in(NOT_BOUGHT))
        .order_by(Order.placed_at)
    ).all()
    now = pd.Period(today, "M")
    by_month: dict[pd.Period, int] = {}
    for placed, cents in orders:
        by_month[pd.Period(placed.date(), "M")] = (
            by_month.get(pd.Period(placed.date(), "M"), 0) + cents
        )
    first = max(min(by_month, default=now), now - (LOOKED_BACK_MONTHS - 1))
    months = {str(month): by_month.get(month, 0) for month in pd.period_range(first, now, freq="M")}
    recent = [placed for placed, _ in orders if pd.Period(placed.date(), "M") >= first]
    if not recent:
        raise NotFoundError(
            "this customer has not bought anything in the last year", code="no_purchases"
        )
    values = list(months.values())
    return OwnSpending(
        round(float(np.mean(values))), round(float(np.median(values))), len(recent), months
    )


def next_need(
    session: Session, customer_id: str, products: set[str] | None = None
) -> list[NextNeed]:
    """Return what a customer has bought (of `products`, or of all), what is due first at the top.

    Raises:
        NotAllowedError: they have not agreed to be profiled (`no_consent`).
        NotFoundError: there is no such customer, or they never bought any of it.
    """
    _need_consent(session, customer_id)
    query = (
        select(OrderLine.product_id, OrderLine.title, Order.placed_at)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, Order.status.not_in(NOT_BOUGHT))
        .order_by(Order.placed_at)
    )
    days: dict[str, list[date]] = {}
    titles: dict[str, dict[str, str]] = {}
    for product, title, placed in session.execute(query):
        if products is None or product in products:
            titles[product] = title
            if placed.date() not in days.setdefault(product, []):
                days[product].append(placed.date())
    if not days:
        raise NotFoundError("this customer has not bought any of it", code="never_bought")
    found = [_need(product, titles[product], bought) for product, bought in days.items()]
    return sorted(found, key=lambda need: (need.due_on is None, need.due_on or need.bought_on[-1]))


def _need(product: str, title: dict[str, str], bought: list[date]) -> NextNeed:
    gaps = [(later - earlier).days for earlier, later in pairwise(bought)]
    gap = round(float(np.median(gaps))) if gaps else None
    due = bought[-1] + timedelta(days=gap) if gap is not None else None
    return NextNeed(product, title, bought, gap, due)


def _need_consent(session: Session, customer_id: str) -> None:
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id!r}")
    if not customer.consent_profiling:
        raise NotAllowedError(
            f"customer {customer_id!r} has not agreed to be profiled", code="no_consent"
        )
