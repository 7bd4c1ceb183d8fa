"""The cart of a conversation, which becomes the customer's on sign-in, with its coupon and its total.

Refusals are `NotAllowedError`s with these codes (and data): `variant_unknown` (`sku`), `quantity`
(`most`), `out_of_stock` (`sku`, `stock`, `in_cart`), `cart_full` (`most`), `not_in_cart` (`sku`),
`cart_empty`, `cart_problem` (`skus`); `coupon_unknown`, `coupon_expired` (`ended_on`),
`coupon_not_yet` (`starts_on`), `coupon_minimum` (`min_total_cents`, `missing_cents`),
`coupon_goods` (`category`), `coupon_worse` (`kept`, `kept_saves_cents`, `saves_cents`);
`link_invalid`, `link_expired`, `link_changed`.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NoReturn

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ecomcore.config import Settings, get_settings
from ecomcore.errors import NotAllowedError
from ecomcore.money import half_up
from ecomcore.shop.currency import currency_of
from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import Cart, CartLine, Category, Coupon, Customer, Product, Variant
from ecomcore.shop.offers import published_coupons
from ecomcore.shop.prices import PriceList
from ecomcore.shop.rules import load_rules
from ecomcore.shop.signing import sign, unsign

Texts = dict[str, str]
CHECKOUT_SALT = "ecom.checkout"
CHECKOUT_PAGE = "/webhooks/web/checkout"
"""Where the bot's web channel shows a cart, if the shop has no checkout of its own."""

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

    `free_shipping_missing_cents` is what more goods would make sending free, or none.
    """

    id: str
    currency: str
    lines: tuple[CartLineView, ...]
    coupon: CouponView | None
    subtotal_cents: int
    discount_cents: int
    shipping_cents: int
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


@dataclass(frozen=True)
class CheckoutLink:
    """A signed address at which this cart can be paid until `expires_at`."""

    url: str
    token: str
    expires_at: datetime
    cart: CartView


def _refuse(code: str, message: str, **data: Any) -> NoReturn:
    raise NotAllowedError(message, code=code, data=data)


def _find(session: Session, cart_id: str) -> Cart | None:
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
    guest = _find(session, owner.guest_cart_id)
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
        _refuse("variant_unknown", f"the shop does not sell {sku!r}", sku=sku)
    return variant


def _check_quantity(variant: Variant, quantity: int, in_cart: int, most: int) -> None:
    if quantity < 1 or quantity > most:
        _refuse("quantity", f"between 1 and {most} pieces, not {quantity}", most=most)
    if quantity > variant.stock:
        _refuse(
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
        NotAllowedError: `variant_unknown`, `quantity`, `out_of_stock` or `cart_full`.
    """
    limits = load_rules(session).cart
    variant = _variant(session, sku)
    cart = _cart(session, owner, now)
    line = next((line for line in cart.lines if line.sku == sku), None)
    held = line.quantity if line else 0
    if quantity < 1:
        _refuse("quantity", f"at least 1 piece, not {quantity}", most=limits.max_quantity)
    _check_quantity(variant, held + quantity, held, limits.max_quantity)
    if line is None:
        if len(cart.lines) >= limits.max_lines:
            _refuse("cart_full", f"a cart holds {limits.max_lines} lines", most=limits.max_lines)
        cart.lines.append(CartLine(sku=sku, quantity=quantity))
    else:
        line.quantity = held + quantity
    return _done(session, owner, cart, now)


def _line(cart: Cart, sku: str) -> CartLine:
    line = next((line for line in cart.lines if line.sku == sku), None)
    if line is None:
        _refuse("not_in_cart", f"{sku!r} is not in the cart", sku=sku)
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
    return _view(session, owner, _cart(session, owner, now), now)


def has_goods(session: Session, owner: CartOwner) -> bool:
    """Say whether anything lies in the cart, or in the one that the conversation put aside as a guest."""
    ids = {owner.cart_id, owner.guest_cart_id}
    found = session.scalar(select(CartLine.sku).where(CartLine.cart_id.in_(ids)).limit(1))
    return found is not None


def _done(session: Session, owner: CartOwner, cart: Cart, now: datetime) -> CartView:
    cart.updated_at = now
    session.flush()
    return _view(session, owner, cart, now)


def _line_view(line: CartLine, variant: Variant, prices: PriceList) -> CartLineView:
    price = prices.price(variant, variant.product.category)
    problem = None
    if variant.stock <= 0 or not variant.product.active:
        problem = "out_of_stock"
    elif variant.stock < line.quantity:
        problem = "less_in_stock"
    return CartLineView(
        sku=line.sku,
        product_id=variant.product_id,
        title=dict(variant.product.title),
        options=dict(variant.options),
        quantity=line.quantity,
        unit_price_cents=price.cents,
        compare_at_cents=price.before_cents,
        stock=variant.stock,
        image=variant.image or variant.product.image,
        problem=problem,
    )


def _view(session: Session, owner: CartOwner, cart: Cart, now: datetime) -> CartView:
    lines = []
    prices = PriceList.of(session, now.date())
    for line in cart.lines:
        variant = session.get_one(Variant, line.sku, populate_existing=True)
        lines.append(_line_view(line, variant, prices))
    subtotal = sum(line.total_cents for line in lines)
    coupon, discount = _coupon_in(session, cart.coupon, lines, now.date())
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
        total_cents=goods + shipping,
        free_shipping_missing_cents=shipping_rules.missing_for_free(goods, country)
        if lines
        else None,
    )


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
    return f"{product.category}/".startswith(f"{coupon.category}/")


