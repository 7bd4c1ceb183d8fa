"""The intent that a request's own words name, where the classifier takes it for another one that is near."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions.phrases import says
from actions.turn.turn import Request
from actions.understanding.order_words import names_method
from ecomcore.shop.addresses import read_address

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])|，")
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


@dataclass(frozen=True)
class _Rule:
    """A request seen as one of some intents is `meant` as another if it has the phrases of a meaning (`hear.yml`)."""

    seen: frozenset[str]
    heard: str
    meant: str
    is_numbered: bool = True
    """Whether it has to name an order."""
    unless: str = ""
    """A meaning whose phrases it must not have."""

    def fits(self, request: Request) -> bool:
        """Say whether the rule is about this request."""
        if request.intent not in self.seen or not says(request.text, self.heard):
            return False
        if self.is_numbered and not request.value("order_number"):
            return False
        return not self.unless or not says(request.text, self.unless)


# The first that fits counts.
_RULES = (
    # "can I get 20002 in navy instead"
    _Rule(LOOKUPS, "instead", "change_item"),
    # "cancel 20021, my mail is …"
    *(
        _Rule(UNNAMED, f"verb_{intent}", intent, unless="not_so")
        for intent in ("cancel_order", "return_order", "exchange_order")
    ),
    # "wait, don't cancel it yet"
    _Rule(frozenset({"cancel_order"}), "not_yet", "stop_task", is_numbered=False),
    # "20012 I don't want any more"
    _Rule(UNNAMED | _TRACKING | _REFUSING, "gives_up", "cancel_order"),
    # "any coupons?", which is no question how they are used
    _Rule(
        UNNAMED | {"ask_policy", "recommend"},
        "asks_offers",
        "apply_coupon",
        is_numbered=False,
        unless="uses_coupon",
    ),
    # "take the mug out of that order"
    _Rule(frozenset({"cart_remove"}), "of_order", "cancel_order", is_numbered=False),
    # "no, just send me a new one", which is not "I'll buy a new one"
    _Rule(
        frozenset({"deny", "stop_task"}),
        "resolution_replacement",
        "exchange_order",
        is_numbered=False,
        unless="buys",
    ),
    # "I want the white one in the order instead"
    _Rule(_ADDING, "of_order", "change_item", is_numbered=False),
    # Who says "send back" wants to return what is faulty; who got a wrong or broken one and does not say so, claims.
    _Rule(frozenset({"report_damaged"}), "verb_return_order", "return_order", is_numbered=False),
    _Rule(
        frozenset({"return_order"}),
        "came_wrong",
        "report_damaged",
        is_numbered=False,
        unless="verb_return_order",
    ),
    _Rule(
        frozenset({"refund_status", "complain"}),
        "came_wrong",
        "report_damaged",
        unless="verb_return_order",
    ),
)


def as_spoken(request: Request) -> Request:
    """Return the request with the intent that its words name for sure, or as it is."""
    if request.intent == "affirm" and _is_picture(request.text):
        return replace(request, intent="nlu_fallback")
    if _settles_a_swap(request):
        return replace(request, intent="change_item", confidence=1.0)
    is_placed = request.intent in UNNAMED | _TRACKING and bool(request.value("order_number"))
    if is_placed and gives_address(request.text):
        return replace(request, intent="change_address", confidence=1.0)
    rule = next((rule for rule in _RULES if rule.fits(request)), None)
    return replace(request, intent=rule.meant, confidence=1.0) if rule else request


def _settles_a_swap(request: Request) -> bool:
    """Say whether a way to pay is only for the difference of a swap ("… for the white one. The rest to PayPal")."""
    if request.intent != "change_payment" or request.text.startswith("/"):
        return False
    kept = [
        s for s in _SENTENCE.split(request.text) if not (says(s, "settles") and names_method(s))
    ]
    rest = " ".join(kept)
    is_whole = len(kept) == len(_SENTENCE.split(request.text))
    return not is_whole and says(rest, "verb_change_item") and not names_method(rest)


def _is_picture(text: str) -> bool:
    """Say whether a text has signs but no words, and none of the signs that mean yes (🎧 is no 👍)."""
    has_signs = bool(text.strip()) and not any(character.isalnum() for character in text)
    return has_signs and not says(text, "yes_signs")


def gives_address(text: str) -> bool:
    """Say whether the text has an address that a parcel could be sent to."""
    address = read_address(text)
    return "street" in address and ("city" in address or "postcode" in address)
