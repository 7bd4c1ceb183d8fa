"""How one change of an order takes the place of another: by the shopper's wish, or because only that is possible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.phrases import says
from actions.skills.orders.details import OrderDetails, taken_over
from actions.skills.orders.reading.hearing import Hearing
from actions.skills.orders.reading.order import said_numbers
from actions.skills.orders.repertoire import CHANGES, SWAPPED, Change, is_possible
from actions.tasks import engine as tasks
from actions.turn.memory import Details, Task
from actions.turn.turn import Reply, Turn
from actions.understanding import order_lines, order_words
from ecomcore.shop.rules import load_rules


def handed_over(message: Hearing, details: OrderDetails, to: str) -> Details | None:
    """Return order and lines for a change that is wanted instead of this one, None where both are wanted."""
    if to not in CHANGES or message.change.name not in CHANGES[to].replaces:
        return None
    order = message.order(details) if message.turn.identity.is_known else None
    if order is None or message.says("besides"):
        return None
    if any(number != order.id for number in said_numbers(message)):
        return None
    named = {line.id for line in order_lines.mentioned_lines(message.turn, order.lines)}
    if details.lines and named and not named & set(details.lines):
        return None
    lines = () if named else details.lines
    held = OrderDetails(order=order.id, lines=lines, quantities=details.quantities)
    return taken_over(held, tasks.details_of(to))


def wanted_instead(message: Hearing, details: OrderDetails) -> str | None:
    """Return the other change of the same order that is wanted by who takes this one back, None where none is."""
    order = message.order(details)
    left = order_words.taken_back(message.text, message.change.name)
    if order is None or not left:
        return None
    asked = message.turn.request.intent
    named = [asked] if asked in CHANGES else []
    named += ["change_payment"] if order_words.names_method(left) else []
    named += [name for name in CHANGES if says(left, f"verb_{name}")]
    taking_over = [CHANGES[name] for name in named if message.change.name in CHANGES[name].replaces]
    possible = (
        c for c in taking_over if is_possible(message.turn, c, message.customer_id, order.id)
    )
    return next((change.name for change in possible), None)


def successor(turn: Turn, task: Task[Any], change: Change, customer_id: str) -> Reply | None:
    """Lead the task on as the one that stands in for this one, which is not possible (now); None where none does.

    An exchange is a change of the order before it ships, and the other way round; a return is a cancellation before it
    does, and what the words name besides is done where only that is possible ("cancel it, I want to send it back").
    Where a shop takes no claims, what came broken is returned.
    """
    order_id, rules = task.details.order, load_rules(turn.session)
    named = [name for name in change.alternatives if says(turn.text, f"verb_{name}")]
    instead = [*named, change.early] if change.early else named
    for other in (CHANGES[name] for name in instead):
        if order_id and is_possible(turn, other, customer_id, order_id):
            return lead_on(turn, task, other.name)
    is_offered = rules.mode_of(change.operation) != "off"
    if is_offered and (not order_id or change.name not in SWAPPED):
        return None
    for other in (CHANGES[name] for name in change.stands_in):
        if order_id:
            fits = is_possible(turn, other, customer_id, order_id)
            fits = fits and not is_possible(turn, change, customer_id, order_id)
        else:
            fits = rules.mode_of(other.operation) != "off"
        if fits:
            return lead_on(turn, task, other.name)
    return None


def lead_on(turn: Turn, task: Task[Any], name: str) -> Reply:
    """Go on with the task as another kind of change of the same things."""
    held = replace(task.details, becomes=None, reason=None)
    return tasks.become(turn, task, name, taken_over(held, tasks.details_of(name)))
