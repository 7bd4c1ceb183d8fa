"""Reading a customer's orders: frozen views of them, found by whatever the shopper typed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ecomcore.errors import NotFoundError
from ecomcore.orders.arrivals import assumed_arrival_of, delivered_at_of, expected_on_of
from ecomcore.shop.currency import currency_of
from ecomcore.shop.models import (
    Case,
    Order,
    OrderLine,
    Payment,
    PaymentMethod,
    Shipment,
    Variant,
)
from ecomcore.shop.numbers import plain_number
from ecomcore.shop.reads import hold, kept
from ecomcore.shop.rules import Rules, load_rules

Texts = dict[str, str]
KEPT = ("ordered", "exchange_requested", "return_requested")
"""Statuses of a line that the customer has, or is going to get."""
_NUMBER = re.compile(r"[a-z]{0,4}[-_]?\d[a-z0-9_-]*", re.IGNORECASE)


@dataclass(frozen=True)
class LineView:
    """One line of an order."""

    id: int
    product_id: str
    sku: str
    title: Texts
    options: Texts
    quantity: int
    unit_price_cents: int
    status: str
    image: str | None = None

    @property
    def value_cents(self) -> int:
        """Price of all pieces, before any discount."""
        return self.quantity * self.unit_price_cents


@dataclass(frozen=True)
class ShipmentView:
    """One parcel."""

    carrier: str | None
    carrier_name: Texts
    tracking_number: str | None
    tracking_url: str | None
    status: str
    shipped_at: datetime | None
    expected_on: date | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class EventView:
    """One thing that happened to an order."""

    at: datetime
    kind: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class MethodView:
    """A stored way to pay; `balance_cents` is set for gift cards and store credit."""

    id: str
    kind: str
    last_four: str | None = None
    brand: str | None = None
    balance_cents: int | None = None


@dataclass(frozen=True)
class PaymentView:
    """Money that moved: `kind` is `payment` or `refund`."""

    at: datetime
    kind: str
    amount_cents: int
    method: MethodView | None


@dataclass(frozen=True)
class CaseView:
    """A return, an exchange or a claim about an order."""

    number: str
    order_id: str
    kind: str
    status: str
    reason: str | None
    priority: str
    refund_cents: int
    refund_method: MethodView | None
    created_at: datetime
    detail: dict[str, Any]


@dataclass(frozen=True)
class OrderView:
    """An order as it is now, with everything a reply needs; money in minor units of `currency`.

    `assumed_arrival_on` is when it should have arrived, where its source does not tell when it did.
    """

    id: str
    customer_id: str
    status: str
    placed_at: datetime
    currency: str
    subtotal_cents: int
    discount_cents: int
    shipping_cents: int
    total_cents: int
    paid_cents: int
    refunded_cents: int
    coupon: str | None
    address: dict[str, Any]
    payment_kind: str | None
    payment_method: MethodView | None
    lines: tuple[LineView, ...]
    shipments: tuple[ShipmentView, ...]
    events: tuple[EventView, ...]
    payments: tuple[PaymentView, ...]
    cases: tuple[CaseView, ...]
    expected_on: date | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    assumed_arrival_on: date | None
    version: int

    @property
    def number(self) -> str:
        """The order's number as shown to a shopper, with `#`."""
        return self.id if self.id.startswith("#") else f"#{self.id}"

    @property
    def open_lines(self) -> tuple[LineView, ...]:
        """Lines that nothing has happened to yet."""
        return tuple(line for line in self.lines if line.status == "ordered")


def method_view(method: PaymentMethod) -> MethodView:
    """Return the view of a stored way to pay."""
    return MethodView(method.id, method.kind, method.last_four, method.brand, method.balance_cents)


def _shipment_view(parcel: Shipment, rules: Rules) -> ShipmentView:
    carrier = rules.carriers.get(parcel.carrier or "")
    return ShipmentView(
        carrier=parcel.carrier,
        carrier_name=dict(carrier.name) if carrier else {"en": parcel.carrier or ""},
        tracking_number=parcel.tracking_number,
        tracking_url=carrier.track(parcel.tracking_number) if carrier else None,
        status=parcel.status,
        shipped_at=parcel.shipped_at,
        expected_on=parcel.expected_on,
        delivered_at=parcel.delivered_at,
    )


def _line_view(line: OrderLine, images: dict[str, str | None]) -> LineView:
    return LineView(
        id=line.id,
        product_id=line.product_id,
        sku=line.sku,
        title=dict(line.title),
        options=dict(line.options),
        quantity=line.quantity,
        unit_price_cents=line.unit_price_cents,
        status=line.status,
        image=images.get(line.sku),
    )


def _payment_view(payment: Payment, methods: dict[str, MethodView]) -> PaymentView:
    return PaymentView(
        payment.at, payment.kind, payment.amount_cents, methods.get(payment.method_id or "")
    )


def case_view(case: Case, methods: dict[str, MethodView]) -> CaseView:
    """Return the view of a return, exchange or claim."""
    return CaseView(
        number=case.number,
        order_id=case.order_id,
        kind=case.kind,
        status=case.status,
        reason=case.reason,
        priority=case.priority,
        refund_cents=case.refund_cents,
        refund_method=methods.get(case.refund_method_id or ""),
        created_at=case.created_at,
        detail=dict(case.detail),
    )


@kept
def methods_of(session: Session, customer_id: str) -> dict[str, MethodView]:
    """Return a customer's stored ways to pay, by id."""
    rows = session.scalars(
        select(PaymentMethod)
        .where(PaymentMethod.customer_id == customer_id)
        .order_by(PaymentMethod.id)
    )
    return {row.id: method_view(row) for row in rows}


