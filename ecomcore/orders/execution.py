"""Carrying out a planned order operation exactly once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import refuse
from ecomcore.orders.bookkeeping import (
    lock_rows,
    move_money,
    move_stock,
    moves_detail,
    note,
    set_money,
    split_piece,
)
from ecomcore.orders.money import RETURNED_GOODS, returned_goods_cents
from ecomcore.orders.once import once
from ecomcore.orders.planning import SHIPPING_REFUNDED, plan_for
from ecomcore.orders.plans import LINES, REQUEST, Plan, Receipt
from ecomcore.orders.settlement import amended_money
from ecomcore.orders.telling import facts_of, subject_of
from ecomcore.orders.views import own_order
from ecomcore.shop.models import Case, Customer, Order, PaymentMethod
from ecomcore.shop.numbers import new_number, random_letters
from ecomcore.shop.operation_rules import SendBackRules
from ecomcore.shop.outbox.changes import record
from ecomcore.shop.rules import Rules, load_rules

CASE_PREFIX = {"return": "R", "exchange": "E", "damaged": "D", "missing": "M"}


def lock_unchanged(session: Session, plan: Plan, now: datetime) -> Order | None:
    """Lock what the plan is about and check that it would still do the same; return the order, if it is about one.

    Raises:
        NotAllowedError: `changed`, with the new plan in `data`, or the refusal that now applies.
        NotFoundError: the customer no longer has the order.
    """
    order = None
    if plan.order_id is not None:
        order = own_order(session, plan.customer_id, plan.order_id, lock=True)
    skus = [sku for line in plan.lines for sku in (line.sku, line.new_sku) if sku]
    lock_rows(session, plan.customer_id, skus)
    fresh = plan_for(session, plan.request, now)
    if fresh != plan:
        refuse(
            "changed",
            f"order {plan.order_id} is not as it was when this was planned; show the new plan",
            plan=fresh.as_dict(),
        )
    return order


def _receipt(plan: Plan, order: Order | None, now: datetime, **fields: Any) -> Receipt:
    values: dict[str, Any] = {
        "operation": plan.operation,
        "order_id": plan.order_id,
        "at": now,
        "currency": plan.currency,
        "status": order.status if order else None,
        "total_cents": plan.total_after_cents,
        "lines": plan.lines,
        "transfers": plan.transfers,
        "settle": plan.settle,
        "refund_cents": plan.refund_cents,
        "charge_cents": plan.charge_cents,
        "priority": plan.priority,
    }
    return Receipt(**{**values, **fields})


def _cancel(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    for change in plan.lines:
        split_piece(session, order, change).status = "cancelled"
        move_stock(session, change.sku, change.quantity)
    if plan.whole_order:
        for parcel in order.shipments:
            parcel.status = "cancelled"
    else:
        value = sum(line.quantity * line.unit_price_cents for line in plan.lines)
        subtotal = order.subtotal_cents - value
        discount = order.discount_cents - (value - plan.goods_cents)
        set_money(order, subtotal, discount, plan.total_after_cents)
    order.status = plan.status_after or order.status
    move_money(session, order, plan.transfers, now)
    detail = {
        "lines": LINES.dump_python(plan.lines, mode="json"),
        "reason": plan.reason,
        "transfers": moves_detail(plan.transfers),
    }
    note(order, plan.operation, now, detail)
    return _receipt(plan, order, now)


def _change_items(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    for change in plan.lines:
        piece = split_piece(session, order, change)
        move_stock(session, change.sku, change.quantity)
        move_stock(session, change.new_sku, -change.quantity)
        piece.sku = change.new_sku or piece.sku
        piece.options = dict(change.new_options or {})
        piece.unit_price_cents = change.new_unit_price_cents or 0
    set_money(order, *amended_money(order, plan.goods_cents))
    order.status = plan.status_after or order.status
    move_money(session, order, plan.transfers, now)
    detail = {
        "lines": LINES.dump_python(plan.lines, mode="json"),
        "difference_cents": plan.difference_cents,
        "transfers": moves_detail(plan.transfers),
    }
    note(order, plan.operation, now, detail)
    return _receipt(plan, order, now)


def _change_payment(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    method = session.get_one(PaymentMethod, plan.request.settle_with)
    move_money(session, order, plan.transfers, now)
    before = order.payment_method_id
    order.payment_method_id, order.payment_kind = method.id, method.kind
    order.status = plan.status_after or order.status
    detail = {"from": before, "to": method.id, "transfers": moves_detail(plan.transfers)}
    note(order, plan.operation, now, detail)
    return _receipt(plan, order, now)


def _change_address(session: Session, plan: Plan, order: Order | None, now: datetime) -> Receipt:
    after = dict(plan.address_after or {})
    if order is None or plan.request.account:
        session.get_one(Customer, plan.customer_id).address = after
    if order is not None:
        order.address = after
        order.status = plan.status_after or order.status
        note(order, plan.operation, now, {"account": plan.request.account})
    return _receipt(plan, order, now, address=after)


def _open_case(
    session: Session, plan: Plan, order: Order, now: datetime, kind: str, lines: list[Any]
) -> Case:
    def taken(number: str) -> bool:
        return session.scalar(select(Case.id).where(Case.number == number)) is not None

    refunds = [move.method_id for move in plan.transfers if move.kind == "refund"]
    case = Case(
        number=new_number(CASE_PREFIX[kind], now, taken),
        order_id=order.id,
        kind=kind,
        status="requested",
        reason=plan.reason,
        priority=plan.priority or "normal",
        lines=lines,
        refund_method_id=refunds[0] if refunds else None,
        refund_cents=plan.refund_cents,
        detail={
            "request": REQUEST.dump_python(plan.request, mode="json"),
            "status_before": plan.status_before,
            "difference_cents": plan.difference_cents,
            "goods_cents": plan.goods_cents,
            "settled": plan.settle == "request",
            "note": plan.request.note,
            "photo": plan.request.photo,
            "resolution": plan.resolution,
        },
        created_at=now,
    )
    session.add(case)
    return case


def _label(rules: Rules, plan: Plan, now: datetime) -> dict[str, Any] | None:
    rule = rules.of(plan.operation)
    if not isinstance(rule, SendBackRules) or not rule.label:
        return None
    carrier = rules.carriers.get(rule.carrier or "")
    days = rule.send_back_within_days
    return {
        "code": f"RL-{random_letters(10).upper()}",
        "carrier": rule.carrier,
        "carrier_name": dict(carrier.name) if carrier else None,
        "to": list(rules.return_address),
        "paid_by": plan.return_paid_by,
        "send_back_by": (now + timedelta(days=days)).date().isoformat() if days else None,
    }


def _request_send_back(
    session: Session, plan: Plan, order: Order, now: datetime, kind: str, status: str, **facts: Any
) -> Receipt:
    pieces = [(split_piece(session, order, change), change) for change in plan.lines]
    lines = []
    for piece, change in pieces:
        piece.status = status
        dumped = LINES.dump_python((change,), mode="json")[0]
        lines.append({**dumped, "line_id": piece.id})
    case = _open_case(session, plan, order, now, kind, lines)
    label = _label(load_rules(session), plan, now)
    case.detail = {**case.detail, "label": label}
    order.status = plan.status_after or order.status
    if plan.settle == "request":
        move_money(session, order, plan.transfers, now)
    detail = {"case": case.number, "lines": lines, "reason": plan.reason, "settle": plan.settle}
    note(order, plan.operation, now, detail, **facts)
    return _receipt(plan, order, now, case_number=case.number, label=label)


def _return(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    facts: dict[str, Any] = {RETURNED_GOODS: returned_goods_cents(order) + plan.goods_cents}
    if plan.shipping_refund_cents:
        facts[SHIPPING_REFUNDED] = True
    return _request_send_back(session, plan, order, now, "return", "return_requested", **facts)


def _exchange(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    for change in plan.lines:
        move_stock(session, change.new_sku, -change.quantity)
    return _request_send_back(session, plan, order, now, "exchange", "exchange_requested")


def _report(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    kind = plan.operation.removeprefix("report_")
    lines = LINES.dump_python(plan.lines, mode="json")
    case = _open_case(session, plan, order, now, kind, lines)
    note(order, plan.operation, now, {"case": case.number, "priority": case.priority})
    return _receipt(plan, order, now, case_number=case.number)


_ACTIONS: dict[str, Callable[[Session, Plan, Order, datetime], Receipt]] = {
    "cancel": _cancel,
    "change_address": _change_address,
    "change_items": _change_items,
    "change_payment": _change_payment,
    "return_lines": _return,
    "exchange_lines": _exchange,
    "report_damaged": _report,
    "report_missing": _report,
}


def carried_out(session: Session, plan: Plan, order: Order | None, now: datetime) -> Receipt:
    """Do what a plan says to the order that was locked for it; no order for a change of the account."""
    if order is None:
        return _change_address(session, plan, None, now)
    return _ACTIONS[plan.operation](session, plan, order, now)


def execute(
    session: Session, plan: Plan, key: str, now: datetime, *, language: str | None = None
) -> Receipt:
    """Carry out a plan exactly once, and write down in the outbox that it was.

    Args:
        session: session on the shop's database; the caller commits.
        plan: what `plan_for` returned, and the shopper agreed to.
        key: names this one confirmation (such as conversation and message id); the same key of the
            same customer changes nothing again and returns the first receipt.
        now: the current time.
        language: that of the conversation; default: the customer's.

    Raises:
        NotAllowedError: `changed` (with the new plan in `data`) if the order, its goods or the
            rules are no longer as planned, or the refusal that now applies.
        NotFoundError: the customer no longer has the order.
    """

    def work() -> Receipt:
        order = lock_unchanged(session, plan, now)
        receipt = carried_out(session, plan, order, now)
        change = record(
            session,
            plan.operation,
            subject_of(plan),
            customer_id=plan.customer_id,
            facts=facts_of(plan, receipt),
            now=now,
            language=language,
        )
        return replace(receipt, change_number=change.number)

    return once(session, plan.customer_id, key, plan.operation, now, work)
