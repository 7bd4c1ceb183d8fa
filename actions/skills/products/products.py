"""Skill `products`: find, refine, look closer, compare, recommend; every fact from the catalogue or its reviews."""

from __future__ import annotations

from dataclasses import replace

from actions.catalogue import cards, references
from actions.phrases import says
from actions.skills.products import listing, taste
from actions.skills.products.order_prices import below_what_was_ordered
from actions.skills.registry import handlers, handles
from actions.turn.memory import AskedVersion
from actions.turn.payloads import Products
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.shop.models import UNKNOWN, Product


@handles("search_product")
def search_product(turn: Turn) -> Reply:
    """Find products by free words."""
    query = turn.query
    return listing.show_results(turn, below_what_was_ordered(turn, query))


def has_list(turn: Turn) -> bool:
    """Say whether the shopper has a list of products before them."""
    return bool(references.shown_ids(turn))


def is_about_shown(turn: Turn) -> bool:
    """Say whether the message counts or names something on the last list."""
    return bool(references.by_position(turn) or references.by_quality(turn))


def one_product(turn: Turn) -> Product | None:
    """Return the product that the message is about and make it the focus, or None."""
    product_id = references.product(turn)
    found = cards.load(turn, [product_id]) if product_id else []
    if not found:
        return None
    turn.memory.focus = found[0].id
    taste.looked(turn, found[0].id)
    return found[0]


def which_one(turn: Turn) -> Reply:
    """Ask which product of the last list is meant; show what the shop has where the message names something else."""
    if references.is_elsewhere(turn):
        found = listing.search_if_it_fits(turn)
        if found is not None:
            return found
    products = cards.load(turn, references.by_name(turn) or references.shown_ids(turn))
    buttons = [
        button(turn.speaker.pick(p.title), turn.request.intent, product=p.id) for p in products
    ]
    unknown = references.unknown_name(turn)
    if unknown:
        key = "products.not_ours" if buttons else "products.not_ours_bare"
        return Reply().say(turn.say(key, words=" ".join(unknown)), buttons)
    return Reply().say(turn.say("products.which" if buttons else "products.which_none"), buttons)


@handles("product_details")
def product_details(turn: Turn) -> Reply:
    """Show one product closely: description, variants, properties; "show me wool things" is a search."""
    product = one_product(turn)
    if product is None:
        return _search_of_a_kind(turn) or which_one(turn)
    shown = cards.card(turn, product, cards.ratings(turn, [product.id]).get(product.id))
    lines = [turn.speaker.pick(product.title), turn.speaker.pick(product.description)]
    for key in dict.fromkeys(key for variant in product.variants for key in variant.options):
        values = dict.fromkeys(v.options[key] for v in product.variants if key in v.options)
        words = [cards.word(turn, "value", value) for value in values]
        lines.append(
            turn.say(
                "products.line",
                name=cards.name(turn, "option", key),
                value=turn.say("words.comma").join(words),
            )
        )
    for key, value in product.attributes.items():
        lines.append(
            turn.say(
                "products.line",
                name=cards.name(turn, "attribute", key),
                value=cards.word(turn, "value", value),
            )
        )
    lines.append(shown.stock)
    buttons = product_buttons(turn, product)
    return Reply().say("\n".join(line for line in lines if line), buttons, Products((shown,)))


def _search_of_a_kind(turn: Turn) -> Reply | None:
    """Search if the message names a kind of thing; None where it points at something on a list."""
    query = turn.query
    names = query.types or query.categories or query.materials
    if not names or says(turn.text, "points"):
        return None
    return listing.show_results(turn, query)


def product_buttons(turn: Turn, product: Product, *, without: str = "") -> list[Json]:
    """Return what one may do with a product, without the intent that was just served."""
    able = [v for v in product.variants if v.sellable > 0]
    first = ("cart_add", "products.button_cart")
    if not able:
        first = ("back_in_stock", "products.button_alert")
    elif all(v.price_cents is None for v in able):
        first = ("talk_to_person", "products.button_ask_price")
    offers = (
        first,
        ("product_reviews", "products.button_reviews"),
        ("similar_products", "products.button_similar"),
        ("goes_with", "recommend.button_goes_with"),
    )
    return [
        button(turn.say(title), intent, product=product.id)
        for intent, title in offers
        if intent != without
    ]


@handles("ask_stock")
def ask_stock(turn: Turn) -> Reply:
    """Say whether a product, in the named colour or size, can be bought now."""
    product = one_product(turn)
    if product is None:
        is_of_list = turn.memory.shown.query is not None and not references.is_elsewhere(turn)
        return handlers()["refine_search" if is_of_list else "search_product"](turn)
    wanted = references.wanted_of(turn, product)
    asked = AskedVersion(product.id, tuple(sorted(wanted.colours)), tuple(sorted(wanted.sizes)))
    turn.memory.shown = replace(turn.memory.shown, asked=asked)
    title = turn.speaker.pick(product.title)
    if not product.active:
        return Reply().say(turn.say("products.off_sale", title=title))
    fitting = [v for v in product.variants if wanted.fits(v.options)]
    if not fitting:
        offered = [cards.options_words(turn, v.options) for v in product.variants if v.sellable]
        key = "products.no_such_option" if offered else "products.no_such_option_nor_other"
        text = turn.say(key, title=title, offered="; ".join(offered))
        return Reply().say(text, product_buttons(turn, product))
    there = [v for v in fitting if v.sellable > 0]
    known = [v for v in there if v.counting != UNKNOWN]
    unknown = [v for v in there if v.counting == UNKNOWN]
    gone = [v for v in fitting if v.sellable == 0]
    parts = []
    for key, plain, variants in (
        ("products.in_stock", "products.in_stock_plain", known),
        ("products.stock_asked", "products.stock_asked_plain", unknown),
        ("products.out_of_stock", "products.out_of_stock_plain", gone),
    ):
        if variants:
            options = [cards.options_words(turn, v.options) for v in variants]
            named = turn.say("products.options_gap").join(o for o in options if o)
            parts.append(turn.say(key if named else plain, title=title, options=named))
    buttons = product_buttons(turn, product)
    if unknown:
        buttons.append(button(turn.say("products.button_colleague"), "talk_to_person"))
    if not there:
        buttons[0] = button(turn.say("products.button_alert"), "back_in_stock", product=product.id)
    return Reply().say("\n".join(parts), buttons)
