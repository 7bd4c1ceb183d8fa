"""Part of skill `orders`: things of a kind that were bought before, once more ("I need to reorder my coffee")."""

from __future__ import annotations

from actions.catalogue import cards, kinds
from actions.skills.products import listing
from actions.turn.turn import Reply, Turn, button
from ecomcore.recommend.shopping import due_again, ordered


def of_a_kind(turn: Turn) -> Reply | None:
    """Show what the customer bought of the kind that the message names, what is due first.

    Where none was ever ordered, say so and show what there is of it; None where nothing tells what is wanted.
    """
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
        return (
            _never_ordered(turn) if among.isdisjoint(ordered(turn.session, customer_id)) else None
        )
    listing.remember(turn, payload.items)
    buttons = [
        button(turn.say("orders.again_add", title=card.title), "cart_add", product=card.id)
        for card in payload.items
    ]
    return Reply().say(turn.say("orders.again"), buttons, payload)


def _never_ordered(turn: Turn) -> Reply:
    reply = listing.show_results(turn, turn.query)
    reply.messages[0].text = f"{turn.say('orders.again_none')}\n{reply.messages[0].text}"
    return reply
