"""Files of flat orders and customers: told apart by their columns, read in an order in which orders find customers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ecomcore.errors import ImportFailedError
from ecomcore.importers.collector import Collector
from ecomcore.importers.flat_orders import FlatTable, read_customer_table, read_order_table
from ecomcore.importers.rows import CustomerRow, OrderRow
from ecomcore.importers.tablefile import header_of, read_table


def form_of(file: Path, forms: Sequence[FlatTable]) -> FlatTable | None:
    """Return the table that a file is, by its columns."""
    header = header_of(file)
    return next((form for form in forms if form.fits(header)), None)


def read_flat_files(
    files: Sequence[Path], forms: Sequence[FlatTable], collector: Collector
) -> None:
    """Read those of the files that are such tables, customers before orders."""
    told = [(file, form) for file in files if (form := form_of(file, forms))]
    for file, form in sorted(told, key=lambda pair: pair[1].has_orders):
        try:
            table = read_table(file, form.marks)
        except ImportFailedError as error:
            collector.add_unread(OrderRow if form.has_orders else CustomerRow, error.rows)
            continue
        collector.add_unread(OrderRow if form.has_orders else CustomerRow, table.bad)
        collector.batch.files.append(file.name)
        (read_order_table if form.has_orders else read_customer_table)(table, form, collector)


def flat_currencies(files: Sequence[Path], forms: Sequence[FlatTable]) -> Counter[str]:
    """Return the currencies that orders name, with the number of rows in each."""
    found: Counter[str] = Counter()
    for file in files:
        form = form_of(file, forms)
        columns = form.columns.get("currency", ()) if form else ()
        column = next((name for name in columns if name in header_of(file)), None)
        if form and column:
            codes = (code.strip() for code in read_table(file, form.marks).frame[column])
            found.update(filter(None, codes))
    return found
