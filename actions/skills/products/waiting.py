"""Part of skill `products`: being told when something is back, or when the shop has it at all."""

from __future__ import annotations

from collections.abc import Sequence

from actions.catalogue import cards, references
from actions.skills.products import products
from actions.skills.registry import handles
from actions.turn.memory import Asked, Wait
from actions.turn.turn import Reply, Turn
from ecomcore.shop import alerts, wishes
from ecomcore.shop.models import Product
from ecomcore.shop.notices import STOCK
from shoptalk.email_address import address_in
from shoptalk.messaging import WEB, channel_of


@handles("back_in_stock", changes=True)
def back_in_stock(turn: Turn) -> Reply:
    """Note that somebody wants to be told when a product can be bought again, or when the shop has it at all."""
    if turn.asked.wait is not None and gives_mail(turn):
        return _told_where(turn, turn.asked.wait)
    wished = turn.request.value("choice")
    if wished:
        return _wish(turn, str(wished), address_in(turn.text))
    product = products.one_product(turn) or _only_one_sold_out(turn)
    if product is None:
        return products.which_one(turn)
    wanted = references.wanted_options(turn)
    missing = [v.sku for v in product.variants if v.sellable == 0 and wanted.fits(v.options)]
    if not missing:
        title = turn.speaker.pick(product.title)
        return Reply().say(
            turn.say("products.already_there", title=title), products.product_buttons(turn, product)
        )
    return _alert(turn, product, missing, address_in(turn.text))


def gives_mail(turn: Turn) -> bool:
    """Say whether the message answers the question where to write to when something is there."""
    wait = turn.asked.wait
    return wait is not None and wait.ticket is None and "@" in turn.text


def _told_where(turn: Turn, wait: Wait) -> Reply:
    """Note the address for what is waited for, and nothing else; ask again for one that cannot be."""
    address = address_in(turn.text)
    if address is None:
        turn.memory.asked = Asked(wait=wait)
        return Reply().say(turn.say("products.mail_wrong"))
    if wait.wish:
        return _wish(turn, wait.wish, address)
    found = cards.load(turn, [wait.product] if wait.product else [])
    return _alert(turn, found[0], wait.skus, address) if found else products.which_one(turn)


def _only_one_sold_out(turn: Turn) -> Product | None:
    """Return the one product of the last list that cannot be bought now, unless the message is about something else."""
    if references.is_elsewhere(turn) or references.unknown_name(turn):
        return None
    shown = cards.load(turn, references.shown_ids(turn))
    gone = [p for p in shown if not any(variant.sellable for variant in p.variants)]
    return gone[0] if len(gone) == 1 else None


def _alert(turn: Turn, product: Product, skus: Sequence[str], address: str | None) -> Reply:
    """Note what is sold out; a guest who left no address is asked for one."""
    noted = [
        alerts.subscribe(
            turn.session,
            conversation_id=turn.conversation_id,
            customer_id=turn.identity.customer_id,
            sku=sku,
            now=turn.now,
            email=None if turn.identity.customer_id else address,
            language=turn.language,
        )
        for sku in skus
    ]
    title = turn.speaker.pick(product.title)
    if _told_in_chat(turn):
        return Reply().say(turn.say("products.alert_chat", title=title))
    if noted[0].customer_id:
        return Reply().say(turn.say("products.alert_known", title=title))
    if noted[0].email:
        return Reply().say(turn.say("products.alert_mail", title=title, email=noted[0].email))
    turn.memory.asked = Asked(wait=Wait(product=product.id, skus=tuple(skus)))
    return Reply().say(turn.say("products.alert_guest", title=title))


def _wish(turn: Turn, wished: str, address: str | None = None) -> Reply:
    """Note what was looked for in vain; a guest who left no address is asked for one."""
    wish = wishes.note(
        turn.session,
        conversation_id=turn.conversation_id,
        customer_id=turn.identity.customer_id,
        words=wished,
        language=turn.language,
        now=turn.now,
        email=address,
    )
    if _told_in_chat(turn):
        return Reply().say(turn.say("products.wish_chat", words=wish.words))
    if turn.identity.customer_id:
        return Reply().say(turn.say("products.wish_known", words=wish.words))
    if wish.email:
        return Reply().say(turn.say("products.wish_mail", words=wish.words, email=wish.email))
    turn.memory.asked = Asked(wait=Wait(wish=wish.words))
    return Reply().say(turn.say("products.wish_guest", words=wish.words))


def _told_in_chat(turn: Turn) -> bool:
    """Say whether it is told on the messenger that the conversation is led on, so that no address is needed."""
    is_messenger = channel_of(turn.conversation_id)[0] != WEB
    return is_messenger and turn.service.settings.tells_of(STOCK)
