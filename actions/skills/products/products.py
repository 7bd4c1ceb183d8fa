"""Skill `products`: find, refine, look closer, compare, recommend; every fact from the catalogue or its reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from actions.catalogue import cards, names, quotes, references
from actions.catalogue.unheard import is_absent, unheard
from actions.phrases import says
from actions.skills.products import narrowing
from actions.skills.products.order_prices import below_what_was_ordered
from actions.skills.registry import handles
from actions.turn.memory import AskedVersion, Shown
from actions.turn.payloads import Card, Products
from actions.turn.turn import Json, Reply, Turn, button
from ecomcore.errors import BadImageError
from ecomcore.recommend.shopping import recommend_for
from ecomcore.shop.models import Product, Variant

if TYPE_CHECKING:
    from ecomcore.search.query import Query
    from ecomcore.search.results import SearchResult

PAGE = 5
FACET_BUTTONS = 3
SKUS_AT_ONCE = 5000
"""So many values one statement may list."""
NEAR_ENOUGH = 0.35
"""Products less similar than this to what was not found are not shown as the nearest."""


@handles("search_product")
def search_product(turn: Turn) -> Reply:
    """Find products by free words."""
    query = turn.query
    return show_results(turn, below_what_was_ordered(turn, query))


def search_if_it_fits(turn: Turn) -> Reply | None:
    """Search with a message whose intent is unclear, if the catalogue knows its words; else return None."""
    query = turn.query
    if not (query.types or query.categories or query.brands or references.by_name(turn)):
        return None
    return show_results(turn, query)


def show_results(turn: Turn, query: Query, offset: int = 0) -> Reply:
    """Run a query and show one page of it; with nothing found, show what comes nearest and say so."""
    result = turn.service.engine.search(
        query, k=PAGE, offset=offset, live=lambda skus: live(turn, skus)
    )
    if not result.items and offset:
        return _after_the_last(turn, query, offset, result.total)
    if not result.items:
        return nothing_found(turn, result)
    if not offset and _is_not_sold(turn, result):
        return nothing_found(turn, result)
    payload = cards.cards(
        turn, [(hit.product_id, hit.sku, turn.speaker.pick(hit.reason)) for hit in result.items]
    )
    remember(turn, payload.items, result.applied, offset, result.total)
    buttons = result_buttons(turn, result, offset)
    unknown = _unknown(turn, result)
    if unknown and not offset:
        buttons.append(_offer_to_tell(turn, query))
    return Reply().say(intro(turn, result, unknown, offset), buttons, payload)


def _is_not_sold(turn: Turn, result: SearchResult) -> bool:
    """Say whether the wish is for one thing and that is not sold: toy cars are not even near to "car tyres"."""
    is_one_thing = len(result.query.terms) <= 1 + len(result.unknown)
    return is_one_thing and any(is_absent(turn, word) for word in result.unknown)


def _unknown(turn: Turn, result: SearchResult) -> Sequence[str]:
    """Return the words for the thing wanted that the shop does not know.

    Where no kind of thing, brand or category was understood, the thing is what the last word says ("garden gnomes").
    """
    query = result.query
    if result.unknown or query.types or query.categories or query.brands or not query.terms:
        return result.unknown
    last = query.terms[-1]
    return [word for word in unheard(turn) if word == last]


def _offer_to_tell(turn: Turn, query: Query) -> Json:
    """Return a button for being told when the shop has what was looked for; a bare yes means the same."""
    wished = query.retrieval_text or turn.text
    turn.memory.offer("back_in_stock", choice=wished)
    return button(turn.say("products.button_wish"), "back_in_stock", choice=wished)


def _after_the_last(turn: Turn, query: Query, offset: int, total: int) -> Reply:
    """Say that all has been shown, the first time with things like those that were."""
    shown = references.shown_ids(turn)
    if not shown or offset >= total + PAGE:
        return Reply().say(turn.say("products.no_more"))
    found = turn.service.engine.search(query, k=total)
    seen = {*shown, *(hit.product_id for hit in found.items)}
    like = [
        h for h in turn.service.engine.more_like(shown[0], PAGE + total) if h.product_id not in seen
    ]
    if not like:
        return Reply().say(turn.say("products.no_more"))
    payload = cards.cards(
        turn, [(hit.product_id, None, turn.speaker.pick(hit.reason)) for hit in like[:PAGE]]
    )
    remember(turn, payload.items, query, offset, total)
    return Reply().say(turn.say("products.no_more_but_like"), custom=payload)


def nothing_found(turn: Turn, result: SearchResult) -> Reply:
    """Say that nothing was found, show what comes nearest in meaning, and offer other ways on."""
    tell = _offer_to_tell(turn, result.query)
    person = button(turn.say("fallback.button_person"), "talk_to_person")
    best = button(turn.say("products.button_best"), "recommend")
    near = [hit for hit in result.nearest if hit.score >= NEAR_ENOUGH]
    if not near:
        return Reply().say(turn.say("products.nothing"), [tell, best, person])
    payload = cards.cards(turn, [(hit.product_id, hit.sku, "") for hit in near])
    remember(turn, payload.items)
    return Reply().say(turn.say("products.nothing_but_near"), [tell, best, person], payload)


def live(turn: Turn, skus: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return today's prices (cents) and stock by sku."""
    found = {}
    for start in range(0, len(skus), SKUS_AT_ONCE):
        some = skus[start : start + SKUS_AT_ONCE]
        rows = turn.session.execute(
            select(Variant.sku, Variant.price_cents, Variant.stock).where(Variant.sku.in_(some))
        )
        found.update({sku: (price, stock) for sku, price, stock in rows})
    return found


