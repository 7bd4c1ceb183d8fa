"""Part of skill `products`: two or three products side by side, or the one of them that has the most of something."""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import cards, names, references
from actions.catalogue.unheard import unheard
from actions.phrases import says, without
from actions.skills.products import advising, extremes, listing
from actions.skills.registry import handles
from actions.turn.payloads import Comparison, Row
from actions.turn.turn import Reply, Turn, button
from ecomcore.shop.models import Product

MOST_COMPARED = 3
ROWS_DRAWN = ("price_cents", "rating")
"""Facts of a comparison that have a row of their own."""


@handles("compare_products")
def compare_products(turn: Turn) -> Reply:
    """Set two or three products side by side, or name the one that wins where the message asks for that."""
    if extremes.is_asked(turn):
        winner = extremes.extreme(turn)
        if winner is not None:
            return winner
    if _names_other_things(turn):
        found = listing.search_if_it_fits(turn)
        if found is not None:
            return found
    chosen = cards.load(turn, references.several(turn))
    if len(chosen) < 2:
        chosen = cards.load(turn, _best_of_kind(turn))
    if len(chosen) < 2:
        return Reply().say(turn.say("products.compare_what"))
    comparison = turn.service.engine.compare([p.id for p in chosen])
    stars = cards.ratings(turn, [p.id for p in chosen])
    drawn = tuple(cards.card(turn, p, stars.get(p.id)) for p in chosen)
    rated = (f"{c.rating} ({c.reviews})" if c.rating is not None else "–" for c in drawn)
    rows = [
        Row(turn.say("products.row_price"), tuple(card.price for card in drawn)),
        Row(turn.say("products.row_rating"), tuple(rated)),
        Row(turn.say("products.row_stock"), tuple(card.stock for card in drawn)),
    ]
    for key, values in comparison.differing.items():
        if key in ROWS_DRAWN:
            continue
        words = tuple(cards.values(turn, value) if value else "–" for value in values)
        rows.append(Row(cards.name(turn, "attribute", key), words))
    listing.remember(turn, drawn)
    titles = turn.speaker.join(card.title for card in drawn)
    unknown = [] if turn.request.values("product") else unheard(turn)
    text = "\n".join([turn.say("products.comparison", titles=titles), *_verdict(turn, chosen)])
    if unknown:
        text = turn.say("products.not_ours_here", words=" ".join(unknown)) + " " + text
    buttons = [button(card.title, "product_details", product=card.id) for card in drawn]
    return Reply().say(text, buttons, Comparison(drawn, tuple(rows)))


def _verdict(turn: Turn, compared: Sequence[Product]) -> list[str]:
    """Return which one to take for what the message needs it for, and why, where it asks that and the data tell it."""
    if not says(turn.text, "asks_the_better"):
        return []
    ids = [product.id for product in compared]
    need = without(names.name_book(turn).without_names_of(ids, turn.text), "compares")
    best, second = advising.ranked(turn, need, ids)[:2]
    if not best.reasons or best.score <= second.score:
        return []
    chosen = next(product for product in compared if product.id == best.product_id)
    advice = turn.say("products.advise", title=turn.speaker.pick(chosen.title))
    return [advice, *advising.told(turn, chosen, best)]


def _best_of_kind(turn: Turn) -> list[str]:
    """Return the best products of the kind that the message names ("compare your power banks")."""
    query = turn.query
    if not (query.types or query.categories):
        return []
    found = turn.service.engine.search(query, k=MOST_COMPARED)
    return [hit.product_id for hit in found.items]


def _names_other_things(turn: Turn) -> bool:
    """Say whether things of a kind that is not on the list are to be compared, none of them known by its name."""
    is_pointing = turn.request.values("product") or turn.request.values("ordinal")
    if is_pointing or references.by_name(turn):
        return False
    return references.is_elsewhere(turn)
