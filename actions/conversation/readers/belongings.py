"""Reads what is about the goods in the cart or in an order, where the words alone say something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from actions.conversation.readers.making import reader
from actions.phrases import pattern, says
from actions.skills.cart import cart
from actions.skills.orders import facts
from actions.skills.orders.news import ON_THE_WAY
from actions.skills.orders.repertoire import ORDERS_READ
from actions.turn.turn import Json, Turn
from actions.understanding import order_lines
from actions.understanding.order_words import is_question
from actions.understanding.reading import Reader, Reading
from actions.understanding.scene import Scene
from actions.understanding.spoken import LOOKUPS
from ecomcore.orders import OrderView, find_order, orders_of
from ecomcore.orders.refunds import refund_status
from ecomcore.shop import carts

TAKEN_FOR_REMOVAL = frozenset(
    {"cart_remove", "cancel_order", "reorder", "return_order", "stop_task", "nlu_fallback"}
)
"""Intents that "drop the tea again" may look like, which is about the cart if the tea is in it."""
UNLIKE_CANCELLING = frozenset({"reorder", "return_order"})
"""Intents of these that must also be told by the words, as they are mostly right."""
REFUND = "refund_status"
CLAIM = "report_damaged"
LEAST_CLAIM = 0.05
"""Least probability of a complaint about goods, where the words name some that were bought and what is wrong."""
RETURN_OR_RULE = frozenset({"ask_policy", "return_order", "refund_status"})
"""Intents that the question whether something may be returned is taken for."""
ORDERS = frozenset(
    {
        "change_address",
        "change_payment",
        "invoice",
        "list_orders",
        "order_status",
        "own_spending",
        "refund_status",
    }
)
"""Intents that a question after what stands in an order may look like."""
BEYOND_FACTS = frozenset(
    {
        "cancel_order",
        "change_item",
        "exchange_order",
        "invoice",
        "refund_status",
        "reorder",
        "report_damaged",
        "report_missing",
        "return_order",
    }
)
"""Intents of what is asked of an order besides what stands in it."""
LIKELY_OTHER = 0.35
"""Probability from which such an intent is not taken for a question after a fact."""
LEAST_ORDERS = 0.25
"""Least probability of these together, where no order is named and none was spoken of."""
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
    chance = _chance(turn.request.ranking, REFUND)
    if order_id is None or customer_id is None or turn.request.intent not in {REFUND, "ask_policy"}:
        return False
    if chance < LIKELY_ENOUGH or find_order(turn.session, customer_id, order_id) is None:
        return False
    return bool(refund_status(turn.session, customer_id, order_id, now=turn.now))


def _orders(turn: Turn) -> list[OrderView]:
    customer_id = turn.identity.customer_id
    if customer_id is None:
        return []
    return turn.once(
        ("orders", customer_id, turn.text),
        lambda: orders_of(turn.session, customer_id, limit=ORDERS_READ),
    )


def _is_faulty_purchase(turn: Turn) -> bool:
    """Say whether goods of one's own are told not to work, or those of an order may be complained of."""
    if is_question(turn.text) or says(turn.text, "verb_return_order"):
        return False
    is_told = pattern("malfunctions").search(turn.text) is not None
    is_own = says(turn.text, "bought_here") or (is_told and says(turn.text, "owns"))
    if is_told and is_own and not says(turn.text, "wants_anew"):
        return bool(turn.query.types or turn.query.categories) or _came_with_an_order(turn)
    likely = max(_chance(turn.request.ranking, CLAIM), _chance(turn.ranking, CLAIM))
    is_complaint = is_told or is_own or says(turn.text, "fault")
    return likely >= LEAST_CLAIM and is_complaint and _came_with_an_order(turn)


def _came_with_an_order(turn: Turn) -> bool:
    """Say whether the message calls something that came with an order of this customer."""
    came = [order for order in _orders(turn) if order.status == "delivered"]
    return any(order_lines.mentioned_lines(turn, order.lines) for order in came)


def _asks_to_return(turn: Turn) -> bool:
    """Say whether it is asked whether one's own goods may be returned, those of one order or of the one spoken of."""
    if (
        turn.request.intent not in RETURN_OR_RULE
        or pattern("asks_to_return").search(turn.text) is None
    ):
        return False
    orders = _orders(turn)
    is_focus = turn.memory.order_focus is not None and says(turn.text, "acts_on_it")
    return is_focus or order_lines.order_by_lines(turn, orders) is not None


def _adds_goods(turn: Turn) -> bool:
    """Say whether goods shall be put into an order that is placed already, not into the cart by another name."""
    if pattern("adds_to_order").search(turn.text) is None:
        return False
    orders = _orders(turn)
    is_open = any(order.status in ON_THE_WAY for order in orders)
    is_shopping = bool(carts.show(turn.session, cart.owner(turn), now=turn.now).lines)
    if not is_open or (is_shopping and not turn.request.value("order_number")):
        return False
    asked = turn.query
    is_own = any(order_lines.mentioned_lines(turn, order.lines) for order in orders)
    return bool(asked.types or asked.categories or is_own)


def _wants_it_sooner(turn: Turn) -> bool:
    """Say whether the order that is named, or was spoken of last, shall come sooner."""
    customer_id = turn.identity.customer_id
    number = turn.request.value("order_number") or turn.memory.order_focus
    if customer_id is None or not number or not says(turn.text, "asks_faster"):
        return False
    return find_order(turn.session, customer_id, str(number)) is not None and not turn.memory.tasks


def _asks_a_fact(turn: Turn) -> Iterator[Reading]:
    """Read a question after what stands in an order: what was paid, how, where it goes, what is in it."""
    is_other = turn.request.intent in BEYOND_FACTS and turn.request.confidence >= LIKELY_OTHER
    if turn.memory.tasks or is_other:
        return
    is_of_one = turn.request.value("order_number") or turn.last_skill in ORDERS
    likely = sum(_chance(turn.request.ranking, intent) for intent in ORDERS)
    is_own = bool(is_of_one) or likely >= LEAST_ORDERS
    if not is_own and (not turn.identity.is_known or Scene.of(turn).about):
        return
    found = facts.asked(turn)
    if found is not None and (is_own or found.is_clear):
        skill = "own_spending" if found.label == facts.OF_ALL else "order_status"
        yield Reading(skill, "order-fact", found.similarity, why=found.label, is_sure=True)


def _chance(ranking: Iterable[Json], intent: str) -> float:
    return sum(float(found["confidence"]) for found in ranking if found["name"] == intent)


READERS: tuple[Reader, ...] = (
    reader("faulty-purchase", "the boots leak", CLAIM, _is_faulty_purchase, is_sure=True),
    reader(
        "asks-to-return", "can I still return it", "return_order", _asks_to_return, is_sure=True
    ),
    reader(
        "adds-goods",
        "add socks to my open order",
        "change_item",
        _adds_goods,
        is_numbered=None,
        is_sure=True,
    ),
    reader(
        "sooner",
        "can it come earlier",
        "hurry_order",
        _wants_it_sooner,
        is_numbered=None,
        is_sure=True,
    ),
    _wrong_one_came,
    _asks_a_fact,
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
