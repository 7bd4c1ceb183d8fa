"""The changes of an order that a shopper may ask for, as data: what each needs and how they stand to one another."""

from __future__ import annotations

from dataclasses import dataclass

from actions.turn.turn import Turn
from ecomcore.orders import OrderView, orders_of, possible_operations
from ecomcore.orders.plans import Operation

ORDERS_READ = 30


@dataclass(frozen=True)
class Change:
    """One kind of change of an order; others are named by their intents."""

    name: str
    """The intent that asks for it."""
    operation: Operation
    """What the core calls it."""
    intents: tuple[str, ...]
    """Intents that a message about it may have while it is being arranged."""
    picks_lines: bool = False
    """Whether the shopper says which lines are meant (else the whole order is)."""
    swaps: bool = False
    """Whether each line needs another variant."""
    stands_in: tuple[str, ...] = ()
    """What is done instead where the shop does not offer it, or not at this point of the order's life."""
    alternatives: tuple[str, ...] = ()
    """What is offered after a refusal, by a button."""
    early: str | None = None
    """What is done instead while the order has not left: what was not sent need not come back."""
    becomes: str | None = None
    """The swap that it becomes if another version of what is given back is wanted after all."""
    replaces: frozenset[str] = frozenset()
    """Which changes of the same order it takes the place of: who wants a new one does not want the money back."""


_SWAPPING = ("change_item", "exchange_order", "size_advice", "cart_update")

CHANGES = {
    change.name: change
    for change in (
        Change(
            "cancel_order",
            "cancel",
            ("cancel_order",),
            picks_lines=True,
            alternatives=("return_order",),
            becomes="change_item",
            replaces=frozenset(
                {"change_item", "change_address", "change_payment", "exchange_order"}
            ),
        ),
        Change(
            "change_item",
            "change_items",
            _SWAPPING,
            picks_lines=True,
            swaps=True,
            stands_in=("exchange_order",),
            replaces=frozenset({"cancel_order"}),
        ),
        Change(
            "exchange_order",
            "exchange_lines",
            _SWAPPING,
            picks_lines=True,
            swaps=True,
            stands_in=("change_item",),
            replaces=frozenset({"return_order", "cancel_order", "report_damaged"}),
        ),
        Change(
            "return_order",
            "return_lines",
            ("return_order", "refund_status"),
            picks_lines=True,
            alternatives=("cancel_order",),
            early="cancel_order",
            becomes="exchange_order",
            replaces=frozenset({"exchange_order", "cancel_order", "report_damaged"}),
        ),
        Change(
            "change_payment",
            "change_payment",
            ("change_payment",),
            replaces=frozenset({"cancel_order"}),
        ),
        Change(
            "change_address",
            "change_address",
            ("change_address",),
            replaces=frozenset({"cancel_order"}),
        ),
        Change(
            "report_damaged",
            "report_damaged",
            ("report_damaged", "return_order", "complain"),
            picks_lines=True,
            stands_in=("return_order",),
            replaces=frozenset({"return_order", "exchange_order"}),
        ),
        Change(
            "report_missing",
            "report_missing",
            ("report_missing", "order_status", "complain"),
            picks_lines=True,
        ),
    )
}
SWAPPED = frozenset(change.name for change in CHANGES.values() if change.swaps)


def is_possible(turn: Turn, change: Change, customer_id: str, order_id: str) -> bool:
    """Say whether a change of an order is possible now."""
    return change.operation in possible_operations(
        turn.session, customer_id, order_id, now=turn.now
    )


def able_orders(turn: Turn, change: Change, customer_id: str) -> list[OrderView]:
    """Return the customer's orders for which a change is possible now, the newest first."""
    return [
        order
        for order in orders_of(turn.session, customer_id, limit=ORDERS_READ)
        if is_possible(turn, change, customer_id, order.id)
    ]