def _check_coupon(
    session: Session, coupon: Coupon, lines: list[CartLineView], today: date
) -> list[CartLineView]:
    """Return the lines that a coupon counts for, or refuse it with its own code."""
    if coupon.ends_on is not None and today > coupon.ends_on:
        _refuse(
            "coupon_expired", f"{coupon.code} ended", coupon=coupon.code, ended_on=coupon.ends_on
        )
    if coupon.starts_on is not None and today < coupon.starts_on:
        _refuse(
            "coupon_not_yet",
            f"{coupon.code} begins later",
            coupon=coupon.code,
            starts_on=coupon.starts_on,
        )
    subtotal = sum(line.total_cents for line in lines)
    if subtotal < coupon.min_total_cents:
        _refuse(
            "coupon_minimum",
            f"{coupon.code} needs goods of {coupon.min_total_cents}",
            coupon=coupon.code,
            min_total_cents=coupon.min_total_cents,
            missing_cents=coupon.min_total_cents - subtotal,
        )
    fitting = [line for line in lines if _fits(session, coupon, line)]
    if lines and not fitting:
        _refuse(
            "coupon_goods",
            f"{coupon.code} is only for {coupon.category}",
            coupon=coupon.code,
            category=coupon.category,
            category_name=_category_name(session, coupon.category),
        )
    return fitting


def _discount(coupon: Coupon, lines: list[CartLineView]) -> int:
    goods = sum(line.total_cents for line in lines)
    if coupon.kind == "percent":
        return min(goods, half_up(goods * coupon.value, 100))
    return min(goods, coupon.value)


def _coupon_in(
    session: Session, code: str | None, lines: list[CartLineView], today: date
) -> tuple[CouponView | None, int]:
    coupon = find_coupon(session, code) if code else None
    if coupon is None:
        return None, 0
    problem, discount = None, 0
    try:
        discount = _discount(coupon, _check_coupon(session, coupon, lines, today))
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


def apply_coupon(session: Session, owner: CartOwner, code: str, *, now: datetime) -> CartView:
    """Use a coupon in the cart, instead of an earlier one that takes off less: there is one an order.

    Raises:
        NotAllowedError: `cart_empty`, or one of the `coupon_…` codes; the earlier coupon stays.
    """
    cart = _cart(session, owner, now)
    coupon = find_coupon(session, code)
    if coupon is None:
        _refuse("coupon_unknown", f"there is no coupon {code!r}", coupon=code)
    lines = list(_view(session, owner, cart, now).lines)
    if not lines:
        _refuse("cart_empty", "a coupon needs goods in the cart", coupon=coupon.code)
    saved = _discount(coupon, _check_coupon(session, coupon, lines, now.date()))
    kept, kept_saves = _coupon_in(session, cart.coupon, lines, now.date())
    if kept is not None and kept.code != coupon.code and kept_saves > saved:
        _refuse(
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
    lines = list(_view(session, owner, _cart(session, owner, now), now).lines)
    found: list[tuple[Coupon, int]] = []
    for coupon in published_coupons(session, now.date()):
        try:
            fitting = _check_coupon(session, coupon, lines, now.date())
        except NotAllowedError:
            continue
        found.append((coupon, _discount(coupon, fitting)))
    return max(found, key=lambda pair: pair[1], default=None) if lines else None


def remove_coupon(session: Session, owner: CartOwner, *, now: datetime) -> CartView:
    """Go on without a coupon."""
    cart = _cart(session, owner, now)
    cart.coupon = None
    return _done(session, owner, cart, now)


def _digest(view: CartView) -> str:
    content = [[line.sku, line.quantity, line.unit_price_cents] for line in view.lines]
    coupon = view.coupon.code if view.coupon else None
    text = json.dumps([content, coupon, view.total_cents])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def checkout_link(
    session: Session, owner: CartOwner, *, now: datetime, settings: Settings | None = None
) -> CheckoutLink:
    """Return a signed address at which exactly this cart can be paid for a while.

    Raises:
        NotAllowedError: `cart_empty`, or `cart_problem` if something in it is out of stock.
    """
    settings = settings or get_settings()
    view = show(session, owner, now=now)
    if view.is_empty:
        _refuse("cart_empty", "there is nothing to pay")
    problems = [line.sku for line in view.lines if line.problem]
    if problems:
        _refuse("cart_problem", f"not enough in stock of {problems}", skus=problems)
    minutes = load_rules(session).cart.checkout_minutes
    claims = {"cart": view.id, "digest": _digest(view), "minutes": minutes}
    token = sign(claims, CHECKOUT_SALT, now, settings)
    page = settings.checkout_url or f"{settings.public_url.rstrip('/')}{CHECKOUT_PAGE}"
    return CheckoutLink(
        url=f"{page}{'&' if '?' in page else '?'}cart={token}",
        token=token,
        expires_at=now + timedelta(minutes=minutes),
        cart=view,
    )


def open_checkout(
    session: Session, token: str, *, now: datetime, settings: Settings | None = None
) -> CartView:
    """Return the cart that a checkout link is for.

    Raises:
        NotAllowedError: `link_invalid`, `link_expired`, or `link_changed` if the cart, a price or
            the stock is no longer as it was.
    """
    settings = settings or get_settings()
    longest = load_rules(session).cart.checkout_minutes * 60
    try:
        claims = unsign(token, CHECKOUT_SALT, longest, now, settings)
    except NotAllowedError as error:
        code = "link_expired" if error.code == "expired" else "link_invalid"
        raise NotAllowedError("the checkout link is not valid", code=code) from error
    cart = _find(session, str(claims["cart"]))
    if cart is None:
        _refuse("link_invalid", "the link is for a cart that is not there")
    owner = CartOwner("", cart.customer_id)
    view = _view(session, owner, cart, now)
    if _digest(view) != claims["digest"] or any(line.problem for line in view.lines):
        _refuse("link_changed", "the cart is not as it was when the link was made")
    return view
