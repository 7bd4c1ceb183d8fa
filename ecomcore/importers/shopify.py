"""Reads the product export of Shopify and its order export, which file is which being told by its columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from ecomcore.errors import ImportFailedError
from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import (
    UNCOUNTED_STOCK,
    CategoryNames,
    fingerprint,
    language_of,
    sale_prices,
    truth,
    whole_stock,
)
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import option_key, slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import (
    CustomerRow,
    OrderLineRow,
    OrderRow,
    PaymentRow,
    ProductRow,
    ShipmentRow,
    VariantRow,
)
from ecomcore.importers.tablefile import Table, header_of, read_table
from ecomcore.importers.textfile import refuse

PRODUCT_REQUIRED = ("Handle", "Title", "Variant Price")
ORDER_REQUIRED = (
    "Name",
    "Email",
    "Financial Status",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
)
PRODUCT_KNOWN = (
    "Body (HTML)",
    "Vendor",
    "Product Category",
    "Type",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
)
# The template that Shopify's help pages give since 2025 has other names for the same columns.
ALIASES = {
    "url handle": "Handle",
    "description": "Body (HTML)",
    "sku": "Variant SKU",
    "price": "Variant Price",
    "compare-at price": "Variant Compare At Price",
    "inventory quantity": "Variant Inventory Qty",
    "inventory tracker": "Variant Inventory Tracker",
    "product image url": "Image Src",
    "variant image url": "Variant Image",
    "published on online store": "Published",
    "weight value (grams)": "Variant Grams",
}
PRODUCT_FIELDS = {
    "id": "Handle",
    "product_id": "Handle",
    "title": "Title",
    "category": "Product Category",
    "brand": "Vendor",
    "kind": "Type",
    "sku": "Variant SKU",
    "price_cents": "Variant Price",
    "compare_at_cents": "Variant Compare At Price",
    "cost_cents": "Cost per item",
    "stock": "Variant Inventory Qty",
    "options": "Option1 Value",
    "image": "Image Src",
}
ORDER_FIELDS = {
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
METAFIELD = re.compile(r"^(.+?) \(product\.metafields\.[\w.-]+\)$")
NO_OPTION = ("title", "default title")
PAID = ("paid", "partially_paid", "partially_refunded", "refunded")


def currency(path: Path) -> str | None:
    """Return the currency of the order export at `path`, if there is one."""
    for file in _files(path):
        if "Currency" in header_of(file):
            column = read_table(file, ("Currency",)).frame["Currency"]
            return next((code for code in column if code), None)
    return None


def read(path: Path, collector: Collector) -> None:
    """Read a product export, an order export, or a folder with both.

    Raises:
        ImportFailedError: there is none of them.
    """
    found = False
    for file in sorted(_files(path), key=_is_orders):
        if _is_orders(file):
            _read_file(file, ORDER_REQUIRED, _read_orders, OrderRow, collector)
        elif not path.is_dir() or _is_products(file):
            _read_file(file, PRODUCT_REQUIRED, _read_products, ProductRow, collector)
        else:
            collector.batch.warnings.append(f"{file.name}: neither products nor orders, not read")
            continue
        found = True
    if not found:
        raise refuse(path.name, "holds neither a product export nor an order export of Shopify")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return [*sorted(path.glob("*.csv")), *sorted(path.glob("*.csv.gz"))]


def _is_orders(file: Path) -> bool:
    return "Lineitem name" in header_of(file)


def _is_products(file: Path) -> bool:
    names = {ALIASES.get(name.casefold(), name) for name in header_of(file)}
    return set(PRODUCT_REQUIRED) <= names


def _read_file(
    file: Path, required: tuple[str, ...], read_rows: Any, model: Any, collector: Collector
) -> None:
    try:
        aliases = ALIASES if model is ProductRow else {}
        table = read_table(file, required, known=PRODUCT_KNOWN, aliases=aliases)
    except ImportFailedError as error:
        collector.add_unread(model, error.rows)
        return
    collector.add_unread(model, table.bad)
    collector.batch.files.append(file.name)
    read_rows(table, collector)


def _groups(
    table: Table, column: str, fields: dict[str, str]
) -> Iterator[tuple[str, list[tuple[Origin, dict[str, str]]]]]:
    """Yield the rows that belong to one product or order, by its name; the first row has the facts."""
    written = {field: table.written.get(name, name) for field, name in fields.items()}
    frame = table.frame.apply(lambda cells: cells.str.strip())
    # A row without a name goes on with the product or order above it.
    names = frame[column].mask(frame[column] == "").ffill().fillna("")
    for name, group in frame.groupby(names, sort=False):
        rows = zip(group.index, group.to_dict("records"), strict=True)
        yield str(name), [(Origin(table.name, line, written), cells) for line, cells in rows]


def _read_products(table: Table, collector: Collector) -> None:
    names = CategoryNames()
    titles = [title for title in table.frame["Title"] if title]
    language = collector.language or language_of(
        table.frame.get("Body (HTML)", pd.Series(titles)), titles
    )
    uncounted = 0
    total = len(table.frame)
    done = 0
    for handle, rows in _groups(table, "Handle", PRODUCT_FIELDS):
        collector.progress("reading", done, total)
        done += len(rows)
        origin, first = rows[0]
        collector.add(ProductRow, _product(handle, first, rows, language, names), origin)
        variants = [row for row in rows if row[1]["Variant Price"] or row[1].get("Variant SKU")]
        for position, (line, cells) in enumerate(variants or rows[:1]):
            values = _variant(handle, position, cells, first)
            uncounted += not _is_counted(cells)
            collector.add(VariantRow, values, line)
    collector.progress("reading", total, total)
    if uncounted:
        collector.batch.warnings.append(
            f"{table.name}: {uncounted} variants without a counted stock count as {UNCOUNTED_STOCK} in stock"
        )
    add_categories(collector, names.names)


def _product(
    handle: str,
    first: dict[str, str],
    rows: list[tuple[Origin, dict[str, str]]],
    language: str,
    names: CategoryNames,
) -> dict[str, Any]:
    category = first.get("Product Category") or first.get("Type") or ""
    description = plain_text(first.get("Body (HTML)", ""))
    attributes = {}
    for column, cell in first.items():
        match = METAFIELD.match(column)
        if match and cell:
            attributes[match[1]] = truth(cell.replace("; ", ", "))
    if first.get("Tags"):
        attributes["tags"] = first["Tags"]
    if first.get("Variant Grams", "0").strip("0.") != "":
        attributes["weight"] = f"{first['Variant Grams']} g"
    return {
        "id": handle,
        "category": names.path(category.split(">")),
        "brand": first.get("Vendor", ""),
        "kind": first.get("Type", "")[:60],
        "title": {language: first["Title"]} if first["Title"] else {},
        "description": {language: description} if description else {},
        "attributes": attributes,
        "image": next((cells["Image Src"] for _, cells in rows if cells.get("Image Src")), ""),
        "active": first.get("Status", "active").lower() in ("active", "")
        and first.get("Published", "true").lower() in ("true", ""),
    }


def _variant(
    handle: str, position: int, cells: dict[str, str], first: dict[str, str]
) -> dict[str, Any]:
    options = {}
    for number in (1, 2, 3):
        label = first.get(f"Option{number} Name", "")
        value = cells.get(f"Option{number} Value", "")
        if label and value and (label.lower(), value.lower()) != NO_OPTION:
            options[option_key(label)] = value
    made = "-".join(filter(None, (handle, *map(slug, options.values()))))
    price, before = cells["Variant Price"], cells.get("Variant Compare At Price", "")
    prices = sale_prices(before, price) if before else sale_prices(price, "")
    if not prices["compare_at_cents"]:
        prices["price_cents"] = price
    counted = whole_stock(cells.get("Variant Inventory Qty", ""))
    return {
        "sku": cells.get("Variant SKU", "").lstrip("'") or made,
        "product_id": handle,
        "position": position,
        "options": options,
        "cost_cents": cells.get("Cost per item", ""),
        "stock": counted if _is_counted(cells) else UNCOUNTED_STOCK,
        "image": cells.get("Variant Image", ""),
        **prices,
    }


def _is_counted(cells: dict[str, str]) -> bool:
    tracker = cells.get("Variant Inventory Tracker", "shopify")
    return bool(tracker and cells.get("Variant Inventory Qty"))


def _read_orders(table: Table, collector: Collector) -> None:
    collector.batch.payments_given = True
    collector.batch.may_lack.add(OrderLineRow)
    known: set[str] = set()
    total = len(table.frame)
    done = 0
    language = collector.language or language_of([], table.frame["Lineitem name"])
    for name, rows in _groups(table, "Name", ORDER_FIELDS):
        collector.progress("reading", done, total)
        done += len(rows)
        origin, first = rows[0]
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
    mark = first["Email"].lower() or phone or name
    return {
        "id": f"shopify-{fingerprint(mark)}",
        "name": first.get("Billing Name") or first.get("Shipping Name") or first["Email"] or name,
        "email": first["Email"],
        "phone": phone.lstrip("'"),
        "city": first.get("Billing City") or first.get("Shipping City"),
        "country": first.get("Billing Country") or first.get("Shipping Country"),
        "language": language,
        "address": _address(first),
        "consent_marketing": first.get("Accepts Marketing", "no"),
    }


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
        "sku": cells.get("Lineitem sku", "").lstrip("'") or slug(cells["Lineitem name"])[:100],
        "title": {language: cells["Lineitem name"]},
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
