"""Skill `cart`: put in, take out, change, show, use a coupon, go to the checkout."""

from __future__ import annotations

import re

from actions import cards, order_texts, products, references
from actions.skills import handles
from actions.turn import Json, Reply, Turn, button
from ecomcore.errors import CodedError, NotAllowedError, NotFoundError
from ecomcore.shop import carts
from ecomcore.shop.models import Product, Variant

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{2,}")
CHOICES = 10


@handles("cart_add")
def cart_add(turn: Turn) -> Reply:
    """Put a product into the cart, in the colour, size and number that were named."""
    tapped = turn.request.value("sku")
    variant = turn.session.get(Variant, str(tapped)) if tapped else None
    product = variant.product if variant else products.one_product(turn)
    if product is None:
        if references.shown_ids(turn):
            return products.which_one(turn)
        return products.search_product(turn)
    chosen = variant or _chosen_variant(turn, product)
    if chosen is None:
        return _ask_variant(turn, product)
    try:
        carts.add(turn.session, owner(turn), chosen.sku, _quantity(turn) or 1, now=turn.now)
    except (NotAllowedError, NotFoundError) as error:
        return _refused(turn, error, product)
    name = order_texts.titled(turn, product.title, chosen.options, _quantity(turn) or 1)
    reply = _show(turn)
    reply.messages[0].text = turn.say("cart.added", product=name) + "\n" + reply.messages[0].text
    return reply


def owner(turn: Turn) -> carts.CartOwner:
    """Return whose cart this is."""
    return carts.CartOwner(turn.conversation_id, turn.identity.customer_id)


def _chosen_variant(turn: Turn, product: Product) -> Variant | None:
    """Return the variant that was named, the only one there is, or None where a choice is left."""
    wanted = references.wanted_options(turn)
    fitting = [v for v in product.variants if wanted.fits(v.options)]
    if len(fitting) > 1:
        fitting = [v for v in fitting if v.stock > 0] or fitting
    if len(fitting) == 1:
        return fitting[0]
    skus = (turn.memory.shown or {}).get("skus") or []
    shown = [v for v in fitting if v.sku in skus]
    has_named = bool(wanted.colours or wanted.sizes)
    differ = {
        key for v in fitting for key in v.options if len({o.options.get(key) for o in fitting}) > 1
    }
    if shown and not has_named and not differ:
        return shown[0]
    return None


def _ask_variant(turn: Turn, product: Product) -> Reply:
    wanted = references.wanted_options(turn)
    fitting = [v for v in product.variants if wanted.fits(v.options)]
    able = [v for v in (fitting or product.variants) if v.stock > 0]
    if not able:
        alert = button(turn.say("products.button_alert"), "back_in_stock", product=product.id)
        text = turn.say("products.out_of_stock_plain", title=turn.speaker.pick(product.title))
        return Reply().say(text, [alert])
    key = "cart.which_variant" if fitting else "cart.no_such_variant"
    buttons = [
        button(cards.options_words(turn, v.options), "cart_add", sku=v.sku) for v in able[:CHOICES]
    ]
    return Reply().say(turn.say(key, title=turn.speaker.pick(product.title)), buttons)


def _quantity(turn: Turn) -> int | None:
    values = turn.request.values("quantity")
    return int(values[0]) if values else None


def _cart_product(turn: Turn) -> str | None:
    """Return the sku in the cart that the message is about, or None."""
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if len(view.lines) == 1:
        return view.lines[0].sku
    for number in turn.request.values("ordinal"):
        index = len(view.lines) - 1 if number == references.LAST else int(number) - 1
        if 0 <= index < len(view.lines):
            return view.lines[index].sku
    named = references.by_name(turn, [line.product_id for line in view.lines])
    wanted = references.wanted_options(turn)
    for line in view.lines:
        is_named = not named or line.product_id == named[0]
        if is_named and (named or wanted.colours or wanted.sizes) and wanted.fits(line.options):
            return line.sku
    return None


