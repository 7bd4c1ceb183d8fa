"""Reads a Magento 2 product export (with the reviews beside it): configurable products become one."""

from __future__ import annotations

import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecomcore.errors import ImportFailedError
from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import (
    UNCOUNTED_STOCK,
    CategoryNames,
    filled,
    fingerprint,
    is_running,
    language_of,
    loose_day,
    sale_prices,
    truth,
    whole_stock,
)
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.images import WEB_ADDRESSES, Picture
from ecomcore.importers.options import option_key
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import ProductRow, ReviewRow, VariantRow
from ecomcore.importers.tablefile import header_of, read_table
from ecomcore.importers.textfile import refuse

REQUIRED = ("sku", "product_type", "name", "price")
REVIEW_REQUIRED = ("sku", "rating_value", "review")
SINGLE_TYPES = ("simple", "virtual", "downloadable")
HIDDEN = "Not Visible Individually"
PAIR = re.compile(r",(?=\s*\"?[\w.-]+=)")
STORE_VIEW = re.compile(r"^([a-z]{2})(?:[_-].*)?$")
NOT_ATTRIBUTES = frozenset(("has_options", "required_options", "manufacturer", "brand"))
MEDIA_FOLDERS = ("images", "media/catalog/product", "pub/media/catalog/product", ".")
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
REVIEW_COLUMNS = {
    "product_id": "sku",
    "rating": "rating_value",
    "text": "review",
    "author": "reviewer",
}


@dataclass
class _Line:
    """One row of the export."""

    cells: dict[str, str]
    origin: Origin

    def __getitem__(self, column: str) -> str:
        """Return a cell; a column that the export lacks is empty."""
        return self.cells.get(column, "").strip()


def read(path: Path, collector: Collector) -> None:
    """Read the product export `path`, or those of a folder, with `reviews.csv` and pictures beside it.

    Raises:
        ImportFailedError: there is no product export, or it cannot be read.
    """
    products, reviews = _find(path)
    lines: list[_Line] = []
    for file in products:
        table = read_table(file, REQUIRED)
        collector.add_unread(ProductRow, table.bad)
        collector.add_unread(VariantRow, table.bad)
        collector.bad = list(dict.fromkeys(collector.bad))
        collector.batch.files.append(file.name)
        lines += [_Line(cells, Origin(file.name, n, COLUMNS)) for n, cells in table.records()]
    export = _Export(lines, collector, _Media(products[0].parent))
    export.read()
    for file in reviews:
        _read_reviews(file, export.product_of, export.language, collector)


