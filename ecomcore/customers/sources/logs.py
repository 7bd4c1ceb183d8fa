"""Reads a log of purchases from a file, or from a folder of files, with the columns that it happens to have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ecomcore.config import get_settings
from ecomcore.customers.log import PurchaseLog, purchase_log
from ecomcore.customers.sources import columns as names
from ecomcore.customers.sources.columns import find_column, key_of, need_column
from ecomcore.customers.sources.tables import find_table, read_table
from ecomcore.customers.textbook.table import ages_in, numbers_in
from ecomcore.errors import DataError

DAY = pd.Timedelta(days=1)
LOG_STEMS = ("transactions", "orders", "order_lines", "purchases", "sales")
MAX_UNREADABLE = 0.05
"""A file in which more of the moments or amounts than this cannot be read is refused."""


def read_log(path: Path, categories: tuple[str, ...] = names.CATEGORY) -> PurchaseLog:
    """Return the purchases in a file, or in a folder that holds a table of transactions.

    Beside a table of transactions, `products` (with a category) and `demographics` or `customers` (with ages, genders)
    are read where they are. Lines without a customer are left out. Amounts are a column of totals, or quantity times
    price. `categories` are the names of columns that may hold the category, the first that is there counts.

    Raises:
        DataError: there is no such file, it lacks a customer, a moment or an amount (the message lists its columns),
            amounts are in several currencies, lines lie in the future, or a good part of it cannot be read.
    """
    folder = path if path.is_dir() else path.parent
    file = _table_in(path) if path.is_dir() else path
    if file.parent != folder:
        folder = file.parent
    table = read_table(file)
    _refuse_currencies(table)
    lines = _lines(table, categories)
    if "product" in lines and "category" not in lines:
        lines = _with_categories(lines, folder, categories)
    lines = _usable(lines, file.name)
    people = _people(table, folder, lines["customer"])
    return purchase_log(
        lines, people=people, name=file.name.split(".")[0],
        uses_protected=get_settings().protected_attributes,
    )  # fmt: skip


def _table_in(folder: Path) -> Path:
    for place in (folder, folder / "data"):
        for stem in LOG_STEMS if place.is_dir() else ():
            found = find_table(place, stem)
            if found is not None:
                return found
    raise DataError(
        f"{folder} holds no table of purchases: expected a file called {', '.join(LOG_STEMS)}"
    )


def _lines(table: pd.DataFrame, categories: tuple[str, ...]) -> pd.DataFrame:
    columns = list(table.columns)
    found: dict[str, Any] = {
        "customer": table[need_column(columns, names.CUSTOMER, "customer")],
        "at": _moments(table[need_column(columns, names.AT, "moment")]),
    }
    price = find_column(columns, names.PRICE)
    amount = find_column(columns, names.AMOUNT)
    quantity = find_column(columns, names.QUANTITY)
    if quantity is None and amount is not None and key_of(amount) != "amount":
        quantity = find_column(columns, ("amount",))
    if quantity is not None:
        found["quantity"] = numbers_in(table[quantity])
    if amount is not None:
        cents = 100.0 if key_of(amount).endswith("_cents") else 1.0
        found["amount"] = numbers_in(table[amount]) / cents
    elif price is not None and quantity is not None:
        cents = 100.0 if key_of(price).endswith("_cents") else 1.0
        found["amount"] = found["quantity"] * numbers_in(table[price]) / cents
    else:
        need_column(columns, names.AMOUNT, "amount")
    for what, usual in (
        ("order", names.ORDER),
        ("product", names.PRODUCT),
        ("category", categories),
    ):
        column = find_column(columns, usual)
        if column is not None:
            found[what] = table[column]
    off = [find_column(columns, (one,)) for one in names.DISCOUNTS]
    given = [column for column in off if column is not None]
    if given:
        found["discount"] = sum(np.abs(np.nan_to_num(numbers_in(table[c]))) for c in given)
    return pd.DataFrame(found, index=table.index)


def _moments(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return instants without a zone; `19970101`, seconds since 1970 and texts are all read."""
    if pd.api.types.is_numeric_dtype(column):
        number = pd.to_numeric(column, errors="coerce")
        is_date = number.dropna().between(19000101, 21001231).all()
        found = (
            pd.to_datetime(number.astype("Int64").astype(str), format="%Y%m%d", errors="coerce")
            if is_date
            else pd.to_datetime(number, unit="s", errors="coerce")
        )
    else:
        found = pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601")
        unread = found.isna() & column.notna()
        if unread.any():
            found[unread] = pd.to_datetime(
                column[unread], errors="coerce", utc=True, format="mixed"
            )
    if found.dt.tz is not None:
        found = found.dt.tz_convert("UTC").dt.tz_localize(None)
    return found.astype("datetime64[ns]")


