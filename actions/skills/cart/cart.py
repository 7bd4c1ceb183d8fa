"""What the cart holds: shown, made smaller, with a coupon, to the checkout."""

from __future__ import annotations

import re

from actions.catalogue import names, references
from actions.skills import amounts
from actions.skills.cart import goods, offers
from actions.skills.orders import wording as order_texts
from actions.skills.registry import handles
from actions.turn.payloads import Cart, Link
from actions.turn.turn import Reply, Turn, button
from actions.understanding.order_words import is_question
from ecomcore.errors import CodedError, NotAllowedError, NotFoundError
from ecomcore.shop import carts
from ecomcore.shop.cart_views import CartView
from ecomcore.shop.checkout import checkout_link
from ecomcore.shop.coupons import find_coupon
from ecomcore.shop.models import Product

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,}")


def owner(turn: Turn) -> carts.CartOwner:
    """Return whose cart this is."""
    return carts.CartOwner(turn.conversation_id, turn.identity.customer_id)


def pieces(turn: Turn) -> int | None:
    """Return how many pieces the message counts, None where it counts none."""
    values = turn.request.values("quantity")
    return int(values[0]) if values else None


def sku_meant(turn: Turn) -> str | None:
    """Return the sku in the cart that the message is about, or None."""
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if references.names_another(turn, [line.product_id for line in view.lines]):
        return None
    if len(view.lines) == 1:
        return view.lines[0].sku
    for number in turn.request.values("ordinal"):
        index = len(view.lines) - 1 if number == references.LAST else int(number) - 1
        if 0 <= index < len(view.lines):
            return view.lines[index].sku
    named = named_in_cart(turn, view)
    wanted = references.wanted_options(turn)
    for line in view.lines:
        is_named = named is None or line.product_id == named
        if is_named and (named or wanted.colours or wanted.sizes) and wanted.fits(line.options):
            return line.sku
    return None


def named_in_cart(turn: Turn, view: CartView) -> str | None:
    """Return the product in the cart that the message calls by its name or kind, or None."""
    ids = list(dict.fromkeys(line.product_id for line in view.lines))
    named = names.called(turn, ids)
    return named[0] if named else references.by_kind(turn, ids)


@handles("cart_remove", changes=True)
def cart_remove(turn: Turn) -> Reply:
    """Take something out of the cart, or empty it."""
    tapped = turn.request.value("sku")
    if any(word in turn.text.lower() for word in turn.say("cart.words_all").split("|")):
        carts.clear(turn.session, owner(turn), now=turn.now)
        return Reply().say(turn.say("cart.emptied"))
    waiting = None if tapped else goods.waits_for(turn)
    if waiting is not None:
        turn.memory.queue.remove(waiting)
        return Reply().say(turn.say("cart.not_added"))
    sku = str(tapped) if tapped else sku_meant(turn)
    if sku is None:
        return which_line(turn, "cart_remove")
    carts.remove(turn.session, owner(turn), sku, now=turn.now)
    reply = show(turn)
    reply.messages[0].text = turn.say("cart.removed") + "\n" + reply.messages[0].text
    return reply


def which_line(turn: Turn, intent: str) -> Reply:
    """Ask which thing in the cart is meant, with a button for each that sends `intent`."""
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if not view.lines:
        return Reply().say(turn.say("cart.empty"))
    if references.names_another(turn, [line.product_id for line in view.lines]):
        reply = show(turn)
        reply.messages[0].text = f"{turn.say('cart.no_not_in_cart')}\n{reply.messages[0].text}"
        return reply
    buttons = [
        button(
            order_texts.titled(turn, line.title, line.options, line.quantity), intent, sku=line.sku
        )
        for line in view.lines
    ]
    return Reply().say(turn.say("cart.which"), buttons)


@handles("cart_show")
def cart_show(turn: Turn) -> Reply:
    """Show the cart with its total."""
    return show(turn)


