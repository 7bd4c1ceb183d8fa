"""Reads what is about the goods in the cart or in an order, where the words alone say something else."""

from __future__ import annotations

from collections.abc import Iterator

from actions.conversation.readers.making import reader
from actions.phrases import says
from actions.skills.cart import cart
from actions.turn.turn import Turn
from actions.understanding import order_lines
from actions.understanding.reading import Reader, Reading
from actions.understanding.spoken import LOOKUPS
from ecomcore.orders import find_order
from ecomcore.orders.refunds import refund_status
from ecomcore.shop import carts

TAKEN_FOR_REMOVAL = frozenset(
    {"cart_remove", "cancel_order", "reorder", "return_order", "stop_task", "nlu_fallback"}
)
"""Intents that "drop the tea again" may look like, which is about the cart if the tea is in it."""
UNLIKE_CANCELLING = frozenset({"reorder", "return_order"})
"""Intents of these that must also be told by the words, as they are mostly right."""
REFUND = "refund_status"
LIKELY_ENOUGH = 0.2
"""Least probability that the classifier gives to a question about one's own refund, where one is under way."""


def _takes_out(turn: Turn) -> bool:
    """Say whether the message takes something out of the cart that lies in it."""
    if turn.request.intent not in TAKEN_FOR_REMOVAL or not says(turn.text, "takes_out"):
        return False
    return is_in_cart(turn)


def is_in_cart(turn: Turn) -> bool:
    """Say whether the message calls something that lies in the cart."""
    view = carts.show(turn.session, cart.owner(turn), now=turn.now)
    return bool(view.lines) and cart.named_in_cart(turn, view) is not None


def _leaves_order(turn: Turn) -> bool:
    """Say whether something is to be taken out of the order that was spoken of last, not out of the empty cart."""
    order_id, customer_id = turn.memory.order_focus, turn.identity.customer_id
    is_open = turn.request.intent in TAKEN_FOR_REMOVAL and not turn.memory.tasks
    if not is_open or order_id is None or customer_id is None:
        return False
    if turn.request.intent in UNLIKE_CANCELLING and not says(turn.text, "takes_out"):
        return False
    order = find_order(turn.session, customer_id, order_id)
    if order is None or carts.show(turn.session, cart.owner(turn), now=turn.now).lines:
        return False
    return bool(order_lines.mentioned_lines(turn, order.lines))


def _asks_of_an_order(turn: Turn) -> bool:
    """Say whether what looks like a search has, besides an order's number, nothing that goods could be found by."""
    asked = turn.query
    is_thing = asked.types or asked.categories or asked.brands or asked.colours or asked.sizes
    return turn.request.intent in LOOKUPS and not is_thing


def _wrong_one_came(turn: Turn) -> Iterator[Reading]:
    """Read that another thing came than was ordered, also where the money shall come back for it."""
    is_told = says(turn.text, "came_wrong") and not says(turn.text, "verb_return_order")
    if turn.request.intent == "report_damaged" and is_told:
        yield Reading("report_damaged", "wrong-one-came", why="the wrong lamp came", is_sure=True)


def _asks_of_coming_money(turn: Turn) -> bool:
    """Say whether what may be a question about refunds comes from who waits for one of the order spoken of last."""
    order_id, customer_id = turn.memory.order_focus, turn.identity.customer_id
    chance = sum(float(r["confidence"]) for r in turn.request.ranking if r["name"] == REFUND)
    if order_id is None or customer_id is None or turn.request.intent not in {REFUND, "ask_policy"}:
        return False
    if chance < LIKELY_ENOUGH or find_order(turn.session, customer_id, order_id) is None:
        return False
    return bool(refund_status(turn.session, customer_id, order_id, now=turn.now))


READERS: tuple[Reader, ...] = (
    _wrong_one_came,
    reader("out-of-the-cart", "drop the tea again", "cart_remove", _takes_out),
    reader("leaves-the-order", "remove the mug", "cancel_order", _leaves_order, is_sure=True),
    reader("money-on-its-way", "so when do I get it", REFUND, _asks_of_coming_money, is_sure=True),
    reader(
        "asks-of-an-order",
        "has 20023 left yet?",
        "order_status",
        _asks_of_an_order,
        is_numbered=True,
    ),
)
"""Each names an example of what it is for."""
