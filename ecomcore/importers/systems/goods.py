"""Puts the rows of a described table together to goods, under the names that lists of products have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import product as combinations
from typing import Any

from ecomcore.importers.entries import Entry
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.origin import Origin
from ecomcore.importers.systems.described import Table, Words, numbered

Cells = Mapping[str, str]
NUMBERS = range(1, 11)
MADE_ID = re.compile(r"^(?:\d+|[0-9a-f]{16,}|[0-9a-f-]{36})$", re.IGNORECASE)
"""Numbers and keys that a system uses in place of names."""
FIRST_PICTURE = re.compile(r"[;|\s]+|,(?=\s*https?:)")
PAIR = re.compile(r"(?P<name>[^=;]+)=(?P<value>[^;]*)")
THERE, GONE = "instock", "outofstock"
WHOLE = "style"
"""The option of versions that only have a name as a whole."""


@dataclass
class _Good:
    """A product's row with those of its versions."""

    origin: Origin
    cells: Cells
    versions: list[Cells] = field(default_factory=list)
    image: str = ""


@dataclass
class Goods:
    """What a table holds: entries for a list of products, and what is to be said of it."""

    entries: list[Entry]
    notes: list[str]


def goods_of(table: Table, rows: Iterable[tuple[Origin, Cells]], name: str) -> Goods:
    """Return the goods of a table; cells go by the plain names of their columns."""
    builder = _Builder(table)
    found = [(good.origin, builder.entry(good)) for good in _together(table, rows)]
    return Goods(found, [f"{name}: {note}" for note in builder.notes()])


def _together(table: Table, rows: Iterable[tuple[Origin, Cells]]) -> list[_Good]:
    rules = table.rows
    goods: list[_Good] = []
    by_key: dict[str, _Good] = {}
    waiting: list[tuple[str, Cells]] = []
    for origin, cells in rows:
        cell = cells.get(rules.column, "").strip()
        if rules.by == "kind" and cell.lower() not in rules.product:
            if goods and cell.lower() in rules.version:
                goods[-1].versions.append(cells)
            elif goods and cell.lower() in rules.image and not goods[-1].image:
                goods[-1].image = _first(cells, table.columns.get("image", ()))
        elif rules.by == "blank" and not cell and goods:
            goods[-1].versions.append(cells)
        elif rules.by == "parent" and cell:
            waiting.append((cell, cells))
        elif rules.by == "group" and cell and cell in by_key:
            by_key[cell].versions.append(cells)
        else:
            good = _Good(origin, cells)
            # Where rows of one product are alike, the first is a version as well.
            good.versions = [cells] if rules.by in ("blank", "group") else []
            goods.append(good)
            by_key[cells.get(rules.key, "").strip() or cell] = good
    for parent, cells in waiting:
        if parent in by_key:
            by_key[parent].versions.append(cells)
    return goods


