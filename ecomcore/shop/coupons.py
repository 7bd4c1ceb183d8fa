"""What a coupon takes off the goods of a cart, or why it does not count.

Refusals are `NotAllowedError`s with these codes (and data): `coupon_expired` (`ended_on`), `coupon_not_yet`
(`starts_on`), `coupon_minimum` (`min_total_cents`, `missing_cents`), `coupon_goods` (`category`).
"""

from __future__ import annotations

import unicodedata
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ecomcore.categories import is_within
from ecomcore.errors import NotAllowedError, refuse
from ecomcore.money import half_up
from ecomcore.shop.cart_views import CartLineView, CouponView, Texts
from ecomcore.shop.models import Category, Coupon, Product


def find_coupon(session: Session, code: str) -> Coupon | None:
    """Return the coupon of a code as typed: spaces, case and full-width forms do not matter."""
    plain = "".join(unicodedata.normalize("NFKC", code).split()).upper()
    return session.scalars(select(Coupon).where(func.upper(Coupon.code) == plain)).first()


def _category_name(session: Session, path: str | None) -> Texts:
    row = session.get(Category, path) if path else None
    return dict(row.name) if row else {}


def _fits(session: Session, coupon: Coupon, line: CartLineView) -> bool:
    if coupon.category is None:
        return True
    product = session.get_one(Product, line.product_id)
    return is_within(product.category, [coupon.category])


def saving(coupon: Coupon, goods_cents: int, today: date) -> int:
    """Return what a coupon takes off goods of a worth that it counts for.

    Raises:
        NotAllowedError: `coupon_expired`, `coupon_not_yet` or `coupon_minimum`.
    """
    _check_terms(coupon, goods_cents, today)
    return _taken_off(coupon, goods_cents)


def _check_terms(coupon: Coupon, goods_cents: int, today: date) -> None:
    """Refuse a coupon that does not run today, or not for goods of this worth."""
    if coupon.ends_on is not None and today > coupon.ends_on:
        refuse(
            "coupon_expired", f"{coupon.code} ended", coupon=coupon.code, ended_on=coupon.ends_on
        )
    if coupon.starts_on is not None and today < coupon.starts_on:
        refuse(
            "coupon_not_yet",
            f"{coupon.code} begins later",
            coupon=coupon.code,
            starts_on=coupon.starts_on,
        )
    if goods_cents < coupon.min_total_cents:
        refuse(
            "coupon_minimum",
            f"{coupon.code} needs goods of {coupon.min_total_cents}",
            coupon=coupon.code,
            min_total_cents=coupon.min_total_cents,
            missing_cents=coupon.min_total_cents - goods_cents,
        )


def check_coupon(
    session: Session, coupon: Coupon, lines: list[CartLineView], today: date
) -> list[CartLineView]:
    """Return the lines that a coupon counts for, or refuse it with its own code.

    Raises:
        NotAllowedError: one of the `coupon_…` codes.
    """
    _check_terms(coupon, sum(line.total_cents for line in lines), today)
    fitting = [line for line in lines if _fits(session, coupon, line)]
    if lines and not fitting:
        refuse(
            "coupon_goods",
            f"{coupon.code} is only for {coupon.category}",
            coupon=coupon.code,
            category=coupon.category,
            category_name=_category_name(session, coupon.category),
        )
    return fitting


def discount_of(coupon: Coupon, lines: list[CartLineView]) -> int:
    """Return the cents that a coupon takes off these lines, never more than they cost."""
    return _taken_off(coupon, sum(line.total_cents for line in lines))


def _taken_off(coupon: Coupon, goods_cents: int) -> int:
    if coupon.kind == "percent":
        return min(goods_cents, half_up(goods_cents * coupon.value, 100))
    return min(goods_cents, coupon.value)


def coupon_in(
    session: Session, code: str | None, lines: list[CartLineView], today: date
) -> tuple[CouponView | None, int]:
    """Return the coupon of a cart as it is today and the cents that it takes off; none and 0 where there is none."""
    coupon = find_coupon(session, code) if code else None
    if coupon is None:
        return None, 0
    problem, discount = None, 0
    try:
        discount = discount_of(coupon, check_coupon(session, coupon, lines, today))
    except NotAllowedError as refusal:
        problem = refusal.code
    view = CouponView(
        code=coupon.code,
        kind=coupon.kind,
        value=coupon.value,
        category=coupon.category,
        category_name=_category_name(session, coupon.category),
        min_total_cents=coupon.min_total_cents,
        ends_on=coupon.ends_on,
        description=dict(coupon.description),
        problem=problem,
    )
    return view, discount
