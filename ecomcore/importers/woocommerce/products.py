"""Reads the rows of WooCommerce's product export: a variable product and its variations become one product."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import (
    CategoryNames,
    is_running,
    language_of,
    sale_prices,
    tidy_key,
)
from ecomcore.importers.facts import keywords, measure, shown_facts
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import handle, option_key, slug
from ecomcore.importers.origin import ExportLine, Origin
from ecomcore.importers.pricing import plain_columns
from ecomcore.importers.rows import ProductRow, VariantRow
from ecomcore.importers.stock import availability, stock_of
from ecomcore.importers.tablefile import read_table

REQUIRED = ("Name", "Regular price")
TELLING = ("Type", "SKU", "Categories", "Published")
"""Columns of which a product export of WooCommerce has at least one; other tables have names and prices, too."""
KNOWN = (
    "ID", "Type", "SKU", "Name", "Published", "Visibility in catalog", "Short description", "Description",
    "Date sale price starts", "Date sale price ends", "In stock?", "Stock", "Backorders allowed?", "Sale price",
    "Regular price", "Categories", "Tags", "Images", "Parent", "Brands", "Attribute # name", "Attribute # value(s)",
    "Weight", "Length", "Width", "Height",
)  # fmt: skip
AMOUNTS = ("Regular price", "Sale price")
HIDDEN = "hidden"
TAKES_ORDERS = ("1", "yes", "notify")
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


class _Line(ExportLine):
    """One row of the export."""

    @property
    def types(self) -> list[str]:
        """The words of the type, such as `simple` and `virtual`."""
        return [word.strip() for word in self["Type"].lower().split(",")]

    @property
    def product_id(self) -> str:
        """What the project calls the product of this row."""
        if self["SKU"] or self["ID"]:
            return self["SKU"] or f"wc-{self['ID']}"
        return handle(slug(plain_text(self["Name"]))) or f"wc-line-{self.origin.line}"


def read_products(files: Sequence[Path], aliases: Mapping[str, str], collector: Collector) -> None:
    """Add the products of export files, all of them read before variations look for their products.

    Raises:
        ImportFailedError: a file cannot be read.
    """
    lines: list[_Line] = []
    for file in files:
        table = read_table(file, REQUIRED, KNOWN, aliases)
        plain_columns(table, AMOUNTS, collector)
        collector.add_unread(ProductRow, table.bad)
        collector.add_unread(VariantRow, [])
        collector.batch.files.append(file.name)
        shown = {field: table.written.get(column, column) for field, column in COLUMNS.items()}
        lines += [_Line(cells, Origin(file.name, n, shown)) for n, cells in table.records()]
    _Export(lines, collector).read()


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
            if line["ID"]:
                self.by_name[f"id:{line['ID']}"] = line
            if line["SKU"]:
                self.by_name.setdefault(line["SKU"], line)

    def read(self) -> None:
        """Add every product of the export."""
        variations: dict[str, list[_Line]] = defaultdict(list)
        orphans: dict[str, list[_Line]] = defaultdict(list)
        for line in self.lines:
            if "variation" in line.types:
                parent = self.by_name.get(line["Parent"])
                if parent is None:
                    orphans[line["Parent"] or line.product_id].append(line)
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
        self._add_orphans(orphans)
        add_categories(self.collector, self.names.names)

    def _add_orphans(self, orphans: Mapping[str, Sequence[_Line]]) -> None:
        """Add variations whose product is not in the export as a product of their own."""
        for name, lines in orphans.items():
            # Variations are called "product - option"; what they share is the product.
            first = lines[0]
            title = first["Name"].rpartition(" - ")[0] or first["Name"]
            stand_in = slug(name.replace("id:", "wc ")) or first.product_id
            cells = dict(first.cells) | {"Name": title, "SKU": handle(stand_in), "Type": "variable"}
            self._add(_Line(cells, first.origin), list(lines))
        if orphans:
            count = sum(map(len, orphans.values()))
            self.collector.batch.warnings.append(
                f"{count} variations of products that are not in the export are products of their "
                f"own: {', '.join(line.product_id for lines in orphans.values() for line in lines[:1])}"
            )

    def _attributes(self, line: _Line) -> dict[str, str]:
        """Return a row's attributes by key; several values are joined by `, `."""
        found = {}
        for number in self.attribute_numbers:
            label = tidy_key(line[f"Attribute {number} name"])
            if label:
                values = [plain_text(v) for v in _split(line[f"Attribute {number} value(s)"])]
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
            "brand": plain_text(line["Brands"] or attributes.pop("brand", "")),
            "title": {self.language: plain_text(line["Name"])} if line["Name"] else {},
            "description": {self.language: description} if description else {},
            "attributes": {
                key: value
                for key, value in shown_facts(
                    attributes | _measures(line), self.collector.hidden_fields
                ).items()
                if key not in varying
            },
            "keywords": keywords(_split(line["Tags"])),
            "image": images[0] if images else "",
            "active": line["Published"] in ("1", "")
            and line["Visibility in catalog"].lower() != HIDDEN,
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
            made = handle(parent.product_id, *map(slug, options.values()))
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
            "image": images[0] if images and line is not parent else "",
            **_stock(line, parent),
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
            found[match[1].lower()] = measure(line[column].replace(",", "."), match[2])
    return found


def _stock(line: _Line, parent: _Line) -> dict[str, Any]:
    written = line["Stock"]
    if written.lower() == "parent":
        written = parent["Stock"]
    orders = line["Backorders allowed?"].lower() in TAKES_ORDERS
    return stock_of(written, state=availability(line["In stock?"]), takes_orders=orders)
