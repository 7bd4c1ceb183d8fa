"""A cart as a shopper sees it: its lines, its coupon, its total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Texts = dict[str, str]


@dataclass(frozen=True)
class CartLineView:
    """One line of a cart; `problem` says why it cannot be bought as it is."""

    sku: str
    product_id: str
    title: Texts
    options: Texts
    quantity: int
    unit_price_cents: int
    compare_at_cents: int | None
    stock: int
    is_stock_unknown: bool
    image: str | None
    problem: str | None = None

    @property
    def total_cents(self) -> int:
        """Price of all pieces."""
        return self.quantity * self.unit_price_cents


@dataclass(frozen=True)
class CouponView:
    """A coupon in a cart; `problem` is the code of why it does not count (any more)."""

    code: str
    kind: str
    value: int
    category: str | None
    category_name: Texts
    min_total_cents: int
    ends_on: date | None
    description: Texts
    problem: str | None = None


@dataclass(frozen=True)
class CartView:
    """A cart as it is now; money in minor units of `currency`.

    `shipping_cents` is none, and not in the total, where the shop has not said what sending costs;
    `free_shipping_missing_cents` is what more goods would make sending free, or none.
    """

    id: str
    currency: str
    lines: tuple[CartLineView, ...]
    coupon: CouponView | None
    subtotal_cents: int
    discount_cents: int
    shipping_cents: int | None
    total_cents: int
    free_shipping_missing_cents: int | None

    @property
    def count(self) -> int:
        """Number of pieces."""
        return sum(line.quantity for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.lines
