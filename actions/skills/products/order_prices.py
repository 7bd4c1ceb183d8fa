"""What "cheaper headphones" is measured by where no list is shown: the headphones of the order that was spoken of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from actions.turn.turn import Turn
from ecomcore.orders import find_order

if TYPE_CHECKING:
    from ecomcore.search.query import Query

LOOKED_THROUGH = 200
"""So many products of the kind that is looked for are compared with those of the order."""


def below_what_was_ordered(turn: Turn, query: Query) -> Query:
    """Return a search for something cheaper with the price of the like in the order as its limit."""
    order_id, customer_id = turn.memory.order_focus, turn.identity.customer_id
    is_relative = "cheaper" in query.refinements and query.price_max_cents is None
    if not is_relative or not order_id or not customer_id or _is_about_list(turn, query):
        return query
    order = find_order(turn.session, customer_id, order_id)
    found = turn.service.engine.search(replace(query, refinements=()), k=LOOKED_THROUGH)
    like = {hit.product_id for hit in found.items}
    prices = [
        line.unit_price_cents for line in (order.lines if order else ()) if line.product_id in like
    ]
    return replace(query, price_max_cents=min(prices) - 1) if prices else query


def _is_about_list(turn: Turn, query: Query) -> bool:
    """Say whether another list is shown than that of this very search."""
    shown = turn.memory.shown
    return bool(shown.ids) and (shown.query is None or shown.query.text != query.text)
