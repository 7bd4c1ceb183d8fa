"""The descriptions of tables: which columns tell a table, where its fields stand, how its rows make products."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ecomcore.importers.flat_orders import FlatTable
from ecomcore.importers.headers import NUMBER, plain_header

FOLDER = Path(__file__).parent
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RowRules:
    """How rows make products: each its own, unless `by` says otherwise.

    `kind`: a column says what a row is, and versions follow their product; `blank`: a row without that cell goes on
    with the product above; `parent`: the cell names the product's `key`; `group`: rows of one cell are one product.
    """

    by: str = ""
    column: str = ""
    key: str = ""
    product: tuple[str, ...] = ()
    version: tuple[str, ...] = ()
    image: tuple[str, ...] = ()


@dataclass(frozen=True)
class OptionRules:
    """Where the options of a version stand.

    In numbered columns (`names`, `values`; `is_list` where one row holds all values of all versions), written in one
    cell (`column` by `pattern`, with the groups `name` and `value`), or in columns of a `prefix`. `drop` is taken off
    values; `alone` is the column that names a version as a whole, `nothing` the names that tell nothing.
    """

    names: str = ""
    values: str = ""
    is_list: bool = False
    column: str = ""
    pattern: str = ""
    prefix: str = ""
    drop: str = ""
    alone: str = ""
    nothing: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactRules:
    """Which columns tell facts that shoppers may see: by name, in numbered pairs, or several in one cell."""

    named: Mapping[str, str] = field(default_factory=dict)
    names: str = ""
    values: str = ""
    column: str = ""


@dataclass(frozen=True)
class Table:
    """One kind of table of a system; all columns go by their plain names."""

    system: str
    marks: tuple[tuple[str, ...], ...]
    columns: Words
    rows: RowRules
    options: OptionRules
    facts: FactRules
    off: Words
    untracked: Words
    sale_if: Words
    net: tuple[str, ...]
    no_price: tuple[str, ...]
    categories_by: str
    levels_by: str
    category: str
    stock_prefix: str

    def fits(self, header: Sequence[str]) -> bool:
        """Say whether a file with these columns is such a table."""
        return _has_marks(self.marks, header)


@dataclass(frozen=True)
class Orders:
    """A table of orders or customers of a system."""

    system: str
    marks: tuple[tuple[str, ...], ...]
    form: FlatTable


@cache
def tables() -> tuple[Table, ...]:
    """Return every described table of goods."""
    return tuple(_table(written) for written in _written() if "orders" not in written)


@cache
def orders() -> tuple[Orders, ...]:
    """Return every described table of orders."""
    return tuple(_orders(written) for written in _written() if "orders" in written)


def orders_form(header: Sequence[str]) -> FlatTable | None:
    """Return how the orders of a file with these columns are read."""
    return next((each.form for each in orders() if _has_marks(each.marks, header)), None)


def systems() -> list[str]:
    """Return the names of the systems that are described."""
    return sorted({str(written["system"]) for written in _written()})


@cache
def _written() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.toml")))


def _has_marks(marks: Sequence[Sequence[str]], header: Sequence[str]) -> bool:
    names = {plain_header(name) for name in header}
    return all(names.intersection(each) for each in marks)


def _marks(written: Sequence[str | list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(_plain([each] if isinstance(each, str) else each) for each in written)


def _plain(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain_header(name) for name in names)


def _words(written: Mapping[str, Sequence[str]]) -> Words:
    return {plain_header(column): tuple(words) for column, words in written.items()}


def _table(written: Mapping[str, Any]) -> Table:
    rows, options, facts = (written.get(part, {}) for part in ("rows", "options", "facts"))
    return Table(
        system=written["system"],
        marks=_marks(written["marks"]),
        columns={name: _plain(found) for name, found in written["columns"].items()},
        rows=RowRules(
            rows.get("by", ""),
            plain_header(rows.get("column", "")),
            plain_header(rows.get("key", "")),
            *(tuple(rows.get(kind, ())) for kind in ("product", "version", "image")),
        ),
        options=OptionRules(
            **{k: plain_header(options.get(k, "")) for k in ("names", "values", "column", "prefix", "alone")},
            is_list=options.get("is_list", False),
            pattern=options.get("pattern", ""),
            drop=options.get("drop", ""),
            nothing=tuple(options.get("nothing", ())),
        ),
        facts=FactRules(
            {name: plain_header(column) for name, column in facts.get("named", {}).items()},
            *(plain_header(facts.get(k, "")) for k in ("names", "values", "column")),
        ),
        off=_words(written.get("off", {})),
        untracked=_words(written.get("untracked", {})),
        sale_if=_words(written.get("sale_if", {})),
        net=_plain(written.get("net", ())),
        no_price=tuple(written.get("no_price", ())),
        categories_by=written.get("categories_by", ""),
        levels_by=written.get("levels_by", ""),
        category=written.get("category", "first"),
        stock_prefix=plain_header(written.get("stock_prefix", "")),
    )  # fmt: skip


def _orders(written: Mapping[str, Any]) -> Orders:
    lines = written["orders"].get("lines", {})
    form = FlatTable(
        written["system"].lower(),
        (),
        {name: tuple(found) for name, found in written["orders"]["columns"].items()},
        lines=(lines["column"], re.compile(lines["pattern"])) if lines else None,
    )
    return Orders(written["system"], _marks(written["orders"]["marks"]), form)


def numbered(pattern: str, number: int) -> str:
    """Return the name of a numbered column."""
    return pattern.replace(NUMBER, str(number))
