"""Puts the parts of a message right: joins details to the request they belong to, separates orders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from actions.order_words import says
from actions.turn import Request
from ecomcore.shop.addresses import read_address

SWAPS = frozenset({"exchange_order", "change_item"})
"""Intents that are often taken for one another, so that two in a row about one order are one request."""
CHANGES = frozenset(
    {"cancel_order", "change_address", "change_payment", "change_item", "exchange_order", "return_order"}
)  # fmt: skip
DETAILS = frozenset({"change_payment", "refund_status", "ask_policy", "checkout", "apply_coupon"})
"""Intents that a sentence about the money of a change may look like."""
REASONS = frozenset({"report_damaged", "report_missing", "size_advice", "complain"})
"""Intents that the reason for a change may look like ("cancel 10023, ordered by mistake")."""
WISHES = frozenset({"return_order", "refund_status", "reorder"})
"""Intents that the wish after a complaint may look like ("it came broken, I want my money back")."""
POINTS_BACK = re.compile(r"\b(?:it|them|this|that|these|those)\b|它|这", re.IGNORECASE)
LONGEST_NAME = 5
"""Words that the name of a product has at most."""
NAMES = frozenset({"search_product", "product_details", "similar_products"})
"""Intents that the rest of an enumeration may look like ("compare the Tarn and the Grid half-zip")."""


def joined(requests: Iterable[Request]) -> list[Request]:
    """Return the requests, those that only tell more about the one before joined to it."""
    kept: list[Request] = []
    for request in requests:
        if kept and _tells_more(kept[-1], request):
            kept[-1] = _together(kept[-1], request)
        else:
            kept.append(request)
    return kept


def without_postcodes(request: Request) -> Request:
    """Return the request without order numbers that are the postcode of an address in its text."""
    if request.intent not in CHANGES or not request.value("order_number"):
        return request
    postcode = read_address(request.text).get("postcode")
    kept = tuple(
        found
        for found in request.entities
        if found.get("entity") != "order_number" or str(found["value"]) != postcode
    )
    return replace(request, entities=kept)


def by_order(request: Request) -> list[Request]:
    """Return a change of several orders as one request for each order."""
    numbers = list(dict.fromkeys(str(number) for number in request.values("order_number")))
    if request.intent not in CHANGES or len(numbers) < 2:
        return [request]
    others = [found for found in request.entities if found.get("entity") != "order_number"]
    return [
        replace(request, entities=({"entity": "order_number", "value": number}, *others))
        for number in numbers
    ]


def _tells_more(first: Request, second: Request) -> bool:
    before = {str(number) for number in first.values("order_number")}
    after = {str(number) for number in second.values("order_number")}
    if before and after - before:
        return False
    if first.intent == "report_damaged":
        if second.intent in SWAPS:
            return not after and POINTS_BACK.search(second.text) is not None
        return second.intent in WISHES and not after and says(second.text, "settles")
    if first.intent == "compare_products":
        return second.intent in NAMES and len(second.text.split()) <= LONGEST_NAME
    if first.intent not in CHANGES:
        return False
    if second.intent in REASONS:
        return not after
    if second.intent in DETAILS and first.intent != "change_payment":
        return says(second.text, "settles") and not says(second.text, "asks_when")
    return first.intent == second.intent or {first.intent, second.intent} <= SWAPS


def _together(first: Request, second: Request) -> Request:
    entities = [*first.entities]
    entities += [found for found in second.entities if found not in entities]
    # "the shoes are too tight, can I swap them": the complaint is the reason, the swap is the request.
    is_swap = first.intent not in CHANGES and second.intent in SWAPS
    intent = second.intent if is_swap else first.intent
    return replace(
        first, text=f"{first.text}. {second.text}", intent=intent, entities=tuple(entities)
    )
