"""Reads a folder of CSV files in the project's own format (docs/import.md)."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecomcore.errors import BadRow, ImportFailedError, SettingsError
from ecomcore.importers.categories import add_categories
from ecomcore.importers.collector import Collector
from ecomcore.importers.named_images import find_images
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import (
    BrowseEventRow,
    CategoryRow,
    CouponRow,
    CustomerRow,
    KnowledgeRow,
    OrderEventRow,
    OrderLineRow,
    OrderRow,
    PaymentMethodRow,
    PaymentRow,
    ProductRow,
    PromotionRow,
    ReviewRow,
    Row,
    ShipmentRow,
    TermRow,
    VariantRow,
)
from ecomcore.importers.tablefile import Table, read_table
from ecomcore.importers.textfile import find_file, read_text, refuse
from ecomcore.money import check_currency
from ecomcore.service import facts as service
from ecomcore.shop.rules import parse_rules
from ecomcore.sizes import charts

LANGUAGE_COLUMN = re.compile(r"^(?:(?P<base>[a-z_]+)_)?(?P<language>[a-z]{2,3})$")
TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class FileFormat:
    """The columns of one file.

    `columns` maps column names to fields, `texts` the part before `_<language>` to fields that hold
    a text a language; columns in `address` go together into the field `address`; `number_by`
    numbers the rows that share this column's value.
    """

    name: str
    row: type[Row]
    columns: dict[str, str]
    required: tuple[str, ...]
    texts: dict[str, str]
    address: tuple[str, ...] = ()
    number_by: str | None = None


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


FORMATS = (
    FileFormat("categories.csv", CategoryRow, _same("path"), ("path",), _same("name")),
    FileFormat(
        "products.csv",
        ProductRow,
        {"product_id": "id", **_same("category", "brand", "kind", "attributes", "image")}
        | _same("created_on", "active"),
        ("product_id", "category"),
        _same("title", "description"),
    ),
    FileFormat(
        "variants.csv",
        VariantRow,
        {"price": "price_cents", "compare_at_price": "compare_at_cents", "cost": "cost_cents"}
        | _same("sku", "product_id", "options", "stock", "image"),
        ("sku", "product_id", "price"),
        {},
        number_by="product_id",
    ),
    FileFormat(
        "terms.csv", TermRow, _same("kind"), ("kind",), {"": "words", "synonyms": "synonyms"}
    ),
    FileFormat(
        "reviews.csv",
        ReviewRow,
        {"review_id": "id", "date": "created_on"}
        | _same("product_id", "rating", "title", "text", "language", "author", "customer_id"),
        ("review_id", "product_id", "rating", "text"),
        {},
    ),
    FileFormat(
        "knowledge.csv",
        KnowledgeRow,
        {"entry_id": "id", **_same("kind", "topic")},
        ("entry_id", "kind", "topic"),
        _same("title", "text", "questions"),
    ),
    FileFormat(
        "coupons.csv",
        CouponRow,
        {"min_total": "min_total_cents"}
        | _same("code", "kind", "value", "category", "starts_on", "ends_on"),
        ("code", "kind", "value"),
        _same("description"),
    ),
    FileFormat(
        "promotions.csv",
        PromotionRow,
        {"promotion_id": "id", **_same("category", "percent", "starts_on", "ends_on")},
        ("promotion_id", "percent", "starts_on", "ends_on"),
        _same("title"),
    ),
    FileFormat(
        "customers.csv",
        CustomerRow,
        {"customer_id": "id", **_same("name", "email", "phone", "gender", "age", "city", "country")}
        | _same("language", "joined_on", "consent_marketing", "consent_profiling"),
        ("customer_id", "name"),
        {},
        address=("name", "street", "street2", "city", "state", "postcode", "country"),
    ),
    FileFormat(
        "payment_methods.csv",
        PaymentMethodRow,
        {"payment_method_id": "id", "balance": "balance_cents"}
        | _same("customer_id", "kind", "last_four", "brand"),
        ("payment_method_id", "customer_id", "kind"),
        {},
    ),
    FileFormat(
        "orders.csv",
        OrderRow,
        {"order_id": "id", "discount": "discount_cents", "shipping": "shipping_cents"}
        | _same("customer_id", "status", "placed_at", "coupon", "payment_method_id"),
        ("order_id", "customer_id", "status", "placed_at"),
        {},
        address=("name", "street", "street2", "city", "state", "postcode", "country"),
    ),
    FileFormat(
        "order_lines.csv",
        OrderLineRow,
        {"unit_price": "unit_price_cents", **_same("order_id", "sku", "quantity", "status")},
        ("order_id", "sku", "quantity", "unit_price"),
        {},
        number_by="order_id",
    ),
    FileFormat(
        "shipments.csv",
        ShipmentRow,
        _same("order_id", "carrier", "tracking_number", "status", "shipped_at")
        | _same("expected_on", "delivered_at"),
        ("order_id",),
        {},
    ),
    FileFormat(
        "order_events.csv",
        OrderEventRow,
        _same("order_id", "at", "kind", "detail"),
        ("order_id", "at", "kind"),
        {},
    ),
    FileFormat(
        "payments.csv",
        PaymentRow,
        {
            "amount": "amount_cents",
            "payment_method_id": "method_id",
            **_same("order_id", "at", "kind"),
        },
        ("order_id", "at", "kind", "amount"),
        {},
    ),
    FileFormat(
        "browse_events.csv",
        BrowseEventRow,
        _same("customer_id", "product_id", "kind", "at"),
        ("customer_id", "product_id", "kind", "at"),
        {},
    ),
)
REQUIRED_FILES = ("products.csv", "variants.csv")
"""Neither goes without the other; a folder of orders or knowledge alone has none."""
TELLING = (
    "shop.toml",
    "variants.csv",
    "knowledge.csv",
    "order_lines.csv",
    "terms.csv",
    "promotions.csv",
)
"""Files that only this format has."""


def matches(path: Path) -> bool:
    """Say whether this is a folder in the project's own format."""
    return path.is_dir() and any(find_file(path, name) for name in TELLING)


