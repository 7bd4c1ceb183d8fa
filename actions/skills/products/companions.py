"""Part of skill `products`: what goes with a product or completes the cart, when asked and once unasked."""

from __future__ import annotations

from dataclasses import replace

from actions.catalogue import cards, references
from actions.phrases import says
from actions.skills import feelings
from actions.skills.products import listing, products, recommending, taste
from actions.skills.registry import handles
from actions.turn.memory import Origin
from actions.turn.turn import Reply, Turn, button
from ecomcore.recommend.shopping import complete_cart
from ecomcore.recommend.shopping import goes_with as bought_together


@handles("goes_with")
def goes_with(turn: Turn) -> Reply:
    """Show what is bought together with the product that is meant, else what completes the cart."""
    in_cart = taste.in_cart(turn)
    is_about_cart = says(turn.text, "about_cart")
    if is_about_cart and not in_cart:
        return with_empty_cart(turn)
    product_id = None if is_about_cart else references.product(turn)
    if product_id is not None:
        return with_product(turn, product_id)
    if in_cart:
        return with_cart(turn)
    return products.which_one(turn)


def with_product(turn: Turn, product_id: str, *, is_fresh: bool = False) -> Reply:
    """Show what goes with a product."""
    loaded = cards.load(turn, [product_id])
    if not loaded:
        return Reply().say(turn.say("products.which_none"))
    found = bought_together(
        turn.session,
        recommending.recommender(turn),
        product_id,
        customer_id=turn.identity.customer_id,
        moment=taste.moment(turn, is_fresh=is_fresh),
        k=listing.PAGE,
    )
    text = turn.say("recommend.goes_with", title=turn.speaker.pick(loaded[0].title))
    reply = recommending.shown(turn, text, found, Origin("goes_with", product_id))
    turn.memory.focus = product_id
    return reply


def with_cart(turn: Turn, *, is_fresh: bool = False) -> Reply:
    """Show what completes the cart."""
    found = complete_cart(
        turn.session,
        recommending.recommender(turn),
        taste.in_cart(turn),
        customer_id=turn.identity.customer_id,
        moment=taste.moment(turn, is_fresh=is_fresh),
        k=listing.PAGE,
    )
    return recommending.shown(turn, turn.say("recommend.cart"), found, Origin("goes_with"))


def with_empty_cart(turn: Turn) -> Reply:
    """Say that there is nothing to complete, and recommend something to begin with."""
    reply = recommending.recommended(turn)
    reply.messages[0].text = f"{turn.say('cart.empty')}\n{reply.messages[0].text}"
    return reply


def suggested(turn: Turn, product_id: str, reply: Reply) -> Reply:
    """Return the answer to something put into the cart with one quiet suggestion: once, never in anger."""
    if turn.memory.taste.has_suggested or feelings.was_upset(turn):
        return reply
    found = bought_together(
        turn.session,
        recommending.recommender(turn),
        product_id,
        customer_id=turn.identity.customer_id,
        moment=taste.moment(turn),
        k=1,
    )
    loaded = cards.load(turn, [found[0].product_id]) if found else []
    if not loaded or not reply.messages:
        return reply
    turn.memory.taste = replace(turn.memory.taste, has_suggested=True)
    title, reason = loaded[0].title, turn.speaker.pick(found[0].reason.texts)
    last = reply.messages[-1]
    text = turn.say("recommend.quiet", title=turn.speaker.pick(title), reason=reason)
    last.text = f"{last.text}\n{text}"
    last.buttons.append(button(turn.speaker.pick(title), "product_details", product=loaded[0].id))
    return reply
