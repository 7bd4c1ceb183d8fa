"""Reads a message that comes with a photo, or right after one: what is asked about the thing in it."""

from __future__ import annotations

from collections.abc import Iterator

from actions.catalogue import references, sight
from actions.turn.turn import Turn
from actions.understanding.reading import Reading

SEARCH, CLAIM = "photo_search", "report_damaged"
CLAIMING = frozenset({"complain", CLAIM})
"""Intents of a message whose photo shows what is wrong."""
OF_IT = frozenset(
    {
        "advise", "ask_attribute", "back_in_stock", "cart_add", "goes_with", "product_reviews", "similar_products",
        "size_advice",
    }
)  # fmt: skip
"""Intents that are answered for the product in the photo once that is known."""
ABOUT_GOODS = OF_IT | frozenset(
    {
        "ask_stock", "compare_products", "gift_ideas", "product_details", "recommend", "refine_search",
        "search_product", "show_more", SEARCH,
    }
)  # fmt: skip
SAYING_LITTLE = frozenset(
    {
        "affirm", "ask_policy", "bot_challenge", "capabilities", "cart_show", "deny", "give_details",
        "greet", "nlu_fallback", "out_of_scope", "praise",
        "smalltalk", "stop_task", "thank",
    }
)  # fmt: skip
"""Intents of words that say nothing without their photo ("hi, what is this?")."""
CHANGING = frozenset(
    {"ask_stock", "nlu_fallback", "refine_search", "search_product", "similar_products"}
)
"""Intents that "the same in blue" may look like after a photo."""


def read(turn: Turn) -> Iterator[Reading]:
    """Read a question about the photo of this message, else a change of what was found by the one before."""
    shown = sight.seen(turn)
    if shown is not None:
        skill = _asked(turn.request.intent, is_known=shown.product is not None)
        if skill:
            yield Reading(skill, "photo", why="this in red?", is_sure=True)
    elif _changes_what_was_found(turn):
        yield Reading(SEARCH, "after-the-photo", why="the same, but cheaper", is_sure=True)


def _asked(intent: str, *, is_known: bool) -> str:
    """Return the skill of a message with a photo; nothing where the words are about something else."""
    if intent in CLAIMING:
        return CLAIM
    if intent in OF_IT and is_known:
        return intent
    return SEARCH if intent in ABOUT_GOODS | SAYING_LITTLE else ""


def _changes_what_was_found(turn: Turn) -> bool:
    """Say whether the message names a condition, and no other thing, for what was found by a photo."""
    if turn.request.intent not in CHANGING or sight.held(turn) is None:
        return False
    asked = turn.query
    if asked.types or asked.categories or turn.request.values("ordinal"):
        return False
    return bool(asked.refinements or asked.chips()) and not references.by_name(turn)