def show(turn: Turn) -> Reply:
    """Tell what is in the cart and what it comes to."""
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if not view.lines:
        return Reply().say(turn.say("cart.empty"))
    money = turn.speaker.money
    parts = [turn.say("cart.head")]
    for line in view.lines:
        name = order_texts.titled(turn, line.title, line.options, line.quantity)
        parts.append(turn.say("orders.line", line=name, price=money(line.total_cents)))
    unknown = [turn.speaker.pick(line.title) for line in view.lines if line.is_stock_unknown]
    if unknown:
        parts.append(turn.say("cart.stock_unknown", titles=turn.speaker.join(unknown)))
    if view.discount_cents:
        parts.append(
            turn.say(
                "cart.discount",
                code=view.coupon.code if view.coupon else "",
                amount=money(view.discount_cents),
            )
        )
    parts.append(_shipping(turn, view))
    parts.append(turn.say("orders.total", total=money(view.total_cents)))
    if view.free_shipping_missing_cents is not None:
        missing = view.free_shipping_missing_cents
        parts.append(turn.say("cart.free_shipping_missing", amount=money(missing)))
    buttons = [button(turn.say("fallback.guess_checkout"), "checkout")]
    return Reply().say("\n".join(parts), buttons, Cart(money(view.total_cents), len(view.lines)))


def _shipping(turn: Turn, view: CartView) -> str:
    """Tell what sending the cart costs; free only where the shop's rules say so."""
    if view.shipping_cents is None:
        return turn.say("cart.shipping_unknown")
    key = "cart.shipping" if view.shipping_cents else "cart.shipping_free"
    return turn.say(key, amount=turn.speaker.money(view.shipping_cents))


@handles("apply_coupon")
def apply_coupon(turn: Turn) -> Reply:
    """Use a coupon for the cart; say exactly why where it does not work."""
    code = _code_in(turn)
    if code is None:
        return Reply().say(offers.all_public(turn, owner(turn)))
    coupon = find_coupon(turn.session, code)
    named = amounts.named(turn) if is_question(turn.text) else []
    if coupon is not None and (named or not carts.has_goods(turn.session, owner(turn))):
        return Reply().say(offers.terms(turn, coupon, named[0] if named else None))
    try:
        carts.apply_coupon(turn.session, owner(turn), code, now=turn.now)
    except (NotAllowedError, NotFoundError) as error:
        reply = refused(turn, error)
        return reply.say(offers.all_public(turn, owner(turn))) if coupon is None else reply
    reply = show(turn)
    reply.messages[0].text = (
        turn.say("cart.coupon_works", code=code) + "\n" + reply.messages[0].text
    )
    return reply


@handles("remove_coupon", changes=True)
def remove_coupon(turn: Turn) -> Reply:
    """Go on without the coupon that is in use."""
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if view.coupon is None:
        return Reply().say(turn.say("cart.coupon_none"))
    carts.remove_coupon(turn.session, owner(turn), now=turn.now)
    removed = turn.say("cart.coupon_removed", code=view.coupon.code)
    reply = show(turn)
    reply.messages[0].text = removed + "\n" + reply.messages[0].text
    return reply


def names_coupon(turn: Turn) -> bool:
    """Say whether the message holds the code of a coupon that exists."""
    return any(find_coupon(turn.session, word) for word in CODE.findall(turn.text))


def _code_in(turn: Turn) -> str | None:
    """Return the code in the message: one that exists, else whatever looks like one."""
    known = [word.upper() for word in CODE.findall(turn.text) if find_coupon(turn.session, word)]
    looks = [
        word.upper()
        for word in CODE.findall(turn.text)
        if word.isupper() or any(character.isdigit() for character in word)
    ]
    found = known or looks
    return found[0] if found else None


@handles("checkout")
def checkout(turn: Turn) -> Reply:
    """Give the link on which this cart, and only this one, can be paid."""
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if not view.lines:
        return Reply().say(turn.say("cart.empty"))
    try:
        link = checkout_link(turn.session, owner(turn), now=turn.now, language=turn.language)
    except (NotAllowedError, NotFoundError) as error:
        return refused(turn, error)
    text = turn.say("cart.checkout", total=turn.speaker.money(view.total_cents), link=link.url)
    return Reply().say(text, custom=Link(link.url))


def price_asked(turn: Turn, product: Product) -> Reply:
    """Say that a price is told on request, and offer somebody who can tell it."""
    ask = button(turn.say("products.button_ask_price"), "talk_to_person")
    text = turn.say("cart.no_price_unknown", title=turn.speaker.pick(product.title))
    return Reply().say(text, [ask])


def refused(turn: Turn, error: CodedError, product: Product | None = None) -> Reply:
    """Say why the cart cannot be as it was wanted."""
    if product is not None and error.code == "price_unknown":
        return price_asked(turn, product)
    buttons = []
    if error.code == "checkout_off":
        buttons = [button(turn.say("fallback.button_person"), "talk_to_person")]
    if product is not None and error.code == "out_of_stock":
        buttons = [button(turn.say("products.button_alert"), "back_in_stock", product=product.id)]
    return Reply().say(offers.refusal(turn, error), buttons)
