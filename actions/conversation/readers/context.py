"""Reads what a message means after what was shown or told before it, where its words alone say something else."""

from __future__ import annotations

from collections.abc import Iterator

from actions.catalogue import references
from actions.catalogue.unheard import is_noun
from actions.conversation.readers import belongings
from actions.conversation.readers.making import reader
from actions.phrases import pattern, says
from actions.skills import handover, knowledge, service_facts
from actions.skills.cart import cart
from actions.skills.products import asking, extremes, listing, pricing, safety, waiting
from actions.turn.turn import SURE, Turn
from actions.understanding.order_words import is_question
from actions.understanding.reading import Reader, Reading
from actions.understanding.scene import Scene
from ecomcore.text.tokens import normalise, words

OF_OTHER_SIZE = frozenset({"exchange_order", "change_item"})
"""Intents that "I need a bigger one" has where there is nothing on the screen."""
ABOUT_A_LIST = frozenset(
    {
        "advise",
        "ask_attribute",
        "nlu_fallback",
        "product_details",
        "refine_search",
        "search_product",
    }
)
ABOUT_STOCK = frozenset({"ask_stock", "product_details", "ask_attribute"})
LIKE_STOCK = frozenset({"back_in_stock", "recommend", "nlu_fallback"})
"""Intents that a question for stock may look like where the classifier is not sure."""
OF_STAFF = frozenset({"restock_advice", "unfound_searches"})
"""What staff may ask; from a shopper with a list before them the same words are about that list."""
UNSERVED = frozenset({"out_of_scope", "nlu_fallback"})
LEAST_CHANCE = 0.07
NEARLY_SURE = 0.85
BARE_WORDS = 3
OF_A_LIST = ("brand", "price", "category")
OF_ONE = frozenset(
    {
        "product_reviews",
        "review_complaints",
        "would_buy",
        "ask_attribute",
        "size_advice",
        "ask_stock",
        "product_details",
    }
)
"""Intents that ask about one product."""


def _refines(turn: Turn) -> bool:
    """Say whether a wish for another size or a lower price is about the list that was shown, not about an order."""
    if turn.memory.shown.query is None or not _is_list_fresh(turn):
        return False
    asked = turn.query.refinements
    is_price = "cheaper" in asked and turn.request.intent == "complain"
    return bool(asked) and (is_price or turn.request.intent in OF_OTHER_SIZE)


def _is_list_fresh(turn: Turn) -> bool:
    """Say whether the shopper looks at a list of products rather than at an order."""
    shown = turn.memory.shown
    is_latest = shown.at == turn.memory.turns - 1
    return bool(shown.ids) and (is_latest or turn.memory.order_focus is None)


def _wants_another(turn: Turn) -> bool:
    """Say whether "show me another one" is about the list, not an exchange or one product."""
    if not says(turn.text, "another_one") or not _is_list_fresh(turn):
        return False
    is_swap = turn.request.intent in OF_OTHER_SIZE and not turn.identity.is_known
    is_like = turn.request.intent == "similar_products" and turn.memory.focus is None
    return is_swap or is_like


def _looks_for_a_size(turn: Turn) -> bool:
    """Say whether what may be a question for the right size names a kind of thing and its size ("boots size 38")."""
    is_bare = turn.request.confidence < SURE or not is_question(turn.text)
    if turn.request.intent != "size_advice" or not is_bare or turn.memory.focus is not None:
        return False
    query = turn.query
    return bool(query.sizes and (query.types or query.categories))


def _looks_in_an_order(turn: Turn) -> bool:
    """Say whether a doubtful message names a kind of thing and in what order to show it ("earbuds by rating")."""
    is_bare = turn.request.confidence < SURE and turn.memory.focus is None
    return is_bare and bool(turn.query.sort and (turn.query.types or turn.query.categories))


def _asks_whether(turn: Turn) -> bool:
    """Say whether what looks like a complaint asks about a product on the screen ("does it leak" is a question)."""
    is_claim = (
        turn.request.intent == "report_damaged" and pattern("whether").search(turn.text) is not None
    )
    return is_claim and _is_list_fresh(turn)


def _asks_about_focus(turn: Turn) -> bool:
    """Say whether what looks like no business of a shop asks about the product just looked at ("how do I brew it")."""
    if turn.request.intent != "out_of_scope" or turn.memory.focus is None:
        return False
    return _chance(turn, "ask_attribute") >= LEAST_CHANCE


def _names_a_thing(turn: Turn) -> bool:
    """Say whether a message that nobody serves is the bare name of a thing that a shop might sell ("drone", 吉他)."""
    said = words(turn.text)
    is_unsure = turn.request.confidence < NEARLY_SURE and turn.request.intent in UNSERVED
    if not is_unsure or not 0 < len(said) <= BARE_WORDS or not is_noun(said[-1]):
        return False
    return _chance(turn, "search_product") >= LEAST_CHANCE


def _chance(turn: Turn, intent: str) -> float:
    return next((float(r["confidence"]) for r in turn.ranking if r["name"] == intent), 0.0)


