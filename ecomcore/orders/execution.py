"""Carrying out a planned order operation exactly once, and taking in goods that were sent back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from ecomcore.errors import CodedError, NotAllowedError, NotFoundError
from ecomcore.orders.checks import Ask, refuse
from ecomcore.orders.money import LIVE, RETURNED_GOODS, returned_goods_cents
from ecomcore.orders.planning import SHIPPING_REFUNDED, plan_for
from ecomcore.orders.plans import (
    STORE_CREDIT,
    LineChange,
    Plan,
    Receipt,
    Request,
    Transfer,
)
from ecomcore.orders.settlement import amended_money, refund_moves, settle_moves
from ecomcore.orders.views import own_order
from ecomcore.shop.currency import currency_of
from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import (
    COUNTED,
    Case,
    Customer,
    Operation,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentMethod,
    Shipment,
    Variant,
)
from ecomcore.shop.numbers import new_number, random_letters
from ecomcore.shop.rules import ExchangeRules, ReturnRules, Rules, SendBackRules, load_rules

CASE_PREFIX = {"return": "R", "exchange": "E", "damaged": "D", "missing": "M"}
_KEY_LENGTH = 200
_REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
_LINES: TypeAdapter[tuple[LineChange, ...]] = TypeAdapter(tuple[LineChange, ...])


def _claim(session: Session, key: str, kind: str, now: datetime) -> Receipt | None:
    """Reserve the key, or return the receipt of what was done under it."""
    if insert_if_absent(session, Operation, key=key, kind=kind, result={}, at=now):
        return None
    done = session.get_one(Operation, key, populate_existing=True)
    if not done.result:
        refuse("in_progress", f"operation {key!r} has been started but not finished")
    receipt = Receipt.from_dict(done.result)
    object.__setattr__(receipt, "repeated", True)
    return receipt


def once(
    session: Session, owner: str, key: str, kind: str, now: datetime, work: Callable[[], Receipt]
) -> Receipt:
    """Do `work` unless it has been done under this key; return its first receipt.

    The key belongs to its owner: another customer's key never gives this receipt. `work` must
    refuse before its first change; a refusal frees the key.
    """
    full = f"{owner}:{key}"
    if len(full) > _KEY_LENGTH:
        full = hashlib.sha256(full.encode()).hexdigest()
    session.flush()
    first = _claim(session, full, kind, now)
    if first is not None:
        return first
    session.expire_all()
    try:
        receipt = work()
    except CodedError:
        session.execute(delete(Operation).where(Operation.key == full))
        raise
    session.get_one(Operation, full).result = receipt.as_dict()
    try:
        session.flush()
    except StaleDataError as error:
        raise NotAllowedError(
            "the order was changed by somebody else at the same moment; plan again", code="changed"
        ) from error
    return receipt


def _lock_rows(session: Session, customer_id: str, skus: Iterable[str]) -> None:
    session.scalars(
        select(Variant).where(Variant.sku.in_(set(skus))).order_by(Variant.sku).with_for_update()
    ).all()
    session.scalars(
        select(PaymentMethod)
        .where(PaymentMethod.customer_id == customer_id)
        .order_by(PaymentMethod.id)
        .with_for_update()
    ).all()


def _still_the_same(session: Session, plan: Plan, now: datetime) -> Order | None:
    """Lock what the plan is about and check that it would still do the same."""
    order = None
    if plan.order_id is not None:
        order = own_order(session, plan.customer_id, plan.order_id, lock=True)
    skus = [sku for line in plan.lines for sku in (line.sku, line.new_sku) if sku]
    _lock_rows(session, plan.customer_id, skus)
    fresh = plan_for(session, plan.request, now)
    if fresh != plan:
        refuse(
            "changed",
            f"order {plan.order_id} is not as it was when this was planned; show the new plan",
            plan=fresh.as_dict(),
        )
    return order


def _piece(session: Session, order: Order, change: LineChange) -> OrderLine:
    """Return the row that holds exactly these pieces, split off the line if it has more."""
    line = next(row for row in order.lines if row.id == change.line_id)
    if line.quantity == change.quantity:
        return line
    line.quantity -= change.quantity
    piece = OrderLine(
        order_id=order.id,
        position=line.position,
        product_id=line.product_id,
        sku=line.sku,
        title=dict(line.title),
        options=dict(line.options),
        quantity=change.quantity,
        unit_price_cents=line.unit_price_cents,
        status=line.status,
    )
    order.lines.append(piece)
    session.flush()
    return piece


def _move_stock(session: Session, sku: str | None, quantity: int) -> None:
    variant = session.get(Variant, sku) if sku else None
    if variant is not None and variant.counting == COUNTED:
        variant.stock += quantity


def _move_money(
    session: Session, order: Order, transfers: Sequence[Transfer], now: datetime
) -> None:
    for move in transfers:
        order.payments.append(
            Payment(
                order_id=order.id,
                at=now,
                kind=move.kind,
                amount_cents=move.amount_cents,
                method_id=move.method_id,
            )
        )
        method = session.get(PaymentMethod, move.method_id) if move.method_id else None
        if method is None and move.method_kind == STORE_CREDIT and move.method_id:
            method = PaymentMethod(
                id=move.method_id,
                customer_id=order.customer_id,
                kind=STORE_CREDIT,
                balance_cents=0,
            )
            session.add(method)
        if method is not None and method.balance_cents is not None:
            sign = 1 if move.kind == "refund" else -1
            method.balance_cents += sign * move.amount_cents
    session.flush()


def _set_money(order: Order, subtotal: int, discount: int, total: int) -> None:
    order.subtotal_cents, order.discount_cents, order.total_cents = subtotal, discount, total


def _note(order: Order, kind: str, now: datetime, detail: dict[str, Any], **facts: Any) -> None:
    """Write the event, and mark the order as changed so that its version moves."""
    order.events.append(OrderEvent(order_id=order.id, at=now, kind=kind, detail=detail))
    order.details = {**order.details, **facts, "changed_by": kind, "changed_at": now.isoformat()}


def _moves_detail(transfers: Sequence[Transfer]) -> list[dict[str, Any]]:
    return [asdict(move) for move in transfers]


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
        _piece(session, order, change).status = "cancelled"
        _move_stock(session, change.sku, change.quantity)
    if plan.whole_order:
        for parcel in order.shipments:
            parcel.status = "cancelled"
    else:
        value = sum(line.quantity * line.unit_price_cents for line in plan.lines)
        subtotal = order.subtotal_cents - value
        discount = order.discount_cents - (value - plan.goods_cents)
        _set_money(order, subtotal, discount, plan.total_after_cents)
    order.status = plan.status_after or order.status
    _move_money(session, order, plan.transfers, now)
    detail = {
        "lines": _LINES.dump_python(plan.lines, mode="json"),
        "reason": plan.reason,
        "transfers": _moves_detail(plan.transfers),
    }
    _note(order, plan.operation, now, detail)
    return _receipt(plan, order, now)


def _change_items(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    for change in plan.lines:
        piece = _piece(session, order, change)
        _move_stock(session, change.sku, change.quantity)
        _move_stock(session, change.new_sku, -change.quantity)
        piece.sku = change.new_sku or piece.sku
        piece.options = dict(change.new_options or {})
        piece.unit_price_cents = change.new_unit_price_cents or 0
    _set_money(order, *amended_money(order, plan.goods_cents))
    order.status = plan.status_after or order.status
    _move_money(session, order, plan.transfers, now)
    detail = {
        "lines": _LINES.dump_python(plan.lines, mode="json"),
        "difference_cents": plan.difference_cents,
        "transfers": _moves_detail(plan.transfers),
    }
    _note(order, plan.operation, now, detail)
    return _receipt(plan, order, now)


def _change_payment(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    method = session.get_one(PaymentMethod, plan.request.settle_with)
    _move_money(session, order, plan.transfers, now)
    before = order.payment_method_id
    order.payment_method_id, order.payment_kind = method.id, method.kind
    order.status = plan.status_after or order.status
    detail = {"from": before, "to": method.id, "transfers": _moves_detail(plan.transfers)}
    _note(order, plan.operation, now, detail)
    return _receipt(plan, order, now)


def _change_address(session: Session, plan: Plan, order: Order | None, now: datetime) -> Receipt:
    after = dict(plan.address_after or {})
    if order is None or plan.request.account:
        session.get_one(Customer, plan.customer_id).address = after
    if order is not None:
        order.address = after
        order.status = plan.status_after or order.status
        _note(order, plan.operation, now, {"account": plan.request.account})
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
            "request": _REQUEST.dump_python(plan.request, mode="json"),
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
    return {
        "code": f"RL-{random_letters(10).upper()}",
        "carrier": rule.carrier,
        "carrier_name": dict(carrier.name) if carrier else None,
        "to": list(rules.return_address),
        "paid_by": plan.return_paid_by,
        "send_back_by": (now + timedelta(days=rule.send_back_within_days)).date().isoformat(),
    }


def _request_send_back(
    session: Session, plan: Plan, order: Order, now: datetime, kind: str, status: str, **facts: Any
) -> Receipt:
    pieces = [(_piece(session, order, change), change) for change in plan.lines]
    lines = []
    for piece, change in pieces:
        piece.status = status
        dumped = _LINES.dump_python((change,), mode="json")[0]
        lines.append({**dumped, "line_id": piece.id})
    case = _open_case(session, plan, order, now, kind, lines)
    label = _label(load_rules(session), plan, now)
    case.detail = {**case.detail, "label": label}
    order.status = plan.status_after or order.status
    if plan.settle == "request":
        _move_money(session, order, plan.transfers, now)
    detail = {"case": case.number, "lines": lines, "reason": plan.reason, "settle": plan.settle}
    _note(order, plan.operation, now, detail, **facts)
    return _receipt(plan, order, now, case_number=case.number, label=label)


def _return(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    facts: dict[str, Any] = {RETURNED_GOODS: returned_goods_cents(order) + plan.goods_cents}
    if plan.shipping_refund_cents:
        facts[SHIPPING_REFUNDED] = True
    return _request_send_back(session, plan, order, now, "return", "return_requested", **facts)


def _exchange(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    for change in plan.lines:
        _move_stock(session, change.new_sku, -change.quantity)
    return _request_send_back(session, plan, order, now, "exchange", "exchange_requested")


def _report(session: Session, plan: Plan, order: Order, now: datetime) -> Receipt:
    kind = plan.operation.removeprefix("report_")
    lines = _LINES.dump_python(plan.lines, mode="json")
    case = _open_case(session, plan, order, now, kind, lines)
    _note(order, plan.operation, now, {"case": case.number, "priority": case.priority})
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


def execute(session: Session, plan: Plan, key: str, now: datetime) -> Receipt:
    """Carry out a plan exactly once.

    Args:
        session: session on the shop's database; the caller commits.
        plan: what `plan_…` returned, and the shopper agreed to.
        key: names this one confirmation (such as conversation and message id); the same key of the
            same customer changes nothing again and returns the first receipt.
        now: the current time.

    Raises:
        NotAllowedError: `changed` (with the new plan in `data`) if the order, its goods or the
            rules are no longer as planned, or the refusal that now applies.
        NotFoundError: the customer no longer has the order.
    """

    def work() -> Receipt:
        order = _still_the_same(session, plan, now)
        if order is None:
            return _change_address(session, plan, None, now)
        return _ACTIONS[plan.operation](session, plan, order, now)

    return once(session, plan.customer_id, key, plan.operation, now, work)


def receive_goods(
    session: Session, case_number: str, key: str, now: datetime, *, resellable: bool | None = None
) -> Receipt:
    """Take in goods that were sent back: the money moves, replacements are to be sent.

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
        return _receive(session, case, now, resellable)

    return once(session, f"case:{case_number}", key, f"receive_{case.kind}", now, work)


