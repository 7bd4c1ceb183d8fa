"""Reads the rows of Shopify's product export."""

from __future__ import annotations

import re
from typing import Any

from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import CategoryNames, is_nowhere, language_of
from ecomcore.importers.facts import keywords, measure, shown_facts
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import handle as made_handle
from ecomcore.importers.options import option_key, slug
from ecomcore.importers.pricing import plain_columns
from ecomcore.importers.rows import ProductRow, VariantRow
from ecomcore.importers.shopify.tables import OPTIONS, Rows, groups, text
from ecomcore.importers.stock import stock_of
from ecomcore.importers.tablefile import Table

REQUIRED = ("Handle", "Title", "Variant Price")
KNOWN = (
    "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Status", "Published",
    *(f"Option{number} {part}" for number in OPTIONS for part in ("Name", "Value")),
)  # fmt: skip
AMOUNTS = ("Variant Price", "Variant Compare At Price", "Cost per item")
FIELDS = {
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
METAFIELD = re.compile(r"^(.+?) \(product\.metafields\.[\w.-]+\)$")
PLACEHOLDER = "default title"
"""The value of the one option of a product that has none."""
UNNAMED = "title"
"""What Shopify calls an option that the shop gave no name; it is a version of the product."""
ON_SALE = ("active", "")
GOES_ON_SELLING = ("continue", "true")


def read_products(table: Table, collector: Collector) -> None:
    """Add the products of a table, and the categories they are in."""
    plain_columns(table, AMOUNTS, collector)
    names = CategoryNames()
    firsts = table.frame[table.frame["Title"].str.strip() != ""]
    empty = [""] * len(firsts)
    language = collector.language or language_of(firsts.get("Body (HTML)", empty), firsts["Title"])
    total, done = len(table.frame), 0
    for handle, rows in groups(table, "Handle", FIELDS):
        collector.progress("reading", done, total)
        done += len(rows)
        origin, first = rows[0]
        values = _product(handle, first, rows, language, names)
        values["attributes"] = shown_facts(_facts(first), collector.hidden_fields)
        collector.add(ProductRow, values, origin)
        variants = [row for row in rows if row[1]["Variant Price"] or _is_version(row[1])]
        for position, (line, cells) in enumerate(variants or rows[:1]):
            collector.add(VariantRow, _variant(handle, position, cells, first), line)
    collector.progress("reading", total, total)
    add_categories(collector, names.names)


def _is_version(cells: dict[str, str]) -> bool:
    """Say whether a row without a price is a version all the same, and not one more picture."""
    return bool(cells.get("Variant SKU") or cells.get("Option1 Value"))


def _product(
    handle: str, first: dict[str, str], rows: Rows, language: str, names: CategoryNames
) -> dict[str, Any]:
    kind = plain_text(first.get("Type", ""))
    category = first.get("Product Category", "")
    is_placed = bool(category) and not is_nowhere(category)
    title, description = plain_text(first["Title"]), plain_text(first.get("Body (HTML)", ""))
    return {
        "id": handle,
        "category": names.path((category if is_placed else kind).split(">")),
        "brand": plain_text(first.get("Vendor", "")),
        "kind": kind[:60],
        "title": {language: title} if title else {},
        "description": {language: description} if description else {},
        "keywords": keywords(first.get("Tags", "")),
        "image": next((cells["Image Src"] for _, cells in rows if cells.get("Image Src")), ""),
        "active": first.get("Status", "").lower() in ON_SALE
        and first.get("Published", "").lower() in ("true", ""),
    }


def _facts(first: dict[str, str]) -> dict[str, str]:
    found = {
        match[1]: cell.replace("; ", ", ")
        for column, cell in first.items()
        if cell and (match := METAFIELD.match(column))
    }
    grams = first.get("Variant Grams", "")
    return found if grams.strip("0.") == "" else found | {"weight": measure(grams, "g")}


def options_of(names: dict[int, str], values: dict[int, str]) -> dict[str, str]:
    """Return the options of a version from the numbered names and values that Shopify has for them."""
    found = {}
    for number in OPTIONS:
        label, value = names.get(number, ""), values.get(number, "")
        if label and value and value.lower() != PLACEHOLDER:
            key = option_key(label)
            found["version" if key == UNNAMED else key] = plain_text(value)
    return found


def prices(price: str, before: str) -> dict[str, str]:
    """Return the fields of a price; one before it counts only if it was higher."""
    try:
        is_reduced = bool(price) and float(before) > float(price)
    except ValueError:
        is_reduced = False
    return {"price_cents": price, "compare_at_cents": before if is_reduced else ""}


def _variant(
    handle: str, position: int, cells: dict[str, str], first: dict[str, str]
) -> dict[str, Any]:
    options = options_of(
        {number: first.get(f"Option{number} Name", "") for number in OPTIONS},
        {number: cells.get(f"Option{number} Value", "") for number in OPTIONS},
    )
    return {
        "sku": text(cells, "Variant SKU") or made_handle(handle, *map(slug, options.values())),
        "product_id": handle,
        "position": position,
        "options": options,
        "cost_cents": cells.get("Cost per item", ""),
        "image": cells.get("Variant Image", ""),
        **stock_of(
            cells.get("Variant Inventory Qty", ""),
            is_tracked=cells.get("Variant Inventory Tracker", "shopify") != "",
            takes_orders=cells.get("Variant Inventory Policy", "").lower() in GOES_ON_SELLING,
        ),
        **prices(cells["Variant Price"], cells.get("Variant Compare At Price", "")),
    }
