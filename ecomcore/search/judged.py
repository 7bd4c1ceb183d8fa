"""Catalogues and judgments in files: products as JSON lines, judgments as CSV, either gzipped."""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO, cast

from ecomcore.errors import BadRow, ImportFailedError
from ecomcore.search.catalogue import Catalogue, SearchProduct, SearchVariant

PLAIN_FIELDS = (
    "id",
    "name",
    "title",
    "short_description",
    "description",
    "supplier",
    "brand",
    "price",
)
MOST_ATTRIBUTE_LENGTH = 200
ATTRIBUTE_PREFIXES = ("attr_t_", "attr_n_", "attr_b_")
OPTION_NAMES = {"product_colour": "colour", "color": "colour"}


def read_products(path: Path, language: str = "en") -> Catalogue:
    """Return the products of a JSON-lines file as a catalogue.

    A line has `id` and `title` (or `name`); it may have `short_description`, `supplier` or `brand`,
    `category`, `price` in minor units, `ean`, and attributes as `attr_t_*`, `attr_n_*`, `attr_b_*`.

    Raises:
        ImportFailedError: a line is no JSON object, or has no id or title; every such line is listed.
    """
    products: list[SearchProduct] = []
    bad: list[BadRow] = []
    seen: set[str] = set()
    with _open(path) as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                product = _product(json.loads(line), language)
            except (ValueError, TypeError, AttributeError) as error:
                bad.append(
                    BadRow(path.name, number, "line", f"is no product: {error}", line[:60].strip())
                )
                continue
            if product.id in seen:
                bad.append(BadRow(path.name, number, "id", "was there before", product.id))
            seen.add(product.id)
            products.append(product)
    if bad or not products:
        raise ImportFailedError(
            bad or [BadRow(path.name, 1, "line", "there is no product in the file")]
        )
    return Catalogue(tuple(products), languages=(language,))


def read_judgments(path: Path, known: set[str]) -> dict[str, dict[str, float]]:
    """Return grades by query and product id from a CSV with `query,docid,rating`.

    Raises:
        ImportFailedError: a column is missing, a rating is no number, or a product is not in `known`.
    """
    grades: dict[str, dict[str, float]] = {}
    bad: list[BadRow] = []
    with _open(path) as file:
        reader = csv.DictReader(file)
        missing = {"query", "docid", "rating"} - set(reader.fieldnames or ())
        if missing:
            raise ImportFailedError(
                [BadRow(path.name, 1, ", ".join(sorted(missing)), "column is missing")]
            )
        for row in reader:
            query, key, rating = row["query"], row["docid"], row["rating"]
            if key not in known:
                bad.append(
                    BadRow(
                        path.name, reader.line_num, "docid", "is no product of the catalogue", key
                    )
                )
                continue
            try:
                grade = float(rating)
            except (TypeError, ValueError):
                grade = math.nan
            if not math.isfinite(grade):
                bad.append(
                    BadRow(path.name, reader.line_num, "rating", "is no number", str(rating))
                )
                continue
            grades.setdefault(query, {})[key] = grade
    if bad:
        raise ImportFailedError(bad)
    return grades


def _open(path: Path) -> TextIO:
    """Open a text file, gzipped or not.

    Raises:
        ImportFailedError: there is no such file.
    """
    if not path.is_file():
        raise ImportFailedError([BadRow(path.name, 0, "file", f"there is no file {path}")])
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8-sig", newline=""))
    return path.open("r", encoding="utf-8-sig", newline="")


def _product(raw: dict[str, Any], language: str) -> SearchProduct:
    key, title = str(raw.get("id") or ""), str(raw.get("title") or raw.get("name") or "")
    if not key or not title:
        raise ValueError("id and title must not be empty")
    description = str(raw.get("short_description") or raw.get("description") or "")
    codes = raw.get("ean") or ()
    price = raw.get("price")
    cents = int(price) if isinstance(price, int | float) and math.isfinite(price) else 0
    return SearchProduct(
        id=key,
        title={language: title},
        description={language: description} if description else {},
        category=str(raw.get("category") or ""),
        brand=str(raw.get("supplier") or raw.get("brand") or ""),
        attributes=dict(_attributes(raw)),
        variants=(SearchVariant(sku=key, price_cents=max(0, cents), stock=1),),
        codes=tuple(str(code) for code in (codes if isinstance(codes, list) else [codes])),
    )


def _attributes(raw: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in raw.items():
        prefix = next((p for p in ATTRIBUTE_PREFIXES if name.startswith(p)), None)
        if prefix is None or value is None or value == "":
            continue
        key = name.removeprefix(prefix).strip("_")
        if isinstance(value, bool):
            yield key, "yes" if value else "no"
        elif isinstance(value, float):
            yield key, f"{value:g}"
        else:
            yield OPTION_NAMES.get(key, key), str(value)[:MOST_ATTRIBUTE_LENGTH]
