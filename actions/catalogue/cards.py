"""Products as shoppers see them: one card a product, read fresh from the database."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from actions.languages import FALLBACK
from actions.turn.payloads import Card, Products
from actions.turn.turn import Turn
from ecomcore.shop.models import UNKNOWN, Product, Review, Term, Variant
from ecomcore.shop.prices import PriceList

FEW = 5
"""Fewer pieces than this are counted for the shopper."""
PACK = "pack"
"""The option that counts the pieces of one article."""


@dataclass(frozen=True)
class Wanted:
    """Options that a message names, such as colours and sizes; empty means any."""

    colours: frozenset[str] = field(default_factory=frozenset)
    sizes: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_any(self) -> bool:
        """Whether nothing is named."""
        return not (self.colours or self.sizes)

    def without(self, keys: Container[str]) -> Wanted:
        """Return the same without what is named of these options."""
        return Wanted(
            frozenset() if "colour" in keys else self.colours,
            frozenset() if "size" in keys else self.sizes,
        )

    def fits(self, options: dict[str, str]) -> bool:
        """Say whether a variant with these options is meant."""
        colour, size = options.get("colour", ""), options.get("size", "")
        return (not self.colours or colour in self.colours) and (
            not self.sizes or size.lower() in {s.lower() for s in self.sizes}
        )


def load(turn: Turn, product_ids: Sequence[str]) -> list[Product]:
    """Return the products with their variants, in the order of the ids; those that are gone are left out.

    Several readers of a message ask for the same products: each is read once a turn.
    """
    held: dict[str, Product | None] = turn.once(load, dict)
    missing = [product_id for product_id in product_ids if product_id not in held]
    if missing:
        rows = turn.session.scalars(
            select(Product).where(Product.id.in_(missing)).options(selectinload(Product.variants))
        )
        held.update({**dict.fromkeys(missing), **{product.id: product for product in rows}})
    return [product for product_id in product_ids if (product := held[product_id]) is not None]


def ratings(turn: Turn, product_ids: Iterable[str]) -> dict[str, tuple[float, int]]:
    """Return average stars and number of reviews by product."""
    rows = turn.session.execute(
        select(Review.product_id, func.avg(Review.rating), func.count())
        .where(Review.product_id.in_(list(product_ids)), Review.status == "approved")
        .group_by(Review.product_id)
    )
    return {product_id: (float(average), count) for product_id, average, count in rows}


def best_variant(product: Product, wanted: Wanted | None = None, sku: str | None = None) -> Variant:
    """Return the variant to show: the named one, else one that fits and is in stock, else one that fits."""
    named = [v for v in product.variants if v.sku == sku]
    fitting = [v for v in product.variants if wanted is None or wanted.fits(v.options)]
    pool = named or fitting or list(product.variants)
    return min(pool, key=_readiness)


def _readiness(variant: Variant) -> tuple[bool, bool, int, int]:
    """Sort what can be bought at once before what cannot, then by price."""
    cents = variant.price_cents
    return variant.sellable == 0, cents is None, cents or 0, variant.position


def prices_today(turn: Turn) -> PriceList:
    """Return the shop's prices of today, read once a turn."""
    return turn.once("prices of today", lambda: PriceList.of(turn.session, turn.now.date()))


def card(
    turn: Turn,
    product: Product,
    rating: tuple[float, int] | None = None,
    reason: str | None = None,
    variant: Variant | None = None,
) -> Card:
    """Return a product as channels draw it."""
    shown = variant or best_variant(product)
    today = prices_today(turn).price(shown, product.category)
    prices = {v.price_cents for v in product.variants}
    price = price_words(turn, today.cents)
    is_from = today.cents is not None and len(prices) > 1 and variant is None
    return Card(
        id=product.id,
        sku=shown.sku,
        title=turn.speaker.pick(product.title),
        price=turn.say("products.from", price=price) if is_from else price,
        price_cents=today.cents,
        stock=stock_words(turn, product),
        old_price=turn.speaker.money(today.before_cents) if today.before_cents else None,
        image=shown.image or product.image or None,
        rating=round(rating[0], 1) if rating else None,
        reviews=rating[1] if rating else None,
        reason=reason or None,
    )