def _find(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the product exports and the review files that `path` means."""
    folder = path if path.is_dir() else path.parent
    files = [*sorted(folder.glob("*.csv")), *sorted(folder.glob("*.csv.gz"))]
    reviews = [file for file in files if file.name.startswith("reviews.csv")]
    if not path.is_dir():
        return [path], [file for file in reviews if file != path]
    products = [f for f in files if f not in reviews and set(REQUIRED) <= set(header_of(f))]
    if not products:
        raise refuse(path.name, f"holds no CSV file with the columns {', '.join(REQUIRED)}")
    return products, reviews


class _Export:
    """The rows of an export, put together to products."""

    def __init__(self, lines: list[_Line], collector: Collector, media: _Media) -> None:
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
        self.root = self._root()

    def _translations(self, lines: list[_Line]) -> dict[str, dict[str, _Line]]:
        """Return the rows of store views that are named after a language, by sku."""
        found: dict[str, dict[str, _Line]] = defaultdict(dict)
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
        children: dict[str, list[tuple[_Line, dict[str, str]]]] = defaultdict(list)
        for sku, (parent, options) in parents.items():
            child = self.by_sku.get(sku)
            if child is None:
                reason = f"names the variant {sku!r}, which is not in the export"
                self.collector.reject(self.by_sku[parent].origin, "options", reason)
            else:
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
        add_categories(self.collector, self.names.names)

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

    def _add(self, line: _Line, children: list[tuple[_Line, dict[str, str]]]) -> None:
        attributes = _pairs(line["additional_attributes"])
        views = {self.language: line} | self.translations.get(line["sku"], {})
        category, collections = self._category(line)
        facts = {
            key: truth(plain_text(value.replace("|", ", ")))
            for key, value in attributes.items()
            if key not in NOT_ATTRIBUTES
        }
        if collections:
            facts.setdefault("collections", collections)
        if children[0][0] is not line:
            facts = {k: v for k, v in facts.items() if option_key(k) not in children[0][1]}
        values: dict[str, Any] = {
            "id": line["sku"],
            "category": category,
            "brand": attributes.get("brand") or attributes.get("manufacturer"),
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
        self, parent: _Line, position: int, child: _Line, options: dict[str, str]
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
            "stock": _stock(child),
            "cost_cents": child["cost"],
            "image": self.media.find(child["base_image"], self.collector),
            **sale_prices(child["price"] or parent["price"], special),
        }
        self.collector.add(VariantRow, values, child.origin)

    def _category(self, line: _Line) -> tuple[str, str]:
        """Return the path of the first category below the root, and the names of the others."""
        paths = []
        for written in _categories(line):
            names = written.split("/")
            names = names[1:] if names[0] == self.root else names
            if names:
                paths.append(names)
        if not paths:
            return self.names.path([line["attribute_set_code"]]), ""
        others = dict.fromkeys(names[-1] for names in paths[1:])
        return self.names.path(paths[0]), ", ".join(others)


def _categories(line: _Line) -> list[str]:
    return [path.strip() for path in line["categories"].split(",") if path.strip()]


def _pairs(written: str) -> dict[str, str]:
    """Return the dict that `a=1,b=2, 3` writes; a comma inside a value separates nothing."""
    pairs = (part.strip().strip('"').partition("=") for part in PAIR.split(written) if part)
    return {key.strip(): value.strip().strip('"') for key, _, value in pairs if key.strip()}


def _description(line: _Line) -> str:
    return plain_text(line["description"] or line["short_description"])


def _stock(line: _Line) -> str:
    is_counted = line["manage_stock"] != "0" or line["use_config_manage_stock"] == "1"
    if line["is_in_stock"] == "0":
        return "0"
    return whole_stock(line["qty"]) if is_counted and line["qty"] else str(UNCOUNTED_STOCK)


@dataclass(frozen=True)
class _TarPicture:
    """A picture inside an uncompressed archive, read where it lies."""

    archive: Path
    offset: int
    size: int

    def read_bytes(self) -> bytes:
        """Return its content."""
        with self.archive.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.size)


class _Media:
    """The pictures beside an export: in a folder, or in `images.tar`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive = folder / "images.tar"
        self.members: dict[str, _TarPicture] = {}
        if self.archive.is_file():
            try:
                with tarfile.open(self.archive, "r:") as tar:
                    for member in filter(tarfile.TarInfo.isfile, tar):
                        picture = _TarPicture(self.archive, member.offset_data, member.size)
                        self.members[member.name.removeprefix("./")] = picture
            except tarfile.TarError as error:
                raise refuse(self.archive.name, f"cannot be read ({error})") from error

    def find(self, written: str, collector: Collector) -> str | None:
        """Return the name under which a picture will be kept, or None if it is not here."""
        if written.startswith(WEB_ADDRESSES):
            return written
        name = written.lstrip("/")
        if not name or ".." in name.split("/"):
            return None
        if name not in collector.batch.images:
            picture = self._picture(name)
            if picture is None:
                return None
            collector.batch.images[name] = picture
        return name

    def _picture(self, name: str) -> Picture | None:
        if name in self.members:
            return self.members[name]
        files = (self.folder / folder / name for folder in MEDIA_FOLDERS)
        return next((file for file in files if file.is_file()), None)


def _read_reviews(
    file: Path, product_of: dict[str, str], language: str, collector: Collector
) -> None:
    try:
        table = read_table(file, REVIEW_REQUIRED)
    except ImportFailedError as error:
        collector.add_unread(ReviewRow, error.rows)
        return
    collector.add_unread(ReviewRow, table.bad)
    collector.batch.files.append(file.name)
    collector.batch.may_lack.add(ReviewRow)
    seen: dict[str, int] = defaultdict(int)
    for number, cells in table.records():
        line = _Line(cells, Origin(file.name, number, REVIEW_COLUMNS))
        name = fingerprint(line["sku"], line["title"], line["review"], line["reviewer"])
        seen[name] += 1
        values = {
            "id": f"magento-{name}" + (f"-{seen[name]}" if seen[name] > 1 else ""),
            "product_id": product_of.get(line["sku"], line["sku"]),
            "author": line["reviewer"],
            "rating": line["rating_value"],
            "title": line["title"],
            "text": plain_text(line["review"]),
            "language": language,
            "created_on": loose_day(line["created_at"] or line["date"]),
        }
        collector.add(ReviewRow, values, line.origin)
