"""The arithmetic of an order: who paid what, what pieces count, how a refund is split."""

from __future__ import annotations

from collections.abc import Mapping

from ecomcore.money import half_up
from ecomcore.orders.plans import Transfer
from ecomcore.shop.models import Order, OrderLine, PaymentMethod
from ecomcore.shop.operation_rules import UNPAID
from ecomcore.shop.rules import Rules

LIVE = ("ordered", "exchange_requested")
"""Statuses of a line whose worth is part of what the customer keeps."""
RETURNED = ("return_requested", "returned")
RETURNED_GOODS = "returned_goods_cents"
"""Key in `Order.details`: what the goods that went (or are going) back counted."""


def paid_by_method(order: Order) -> dict[str | None, int]:
    """Return what each way to pay has paid and not got back, in cents; the order's own first.

    What was refunded to a way that had not paid it (a gift card, say) came from those that had.
    An order past `pending` without any payment on record came from a shop that does not export
    payments: it counts as paid in full by its way to pay.
    """
    net: dict[str | None, int] = {}
    known = any(payment.kind == "payment" for payment in order.payments)
    if not known and order.status not in (*UNPAID, "cancelled"):
        net[order.payment_method_id] = order.total_cents
    for payment in reversed(order.payments):
        sign = -1 if payment.kind == "refund" else 1
        net[payment.method_id] = net.get(payment.method_id, 0) + sign * payment.amount_cents
    first = order.payment_method_id
    ordered = sorted(net.items(), key=lambda item: item[0] != first)
    elsewhere = -sum(amount for _, amount in ordered if amount < 0)
    left: dict[str | None, int] = {}
    for method, amount in ordered:
        if amount > 0:
            taken = min(amount, elsewhere)
            elsewhere -= taken
            left[method] = amount - taken
    return {method: amount for method, amount in left.items() if amount > 0}


def value_cents(line: OrderLine) -> int:
    """Return the price of all pieces of a line."""
    return line.quantity * line.unit_price_cents


def returned_goods_cents(order: Order) -> int:
    """Return what the goods that went (or are going) back counted.

    Known from the returns that were made here; for lines that came back before the import, their
    part of the goods.
    """
    if RETURNED_GOODS in order.details:
        return int(order.details[RETURNED_GOODS])
    value = sum(value_cents(line) for line in order.lines if line.status in RETURNED)
    everything = _bought_value(order)
    return half_up((everything - order.discount_cents) * value, everything) if value else 0


def _bought_value(order: Order) -> int:
    return sum(value_cents(line) for line in order.lines if line.status in (*LIVE, *RETURNED))


def goods_shares(order: Order, values: list[int]) -> list[int]:
    """Return what pieces of these prices count after their part of the order's discount.

    The parts of all lines add up to exactly what the goods cost, in whatever order and steps they
    are asked for, because each step shares out what is left.
    """
    left = max(0, _bought_value(order) - order.discount_cents - returned_goods_cents(order))
    left_value = sum(value_cents(line) for line in order.lines if line.status in LIVE)
    shares = []
    for value in values:
        share = half_up(left * value, left_value) if left_value else 0
        shares.append(share)
        left, left_value = left - share, left_value - value
    return shares


def transfer(
    kind: str,
    amount_cents: int,
    method: PaymentMethod | None,
    fallback_kind: str | None,
    rules: Rules,
) -> Transfer:
    """Return a movement of money, with the days that a refund to this kind of payment takes, if the shop says."""
    method_kind = method.kind if method else fallback_kind
    days = rules.refund_days_of(method_kind)
    refund = kind == "refund"
    return Transfer(
        kind="refund" if refund else "payment",
        method_id=method.id if method else None,
        method_kind=method_kind,
        last_four=method.last_four if method else None,
        amount_cents=amount_cents,
        days_least=days.least if refund and days else None,
        days_most=days.most if refund and days else None,
        business_days=bool(days and days.business),
    )


def split_refund(
    order: Order, amount_cents: int, methods: Mapping[str, PaymentMethod], rules: Rules
) -> tuple[Transfer, ...]:
    """Return refunds of an amount to where the money came from, never more than came from there."""
    moves = []
    for method_id, net in paid_by_method(order).items():
        part = min(net, amount_cents)
        if part > 0:
            method = methods.get(method_id or "")
            moves.append(transfer("refund", part, method, order.payment_kind, rules))
            amount_cents -= part
    return tuple(moves)
