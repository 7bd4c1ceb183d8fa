"""Tells described tables by their columns and reads them, goods before orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ecomcore.importers.collector import Collector
from ecomcore.importers.entries import Entry
from ecomcore.importers.flat_orders import read_order_table
from ecomcore.importers.headers import plain_header
from ecomcore.importers.origin import Origin
from ecomcore.importers.product_list import ProductList, entry_currencies
from ecomcore.importers.rows import OrderRow, ProductRow
from ecomcore.importers.systems.described import Table, orders_form, systems, tables
from ecomcore.importers.systems.goods import Goods, goods_of
from ecomcore.importers.tablefile import header_of, read_table, tables_of
from ecomcore.importers.textfile import refuse

ABOUT = "goods, and orders of most, as tables of {systems}"


def about() -> str:
    """Return what this format is, with the systems that are described."""
    return ABOUT.format(systems=", ".join(systems()))


def matches(path: Path) -> bool:
    """Say whether this is a described table, or a folder that holds one."""
    return any(_table_of(file) or orders_form(header_of(file)) for file in tables_of(path))


def currencies(path: Path) -> dict[str, int]:
    """Return the currencies that goods and orders name, with how many name each."""
    found: Counter[str] = Counter()
    for file in tables_of(path):
        table = _table_of(file)
        form = orders_form(header_of(file))
        if table:
            found.update(entry_currencies(entry for _, entry in _goods(file, table, None).entries))
        elif form:
            column = next(iter(form.columns.get("currency", ())), None)
            rows = read_table(file, ()).records() if column in header_of(file) else ()
            found.update(filter(None, (cells[str(column)].strip() for _, cells in rows)))
    return dict(found)


def read(path: Path, collector: Collector) -> None:
    """Read a table, or all those of a folder.

    Raises:
        ImportFailedError: there is none, or it cannot be read.
    """
    files = tables_of(path)
    goods = [(file, table) for file in files if (table := _table_of(file))]
    flat = [(file, form) for file in files if (form := orders_form(header_of(file)))]
    if not goods and not flat:
        raise refuse(path.name, f"is no table of {', '.join(systems())}")
    for file, table in goods:
        found = _goods(file, table, collector)
        collector.batch.warnings += found.notes
        ProductList(file, collector).read(found.entries)
    for file, form in flat:
        rows = read_table(file, ())
        collector.add_unread(OrderRow, rows.bad)
        collector.batch.files.append(file.name)
        read_order_table(rows, form, collector)


def _table_of(file: Path) -> Table | None:
    header = header_of(file)
    return next((table for table in tables() if table.fits(header)), None)


def _goods(file: Path, table: Table, collector: Collector | None) -> Goods:
    written = read_table(file, ())
    if collector is not None:
        collector.add_unread(ProductRow, written.bad)
    plain = {plain_header(name): name for name in written.frame.columns}
    shown = {
        field: next((plain[c] for c in columns if c in plain), field)
        for field, columns in table.columns.items()
    }
    shown |= {"price_cents": shown.get("price", "price"), "stock": shown.get("stock", "stock")}

    def rows() -> Iterator[Entry]:
        for line, cells in written.records():
            named = {plain_header(name): text for name, text in cells.items()}
            yield Origin(file.name, line, shown), named

    return goods_of(table, rows(), file.name)