@handles("cart_remove")
def cart_remove(turn: Turn) -> Reply:
    """Take something out of the cart, or empty it."""
    tapped = turn.request.value("sku")
    if any(word in turn.text.lower() for word in turn.say("cart.words_all").split("|")):
        carts.clear(turn.session, owner(turn), now=turn.now)
        return Reply().say(turn.say("cart.emptied"))
    sku = str(tapped) if tapped else _cart_product(turn)
    if sku is None:
        return _which_line(turn, "cart_remove")
    carts.remove(turn.session, owner(turn), sku, now=turn.now)
    reply = _show(turn)
    reply.messages[0].text = turn.say("cart.removed") + "\n" + reply.messages[0].text
    return reply


@handles("cart_update")
def cart_update(turn: Turn) -> Reply:
    """Change how many of something are in the cart."""
    tapped = turn.request.value("sku")
    sku = str(tapped) if tapped else _cart_product(turn)
    quantity = _quantity(turn)
    if sku is None:
        return _which_line(turn, "cart_update")
    if quantity is None:
        return Reply().say(turn.say("cart.how_many"))
    try:
        carts.update(turn.session, owner(turn), sku, quantity, now=turn.now)
    except (NotAllowedError, NotFoundError) as error:
        return _refused(turn, error)
    return _show(turn)


def _which_line(turn: Turn, intent: str) -> Reply:
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if not view.lines:
        return Reply().say(turn.say("cart.empty"))
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
    return _show(turn)


def _show(turn: Turn) -> Reply:
    view = carts.show(turn.session, owner(turn), now=turn.now)
    if not view.lines:
        return Reply().say(turn.say("cart.empty"))
    money = turn.speaker.money
    parts = [turn.say("cart.head")]
    for line in view.lines:
        name = order_texts.titled(turn, line.title, line.options, line.quantity)
        parts.append(turn.say("orders.line", line=name, price=money(line.total_cents)))
    if view.discount_cents:
        parts.append(
            turn.say(
                "cart.discount",
                code=view.coupon.code if view.coupon else "",
                amount=money(view.discount_cents),
            )
        )
    key = "cart.shipping" if view.shipping_cents else "cart.shipping_free"
    parts.append(turn.say(key, amount=money(view.shipping_cents)))
    parts.append(turn.say("orders.total", total=money(view.total_cents)))
    buttons = [button(turn.say("fallback.guess_checkout"), "checkout")]
    custom: Json = {"type": "cart", "total": money(view.total_cents), "lines": len(view.lines)}
    return Reply().say("\n".join(parts), buttons, custom)


@handles("apply_coupon")
def apply_coupon(turn: Turn) -> Reply:
    """Use a coupon for the cart; say exactly why where it does not work."""
    code = _code_in(turn)
    if code is None:
        return Reply().say(turn.say("cart.which_code"))
    try:
        carts.apply_coupon(turn.session, owner(turn), code, now=turn.now)
    except (NotAllowedError, NotFoundError) as error:
        return _refused(turn, error)
    reply = _show(turn)
    reply.messages[0].text = (
        turn.say("cart.coupon_works", code=code) + "\n" + reply.messages[0].text
    )
    return reply


def _code_in(turn: Turn) -> str | None:
    """Return the code in the message: one that exists, else whatever looks like one."""
    known = [
        word.upper() for word in CODE.findall(turn.text) if carts.find_coupon(turn.session, word)
    ]
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
        link = carts.checkout_link(turn.session, owner(turn), now=turn.now)
    except (NotAllowedError, NotFoundError) as error:
        return _refused(turn, error)
    text = turn.say("cart.checkout", total=turn.speaker.money(view.total_cents), link=link.url)
    return Reply().say(text, custom={"type": "link", "url": link.url})


def _refused(turn: Turn, error: CodedError, product: Product | None = None) -> Reply:
    key = f"cart.no_{error.code}"
    if not turn.speaker.has(key):
        return Reply().say(turn.say("cart.no_other"))
    facts: Json = {**error.data}
    for name, value in error.data.items():
        if name.endswith("_cents"):
            facts[name.removesuffix("_cents")] = turn.speaker.money(int(value))
        if name.endswith("_on"):
            facts[name] = turn.speaker.day(value)
    if "category_name" in facts:
        facts["category"] = turn.speaker.pick(facts["category_name"])
    buttons = []
    if product is not None and error.code == "out_of_stock":
        buttons = [button(turn.say("products.button_alert"), "back_in_stock", product=product.id)]
    return Reply().say(turn.say(key, **facts), buttons)
