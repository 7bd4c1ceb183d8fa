"""Part of skill `products`: a list that was shown, changed: cheaper, another colour, bigger, without a condition."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.catalogue import cards, references
from actions.phrases import says
from actions.skills.products import advising, listing, more, narrowing, products
from actions.skills.registry import handles
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.search.magnitude import magnitudes

if TYPE_CHECKING:
    from ecomcore.search.query import Query

COMPARED_BY_SIZE = 50


@handles("refine_search")
def refine_search(turn: Turn) -> Reply:
    """Change the last list: cheaper, another colour, without a brand, sorted."""
    query, origin = turn.memory.shown.query, turn.memory.shown.origin
    if query is None and origin is not None:
        return more.changed(turn, origin) or products.search_product(turn)
    if query is None:
        return products.search_product(turn)
    dropped = turn.request.value("drop")
    if isinstance(dropped, list):
        for key in dropped:
            query = query.without(str(key))
        return listing.show_results(turn, query)
    choice, facet = turn.request.value("choice"), turn.request.value("facet")
    if facet and not choice:
        return narrowing.values_of(turn, query, str(facet))
    if facet:
        return listing.show_results(turn, narrowing.narrowed(query, str(facet), str(choice)))
    text = turn.say(f"products.words_{choice}") if choice else turn.text
    kinds = [kind for kind in narrowing.OFFERED if says(text, f"by_{kind}")]
    if kinds and not listing.chips_of(turn, turn.service.engine.understand(text, turn.language)):
        return narrowing.values_of(turn, query, kinds[0])
    shown_products = cards.load(turn, references.shown_ids(turn))
    refined = query.refined(
        text,
        turn.service.engine.vocabulary,
        language=turn.language,
        shown_cents=list(turn.memory.shown.prices),
        shown_brands=[product.brand or "" for product in shown_products],
        shown_colours=[
            cards.best_variant(product).options.get("colour", "") for product in shown_products
        ],
    )
    if says(text, "best_rated"):
        refined = replace(refined, sort="rating")
    if replace(refined, text=query.text, language=query.language) == query:
        return (
            _of_other_size(turn, query, text)
            or advising.by_need(turn, text, _candidates(turn, query))
            or Reply().say(turn.say("products.refine_how"), refine_buttons(turn))
        )
    return _nothing_cheaper(turn, query, refined) or listing.show_results(turn, refined)


def _candidates(turn: Turn, query: Query) -> list[str]:
    """Return the products that a wish may still be about, best first."""
    found = turn.service.engine.search(query, k=COMPARED_BY_SIZE)
    return [hit.product_id for hit in found.items]


def _nothing_cheaper(turn: Turn, query: Query, refined: Query) -> Reply | None:
    """Show the cheapest there are where a lower price than theirs was asked for; None where there are cheaper ones."""
    is_lower = (
        refined.price_max_cents is not None and refined.price_max_cents != query.price_max_cents
    )
    asked = turn.query
    if not is_lower or asked.price_max_cents is not None:
        return None
    if "price" not in turn.service.engine.search(refined, k=1).relaxed:
        return None
    cheapest = replace(refined, price_max_cents=query.price_max_cents, sort="price")
    reply = listing.show_results(turn, cheapest)
    reply.messages[0].text = turn.say("products.none_cheaper")
    return reply


def _of_other_size(turn: Turn, query: Query, text: str) -> Reply | None:
    """Show the bigger (or smaller) ones of the same search by what tells their size; None where nothing does."""
    asked = turn.service.engine.understand(text, turn.language).refinements
    sides = [side for side in ("bigger", "smaller") if side in asked]
    found = turn.service.engine.search(query, k=COMPARED_BY_SIZE)
    fitting = cards.load(turn, [hit.product_id for hit in found.items])
    sizes = magnitudes(fitting) if sides else None
    if sizes is None:
        return None
    beyond = sizes.beyond(turn.memory.focus, bigger=sides[0] == "bigger")[: listing.PAGE]
    if not beyond:
        return Reply().say(turn.say(f"products.none_{sides[0]}"))
    payload = cards.cards(turn, [(product_id, None, None) for product_id in beyond])
    listing.remember(turn, payload.items, query)
    measure = cards.word(turn, "attribute", sizes.key)
    return Reply().say(turn.say(f"products.{sides[0]}", measure=measure), custom=payload)


def refine_buttons(turn: Turn) -> list[Json]:
    """Return the usual ways to change a list."""
    return [
        button(turn.say("products.button_cheaper"), "refine_search", choice="cheaper"),
        button(turn.say("products.button_rated"), "refine_search", choice="best_rated"),
    ]