def _singles_out(turn: Turn) -> bool:
    """Say whether the message asks for the cheapest, dearest or best rated of the list."""
    is_list = turn.request.intent in ("recommend", "best_sellers") and _is_list_fresh(turn)
    return is_list and references.by_quality(turn) is not None


def _refuses_a_kind(turn: Turn) -> bool:
    """Say whether a "no" names what the list shall be without ("not a mug")."""
    if turn.request.intent != "deny" or turn.memory.shown.query is None:
        return False
    return bool(turn.query.excluded)


def _asks_what_is_there(turn: Turn) -> bool:
    """Say whether a question for stock, a colour or a size is about the whole list ("which are in stock?")."""
    is_unsure = turn.request.confidence < SURE and turn.request.intent in LIKE_STOCK
    is_unsure |= turn.request.intent in OF_STAFF and not turn.is_staff
    if not (is_unsure or turn.request.intent in ABOUT_STOCK) or turn.memory.shown.query is None:
        return False
    asked = turn.query
    is_condition = asked.in_stock or asked.colours or asked.sizes
    is_thing = asked.types or asked.categories or asked.brands or references.product(turn)
    return bool(is_condition and not is_thing)


def _asks_for_the_most(turn: Turn) -> bool:
    """Say whether the message asks which of the list is the lightest, the biggest …, whatever it looks like."""
    return turn.request.intent in ABOUT_A_LIST and extremes.is_asked(turn)


def _asks_how_codes_work(turn: Turn) -> bool:
    """Say whether what looks like the use of a coupon names none and asks how coupons work."""
    is_asked = turn.request.intent == "apply_coupon" and is_question(turn.text)
    is_asked &= not says(turn.text, "asks_offers")
    return is_asked and not cart.names_coupon(turn) and knowledge.answers(turn)


def _narrows(turn: Turn) -> bool:
    """Say whether the message asks for the brands or prices of the list that was shown."""
    is_listed = turn.memory.focus is None and turn.memory.shown.query is not None
    return is_listed and any(says(turn.text, f"by_{kind}") for kind in OF_A_LIST)


def _goes_on_about_the_shop(turn: Turn) -> bool:
    """Say whether what looks like a question about a parcel asks on after an answer about the shop's rules."""
    is_parcel_known = turn.identity.is_known or turn.memory.order_focus is not None
    is_unsure = turn.request.intent == "order_status" and turn.request.confidence < SURE
    return is_unsure and not is_parcel_known and knowledge.goes_on(turn)


def _dropped_chip(turn: Turn) -> list[str]:
    """Return the keys of a condition of the last list that the message takes away in words ("without the brand X")."""
    query = turn.memory.shown.query
    if query is None or not says(turn.text, "takes_out") or belongings.is_in_cart(turn):
        return []
    text = normalise(turn.text)
    for label, keys in listing.chips_of(turn, query).items():
        if normalise(label) in text:
            return keys
    return []


def _asks_about_one(turn: Turn) -> bool:
    """Say whether a message that looks like a comparison or like nothing names one product and asks about it."""
    if turn.request.intent == "compare_products":
        is_comparing = says(turn.text, "compares") or turn.request.values("ordinal")
        return not is_comparing and len(references.by_name(turn)) == 1
    return turn.request.intent == "nlu_fallback" and len(references.by_name(turn)) == 1


def _what_is_there(turn: Turn) -> Iterator[Reading]:
    """Read a question for what of the list there is; for sure where else only staff could have asked it."""
    if not turn.request.value("order_number") and _asks_what_is_there(turn):
        is_sure = turn.request.intent in OF_STAFF
        yield Reading("refine_search", "what-is-there", why="which are in stock?", is_sure=is_sure)


def _about_one(turn: Turn) -> Iterator[Reading]:
    """Read the likely intents about one product where the message calls one by its name."""
    if turn.request.value("order_number") or not _asks_about_one(turn):
        return
    ranked = {str(found["name"]) for found in turn.ranking} & OF_ONE
    for skill in sorted(ranked | {"ask_attribute"}):
        yield Reading(skill, "about-one-product", why="is the Rain Shell any good?")


ASKABLE = frozenset(
    {
        "capabilities", "give_details", "nlu_fallback", "out_of_scope", "product_details", "recommend",
        "refine_search", "search_product", "smalltalk", "gift_ideas", "compare_products",
    }
)  # fmt: skip
"""Intents that a question about what is on the screen may look like."""
TELLABLE = frozenset(
    {
        "give_details", "gift_ideas", "nlu_fallback", "out_of_scope", "product_details", "recommend", "search_product",
        "smalltalk",
    }
)  # fmt: skip
"""Intents that a condition of what is being looked for may look like."""
FRAGMENT = 4
"""So many words say something about what is being talked of rather than start anew."""


def _singles_one_out(turn: Turn) -> bool:
    """Say whether the message counts, taps or names a product, so that what it means is known."""
    if turn.request.value("product") or turn.request.values("ordinal"):
        return True
    return bool(references.by_name(turn) or references.by_quality(turn))


