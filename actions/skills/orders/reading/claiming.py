"""Whether a message that looks like something else answers the open question of a change for sure."""

from __future__ import annotations

from actions.skills.orders.details import OrderDetails
from actions.skills.orders.reading.hearing import Hearing
from actions.skills.orders.reading.lines import fewer
from actions.skills.orders.reading.reason import gives_reason
from actions.skills.orders.reading.variants import (
    asks_for_versions,
    becomes,
    names_version,
    open_to_change,
)
from actions.turn.memory import Question
from actions.understanding import order_lines, order_words
from ecomcore.orders import methods_of

MISTAKEN = frozenset(
    {
        "ask_attribute", "ask_policy", "ask_stock", "cart_add", "cart_remove", "cart_update", "compare_products",
        "give_details", "nlu_fallback", "out_of_scope", "product_details", "product_reviews", "recommend",
        "refine_search", "search_product", "similar_products", "size_advice", "stop_task", "talk_to_person",
    }
)  # fmt: skip
"""Intents that an answer about a version, a way to pay or a line may be taken for."""


def is_answer(message: Hearing, details: OrderDetails) -> bool:
    """Say whether the message gives a reason, a version, a way to pay or a line to keep, whatever it looks like."""
    if message.turn.request.intent in order_words.NO_REASONS and gives_reason(message):
        return True
    if not message.turn.identity.is_known or not message.text:
        return False
    if message.turn.request.intent not in MISTAKEN:
        return False
    if asks_for_versions(message, details) or fewer(message, details):
        return True
    if becomes(message, details):
        return True
    _, kept_words = order_words.without_kept(message.text)
    if order_lines.mentioned_lines(message.turn, message.lines(details), kept_words):
        return True
    is_settling = message.asking is Question.CONFIRM and message.says("settles")
    if message.asking is Question.METHOD or is_settling:
        methods = list(methods_of(message.turn.session, message.customer_id).values())
        return order_words.read_method(message.turn, methods) is not None
    return any(names_version(message, details, line) for line in open_to_change(message, details))
