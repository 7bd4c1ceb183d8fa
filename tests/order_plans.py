"""Plans of order changes in the words of a test: `plan_cancel(session, "C1", "10003", now=now, lines=[...])`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ecomcore.orders import LineChoice, Plan, Request, choices, plan_for


def _of_lines(operation: str) -> Callable[..., Plan]:
    """Return a function that plans an operation on lines of an order, all of them where none is named."""

    def plan(
        session: Session,
        customer_id: str,
        order_id: str,
        lines: Sequence[LineChoice | int] = (),
        *,
        now: datetime,
        refund_to: str | None = None,
        **details: Any,
    ) -> Plan:
        details.setdefault("settle_with", refund_to)
        request = Request(operation, customer_id, order_id, choices(lines), **details)
        return plan_for(session, request, now)

    return plan


plan_cancel = _of_lines("cancel")
plan_change_items = _of_lines("change_items")
plan_return = _of_lines("return_lines")
plan_exchange = _of_lines("exchange_lines")
plan_report_damaged = _of_lines("report_damaged")
plan_report_missing = _of_lines("report_missing")


def plan_change_address(
    session: Session,
    customer_id: str,
    order_id: str | None,
    address: Mapping[str, str],
    *,
    now: datetime,
    account: bool = False,
) -> Plan:
    """Plan to send an order to another address, or with none to change the account's."""
    request = Request(
        "change_address", customer_id, order_id, address=dict(address), account=account
    )
    return plan_for(session, request, now)


def plan_change_payment(
    session: Session, customer_id: str, order_id: str, method_id: str | None, *, now: datetime
) -> Plan:
    """Plan to pay an order in another way."""
    return plan_for(
        session, Request("change_payment", customer_id, order_id, settle_with=method_id), now
    )
