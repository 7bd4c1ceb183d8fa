"""Reads a message against what is being looked for, what is on the screen, and what the shop has written down."""

from __future__ import annotations

from collections.abc import Iterator

from actions.catalogue import cards, references
from actions.skills import knowledge
from actions.skills.products import asking
from actions.texts import languages
from actions.turn.turn import Turn
from actions.understanding.reading import Reading
from actions.understanding.scene import Scene
from ecomcore.text.tokens import tokenize

LONGEST_QUESTION = 240
"""Letters of a message that is compared with all that is written; a longer one is a story."""


def kind(turn: Turn) -> Iterator[Reading]:
    """Read a new wish where a kind of thing is named."""
    query = turn.query
    if query.types or query.categories:
        named = ", ".join((*query.types, *query.categories))
        yield Reading("search_product", "names-a-kind", why=named)
    if references.by_name(turn):
        for skill in ("product_details", "ask_attribute", "cart_add"):
            yield Reading(skill, "names-a-product")


def conditions(turn: Turn) -> Iterator[Reading]:
    """Read a refinement where there are conditions or uses but no new kind of thing."""
    query, scene = turn.query, Scene.of(turn)
    if scene.wish is None or query.types or query.categories:
        return
    chips = len(query.chips())
    if chips:
        yield Reading("refine_search", "adds-conditions", min(1.0, chips / 2))
    if query.refinements:
        yield Reading("refine_search", "asks-for-more-or-less")
    if query.terms:
        yield Reading("refine_search", "has-words-to-look-for", min(1.0, len(query.terms) / 4))


def version(turn: Turn) -> Iterator[Reading]:
    """Read what may be meant for one product where a version of it, or one thing of the list, is named."""
    scene = Scene.of(turn)
    if references.by_kind(turn, scene.on_screen):
        for skill in ("cart_add", "product_details", "ask_attribute", "product_reviews"):
            yield Reading(skill, "names-one-of-the-list")
    if len(scene.about) != 1:
        return
    values = _versions_named(turn, scene.about[0])
    if values:
        for skill in ("cart_add", "ask_stock", "cart_update", "refine_search"):
            yield Reading(skill, "names-a-version", min(1.0, len(values) / 2), ", ".join(values))


def _versions_named(turn: Turn, product_id: str) -> list[str]:
    """Return the values of a product's options of which the message says every word."""
    said = _tokens(turn.text)
    found: dict[str, None] = {}
    for product in cards.load(turn, [product_id]):
        for value in {value for each in product.variants for value in each.options.values()}:
            spellings = (value, cards.word(turn, "value", value))
            if any(tokens and tokens <= said for tokens in map(_tokens, spellings)):
                found[value] = None
    return sorted(found)


def _tokens(text: str) -> frozenset[str]:
    return frozenset(token for language in languages() for token in tokenize(text, language))


def evidence(turn: Turn) -> Iterator[Reading]:
    """Read a question about what is in hand or on the screen where its data answer it."""
    about = Scene.of(turn).about
    if not about or len(turn.text) > LONGEST_QUESTION:
        return
    found = asking.evidence(turn, about)
    share = sum(each.is_found for each in found) / len(found)
    if share:
        yield Reading("ask_attribute", "data-answer-it", share, f"{share:.0%} of {len(found)}")


def policy(turn: Turn) -> Iterator[Reading]:
    """Read a question about the shop where one of its entries answers it."""
    if len(turn.text) > LONGEST_QUESTION:
        return
    found = knowledge.weighed(turn)
    if found.rows:
        name = knowledge.best_name(turn)
        yield Reading("ask_policy", "entry-answers-it", found.answerable, name)
        if found.is_clear:
            yield Reading("ask_policy", "entry-is-clear", found.chances[0], name)
