"""Tells Magento's files apart by their columns."""

from __future__ import annotations

from pathlib import Path

from ecomcore.importers.collector import Collector
from ecomcore.importers.flat_files import flat_currencies, form_of, read_flat_files
from ecomcore.importers.magento import products
from ecomcore.importers.magento.orders import FORMS
from ecomcore.importers.magento.reviews import REQUIRED as REVIEW_REQUIRED
from ecomcore.importers.magento.reviews import read_reviews
from ecomcore.importers.tablefile import header_of, tables_of
from ecomcore.importers.textfile import refuse


def matches(path: Path) -> bool:
    """Say whether this is an export of Magento, or a folder that holds one."""
    return any(_is_products(file) or form_of(file, FORMS) for file in tables_of(path))


def currencies(path: Path) -> dict[str, int]:
    """Return the currencies that orders name, with the number of rows in each."""
    return dict(flat_currencies(tables_of(path), FORMS))


def read(path: Path, collector: Collector) -> None:
    """Read an export, or all those of a folder; the reviews and pictures beside a product export come along.

    Raises:
        ImportFailedError: there is none, or it cannot be read.
    """
    folder = path if path.is_dir() else path.parent
    reviews = [file for file in tables_of(folder) if _is_reviews(file) and file != path]
    tables = [file for file in tables_of(path) if file not in reviews]
    goods = [file for file in tables if _is_products(file)]
    flat = [file for file in tables if file not in goods and form_of(file, FORMS)]
    if not goods and not flat:
        if path.is_dir() or not tables:
            wanted = ", ".join(products.REQUIRED)
            raise refuse(path.name, f"holds no CSV file with the columns {wanted}")
        goods = tables
    if goods:
        export = products.read_products(goods, collector)
        for file in reviews:
            read_reviews(file, export.product_of, export.language, collector)
    read_flat_files(flat, FORMS, collector)


def _is_products(file: Path) -> bool:
    return set(products.REQUIRED) <= set(header_of(file))


def _is_reviews(file: Path) -> bool:
    return file.name.startswith("reviews.csv") and set(REVIEW_REQUIRED) <= set(header_of(file))
