"""Skill `products`: find, refine, look closer, compare, recommend; every fact from the catalogue or its reviews."""

from __future__ import annotations

from dataclasses import replace

from actions.catalogue import cards, quotes, references
from actions.phrases import says
from actions.skills.products import listing
from actions.skills.products.order_prices import below_what_was_ordered
from actions.skills.registry import handlers, handles
from actions.turn.memory import AskedVersion
from actions.turn.payloads import Products
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.recommend.shopping import recommend_for
from ecomcore.shop.models import Product


@handles("search_product")
def search_product(turn: Turn) -> Reply:
    """Find products by free words."""
    query = turn.query
    return listing.show_results(turn, below_what_was_ordered(turn, query))


@handles("show_more")
def show_more(turn: Turn) -> Reply:
    """Show the next page of the same list."""
    shown = turn.memory.shown
    if shown.query is None:
        return Reply().say(turn.say("products.nothing_shown"))
    return listing.show_results(turn, shown.query, shown.offset + listing.PAGE)


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
    able = sum(v.stock for v in product.variants) > 0
    first = (
        ("cart_add", "products.button_cart") if able else ("back_in_stock", "products.button_alert")
    )
    offers = (
        first,
        ("product_reviews", "products.button_reviews"),
        ("similar_products", "products.button_similar"),
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
    wanted = references.wanted_options(turn)
    asked = AskedVersion(product.id, tuple(sorted(wanted.colours)), tuple(sorted(wanted.sizes)))
    turn.memory.shown = replace(turn.memory.shown, asked=asked)
    title = turn.speaker.pick(product.title)
    fitting = [v for v in product.variants if wanted.fits(v.options)]
    if not fitting:
        offered = [cards.options_words(turn, v.options) for v in product.variants if v.stock]
        key = "products.no_such_option" if offered else "products.no_such_option_nor_other"
        text = turn.say(key, title=title, offered="; ".join(offered))
        return Reply().say(text, product_buttons(turn, product))
    there = [v for v in fitting if v.stock > 0]
    gone = [v for v in fitting if v.stock == 0]
    parts = []
    for key, plain, variants in (
        ("products.in_stock", "products.in_stock_plain", there),
        ("products.out_of_stock", "products.out_of_stock_plain", gone),
    ):
        if variants:
            options = [cards.options_words(turn, v.options) for v in variants]
            named = turn.say("products.options_gap").join(o for o in options if o)
            parts.append(turn.say(key if named else plain, title=title, options=named))
    buttons = product_buttons(turn, product)
    if not there:
        buttons[0] = button(turn.say("products.button_alert"), "back_in_stock", product=product.id)
    return Reply().say("\n".join(parts), buttons)


@handles("similar_products")
def similar_products(turn: Turn) -> Reply:
    """Show products like the one that is meant."""
    product = one_product(turn)
    if product is None:
        return which_one(turn)
    hits = turn.service.engine.more_like(product.id, listing.PAGE)
    if not hits:
        return Reply().say(turn.say("products.nothing_similar"))
    payload = cards.cards(turn, [(h.product_id, None, turn.speaker.pick(h.reason)) for h in hits])
    listing.remember(turn, payload.items)
    text = turn.say("products.similar", title=turn.speaker.pick(product.title))
    return Reply().say(text, custom=payload)


@handles("recommend")
def recommend(turn: Turn) -> Reply:
    """Recommend to a customer from what they bought and looked at, to a guest what others like."""
    query = turn.query
    if (
        turn.text
        and not turn.text.startswith("/")
        and (query.types or query.categories or query.brands)
    ):
        return listing.show_results(turn, query)
    chosen = recommend_for(
        turn.session,
        turn.service.build.part("recommend"),
        customer_id=turn.identity.customer_id,
        exclude=turn.service.left_out,
        k=listing.PAGE,
    )
    payload = cards.cards(
        turn, [(r.product_id, None, turn.speaker.pick(r.reason.texts)) for r in chosen]
    )
    listing.remember(turn, payload.items)
    key = "products.recommended_you" if turn.identity.customer_id else "products.recommended"
    return Reply().say(turn.say(key), custom=payload)


@handles("gift_ideas")
def gift_ideas(turn: Turn) -> Reply:
    """Find presents by person and budget; without either, ask for them and show what is liked as a gift."""
    query = turn.query
    is_tapped = not turn.text or turn.text.startswith("/")
    is_bare = is_tapped or not (listing.chips_of(turn, query) or says(turn.text, "gift_for"))
    if is_tapped:
        query = turn.service.engine.understand(turn.say("products.words_gift"), turn.language)
    reply = listing.show_results(turn, query, is_open_wish=True)
    if is_bare:
        reply.messages[0].text = turn.say("products.gift_ask")
    return reply


@handles("product_reviews")
def product_reviews(turn: Turn) -> Reply:
    """Sum up what reviewers say about a product, in their own sentences."""
    product = one_product(turn)
    if product is None:
        return which_one(turn)
    digest = turn.service.build.part("reviews").digest(product.id, turn.language)
    title = turn.speaker.pick(product.title)
    if digest is None:
        return Reply().say(
            turn.say("products.no_reviews", title=title), product_buttons(turn, product)
        )
    head = turn.say(
        "products.reviews", title=title, average=f"{digest.average:.1f}", count=digest.count
    )
    stars = "  ".join(f"{star}★ {digest.counts[star - 1]}" for star in range(5, 0, -1))
    asked = [turn.say("products.quote_asked", text=text) for text in quotes.about(turn, product)]
    typical = [turn.say(f"products.quote_{line.label}", text=line.text) for line in digest.lines]
    buttons = product_buttons(turn, product, without="product_reviews")
    return Reply().say("\n".join([head, stars, *(asked or typical)]), buttons)
