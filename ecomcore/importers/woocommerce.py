"""Reads a WooCommerce product export: a variable product and its variations become one product."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import (
    UNCOUNTED_STOCK,
    CategoryNames,
    is_running,
    language_of,
    sale_prices,
    tidy_key,
    truth,
    whole_stock,
)
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import option_key, slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import ProductRow, VariantRow
from ecomcore.importers.tablefile import header_of, read_table
from ecomcore.importers.textfile import refuse

REQUIRED = ("ID", "Type", "SKU", "Name", "Regular price")
NOT_SOLD_HERE = ("grouped", "external")
ANY = "any"
ATTRIBUTE_NAME = re.compile(r"^Attribute (\d+) name$", re.IGNORECASE)
UNIT_COLUMN = re.compile(r"^(Weight|Length|Width|Height) \((.+)\)$", re.IGNORECASE)
UNESCAPED_COMMA = re.compile(r"(?<!\\),\s*")
COLUMNS = {
    "id": "SKU",
    "sku": "SKU",
    "product_id": "Parent",
    "category": "Categories",
    "title": "Name",
    "price_cents": "Regular price",
    "compare_at_cents": "Sale price",
    "stock": "Stock",
    "image": "Images",
    "options": "Attribute 1 value(s)",
    "attributes": "Attribute 1 value(s)",
}


@dataclass
class _Line:
    """One row of the export."""

    cells: dict[str, str]
    origin: Origin

    def __getitem__(self, column: str) -> str:
        """Return a cell; a column that the export lacks is empty."""
        return self.cells.get(column, "").strip()

    @property
    def types(self) -> list[str]:
        """The words of the type, such as `simple` and `virtual`."""
        return [word.strip() for word in self["Type"].lower().split(",")]

    @property
    def product_id(self) -> str:
        """What the project calls the product of this row."""
        return self["SKU"] or f"wc-{self['ID']}"


def read(path: Path, collector: Collector) -> None:
    """Read the product export `path`, or those of a folder.

    Raises:
        ImportFailedError: there is none, or it cannot be read.
    """
    lines: list[_Line] = []
    for file in _find(path):
        table = read_table(file, REQUIRED)
        collector.add_unread(ProductRow, table.bad)
        collector.add_unread(VariantRow, [])
        collector.batch.files.append(file.name)
        lines += [_Line(cells, Origin(file.name, n, COLUMNS)) for n, cells in table.records()]
    _Export(lines, collector).read()


def _find(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [*sorted(path.glob("*.csv")), *sorted(path.glob("*.csv.gz"))]
    exports = [file for file in files if set(REQUIRED) <= set(header_of(file))]
    if not exports:
        raise refuse(path.name, f"holds no CSV file with the columns {', '.join(REQUIRED)}")
    return exports


class _Export:
    """The rows of an export, put together to products."""

    def __init__(self, lines: list[_Line], collector: Collector) -> None:
        self.collector = collector
        self.names = CategoryNames()
        self.lines = lines
        self.language = collector.language or language_of(
            (line["Description"] for line in lines), (line["Name"] for line in lines)
        )
        self.attribute_numbers = sorted(
            {
                m[1]
                for line in lines[:1]
                for column in line.cells
                if (m := ATTRIBUTE_NAME.match(column))
            },
            key=int,
        )
        self.by_name: dict[str, _Line] = {}
        for line in lines:
            self.by_name[f"id:{line['ID']}"] = line
            if line["SKU"]:
                self.by_name.setdefault(line["SKU"], line)

    def read(self) -> None:
        """Add every product of the export."""
        variations: dict[str, list[_Line]] = defaultdict(list)
        for line in self.lines:
            if "variation" in line.types:
                parent = self.by_name.get(line["Parent"])
                if parent is None:
                    reason = "names a product that is not in the export"
                    self.collector.reject(line.origin, "product_id", reason, line["Parent"])
                else:
                    variations[parent.product_id].append(line)
        left_out = []
        for number, line in enumerate(self.lines):
            if number % 1000 == 0:
                self.collector.progress("reading", number, len(self.lines))
            if "variation" in line.types:
                continue
            own = variations[line.product_id]
            if "variable" in line.types or own:
                self._add(line, own)
            elif any(word in line.types for word in NOT_SOLD_HERE):
                left_out.append(line.product_id)
            else:
                self._add(line, [line])
        self.collector.progress("reading", len(self.lines), len(self.lines))
        if left_out:
            self.collector.batch.warnings.append(
                f"{len(left_out)} grouped or external products left out, because they are not bought in "
                f"this shop itself: {', '.join(left_out[:5])}{' …' if len(left_out) > 5 else ''}"
            )
        add_categories(self.collector, self.names.names)

    def _attributes(self, line: _Line) -> dict[str, str]:
        """Return a row's attributes by key; several values are joined by `, `."""
        found = {}
        for number in self.attribute_numbers:
            label = tidy_key(line[f"Attribute {number} name"])
            if label:
                values = _split(line[f"Attribute {number} value(s)"])
                found[option_key(label)] = ", ".join(values)
        return found

    def _add(self, line: _Line, variations: list[_Line]) -> None:
        attributes = self._attributes(line)
        options = [self._attributes(v) if v is not line else {} for v in variations]
        varying = {key for each in options for key in each}
        description = plain_text(line["Description"] or line["Short description"])
        images = _split(line["Images"])
        values: dict[str, Any] = {
            "id": line.product_id,
            "category": self._category(line),
            "brand": line["Brands"] or attributes.pop("brand", ""),
            "title": {self.language: plain_text(line["Name"])} if line["Name"] else {},
            "description": {self.language: description} if description else {},
            "attributes": {
                key: truth(value)
                for key, value in (attributes | _measures(line) | _tags(line)).items()
                if value and key not in varying
            },
            "image": images[0] if images else "",
            "active": line["Published"] in ("1", ""),
        }
        self.collector.add(ProductRow, values, line.origin)
        for position, (variation, own) in enumerate(zip(variations, options, strict=True)):
            complete = {key: own.get(key) or ANY for key in sorted(varying)}
            self._add_variant(line, position, variation, complete)

    def _add_variant(
        self, parent: _Line, position: int, line: _Line, options: dict[str, str]
    ) -> None:
        sku = line["SKU"]
        if not sku or (line is not parent and sku == parent["SKU"]):
            # WooCommerce lets a variation go without a number of its own.
            made = "-".join(filter(None, (parent.product_id, *map(slug, options.values()))))
            sku = made if line is not parent else line.product_id
        sale = line["Sale price"]
        days = line["Date sale price starts"], line["Date sale price ends"]
        if sale and not is_running(*days, self.collector.today):
            sale = ""
        images = _split(line["Images"])
        values = {
            "sku": sku,
            "product_id": parent.product_id,
            "position": position,
            "options": options,
            "stock": _stock(line, parent),
            "image": images[0] if images and line is not parent else "",
            **sale_prices(line["Regular price"], sale),
        }
        self.collector.add(VariantRow, values, line.origin)

    def _category(self, line: _Line) -> str:
        """Return the deepest of a row's categories, the first of several."""
        paths = [[name.strip() for name in path.split(">")] for path in _split(line["Categories"])]
        deepest = max(paths, key=lambda path: len(path), default=[])
        return self.names.path(deepest)


def _split(written: str) -> list[str]:
    r"""Return the parts of a list; a comma that belongs to a part is written `\,`."""
    parts = (part.replace("\\,", ",").strip() for part in UNESCAPED_COMMA.split(written))
    return [part for part in parts if part]


def _measures(line: _Line) -> dict[str, str]:
    found = {}
    for column in line.cells:
        match = UNIT_COLUMN.match(column)
        if match and line[column]:
            found[match[1].lower()] = f"{line[column]} {match[2]}"
    return found


def _tags(line: _Line) -> dict[str, str]:
    return {"tags": ", ".join(_split(line["Tags"]))} if line["Tags"] else {}


def _stock(line: _Line, parent: _Line) -> str:
    written = line["Stock"]
    if written.lower() == "parent":
        written = parent["Stock"]
    if line["In stock?"].lower() in ("0", "no"):
        return "0"
    return whole_stock(written) if written else str(UNCOUNTED_STOCK)
