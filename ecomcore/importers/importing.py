"""Imports a shop: read, check, and store in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from ecomcore import plugins
from ecomcore.config import Settings, check_shop_name, get_settings
from ecomcore.errors import EcomError, SettingsError
from ecomcore.importers import csv_folder, jsonl, magento, shopify, tau_retail, woocommerce
from ecomcore.importers.checks import check
from ecomcore.importers.collector import Collector, Progress, silent
from ecomcore.importers.completion import complete_orders
from ecomcore.importers.fields import check_language
from ecomcore.importers.images import copy_images, images_dir
from ecomcore.importers.stored import Stored, read_stored
from ecomcore.importers.textfile import refuse
from ecomcore.importers.writer import Count, store
from ecomcore.money import check_currency
from ecomcore.shop.database import engine_for, migrated, shop_exists
from ecomcore.shop.models import ShopInfo


def _no_currency(path: Path) -> str | None:
    return None


@dataclass(frozen=True)
class Reader:
    """How one format is read; `currency` looks up the currency that the files name."""

    about: str
    read: Callable[[Path, Collector], None]
    currency: Callable[[Path], str | None] = _no_currency


FORMATS: dict[str, Reader] = {
    "csv": Reader("a folder of CSV files", csv_folder.read, csv_folder.read_currency),
    "shopify": Reader("Shopify's product and order exports", shopify.read, shopify.currency),
    "woocommerce": Reader("WooCommerce's product export", woocommerce.read),
    "magento": Reader("Magento 2's product export, with reviews", magento.read),
    "tau-retail": Reader("the database of tau-retail", tau_retail.read, tau_retail.currency),
    "jsonl": Reader("products, one JSON object a line", jsonl.read),
}


@dataclass
class ImportSummary:
    """What an import did."""

    shop: str
    format: str
    currency: str
    counts: dict[str, Count]
    images: int
    files: list[str]
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_news(self) -> bool:
        """Whether anything in the database was added or changed."""
        return any(count.added or count.changed for count in self.counts.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return asdict(self)


def import_shop(
    format: str,
    path: Path,
    shop: str,
    settings: Settings | None = None,
    progress: Progress = silent,
    *,
    currency: str | None = None,
    language: str | None = None,
) -> ImportSummary:
    """Import the files at `path` into `shop`, all of them or nothing.

    `progress` is called with `reading` or `storing`, the steps done and the steps in all.
    `currency` is that of the amounts in files that name none; by default the shop's own, or USD for
    a new shop. `language` is that of texts in files that do not say it; by default it is judged from
    the texts.

    Raises:
        SettingsError: the format, the shop's name, the currency or the language cannot be used.
        ImportFailedError: rows are wrong; it lists all of them, and the database is as it was.
        EcomError: the database cannot be written, as while another import is running.
    """
    settings = settings or get_settings()
    check_shop_name(shop)
    formats = plugins.together(plugins.IMPORTERS, FORMATS)
    reader: Reader | None = formats.get(format)
    if reader is None:
        raise SettingsError(f"there is no format {format!r}; use one of {', '.join(formats)}")
    if not path.exists():
        raise refuse(path.name, f"there is no such file or folder: {path}")
    started = time.perf_counter()
    is_new = not shop_exists(shop, settings)
    named = reader.currency(path) or currency or (None if is_new else _currency_of(shop, settings))
    collector = Collector(
        check_currency(named or "USD"),
        progress,
        today=settings.clock().date(),
        language=check_language(language) if language else None,
    )
    reader.read(path, collector)
    if is_new:
        # Refused here, a new shop leaves not even an empty database behind.
        check(collector, Stored())
        collector.raise_if_bad()
    counts, images = _write(shop, settings, collector)
    batch = collector.batch
    return ImportSummary(
        shop=shop,
        format=format,
        currency=batch.currency,
        counts=counts,
        images=images,
        files=batch.files,
        warnings=list(dict.fromkeys(batch.warnings)),
        seconds=round(time.perf_counter() - started, 3),
    )


def _write(shop: str, settings: Settings, collector: Collector) -> tuple[dict[str, Count], int]:
    batch = collector.batch
    try:
        with migrated(shop, settings) as connection:
            stored = read_stored(connection)
            _check_currency(shop, stored, batch.currency)
            check(collector, stored)
            complete_orders(collector, stored)
            collector.raise_if_bad()
            batch.info = _defaults(shop, collector) | stored.info | batch.info
            batch.info["currency"] = batch.currency
            counts = store(connection, batch, collector.progress)
            images = copy_images(batch.images, images_dir(shop, settings))
            return counts, images
    except IntegrityError as error:
        raise refuse(", ".join(batch.files), f"contradicts what is stored: {error.orig}") from error
    except OperationalError as error:
        raise EcomError(
            f"the database of shop {shop!r} cannot be written ({error.orig}); is another import of it "
            "running? Nothing was imported"
        ) from error


def _check_currency(shop: str, stored: Stored, currency: str) -> None:
    kept = stored.info.get("currency", currency)
    if kept != currency:
        raise SettingsError(
            f"shop {shop!r} keeps its amounts in {kept}, but these files are in {currency}; import "
            "them into a shop of their own"
        )


def _defaults(shop: str, collector: Collector) -> dict[str, Any]:
    """Return the facts of a shop whose files say nothing about it."""
    languages = collector.batch.languages()
    return {"name": {languages[0]: shop}, "languages": languages, "synthetic": False}


def _currency_of(shop: str, settings: Settings) -> str | None:
    with engine_for(shop, settings).connect() as connection:
        query = select(ShopInfo.value).where(ShopInfo.key == "currency")
        value: str | None = connection.scalar(query)
        return value
