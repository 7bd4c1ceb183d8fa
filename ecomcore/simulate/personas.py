"""The known customers of the demo shop, with scripted orders, read from `personas.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ecomcore.errors import NotFoundError, SettingsError
from ecomcore.simulate.catalogue import Catalogue

FILE = "personas.toml"
Row = dict[str, Any]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PersonaLine(_Table):
    """A line of a scripted order."""

    sku: str
    quantity: int = Field(default=1, gt=0)


class PersonaOrder(_Table):
    """A scripted order; its steps are given in days before the end of the simulation."""

    id: str
    status: str
    payment: str
    placed: float
    paid: float | None = None
    processing: float | None = None
    shipped: float | None = None
    delivered: float | None = None
    cancelled: float | None = None
    returned: float | None = None
    expected_in_days: int | None = None
    carrier: str = ""
    tracking_number: str = ""
    lines: tuple[PersonaLine, ...] = Field(min_length=1)


class PersonaPayment(_Table):
    """A stored way to pay."""

    id: str
    kind: str
    last_four: str = ""
    brand: str = ""
    balance: str = ""


class PersonaLook(_Table):
    """A product that the persona looked at, some days before the end of the simulation."""

    product: str
    days: float
    kind: str = "view"


class Persona(_Table):
    """A known customer; the fields are the columns of `customers.csv`."""

    customer_id: str
    name: str
    email: str
    phone: str
    gender: str
    age: int
    city: str
    country: str
    language: str
    joined_on: str
    consent_marketing: str = "yes"
    consent_profiling: str = "yes"
    street: str
    postcode: str
    payments: tuple[PersonaPayment, ...]
    orders: tuple[PersonaOrder, ...]
    looks: tuple[PersonaLook, ...] = ()


class _PersonaFile(_Table):
    customers: tuple[Persona, ...]


@dataclass
class PersonaRows:
    """The rows of the personas for each file of the folder."""

    customers: list[Row] = field(default_factory=list)
    methods: list[Row] = field(default_factory=list)
    orders: list[Row] = field(default_factory=list)
    lines: list[Row] = field(default_factory=list)
    shipments: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    looks: list[Row] = field(default_factory=list)


def read_personas(folder: Path) -> tuple[Persona, ...]:
    """Return the personas of `folder`, none where it has no `personas.toml`.

    Raises:
        SettingsError: the file is not TOML or a field is wrong; the message names it.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        return _PersonaFile.model_validate(tomllib.loads(path.read_text("utf-8"))).customers
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise SettingsError(f"{path} cannot be used: {error}") from error


def persona_rows(
    personas: tuple[Persona, ...],
    catalogue: Catalogue,
    until: datetime,
    shipping_cents: int,
    free_from_cents: int,
) -> PersonaRows:
    """Turn personas into rows, at the prices of the catalogue.

    Raises:
        NotFoundError: an order names a sku, or a look a product, that the catalogue does not have.
    """
    prices = dict(zip(catalogue.skus.tolist(), catalogue.prices.tolist(), strict=True))
    rows = PersonaRows()
    for persona in personas:
        columns = persona.model_dump(exclude={"payments", "orders", "looks"})
        rows.customers.append(columns)
        for payment in persona.payments:
            method = payment.model_dump(exclude={"id"})
            rows.methods.append(
                {"payment_method_id": payment.id, "customer_id": persona.customer_id, **method}
            )
        for order in persona.orders:
            _add_order(rows, persona, order, prices, until, shipping_cents, free_from_cents)
        for look in persona.looks:
            if look.product not in catalogue.product_ids:
                raise NotFoundError(
                    f"{FILE}: {persona.customer_id} looks at {look.product!r}, which is not sold"
                )
            at = _instant(until, look.days)
            rows.looks.append(
                {
                    "customer_id": persona.customer_id,
                    "product_id": look.product,
                    "kind": look.kind,
                    "at": at,
                }
            )
    return rows


def _add_order(
    rows: PersonaRows,
    persona: Persona,
    order: PersonaOrder,
    prices: dict[str, int],
    until: datetime,
    shipping_cents: int,
    free_from_cents: int,
) -> None:
    subtotal = 0
    line_status = order.status if order.status in ("cancelled", "returned") else "ordered"
    for line in order.lines:
        if line.sku not in prices:
            raise NotFoundError(
                f"{FILE}: order {order.id} names sku {line.sku!r}, which is not in variants.csv"
            )
        subtotal += prices[line.sku] * line.quantity
        rows.lines.append(
            {
                "order_id": order.id,
                "sku": line.sku,
                "quantity": line.quantity,
                "unit_price": _amount(prices[line.sku]),
                "status": line_status,
            }
        )
    rows.orders.append(
        {
            "order_id": order.id,
            "status": order.status,
            "placed_at": _instant(until, order.placed),
            "discount": "0.00",
            "shipping": _amount(0 if subtotal >= free_from_cents else shipping_cents),
            "coupon": "",
            "payment_method_id": order.payment,
            **persona.model_dump(
                include={"customer_id", "city", "street", "postcode", "country", "name"}
            ),
        }
    )
    for kind in ("placed", "paid", "processing", "shipped", "delivered", "cancelled", "returned"):
        days = getattr(order, kind)
        if days is not None:
            rows.events.append(
                {"order_id": order.id, "at": _instant(until, days), "kind": kind, "detail": ""}
            )
    if order.shipped is not None:
        expected = until.date() + timedelta(days=order.expected_in_days or 0)
        rows.shipments.append(
            {
                "order_id": order.id,
                "carrier": order.carrier,
                "tracking_number": order.tracking_number,
                "status": "in_transit" if order.delivered is None else "delivered",
                "shipped_at": _instant(until, order.shipped),
                "expected_on": expected.isoformat(),
                "delivered_at": "" if order.delivered is None else _instant(until, order.delivered),
            }
        )


def _instant(until: datetime, days: float) -> str:
    moment = until.astimezone(UTC) - timedelta(seconds=round(days * 86_400))
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def with_rows(frame: pd.DataFrame, rows: list[Row]) -> pd.DataFrame:
    """Return `frame` with rows put in front; a column that a row does not have is empty."""
    if not rows:
        return frame
    return pd.concat([pd.DataFrame(rows, columns=frame.columns), frame], ignore_index=True).replace(
        {np.nan: ""}
    )
