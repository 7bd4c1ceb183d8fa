"""Puts the parts of a message right: joins details to the request they belong to, takes apart what is two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from actions.phrases import pattern, says
from actions.turn import trace
from actions.turn.turn import SURE, Json, Request
from actions.understanding.order_words import corrects, is_question, last_correction, names_method
from actions.understanding.rules import Place, Rule, first_fitting
from actions.understanding.spoken import LOOKUPS, as_spoken, gives_address
from ecomcore.shop.addresses import read_address
from ecomcore.text.tokens import words
from shoptalk.sentences import sentences

SWAPS = frozenset({"exchange_order", "change_item"})
"""Intents that are often taken for one another, so that two in a row about one order are one request."""
CHANGES = frozenset(
    {"cancel_order", "change_address", "change_payment", "change_item", "exchange_order", "return_order"}
)  # fmt: skip
GIVEN_UP = frozenset({"cancel_order", "return_order"})
CART = frozenset({"cart_add", "cart_update"})
COUNTED = frozenset({"order_number", "quantity"})
"""What is told by numbers, of which a later one may take the place of an earlier one."""
DETAILS = frozenset({"change_payment", "refund_status", "ask_policy", "checkout", "apply_coupon"})
"""Intents that a sentence about the money of a change may look like."""
STORIES = frozenset({"report_damaged", "report_missing", "complain"})
"""Intents that the story before a request may look like ("I ordered two helmets and want to cancel one")."""
REASONS = STORIES | {"size_advice"}
"""Intents that the reason for a change may look like ("cancel 10023, ordered by mistake")."""
WISHES = frozenset({"return_order", "refund_status", "reorder"})
"""Intents that the wish after a complaint may look like ("it came broken, I want my money back")."""
BARE_QUESTION = 3
"""So many words ask nothing of their own: "how much", after a question for the shop's rules."""
LONGEST_NAME = 5
"""Words that the name of a product has at most."""
NAMES = frozenset({"search_product", "product_details", "similar_products"})
"""Intents that the rest of an enumeration may look like ("compare the Tarn and the Grid half-zip")."""

OF_GOODS = NAMES | CART | {"ask_stock", "cart_show", "nlu_fallback", "refine_search", "size_advice"}
"""Intents that the rest of a wish for the cart may look like ("…, M to my cart")."""


def sorted_out(requests: Iterable[Request]) -> list[Request]:
    """Return what a message asks for, one request for each thing that is to be done."""
    rightly = (without_corrected(as_spoken(without_postcodes(request))) for request in requests)
    parts = [part for request in rightly for part in taken_apart(request)]
    return [part for request in joined(parts) for part in by_order(request)]


def joined(requests: Iterable[Request]) -> list[Request]:
    """Return the requests, those that only tell more about the one before joined to it."""
    kept: list[Request] = []
    for part in requests:
        request = part
        if kept and (rest := _rest_of(kept[-1], request)):
            kept[-1], request = _moved(rest, request, kept[-1])
            if not request.text:
                continue
        if kept and (meant := _corrected(kept[-1], request)):
            trace.note("takes-back", kept[-1].intent, meant.intent)
            kept[-1] = meant
        elif kept and first_fitting(RULES, (kept[-1], request), request.intent):
            kept[-1] = _together(kept[-1], request)
        else:
            kept.append(request)
    return kept


def _corrected(first: Request, second: Request) -> Request | None:
    """Return what is meant where a piece takes back the one before it, None where it does not.

    "Two of those, no wait, just one" is about one; "cancel 10023, no wait, change its address" is a change of address.
    """
    if not corrects(first.text, second.text):
        return None
    pair = {first.intent, second.intent}
    if pair <= CART:
        told = {str(found.get("entity")) for found in second.entities}
        kept = [found for found in first.entities if found.get("entity") not in told]
        text = f"{first.text}. {second.text}"
        return replace(first, text=text, entities=(*second.entities, *kept))
    if len(pair) < 2 or not pair <= CHANGES or pair <= SWAPS:
        return None
    if second.value("order_number"):
        return second
    numbers = (found for found in first.entities if found.get("entity") == "order_number")
    return replace(second, entities=(*second.entities, *numbers))


def without_corrected(request: Request) -> Request:
    """Return the request without the numbers that others take the place of ("cancel 10023, no wait, 10045")."""
    place = last_correction(request.text)
    after = {found.get("entity") for found in request.entities if _place(found) > place}
    kept = tuple(
        found
        for found in request.entities
        if found.get("entity") not in COUNTED & after or _place(found) > place
    )
    return replace(request, entities=kept) if place else request


def _place(found: Json) -> int:
    return int(found.get("start") or 0)