def _receive(session: Session, case: Case, now: datetime, resellable: bool | None) -> Receipt:
    session.refresh(case)
    if case.kind not in ("return", "exchange") or case.status != "requested":
        refuse(
            "case_status",
            f"case {case.number} ({case.kind}) is {case.status!r}",
            status=case.status,
        )
    request = _REQUEST.validate_python(case.detail["request"])
    order = own_order(session, request.customer_id, case.order_id, lock=True)
    changes = _LINES.validate_python(case.lines)
    skus = [sku for change in changes for sku in (change.sku, change.new_sku) if sku]
    _lock_rows(session, order.customer_id, skus)
    ask = Ask(session, request, now, load_rules(session), order)
    moves = _owed(ask, case)
    if resellable is None:
        resellable = not (ask.reason and ask.reason.shop_fault)
    by_id = {line.id: line for line in order.lines}
    for change in changes:
        by_id[change.line_id].status = "returned" if case.kind == "return" else "exchanged"
        if resellable:
            _move_stock(session, change.sku, change.quantity)
    if case.kind == "exchange":
        _send_replacements(order, changes, int(case.detail["goods_cents"]))
    _move_money(session, order, moves, now)
    case.status = "done"
    case.detail = {**case.detail, "settled": True, "received_at": now.isoformat()}
    order.status = _status_received(ask, case)
    kind = f"{case.kind}_received"
    _note(order, kind, now, {"case": case.number, "transfers": _moves_detail(moves)})
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
    _set_money(order, *amended_money(order, delta_cents))
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
