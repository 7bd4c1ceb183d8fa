"""Where a customer's refunds are: waiting for goods, on the way, or there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy.orm import Session

from ecomcore.orders.views import (
    CaseView,
    MethodView,
    OrderView,
    PaymentView,
    get_order,
    orders_of,
)
from ecomcore.shop.business_days import add_days
from ecomcore.shop.operation_rules import RefundDays
from ecomcore.shop.rules import load_rules


@dataclass(frozen=True)
class RefundState:
    """One refund of an order.

    `waiting_for_goods` has no dates yet; `on_the_way` arrives between `expected_from` and
    `expected_by`; `arrived` should be there since `expected_by`; `made` was made at `made_at`, and
    the shop has not said how long it takes.
    """

    order_id: str
    state: Literal["waiting_for_goods", "on_the_way", "arrived", "made"]
    amount_cents: int
    currency: str
    method: MethodView | None
    made_at: datetime | None = None
    expected_from: date | None = None
    expected_by: date | None = None
    case_number: str | None = None


def _made(
    order: OrderView, payment: PaymentView, days: RefundDays | None, today: date
) -> RefundState:
    start = payment.at.date()
    if days is None:
        return RefundState(
            order_id=order.id,
            state="made",
            amount_cents=payment.amount_cents,
            currency=order.currency,
            method=payment.method,
            made_at=payment.at,
        )
    by = add_days(start, days.most, days.business)
    return RefundState(
        order_id=order.id,
        state="arrived" if today > by or days.most == 0 else "on_the_way",
        amount_cents=payment.amount_cents,
        currency=order.currency,
        method=payment.method,
        made_at=payment.at,
        expected_from=add_days(start, days.least, days.business),
        expected_by=by,
    )


def _waiting(order: OrderView, case: CaseView) -> RefundState:
    return RefundState(
        order_id=order.id,
        state="waiting_for_goods",
        amount_cents=case.refund_cents,
        currency=order.currency,
        method=case.refund_method,
        case_number=case.number,
    )


def refund_status(
    session: Session, customer_id: str, order_id: str | None = None, *, now: datetime
) -> tuple[RefundState, ...]:
    """Return the refunds of one order, or of all the customer's orders, newest order first.

    Raises:
        NotFoundError: the customer has no such order (`order_not_found`).
    """
    rules = load_rules(session)
    orders = (
        orders_of(session, customer_id)
        if order_id is None
        else [get_order(session, customer_id, order_id)]
    )
    states: list[RefundState] = []
    for order in orders:
        states += [
            _waiting(order, case)
            for case in order.cases
            if case.refund_cents and case.status == "requested" and not case.detail.get("settled")
        ]
        for payment in reversed(order.payments):
            if payment.kind == "refund":
                kind = payment.method.kind if payment.method else order.payment_kind
                states.append(_made(order, payment, rules.refund_days_of(kind), now.date()))
    return tuple(states)
