"""Taking in goods that were sent back: the money moves, replacements go out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError, refuse
from ecomcore.orders.bookkeeping import (
    lock_rows,
    move_money,
    move_stock,
    moves_detail,
    note,
    set_money,
)
from ecomcore.orders.checks import Ask
from ecomcore.orders.money import LIVE
from ecomcore.orders.once import once
from ecomcore.orders.plans import LINES, REQUEST, LineChange, Receipt, Transfer
from ecomcore.orders.settlement import amended_money, refund_moves, settle_moves
from ecomcore.orders.telling import facts_of_receipt
from ecomcore.orders.views import own_order
from ecomcore.shop.currency import currency_of
from ecomcore.shop.models import Case, Order, OrderLine, Shipment
from ecomcore.shop.operation_rules import ExchangeRules, ReturnRules, SendBackRules
from ecomcore.shop.outbox.changes import Subject, record
from ecomcore.shop.rules import load_rules


def receive_goods(
    session: Session, case_number: str, key: str, now: datetime, *, resellable: bool | None = None
) -> Receipt:
    """Take in goods that were sent back, and write down in the outbox that they came.

    Args:
        session: session on the shop's database; the caller commits.
        case_number: number of the case.
        key: idempotency key, as in `execute`.
        now: the current time.
        resellable: whether the goods go back into stock; default: unless the shop was at fault.

    Raises:
        NotFoundError: there is no such case (`case_not_found`). NotAllowedError: it is not waiting
        for goods (`case_status`), or a gift card no longer covers the difference.
    """
    case = session.scalars(select(Case).where(Case.number == case_number)).one_or_none()
    if case is None:
        raise NotFoundError(f"there is no case {case_number!r}", code="case_not_found")

    def work() -> Receipt:
        receipt = _receive(session, case, now, resellable)
        request = REQUEST.validate_python(case.detail["request"])
        change = record(
            session,
            receipt.operation,
            Subject("order", case.order_id),
            customer_id=request.customer_id,
            facts=facts_of_receipt(receipt),
            now=now,
        )
        return replace(receipt, change_number=change.number)

    return once(session, f"case:{case_number}", key, f"receive_{case.kind}", now, work)


def _receive(session: Session, case: Case, now: datetime, resellable: bool | None) -> Receipt:
    session.refresh(case)
    if case.kind not in ("return", "exchange") or case.status != "requested":
        refuse(
            "case_status",
            f"case {case.number} ({case.kind}) is {case.status!r}",
            status=case.status,
        )
    request = REQUEST.validate_python(case.detail["request"])
    order = own_order(session, request.customer_id, case.order_id, lock=True)
    changes = LINES.validate_python(case.lines)
    skus = [sku for change in changes for sku in (change.sku, change.new_sku) if sku]
    lock_rows(session, order.customer_id, skus)
    ask = Ask(session, request, now, load_rules(session), order)
    moves = _owed(ask, case)
    if resellable is None:
        resellable = not (ask.reason and ask.reason.shop_fault)
    by_id = {line.id: line for line in order.lines}
    for change in changes:
        by_id[change.line_id].status = "returned" if case.kind == "return" else "exchanged"
        if resellable:
            move_stock(session, change.sku, change.quantity)
    if case.kind == "exchange":
        _send_replacements(order, changes, int(case.detail["goods_cents"]))
    move_money(session, order, moves, now)
    case.status = "done"
    case.detail = {**case.detail, "settled": True, "received_at": now.isoformat()}
    order.status = _status_received(ask, case)
    kind = f"{case.kind}_received"
    note(order, kind, now, {"case": case.number, "transfers": moves_detail(moves)})
    return Receipt(
        operation=f"receive_{case.kind}",
        order_id=order.id,
        at=now,
        currency=currency_of(session),
        status=order.status,
        total_cents=order.total_cents,
        lines=changes,
        transfers=moves,
        refund_cents=sum(move.amount_cents for move in moves if move.kind == "refund"),
        charge_cents=sum(move.amount_cents for move in moves if move.kind == "payment"),
        case_number=case.number,
    )


def _owed(ask: Ask, case: Case) -> tuple[Transfer, ...]:
    """Return the movements of money that the case still waits for."""
    if case.detail.get("settled"):
        return ()
    rule = ask.rule
    if isinstance(rule, ReturnRules):
        return refund_moves(ask, case.refund_cents, rule.refund_ways)
    assert isinstance(rule, ExchangeRules)  # noqa: S101 - a case waits for goods of these two
    _, _, total = amended_money(ask.order, int(case.detail["goods_cents"]))
    difference = total - ask.order.total_cents
    return settle_moves(ask, difference, rule.settle_ways, rule.any_method)


def _send_replacements(order: Order, changes: Sequence[LineChange], delta_cents: int) -> None:
    set_money(order, *amended_money(order, delta_cents))
    position = max(line.position for line in order.lines)
    for offset, change in enumerate(changes, start=1):
        order.lines.append(
            OrderLine(
                order_id=order.id,
                position=position + offset,
                product_id=change.product_id,
                sku=change.new_sku or change.sku,
                title=dict(change.title),
                options=dict(change.new_options or change.options),
                quantity=change.quantity,
                unit_price_cents=change.new_unit_price_cents or 0,
            )
        )
    order.shipments.append(Shipment(order_id=order.id, status="preparing"))


def _status_received(ask: Ask, case: Case) -> str:
    rule, order = ask.rule, ask.order
    assert isinstance(rule, SendBackRules)  # noqa: S101
    open_cases = ask.session.scalars(
        select(Case.id).where(
            Case.order_id == order.id,
            Case.id != case.id,
            Case.kind.in_(("return", "exchange")),
            Case.status == "requested",
        )
    ).all()
    if open_cases:
        return order.status
    gone = not any(line.status in LIVE for line in order.lines)
    if rule.status_received and (gone or case.kind == "exchange"):
        return rule.status_received
    return str(case.detail["status_before"] or order.status)
