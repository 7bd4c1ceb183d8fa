"""Orders and customers of WooCommerce: its reports, the common order export, and the REST interface (wc/v3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ecomcore.importers.collector import Collector
from ecomcore.importers.entries import Entry
from ecomcore.importers.exports import language_of
from ecomcore.importers.flat_orders import FlatTable, OrderReader, customer_of
from ecomcore.importers.rows import CustomerRow

SOURCE = "woocommerce"
ORDER_LINES = FlatTable(
    SOURCE,
    ("Order Number", "Order Status", "Item Name"),
    {
        "id": ("Order Number",), "status": ("Order Status",), "placed_at": ("Order Date",),
        "currency": ("Order Currency", "Currency"), "email": ("Email (Billing)",), "phone": ("Phone (Billing)",),
        "first_name": ("First Name (Billing)",), "last_name": ("Last Name (Billing)",),
        "street": ("Address 1&2 (Billing)", "Address 1 (Billing)"), "city": ("City (Billing)",),
        "state": ("State Code (Billing)",), "postcode": ("Postcode (Billing)",),
        "country": ("Country Code (Billing)",), "ship_street": ("Address 1&2 (Shipping)", "Address 1 (Shipping)"),
        "ship_city": ("City (Shipping)",), "ship_postcode": ("Postcode (Shipping)",),
        "ship_country": ("Country Code (Shipping)",), "payment": ("Payment Method Title",),
        "discount": ("Cart Discount Amount",), "subtotal": ("Order Subtotal Amount",),
        "shipping": ("Order Shipping Amount",), "total": ("Order Total Amount",),
        "refunded": ("Order Refund Amount",), "sku": ("SKU",), "title": ("Item Name",),
        "quantity": ("Quantity", "Quantity (- Refund)"), "unit_price": ("Item Cost",), "coupon": ("Coupon Code",),
        "paid_at": ("Paid Date",), "fulfilled_at": ("Completed Date",),
    },
)  # fmt: skip
ORDER_REPORT = FlatTable(
    SOURCE,
    ("Order #", "Status", "Product(s)"),
    {
        "id": ("Order #",), "status": ("Status",), "placed_at": ("Date",), "name": ("Customer",),
        "goods": ("Product(s)",), "coupon": ("Coupon(s)",), "total": ("Net sales", "Net Sales", "N. Revenue"),
    },
)  # fmt: skip
CUSTOMER_REPORT = FlatTable(
    SOURCE,
    ("Name", "Username", "Email"),
    {
        "name": ("Name",), "id": ("Username",), "email": ("Email",), "joined": ("Sign Up", "Date Registered"),
        "country": ("Country / Region", "Country"), "city": ("City",), "state": ("Region",),
        "postcode": ("Postal Code",),
    },
    has_orders=False,
)  # fmt: skip

FORMS = (CUSTOMER_REPORT, ORDER_LINES, ORDER_REPORT)


def is_order(entry: Mapping[str, Any]) -> bool:
    """Say whether a JSON object is an order of the REST interface."""
    return isinstance(entry.get("line_items"), list) and "billing" in entry


def is_customer(entry: Mapping[str, Any]) -> bool:
    """Say whether a JSON object is a customer of the REST interface."""
    return "billing" in entry and "email" in entry and "line_items" not in entry


def add_entries(entries: Sequence[Entry], collector: Collector) -> None:
    """Add orders and customers of the REST interface."""
    titles = [str(line.get("name", "")) for _, e in entries for line in e.get("line_items") or ()]
    language = collector.language or language_of([], titles)
    for origin, entry in entries:
        if is_customer(entry):
            flat = {"email": str(entry["email"]), "joined": str(entry.get("date_created") or "")}
            values = customer_of(_person(entry["billing"]) | flat, SOURCE, language)
            if values["id"] not in {row.id for row in collector.batch.of(CustomerRow)}:
                collector.add(CustomerRow, values, origin)
    reader = OrderReader(SOURCE, language, collector)
    for origin, entry in entries:
        if is_order(entry):
            first = _flat(entry)
            rows = [(origin, first | _line(line)) for line in entry["line_items"]]
            reader.add(first, rows or [(origin, first)])


def _person(billing: Mapping[str, Any]) -> dict[str, str]:
    names = {"street": "address_1", "street2": "address_2"}
    fields = (
        "first_name",
        "last_name",
        "street",
        "street2",
        "city",
        "state",
        "postcode",
        "country",
    )
    found = {name: str(billing.get(names.get(name, name)) or "") for name in fields}
    return found | {name: str(billing.get(name) or "") for name in ("email", "phone")}


def _flat(entry: Mapping[str, Any]) -> dict[str, str]:
    shipping = {f"ship_{k}": v for k, v in _person(entry.get("shipping") or {}).items()}
    coupons = [str(line.get("code", "")) for line in entry.get("coupon_lines") or ()]
    refunds = [str(line.get("total", "0")).lstrip("-") for line in entry.get("refunds") or ()]
    return {
        **_person(entry["billing"]),
        **shipping,
        "ship_name": " ".join(
            filter(None, (shipping["ship_first_name"], shipping["ship_last_name"]))
        ),
        "id": str(entry.get("number") or entry.get("id")),
        "status": str(entry.get("status", "")),
        "currency": str(entry.get("currency", "")),
        "placed_at": str(entry.get("date_created_gmt") or entry.get("date_created") or ""),
        "paid_at": str(entry.get("date_paid_gmt") or ""),
        "fulfilled_at": str(entry.get("date_completed_gmt") or ""),
        "discount": str(entry.get("discount_total") or ""),
        "shipping": str(entry.get("shipping_total") or ""),
        "total": str(entry.get("total") or ""),
        "payment": str(entry.get("payment_method_title") or ""),
        "coupon": coupons[0] if coupons else "",
        "refunded": refunds[0] if len(refunds) == 1 else "",
    }


def _line(line: Mapping[str, Any]) -> dict[str, str]:
    price = line.get("price")
    return {
        "sku": str(line.get("sku") or ""),
        "title": str(line.get("name") or ""),
        "quantity": str(line.get("quantity") or 1),
        "unit_price": "" if price is None else str(price),
    }
