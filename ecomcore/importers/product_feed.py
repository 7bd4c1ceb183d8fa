"""Reads Google's product feed: RSS or Atom with its `g:` elements, or a table with tabs between cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ecomcore.importers.collector import Collector
from ecomcore.importers.origin import Origin
from ecomcore.importers.product_list import ProductList, entry_currencies
from ecomcore.importers.tablefile import header_of, read_table, tables_of
from ecomcore.importers.textfile import read_text, refuse

REQUIRED = ("id", "title", "price")
TELLING = (
    "link",
    "availability",
    "google product category",
    "item group id",
    "image link",
    "condition",
)
DECLARES_ENTITIES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OPTIONS = ("color", "size", "material", "pattern")
LISTS = ("item", "entry")
DETAIL = "product_detail"


def matches(path: Path) -> bool:
    """Say whether this is a product feed, or a folder that holds one."""
    return any(_is_feed(file) for file in _xml_files(path)) or any(
        _is_table(file) for file in tables_of(path)
    )


def currencies(path: Path) -> dict[str, int]:
    """Return the currencies that prices name, with the number of goods in each."""
    return entry_currencies(entry for file in _files(path) for _, entry in _entries(file, None))


def read(path: Path, collector: Collector) -> None:
    """Read a feed, or all those of a folder; goods of one group are the versions of one product.

    Raises:
        ImportFailedError: there is none, or it cannot be read.
    """
    files = _files(path)
    if not files:
        raise refuse(
            path.name,
            "is no product feed: neither XML with items nor a table with id, title, price",
        )
    for file in files:
        products = ProductList(file, collector)
        products.read([(origin, _flat(entry)) for origin, entry in _entries(file, collector)])


def _files(path: Path) -> list[Path]:
    return [f for f in _xml_files(path) if _is_feed(f)] + [
        f for f in tables_of(path) if _is_table(f)
    ]


def _xml_files(path: Path) -> list[Path]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [file for file in files if file.is_file() and ".xml" in file.suffixes]


def _is_feed(file: Path) -> bool:
    text = read_text(file, is_markup=True)[:20_000]
    return bool(re.search(r"<(?:rss|feed)\b", text)) and "<g:" in text


def _is_table(file: Path) -> bool:
    names = {_plain(name) for name in header_of(file)}
    return set(REQUIRED) <= names and len(names & set(TELLING)) > 1


def _plain(name: str) -> str:
    return re.sub(r"[\s_]+", " ", name.strip().lower())


def _entries(file: Path, collector: Collector | None) -> Iterator[tuple[Origin, dict[str, str]]]:
    if ".xml" in file.suffixes:
        yield from _xml_entries(file)
        return
    table = read_table(file, ())
    if collector is not None:
        collector.bad.extend(table.bad)
    for line, cells in table.records():
        yield (
            Origin(file.name, line, {"price_cents": "price"}),
            {_plain(name).replace(" ", "_"): text for name, text in cells.items() if text.strip()},
        )


def _xml_entries(file: Path) -> Iterator[tuple[Origin, dict[str, str]]]:
    text = read_text(file, is_markup=True)
    if DECLARES_ENTITIES.search(text):
        raise refuse(
            file.name, "declares a document type or entities, which a product feed has no need of"
        )
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - see above
    except ElementTree.ParseError as error:
        raise refuse(file.name, f"is not XML: {error}", error.position[0]) from error
    number = 0
    for element in root.iter():
        if _local(element.tag) not in LISTS:
            continue
        number += 1
        found: dict[str, str] = {}
        for child in element:
            value = (child.text or "").strip() or child.attrib.get("href", "")
            if value:
                found.setdefault(_local(child.tag), value)
            elif _local(child.tag) == DETAIL:
                told = {_local(part.tag): (part.text or "").strip() for part in child}
                found.setdefault(told.get("attribute_name", ""), told.get("attribute_value", ""))
        yield Origin(f"{file.name}/item", number, {"price_cents": "price"}), found


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _flat(entry: dict[str, str]) -> dict[str, Any]:
    """Return a good under the names that lists of products have."""
    group = entry.get("item_group_id", "")
    options = {name: entry[name] for name in OPTIONS if entry.get(name)}
    rest = {
        name: value
        for name, value in entry.items()
        if name not in (*OPTIONS, "sale_price", "price")
    }
    effective = entry.get("sale_price_effective_date", "")
    return {
        **rest,
        "sku": entry["id"] if "id" in entry else "",
        "group": group,
        "name": entry.get("title", ""),
        "image": entry.get("image_link", ""),
        "category": entry.get("product_type") or entry.get("google_product_category", ""),
        "price": entry.get("price", ""),
        "sale_price": entry.get("sale_price", ""),
        "sale_days": effective,
        ("options" if group else "attributes"): options,
    }
