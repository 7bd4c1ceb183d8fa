"""The cart of a conversation, which becomes the customer's on sign-in, with its coupon and its total.

Refusals are `NotAllowedError`s with these codes (and data): `variant_unknown` (`sku`), `price_unknown` (`sku`),
`quantity` (`most`), `out_of_stock` (`sku`, `stock`, `in_cart`), `cart_full` (`most`), `not_in_cart` (`sku`),
`cart_empty`, `coupon_unknown`, `coupon_worse` (`kept`, `kept_saves_cents`, `saves_cents`), and those of `coupons`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, refuse
from ecomcore.shop.cart_views import CartLineView, CartView
from ecomcore.shop.coupons import check_coupon, coupon_in, discount_of, find_coupon
from ecomcore.shop.currency import currency_of
from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import (
    UNKNOWN,
    Cart,
    CartLine,
    Coupon,
    Customer,
    Variant,
)
from ecomcore.shop.offers import published_coupons
from ecomcore.shop.prices import PriceList
from ecomcore.shop.rules import load_rules

_ID_LENGTH = 120


@dataclass(frozen=True)
class CartOwner:
    """Whose cart: the conversation's, or the customer's where it is known who is asking."""

    conversation_id: str
    customer_id: str | None = None

    @property
    def guest_cart_id(self) -> str:
        """Id of the conversation's own cart."""
        return _short(f"chat:{self.conversation_id}")

    @property
    def cart_id(self) -> str:
        """Id of the cart to use."""
        if self.customer_id is None:
            return self.guest_cart_id
        return _short(f"customer:{self.customer_id}")


def _short(text: str) -> str:
    if len(text) <= _ID_LENGTH:
        return text
    kind = text.partition(":")[0]
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()}"


