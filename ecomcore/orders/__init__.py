"""A customer's orders, in one place: find, look, plan a change, carry it out.

Every change takes two steps. `plan_…` checks the shop's rules and returns a frozen `Plan` that says exactly what will
happen, or raises `NotAllowedError` with a `code` and `data` to explain it with. `execute` carries the plan out exactly
once under an idempotency key, and refuses it (`changed`) when it would no longer do the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ecomcore.orders.execution import execute, receive_goods
from ecomcore.orders.invoices import Invoice, InvoiceLine, invoice
from ecomcore.orders.planning import plan_for, possible_operations
from ecomcore.orders.plans import (
    ORIGINAL,
    STORE_CREDIT,
    LineChange,
    LineChoice,
    Plan,
    Receipt,
    Request,
    Transfer,
    choices,
)
from ecomcore.orders.refunds import RefundState, refund_status
from ecomcore.orders.reorders import ReorderLine, ReorderResult, reorder
from ecomcore.orders.views import (
    CaseView,
    EventView,
    LineView,
    MethodView,
    OrderView,
    PaymentView,
    ShipmentView,
    find_order,
    get_order,
    methods_of,
    orders_of,
)

__all__ = [
    "ORIGINAL",
    "STORE_CREDIT",
    "CaseView",
    "EventView",
    "Invoice",
    "InvoiceLine",
    "LineChange",
    "LineChoice",
    "LineView",
    "MethodView",
    "OrderView",
    "PaymentView",
    "Plan",
    "Receipt",
    "RefundState",
    "ReorderLine",
    "ReorderResult",
    "Request",
    "ShipmentView",
    "Transfer",
    "execute",
    "find_order",
    "get_order",
    "invoice",
    "methods_of",
    "orders_of",
    "plan_cancel",
    "plan_change_address",
    "plan_change_items",
    "plan_change_payment",
    "plan_exchange",
    "plan_report_damaged",
    "plan_report_missing",
    "plan_return",
    "possible_operations",
    "receive_goods",
    "refund_status",
    "reorder",
]


def plan_cancel(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    reason: str | None = None,
    refund_to: str | None = None,
) -> Plan:
    """Plan to cancel an order, or some of its lines.

    Args:
        session: session on the shop's database.
        customer_id: who asks; only orders of this customer are found.
        order_id: exact id of the order (see `find_order`).
        now: the current time.
        lines: lines (ids, or choices with a quantity); empty for the whole order.
        reason: code of one of the shop's reasons.
        refund_to: `original` (default), `store_credit`, `gift_card`, or the id of a way to pay.
    """
    request = Request(
        "cancel", customer_id, order_id, choices(lines), reason=reason, settle_with=refund_to
    )
    return plan_for(session, request, now)


def plan_change_address(
    session: Session,
    customer_id: str,
    order_id: str | None,
    address: Mapping[str, str],
    *,
    now: datetime,
    account: bool = False,
) -> Plan:
    """Plan to send an order to another address.

    Args:
        session: session on the shop's database.
        customer_id: who asks.
        order_id: the order, or none to change only the account's default address.
        address: name, street, street2, district, city, state, postcode, country, phone; name and
            country are taken from the old address where they are left out.
        now: the current time.
        account: whether the account's default address changes too.
    """
    request = Request(
        "change_address", customer_id, order_id, address=dict(address), account=account
    )
    return plan_for(session, request, now)


def plan_change_items(
    session: Session,
    customer_id: str,
    order_id: str,
    lines: Sequence[LineChoice],
    *,
    now: datetime,
    settle_with: str | None = None,
) -> Plan:
    """Plan to take other variants (`new_sku`) of the same products in an order that has not left.

    `settle_with` is the way to pay that pays or receives the difference; default: as the order was
    paid.
    """
    request = Request(
        "change_items", customer_id, order_id, choices(lines), settle_with=settle_with
    )
    return plan_for(session, request, now)


def plan_change_payment(
    session: Session, customer_id: str, order_id: str, method_id: str | None, *, now: datetime
) -> Plan:
    """Plan to pay an order by one other stored way to pay."""
    request = Request("change_payment", customer_id, order_id, settle_with=method_id)
    return plan_for(session, request, now)


def plan_return(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    reason: str | None = None,
    refund_to: str | None = None,
    note: str | None = None,
) -> Plan:
    """Plan to send lines (empty: all) back for a refund; arguments as in `plan_cancel`."""
    request = Request(
        "return_lines",
        customer_id,
        order_id,
        choices(lines),
        reason=reason,
        settle_with=refund_to,
        note=note,
    )
    return plan_for(session, request, now)


def plan_exchange(
    session: Session,
    customer_id: str,
    order_id: str,
    lines: Sequence[LineChoice],
    *,
    now: datetime,
    reason: str | None = None,
    settle_with: str | None = None,
    note: str | None = None,
) -> Plan:
    """Plan to send lines back for other variants (`new_sku`) of the same products."""
    request = Request(
        "exchange_lines",
        customer_id,
        order_id,
        choices(lines),
        reason=reason,
        settle_with=settle_with,
        note=note,
    )
    return plan_for(session, request, now)


def plan_report_damaged(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    reason: str | None = None,
    resolution: str | None = None,
    note: str | None = None,
    photo: str | None = None,
) -> Plan:
    """Plan a claim that lines (empty: all) arrived broken, wrong or incomplete.

    `resolution` is what the shopper would like (`refund`, `replacement`), `photo` the name of a
    picture kept elsewhere.
    """
    request = Request(
        "report_damaged",
        customer_id,
        order_id,
        choices(lines),
        reason=reason,
        resolution=resolution,
        note=note,
        photo=photo,
    )
    return plan_for(session, request, now)


def plan_report_missing(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    resolution: str | None = None,
    note: str | None = None,
) -> Plan:
    """Plan a claim that a parcel, or lines of it, never arrived."""
    request = Request(
        "report_missing",
        customer_id,
        order_id,
        choices(lines),
        resolution=resolution,
        note=note,
    )
    return plan_for(session, request, now)
