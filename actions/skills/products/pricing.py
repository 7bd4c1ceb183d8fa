"""Part of skill `products`: what the things in hand or on the screen cost today, each, several of it, or together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.catalogue import cards, references
from actions.catalogue.options import is_said
from actions.phrases import pattern, says
from actions.skills.cart import cart
from actions.skills.products import listing, products
from actions.turn.turn import Reply, Turn
from ecomcore.shop.models import Product, Variant
from ecomcore.shop.prices import PriceToday
from ecomcore.text.tokens import normalise
from shoptalk.numbers import whole_number

LIKE_A_PRICE = frozenset(
    {
        "apply_coupon", "ask_attribute", "ask_policy", "ask_stock", "best_sellers", "cart_show", "compare_products",
        "nlu_fallback", "on_sale", "out_of_scope", "product_details", "recommend", "refine_search", "search_product",
    }
)  # fmt: skip
"""Intents that a question for a price may look like."""
MOST_COUNTED = 100
AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?([a-z]+)")
"""The value of an option that measures a version: "300 ml"."""


def asks(turn: Turn) -> bool:
    """Say whether the message asks for the price of what it names, of what is in hand or of what is on the screen.

    The price of the thing in a photo is told with its name.
    """
    if (
        turn.photo
        or turn.request.intent not in LIKE_A_PRICE
        or not pattern("asks_price").search(turn.text)
    ):
        return False
    if says(turn.text, "price_of_else") or cart.names_coupon(turn):
        return False
    return bool(_meant(turn))


def answer(turn: Turn) -> Reply:
    """Tell today's prices, those before a reduction and how long it lasts; of several things also their sum."""
    found = cards.load(turn, _meant(turn))
    if len(found) == 1:
        is_new, turn.memory.focus = found[0].id != turn.memory.focus, found[0].id
        text = _counted(turn, found[0]) or _told(turn, found[0])
        shown = cards.cards(turn, [(found[0].id, None, None)]) if is_new else None
        return Reply().say(text, products.product_buttons(turn, found[0]), shown)
    lines = [_told(turn, product) for product in found]
    if _is_sum(turn):
        lines.append(_sum(turn, found))
    return Reply().say("\n".join(lines))


def _meant(turn: Turn) -> list[str]:
    return turn.once(("price of", turn.text), lambda: _meant_afresh(turn))


def _meant_afresh(turn: Turn) -> list[str]:
    """Return the products whose price is asked for: those to sum up, the one that is meant, else all on the screen."""
    if _is_sum(turn) and len(several := references.several(turn)) > 1:
        return several
    one = references.product(turn)
    if one is not None:
        return [one]
    shown = references.shown_ids(turn)
    return [] if not shown or references.is_elsewhere(turn) else list(shown[: listing.PAGE])


def _is_sum(turn: Turn) -> bool:
    return says(turn.text, "price_together")


def _told(turn: Turn, product: Product) -> str:
    """Return what a product costs today, by version where that differs."""
    variants = _asked_versions(turn, product)
    prices = {variant.sku: _today(turn, product, variant) for variant in variants}
    title = turn.speaker.pick(product.title)
    if len({price.cents for price in prices.values()}) == 1:
        price = prices[variants[0].sku]
        named = _named(turn, product, variants)
        return turn.say(
            "products.price_is", title=title, price=_with_before(turn, price), version=named
        ) + _until(turn, [price])
    differing = _differing(variants, prices)
    by_version: dict[str, str] = {}
    for variant in sorted(variants, key=lambda each: prices[each.sku].cents or 0):
        options = {key: variant.options[key] for key in differing if key in variant.options}
        version = cards.options_words(turn, options)
        by_version.setdefault(version, _with_before(turn, prices[variant.sku]))
    told = [turn.say("products.line", name=name, value=value) for name, value in by_version.items()]
    text = turn.say(
        "products.price_by_version", title=title, prices=turn.say("products.options_gap").join(told)
    )
    return text + _until(turn, list(prices.values()))


