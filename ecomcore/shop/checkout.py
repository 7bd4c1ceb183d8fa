"""Handing a cart over: a signed address at which exactly this cart can be paid for a while.

Refusals are `NotAllowedError`s with these codes (and data): `cart_empty`, `cart_problem` (`skus`), `checkout_off`;
`link_invalid`, `link_expired`, `link_changed`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.config import Settings, get_settings
from ecomcore.errors import NotAllowedError, refuse
from ecomcore.shop.cart_views import CartView
from ecomcore.shop.carts import CartOwner, find_cart, show, view_of
from ecomcore.shop.models import OutboxEntry
from ecomcore.shop.outbox.changes import Subject, record
from ecomcore.shop.rules import load_rules
from ecomcore.shop.signing import sign, unsign

CHECKOUT_SALT = "ecom.checkout"
CHECKOUT_PAGE = "/webhooks/web/checkout"
"""Where the bot's web channel shows a cart, if the shop has no checkout of its own."""


@dataclass(frozen=True)
class CheckoutLink:
    """A signed address at which this cart can be paid until `expires_at`."""

    url: str
    token: str
    expires_at: datetime
    cart: CartView


def _digest(view: CartView) -> str:
    content = [[line.sku, line.quantity, line.unit_price_cents] for line in view.lines]
    coupon = view.coupon.code if view.coupon else None
    text = json.dumps([content, coupon, view.total_cents])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _facts(view: CartView) -> dict[str, Any]:
    """Return what the shop's systems are told of a cart that is handed over."""
    lines = [
        {
            "product_id": line.product_id,
            "sku": line.sku,
            "title": dict(line.title),
            "options": dict(line.options),
            "quantity": line.quantity,
            "unit_price_cents": line.unit_price_cents,
        }
        for line in view.lines
    ]
    return {
        "currency": view.currency,
        "lines": lines,
        "coupon": view.coupon.code if view.coupon else None,
        "discount_cents": view.discount_cents,
        "shipping_cents": view.shipping_cents,
        "total_cents": view.total_cents,
    }


def _note(
    session: Session, owner: CartOwner, view: CartView, now: datetime, language: str | None
) -> None:
    """Write down that a cart is handed over; asking again for the link of the same cart is no news."""
    subject, facts = Subject("cart", view.id), _facts(view)
    last = session.scalars(
        select(OutboxEntry)
        .where(OutboxEntry.subject == str(subject))
        .order_by(OutboxEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or any(last.body.get(name) != value for name, value in facts.items()):
        record(
            session,
            "hand_over",
            subject,
            customer_id=owner.customer_id,
            facts=facts,
            now=now,
            language=language,
        )


def checkout_link(
    session: Session,
    owner: CartOwner,
    *,
    now: datetime,
    settings: Settings | None = None,
    language: str | None = None,
) -> CheckoutLink:
    """Return a signed address at which exactly this cart can be paid for a while; the outbox notes that it was given.

    Raises:
        NotAllowedError: `cart_empty`, `cart_problem` if something in it is out of stock, or
            `checkout_off` if the shop takes no carts over.
    """
    settings = settings or get_settings()
    view = show(session, owner, now=now)
    if view.is_empty:
        refuse("cart_empty", "there is nothing to pay")
    problems = [line.sku for line in view.lines if line.problem]
    if problems:
        refuse("cart_problem", f"not enough in stock of {problems}", skus=problems)
    rules = load_rules(session).cart
    if rules.mode == "off":
        refuse("checkout_off", "this shop does not take carts over from the chat")
    minutes = rules.checkout_minutes
    claims = {"cart": view.id, "digest": _digest(view), "minutes": minutes}
    token = sign(claims, CHECKOUT_SALT, now, settings)
    _note(session, owner, view, now, language)
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
    cart = find_cart(session, str(claims["cart"]))
    if cart is None:
        refuse("link_invalid", "the link is for a cart that is not there")
    owner = CartOwner("", cart.customer_id)
    view = view_of(session, owner, cart, now)
    if _digest(view) != claims["digest"] or any(line.problem for line in view.lines):
        refuse("link_changed", "the cart is not as it was when the link was made")
    return view
