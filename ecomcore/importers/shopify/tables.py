"""What the CSV files of Shopify share: column names old and new, rows that go on with what stands above them."""

from __future__ import annotations

from collections.abc import Iterator

from ecomcore.importers.origin import Origin
from ecomcore.importers.tablefile import Table

# The template that Shopify's help pages give since 2025 has other names for the same columns.
ALIASES = {
    "url handle": "Handle",
    "description": "Body (HTML)",
    "body html": "Body (HTML)",
    "sku": "Variant SKU",
    "price": "Variant Price",
    "compare-at price": "Variant Compare At Price",
    "inventory quantity": "Variant Inventory Qty",
    "inventory tracker": "Variant Inventory Tracker",
    "continue selling when out of stock": "Variant Inventory Policy",
    "product image url": "Image Src",
    "variant image url": "Variant Image",
    "published on online store": "Published",
    "weight value (grams)": "Variant Grams",
}
OPTIONS = (1, 2, 3)

Rows = list[tuple[Origin, dict[str, str]]]


def groups(table: Table, column: str, fields: dict[str, str]) -> Iterator[tuple[str, Rows]]:
    """Yield the rows that belong to one product or order, by its name; the first row has the facts."""
    written = {field: table.written.get(name, name) for field, name in fields.items()}
    frame = table.frame.apply(lambda cells: cells.str.strip())
    # A row without a name goes on with the product or order above it.
    names = frame[column].mask(frame[column] == "").ffill().fillna("")
    for name, group in frame.groupby(names, sort=False):
        rows = zip(group.index, group.to_dict("records"), strict=True)
        yield str(name), [(Origin(table.name, line, written), cells) for line, cells in rows]


def text(cells: dict[str, str], column: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheets from taking it for a number."""
    return cells.get(column, "").lstrip("'")