def _sum(order: Order, kind: str) -> int:
    return sum(payment.amount_cents for payment in order.payments if payment.kind == kind)


def _images(session: Session, orders: list[Order]) -> dict[str, str | None]:
    skus = {line.sku for order in orders for line in order.lines}
    rows = session.scalars(
        select(Variant).where(Variant.sku.in_(skus)).options(selectinload(Variant.product))
    )
    return {row.sku: row.image or row.product.image for row in rows}


def _view(
    order: Order,
    cases: list[Case],
    methods: dict[str, MethodView],
    images: dict[str, str | None],
    rules: Rules,
    currency: str,
) -> OrderView:
    shipped = [parcel.shipped_at for parcel in order.shipments if parcel.shipped_at]
    return OrderView(
        id=order.id,
        customer_id=order.customer_id,
        status=order.status,
        placed_at=order.placed_at,
        currency=currency,
        subtotal_cents=order.subtotal_cents,
        discount_cents=order.discount_cents,
        shipping_cents=order.shipping_cents,
        total_cents=order.total_cents,
        paid_cents=_sum(order, "payment"),
        refunded_cents=_sum(order, "refund"),
        coupon=order.coupon,
        address=dict(order.address),
        payment_kind=order.payment_kind,
        payment_method=methods.get(order.payment_method_id or ""),
        lines=tuple(_line_view(line, images) for line in order.lines),
        shipments=tuple(_shipment_view(parcel, rules) for parcel in order.shipments),
        events=tuple(EventView(event.at, event.kind, dict(event.detail)) for event in order.events),
        payments=tuple(_payment_view(payment, methods) for payment in order.payments),
        cases=tuple(case_view(case, methods) for case in cases),
        expected_on=expected_on_of(order),
        shipped_at=min(shipped, default=None),
        delivered_at=delivered_at_of(order),
        assumed_arrival_on=assumed_arrival_of(order, rules),
        version=order.version,
    )


@kept
def orders_of(session: Session, customer_id: str, limit: int | None = None) -> list[OrderView]:
    """Return a customer's orders, newest first."""
    orders = list(
        session.scalars(
            select(Order)
            .where(Order.customer_id == customer_id)
            .order_by(Order.placed_at.desc(), Order.id.desc())
            .limit(limit)
            .options(
                selectinload(Order.lines),
                selectinload(Order.events),
                selectinload(Order.payments),
                selectinload(Order.shipments),
            )
        )
    )
    hold(session, orders)
    cases: dict[str, list[Case]] = {order.id: [] for order in orders}
    for case in session.scalars(select(Case).where(Case.order_id.in_(cases)).order_by(Case.id)):
        cases[case.order_id].append(case)
    methods, images = methods_of(session, customer_id), _images(session, orders)
    rules, currency = load_rules(session), currency_of(session)
    return [_view(order, cases[order.id], methods, images, rules, currency) for order in orders]


@kept
def get_order(session: Session, customer_id: str, order_id: str) -> OrderView:
    """Return the customer's order of exactly this id.

    Raises:
        NotFoundError: the customer has no such order (`order_not_found`), whoever else may have
        one.
    """
    order = own_order(session, customer_id, order_id)
    cases = list(session.scalars(select(Case).where(Case.order_id == order.id).order_by(Case.id)))
    return _view(
        order,
        cases,
        methods_of(session, customer_id),
        _images(session, [order]),
        load_rules(session),
        currency_of(session),
    )


def own_order(session: Session, customer_id: str, order_id: str, *, lock: bool = False) -> Order:
    """Return the row of the customer's order, locked for a change if asked.

    Raises:
        NotFoundError: the customer has no such order (`order_not_found`).
    """
    order = (
        _locked(session, customer_id, order_id) if lock else _row(session, customer_id, order_id)
    )
    if order is None:
        raise NotFoundError(
            f"customer {customer_id!r} has no order {order_id!r}",
            code="order_not_found",
            data={"order_id": order_id},
        )
    return order


def _locked(session: Session, customer_id: str, order_id: str) -> Order | None:
    own = select(Order).where(Order.id == order_id, Order.customer_id == customer_id)
    query = own.with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _row(session: Session, customer_id: str, order_id: str) -> Order | None:
    order = session.get(Order, order_id)
    if order is None or order.customer_id != customer_id:
        return None
    hold(session, [order])
    return order


@kept
def _order_ids(session: Session, customer_id: str) -> tuple[str, ...]:
    """Return the ids of a customer's orders, newest first."""
    query = select(Order.id).where(Order.customer_id == customer_id)
    return tuple(session.scalars(query.order_by(Order.placed_at.desc())))


def find_order(session: Session, customer_id: str, text: str) -> OrderView | None:
    """Return the customer's order that `text` names, or none.

    `text` is a number or a sentence with one in it; `#`, case, spaces and full-width digits do not
    matter, and the letters of a number such as `W6067464` may be left out where that is
    unambiguous. Never another customer's order.
    """
    ids = _order_ids(session, customer_id)
    folded = unicodedata.normalize("NFKC", text)
    wanted = [plain_number(match) for match in _NUMBER.findall(folded)] or [plain_number(folded)]
    exact = {plain_number(order_id): order_id for order_id in ids}
    for number in wanted:
        if number in exact:
            return get_order(session, customer_id, exact[number])
    for number in wanted:
        alike = [
            order_id
            for plain, order_id in exact.items()
            if plain.lstrip("abcdefghijklmnopqrstuvwxyz") == number
        ]
        if number and len(alike) == 1:
            return get_order(session, customer_id, alike[0])
    return None
