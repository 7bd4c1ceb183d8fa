"""Tells WooCommerce's files apart by their columns, in whatever language the site writes them."""

from __future__ import annotations

from pathlib import Path

from ecomcore.importers.collector import Collector
from ecomcore.importers.entries import Entry, json_files, read_entries
from ecomcore.importers.flat_files import flat_currencies, form_of, read_flat_files
from ecomcore.importers.headers import localized
from ecomcore.importers.tablefile import column_names, header_of, tables_of
from ecomcore.importers.textfile import refuse
from ecomcore.importers.woocommerce import orders, products

SYSTEM = "woocommerce"


def matches(path: Path) -> bool:
    """Say whether this is an export of WooCommerce, or a folder that holds one."""
    if any(_is_products(file) or form_of(file, orders.FORMS) for file in tables_of(path)):
        return True
    return any(_rest_entries(file) for file in json_files(path))


def currencies(path: Path) -> dict[str, int]:
    """Return the currencies that orders name, with the number of rows in each."""
    found = flat_currencies(tables_of(path), orders.FORMS)
    for file in json_files(path):
        codes = (str(entry.get("currency") or "") for _, entry in _rest_entries(file))
        found.update(filter(None, codes))
    return dict(found)


def read(path: Path, collector: Collector) -> None:
    """Read an export, or all those of a folder.

    Raises:
        ImportFailedError: there is none, or it cannot be read.
    """
    tables = tables_of(path)
    goods = [file for file in tables if _is_products(file)]
    flat = [file for file in tables if file not in goods and form_of(file, orders.FORMS)]
    entries = {file.name: _rest_entries(file) for file in json_files(path)}
    if not goods and not flat and not any(entries.values()):
        if path.is_dir() or not tables:
            wanted = ", ".join(products.REQUIRED)
            raise refuse(path.name, f"holds no CSV file with the columns {wanted}")
        goods = tables
    if goods:
        products.read_products(goods, localized(SYSTEM), collector)
    read_flat_files(flat, orders.FORMS, collector)
    for name, found in entries.items():
        if found:
            collector.batch.files.append(name)
            orders.add_entries(found, collector)


def _is_products(file: Path) -> bool:
    names = set(column_names(header_of(file), products.KNOWN, localized(SYSTEM)))
    return set(products.REQUIRED) <= names and bool(names.intersection(products.TELLING))


def _rest_entries(file: Path) -> list[Entry]:
    return [
        pair
        for pair in read_entries(file, None)
        if orders.is_order(pair[1]) or orders.is_customer(pair[1])
    ]