def _counted(turn: Turn, product: Product) -> str:
    """Return what so many pieces as the message names cost, in packs where that is cheaper; "" where it names none."""
    count = _count(turn)
    variants = _asked_versions(turn, product)
    if count is None or not variants:
        return ""
    ways = [
        (price * (count // pieces), variant)
        for variant in variants
        if (price := _today(turn, product, variant).cents) is not None
        and count % (pieces := _pieces(variant)) == 0
    ]
    if not ways:
        return ""
    cents, variant = min(ways, key=lambda way: way[0])
    sold = cards.options_words(turn, {key: variant.options[key] for key in _told_keys(variants)})
    title = turn.speaker.pick(product.title)
    number = count // _pieces(variant)
    text = turn.say(
        "products.price_counted",
        count=number,
        title=title,
        version=turn.say("products.price_version", version=sold) if sold else "",
        price=turn.speaker.money(cents),
    )
    return text + _until(turn, [_today(turn, product, variant)])


def _count(turn: Turn) -> int | None:
    """Return how many pieces the price is asked for."""
    found = pattern("price_for_so_many").search(turn.text)
    written = next(filter(None, found.groups()), "") if found else ""
    count = whole_number(written) if written else None
    return count if count and 1 < count <= MOST_COUNTED else None


def _pieces(variant: Variant) -> int:
    """Return how many pieces a version holds."""
    digits = re.match(r"\d+", variant.options.get(cards.PACK, ""))
    return int(digits[0]) if digits and int(digits[0]) else 1


def _sum(turn: Turn, found: Sequence[Product]) -> str:
    """Return what one of each costs together, from the least where versions differ."""
    least, is_from = 0, False
    for product in found:
        prices = [
            price.cents
            for variant in _asked_versions(turn, product)
            if (price := _today(turn, product, variant)).cents is not None
        ]
        if not prices:
            return ""
        least += min(prices)
        is_from |= len(set(prices)) > 1
    key = "products.price_sum_from" if is_from else "products.price_sum"
    return turn.say(key, price=turn.speaker.money(least))


def _asked_versions(turn: Turn, product: Product) -> list[Variant]:
    """Return the versions that the message names, all where it names none; those in stock before those that are not."""
    fitting = list(product.variants)
    for key in dict.fromkeys(key for variant in product.variants for key in variant.options):
        named = [v for v in fitting if _is_named(turn, key, v.options.get(key, ""))]
        fitting = named or fitting
    return [v for v in fitting if v.sellable > 0] or fitting


def _is_named(turn: Turn, key: str, value: str) -> bool:
    if key == cards.PACK:
        digits = re.match(r"\d+", value)
        return bool(
            digits and pattern("pack_of", count=re.escape(digits[0])).search(turn.text) is not None
        )
    return bool(value) and (is_said(turn, value, turn.text) or _is_amount_named(turn, value))


def _is_amount_named(turn: Turn, value: str) -> bool:
    """Say whether the message names a version by its amount alone or written together ("the 300", "300ml")."""
    measured = AMOUNT.fullmatch(value)
    if measured is None:
        return False
    number, unit = map(re.escape, measured.groups())
    bare = rf"(?<![\d.]){number}(?:\s*{unit}\b|(?!\s*[\w.%]))"
    return re.search(bare, normalise(turn.text)) is not None


def _named(turn: Turn, product: Product, variants: Sequence[Variant]) -> str:
    """Return the version in words where only some of a product's versions are asked for."""
    if len(variants) == len(product.variants):
        return ""
    shared = {
        key: value
        for key, value in variants[0].options.items()
        if all(v.options.get(key) == value for v in variants)
        and any(v.options.get(key) != value for v in product.variants)
    }
    words = cards.options_words(turn, shared)
    return turn.say("products.price_version", version=words) if words else ""


def _told_keys(variants: Sequence[Variant]) -> list[str]:
    """Return the options that tell what a number of pieces is sold as."""
    return [cards.PACK] if any(cards.PACK in v.options for v in variants) else []


def _differing(variants: Sequence[Variant], prices: dict[str, PriceToday]) -> list[str]:
    """Return the options by which the price differs."""
    found = []
    for key in dict.fromkeys(key for variant in variants for key in variant.options):
        others: dict[tuple[str, ...], set[int | None]] = {}
        for variant in variants:
            rest = tuple(v for k, v in sorted(variant.options.items()) if k != key)
            others.setdefault(rest, set()).add(prices[variant.sku].cents)
        if any(len(several) > 1 for several in others.values()):
            found.append(key)
    return found or list(variants[0].options)


def _today(turn: Turn, product: Product, variant: Variant) -> PriceToday:
    return cards.prices_today(turn).price(variant, product.category)


def _with_before(turn: Turn, price: PriceToday) -> str:
    """Return a price, with what it was before where it is reduced."""
    now = cards.price_words(turn, price.cents)
    if not price.before_cents:
        return now
    before = turn.speaker.money(price.before_cents)
    return turn.say("products.price_reduced", price=now, before=before, percent=price.percent)


def _until(turn: Turn, prices: Sequence[PriceToday]) -> str:
    """Return how long a reduction lasts, where that is known."""
    ends = min((price.ends_on for price in prices if price.ends_on), default=None)
    return (
        turn.say("products.price_until", until=turn.speaker.day(ends, turn.now.date()))
        if ends
        else ""
    )
