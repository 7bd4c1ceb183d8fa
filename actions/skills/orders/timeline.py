"""How far an order has come: the steps that channels draw as a line."""

from __future__ import annotations

from datetime import date, datetime

from actions.turn.payloads import OrderStep
from actions.turn.turn import Turn
from ecomcore.orders import OrderView

STEPS = ("ordered", "processing", "shipped", "delivered")
REACHED = {
    "pending": 0,
    "paid": 0,
    "processing": 1,
    "processed": 1,
    "shipped": 2,
    "delivered": 3,
}
"""The step at which an order of each status is; one that was cancelled or sent back is at none."""


def steps_of(turn: Turn, order: OrderView) -> tuple[OrderStep, ...]:
    """Return the steps from the order to its delivery, with their days; none where it takes another way."""
    reached = REACHED.get(order.status)
    if reached is None:
        return ()
    days = (order.placed_at, None, order.shipped_at, order.delivered_at or order.expected_on)
    is_over = order.delivered_at is not None or order.status == "delivered"
    return tuple(
        OrderStep(
            name=turn.say(f"orders.status_{name}"),
            at=_day(turn, day),
            state="done" if number < reached or is_over else "now" if number == reached else "next",
        )
        for number, (name, day) in enumerate(zip(STEPS, days, strict=True))
    )


def _day(turn: Turn, day: date | datetime | None) -> str | None:
    return turn.speaker.day(day, turn.now) if day else None
