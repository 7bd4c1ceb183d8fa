"""Part of skill `products`: what this conversation tells of the shopper's taste, kept and handed to the recommender."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.skills.cart import cart
from actions.turn.turn import Turn
from ecomcore.recommend.feedback import HAVE_IT, NOT_INTERESTED, Said, record_feedback
from ecomcore.recommend.shopping import Moment
from ecomcore.shop import carts

KEPT = 60


def in_cart(turn: Turn) -> tuple[str, ...]:
    """Return the products in the cart."""
    view = carts.show(turn.session, cart.owner(turn), now=turn.now)
    return tuple(dict.fromkeys(line.product_id for line in view.lines))


def moment(turn: Turn, *, is_fresh: bool = False) -> Moment:
    """Return what happened in the conversation; with `is_fresh`, what was recommended before comes not again.

    What the shopper must avoid never comes.
    """
    taste = turn.memory.taste
    before = frozenset(taste.offered) if is_fresh else frozenset()
    avoided = turn.service.left_out
    return Moment(
        looked=tuple(each for each in taste.looked if each not in avoided),
        liked=tuple(each for each in taste.liked if each not in avoided),
        disliked=taste.disliked,
        owned=taste.owned,
        cart=in_cart(turn),
        shown=before | avoided,
    )


def looked(turn: Turn, product_id: str) -> None:
    """Keep that a product was looked at closely."""
    taste = turn.memory.taste
    turn.memory.taste = replace(taste, looked=_added(taste.looked, [product_id]))


def liked(turn: Turn, product_id: str) -> None:
    """Keep that the shopper said to like a product."""
    taste = turn.memory.taste
    turn.memory.taste = replace(taste, liked=_added(taste.liked, [product_id]))


def offered(turn: Turn, product_ids: Iterable[str]) -> None:
    """Keep what was recommended."""
    taste = turn.memory.taste
    turn.memory.taste = replace(taste, offered=_added(taste.offered, product_ids))


def unwanted(turn: Turn, product_ids: list[str], said: Said, *, is_sure: bool) -> None:
    """Keep that products are not wanted, or that the shopper has them.

    Of a customer it is also stored, but only where it is sure which product was meant.
    """
    taste = turn.memory.taste
    if said == HAVE_IT:
        turn.memory.taste = replace(taste, owned=_added(taste.owned, product_ids))
    elif said == NOT_INTERESTED:
        turn.memory.taste = replace(taste, disliked=_added(taste.disliked, product_ids))
    customer_id = turn.identity.customer_id
    if is_sure and customer_id is not None:
        for product_id in product_ids:
            record_feedback(turn.session, customer_id, product_id, said, turn.now)


def _added(held: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, *new)))[-KEPT:]