def _asks_about_what_is_shown(turn: Turn) -> bool:
    """Say whether a question or a fragment is answered by the data of what is in hand or on the screen."""
    scene = Scene.of(turn)
    if turn.request.intent not in ASKABLE or not scene.about or says(turn.text, "wants_anew"):
        return False
    if _singles_one_out(turn):
        return False
    is_pointing = pattern("asks_of_it").search(turn.text) is not None
    is_fragment = len(words(turn.text)) <= FRAGMENT
    if (turn.query.types or turn.query.categories) and not is_pointing:
        return False
    is_sure = turn.request.confidence >= SURE and turn.request.intent not in UNSERVED
    is_asking = is_pointing or is_question(turn.text) or (is_fragment and not is_sure)
    return is_asking and asking.answered(turn, scene.about)


def _asks_for_others(turn: Turn) -> bool:
    """Say whether what looks like a question about the thing in hand asks what else there is."""
    held = Scene.of(turn).in_hand
    is_likely = turn.request.intent in UNSERVED | {"ask_attribute"} and not _singles_one_out(turn)
    if not is_likely or held is None or not says(turn.text, "wants_anew"):
        return False
    return not (asking.answered(turn, [held]) or _dropped_chip(turn))


def _tells_more_of_the_wish(turn: Turn) -> bool:
    """Say whether a message adds a condition or a use to what is being looked for, without a new kind of thing."""
    scene = Scene.of(turn)
    if turn.request.intent not in TELLABLE or scene.wish is None or scene.in_hand is not None:
        return False
    if says(turn.text, "wants_anew") or is_question(turn.text) or _singles_one_out(turn):
        return False
    if turn.query.types or turn.query.categories or turn.query.brands or says(turn.text, "points"):
        return False
    return bool(turn.query.terms or turn.query.chips())


def _drops_a_condition(turn: Turn) -> Iterator[Reading]:
    """Read a condition of the last list that is taken away in words."""
    keys = [] if turn.request.value("order_number") else _dropped_chip(turn)
    if keys:
        found = ({"entity": "drop", "value": keys},)
        yield Reading("refine_search", "drops-a-condition", why="without the brand", entities=found)


def _facts_of_the_service(turn: Turn) -> Iterator[Reading]:
    """Read a question that the shop's facts answer by computation."""
    if not turn.request.value("order_number") and service_facts.asks(turn):
        yield Reading("ask_policy", "facts-of-the-service", why="and to Brazil?", is_sure=True)


READERS: tuple[Reader, ...] = (
    _facts_of_the_service,
    _drops_a_condition,
    reader(
        "mail-for-an-alert",
        "anna@home.example",
        "back_in_stock",
        waiting.gives_mail,
        is_sure=True,
        is_certain=True,
    ),
    reader(
        "mail-for-a-ticket",
        "anna@home.example",
        "talk_to_person",
        handover.gives_mail,
        is_sure=True,
        is_certain=True,
    ),
    reader(
        "asks-if-it-is-safe",
        "is it safe with a nut allergy?",
        "ask_attribute",
        safety.asks,
        is_sure=True,
    ),
    reader(
        "asks-the-price",
        "how much is it?",
        "ask_attribute",
        pricing.asks,
        is_sure=True,
        is_certain=True,
    ),
    reader("tells-an-allergy", "I'm allergic to latex", "tell_allergy", safety.tells, is_sure=True),
    reader("refines-the-list", "I need a bigger one", "refine_search", _refines, is_sure=True),
    reader("another-one", "show me another one", "show_more", _wants_another, is_sure=True),
    reader(
        "kind-and-order", "earbuds by rating", "search_product", _looks_in_an_order, is_sure=True
    ),
    reader("kind-and-size", "boots size 38", "search_product", _looks_for_a_size, is_sure=True),
    reader("asks-whether", "does it leak", "ask_attribute", _asks_whether),
    reader("about-the-one-in-hand", "how do I brew it", "ask_attribute", _asks_about_focus),
    reader("about-what-is-shown", "pockets?", "ask_attribute", _asks_about_what_is_shown),
    reader(
        "asks-for-others",
        "what snacks are there?",
        "search_product",
        _asks_for_others,
        is_sure=True,
    ),
    reader(
        "more-of-the-wish", "for 2 people, in the rain", "refine_search", _tells_more_of_the_wish
    ),
    reader("bare-thing", "drone", "search_product", _names_a_thing),
    reader("singles-out", "the cheapest one", "product_details", _singles_out, is_sure=True),
    reader("narrows-the-list", "which brands are there?", "refine_search", _narrows),
    reader("refuses-a-kind", "not a mug", "refine_search", _refuses_a_kind),
    _what_is_there,
    reader(
        "the-most-of-the-list",
        "which is the lightest?",
        "compare_products",
        _asks_for_the_most,
        is_sure=True,
        is_certain=True,
    ),
    reader("how-codes-work", "can I combine codes?", "ask_policy", _asks_how_codes_work),
    reader("about-the-shop", "and when does it come?", "ask_policy", _goes_on_about_the_shop),
    _about_one,
)
"""Each names an example of what it is for."""
