"""How a refund or a difference in price moves, by the shop's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ecomcore.errors import refuse
from ecomcore.orders.checks import Ask
from ecomcore.orders.money import paid_by_method, split_refund, transfer
from ecomcore.orders.plans import ORIGINAL, STORE_CREDIT, Transfer
from ecomcore.shop.models import Order, PaymentMethod

BALANCE_KINDS = ("gift_card", "store_credit")


def store_credit_id(customer_id: str) -> str:
    """Return the id of a customer's store credit."""
    return f"store_credit_{customer_id}"[:60]


def refund_moves(ask: Ask, amount_cents: int, ways: Sequence[str]) -> tuple[Transfer, ...]:
    """Return the refunds of an amount to where the shopper wants it, if the rules allow that way.

    Raises:
        NotAllowedError: `method_unknown` or `method_not_allowed`.
    """
    wish = ask.request.settle_with or (ORIGINAL if ORIGINAL in ways else next(iter(ways), ORIGINAL))
    payers = paid_by_method(ask.order)
    amount_cents = min(amount_cents, sum(payers.values()))
    fitting = [
        method.id
        for method in ask.methods.values()
        if method.kind in ways or (ORIGINAL in ways and method.id in payers)
    ]
    if wish == STORE_CREDIT and STORE_CREDIT in ways:
        return _to_store_credit(ask, amount_cents)
    if wish == ORIGINAL or (wish in payers and ORIGINAL in ways):
        if ORIGINAL not in ways:
            ask.refuse_method("method_not_allowed", "not to the original way to pay", ways, fitting)
        return split_refund(ask.order, amount_cents, ask.methods, ask.rules)
    method = ask.methods.get(wish)
    if wish == "gift_card":
        method = next((each for each in ask.methods.values() if each.kind == wish), None)
    if method is None and wish != STORE_CREDIT:
        ask.refuse_method(
            "method_unknown", f"the customer has no way to pay {wish!r}", ways, fitting
        )
    if method is None or method.kind not in ways:
        ask.refuse_method(
            "method_not_allowed", f"no refund to {wish!r} in this shop", ways, fitting
        )
    return only_if_any(transfer("refund", amount_cents, method, None, ask.rules))


def _to_store_credit(ask: Ask, amount_cents: int) -> tuple[Transfer, ...]:
    move = transfer("refund", amount_cents, None, STORE_CREDIT, ask.rules)
    return only_if_any(replace(move, method_id=store_credit_id(ask.request.customer_id)))


def only_if_any(move: Transfer) -> tuple[Transfer, ...]:
    """Return the movement, or nothing where no money moves."""
    return (move,) if move.amount_cents else ()


def check_balance(method: PaymentMethod, needed_cents: int) -> None:
    """Refuse a gift card or store credit that does not cover an amount (`gift_card_balance`)."""
    if method.kind in BALANCE_KINDS and (method.balance_cents or 0) < needed_cents:
        refuse(
            "gift_card_balance",
            f"{method.id} holds {method.balance_cents or 0}, {needed_cents} is needed",
            method_id=method.id,
            balance_cents=method.balance_cents or 0,
            needed_cents=needed_cents,
        )


def settle_moves(
    ask: Ask, difference_cents: int, ways: Sequence[str], any_method: bool
) -> tuple[Transfer, ...]:
    """Return how a difference in price is paid (positive) or given back (negative).

    An order that has not been paid yet only gets another total.

    Raises:
        NotAllowedError: the way is not allowed, none is known, or a gift card does not cover it.
    """
    payers = paid_by_method(ask.order)
    wish = ask.request.settle_with
    if difference_cents == 0 or not payers:
        return ()
    method = ask.methods.get(wish or "")
    if difference_cents < 0:
        if any_method and method is not None:
            return only_if_any(transfer("refund", -difference_cents, method, None, ask.rules))
        return refund_moves(ask, -difference_cents, ways)
    originals = {ask.order.payment_method_id, *payers}
    fitting = [
        each.id
        for each in ask.methods.values()
        if any_method or each.id in originals or each.kind in ways
    ]
    if wish in (None, ORIGINAL):
        method = ask.methods.get(ask.order.payment_method_id or "")
        if method is None:
            ask.refuse_method("method_needed", "no stored way pays the difference", ways, fitting)
    if method is None:
        ask.refuse_method(
            "method_unknown", f"the customer has no way to pay {wish!r}", ways, fitting
        )
    if method.id not in fitting:
        ask.refuse_method("method_not_allowed", f"{method.id} cannot settle it", ways, fitting)
    check_balance(method, difference_cents)
    return only_if_any(transfer("payment", difference_cents, method, None, ask.rules))


def amended_money(order: Order, delta_cents: int) -> tuple[int, int, int]:
    """Return subtotal, discount and total when the goods cost `delta_cents` more (or less)."""
    subtotal = order.subtotal_cents + delta_cents
    discount = min(order.discount_cents, subtotal)
    return subtotal, discount, subtotal - discount + order.shipping_cents
