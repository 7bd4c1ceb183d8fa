"""Reads what is about the goods in the cart or in an order, where the words alone say something else."""

from __future__ import annotations

from actions.conversation.readers.making import reader
from actions.phrases import says
from actions.skills.cart import cart
from actions.turn.turn import Turn
from actions.understanding import order_lines
from actions.understanding.reading import Reader
from actions.understanding.spoken import LOOKUPS
from ecomcore.orders import find_order
from ecomcore.shop import carts

TAKEN_FOR_REMOVAL = frozenset(
    {"cancel_order", "reorder", "return_order", "stop_task", "nlu_fallback"}
)
"""Intents that "drop the tea again" may look like, which is about the cart if the tea is in it."""


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
    is_open = turn.request.intent in TAKEN_FOR_REMOVAL | {"cart_remove"} and not turn.memory.tasks
    if not is_open or order_id is None or customer_id is None:
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


READERS: tuple[Reader, ...] = (
    reader("out-of-the-cart", "drop the tea again", "cart_remove", _takes_out),
    reader("leaves-the-order", "remove the mug", "cancel_order", _leaves_order, is_sure=True),
    reader(
        "asks-of-an-order",
        "has 20023 left yet?",
        "order_status",
        _asks_of_an_order,
        is_numbered=True,
    ),
)
"""Each names an example of what it is for."""
