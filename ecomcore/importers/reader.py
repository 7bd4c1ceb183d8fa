"""What a format is to the rest of the program, and the list of those that come with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ecomcore import plugins
from ecomcore.importers import (
    csv_folder,
    jsonl,
    knowledge,
    magento,
    product_feed,
    shopify,
    systems,
    tau_retail,
    woocommerce,
)
from ecomcore.importers.collector import Collector
from ecomcore.importers.magento.products import REQUIRED as MAGENTO_COLUMNS
from ecomcore.importers.shopify.products import REQUIRED as SHOPIFY_COLUMNS
from ecomcore.importers.woocommerce.products import REQUIRED as WOOCOMMERCE_COLUMNS


def _no_currencies(path: Path) -> Mapping[str, int]:
    return {}


def _no_match(path: Path) -> bool:
    return False


@dataclass(frozen=True)
class Reader:
    """How one format is read.

    `currencies` gives the currencies that the files name, with how often; `matches` says whether a path is of this
    format, for who leaves it to the program; `columns` are those that its tables cannot do without. An export
    (`is_export`) is what a shop system wrote: goods of one SKU are kept apart there, not refused.
    """

    about: str
    read: Callable[[Path, Collector], None]
    currencies: Callable[[Path], Mapping[str, int]] = _no_currencies
    matches: Callable[[Path], bool] = _no_match
    columns: tuple[str, ...] = ()
    is_export: bool = False


# In the order in which a path is tried: what is told by more comes first.
FORMATS: dict[str, Reader] = {
    "csv": Reader(
        "a folder of CSV files in the project's own format",
        csv_folder.read,
        csv_folder.currencies,
        csv_folder.matches,
    ),
    "tau-retail": Reader(
        "the database of tau-retail", tau_retail.read, tau_retail.currencies, tau_retail.matches
    ),
    "shopify": Reader(
        "Shopify: products, orders, customers and inventory as CSV, products.json",
        shopify.read,
        shopify.currencies,
        shopify.matches,
        SHOPIFY_COLUMNS,
        is_export=True,
    ),
    "woocommerce": Reader(
        "WooCommerce: products in the site's language, orders and customers as tables or REST JSON",
        woocommerce.read,
        woocommerce.currencies,
        woocommerce.matches,
        WOOCOMMERCE_COLUMNS,
        is_export=True,
    ),
    "magento": Reader(
        "Magento 2: products with reviews and pictures, orders, customers",
        magento.read,
        magento.currencies,
        magento.matches,
        MAGENTO_COLUMNS,
        is_export=True,
    ),
    "systems": Reader(
        systems.about(), systems.read, systems.currencies, systems.matches, is_export=True
    ),
    "feed": Reader(
        "Google's product feed as XML or as a table with tabs",
        product_feed.read,
        product_feed.currencies,
        product_feed.matches,
        product_feed.REQUIRED,
        is_export=True,
    ),
    "jsonl": Reader(
        "goods as JSON (a list or one a line), pages with schema.org, tables with names and prices",
        jsonl.read,
        jsonl.currencies,
        jsonl.matches,
        ("title", "price"),
        is_export=True,
    ),
    "knowledge": Reader(
        "what customers are told: Markdown, HTML, text, tables with questions and answers",
        knowledge.read,
        matches=knowledge.matches,
        columns=("question", "answer"),
    ),
}
AUTO = "auto"


def formats() -> dict[str, Reader]:
    """Return the formats that come with the program and those that packages add."""
    return plugins.together(plugins.IMPORTERS, FORMATS)
