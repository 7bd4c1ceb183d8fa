"""What customers bought after it was recommended to them in the chat, beside what they bought of it before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.console.period import Period
from ecomcore.shop.models import Exchange, Order, OrderLine

WITHIN = timedelta(days=7)
NOT_SOLD = ("cancelled",)


@dataclass(frozen=True)
class Bought:
    """One order line after a recommendation; amounts are in minor units of the shop's currency."""

    product_id: str
    title: dict[str, str]
    order_id: str
    recommended_at: datetime
    bought_at: datetime
    quantity: int
    amount_cents: int


@dataclass(frozen=True)
class Effect:
    """What known customers bought of the recommended within seven days.

    `before` counts what the same customers bought of the same products in the seven days before, so that nobody takes
    for the bot's doing what they buy anyhow. Guests are not counted: who they are is not known.
    """

    recommended: int
    """Products recommended to known customers, each customer's product once."""
    lines: tuple[Bought, ...]
    before: int

    @property
    def amount_cents(self) -> int:
        """The worth of the lines."""
        return sum(line.amount_cents for line in self.lines)


def effect(session: Session, period: Period) -> Effect:
    """Return what was bought after the recommendations of a period, each order line once, for its latest one."""
    told = _recommended(session, period)
    lines: dict[int, Bought] = {}
    before: set[int] = set()
    for row in _orders(session, {customer for customer, _ in told}, period):
        for at in told.get((row.customer_id, row.product_id), ()):
            if at < row.placed_at <= at + WITHIN:
                lines[row.line_id] = Bought(
                    row.product_id, row.title, row.order_id, at, row.placed_at, row.quantity,
                    row.quantity * row.unit_price_cents,
                )  # fmt: skip
            elif at - WITHIN <= row.placed_at <= at:
                before.add(row.line_id)
    ordered = sorted(lines.values(), key=lambda line: line.bought_at, reverse=True)
    return Effect(len(told), tuple(ordered), len(before - lines.keys()))


def _recommended(session: Session, period: Period) -> dict[tuple[str, str], list[datetime]]:
    """Return when each product was recommended to each customer, oldest first."""
    rows = session.execute(
        select(Exchange.customer_id, Exchange.products, Exchange.at)
        .where(
            Exchange.at >= period.start,
            Exchange.at < period.end,
            Exchange.is_recommendation,
            Exchange.customer_id.is_not(None),
        )
        .order_by(Exchange.at)
    )
    told: dict[tuple[str, str], list[datetime]] = {}
    for customer, products, at in rows:
        for product in products:
            told.setdefault((str(customer), product), []).append(at)
    return told


def _orders(session: Session, customers: set[str], period: Period) -> list[Any]:
    """Return the order lines of these customers around a period."""
    return list(
        session.execute(
            select(
                Order.customer_id,
                Order.placed_at,
                OrderLine.id.label("line_id"),
                OrderLine.order_id,
                OrderLine.product_id,
                OrderLine.title,
                OrderLine.quantity,
                OrderLine.unit_price_cents,
            )
            .join(OrderLine, OrderLine.order_id == Order.id)
            .where(
                Order.customer_id.in_(customers),
                Order.placed_at >= period.start - WITHIN,
                Order.placed_at < period.end + WITHIN,
                Order.status.not_in(NOT_SOLD),
            )
            .order_by(Order.placed_at)
        )
    )
