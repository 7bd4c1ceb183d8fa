"""Answers to questions about a change of an order while it is being arranged: how long, in time, faster, where to."""

from __future__ import annotations

from typing import Any

from actions.phrases import says
from actions.skills.orders import wording as order_texts
from actions.skills.orders.details import OrderDetails
from actions.skills.orders.reading.hearing import CONFIRMATIONS, REASON_QUESTIONS, Hearing
from actions.skills.orders.requests import is_asked_of_shop
from actions.turn.turn import Turn
from actions.understanding import order_words
from ecomcore.orders import OrderView, methods_of, possible_operations
from ecomcore.shop.rules import Rules, load_rules
from ecomcore.text.tokens import normalise

GIVES_BACK = frozenset({"cancel", "return_lines"})
"""Operations after which money goes back."""


def explained(message: Hearing, details: OrderDetails) -> str | None:
    """Return the answer to a question about the change that is being arranged; None where the message asks none."""
    turn, change = message.turn, message.change
    order = message.order(details) if turn.identity.is_known else None
    money = about_money(turn, change.operation, order, details.method)
    if money is not None or order is None:
        return money
    told = about(turn, change.name, change.operation, order)
    if told is None and message.asking in (*CONFIRMATIONS, *REASON_QUESTIONS):
        return about_method(turn, change.operation, order)
    return told


def about(turn: Turn, kind: str, operation: Any, order: OrderView) -> str | None:
    """Return the answer to a question about the change `kind` of an order; None where the message asks none."""
    text = normalise(turn.text)
    if not order_words.is_question(text) or turn.request.value("order_number") not in (
        None,
        order.id,
    ):
        return None
    if says(text, "asks_faster"):
        parcel = order_texts.parcel_words(turn, order)
        return "\n".join([turn.say("orders.cannot_speed_up"), *parcel])
    if says(text, "asks_in_time"):
        possible = possible_operations(turn.session, order.customer_id, order.id, now=turn.now)
        if operation in possible:
            is_asked = is_asked_of_shop(turn, operation)
            key = "orders.in_time_to_ask" if is_asked else "orders.in_time"
            return turn.say(key, task=turn.say(f"orders.task_{kind}"))
    if says(text, "asks_how_long") and not says(text, "about_delivery"):
        return _how_long(turn, operation, order, load_rules(turn.session))
    return None


def about_method(turn: Turn, operation: Any, order: OrderView) -> str | None:
    """Return that a way for the money is not in the account; None where no such way is named."""
    if operation not in GIVES_BACK or not order_words.names_method(turn.text):
        return None
    methods = list(methods_of(turn.session, order.customer_id).values())
    is_known = order_words.read_method(turn, methods) is not None
    is_known = is_known or any(order_words.names_kind(turn.text, m.kind) for m in methods)
    if is_known or order_words.refuses_method(turn.text):
        return None
    held = [order_texts.method_words(turn, m.kind, m.last_four) for m in methods]
    return turn.say("orders.not_stored", held=turn.speaker.join(held))


def about_money(
    turn: Turn, operation: Any, order: OrderView | None, chosen: str | None
) -> str | None:
    """Return where the money of a change goes; None where that is not asked or none goes back.

    Args:
        turn: the message.
        operation: what shall be done.
        order: the order that it is about, None where that is still open.
        chosen: the way for the money that the shopper has named, None for the one that was paid with.
    """
    if operation not in GIVES_BACK or not asks_where_to(turn.text):
        return None
    if is_asked_of_shop(turn, operation):
        return turn.say("orders.money_asked")
    if order is None:
        return turn.say("orders.money_as_paid")
    if order.paid_cents <= order.refunded_cents:
        return turn.say("orders.no_money_yet", number=order.number)
    return _money_words(turn, operation, order, load_rules(turn.session), chosen)


def asks_where_to(text: str) -> bool:
    """Say whether the words ask where money will go, not how far it has come."""
    return says(text, "asks_where_to") and not says(text, "asks_how_far")


def _how_long(turn: Turn, operation: Any, order: OrderView, rules: Rules) -> str:
    rule: Any = rules.of(operation)
    if is_asked_of_shop(turn, operation):
        return turn.say("orders.passed_on_at_once")
    if getattr(rule, "answer_within_days", None):
        return order_texts.answer_words(turn, rule.answer_within_days)
    parts = [turn.say("orders.done_at_once")]
    if getattr(rule, "send_back_within_days", None):
        parts.append(turn.say("orders.hand_in_within", days=rule.send_back_within_days))
    if operation in GIVES_BACK and order.paid_cents > order.refunded_cents:
        parts.append(_money_words(turn, operation, order, rules, None))
    return "\n".join(parts)


def _money_words(
    turn: Turn, operation: Any, order: OrderView, rules: Rules, chosen: str | None
) -> str:
    """Return to which way to pay the money goes, and when."""
    kind, last_four = _way_back(turn, order, chosen)
    days = rules.refund_days_of(kind)
    when = days and order_texts.when_words(turn, days.least, days.most, is_business=days.business)
    is_later = getattr(rules.of(operation), "settle", "") == "receipt"
    way = order_texts.method_words(turn, kind, last_four)
    if when is None:
        key = "orders.money_later_some_time" if is_later else "orders.money_back_some_time"
        return turn.say(key, way=way)
    key = "orders.money_later" if is_later else "orders.money_back"
    return turn.say(key, way=way, when=when)


def _way_back(turn: Turn, order: OrderView, chosen: str | None) -> tuple[str, str | None]:
    """Return kind and last digits of the way to pay that was chosen, else of the one that was paid with."""
    stored = methods_of(turn.session, order.customer_id)
    way = stored.get(chosen or "") or order.payment_method
    if chosen == "store_credit":
        return chosen, None
    return (way.kind, way.last_four) if way else ("unknown", None)
