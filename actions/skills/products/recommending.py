"""Part of skill `products`: what to recommend to this shopper, to people of an age, or as a surprise."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from actions.catalogue import cards, kinds
from actions.skills.products import listing, taste
from actions.skills.registry import handles
from actions.turn.memory import Origin
from actions.turn.payloads import Products
from actions.turn.turn import Reply, Turn, button
from ecomcore.customers import ages
from ecomcore.recommend.base import Recommendation
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.recommend.shopping import popular_with as liked_by_group
from ecomcore.recommend.shopping import recommend_for
from ecomcore.recommend.surprise import surprising
from ecomcore.shop.models import Customer

EXAMPLE_AGES = (25, 40, 60)
SURPRISES = 3
PERSONAL = frozenset({"history", "session", "repeat"})
"""Kinds of reasons that speak of this very shopper."""


@handles("recommend")
def recommend(turn: Turn) -> Reply:
    """Recommend to a customer from what they bought and looked at, to a guest what others like."""
    if turn.text and not turn.text.startswith("/"):
        query = turn.query
        if query.types or query.categories or query.brands:
            return listing.show_results(turn, query)
    return recommended(turn)


def recommended(turn: Turn, *, is_fresh: bool = False) -> Reply:
    """Recommend; with `is_fresh`, nothing that was recommended in this conversation before."""
    found = recommend_for(
        turn.session,
        recommender(turn),
        customer_id=turn.identity.customer_id,
        moment=taste.moment(turn, is_fresh=is_fresh),
        k=listing.PAGE,
    )
    is_personal = any(entry.reason.kind in PERSONAL for entry in found)
    key = "recommend.for_you" if is_personal else "recommend.liked"
    return shown(turn, turn.say(key), found, Origin("recommend"))


@handles("surprise_me")
def surprise_me(turn: Turn) -> Reply:
    """Show something good that the shopper would not have been shown first, of the kind that they name if they do."""
    found = surprising(
        turn.session,
        recommender(turn),
        crc32(f"{turn.conversation_id} {turn.memory.turns}".encode()),
        customer_id=turn.identity.customer_id,
        moment=taste.moment(turn, is_fresh=True),
        allowed=kinds.products_of(turn, turn.query),
        k=SURPRISES,
    )
    return shown(turn, turn.say("recommend.surprise"), found, Origin("surprise_me"))


@handles("popular_with")
def popular_with(turn: Turn) -> Reply:
    """Show what people of an age buy: the age in the message, else the customer's own, else ask for one."""
    age = _age(turn)
    if age is None:
        turn.memory.offer("popular_with")
        buttons = [
            button(turn.say("insights.button_age", age=one), "popular_with", choice=one)
            for one in EXAMPLE_AGES
        ]
        return Reply().say(turn.say("recommend.which_age"), buttons)
    found = liked_by_group(
        turn.session,
        recommender(turn),
        age=age,
        customer_id=turn.identity.customer_id,
        k=listing.PAGE,
    )
    return shown(turn, turn.say("recommend.popular_with", age=age), found, Origin("popular_with"))


def _age(turn: Turn) -> int | None:
    """Return the age that was tapped or written, else that of a customer who lets it be used."""
    said = str(turn.request.value("choice") or turn.text)
    age = ages.age_in(said, turn.now.year)
    if age is None and turn.identity.customer_id is not None:
        customer = turn.session.get(Customer, turn.identity.customer_id)
        age = customer.age if customer and customer.consent_profiling else None
    return age


def recommender(turn: Turn) -> ShopRecommender:
    """Return the recommender of the build in service."""
    found: ShopRecommender = turn.service.build.part("recommend")
    return found


def shown(turn: Turn, text: str, found: Sequence[Recommendation], origin: Origin) -> Reply:
    """Show recommended products with their reasons, and keep where the list comes from."""
    payload = cards.cards(
        turn, [(r.product_id, None, turn.speaker.pick(r.reason.texts)) for r in found]
    )
    return listed(turn, text, payload, origin)


def listed(turn: Turn, text: str, payload: Products, origin: Origin) -> Reply:
    """Show cards that no search found, and keep where they come from; say so where there are none."""
    if not payload.items:
        return Reply().say(turn.say("recommend.nothing"))
    listing.remember(turn, payload.items, origin=origin)
    taste.offered(turn, [card.id for card in payload.items])
    buttons = [
        button(turn.say("recommend.button_different"), "something_else"),
        button(turn.say("recommend.button_why"), "explain_choice"),
    ]
    return Reply().say(text, buttons, payload)