def cards(turn: Turn, items: Sequence[tuple[str, str | None, str | None]]) -> Products:
    """Return a list of products as channels draw it; each item is product id, sku or None, reason or None.

    What names something that this shopper must avoid is not on it, wherever the list comes from.
    """
    items = [item for item in items if item[0] not in turn.service.left_out]
    ids = [product_id for product_id, _, _ in items]
    stars = ratings(turn, ids)
    by_id = {product.id: product for product in load(turn, ids)}
    drawn = (
        card(
            turn,
            by_id[product_id],
            stars.get(product_id),
            reason,
            best_variant(by_id[product_id], sku=sku) if sku else None,
        )
        for product_id, sku, reason in items
        if product_id in by_id and by_id[product_id].active
    )
    return Products(tuple(drawn))


def stock_words(turn: Turn, product: Product) -> str:
    """Return the availability of a product in words."""
    if not product.active:
        return turn.say("products.stock_off_sale")
    sold = [variant for variant in product.variants if variant.sellable > 0]
    if not sold:
        return turn.say("products.stock_none")
    if all(variant.counting == UNKNOWN for variant in sold):
        return turn.say("products.stock_unknown")
    total = sum(variant.sellable for variant in sold)
    if total < FEW:
        return turn.say("products.stock_few", count=total)
    return turn.say("products.stock_yes")


def price_words(turn: Turn, cents: int | None) -> str:
    """Return a price, or that it is told on request."""
    return turn.say("products.price_on_request") if cents is None else turn.speaker.money(cents)


def word(turn: Turn, kind: str, text: str) -> str:
    """Return an attribute key or value, an option, a colour in the language of the reply."""
    plain = text.replace("_", " ")
    if turn.speaker.has(f"products.option_{text}"):
        return turn.say(f"products.option_{text}")
    if turn.language == FALLBACK:
        return plain
    vocabulary = word_table(turn)
    translated = vocabulary.get((kind, text.lower())) or vocabulary.get((kind, plain.lower()))
    return (
        translated or turn.service.engine.vocabulary.label("colour", plain, turn.language) or plain
    )


def values(turn: Turn, text: str) -> str:
    """Return an attribute's value, or several with commas between them, in the language of the reply."""
    whole = word(turn, "value", text)
    if whole != text or ", " not in text:
        return whole
    return turn.say("products.values_gap").join(
        word(turn, "value", part) for part in text.split(", ")
    )


def name(turn: Turn, kind: str, text: str) -> str:
    """Return the word for an attribute or option as the head of a line."""
    shown = word(turn, kind, text)
    return shown[:1].upper() + shown[1:]


def word_table(turn: Turn) -> dict[tuple[str, str], str]:
    """Return the shop's terms in the language of the reply, by kind and English word; kept for a build."""
    key = f"terms:{turn.language}"
    held: dict[tuple[str, str], str] | None = turn.service.kept.get(key)
    if held is None:
        held = {
            (term.kind, term.words.get(FALLBACK, "").lower()): term.words.get(turn.language, "")
            for term in turn.session.scalars(select(Term))
        }
        turn.service.kept[key] = held
    return held


def pack_words(turn: Turn, pieces: str) -> str:
    """Return how many pieces a pack holds: a bare number beside a colour says nothing."""
    return turn.say("words.single" if pieces == "1" else "words.pack", pieces=pieces)


def options_words(turn: Turn, options: dict[str, str]) -> str:
    """Return options such as `navy, pack of 2`, in the language of the reply."""
    parts = [
        pack_words(turn, value) if key == PACK and value.isdigit() else word(turn, "value", value)
        for key, value in options.items()
    ]
    return turn.say("words.comma").join(parts)