def _rest_of(first: Request, second: Request) -> str:
    """Return the beginning of a piece that still belongs to the change before it, or nothing.

    It is the rest of an address ("…, Oakland" and "CA 94607. And …"), or of an enumeration ("return the lamp" and "the
    desk. And exchange …").
    """
    rest = next(iter(sentences(second.text)), "")
    if first.intent == "change_address":
        held, whole = read_address(first.text), read_address(f"{first.text}, {rest}")
        return rest if "street" in held and whole.keys() - held.keys() >= {"postcode"} else ""
    is_other = first.intent in CHANGES and second.intent in CHANGES - {first.intent}
    if not is_other or second.confidence >= SURE or pattern("request").search(rest):
        return ""
    is_bare = pattern("enumerated").match(rest) and not says(rest, f"verb_{second.intent}")
    return rest if is_bare and rest != second.text else ""


def _moved(rest: str, second: Request, first: Request) -> tuple[Request, Request]:
    """Return both requests after the beginning of the second has been moved to the end of the first."""
    numbers = [e for e in second.entities if e.get("entity") == "order_number"]
    moved = [found for found in numbers if _is_in(found, rest)]
    link = ", " if first.intent == "change_address" else " and "
    added = () if first.intent == "change_address" else tuple(moved)
    return (
        replace(first, text=first.text + link + rest, entities=(*first.entities, *added)),
        replace(
            second,
            text=second.text.removeprefix(rest).strip(),
            entities=tuple(found for found in second.entities if found not in moved),
        ),
    )


def without_postcodes(request: Request) -> Request:
    """Return the request without order numbers that are the postcode of an address in its text."""
    if request.intent not in CHANGES or not request.value("order_number"):
        return request
    address = read_address(request.text)
    postcode = address.get("postcode") if {"street", "city"} & address.keys() else None
    kept = tuple(
        found
        for found in request.entities
        if found.get("entity") != "order_number" or str(found["value"]) != postcode
    )
    return replace(request, entities=kept)


def taken_apart(request: Request) -> list[Request]:
    """Return a change with the sentences that ask for another change taken out of it.

    These are sentences that give an address, and those that name an order and another thing to do with it.
    """
    if request.intent not in CHANGES or request.text.startswith("/"):
        return [request]
    parts: list[tuple[str, list[str]]] = []
    for sentence in sentences(request.text):
        intent = _intent_of(sentence, request)
        if intent == "change_address" and parts and says(parts[-1][1][-1], "addresses"):
            # "I typed the wrong address for 20001. It should be …"
            before = parts[-1][1].pop()
            parts = [part for part in parts if part[1]]
            parts.append((intent, [before, sentence]))
        elif parts and parts[-1][0] == intent:
            parts[-1][1].append(sentence)
        else:
            parts.append((intent, [sentence]))
    if len(parts) < 2:
        return [replace(request, intent=parts[0][0])] if parts else [request]
    return [_part(request, intent, " ".join(said)) for intent, said in parts]


def _intent_of(sentence: str, request: Request) -> str:
    """Return what a sentence of a request asks for, if it is another change, else the request's own intent."""
    if gives_address(sentence):
        return "change_address"
    has_number = any(
        found.get("entity") == "order_number" and _is_in(found, sentence)
        for found in request.entities
    )
    if not has_number or says(sentence, f"verb_{request.intent}"):
        return request.intent
    others = [i for i in sorted(CHANGES - {request.intent}) if says(sentence, f"verb_{i}")]
    return others[0] if len(others) == 1 else request.intent


def _is_in(found: dict[str, object], text: str) -> bool:
    return str(found["value"]).lower() in text.lower()


def _part(request: Request, intent: str, text: str) -> Request:
    entities = tuple(
        found
        for found in request.entities
        if found.get("entity") != "order_number" or _is_in(found, text)
    )
    if intent == "change_address" and not any(
        found.get("entity") == "order_number" for found in entities
    ):
        entities = request.entities
    return replace(request, intent=intent, text=text, entities=entities)


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


Pair = tuple[Request, Request]


def _joining(name: str, example: str, fits: Callable[[Request, Request], bool]) -> Rule[Pair]:
    """Return the rule that a piece only tells more about the one before, unless it names another order."""

    def is_about_it(pair: Pair) -> bool:
        before, after = ({str(n) for n in piece.values("order_number")} for piece in pair)
        return not (before and after - before) and fits(*pair)

    return Rule(name, Place.PAIR, example, "joined", is_about_it)


def _is_told_before(first: Request, second: Request) -> bool:
    return first.intent in NAMES and second.intent in REASONS | CHANGES and _is_story(first, second)


def _is_put_right(first: Request, second: Request) -> bool:
    is_numbered = bool(second.value("order_number"))
    return first.intent == "report_damaged" and _puts_right(second, is_numbered=is_numbered)


def _is_compared_too(first: Request, second: Request) -> bool:
    is_name = second.intent in NAMES and len(second.text.split()) <= LONGEST_NAME
    return first.intent == "compare_products" and is_name


def _goes_on_about_goods(first: Request, second: Request) -> bool:
    is_fragment = len(words(second.text)) <= LONGEST_NAME and not _is_request(second)
    return first.intent in CART and is_fragment and second.intent in OF_GOODS


def _asks_on(first: Request, second: Request) -> bool:
    is_about_shop = first.intent == "ask_policy" and is_question(second.text)
    return is_about_shop and len(words(second.text)) <= BARE_QUESTION