def _usable(lines: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the lines of known customers whose moment and amount can be read.

    Raises:
        DataError: too many cannot be read, or none is left.
    """
    known = lines[lines["customer"].notna() & (lines["customer"].astype(str) != "")]
    readable = known["at"].notna() & np.isfinite(known["amount"])
    bad = 1 - float(readable.mean()) if len(known) else 1.0
    if bad > MAX_UNREADABLE:
        raise DataError(
            f"{name}: the moment or the amount of {bad:.0%} of the lines cannot be read, as in line "
            f"{int(np.flatnonzero(~readable)[0]) + 2 if len(known) else 2}"
        )
    _refuse_future(known.loc[readable, "at"], name)
    if "quantity" in known:
        known = known.assign(quantity=known["quantity"].fillna(1))
    result: pd.DataFrame = known[readable]
    return result


def _refuse_future(at: pd.Series[Any], name: str) -> None:
    """Check that nothing was bought after tomorrow, wherever on earth: one such line moves the end of the log.

    Raises:
        DataError: something was.
    """
    tomorrow = pd.Timestamp(get_settings().clock()).tz_convert("UTC").tz_localize(None) + DAY
    late = at[at > tomorrow]
    if len(late):
        raise DataError(
            f"{name}: {len(late)} of {len(at)} lines lie in the future, the latest on {late.max().date()}; "
            "mend or remove them"
        )


def _with_categories(
    lines: pd.DataFrame, folder: Path, categories: tuple[str, ...]
) -> pd.DataFrame:
    file = find_table(folder, "products")
    if file is None:
        return lines
    products = read_table(file)
    product = find_column(products.columns, names.PRODUCT)
    category = find_column(products.columns, categories)
    if product is None or category is None:
        return lines
    by_product = products.drop_duplicates(product).set_index(product)[category]
    return lines.assign(category=lines["product"].map(by_product))


def _people(table: pd.DataFrame, folder: Path, customers: pd.Series[Any]) -> pd.DataFrame | None:
    """Return age, gender and country by customer, from the log itself or from a table beside it."""
    for source in (table, *_beside(folder)):
        customer = find_column(source.columns, names.CUSTOMER)
        age, gender = (find_column(source.columns, usual) for usual in (names.AGE, names.GENDER))
        if customer is None or (age is None and gender is None):
            continue
        rows = source[source[customer].isin(customers)].drop_duplicates(customer)
        found = pd.DataFrame(index=pd.Index(rows[customer].astype(str), name="customer"))
        if age is not None:
            found["age"] = ages_in(rows[age])
        if gender is not None:
            found["gender"] = rows[gender].astype(object).to_numpy()
        return found
    return None


def _beside(folder: Path) -> list[pd.DataFrame]:
    files = (find_table(folder, stem) for stem in ("demographics", "customers"))
    return [read_table(file) for file in files if file is not None]


def _refuse_currencies(table: pd.DataFrame) -> None:
    column = find_column(table.columns, ("currency", "currency_code", "货币", "币种"))
    if column is not None and table[column].dropna().nunique() > 1:
        shown = ", ".join(sorted(map(str, table[column].dropna().unique())))
        raise DataError(f"amounts are in several currencies ({shown}); give a file with one")