class _Builder:
    """Makes entries of goods, and counts what is to be said about them."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.unnamed = 0
        self.is_net = False

    def notes(self) -> list[str]:
        """Return what the shop should know of its table."""
        notes = []
        if self.is_net:
            notes.append(
                "the prices are without tax, as the table has no others; shoppers see them as they are"
            )
        if self.unnamed:
            notes.append(
                f"versions of {self.unnamed} products go by their numbers, as the table does not name their options"
            )
        return notes  # fmt: skip

    def entry(self, good: _Good) -> dict[str, Any]:
        """Return a product under the names of lists."""
        cells, table = good.cells, self.table
        entry: dict[str, Any] = {
            "id": self._text(cells, "id").lstrip("#'"),
            "name": self._text(cells, "title"),
            "description": self._text(cells, "description"),
            "brand": self._text(cells, "brand"),
            "category": self._category(cells),
            "type": self._text(cells, "kind"),
            "tags": self._text(cells, "tags").replace("_", " "),
            "image": good.image or _first_picture(self._text(cells, "image")),
            "currency": self._text(cells, "currency"),
            "active": "no" if _is(cells, table.off) else "yes",
            "attributes": self._facts(cells),
            **self._sold(cells, cells),
        }
        versions = self._listed(cells) if table.options.is_list else self._versions(good)
        if versions:
            entry["variants"] = versions
            if table.options.is_list:
                del entry["sku"]
        return {name: value for name, value in entry.items() if value not in ("", {}, [])}

    def _versions(self, good: _Good) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for cells in good.versions:
            own = {
                "options": self._options(cells, good.cells),
                "image": _first_picture(self._text(cells, "image")),
            }
            found.append({**self._sold(cells, good.cells), **own})
        if len(found) > 1 and len({str(each["options"]) for each in found}) < len(found):
            self.unnamed += 1
            for number, each in enumerate(found, start=1):
                each["options"] |= {WHOLE: each.get("sku") or str(number)}
        return found

    def _sold(self, cells: Cells, parent: Cells) -> dict[str, str]:
        """Return number, prices and stock of a row; what a version leaves open its product tells."""
        own = self._price(cells)
        priced = cells if own else parent
        price = _plus(own or self._price(parent), self._text(cells, "surcharge"))
        sale = _not_zero(self._text(priced, "sale_price"))
        if self.table.sale_if and not _is(priced, self.table.sale_if):
            sale = ""
        return {
            "sku": self._text(cells, "sku").lstrip("'"),
            "price": price,
            "sale_price": self._reduced(price, parent) or sale,
            "compare_at_price": _not_zero(self._text(priced, "compare_at")),
            **self._stock(cells, parent),
        }

    def _price(self, cells: Cells) -> str:
        price = self._text(cells, "price")
        if not price and (net := _first(cells, self.table.net)):
            self.is_net = True
            price = net
        return "" if price.lower() in self.table.no_price else price

    def _reduced(self, price: str, parent: Cells) -> str:
        """Return a price less the discount that its product has, a share or an amount."""
        mode = self._text(parent, "discount_kind").upper()
        value = _not_zero(self._text(parent, "discount"))
        try:
            less = Decimal(price) * Decimal(value) / 100 if mode == "PERCENT" else Decimal(value)
            return str(round(Decimal(price) - less, 2))
        except InvalidOperation:
            return ""

    def _stock(self, cells: Cells, parent: Cells) -> dict[str, str]:
        if _is(cells, self.table.untracked) or _is(parent, self.table.untracked):
            return {"availability": THERE}
        prefix = self.table.stock_prefix
        if prefix:
            counts = [v.strip() for k, v in cells.items() if k.startswith(prefix) and v.strip()]
            return {"stock": _total(counts)}
        return {"stock": self._text(cells, "stock"), "availability": self._text(cells, "state")}

    def _options(self, cells: Cells, parent: Cells) -> dict[str, str]:
        rules = self.table.options
        found: dict[str, str] = {}
        if rules.names:
            for n in NUMBERS:
                column = numbered(rules.names, n)
                name = cells.get(column, "").strip() or parent.get(column, "").strip()
                found[name] = cells.get(numbered(rules.values, n), "").strip()
        if rules.pattern:
            matches = re.finditer(rules.pattern, cells.get(rules.column, ""))
            found |= {m["name"].strip(): m["value"].strip() for m in matches}
        if rules.prefix:
            found |= {
                k.removeprefix(rules.prefix): v.strip()
                for k, v in cells.items()
                if k.startswith(rules.prefix)
            }
        named = {
            k: re.sub(rules.drop, "", v) if rules.drop else v for k, v in found.items() if k and v
        }
        whole = cells.get(rules.alone, "").strip() if rules.alone else ""
        if not named and whole and whole.lower() not in rules.nothing:
            return {WHOLE: whole}
        return named  # fmt: skip

    def _listed(self, cells: Cells) -> list[dict[str, Any]]:
        """Return the versions of a row that lists the values of each option: every combination is one."""
        rules = self.table.options
        lists: list[tuple[str, list[str]]] = []
        for n in NUMBERS:
            name = cells.get(numbered(rules.names, n), "").strip()
            values = _parts(cells.get(numbered(rules.values, n), ""), ",")
            if name and values:
                lists.append((name, values))
        if not lists:
            return []
        every = list(combinations(*(values for _, values in lists)))
        skus = _parts(self._text(cells, "sku"), ",")
        skus = skus if len(skus) == len(every) else [""] * len(every)
        state = GONE if self._text(cells, "stock") == "0" else THERE
        return [
            {
                "sku": sku,
                "price": self._price(cells),
                "availability": state,
                "options": {name: value for (name, _), value in zip(lists, values, strict=True)},
            }
            for sku, values in zip(skus, every, strict=True)
        ]

    def _category(self, cells: Cells) -> list[str]:
        table = self.table
        levels = [cells.get(name, "").strip() for name in table.columns.get("levels", ())]
        if any(levels):
            return [name for name in levels if name]
        paths = [
            [name for name in _parts(path, table.levels_by) if not MADE_ID.match(name)]
            for path in _parts(self._text(cells, "category"), table.categories_by)
        ]
        paths = [path for path in paths if path]
        if not paths:
            return []
        return paths[-1] if table.category == "last" else max(paths, key=len)

    def _facts(self, cells: Cells) -> dict[str, str]:
        rules = self.table.facts
        found = {name: cells.get(column, "").strip() for name, column in rules.named.items()}
        if rules.names:
            for n in NUMBERS:
                name = cells.get(numbered(rules.names, n), "").strip()
                found[name] = cells.get(numbered(rules.values, n), "").strip()
        if rules.column:
            for match in PAIR.finditer(cells.get(rules.column, "")):
                found[match["name"].strip()] = match["value"].strip()
        return {name: plain_text(value) for name, value in found.items() if name and value}

    def _text(self, cells: Cells, field_name: str) -> str:
        return _first(cells, self.table.columns.get(field_name, ()))


def _first(cells: Cells, columns: Sequence[str]) -> str:
    return next((cells[c].strip() for c in columns if cells.get(c, "").strip()), "")


def _is(cells: Cells, rules: Words) -> bool:
    return any(cells.get(column, "").strip().lower() in words for column, words in rules.items())


def _parts(written: str, separator: str) -> list[str]:
    parts = written.split(separator) if separator else [written]
    return [part.strip() for part in parts if part.strip()]


def _first_picture(written: str) -> str:
    return FIRST_PICTURE.split(written)[0] if "http" in written else written.partition(";")[0]


def _not_zero(amount: str) -> str:
    return amount if amount.strip("0.,") else ""


def _plus(price: str, surcharge: str) -> str:
    try:
        return str(Decimal(price) + Decimal(surcharge)) if _not_zero(surcharge) else price
    except InvalidOperation:
        return price


def _total(counts: Sequence[str]) -> str:
    """Return the sum over all places; what is no number stays for the check of the row to refuse."""
    try:
        return str(int(sum(max(Decimal(0), Decimal(each)) for each in counts))) if counts else ""
    except InvalidOperation:
        return counts[0]
