"""Reads products from a JSON-lines file, one a line, under the many names that their fields have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import (
    UNCOUNTED_STOCK,
    CategoryNames,
    fingerprint,
    language_of,
    sale_prices,
    truth,
)
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.images import WEB_ADDRESSES
from ecomcore.importers.jsonfile import parse_json
from ecomcore.importers.options import slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import ProductRow, VariantRow
from ecomcore.importers.textfile import read_text, refuse

KEYS: dict[str, tuple[str, ...]] = {
    "id": ("id", "product_id", "sku", "asin", "uniq_id"),
    "title": ("title", "name", "product_name"),
    "description": ("description", "body", "short_description"),
    "brand": ("brand", "vendor", "manufacturer", "supplier"),
    "category": ("categories", "category", "category_path"),
    "kind": ("kind", "product_type", "type", "style"),
    "price": ("price", "regular_price", "list_price"),
    "sale_price": ("sale_price", "special_price"),
    "compare_at": ("compare_at_price", "original_price"),
    "stock": ("stock", "current_stock", "quantity", "qty", "inventory"),
    "image": ("image", "image_url", "img", "thumbnail"),
    "options": ("options",),
    "variants": ("variants",),
    "attributes": ("attributes",),
    "created_on": ("created_on", "created_at", "date"),
}
# Facts about the listing rather than about the product.
NOT_ATTRIBUTES = frozenset(
    (
        "popularity",
        "image_license",
        "link",
        "url",
        "where_visible",
        "promoted",
        "featured",
        "objectID",
    )
)
LONGEST_ATTRIBUTE = 200
COLUMNS = {"id": "id", "price_cents": "price", "compare_at_cents": "price", "title": "name"}


def read(path: Path, collector: Collector) -> None:
    """Read a file of products, or the one such file of a folder.

    Raises:
        ImportFailedError: there is no such file, or it cannot be read.
    """
    file = _find(path)
    entries = _entries(file, collector)
    language = collector.language or language_of(
        (_text(_first(entry, "description")) for _, entry in entries),
        (_text(_first(entry, "title")) for _, entry in entries),
    )
    names = CategoryNames()
    taken: set[str] = set()
    reader = _Reader(file, collector, language, names, taken)
    for number, (origin, entry) in enumerate(entries):
        if number % 1000 == 0:
            collector.progress("reading", number, len(entries))
        reader.add(origin, entry)
    collector.progress("reading", len(entries), len(entries))
    add_categories(collector, names.names)
    batch = collector.batch
    batch.files.append(file.name)
    if reader.uncounted:
        batch.warnings.append(
            f"{file.name}: {reader.uncounted} products without a stock count as {UNCOUNTED_STOCK} in stock"
        )


def _find(path: Path) -> Path:
    if not path.is_dir():
        return path
    files = sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")])
    if len(files) != 1:
        raise refuse(path.name, f"must hold one .jsonl or .jsonl.gz file, but holds {len(files)}")
    return files[0]


def _entries(file: Path, collector: Collector) -> list[tuple[Origin, dict[str, Any]]]:
    entries = []
    for line, text in enumerate(read_text(file).split("\n"), start=1):
        if not text.strip():
            continue
        origin = Origin(file.name, line, COLUMNS)
        try:
            entry = parse_json(text)
        except json.JSONDecodeError as error:
            collector.add_unread(ProductRow, [origin.bad("row", f"is not JSON: {error.msg}")])
            continue
        if isinstance(entry, dict):
            entries.append((origin, entry))
        else:
            collector.add_unread(ProductRow, [origin.bad("row", "is not a JSON object")])
    return entries


class _Reader:
    """What the products of one file share."""

    def __init__(
        self,
        file: Path,
        collector: Collector,
        language: str,
        names: CategoryNames,
        taken: set[str],
    ) -> None:
        self.folder = file.parent
        self.collector = collector
        self.language = language
        self.names = names
        self.taken = taken
        self.uncounted = 0

    def add(self, origin: Origin, entry: Mapping[str, Any]) -> None:
        """Add one product with its variants."""
        product_id = self._id(entry)
        description = plain_text(_text(_first(entry, "description")))
        values = {
            "id": product_id,
            "category": self._category(_first(entry, "category")),
            "brand": _text(_first(entry, "brand")),
            "kind": _text(_first(entry, "kind"))[:60],
            "title": {self.language: title} if (title := _text(_first(entry, "title"))) else {},
            "description": {self.language: description} if description else {},
            "attributes": _attributes(entry),
            "image": self._image(_first(entry, "image")),
            "created_on": _text(_first(entry, "created_on"))[:10],
        }
        self.collector.add(ProductRow, values, origin)
        variants = _first(entry, "variants") or [entry]
        for position, variant in enumerate(variants):
            self._add_variant(product_id, position, variant, entry, origin)

    def _add_variant(
        self,
        product_id: str,
        position: int,
        variant: Mapping[str, Any],
        entry: Mapping[str, Any],
        origin: Origin,
    ) -> None:
        is_only = variant is entry
        sku = product_id if is_only else _text(variant.get("sku") or variant.get("id"))
        price = _text(_first(variant, "price") or _first(entry, "price"))
        prices = sale_prices(price, _text(_first(variant, "sale_price")))
        if not prices["compare_at_cents"]:
            before = _text(_first(variant, "compare_at"))
            prices = sale_prices(before, price) if before else prices
        stock = _text(_first(variant, "stock"))
        self.uncounted += not stock
        values = {
            "sku": sku or f"{product_id}-{position + 1}",
            "product_id": product_id,
            "position": position,
            "options": _first(variant, "options") or {},
            "stock": stock or UNCOUNTED_STOCK,
            **prices,
        }
        self.collector.add(VariantRow, values, origin)

    def _id(self, entry: Mapping[str, Any]) -> str:
        given = _text(_first(entry, "id"))
        if given:
            return given
        made = slug(_text(_first(entry, "title")))[:80] or fingerprint(str(entry))
        if made in self.taken:
            facts = (_text(_first(entry, key)) for key in ("brand", "description", "image"))
            made = f"{made}-{fingerprint(*facts)}"
        self.taken.add(made)
        return made

    def _category(self, value: Any) -> str:
        if isinstance(value, list):
            return self.names.path([_text(name) for name in value])
        separator = ">" if ">" in _text(value) else "/"
        return self.names.path(_text(value).split(separator))

    def _image(self, value: Any) -> str:
        name = _text(value)
        if name.startswith(WEB_ADDRESSES):
            return name
        for file in (self.folder / "images" / name, self.folder / name):
            if name and file.is_file() and file.resolve().is_relative_to(self.folder.resolve()):
                self.collector.batch.images[name] = file
                return name
        return ""


def _first(entry: Mapping[str, Any], field: str) -> Any:
    """Return the value under the first name of the field that has one."""
    return next((entry[key] for key in KEYS[field] if entry.get(key) not in (None, "", [])), None)


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return truth(str(value)) if isinstance(value, bool) else str(value).strip()


def _attributes(entry: Mapping[str, Any]) -> dict[str, str]:
    used = {key for field, keys in KEYS.items() if field != "kind" for key in keys}
    given = _first(entry, "attributes")
    facts = {key: value for key, value in entry.items() if key not in used | NOT_ATTRIBUTES}
    if isinstance(given, dict):
        facts |= given
    attributes = {}
    for key, value in facts.items():
        if isinstance(value, list) and all(isinstance(part, str | int | Decimal) for part in value):
            written = ", ".join(map(_text, value))
        else:
            written = _text(value)
        if written and len(written) <= LONGEST_ATTRIBUTE:
            attributes[key.removeprefix("attr_")] = written
    return attributes
