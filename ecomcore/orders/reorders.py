"""Putting what an earlier order held into the cart again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError
from ecomcore.orders.views import LineView, get_order
from ecomcore.shop.cart_views import CartView
from ecomcore.shop.carts import CartOwner, add, show
from ecomcore.shop.models import Variant
from ecomcore.shop.prices import PriceList

Texts = dict[str, str]


@dataclass(frozen=True)
class ReorderLine:
    """What became of one line; `price_change_cents` is today's price less the old one."""

    sku: str
    product_id: str
    title: Texts
    options: Texts
    wanted: int
    added: int
    state: Literal["added", "partly", "out_of_stock", "not_sold", "cart_full"]
    price_change_cents: int = 0


@dataclass(frozen=True)
class ReorderResult:
    """The cart afterwards, and every line with what became of it."""

    cart: CartView
    lines: tuple[ReorderLine, ...]

    @property
    def left_out(self) -> tuple[ReorderLine, ...]:
        """Lines that are not, or not wholly, in the cart."""
        return tuple(line for line in self.lines if line.added < line.wanted)


def _again(session: Session, owner: CartOwner, line: LineView, now: datetime) -> ReorderLine:
    variant = session.get(Variant, line.sku)
    prices = PriceList.of(session, now.date())
    price = prices.price(variant, variant.product.category).cents if variant else None
    change = 0 if price is None else price - line.unit_price_cents

    def outcome(
        added: int, state: Literal["added", "partly", "out_of_stock", "not_sold", "cart_full"]
    ) -> ReorderLine:
        return ReorderLine(
            line.sku, line.product_id, line.title, line.options, line.quantity, added, state, change
        )

    if variant is None or not variant.product.active or price is None:
        return outcome(0, "not_sold")
    held = sum(row.quantity for row in show(session, owner, now=now).lines if row.sku == line.sku)
    possible = min(line.quantity, variant.sellable - held)
    if possible < 1:
        return outcome(0, "out_of_stock")
    try:
        add(session, owner, line.sku, possible, now=now)
    except NotAllowedError:
        return outcome(0, "cart_full")
    return outcome(possible, "added" if possible == line.quantity else "partly")


def reorder(
    session: Session,
    owner: CartOwner,
    customer_id: str,
    order_id: str,
    *,
    skus: Collection[str] = (),
    now: datetime,
) -> ReorderResult:
    """Add the lines of an earlier order to the cart, as far as they can be had, at today's prices.

    With `skus`, only the lines of these variants are added.

    Raises:
        NotFoundError: the customer has no such order (`order_not_found`).
    """
    order = get_order(session, customer_id, order_id)
    lines = tuple(
        _again(session, owner, line, now)
        for line in order.lines
        if line.status != "exchanged" and (not skus or line.sku in skus)
    )
    return ReorderResult(show(session, owner, now=now), lines)