def currencies(folder: Path) -> dict[str, int]:
    """Return the currency that shop.toml names, if it names one.

    Raises:
        ImportFailedError: shop.toml cannot be read.
    """
    value = _read_toml(folder, "shop.toml").get("currency")
    return {check_currency(str(value)): 1} if value is not None else {}


def read(path: Path, collector: Collector) -> None:
    """Read every file of the folder `path`; what is wrong is kept by the collector.

    Raises:
        ImportFailedError: `path` is not a folder, or lacks a required file.
    """
    if not path.is_dir():
        raise refuse(path.name, "is not a folder with products.csv and variants.csv")
    batch = collector.batch
    batch.info.update(_read_toml(path, "shop.toml"))
    _read_rules(path, collector)
    _read_size_charts(path, collector)
    _read_service(path, collector)
    for number, form in enumerate(FORMATS):
        collector.progress("reading", number, len(FORMATS))
        file = find_file(path, form.name)
        if file is not None:
            _read_file(file, form, collector)
        elif form.name in REQUIRED_FILES and not _is_partial(path):
            reason = f"is missing in {path}"
            collector.add_unread(form.row, [BadRow(form.name, 1, "file", reason)])
    collector.progress("reading", len(FORMATS), len(FORMATS))
    if not batch.of(CategoryRow):
        add_categories(collector)
    find_images(path / "images", collector)


def _is_partial(folder: Path) -> bool:
    """Say whether a folder brings no goods but something else."""
    if any(find_file(folder, name) for name in REQUIRED_FILES):
        return False
    return any(find_file(folder, form.name) for form in FORMATS)


def read_knowledge(file: Path, collector: Collector) -> None:
    """Read one file of entries in the columns of `knowledge.csv`."""
    form = next(form for form in FORMATS if form.row is KnowledgeRow)
    _read_file(file, form, collector)


def _read_rules(folder: Path, collector: Collector) -> None:
    written = _read_toml(folder, "policies.toml")
    if not written:
        return
    try:
        collector.batch.info["rules"] = parse_rules(written, "policies.toml").model_dump(
            mode="json"
        )
    except SettingsError as error:
        collector.reject(Origin("policies.toml", 1), "rules", str(error))
    collector.batch.files.append("policies.toml")


def _read_service(folder: Path, collector: Collector) -> None:
    file = find_file(folder, service.FILE)
    if file is None:
        return
    collector.batch.files.append(file.name)
    try:
        facts = service.parse_facts(read_text(file), file.name)
    except SettingsError as error:
        collector.reject(Origin(file.name, 1), "service", str(error))
        return
    collector.batch.info[service.FACTS_KEY] = service.stored(facts)


def _read_size_charts(folder: Path, collector: Collector) -> None:
    file = find_file(folder, charts.FILE)
    if file is None:
        return
    collector.batch.files.append(file.name)
    try:
        rows = charts.parse_charts(read_text(file), file.name)
    except ImportFailedError as error:
        for bad in error.rows:
            collector.reject(Origin(file.name, bad.line), bad.column, bad.reason)
        return
    collector.batch.info[charts.CHARTS_KEY] = charts.stored(rows)


def _read_toml(folder: Path, name: str) -> dict[str, Any]:
    file = find_file(folder, name)
    if file is None:
        return {}
    try:
        return tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        line = TOML_LINE.search(str(error))
        raise refuse(
            file.name, f"is not valid TOML: {error}", int(line[1]) if line else 1
        ) from error


def _read_file(file: Path, form: FileFormat, collector: Collector) -> None:
    try:
        table = read_table(file, form.required, known=tuple(form.columns))
    except ImportFailedError as error:
        collector.add_unread(form.row, error.rows)
        return
    collector.add_unread(form.row, table.bad)
    collector.batch.files.append(table.name)
    texts = _text_columns(table, form, collector)
    shown = {field: column for column, field in form.columns.items()}
    shown |= {f"{field}.{language}": column for column, (field, language) in texts.items()}
    plain = [(c, f) for c, f in form.columns.items() if c in table.frame.columns]
    address = [name for name in form.address if name in table.frame.columns]
    numbers: dict[str, int] = defaultdict(int)
    for line, cells in table.records():
        values: dict[str, Any] = {field: cells[column].strip() for column, field in plain}
        for column, (field, language) in texts.items():
            if cells[column].strip():
                values.setdefault(field, {})[language] = cells[column].strip()
        if cells.get("street", "").strip():
            values["address"] = {
                name: cells[name].strip() for name in address if cells[name].strip()
            }
        if form.number_by:
            values["position"] = numbers[cells[form.number_by]]
            numbers[cells[form.number_by]] += 1
        collector.add(form.row, values, Origin(file.name, line, shown))


def _text_columns(
    table: Table, form: FileFormat, collector: Collector
) -> dict[str, tuple[str, str]]:
    """Return `{column: (field, language)}`, and warn about columns that mean nothing here."""
    found: dict[str, tuple[str, str]] = {}
    for column in table.frame.columns:
        match = LANGUAGE_COLUMN.match(column)
        if column in form.columns or column in form.address:
            continue
        if match and (match["base"] or "") in form.texts:
            found[column] = (form.texts[match["base"] or ""], match["language"])
        else:
            collector.batch.warnings.append(f"{table.name}: the column {column!r} is not used")
    return found
