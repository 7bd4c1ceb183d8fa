"""Reads goods from JSON (a list, or one a line), from pages with schema.org, and from tables of any system."""

from __future__ import annotations

from pathlib import Path

from ecomcore.importers import schema_org
from ecomcore.importers.collector import Collector
from ecomcore.importers.entries import Entry, json_files, read_entries
from ecomcore.importers.origin import Origin
from ecomcore.importers.product_list import (
    COLUMNS,
    ProductList,
    entry_currencies,
    looks_like_goods,
)
from ecomcore.importers.tablefile import header_of, read_table, tables_of
from ecomcore.importers.textfile import read_text, refuse

PAGES = (".html", ".htm")


def matches(path: Path) -> bool:
    """Say whether this is a list of goods, or a folder that holds one."""
    return any(
        looks_like_goods(entry) or schema_org.is_product(entry)
        for file in _files(path)
        for _, entry in _entries(file, None)[:20]
    )


def currencies(path: Path) -> dict[str, int]:
    """Return the currencies that goods name, with the number of goods in each."""
    return entry_currencies(entry for file in _files(path) for _, entry in _entries(file, None))


def read(path: Path, collector: Collector) -> None:
    """Read a file of goods, or all those of a folder.

    Raises:
        ImportFailedError: there is no such file, or it cannot be read.
    """
    files = _files(path) if path.is_dir() else [path]
    if not files:
        raise refuse(
            path.name, "holds no list of goods: .jsonl, .json, .csv or pages with schema.org"
        )
    for file in files:
        ProductList(file, collector).read(_entries(file, collector))


def _files(path: Path) -> list[Path]:
    pages = sorted(path.iterdir()) if path.is_dir() else [path]
    pages = [file for file in pages if file.is_file() and file.suffix.lower() in PAGES]
    tables = [file for file in tables_of(path) if looks_like_goods(header_of(file))]
    return [*json_files(path), *tables, *pages]


def _entries(file: Path, collector: Collector | None) -> list[Entry]:
    if file.suffix.lower() in PAGES:
        found = schema_org.products_in_page(read_text(file, is_markup=True))
        return [(Origin(file.name, n, COLUMNS), entry) for n, entry in enumerate(found, start=1)]
    if file in tables_of(file):
        table = read_table(file, ())
        if collector is not None:
            collector.bad.extend(table.bad)
        return [(Origin(file.name, n, COLUMNS), dict(cells)) for n, cells in table.records()]
    return read_entries(file, collector, COLUMNS)