def _is_reason(first: Request, second: Request) -> bool:
    is_telling = second.intent in REASONS or second.intent == "something_else"
    is_bare = is_telling and not second.value("order_number")
    return first.intent in CHANGES and is_bare


def _is_kept(first: Request, second: Request) -> bool:
    """Say whether a piece tells what of the order shall stay, or go, in the change before it."""
    tells = any(says(second.text, meaning) for meaning in ("keeps", "stays", "the_rest"))
    return first.intent in GIVEN_UP and second.intent not in CHANGES and tells


def _is_settled(first: Request, second: Request) -> bool:
    is_of_goods = first.intent in CHANGES - {"change_payment"}
    return is_of_goods and second.intent not in REASONS and _settles(second)


def _is_same_change(first: Request, second: Request) -> bool:
    if first.intent not in CHANGES or second.intent in REASONS:
        return False
    if second.intent in DETAILS and first.intent != "change_payment":
        return False
    return first.intent == second.intent or {first.intent, second.intent} <= SWAPS


def _is_more_of_version(first: Request, second: Request) -> bool:
    """Say whether what looks like a question about goods tells more about those of the change before it."""
    is_ordering = first.intent in CHANGES or first.intent == "report_damaged"
    if second.intent not in LOOKUPS or not is_ordering:
        return False
    if not _is_request(second) or pattern("goes_on").match(second.text):
        return True
    return first.intent in SWAPS and pattern("prefers_version").search(second.text) is not None


def _is_story(search: Request, after: Request) -> bool:
    """Say whether what looks like a search tells what the request after it is about.

    "I saw the board cheaper and want to return mine. Refund me", or "your earbuds are awful, they fell apart".
    """
    if after.intent in CHANGES:
        return says(search.text, f"verb_{after.intent}")
    return not _is_request(search) and pattern("points_back").search(after.text) is not None


def _leads_up_to(story: Request, after: Request) -> bool:
    """Say whether a piece only tells what the change after it is about, or what that one takes the place of."""
    if after.intent in SWAPS and says(story.text, "takes_back") and not story.value("order_number"):
        return True
    if story.intent not in STORIES or after.intent not in CHANGES or story.value("order_number"):
        return False
    is_plain = story.intent == "report_damaged" and not says(story.text, "fault")
    return is_plain or story.confidence < SURE


def _puts_right(wish: Request, *, is_numbered: bool) -> bool:
    """Say whether a request after a complaint is how the shopper wants it to be put right."""
    points_back = pattern("points_back").search(wish.text) is not None
    if wish.intent == "return_order" and is_numbered:
        return points_back
    if wish.intent in SWAPS:
        return not is_numbered and points_back
    return wish.intent in WISHES and not is_numbered and says(wish.text, "settles")


def _settles(request: Request) -> bool:
    """Say whether a piece of a message only tells how the money of a change shall move."""
    if not says(request.text, "settles") or says(request.text, "asks_when"):
        return False
    is_bare = not request.value("order_number") and names_method(request.text)
    return request.intent in DETAILS or is_bare


def _is_request(request: Request) -> bool:
    """Say whether a piece of a message asks for something, and is not only a part of an enumeration."""
    return pattern("request").search(request.text) is not None


RULES: tuple[Rule[Pair], ...] = (
    _joining(
        "more-of-the-version",
        "swap the chair … and the lamp to white",
        lambda a, b: _is_more_of_version(a, b),
    ),
    _joining(
        "leads-up-to",
        "I ordered two helmets … and want to cancel one",
        lambda a, b: _leads_up_to(a, b),
    ),
    _joining("story-before", "your earbuds are awful … they fell apart", _is_told_before),
    _joining("put-right", "it came broken … I want my money back", _is_put_right),
    _joining("compared-too", "compare the Tarn … and the Grid half-zip", _is_compared_too),
    _joining("goes-on", "add the jacket … in navy, M", _goes_on_about_goods),
    _joining("asks-on", "do you ship to Japan … how much", _asks_on),
    _joining("reason", "cancel 10023 … ordered by mistake", _is_reason),
    _joining("kept", "cancel the jacket … the mug stays", _is_kept),
    _joining("settled", "return the lamp … refund to PayPal", _is_settled),
    _joining("same-change", "cancel the mug … and cancel the tea", _is_same_change),
)
"""What a piece may be to the one before it; the first that fits counts."""


def _together(first: Request, second: Request) -> Request:
    entities = [*first.entities]
    entities += [found for found in second.entities if found not in entities]
    # "the shoes are too tight, can I swap them": the complaint is the reason, the swap is the request.
    is_swap = first.intent not in CHANGES and second.intent in SWAPS
    is_return = second.intent == "return_order" and bool(second.value("order_number"))
    is_complaint = first.intent in NAMES and second.intent in REASONS | CHANGES
    is_told = _leads_up_to(first, second)
    intent = second.intent if is_swap or is_return or is_complaint or is_told else first.intent
    return replace(
        first,
        text=f"{first.text}. {second.text}",
        intent=intent,
        entities=tuple(entities),
        pieces=(*(first.pieces or (first,)), second),
    )
