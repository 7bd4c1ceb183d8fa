"""Imports a shop: read, check, and store in one transaction."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError

from ecomcore.config import Settings, check_shop_name, get_settings
from ecomcore.errors import BadRow, EcomError, SettingsError
from ecomcore.importers.apart import keep_apart
from ecomcore.importers.checks import check
from ecomcore.importers.collector import Collector, Progress, silent
from ecomcore.importers.completion import complete_orders
from ecomcore.importers.fields import check_language
from ecomcore.importers.images import copy_images, images_dir
from ecomcore.importers.partial import leave_out_bad
from ecomcore.importers.reader import AUTO, FORMATS, Reader, formats
from ecomcore.importers.recognition import recognise
from ecomcore.importers.stocktaking import take_stock
from ecomcore.importers.stored import Stored, read_stored
from ecomcore.importers.textfile import refuse
from ecomcore.importers.writer import Count, store
from ecomcore.money import check_currency
from ecomcore.shop.database import migrated, shop_exists
from ecomcore.shop.facts import HIDDEN_FIELDS, OPTION_NAMES, shop_facts

__all__ = ["FORMATS", "ImportOptions", "ImportSummary", "Reader", "import_shop"]

DECIMAL_MARKS = {".": ".", ",": ",", "point": ".", "comma": ","}


@dataclass(frozen=True)
class ImportOptions:
    """What the files do not say.

    `currency` is that of amounts in files that name none, by default the shop's own; `only_currency` takes nothing
    but what is in this one; `language` is that of texts, by default judged from them; `decimal` is the mark before
    decimals, by default judged file by file; `skip_bad` loads what is right instead of nothing.
    """

    currency: str | None = None
    only_currency: str | None = None
    language: str | None = None
    decimal: str | None = None
    skip_bad: bool = False


@dataclass
class ImportSummary:
    """What an import did."""

    shop: str
    format: str
    currency: str | None
    counts: dict[str, Count]
    images: int
    files: list[str]
    languages: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rejected: list[BadRow] = field(default_factory=list)
    contacts: list[dict[str, str]] = field(default_factory=list)
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
    options: ImportOptions = ImportOptions(),
    **given: Any,
) -> ImportSummary:
    """Import the files at `path` into `shop`: all of them or nothing, unless bad rows shall be skipped.

    `progress` is called with `reading` or `storing`, the steps done and the steps in all. `given` are fields of
    `options`, for who names one or two.

    Raises:
        SettingsError: the format, the shop's name, the currency or the language cannot be used, or nobody says which
            currency the amounts are in.
        ImportFailedError: rows are wrong; it lists all of them, and the database is as it was.
        EcomError: the database cannot be written, as while another import is running.
    """
    settings = settings or get_settings()
    options = ImportOptions(**{**asdict(options), **given})
    check_shop_name(shop)
    reader = _reader(format)
    if not path.exists():
        raise refuse(path.name, f"there is no such file or folder: {path}")
    started = time.perf_counter()
    if reader is None:
        format, reader = recognise(path, formats())
    is_new = not shop_exists(shop, settings)
    facts = {} if is_new else shop_facts(shop, settings)
    collector = Collector(
        _currency(reader.currencies(path), options, facts.get("currency")),
        progress,
        today=settings.clock().date(),
        language=check_language(options.language) if options.language else None,
        decimal=_decimal(options.decimal),
        only_currency=options.only_currency is not None,
        option_names=facts.get(OPTION_NAMES, {}),
        hidden_fields=facts.get(HIDDEN_FIELDS, ()),
    )
    reader.read(path, collector)
    if collector.lacks_currency:
        raise SettingsError(
            f"{path.name} does not say which currency its amounts are in, and neither does the shop; "
            "say it with --currency, as in --currency EUR. Nothing was imported"
        )
    if reader.is_export:
        keep_apart(collector)
    if is_new:
        # Refused here, a new shop leaves not even an empty database behind.
        take_stock(collector, Stored())
        _check(collector, Stored(), options.skip_bad)
    counts, images = _write(shop, settings, collector, options.skip_bad)
    batch = collector.batch
    return ImportSummary(
        shop=shop,
        format=format,
        currency=batch.info.get("currency"),
        counts=counts,
        images=images,
        files=batch.files,
        languages=batch.languages(),
        warnings=list(
            dict.fromkeys(batch.warnings + _unread(batch.unread) + _foreign(batch.languages()))
        ),
        rejected=collector.faults(),
        contacts=[
            {"found": c.value, "in": c.place, "command": f"{c.command} --shop {shop}"}
            for c in batch.contacts
        ],
        seconds=round(time.perf_counter() - started, 3),
    )


def _reader(format: str) -> Reader | None:
    """Return the reader of a format, None where it is to be found out."""
    known = formats()
    if format == AUTO:
        return None
    if format not in known:
        names = ", ".join((AUTO, *known))
        raise SettingsError(f"there is no format {format!r}; use one of {names}")
    return known[format]


def _currency(named: Any, options: ImportOptions, kept: str | None) -> str | None:
    """Return the currency to read amounts in, None where nobody says it.

    Raises:
        SettingsError: the files name several, or another than the one that is wanted.
    """
    codes = {check_currency(code): count for code, count in named.items()}
    if options.only_currency:
        wanted = check_currency(options.only_currency)
        if codes and wanted not in codes:
            raise SettingsError(f"nothing in the files is in {wanted}; they name {_listed(codes)}")
        return wanted
    if len(codes) > 1:
        raise SettingsError(
            f"the files name amounts in several currencies: {_listed(codes)}; a shop has one. Import "
            f"those of one of them with --only-currency, as in --only-currency {next(iter(codes))}"
        )
    if codes:
        return next(iter(codes))
    return check_currency(options.currency) if options.currency else kept


def _listed(codes: dict[str, int]) -> str:
    return ", ".join(f"{code} ({count})" for code, count in codes.items())


def _decimal(mark: str | None) -> str | None:
    if mark is not None and mark not in DECIMAL_MARKS:
        raise SettingsError(f"{mark!r} is no decimal mark: use '.' or ',' (or point, comma)")
    return DECIMAL_MARKS[mark] if mark else None


def _unread(files: list[str]) -> list[str]:
    return [f"{name}: of another kind than the rest of the folder, not read" for name in files]


def _foreign(languages: list[str]) -> list[str]:
    """Return a warning about goods in a language that the bot does not speak."""
    from ecomcore.search.lexicon import lexicons

    spoken = list(lexicons())
    if not languages or set(languages) & set(spoken):
        return []
    return [
        f"the goods are in {languages[0]}; the bot speaks {', '.join(spoken)}. Search goes by words as they are "
        "written and by meaning; give titles in a language that it speaks for the best of it"
    ]


def _check(collector: Collector, stored: Stored, skip_bad: bool) -> None:
    check(collector, stored)
    if skip_bad:
        leave_out_bad(collector, stored)
        if not any(collector.batch.rows.values()):
            collector.raise_if_bad()
    else:
        collector.raise_if_bad()


def _write(
    shop: str, settings: Settings, collector: Collector, skip_bad: bool
) -> tuple[dict[str, Count], int]:
    batch = collector.batch
    try:
        with migrated(shop, settings) as connection:
            stored = read_stored(connection)
            _check_currency(shop, stored, batch.currency)
            _check(collector, stored, skip_bad)
            complete_orders(collector, stored)
            take_stock(collector, stored)
            _check(collector, stored, skip_bad)
            batch.info = _defaults(shop, collector) | stored.info | batch.info
            if batch.currency:
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


def _check_currency(shop: str, stored: Stored, currency: str | None) -> None:
    kept = stored.info.get("currency", currency)
    if currency is not None and kept != currency:
        raise SettingsError(
            f"shop {shop!r} keeps its amounts in {kept}, but these files are in {currency}; import "
            "them into a shop of their own"
        )


def _defaults(shop: str, collector: Collector) -> dict[str, Any]:
    """Return the facts of a shop whose files say nothing about it."""
    languages = collector.batch.languages()
    return {"name": {languages[0]: shop}, "languages": languages, "synthetic": False}
