"""Reads a table of ages and amounts, and cleans it: duplicates, missing and impossible values."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.errors import DataError

MIN_ROWS = 10
MIN_AGE, MAX_AGE = 14, 110
AGE_NAMES = ("age", "customer_age", "age_group", "age_years", "年龄", "岁数")
AMOUNT_NAMES = (
    "amount", "purchase_amount", "spend", "spending", "total_spend", "purchase", "total", "sales_value", "sales_price",
    "amount_cents", "消费金额", "购买金额", "金额", "消费",
)  # fmt: skip
CURRENCY_NAMES = ("currency", "currency_code", "货币", "币种")
_BAND = re.compile(r"^\s*(\d{1,3})\s*(?:-|–|to|至|到)\s*(\d{1,3})\s*岁?\s*$")
_OPEN_ABOVE = re.compile(r"^\s*(?:>=?\s*(\d{1,3})|(\d{1,3})\s*\+)\s*$")
_OPEN_BELOW = re.compile(r"^\s*<=?\s*(\d{1,3})\s*$")
_BAND_WIDTH = 5
_SYMBOLS = re.compile(r"[A-Z]{3}|[$€£¥￥₹元]")
_NOT_NUMBER = re.compile(r"[^\d.\-]")

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Cleaning:
    """What was done to the rows before anything was learned from them."""

    rows_read: int
    duplicates_dropped: int
    amounts_unusable: int
    ages_missing: int
    ages_impossible: int
    rows: int

    def as_dict(self) -> dict[str, int]:
        """Return the fields for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class AgesAndAmounts:
    """Ages in years, NaN where unknown, and amounts in units of the currency, both of shape (n,)."""

    ages: Numbers
    amounts: Numbers
    cleaning: Cleaning
    currency: str = ""
    name: str = ""
    synthetic: bool = False


def clean(
    table: pd.DataFrame, *, age_column: str | None = None, amount_column: str | None = None, **facts: Any
) -> AgesAndAmounts:  # fmt: skip
    """Return the ages and amounts of a table's distinct rows.

    Rows that repeat another one in every column are dropped. An amount that is missing, no number or negative takes
    its row away: the answer is never made up. An age that is missing, no number, or below 14 or above 110 becomes
    unknown and is filled in later, from the part that is learned from. Bands such as `45-54`, `65+` and `<25` count
    as their middle.

    Raises:
        DataError: a column is not there (the message lists those that are), amounts are in several currencies, or
            fewer than ten rows are left.
    """
    age_name = _column(table, age_column, AGE_NAMES, "age", "--age-column")
    amount_name = _column(table, amount_column, AMOUNT_NAMES, "amount", "--amount-column")
    rows = table.drop_duplicates()
    currency = _one_currency(rows, amount_name)
    amounts = numbers_in(rows[amount_name])
    usable = np.isfinite(amounts) & (amounts >= 0)
    ages = ages_in(rows[age_name])[usable]
    missing = int(np.isnan(ages).sum())
    impossible = (ages < MIN_AGE) | (ages > MAX_AGE)
    ages = np.where(impossible, np.nan, ages)
    if len(ages) < MIN_ROWS:
        raise DataError(
            f"a line needs at least {MIN_ROWS} different rows with an amount; of {len(table)} rows {len(ages)} are left"
        )
    return AgesAndAmounts(
        ages,
        amounts[usable],
        Cleaning(
            rows_read=len(table),
            duplicates_dropped=len(table) - len(rows),
            amounts_unusable=int((~usable).sum()),
            ages_missing=missing,
            ages_impossible=int(impossible.sum()),
            rows=len(ages),
        ),
        **({"currency": currency} | facts),
    )


def ages_in(column: pd.Series[Any]) -> Numbers:
    """Return ages in years, bands as their middle, NaN for what cannot be read."""
    found = np.array(pd.to_numeric(column, errors="coerce"), dtype=np.float64)
    texts = column.astype(object).map(str).to_numpy()
    for place in np.flatnonzero(np.isnan(found)):
        found[place] = _age_of_band(texts[place])
    return found


def numbers_in(column: pd.Series[Any]) -> Numbers:
    """Return amounts as numbers, `$1,234.50` included; NaN for what is none."""
    found = np.array(pd.to_numeric(column, errors="coerce"), dtype=np.float64)
    unread = np.isnan(found) & column.notna().to_numpy()
    if unread.any():
        texts = column[unread].astype(object).map(str).str.replace(_SYMBOLS, "", regex=True)
        texts = texts.where(~texts.str.contains(r"[A-Za-z]", regex=True), "")
        stripped = texts.str.replace(_NOT_NUMBER, "", regex=True)
        found[unread] = pd.to_numeric(stripped, errors="coerce")
    return found


def _age_of_band(text: str) -> float:
    band = _BAND.match(text)
    if band:
        return (int(band[1]) + int(band[2])) / 2
    above = _OPEN_ABOVE.match(text)
    if above:
        return int(above[1] or above[2]) + _BAND_WIDTH
    below = _OPEN_BELOW.match(text)
    return int(below[1]) - _BAND_WIDTH if below else float("nan")


def _column(
    table: pd.DataFrame, named: str | None, usual: tuple[str, ...], what: str, option: str
) -> str:
    columns = [str(column) for column in table.columns]
    if named is not None:
        if named in columns:
            return named
        raise DataError(f"there is no column {named!r}; the columns are: {', '.join(columns)}")
    by_name = {column.strip().lower().replace(" ", "_"): column for column in columns}
    for name in usual:
        if name in by_name:
            return by_name[name]
    for lowered, column in by_name.items():
        if what in lowered.split("_"):
            return column
    raise DataError(
        f"no column is known to hold the {what}; name it with {option}. The columns are: {', '.join(columns)}"
    )


def _one_currency(rows: pd.DataFrame, amount_name: str) -> str:
    """Return the code or sign of the one currency that amounts are in, or an empty text.

    Raises:
        DataError: there are several.
    """
    named = {str(c).strip().lower(): c for c in rows.columns}
    found: set[str] = set()
    for name in CURRENCY_NAMES:
        if name in named:
            found |= {str(value).strip() for value in rows[named[name]].dropna().unique()}
    if not pd.api.types.is_numeric_dtype(rows[amount_name]):
        signs = (
            rows[amount_name]
            .dropna()
            .astype(object)
            .map(str)
            .str.extract(f"({_SYMBOLS.pattern})", expand=False)
        )
        found |= set(signs.dropna().unique()) - {"NaN"}
    if len(found) > 1:
        raise DataError(
            f"amounts are in several currencies ({', '.join(sorted(found))}); give a file with one"
        )
    return found.pop() if found else ""
