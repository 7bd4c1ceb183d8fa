"""Tells Shopify's files apart by their columns, and reads them in an order in which each finds what it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ecomcore.errors import ImportFailedError
from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.entries import json_files, read_entries
from ecomcore.importers.exports import CategoryNames, language_of
from ecomcore.importers.rows import CustomerRow, OrderRow, ProductRow, Row, StockRow
from ecomcore.importers.shopify import inventory, listing, orders, people, products
from ecomcore.importers.shopify.tables import ALIASES
from ecomcore.importers.tablefile import Table, column_names, header_of, read_table, tables_of
from ecomcore.importers.textfile import refuse


@dataclass(frozen=True)
class _Kind:
    """One kind of CSV file: the columns that tell it, and how it is read."""

    name: str
    marks: tuple[str, ...]
    required: tuple[str, ...]
    row: type[Row]
    read: Callable[[Table, Collector], None]
    known: tuple[str, ...] = ()
    is_renamed: bool = False


# In the order in which they are read: the stock finds the products, orders find the customers.
KINDS = (
    _Kind("products", ("Handle", "Title", "Variant Price"), products.REQUIRED, ProductRow,
          products.read_products, products.KNOWN, is_renamed=True),
    _Kind("inventory", ("Handle", "Location"), inventory.REQUIRED, StockRow, inventory.read_inventory),
    _Kind("customers", ("First Name", "Last Name", "Total Orders"), people.REQUIRED, CustomerRow,
          people.read_customers),
    _Kind("orders", ("Lineitem name",), orders.REQUIRED, OrderRow, orders.read_orders),
)  # fmt: skip


def _kind_of(header: list[str]) -> _Kind | None:
    renamed = set(column_names(header, (*products.REQUIRED, *orders.REQUIRED), ALIASES))
    for kind in KINDS[1:]:
        if set(kind.marks) <= set(header):
            return kind
    return KINDS[0] if set(KINDS[0].marks) <= renamed else None


def matches(path: Path) -> bool:
    """Say whether this is a file of Shopify's, or a folder that holds one."""
    return any(_kind_of(header_of(file)) for file in tables_of(path)) or any(
        any(listing.is_listed(entry) for _, entry in read_entries(file, None))
        for file in json_files(path)
    )


def currencies(path: Path) -> dict[str, int]:
    """Return the currencies that order exports name, with the number of orders in each."""
    found: dict[str, int] = {}
    for file in tables_of(path):
        header = header_of(file)
        told = _kind_of(header)
        if told and told.row is OrderRow and "Currency" in header:
            for code in read_table(file, ("Currency",)).frame["Currency"]:
                if code.strip():
                    found[code.strip()] = found.get(code.strip(), 0) + 1
    return found


def read(path: Path, collector: Collector) -> None:
    """Read a file of Shopify's, or all those of a folder.

    Raises:
        ImportFailedError: there is none of them.
    """
    told = [(file, _kind_of(header_of(file))) for file in tables_of(path)]
    found = [(file, kind) for file, kind in told if kind]
    for file in json_files(path):
        _read_listing(file, collector)
    for file, kind in sorted(found, key=lambda pair: KINDS.index(pair[1])):
        _read_table(file, kind, collector)
    if not found and not collector.batch.files:
        if told and not path.is_dir():
            # The products are what most people mean; their message names the columns that are missing.
            read_table(path, products.REQUIRED, products.KNOWN, ALIASES)
        kinds = ", ".join(kind.name for kind in KINDS)
        raise refuse(path.name, f"holds no export of Shopify: {kinds} as CSV, or products.json")
    collector.batch.unread += [file.name for file, kind in told if kind is None]


def _read_table(file: Path, kind: _Kind, collector: Collector) -> None:
    try:
        aliases = ALIASES if kind.is_renamed else orders.ALIASES if kind.row is OrderRow else {}
        table = read_table(file, kind.required, known=kind.known, aliases=aliases)
    except ImportFailedError as error:
        collector.add_unread(kind.row, error.rows)
        return
    collector.add_unread(kind.row, table.bad)
    collector.batch.files.append(file.name)
    kind.read(table, collector)


def _read_listing(file: Path, collector: Collector) -> None:
    entries = [pair for pair in read_entries(file, collector) if listing.is_listed(pair[1])]
    if not entries:
        return
    names = CategoryNames()
    language = collector.language or language_of(
        (str(entry.get("body_html") or "") for _, entry in entries),
        (str(entry["title"]) for _, entry in entries),
    )
    for origin, entry in entries:
        listing.add_listed(entry, origin, language, names, collector)
    collector.batch.files.append(file.name)
    add_categories(collector, names.names)
