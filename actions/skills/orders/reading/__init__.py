"""Reading a change of an order from a message: each reader returns the details with what it found, or None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from actions.skills.orders.details import OD
from actions.skills.orders.reading.hearing import Hearing
from actions.skills.orders.reading.lines import read_lines
from actions.skills.orders.reading.method import read_method
from actions.skills.orders.reading.order import read_order
from actions.skills.orders.reading.reason import read_reason
from actions.skills.orders.reading.variants import becomes, read_variants


def read_change(
    message: Hearing, details: OD, read_more: Callable[[Hearing, OD], OD | None]
) -> OD | None:
    """Read order, lines, variants, reason, ways to pay, then whatever else the change needs.

    Args:
        message: the message and the change that it may be about.
        details: what has been said before.
        read_more: reads what only this kind of change needs.

    Returns:
        The details with what was said, None where the message says nothing about the change.
    """
    if swap := becomes(message, details):
        return replace(details, becomes=swap)
    said = [details]
    for read in (read_order, read_lines, read_variants, read_reason, read_method, read_more):
        found = read(message, said[-1])
        said += [found] if found is not None else []
    is_going_on = message.turn.request.value("choice") == "go_on"
    return said[-1] if len(said) > 1 or is_going_on else None