def find_cart(session: Session, cart_id: str) -> Cart | None:
    """Return the cart of an id, or none."""
    return session.scalars(
        select(Cart)
        .where(Cart.id == cart_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _cart(session: Session, owner: CartOwner, now: datetime) -> Cart:
    """Return the owner's cart, made if missing, with what the conversation put aside as a guest."""
    session.flush()
    insert_if_absent(session, Cart, id=owner.cart_id, customer_id=owner.customer_id, updated_at=now)
    cart = session.scalars(
        select(Cart)
        .where(Cart.id == owner.cart_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if owner.customer_id is not None:
        _take_over(session, owner, cart, now)
    return cart


def _take_over(session: Session, owner: CartOwner, cart: Cart, now: datetime) -> None:
    guest = find_cart(session, owner.guest_cart_id)
    if guest is None:
        return
    most = load_rules(session).cart.max_quantity
    held = {line.sku: line for line in cart.lines}
    for line in guest.lines:
        if line.sku in held:
            held[line.sku].quantity = min(most, held[line.sku].quantity + line.quantity)
        else:
            cart.lines.append(CartLine(sku=line.sku, quantity=line.quantity))
    cart.coupon = cart.coupon or guest.coupon
    cart.updated_at = now
    session.delete(guest)
    session.flush()


def _variant(session: Session, sku: str) -> Variant:
    variant = session.get(Variant, sku, populate_existing=True)
    if variant is None or not variant.product.active:
        refuse("variant_unknown", f"the shop does not sell {sku!r}", sku=sku)
    return variant


def _check_quantity(variant: Variant, quantity: int, in_cart: int, most: int) -> None:
    if quantity < 1 or quantity > most:
        refuse("quantity", f"between 1 and {most} pieces, not {quantity}", most=most)
    if variant.price_cents is None:
        refuse("price_unknown", f"{variant.sku} has no price", sku=variant.sku)
    if quantity > variant.sellable:
        refuse(
            "out_of_stock",
            f"{variant.stock} left of {variant.sku}, {quantity} wanted",
            sku=variant.sku,
            stock=variant.stock,
            in_cart=in_cart,
        )


def add(
    session: Session, owner: CartOwner, sku: str, quantity: int = 1, *, now: datetime
) -> CartView:
    """Put pieces into the cart, on top of those that are there.

    Raises:
        NotAllowedError: `variant_unknown`, `price_unknown`, `quantity`, `out_of_stock` or `cart_full`.
    """
    limits = load_rules(session).cart
    variant = _variant(session, sku)
    cart = _cart(session, owner, now)
    line = next((line for line in cart.lines if line.sku == sku), None)
    held = line.quantity if line else 0
    if quantity < 1:
        refuse("quantity", f"at least 1 piece, not {quantity}", most=limits.max_quantity)
    _check_quantity(variant, held + quantity, held, limits.max_quantity)
    if line is None:
        if len(cart.lines) >= limits.max_lines:
            refuse("cart_full", f"a cart holds {limits.max_lines} lines", most=limits.max_lines)
        cart.lines.append(CartLine(sku=sku, quantity=quantity))
    else:
        line.quantity = held + quantity
    return _done(session, owner, cart, now)


def _line(cart: Cart, sku: str) -> CartLine:
    line = next((line for line in cart.lines if line.sku == sku), None)
    if line is None:
        refuse("not_in_cart", f"{sku!r} is not in the cart", sku=sku)
    return line


def update(
    session: Session, owner: CartOwner, sku: str, quantity: int, *, now: datetime
) -> CartView:
    """Set how many pieces of a variant are in the cart; 0 takes it out.

    Raises:
        NotAllowedError: `not_in_cart`, `quantity` or `out_of_stock`.
    """
    if quantity == 0:
        return remove(session, owner, sku, now=now)
    cart = _cart(session, owner, now)
    line = _line(cart, sku)
    most = load_rules(session).cart.max_quantity
    _check_quantity(_variant(session, sku), quantity, line.quantity, most)
    line.quantity = quantity
    return _done(session, owner, cart, now)


def remove(session: Session, owner: CartOwner, sku: str, *, now: datetime) -> CartView:
    """Take a variant out of the cart.

    Raises:
        NotAllowedError: `not_in_cart`.
    """
    cart = _cart(session, owner, now)
    cart.lines.remove(_line(cart, sku))
    return _done(session, owner, cart, now)


def clear(session: Session, owner: CartOwner, *, now: datetime) -> CartView:
    """Take everything out of the cart, the coupon too."""
    cart = _cart(session, owner, now)
    cart.lines.clear()
    cart.coupon = None
    return _done(session, owner, cart, now)


def show(session: Session, owner: CartOwner, *, now: datetime) -> CartView:
    """Return the cart as it is now, with today's prices and stock."""
    return view_of(session, owner, _cart(session, owner, now), now)


def has_goods(session: Session, owner: CartOwner) -> bool:
    """Say whether anything lies in the cart, or in the one that the conversation put aside as a guest."""
    ids = {owner.cart_id, owner.guest_cart_id}
    found = session.scalar(select(CartLine.sku).where(CartLine.cart_id.in_(ids)).limit(1))
    return found is not None


def _done(session: Session, owner: CartOwner, cart: Cart, now: datetime) -> CartView:
    cart.updated_at = now
    session.flush()
    return view_of(session, owner, cart, now)


def _line_view(line: CartLine, variant: Variant, prices: PriceList) -> CartLineView:
    price = prices.price(variant, variant.product.category)
    problem = None
    if price.cents is None:
        problem = "price_unknown"
    elif variant.sellable <= 0 or not variant.product.active:
        problem = "out_of_stock"
    elif variant.sellable < line.quantity:
        problem = "less_in_stock"
    return CartLineView(
        sku=line.sku,
        product_id=variant.product_id,
        title=dict(variant.product.title),
        options=dict(variant.options),
        quantity=line.quantity,
        unit_price_cents=price.cents or 0,
        compare_at_cents=price.before_cents,
        stock=variant.stock,
        is_stock_unknown=variant.counting == UNKNOWN,
        image=variant.image or variant.product.image,
        problem=problem,
    )


def view_of(session: Session, owner: CartOwner, cart: Cart, now: datetime) -> CartView:
    """Return a cart as it is now."""
    lines = []
    prices = PriceList.of(session, now.date())
    for line in cart.lines:
        variant = session.get_one(Variant, line.sku, populate_existing=True)
        lines.append(_line_view(line, variant, prices))
    subtotal = sum(line.total_cents for line in lines)
    coupon, discount = coupon_in(session, cart.coupon, lines, now.date())
    shipping_rules = load_rules(session).shipping
    country = None
    if owner.customer_id is not None:
        customer = session.get(Customer, owner.customer_id)
        country = (customer.address or {}).get("country") or customer.country if customer else None
    goods = subtotal - discount
    shipping = shipping_rules.cost(goods, country) if lines else 0
    return CartView(
        id=cart.id,
        currency=currency_of(session),
        lines=tuple(lines),
        coupon=coupon,
        subtotal_cents=subtotal,
        discount_cents=discount,
        shipping_cents=shipping,
        total_cents=goods + (shipping or 0),
        free_shipping_missing_cents=shipping_rules.missing_for_free(goods, country)
        if lines
        else None,
    )


def apply_coupon(session: Session, owner: CartOwner, code: str, *, now: datetime) -> CartView:
    """Use a coupon in the cart, instead of an earlier one that takes off less: there is one an order.

    Raises:
        NotAllowedError: `cart_empty`, or one of the `coupon_…` codes; the earlier coupon stays.
    """
    cart = _cart(session, owner, now)
    coupon = find_coupon(session, code)
    if coupon is None:
        refuse("coupon_unknown", f"there is no coupon {code!r}", coupon=code)
    lines = list(view_of(session, owner, cart, now).lines)
    if not lines:
        refuse("cart_empty", "a coupon needs goods in the cart", coupon=coupon.code)
    saved = discount_of(coupon, check_coupon(session, coupon, lines, now.date()))
    kept, kept_saves = coupon_in(session, cart.coupon, lines, now.date())
    if kept is not None and kept.code != coupon.code and kept_saves > saved:
        refuse(
            "coupon_worse",
            f"{coupon.code} takes off {saved}, {kept.code} takes off {kept_saves}",
            coupon=coupon.code,
            saves_cents=saved,
            kept=kept.code,
            kept_saves_cents=kept_saves,
        )
    cart.coupon = coupon.code
    return _done(session, owner, cart, now)


def best_coupon(session: Session, owner: CartOwner, *, now: datetime) -> tuple[Coupon, int] | None:
    """Return the coupon that the shop tells everybody of and that takes off most, with the cents; none where none fits.

    A coupon lowers the goods, never the cost of sending.
    """
    lines = list(view_of(session, owner, _cart(session, owner, now), now).lines)
    found: list[tuple[Coupon, int]] = []
    for coupon in published_coupons(session, now.date()):
        try:
            fitting = check_coupon(session, coupon, lines, now.date())
        except NotAllowedError:
            continue
        found.append((coupon, discount_of(coupon, fitting)))
    return max(found, key=lambda pair: pair[1], default=None) if lines else None


def remove_coupon(session: Session, owner: CartOwner, *, now: datetime) -> CartView:
    """Go on without a coupon."""
    cart = _cart(session, owner, now)
    cart.coupon = None
    return _done(session, owner, cart, now)
