"""Goods in lists that no shop system wrote: JSON or tables, under the many names that their fields have."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from ecomcore.importers import schema_org
from ecomcore.importers.amounts import taken_apart
from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.entries import Entry
from ecomcore.importers.exports import CategoryNames, is_running, language_of, sale_prices
from ecomcore.importers.facts import keywords, shown_facts, truth
from ecomcore.importers.fingerprint import fingerprint
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.images import WEB_ADDRESSES
from ecomcore.importers.options import WORDS, handle, option_key, slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.pricing import Cell, plain_amounts
from ecomcore.importers.rows import ProductRow, VariantRow
from ecomcore.importers.shopify.listing import add_listed, is_listed
from ecomcore.importers.stock import availability, stock_of, words
from ecomcore.money import is_currency

MONEY = ("price", "sale_price", "compare_at")
COLUMNS = {"id": "id", "price_cents": "price", "compare_at_cents": "price", "title": "name"}
MARKS, FEWEST_WORDS = ",-–—:|/(", 2
VARYING = ("colour", "size", "material", "pattern", "style", "pack", "capacity", "flavour")
"""What versions of a product differ in where a table has a row for each."""


@lru_cache(maxsize=1)
def names() -> dict[str, tuple[str, ...]]:
    """Return the names of each field, first the ones that count most."""
    written = tomllib.loads((WORDS / "product_list.toml").read_text("utf-8"))
    return {field: tuple(found) for field, found in written.items()}


def field_of(entry: Mapping[str, Any], field: str) -> Any:
    """Return the value under the first name of the field that has one."""
    return next(
        (entry[name] for name in names()[field] if entry.get(name) not in (None, "", [])), None
    )


def keyed(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with its names in lower case and `_` for spaces and hyphens."""
    return {_key(key): value for key, value in entry.items()}


def _key(name: Any) -> str:
    return "_".join(str(name).lower().replace("-", " ").split())


def looks_like_goods(keys: Iterable[str]) -> bool:
    """Say whether fields of these names describe goods: something that names them, and a price."""
    known = {_key(key) for key in keys}
    if len(known & set(names()["not_goods"])) > 1:
        return False
    return bool(known & set(names()["title"])) and bool(
        known & {*names()["price"], *names()["variants"], "offers"}
    )


