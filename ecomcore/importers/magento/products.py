"""Reads a Magento 2 product export (with the reviews beside it): configurable products become one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import (
    CategoryNames,
    filled,
    is_running,
    language_of,
    loose_day,
    sale_prices,
)
from ecomcore.importers.facts import shown_facts
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.magento.media import Media
from ecomcore.importers.options import option_key
from ecomcore.importers.origin import ExportLine, Origin
from ecomcore.importers.pricing import plain_columns
from ecomcore.importers.rows import ProductRow, VariantRow
from ecomcore.importers.stock import stock_of
from ecomcore.importers.tablefile import read_table

REQUIRED = ("sku", "product_type", "name", "price")
AMOUNTS = ("price", "special_price", "cost")
SINGLE_TYPES = ("simple", "virtual", "downloadable")
HIDDEN = "Not Visible Individually"
PAIR = re.compile(r",(?=\s*\"?[\w.-]+=)")
STORE_VIEW = re.compile(r"^([a-z]{2})(?:[_-].*)?$")
BRANDS = ("brand", "manufacturer")
NEVER_COUNTED = ("virtual", "downloadable")
DEFAULT_SET = "default"
COLUMNS = {
    "id": "sku",
    "product_id": "sku",
    "category": "categories",
    "title": "name",
    "price_cents": "price",
    "compare_at_cents": "special_price",
    "stock": "qty",
    "image": "base_image",
    "created_on": "created_at",
    "options": "configurable_variations",
    "attributes": "additional_attributes",
}


def read_products(files: Sequence[Path], collector: Collector) -> Export:
    """Add the products of export files; pictures are looked for beside the first.

    Raises:
        ImportFailedError: a file cannot be read.
    """
    lines: list[ExportLine] = []
    for file in files:
        table = read_table(file, REQUIRED)
        plain_columns(table, AMOUNTS, collector)
        collector.add_unread(ProductRow, table.bad)
        collector.add_unread(VariantRow, table.bad)
        collector.batch.files.append(file.name)
        lines += [ExportLine(cells, Origin(file.name, n, COLUMNS)) for n, cells in table.records()]
    export = Export(lines, collector, Media(files[0].parent))
    export.read()
    return export


class Export:
    """The rows of an export, put together to products."""

    def __init__(self, lines: list[ExportLine], collector: Collector, media: Media) -> None:
        """Sort the rows: the goods themselves, and their texts in other languages."""
        self.collector = collector
        self.media = media
        self.names = CategoryNames()
        self.lines = [line for line in lines if not line["store_view_code"]]
        self.by_sku = {line["sku"]: line for line in self.lines}
        self.translations = self._translations(lines)
        self.language = collector.language or language_of(
            (line["description"] for line in self.lines), (line["name"] for line in self.lines)
        )
        self.product_of: dict[str, str] = {}
        self.missing: list[str] = []
        self.root = self._root()

    def _translations(self, lines: list[ExportLine]) -> dict[str, dict[str, ExportLine]]:
        """Return the rows of store views that are named after a language, by sku."""
        found: dict[str, dict[str, ExportLine]] = defaultdict(dict)
        for line in lines:
            match = STORE_VIEW.match(line["store_view_code"].lower())
            if match:
                found[line["sku"]][match[1]] = line
        return found

    def _root(self) -> str:
        """Return the category that all others are below, which shoppers never see."""
        roots = {path.split("/")[0] for line in self.lines for path in _categories(line)}
        return roots.pop() if len(roots) == 1 else ""

    def read(self) -> None:
        """Add every product of the export."""
        parents = dict(self._parents())
        children: dict[str, list[tuple[ExportLine, dict[str, str]]]] = defaultdict(list)
        for sku, (parent, options) in parents.items():
            child = self.by_sku.get(sku) or self._stand_in(sku, self.by_sku[parent])
            children[parent].append((child, options))
        left_out: list[str] = []
        for number, line in enumerate(self.lines):
            if number % 1000 == 0:
                self.collector.progress("reading", number, len(self.lines))
            if line["sku"] in parents:
                continue
            if children[line["sku"]]:
                self._add(line, children[line["sku"]])
            elif line["product_type"] in SINGLE_TYPES and line["visibility"] != HIDDEN:
                self._add(line, [(line, {})])
            else:
                left_out.append(line["sku"])
        self.collector.progress("reading", len(self.lines), len(self.lines))
        if left_out:
            self.collector.batch.warnings.append(
                f"{len(left_out)} rows left out that cannot be bought by themselves (bundles, groups, "
                f"variants of nothing): {', '.join(left_out[:5])}{' …' if len(left_out) > 5 else ''}"
            )
        if self.missing:
            self.collector.batch.warnings.append(
                f"{len(self.missing)} variants are named but not in the export; they have the price of "
                f"their product and an unknown stock: {', '.join(self.missing[:5])}"
                f"{' …' if len(self.missing) > 5 else ''}"
            )
        add_categories(self.collector, self.names.names)

    def _stand_in(self, sku: str, parent: ExportLine) -> ExportLine:
        """Return a row for a variant that the export names without holding it: nobody says how many there are."""
        self.missing.append(sku)
        cells = {name: parent[name] for name in ("price", "special_price", "base_image")}
        days = {name: parent[name] for name in ("special_price_from_date", "special_price_to_date")}
        return ExportLine(cells | days | {"sku": sku, "product_type": "simple"}, parent.origin)

    def _parents(self) -> Iterator[tuple[str, tuple[str, dict[str, str]]]]:
        """Yield each variant's sku with its parent's, from either side's column."""
        for line in self.lines:
            for part in filter(None, line["configurable_variations"].split("|")):
                options = {option_key(k): v for k, v in _pairs(part).items()}
                sku = options.pop("sku", "")
                yield sku, (line["sku"], options)
        for line in self.lines:
            parent = line["parent_sku"] or line["_super_products_sku"]
            if parent in self.by_sku:
                own = {option_key(k): v for k, v in _pairs(line["additional_attributes"]).items()}
                options = {key: own[key] for key in ("colour", "size") if key in own}
                yield line["sku"], (parent, options)

    def _add(self, line: ExportLine, children: list[tuple[ExportLine, dict[str, str]]]) -> None:
        attributes = _pairs(line["additional_attributes"])
        views = {self.language: line} | self.translations.get(line["sku"], {})
        category, collections = self._category(line)
        facts = shown_facts(
            {
                key: value.replace("|", ", ")
                for key, value in attributes.items()
                if key not in BRANDS
            },
            self.collector.hidden_fields,
        )
        if collections:
            facts.setdefault("collections", collections)
        if children[0][0] is not line:
            facts = {k: v for k, v in facts.items() if option_key(k) not in children[0][1]}
        values: dict[str, Any] = {
            "id": line["sku"],
            "category": category,
            "brand": next((plain_text(attributes[k]) for k in BRANDS if attributes.get(k)), None),
            "title": filled({code: plain_text(view["name"]) for code, view in views.items()}),
            "description": filled({code: _description(view) for code, view in views.items()}),
            "attributes": filled(facts),
            "image": self.media.find(line["base_image"], self.collector),
            "created_on": loose_day(line["created_at"]),
            "active": line["product_online"] != "2",
        }
        self.collector.add(ProductRow, values, line.origin)
        for position, (child, options) in enumerate(children):
            self.product_of[child["sku"]] = line["sku"]
            self._add_variant(line, position, child, options)
        self.product_of[line["sku"]] = line["sku"]

    def _add_variant(
        self, parent: ExportLine, position: int, child: ExportLine, options: dict[str, str]
    ) -> None:
        special = child["special_price"]
        days = child["special_price_from_date"], child["special_price_to_date"]
        if special and not is_running(*days, self.collector.today):
            special = ""
        values = {
            "sku": child["sku"],
            "product_id": parent["sku"],
            "position": position,
            "options": options,
            "cost_cents": child["cost"],
            "image": self.media.find(child["base_image"], self.collector),
            **_stock(child),
            **sale_prices(child["price"] or parent["price"], special),
        }
        self.collector.add(VariantRow, values, child.origin)

    def _category(self, line: ExportLine) -> tuple[str, str]:
        """Return the path of the first category below the root, and the names of the others."""
        paths = []
        for written in _categories(line):
            names = written.split("/")
            names = names[1:] if names[0] == self.root else names
            if names:
                paths.append(names)
        if not paths:
            kind = line["attribute_set_code"]
            return self.names.path([] if kind.lower() == DEFAULT_SET else [kind]), ""
        others = dict.fromkeys(names[-1] for names in paths[1:])
        return self.names.path(paths[0]), ", ".join(others)


def _categories(line: ExportLine) -> list[str]:
    return [path.strip() for path in line["categories"].split(",") if path.strip()]


def _pairs(written: str) -> dict[str, str]:
    """Return the dict that `a=1,b=2, 3` writes; a comma inside a value separates nothing."""
    pairs = (part.strip().strip('"').partition("=") for part in PAIR.split(written) if part)
    return {key.strip(): value.strip().strip('"') for key, _, value in pairs if key.strip()}


def _description(line: ExportLine) -> str:
    return plain_text(line["description"] or line["short_description"])


def _stock(line: ExportLine) -> dict[str, Any]:
    is_tracked = line["manage_stock"] != "0" or line["use_config_manage_stock"] == "1"
    is_tracked = is_tracked and line["product_type"] not in NEVER_COUNTED
    orders = line["allow_backorders"] not in ("", "0") and line["use_config_backorders"] != "1"
    state = {"0": "gone", "1": "there"}.get(line["is_in_stock"], "")
    return stock_of(line["qty"], state=state, is_tracked=is_tracked, takes_orders=orders)
