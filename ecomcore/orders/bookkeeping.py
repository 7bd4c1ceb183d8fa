"""Writing what happens to an order into its rows: pieces, stock, money, events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.orders.plans import STORE_CREDIT, LineChange, Transfer
from ecomcore.shop.models import (
    COUNTED,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentMethod,
    Variant,
)


def lock_rows(session: Session, customer_id: str, skus: Iterable[str]) -> None:
    """Lock the versions and the customer's ways to pay, always in the same order."""
    session.scalars(
        select(Variant).where(Variant.sku.in_(set(skus))).order_by(Variant.sku).with_for_update()
    ).all()
    session.scalars(
        select(PaymentMethod)
        .where(PaymentMethod.customer_id == customer_id)
        .order_by(PaymentMethod.id)
        .with_for_update()
    ).all()


def split_piece(session: Session, order: Order, change: LineChange) -> OrderLine:
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


def move_stock(session: Session, sku: str | None, quantity: int) -> None:
    """Put pieces into stock, or take them out; a version that is not sold any more, or not counted, is left alone."""
    variant = session.get(Variant, sku) if sku else None
    if variant is not None and variant.counting == COUNTED:
        variant.stock += quantity


def move_money(
    session: Session, order: Order, transfers: Sequence[Transfer], now: datetime
) -> None:
    """Write down movements of money, and change the balances of gift cards and store credit."""
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


def set_money(order: Order, subtotal: int, discount: int, total: int) -> None:
    """Set what an order costs."""
    order.subtotal_cents, order.discount_cents, order.total_cents = subtotal, discount, total


def note(order: Order, kind: str, now: datetime, detail: dict[str, Any], **facts: Any) -> None:
    """Write the event, and mark the order as changed so that its version moves."""
    order.events.append(OrderEvent(order_id=order.id, at=now, kind=kind, detail=detail))
    order.details = {**order.details, **facts, "changed_by": kind, "changed_at": now.isoformat()}


def moves_detail(transfers: Sequence[Transfer]) -> list[dict[str, Any]]:
    """Return movements of money as JSON values."""
    return [asdict(move) for move in transfers]