def entry_currencies(entries: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the currencies that entries or their prices name, with the number of entries in each."""
    found: Counter[str] = Counter()
    for entry in entries:
        found.update(filter(None, [_currency(flattened(entry))]))
    return dict(found)


def flattened(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry under the names of lists; what schema.org describes is taken out of its nests."""
    return keyed(schema_org.flat(entry) if schema_org.is_product(entry) else entry)


def _currency(entry: Mapping[str, Any]) -> str:
    code = _text(field_of(entry, "currency")).upper()
    if is_currency(code):
        return code
    apart = taken_apart(_text(field_of(entry, "price")))
    return (apart.currency or "") if apart else ""


class ProductList:
    """The goods of one file."""

    def __init__(self, file: Path, collector: Collector) -> None:
        """Keep the file, beside which pictures are looked for."""
        self.file = file
        self.collector = collector
        self.names = CategoryNames()
        self.taken: set[str] = set()
        self.language = collector.language or "en"

    def read(self, entries: Sequence[Entry]) -> None:
        """Add all goods, with the categories they are in."""
        collector = self.collector
        flat = [
            (origin, entry if is_listed(entry) else flattened(entry)) for origin, entry in entries
        ]
        flat = [pair for pair in flat if not collector.is_elsewhere(_currency(pair[1]))]
        if collector.language is None:
            self.language = language_of(
                (_text(field_of(entry, "description")) for _, entry in flat),
                (_text(field_of(entry, "title")) for _, entry in flat),
            )
        groups = _grouped(pair for pair in flat if not is_listed(pair[1]))
        self._make_plain(groups)
        for origin, entry in flat:
            if is_listed(entry):
                add_listed(entry, origin, self.language, self.names, collector)
        for number, rows in enumerate(groups):
            if number % 1000 == 0:
                collector.progress("reading", number, len(groups))
            self._add(rows)
        collector.progress("reading", len(groups), len(groups))
        add_categories(collector, self.names.names)
        collector.batch.files.append(self.file.name)

    def _make_plain(self, groups: Sequence[Sequence[Entry]]) -> None:
        """Put plain amounts into the fields that hold amounts, judged over the whole file."""
        places: list[tuple[dict[str, Any], str]] = []
        cells: list[Cell] = []
        for origin, entry in (row for rows in groups for row in rows):
            inner = [v for v in field_of(entry, "variants") or () if isinstance(v, dict)]
            for each in (entry, *inner):
                for field in MONEY:
                    name = next((n for n in names()[field] if each.get(n) not in (None, "")), None)
                    if name is not None and isinstance(each[name], str | int | Decimal):
                        places.append((each, name))
                        cells.append(Cell(origin.line, name, str(each[name])))
        numbers = [i for i, (each, name) in enumerate(places) if not isinstance(each[name], str)]
        texts = [i for i, (each, name) in enumerate(places) if isinstance(each[name], str)]
        for indexes, mark in ((numbers, "."), (texts, None)):
            found = plain_amounts(
                self.file.name, [cells[i] for i in indexes], self.collector, mark=mark
            )
            for index, amount in zip(indexes, found, strict=True):
                each, name = places[index]
                each[name] = amount

    def _add(self, rows: Sequence[Entry]) -> None:
        origin, entry = rows[0]
        product_id = self._id(entry)
        title, description = (
            plain_text(_text(field_of(entry, f))) for f in ("title", "description")
        )
        title = _shared([plain_text(_text(field_of(each, "title"))) for _, each in rows]) or title
        varying = _varying(rows)
        facts = {k: v for k, v in _facts(entry).items() if option_key(k) not in varying}
        self.collector.add(
            ProductRow,
            {
                "id": product_id,
                "category": self._category(field_of(entry, "category")),
                "brand": plain_text(_text(field_of(entry, "brand"))),
                "kind": plain_text(_text(field_of(entry, "kind")))[:60],
                "title": {self.language: title} if title else {},
                "description": {self.language: description} if description else {},
                "attributes": shown_facts(facts, self.collector.hidden_fields),
                "keywords": keywords(field_of(entry, "tags") or ""),
                "image": self._image(field_of(entry, "image")),
                "created_on": _text(field_of(entry, "created_on"))[:10],
                "active": truth(_text(field_of(entry, "active"))).lower() not in words()["off"],
            },
            origin,
        )
        versions = [
            (place, version, each, is_own)
            for place, each in rows
            for version, is_own in _versions(each)
        ]
        for position, (place, version, each, is_own) in enumerate(versions):
            self._add_variant(
                product_id, position, version, each, place, len(versions), is_own, varying
            )

    def _add_variant(
        self, product_id: str, position: int, version: Mapping[str, Any], entry: Mapping[str, Any],
        origin: Origin, count: int, is_own: bool, varying: Sequence[str],
    ) -> None:  # fmt: skip
        sku = _text(field_of(version, "sku")) or (_text(version.get("id")) if is_own else "")
        options = (
            dict(field_of(version, "options") or {})
            if not isinstance(field_of(version, "options"), str | list)
            else {}
        )
        options |= {
            option_key(key): _text(value)
            for key, value in version.items()
            if option_key(key) in varying
        }
        price = _text(field_of(version, "price") or field_of(entry, "price"))
        sale = _text(field_of(version, "sale_price"))
        if sale and not _is_on(_text(entry.get("sale_days")), self.collector.today):
            sale = ""
        prices = sale_prices(price, sale)
        before = _text(field_of(version, "compare_at"))
        if before and not prices["compare_at_cents"]:
            prices = sale_prices(before, price) if price else prices
        word = field_of(version, "availability")
        self.collector.add(
            VariantRow,
            {
                "sku": sku or (product_id if count == 1 else handle(product_id, str(position + 1))),
                "product_id": product_id,
                "position": position,
                "options": options,
                "image": self._image(field_of(version, "image")) if is_own else "",
                **stock_of(
                    _text(field_of(version, "stock")),
                    state=availability(
                        _text(word if word is not None else version.get("available"))
                    ),
                ),
                **prices,
            },
            origin,
        )

    def _id(self, entry: Mapping[str, Any]) -> str:
        given = _text(entry.get("group")) or _text(field_of(entry, "id"))
        if given:
            return given
        made = slug(_text(field_of(entry, "title")))[:80] or fingerprint(str(entry))
        if made in self.taken:
            facts = (_text(field_of(entry, key)) for key in ("brand", "description", "image"))
            made = f"{made}-{fingerprint(*facts)}"
        self.taken.add(made)
        return made

    def _category(self, value: Any) -> str:
        if isinstance(value, list):
            return self.names.path([_text(name) for name in value])
        separator = ">" if ">" in _text(value) else "/"
        return self.names.path(_text(value).split(separator))

    def _image(self, value: Any) -> str:
        name = _text(value[0] if isinstance(value, list) and value else value)
        if name.startswith(WEB_ADDRESSES):
            return name
        folder = self.file.parent
        for file in (folder / "images" / name, folder / name):
            if name and file.is_file() and file.resolve().is_relative_to(folder.resolve()):
                self.collector.batch.images[name] = file
                return name
        return ""


def _grouped(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Return the rows of each product: one each, unless they share a group, or an id and differ in an option."""
    groups: dict[str, list[Entry]] = {}
    for number, (origin, entry) in enumerate(entries):
        group = _text(entry.get("group"))
        shared = _text(field_of(entry, "id")) if _options_in(entry) else ""
        groups.setdefault(group or shared or f"\x00{number}", []).append((origin, entry))
    return list(groups.values())


def _options_in(entry: Mapping[str, Any]) -> set[str]:
    return {option_key(key) for key, value in entry.items() if _text(value)}.intersection(VARYING)


def _is_one(words: Sequence[str]) -> bool:
    return len(set(words)) == 1


def _shared(titles: Sequence[str]) -> str:
    """Return what the titles of a product's versions begin with ("Shoe Flash, size 42" and "… 43"), if that names it.

    One word, as of a brand, does not.
    """
    words = [title.split() for title in titles]
    shared = [first for first, *_ in takewhile(_is_one, zip(*words, strict=False))]
    if len(set(titles)) < 2:
        return ""
    while shared and (
        option_key(shared[-1].strip(MARKS)) in VARYING or not shared[-1].strip(MARKS)
    ):
        shared = shared[:-1]
    return " ".join(shared).rstrip(MARKS + " ") if len(shared) >= FEWEST_WORDS else ""


def _varying(rows: Sequence[Entry]) -> list[str]:
    """Return the options that the rows of one product differ in; one row alone has none."""
    if len(rows) < 2:
        return []
    keys = [option_key(key) for _, entry in rows for key in entry]
    return [key for key in dict.fromkeys(keys) if key in VARYING]


def _versions(entry: Mapping[str, Any]) -> list[tuple[Mapping[str, Any], bool]]:
    """Return the versions of an entry, each with whether it is listed inside, or the entry itself."""
    inner = field_of(entry, "variants")
    found = (
        [keyed(each) for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []
    )
    return [(each, True) for each in found] or [(entry, False)]


def _is_on(days: str, today: date) -> bool:
    starts, _, ends = days.partition("/")
    return is_running(starts, ends, today)


def _facts(entry: Mapping[str, Any]) -> dict[str, str]:
    used = {name for field, found in names().items() if field != "kind" for name in found}
    given = field_of(entry, "attributes")
    facts = {key: value for key, value in entry.items() if key not in used}
    if isinstance(given, dict):
        facts |= given
    found = {}
    for key, value in facts.items():
        if isinstance(value, list) and all(isinstance(part, str | int | Decimal) for part in value):
            found[key.removeprefix("attr_")] = ", ".join(map(_text, value))
        else:
            found[key.removeprefix("attr_")] = _text(value)
    return found


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return truth(str(value)) if isinstance(value, bool) else str(value).strip()