def remember(
    turn: Turn,
    cards_shown: Sequence[Card],
    query: Query | None = None,
    offset: int = 0,
    total: int | None = None,
) -> None:
    """Keep the list that the shopper sees, so that "the second one" and "cheaper" have a meaning.

    The one product that the message calls by its name is what "it" means from now on.
    """
    ids = tuple(card.id for card in cards_shown)
    turn.memory.shown = Shown(
        ids=ids,
        skus=tuple(card.sku for card in cards_shown),
        prices=tuple(card.price_cents for card in cards_shown),
        query=query,
        offset=offset,
        total=total if total is not None else len(ids),
        at=turn.memory.turns,
    )
    named = [i for i in names.called(turn) if i in ids]
    only = ids if len(ids) == 1 else named
    turn.memory.focus = only[0] if len(only) == 1 else None


def intro(turn: Turn, result: SearchResult, unknown: Sequence[str], offset: int) -> str:
    """Return the sentence above a list: what was understood, what was relaxed, how many there are."""
    chips = chips_of(turn, result.applied)
    parts = []
    if unknown and not offset:
        words = turn.speaker.join(unknown)
        parts.append(turn.say("products.unknown", words=words))
    if result.relaxed:
        given_up = turn.speaker.join(c for c in chips_of(turn, result.query) if c not in chips)
        parts.append(turn.say("products.relaxed", filters=given_up))
    elif chips and not offset:
        parts.append(turn.say("products.understood", filters=turn.speaker.join(chips)))
    first, last = offset + 1, offset + len(result.items)
    if result.total > len(result.items):
        parts.append(turn.say("products.page", first=first, last=last, total=result.total))
    else:
        parts.append(
            turn.say(
                "products.found_one" if result.total == 1 else "products.found", total=result.total
            )
        )
    return turn.say("products.gap").join(parts)


def chips_of(turn: Turn, query: Query) -> dict[str, list[str]]:
    """Return what was understood: the label of each chip with the keys it stands for."""
    chips: dict[str, list[str]] = {}
    for key, label in query.chips(turn.language, turn.service.engine.vocabulary):
        chips.setdefault(label, []).append(key)
    return chips


def result_buttons(turn: Turn, result: SearchResult, offset: int) -> list[Json]:
    """Return what one may do with a list: more, without one of the filters, by facet."""
    buttons = []
    if result.total > offset + len(result.items):
        buttons.append(button(turn.say("products.button_more"), "show_more"))
    for label, keys in list(chips_of(turn, result.applied).items())[:FACET_BUTTONS]:
        title = turn.say("products.button_without", filter=label)
        buttons.append(button(title, "refine_search", drop=keys))
    if len(result.items) > 1:
        buttons.append(button(turn.say("products.button_compare"), "compare_products"))
        buttons.append(
            button(turn.say("products.button_cheaper"), "refine_search", choice="cheaper")
        )
    return buttons + narrowing.facet_buttons(turn, result)


@handles("show_more")
def show_more(turn: Turn) -> Reply:
    """Show the next page of the same list."""
    shown = turn.memory.shown
    if shown.query is None:
        return Reply().say(turn.say("products.nothing_shown"))
    return show_results(turn, shown.query, shown.offset + PAGE)


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
        found = search_if_it_fits(turn)
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
    return show_results(turn, query)


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
        return search_product(turn)
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
    for key, variants in (("products.in_stock", there), ("products.out_of_stock", gone)):
        if variants:
            options = [cards.options_words(turn, v.options) for v in variants]
            named = turn.say("products.options_gap").join(o for o in options if o)
            parts.append(turn.say(key if named else f"{key}_plain", title=title, options=named))
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
    hits = turn.service.engine.more_like(product.id, PAGE)
    if not hits:
        return Reply().say(turn.say("products.nothing_similar"))
    payload = cards.cards(turn, [(h.product_id, None, turn.speaker.pick(h.reason)) for h in hits])
    remember(turn, payload.items)
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
        return show_results(turn, query)
    chosen = recommend_for(
        turn.session,
        turn.service.build.part("recommend"),
        customer_id=turn.identity.customer_id,
        k=PAGE,
    )
    payload = cards.cards(
        turn, [(r.product_id, None, turn.speaker.pick(r.reason.texts)) for r in chosen]
    )
    remember(turn, payload.items)
    key = "products.recommended_you" if turn.identity.customer_id else "products.recommended"
    return Reply().say(turn.say(key), custom=payload)


@handles("gift_ideas")
def gift_ideas(turn: Turn) -> Reply:
    """Find presents by person and budget; without either, ask for them and show what is liked as a gift."""
    query = turn.query
    is_tapped = not turn.text or turn.text.startswith("/")
    is_bare = is_tapped or not (chips_of(turn, query) or says(turn.text, "gift_for"))
    if is_tapped:
        query = turn.service.engine.understand(turn.say("products.words_gift"), turn.language)
    reply = show_results(turn, query)
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


@handles("photo_search")
def photo_search(turn: Turn) -> Reply:
    """Find products that look like the photo that was sent; ask for one where there is none."""
    if turn.problem:
        return Reply().say(turn.say(f"products.photo_{turn.problem}"))
    if turn.image is None:
        return Reply().say(turn.say("products.photo_ask"))
    path = turn.service.settings.var_dir / "uploads" / turn.image
    try:
        found: list[Any] = turn.service.build.part("images").lookup(path, k=PAGE)
    except BadImageError as error:
        key = f"products.photo_{error.code}"
        return Reply().say(
            turn.say(key if turn.speaker.has(key) else "products.photo_not_an_image")
        )
    payload = cards.cards(turn, [(hit.product_id, None, None) for hit in found])
    if not payload.items:
        return Reply().say(turn.say("products.nothing"))
    remember(turn, payload.items)
    return Reply().say(turn.say("products.photo_found"), custom=payload)
