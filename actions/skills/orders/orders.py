"""Skill `orders`: what a request about orders starts, once it is known which of its tasks is meant."""

from __future__ import annotations

from dataclasses import replace

from actions.phrases import pattern, says
from actions.skills.orders.details import LookupDetails
from actions.skills.orders.repertoire import CHANGES, SWAPPED, able_orders
from actions.skills.orders.requests import was_asked
from actions.skills.registry import handles
from actions.tasks import engine as tasks
from actions.turn.memory import Queued
from actions.turn.turn import Reply, Request, Turn
from actions.understanding import order_lines, order_variants, order_words
from ecomcore.text.tokens import normalise

LONGEST_METHOD = 16
"""Letters that the name of a way to pay takes behind "to" ("my gift card")."""
CLAIMS = frozenset({"report_missing", "report_damaged"})
"""Intents that the question whether something has arrived is taken for."""


@handles("reorder", changes=True, personal=True)  # at once, into the cart
@handles(
    "list_orders",
    "order_status",
    "refund_status",
    "invoice",
    "change_address",
    "change_payment",
    "return_order",
    "report_damaged",
    "report_missing",
    "cancel_order",
    personal=True,
)
def start_task(turn: Turn) -> Reply:
    """Start the task of the intent's name; "show me order 10023" is about that one order."""
    if turn.request.intent == "list_orders" and turn.request.value("order_number"):
        return order_status(turn)
    if order_words.asks_if_done(turn.text):
        return order_status(turn)
    only_asks = says(turn.text, "asks_if_arrived") and not says(turn.text, "never_came")
    if turn.request.intent in CLAIMS and only_asks:
        return order_status(turn)
    if turn.request.intent == "cancel_order" and says(turn.text, "all_orders"):
        return _cancel_each(turn)
    return tasks.start(turn, turn.request.intent)


def _cancel_each(turn: Turn) -> Reply:
    """Begin with the newest order that can be cancelled; the others follow one at a time, each with its own yes."""
    customer_id = turn.identity.customer_id
    orders = able_orders(turn, CHANGES["cancel_order"], customer_id) if customer_id else []
    # What shall be kept is another order: each of these is cancelled as a whole.
    text, _ = order_words.without_kept(turn.text)
    several = [
        replace(turn.request, text=text, entities=({"entity": "order_number", "value": order.id},))
        for order in orders
    ]
    if turn.request.value("order_number") or len(several) < 2:
        return tasks.start(turn, "cancel_order")
    turn.memory.queue += [Queued(request) for request in several[1:]]
    return tasks.start(replace(turn, request=several[0]), "cancel_order")


def order_status(turn: Turn) -> Reply:
    """Show the order whose number was given without a question."""
    return tasks.start(turn, "order_status")


def look_back(turn: Turn) -> Reply | None:
    """Go back to the task just ended, or tell how the order spoken of last is; None if that is not asked for."""
    is_asked = order_words.asks_how_it_went(turn.text) and not turn.memory.tasks
    focus = turn.memory.order_focus if is_asked and turn.identity.is_known else None
    # What the shop was asked for may have been decided since it was passed on: the order tells, not the last answer.
    is_asked_of_shop = focus is not None and turn.asked.dropped is None and was_asked(turn, focus)
    found = None if is_asked_of_shop else tasks.look_back(turn)
    if found is not None or focus is None:
        return found
    return tasks.start(turn, "order_status", LookupDetails(number=focus))


@handles("change_item", "exchange_order")
def swap(turn: Turn) -> Reply:
    """Change or exchange: which of the two it is depends on whether the order has left, not on the words."""
    if pattern("adds_to_order").search(turn.text):
        return Reply().say(turn.say("orders.cannot_add"))
    if _is_about_payment(turn.text):
        return tasks.start(tasks.with_request(turn, intent="change_payment"), "change_payment")
    first, *others = _swaps_by_order(turn)
    turn.memory.queue += [Queued(request) for request in others]
    return tasks.start(replace(turn, request=first), turn.request.intent)


def _swaps_by_order(turn: Turn) -> list[Request]:
    """Return the request, or one for each order where it names goods of several of them."""
    customer_id = turn.identity.customer_id
    if customer_id is None or turn.request.value("order_number") or turn.request.value("order"):
        return [turn.request]
    able = {
        order.id: order
        for name in SWAPPED
        for order in able_orders(turn, CHANGES[name], customer_id)
    }
    parts = order_lines.parts_by_order(turn, list(able.values()))
    if len(parts) < 2:
        return [turn.request]
    return [
        replace(
            turn.request,
            text=part,
            entities=({"entity": "order_number", "value": order.id},),
        )
        for order, part in parts
    ]


def _is_about_payment(text: str) -> bool:
    """Say whether what is changed to is a way to pay ("20011 to my gift card"), not a version of the goods."""
    until = order_variants.wanted_from(normalise(text))
    wanted = normalise(text)[until : until + LONGEST_METHOD] if until else ""
    return order_words.names_method(wanted) and not says(text, "settles")
