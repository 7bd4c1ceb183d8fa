"""Reads what somebody wants done where the words alone look like something else, or what nobody wants done."""

from __future__ import annotations

from actions.catalogue import references
from actions.conversation.readers.making import reader
from actions.phrases import opening, pattern, says
from actions.skills import knowledge, sale_facts
from actions.skills.cart import cart
from actions.skills.products import giving
from actions.turn.turn import Turn
from actions.understanding.order_words import is_question
from actions.understanding.reading import Reader
from actions.understanding.scene import Scene
from ecomcore.customers import ages

LIKE_TAKING = frozenset(
    {"affirm", "give_details", "nlu_fallback", "praise", "product_details", "refine_search"}
)
"""Intents that "I'll take this one" may look like."""
LIKE_BUYING = frozenset({"apply_coupon", "cart_add", "gift_ideas"})
"""Intents that the wish to buy what is no product of the catalogue, such as a gift card, may look like."""
URGENT = frozenset({"report_danger", "report_fraud"})
"""Intents that a story with such words in it may look like."""
NEARLY_SURE = 0.85
LIKE_ASKING_WHO = frozenset(
    {"capabilities", "change_language", "nlu_fallback", "out_of_scope", "smalltalk"}
)
"""Intents that the question whether this is a machine may look like."""
PERSON = "talk_to_person"
CHANGES_OF_ORDERS = frozenset(
    {"cancel_order", "change_address", "change_payment", "exchange_order", "return_order"}
)
"""Intents that a guest's question whether something is allowed may look like."""


def _asks_for_offers(turn: Turn) -> bool:
    """Say whether the message asks which coupons and sales there are, for no kind of thing and not how they work."""
    is_asked = says(turn.text, "asks_offers") and not says(turn.text, "uses_coupon")
    is_of_kind = turn.query.types or turn.query.categories or references.names_goods(turn)
    return is_asked and not is_of_kind and not cart.names_coupon(turn)


def _takes_one(turn: Turn) -> bool:
    """Say whether the message takes what is in hand or on the screen, whatever else it says of it."""
    is_taken = turn.request.intent in LIKE_TAKING and says(turn.text, "takes_one")
    return is_taken and bool(Scene.of(turn).about) and not is_question(turn.text)


def _buys_no_product(turn: Turn) -> bool:
    """Say whether what shall be put in the cart is none of the goods but something that the shop has written about."""
    if turn.request.intent not in LIKE_BUYING or not says(turn.text, "into_the_cart"):
        return False
    is_about_goods = references.names_goods(turn) or references.by_position(turn)
    if is_about_goods or cart.names_coupon(turn) or Scene.of(turn).about:
        return False
    return knowledge.answers(turn)


def _asks_in_a_story(turn: Turn) -> bool:
    """Say whether a story that sounds urgent leads to a question which the shop's entries answer."""
    is_doubtful = turn.request.intent in URGENT and turn.request.confidence < NEARLY_SURE
    return is_doubtful and is_question(turn.text) and knowledge.answers(turn)


def _asks_if_machine(turn: Turn) -> bool:
    return turn.request.intent in LIKE_ASKING_WHO and says(turn.text, "asks_if_machine")


def _puts_question_right(turn: Turn) -> bool:
    """Say whether the message only says what the last question was about ("no, I mean the people on the phone")."""
    is_answered = turn.last_skill == "ask_policy" and turn.request.intent == PERSON
    return (
        is_answered and opening(turn.text, "puts_right") > 0 and bool(knowledge.weighed(turn).rows)
    )


def _gives_on_a_budget(turn: Turn) -> bool:
    """Say whether what looks like a question for people of an age names no age, but what may be spent."""
    amounts = giving.amounts(turn) if turn.request.intent == "popular_with" else []
    return bool(amounts) and ages.age_in(turn.text, turn.now.year, but=amounts) is None


def _asks_what_is_allowed(turn: Turn) -> bool:
    """Say whether a guest asks what the rule is ("opened the tea, is a return ok?"), of no order that is named.

    The rule is told before anybody is asked who they are; doing it is a button away.
    """
    if turn.identity.is_known or turn.memory.tasks or turn.request.value("order_number"):
        return False
    if turn.request.intent not in CHANGES_OF_ORDERS or not is_question(turn.text):
        return False
    is_request = says(turn.text, "own_order") or pattern("asks_us").search(turn.text) is not None
    return not is_request and knowledge.is_told(turn)


READERS: tuple[Reader, ...] = (
    reader("takes-one", "I'll take this one", "cart_add", _takes_one, is_sure=True),
    reader("buys-no-product", "a gift card, please", "ask_policy", _buys_no_product, is_sure=True),
    reader("asks-in-a-story", "… how do I pay?", "ask_policy", _asks_in_a_story, is_sure=True),
    reader("asks-for-offers", "any coupons?", "apply_coupon", _asks_for_offers, is_sure=True),
    reader(
        "asks-until-when",
        "when does the sale end?",
        "ask_policy",
        sale_facts.asks,
        is_sure=True,
    ),
    reader(
        "gives-on-a-budget",
        "something for a baby shower, budget 40",
        "gift_ideas",
        _gives_on_a_budget,
        is_sure=True,
    ),
    reader(
        "asks-what-is-allowed",
        "can I return opened tea?",
        "ask_policy",
        _asks_what_is_allowed,
        is_sure=True,
    ),
    reader("asks-if-machine", "are you a bot?", "bot_challenge", _asks_if_machine, is_sure=True),
    reader(
        "puts-question-right", "I mean the people", "ask_policy", _puts_question_right, is_sure=True
    ),
)
"""Each names an example of what it is for."""
