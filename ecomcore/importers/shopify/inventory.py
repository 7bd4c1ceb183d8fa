"""Reads the rows of Shopify's inventory export: the stock of variants that the shop has, summed over its places."""

from __future__ import annotations

from collections import defaultdict

from ecomcore.importers.collector import Collector
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import StockRow
from ecomcore.importers.shopify.products import options_of
from ecomcore.importers.shopify.tables import OPTIONS, text
from ecomcore.importers.stock import stock_of, whole_stock
from ecomcore.importers.tablefile import Table

REQUIRED = ("Handle", "Location")
AVAILABLE = ("Available (not editable)", "Available", "On hand (current)", "On hand")
FIELDS = {"sku": "SKU", "product_id": "Handle", "stock": "Available", "options": "Option1 Value"}
NOT_STOCKED = "not stocked"


def read_inventory(table: Table, collector: Collector) -> None:
    """Add what the table says of each variant's stock."""
    columns = [column for column in AVAILABLE if column in table.frame.columns]
    counts: dict[tuple[str, ...], list[tuple[Origin, dict[str, str], str]]] = defaultdict(list)
    for number, cells in table.records():
        quantity = next((cells[c].strip() for c in columns if cells[c].strip()), "")
        values = [cells.get(f"Option{n} Value", "").strip() for n in OPTIONS]
        key = (cells["Handle"].strip(), text(cells, "SKU"), *values)
        counts[key].append((Origin(table.name, number, FIELDS), cells, quantity))
    for (handle, sku, *values), rows in counts.items():
        origin, cells, _ = rows[0]
        names = {n: cells.get(f"Option{n} Name", "").strip() for n in OPTIONS}
        stocked = [quantity for _, _, quantity in rows if quantity.lower() != NOT_STOCKED]
        collector.add(
            StockRow,
            {
                "sku": sku,
                "product_id": handle,
                "options": options_of(names, dict(zip(OPTIONS, values, strict=True))),
                **stock_of(_total(stocked)),
            },
            origin,
        )


def _total(quantities: list[str]) -> str:
    """Return the sum of what is available in all places; what is no number stays to be refused."""
    whole = [whole_stock(quantity) for quantity in quantities if quantity]
    wrong = [quantity for quantity in whole if not quantity.isdigit()]
    return wrong[0] if wrong else str(sum(map(int, whole))) if whole else ""
