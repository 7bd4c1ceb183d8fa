"""Part of skill `products`: two or three products side by side, or the one of them that has the most of something."""

from __future__ import annotations

from actions.catalogue import cards, references
from actions.catalogue.unheard import unheard
from actions.skills.products import extremes, products
from actions.skills.registry import handles
from actions.turn.turn import Json, Reply, Turn, button

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
        found = products.search_if_it_fits(turn)
        if found is not None:
            return found
    chosen = cards.load(turn, references.several(turn))
    if len(chosen) < 2:
        return Reply().say(turn.say("products.compare_what"))
    comparison = turn.service.engine.compare([p.id for p in chosen])
    stars = cards.ratings(turn, [p.id for p in chosen])
    drawn = [cards.card(turn, p, stars.get(p.id)) for p in chosen]
    rows: list[Json] = [
        {"name": turn.say("products.row_price"), "values": [item["price"] for item in drawn]},
        {
            "name": turn.say("products.row_rating"),
            "values": [
                f"{item['rating']} ({item['reviews']})" if "rating" in item else "–"
                for item in drawn
            ],
        },
        {"name": turn.say("products.row_stock"), "values": [item["stock"] for item in drawn]},
    ]
    for key, values in comparison.differing.items():
        if key in ROWS_DRAWN:
            continue
        words = [cards.values(turn, value) if value else "–" for value in values]
        rows.append({"name": cards.name(turn, "attribute", key), "values": words})
    products.remember(turn, {"items": drawn})
    custom = {"type": "comparison", "items": drawn, "rows": rows}
    titles = turn.speaker.join(item["title"] for item in drawn)
    unknown = [] if turn.request.values("product") else unheard(turn)
    text = turn.say("products.comparison", titles=titles)
    if unknown:
        text = turn.say("products.not_ours_here", words=" ".join(unknown)) + " " + text
    buttons = [button(item["title"], "product_details", product=item["id"]) for item in drawn]
    return Reply().say(text, buttons, custom)


def _names_other_things(turn: Turn) -> bool:
    """Say whether things of a kind that is not on the list are to be compared, none of them known by its name."""
    is_pointing = turn.request.values("product") or turn.request.values("ordinal")
    if is_pointing or references.by_name(turn):
        return False
    return references.is_elsewhere(turn)
