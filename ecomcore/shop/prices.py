"""What things cost today: the shop's own prices, lowered by the promotion that runs; the one place that says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.categories import is_within
from ecomcore.money import half_up
from ecomcore.shop.models import Category, Product, Promotion, Variant
from ecomcore.shop.reads import kept
from ecomcore.text.tokens import normalise

Texts = dict[str, str]
SKUS_AT_ONCE = 5000
"""A query names at most so many skus."""


@dataclass(frozen=True)
class PromotionView:
    """A promotion that runs or is to come; `category` is none for the whole shop."""

    id: str
    title: Texts
    percent: int
    category: str | None
    category_name: Texts
    starts_on: date
    ends_on: date

    def covers(self, category: str) -> bool:
        """Say whether it lowers the prices of a category, or of one above it."""
        return self.category is None or is_within(category, [self.category])


@dataclass(frozen=True)
class PriceToday:
    """What a variant costs today.

    `cents` is none where the shop tells the price on request; `before_cents` is the higher price that it is
    shown against, none where it is not reduced; `percent` how much less that is, rounded down; `promotion` the one
    that lowers it, none for a price that the shop itself reduced.
    """

    cents: int | None
    before_cents: int | None = None
    promotion: PromotionView | None = None

    @property
    def percent(self) -> int:
        """How much less than before, in whole per cent."""
        if not self.before_cents or self.cents is None:
            return 0
        return 100 * (self.before_cents - self.cents) // self.before_cents

    @property
    def ends_on(self) -> date | None:
        """The last day of this price, none where that is not known."""
        return self.promotion.ends_on if self.promotion else None


@dataclass(frozen=True)
class SaleItem:
    """A product that is reduced: its most reduced version that is in stock."""

    product_id: str
    sku: str
    title: Texts
    category: str
    price: PriceToday


class PriceList:
    """The promotions of one day, and what they make of a price. Read once a request."""

    def __init__(self, promotions: Iterable[PromotionView]) -> None:
        """Keep the promotions that run."""
        self.promotions = tuple(promotions)

    @classmethod
    def of(cls, session: Session, today: date) -> PriceList:
        """Return the price list of a day."""
        return cls(promotions_on(session, today))

    def price(self, variant: Variant, category: str) -> PriceToday:
        """Return today's price of a variant; of several promotions the best one counts."""
        return self.priced(variant.price_cents, variant.compare_at_cents, category)

    def priced(self, cents: int | None, compare_at_cents: int | None, category: str) -> PriceToday:
        """Return today's price of what the shop sells for `cents`, reduced from `compare_at_cents` if that is more."""
        if cents is None:
            return PriceToday(None)
        running = [p for p in self.promotions if p.covers(category)]
        best = max(running, key=lambda promotion: promotion.percent, default=None)
        today = cents - half_up(cents * best.percent, 100) if best else cents
        before = max(cents, compare_at_cents or 0)
        return PriceToday(today, before if before > today else None, best)


@kept
def promotions_on(session: Session, today: date) -> list[PromotionView]:
    """Return the promotions that run on a day, the best first."""
    rows = session.scalars(
        select(Promotion).where(Promotion.starts_on <= today, Promotion.ends_on >= today)
    )
    found = [_view(session, row) for row in rows]
    return sorted(found, key=lambda promotion: (-promotion.percent, promotion.ends_on))


def next_promotion(session: Session, today: date) -> PromotionView | None:
    """Return the promotion that starts next after a day, none where none is announced."""
    row = session.scalars(
        select(Promotion).where(Promotion.starts_on > today).order_by(Promotion.starts_on).limit(1)
    ).first()
    return _view(session, row) if row else None


def latest_called(session: Session, today: date, names: Iterable[str]) -> PromotionView | None:
    """Return the promotion with one of the names in its title that runs, else the last that ran, else the next one."""
    wanted = [normalise(name) for name in names]
    called = [
        row
        for row in session.scalars(select(Promotion).order_by(Promotion.starts_on))
        if any(name in normalise(title) for name in wanted for title in row.title.values())
    ]
    begun = [row for row in called if row.starts_on <= today]
    found = begun[-1:] or called[:1]
    return _view(session, found[0]) if found else None


def prices_today(
    session: Session, skus: Sequence[str], today: date
) -> dict[str, tuple[int | None, int]]:
    """Return (price in cents, pieces that may be sold) by sku, as search takes what has changed since the build.

    A price is none where the shop tells it on request; what is off sale is not named at all.
    """
    prices = PriceList.of(session, today)
    found: dict[str, tuple[int | None, int]] = {}
    columns = (Variant.sku, Variant.price_cents, Variant.compare_at_cents, Variant.sellable)
    for start in range(0, len(skus), SKUS_AT_ONCE):
        some = skus[start : start + SKUS_AT_ONCE]
        rows = session.execute(
            select(*columns, Product.category)
            .join(Variant.product)
            .where(Product.active, Variant.sku.in_(some))
        )
        for sku, cents, before, stock, category in rows:
            found[sku] = (prices.priced(cents, before, category).cents, stock)
    return found


def on_sale(session: Session, today: date, category: str | None = None) -> list[SaleItem]:
    """Return what is reduced today, the most reduced first; `category` limits it with all below."""
    prices = PriceList.of(session, today)
    best: dict[str, SaleItem] = {}
    rows = session.execute(
        select(Variant, Product)
        .join(Variant.product)
        .where(Product.active, Variant.sellable > 0, Variant.price_cents.is_not(None))
    )
    for variant, product in rows:
        if category and not is_within(product.category, [category]):
            continue
        price = prices.price(variant, product.category)
        known = best.get(product.id)
        if price.before_cents and (known is None or price.percent > known.price.percent):
            title = dict(product.title)
            best[product.id] = SaleItem(product.id, variant.sku, title, product.category, price)
    return sorted(best.values(), key=lambda item: (-item.price.percent, item.product_id))


def top_ups(
    session: Session, missing_cents: int, today: date, *, without: Sequence[str] = (), k: int = 3
) -> list[tuple[str, int]]:
    """Return skus with prices that just make up what is missing for free shipping or a coupon, the nearest first.

    `without` are products that are in the cart already.
    """
    prices = PriceList.of(session, today)
    cheapest: dict[str, tuple[int, str]] = {}
    rows = session.execute(
        select(Variant, Product)
        .join(Variant.product)
        .where(Product.active, Variant.sellable > 0, Variant.price_cents.is_not(None))
    )
    for variant, product in rows:
        cents = prices.price(variant, product.category).cents
        if cents is not None and cents >= missing_cents and product.id not in without:
            known = cheapest.get(product.id)
            if known is None or cents < known[0]:
                cheapest[product.id] = (cents, variant.sku)
    return [(sku, cents) for cents, sku in sorted(cheapest.values())[:k]]


def _view(session: Session, row: Promotion) -> PromotionView:
    category = session.get(Category, row.category) if row.category else None
    return PromotionView(
        row.id,
        dict(row.title),
        row.percent,
        row.category,
        dict(category.name) if category else {},
        row.starts_on,
        row.ends_on,
    )
