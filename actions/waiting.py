"""Part of skill `products`: being told when something is back, or when the shop has it at all."""

from __future__ import annotations

from actions import cards, products, references
from actions.skills import handles
from actions.turn import Reply, Turn
from ecomcore.shop import alerts, wishes
from ecomcore.shop.models import Product


@handles("back_in_stock")
def back_in_stock(turn: Turn) -> Reply:
    """Note that somebody wants to be told when a product can be bought again, or when the shop has it at all."""
    wished = turn.request.value("choice")
    if wished:
        return _wish(turn, str(wished))
    product = products.one_product(turn) or _only_one_sold_out(turn)
    if product is None:
        return products.which_one(turn)
    wanted = references.wanted_options(turn)
    missing = [v for v in product.variants if v.stock == 0 and wanted.fits(v.options)]
    title = turn.speaker.pick(product.title)
    if not missing:
        return Reply().say(
            turn.say("products.already_there", title=title), products.product_buttons(turn, product)
        )
    for variant in missing:
        alerts.subscribe(
            turn.session,
            conversation_id=turn.conversation_id,
            customer_id=turn.identity.customer_id,
            sku=variant.sku,
            now=turn.now,
        )
    key = "products.alert_known" if turn.identity.customer_id else "products.alert_guest"
    return Reply().say(turn.say(key, title=title))


def _only_one_sold_out(turn: Turn) -> Product | None:
    """Return the one product of the last list that cannot be bought now, unless the message is about something else."""
    if references.is_elsewhere(turn) or references.unknown_name(turn):
        return None
    shown = cards.load(turn, references.shown_ids(turn))
    gone = [p for p in shown if not any(variant.stock for variant in p.variants)]
    return gone[0] if len(gone) == 1 else None


def _wish(turn: Turn, wished: str) -> Reply:
    """Note what was looked for in vain."""
    wish = wishes.note(
        turn.session,
        conversation_id=turn.conversation_id,
        customer_id=turn.identity.customer_id,
        words=wished,
        language=turn.language,
        now=turn.now,
    )
    key = "products.wish_known" if wish.email else "products.wish_guest"
    return Reply().say(turn.say(key, words=wish.words))
