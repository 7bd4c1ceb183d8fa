"""Part of skill `orders`: things of a kind that were bought before, once more ("I need to reorder my coffee")."""

from __future__ import annotations

from actions.catalogue import cards, kinds
from actions.skills.products import listing
from actions.turn.turn import Reply, Turn, button
from ecomcore.recommend.shopping import due_again


def of_a_kind(turn: Turn) -> Reply | None:
    """Show what the customer bought of the kind that the message names, what is due first; None where there is none."""
    customer_id = turn.identity.customer_id
    among = kinds.products_of(turn, turn.query)
    if customer_id is None or not among:
        return None
    found = due_again(
        turn.session,
        turn.service.build.part("recommend"),
        customer_id,
        among=among,
        now=turn.now,
        k=listing.PAGE,
    )
    payload = cards.cards(
        turn, [(r.product_id, None, turn.speaker.pick(r.reason.texts)) for r in found]
    )
    if not payload.items:
        return None
    listing.remember(turn, payload.items)
    buttons = [
        button(turn.say("orders.again_add", title=card.title), "cart_add", product=card.id)
        for card in payload.items
    ]
    return Reply().say(turn.say("orders.again"), buttons, payload)
