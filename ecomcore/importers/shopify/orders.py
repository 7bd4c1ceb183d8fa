"""Reads the rows of Shopify's order export."""

from __future__ import annotations

from typing import Any

from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import language_of
from ecomcore.importers.fingerprint import fingerprint
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import handle, option_key, slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.pricing import plain_columns
from ecomcore.importers.rows import CustomerRow, OrderLineRow, OrderRow, PaymentRow, ShipmentRow
from ecomcore.importers.shopify.tables import groups, text
from ecomcore.importers.tablefile import Table

REQUIRED = (
    "Name",
    "Email",
    "Financial Status",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
)
AMOUNTS = (
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Amount",
    "Lineitem price",
    "Refunded Amount",
)
FIELDS = {
    "id": "Name",
    "order_id": "Name",
    "name": "Billing Name",
    "email": "Email",
    "phone": "Phone",
    "status": "Financial Status",
    "placed_at": "Created at",
    "at": "Paid at",
    "subtotal_cents": "Subtotal",
    "discount_cents": "Discount Amount",
    "shipping_cents": "Shipping",
    "total_cents": "Total",
    "coupon": "Discount Code",
    "payment_kind": "Payment Method",
    "amount_cents": "Refunded Amount",
    "quantity": "Lineitem quantity",
    "unit_price_cents": "Lineitem price",
    "title": "Lineitem name",
    "sku": "Lineitem sku",
    "shipped_at": "Fulfilled at",
    "address": "Shipping Street",
}
ALIASES = {"order id": "Name"}
"""Squarespace writes the same table under another name of the order's number."""
PAID = ("paid", "partially_paid", "partially_refunded", "refunded")


def read_orders(table: Table, collector: Collector) -> None:
    """Add the orders of a table with their customers, lines, payments and parcels."""
    plain_columns(table, AMOUNTS, collector)
    collector.batch.payments_given = True
    collector.batch.may_lack.add(OrderLineRow)
    known = {row.id for row in collector.batch.of(CustomerRow)}
    total, done = len(table.frame), 0
    language = collector.language or language_of([], table.frame["Lineitem name"])
    for name, rows in groups(table, "Name", FIELDS):
        collector.progress("reading", done, total)
        done += len(rows)
        origin, first = rows[0]
        if collector.is_elsewhere(first.get("Currency", "")):
            continue
        customer = _customer(name, first, language)
        if customer["id"] not in known:
            known.add(customer["id"])
            collector.add(CustomerRow, customer, origin)
        status = _status(first)
        order = _order(name, first, customer["id"], status, origin, collector)
        collector.add(OrderRow, order, origin)
        for position, (line, cells) in enumerate(rows):
            if cells["Lineitem name"]:
                values = _line(name, position, cells, status, language)
                collector.add(OrderLineRow, values, line)
        _add_payments(name, first, order, origin, collector)
        if first.get("Fulfilled at"):
            values = {"order_id": name, "status": "shipped", "shipped_at": first["Fulfilled at"]}
            collector.add(ShipmentRow, values, origin)
    collector.progress("reading", total, total)


def _customer(name: str, first: dict[str, str], language: str) -> dict[str, Any]:
    phone = first.get("Phone") or first.get("Billing Phone") or first.get("Shipping Phone") or ""
    return {
        "id": customer_id(first["Email"], phone, name),
        "name": first.get("Billing Name") or first.get("Shipping Name") or first["Email"] or name,
        "email": first["Email"],
        "phone": phone.lstrip("'"),
        "city": first.get("Billing City") or first.get("Shipping City"),
        "country": first.get("Billing Country") or first.get("Shipping Country"),
        "language": language,
        "address": _address(first),
        "consent_marketing": first.get("Accepts Marketing", "no"),
    }


def customer_id(email: str, phone: str, name: str) -> str:
    """Return what the project calls whoever has an address, else a telephone number, else this name."""
    return f"shopify-{fingerprint(email.lower() or phone or name)}"


def _address(first: dict[str, str]) -> dict[str, str]:
    side = "Shipping" if first.get("Shipping Street") else "Billing"
    columns = {
        "name": "Name",
        "street": "Address1",
        "street2": "Address2",
        "city": "City",
        "state": "Province",
        "postcode": "Zip",
        "country": "Country",
    }
    found = {key: first.get(f"{side} {column}", "").lstrip("'") for key, column in columns.items()}
    found["street"] = found["street"] or first.get(f"{side} Street", "")
    return {key: value for key, value in found.items() if value}


def _status(first: dict[str, str]) -> str:
    """Return the project's status for Shopify's two: what was paid, and what was sent."""
    paid = first["Financial Status"].lower()
    sent = first.get("Fulfillment Status", "").lower()
    if first.get("Cancelled at") or paid in ("voided", "expired"):
        return "cancelled"
    if paid == "refunded":
        return "returned" if sent == "fulfilled" else "cancelled"
    if sent == "fulfilled":
        return "shipped"
    if sent == "partial":
        return "processing"
    return "paid" if paid in PAID else "pending"


def _order(
    name: str,
    first: dict[str, str],
    customer_id: str,
    status: str,
    origin: Origin,
    collector: Collector,
) -> dict[str, Any]:
    details = {"source": "shopify"}
    for key, column in (("taxes", "Taxes"), ("shipping_method", "Shipping Method")):
        if first.get(column):
            details[key] = first[column]
    if first["Financial Status"].lower() not in (
        *PAID,
        "pending",
        "authorized",
        "voided",
        "expired",
        "",
    ):
        reason = "is no payment status of Shopify's"
        collector.reject(origin, "status", reason, first["Financial Status"])
    return {
        "id": name,
        "customer_id": customer_id,
        "status": status,
        "placed_at": first["Created at"],
        "discount_cents": first.get("Discount Amount", ""),
        "shipping_cents": first.get("Shipping", ""),
        "total_cents": first.get("Total", ""),
        "coupon": first.get("Discount Code", ""),
        "payment_kind": option_key(first.get("Payment Method", ""))[:30],
        "address": _address(first),
        "details": details,
    }


def _line(
    name: str, position: int, cells: dict[str, str], status: str, language: str
) -> dict[str, Any]:
    return {
        "order_id": name,
        "position": position,
        "sku": text(cells, "Lineitem sku") or handle(slug(cells["Lineitem name"])),
        "title": {language: plain_text(cells["Lineitem name"])},
        "quantity": cells["Lineitem quantity"],
        "unit_price_cents": cells["Lineitem price"],
        "status": status if status in ("cancelled", "returned") else "ordered",
    }


def _add_payments(
    name: str, first: dict[str, str], order: dict[str, Any], origin: Origin, collector: Collector
) -> None:
    if first["Financial Status"].lower() not in PAID:
        return
    paid_at = first.get("Paid at") or first["Created at"]
    values = {
        "order_id": name,
        "at": paid_at,
        "kind": "payment",
        "amount_cents": order["total_cents"],
    }
    collector.add(PaymentRow, values, origin)
    if first.get("Refunded Amount", "").strip("0.") != "":
        refunded_at = first.get("Cancelled at") or paid_at
        values = {"kind": "refund", "at": refunded_at, "amount_cents": first["Refunded Amount"]}
        collector.add(PaymentRow, {"order_id": name, **values}, origin)
