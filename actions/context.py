"""What a message means after what was shown or told before it, where its words alone say something else."""

from __future__ import annotations

from dataclasses import replace

from actions import cart, order_words, references
from actions.turn import Request, Turn
from ecomcore.shop import carts

OF_OTHER_SIZE = frozenset({"exchange_order", "change_item"})
"""Intents that "I need a bigger one" has where there is nothing on the screen."""
TAKEN_FOR_REMOVAL = frozenset(
    {"cancel_order", "reorder", "return_order", "stop_task", "nlu_fallback"}
)
"""Intents that "drop the tea again" may look like, which is about the cart if the tea is in it."""
OF_ONE = frozenset(
    {"product_reviews", "ask_attribute", "size_advice", "ask_stock", "product_details"}
)
"""Intents that ask about one product."""


def in_context(turn: Turn) -> Request:
    """Return the request with the intent that it has at this point of the conversation."""
    request = turn.request
    if request.value("order_number") or request.text.startswith("/"):
        return request
    for fits, intent in ((_refines, "refine_search"), (_takes_out, "cart_remove")):
        if fits(turn):
            return replace(request, intent=intent)
    if _asks_about_one(turn):
        return replace(request, intent=_next_intent(turn, OF_ONE))
    return request


def _refines(turn: Turn) -> bool:
    """Say whether a wish for another size is about the list that was just shown, not about an order."""
    shown = turn.memory.shown or {}
    is_fresh = shown.get("at") == turn.memory.turns - 1 or turn.memory.order_focus is None
    if turn.request.intent not in OF_OTHER_SIZE or not shown.get("query") or not is_fresh:
        return False
    return bool(turn.service.engine.understand(turn.text, turn.language).refinements)


def _takes_out(turn: Turn) -> bool:
    """Say whether the message takes something out of the cart that lies in it."""
    if turn.request.intent not in TAKEN_FOR_REMOVAL or not order_words.says(turn.text, "takes_out"):
        return False
    view = carts.show(turn.session, cart.owner(turn), now=turn.now)
    return bool(view.lines) and cart.named_in_cart(turn, view) is not None


def _asks_about_one(turn: Turn) -> bool:
    """Say whether a message that looks like a comparison or like nothing names one product and asks about it."""
    if turn.request.intent == "compare_products":
        is_comparing = order_words.says(turn.text, "compares") or turn.request.values("ordinal")
        return not is_comparing and len(references.by_name(turn)) == 1
    return turn.request.intent == "nlu_fallback" and len(references.by_name(turn)) == 1


def _next_intent(turn: Turn, among: frozenset[str]) -> str:
    """Return the likeliest of these intents."""
    ranked = [found["name"] for found in turn.ranking if found["name"] in among]
    return str(ranked[0]) if ranked else "ask_attribute"
