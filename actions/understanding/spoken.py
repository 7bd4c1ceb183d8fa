"""The intent that a request's own words name, where the classifier takes it for another one that is near."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.phrases import says
from actions.turn.turn import Request
from actions.understanding.order_words import names_method
from actions.understanding.rules import Place, Rule, first_fitting
from ecomcore.shop.addresses import read_address

_CLAUSE = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])|，")
LOOKUPS = frozenset(
    {"ask_attribute", "ask_policy", "ask_stock", "cart_add", "cart_update", "compare_products", "product_details",
     "product_reviews", "search_product", "similar_products", "size_advice"}
)  # fmt: skip
"""Intents that a piece of an enumeration ("and the lamp to white") may look like."""
UNNAMED = frozenset({"give_details", "nlu_fallback"})
"""Intents of a message that says nothing clear about what is to be done."""
_TRACKING = frozenset({"order_status", "list_orders"})
_ADDING = frozenset({"cart_add", "cart_update"})
_REFUSING = frozenset({"deny", "stop_task", "cart_remove"})


def _spoken(
    name: str,
    example: str,
    seen: frozenset[str],
    meaning: str,
    meant: str,
    *,
    is_numbered: bool = True,
    unless: str = "",
) -> Rule[Request]:
    """Return the rule that a request seen as one of some intents is `meant` as another if it has phrases of a meaning.

    `is_numbered`: it has to name an order. `unless`: a meaning whose phrases it must not have.
    """

    def fits(request: Request) -> bool:
        if request.intent not in seen or not says(request.text, meaning):
            return False
        if is_numbered and not request.value("order_number"):
            return False
        return not unless or not says(request.text, unless)

    return Rule(name, Place.REQUEST, example, meant, fits)


RULES: tuple[Rule[Request], ...] = (
    Rule(
        "picture-is-no-yes",
        Place.REQUEST,
        "🎧",
        "nlu_fallback",
        lambda request: request.intent == "affirm" and _is_picture(request.text),
    ),
    Rule(
        "difference-of-a-swap",
        Place.REQUEST,
        "change 10023 to the white one. The rest to PayPal",
        "change_item",
        lambda request: _settles_a_swap(request),
    ),
    Rule(
        "address-for-an-order",
        Place.REQUEST,
        "20003: 12 Elm Street, 04109 Portland",
        "change_address",
        lambda request: _is_placed(request),
    ),
    _spoken("instead", "can I get 20002 in navy instead", LOOKUPS, "instead", "change_item"),
    *(
        _spoken(
            f"bare-{intent}",
            "cancel 20021, my mail is …",
            UNNAMED,
            f"verb_{intent}",
            intent,
            unless="not_so",
        )
        for intent in ("cancel_order", "return_order", "exchange_order")
    ),
    _spoken(
        "not-yet",
        "wait, don't cancel it yet",
        frozenset({"cancel_order"}),
        "not_yet",
        "stop_task",
        is_numbered=False,
    ),
    _spoken(
        "gives-up",
        "20012 I don't want any more",
        UNNAMED | _TRACKING | _REFUSING,
        "gives_up",
        "cancel_order",
    ),
    _spoken(
        "asks-offers",
        "any coupons?",
        UNNAMED | {"ask_policy", "recommend"},
        "asks_offers",
        "apply_coupon",
        is_numbered=False,
        unless="uses_coupon",
    ),
    _spoken(
        "out-of-the-order",
        "take the mug out of that order",
        frozenset({"cart_remove"}),
        "of_order",
        "cancel_order",
        is_numbered=False,
    ),
    _spoken(
        "new-one-instead",
        "no, just send me a new one",
        frozenset({"deny", "stop_task"}),
        "resolution_replacement",
        "exchange_order",
        is_numbered=False,
        unless="buys",
    ),
    _spoken(
        "in-the-order-instead",
        "I want the white one in the order instead",
        _ADDING,
        "of_order",
        "change_item",
        is_numbered=False,
    ),
    # Who says "send back" wants to return what is faulty; who got a wrong one and does not say so, claims.
    _spoken(
        "faulty-goes-back",
        "it is broken, I want to send it back",
        frozenset({"report_damaged"}),
        "verb_return_order",
        "return_order",
        is_numbered=False,
    ),
    _spoken(
        "wrong-one-came",
        "you sent me the wrong lamp",
        frozenset({"return_order"}),
        "came_wrong",
        "report_damaged",
        is_numbered=False,
        unless="verb_return_order",
    ),
    _spoken(
        "wrong-one-in-order",
        "20004: you sent me the wrong lamp, money back",
        frozenset({"refund_status", "complain"}),
        "came_wrong",
        "report_damaged",
        unless="verb_return_order",
    ),
)
"""The first that fits counts."""


def as_spoken(request: Request) -> Request:
    """Return the request with the intent that its words name for sure, or as it is."""
    rule = first_fitting(RULES, request, request.intent)
    if rule is None:
        return request
    sure = request.confidence if rule.meant in UNNAMED else 1.0
    return replace(request, intent=rule.meant, confidence=sure)


def _is_placed(request: Request) -> bool:
    """Say whether a request that says nothing else gives an order and an address."""
    is_placed = request.intent in UNNAMED | _TRACKING and bool(request.value("order_number"))
    return is_placed and gives_address(request.text)


def _settles_a_swap(request: Request) -> bool:
    """Say whether a way to pay is only for the difference of a swap ("… for the white one. The rest to PayPal")."""
    if request.intent != "change_payment" or request.text.startswith("/"):
        return False
    kept = [s for s in _CLAUSE.split(request.text) if not (says(s, "settles") and names_method(s))]
    rest = " ".join(kept)
    is_whole = len(kept) == len(_CLAUSE.split(request.text))
    return not is_whole and says(rest, "verb_change_item") and not names_method(rest)


def _is_picture(text: str) -> bool:
    """Say whether a text has signs but no words, and none of the signs that mean yes (🎧 is no 👍)."""
    has_signs = bool(text.strip()) and not any(character.isalnum() for character in text)
    return has_signs and not says(text, "yes_signs")


def gives_address(text: str) -> bool:
    """Say whether the text has an address that a parcel could be sent to."""
    address = read_address(text)
    return "street" in address and ("city" in address or "postcode" in address)
