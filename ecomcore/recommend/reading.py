"""Reads a table of interactions from a file: CSV, gzipped CSV, or Parquet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from ecomcore.errors import EcomError

REQUIRED = ("customer", "item")
OPTIONAL = ("timestamp", "quantity", "rating")
ALIASES = {
    "customer": (
        "customer", "customer_id", "customerid", "user", "user_id", "userid", "household_id",
    ),
    "item": (
        "item", "item_id", "itemid", "product", "product_id", "stock_code", "stockcode", "sku",
    ),
    "timestamp": (
        "timestamp", "time", "date", "datetime", "invoice_date", "invoicedate", "order_date",
        "placed_at", "event_time", "transaction_timestamp", "transaction_date",
    ),
    "quantity": ("quantity", "qty", "amount"),
    "rating": ("rating", "stars", "score"),
}  # fmt: skip
UNITS = ((1e17, "ns"), (1e14, "us"), (1e11, "ms"), (1e8, "s"), (0.0, "D"))
"""What a number since 1970 counts, by the largest of them."""

MONTHS = 12
DAY_OR_MONTH = r"^\s*(\d{1,2})[/.-]\d{1,2}[/.-]\d{4}"


def read_table(file: Path) -> pd.DataFrame:
    """Return a table from CSV (with or without gzip) or Parquet, columns named in lower case, as `customer_id`.

    A type behind a name is dropped, as RecBole's files have it (`user_id:token`).

    Raises:
        EcomError: the file is missing, empty, or not a table.
    """
    try:
        if file.suffix.lower() in {".parquet", ".pq"}:
            table = pd.read_parquet(file)
        else:
            table = (
                pd.read_csv(file, sep=None, engine="python")
                if _is_odd(file)
                else (pd.read_csv(file, low_memory=False))
            )
    except FileNotFoundError as error:
        raise EcomError(f"there is no file {file}") from error
    except (ValueError, OSError, pd.errors.ParserError) as error:
        raise EcomError(
            f"{file} cannot be read as CSV or Parquet ({type(error).__name__}: {error})"
        ) from error
    table.columns = [_plain(str(name)) for name in table.columns]
    return table


def _plain(column: str) -> str:
    return re.sub(r"[\s-]+", "_", column.partition(":")[0].strip().lower())


def read_interactions(file: Path) -> pd.DataFrame:
    """Return the columns `customer`, `item`, `timestamp` and, where there, `quantity` and `rating`.

    Other usual names of the columns (`user_id`, `product_id`, `date` …) are understood. `timestamp` is an instant in
    UTC; a number is seconds or milliseconds since 1970. Values that cannot be read become missing, for the cleaning
    to count.

    Raises:
        EcomError: the file cannot be read, or names no customer or no item.
    """
    table = read_table(file)
    found = {}
    for wanted, names in ALIASES.items():
        name = next((name for name in names if name in table.columns), None)
        if name is not None:
            found[wanted] = table[name]
        elif wanted in REQUIRED:
            raise EcomError(
                f"{file} has no column {wanted!r} (found: {', '.join(table.columns)}); "
                f"it needs customer,item,timestamp and may have quantity,rating"
            )
    result = pd.DataFrame(found)
    for name in ("quantity", "rating"):
        if name in result:
            result[name] = pd.to_numeric(result[name], errors="coerce")
    times = result["timestamp"] if "timestamp" in result else pd.Series(pd.NaT, result.index)
    return result.assign(timestamp=instants(times))


def instants(values: pd.Series) -> pd.Series:
    """Return instants in UTC from texts, dates, or numbers; NaT where it cannot be read.

    Numbers are days, seconds, milliseconds, microseconds or nanoseconds since 1970 by their size, or dates as 20110401.
    """
    found: pd.Series
    if pd.api.types.is_datetime64_any_dtype(values):
        found = pd.to_datetime(values, utc=True)
        return found
    numbers = pd.to_numeric(values, errors="coerce")
    if numbers.notna().sum() > values.notna().sum() / 2:
        if numbers.dropna().between(19_000_101, 21_001_231).all():
            days = numbers.astype("Int64").astype("string")
            return pd.to_datetime(days, format="%Y%m%d", utc=True, errors="coerce")
        size = float(numbers.abs().max())
        unit: Any = next(unit for least, unit in UNITS if size >= least)
        return pd.to_datetime(numbers, unit=unit, utc=True, errors="coerce")
    texts = values.astype("string")
    found = pd.to_datetime(texts, utc=True, errors="coerce", format="ISO8601")
    if found.isna().sum() > values.isna().sum():
        first = pd.to_numeric(texts.str.extract(DAY_OR_MONTH)[0], errors="coerce")
        dayfirst = bool((first > MONTHS).any())
        found = pd.to_datetime(texts, utc=True, errors="coerce", format="mixed", dayfirst=dayfirst)
    return found


def _is_odd(file: Path) -> bool:
    """Say whether a text file is separated by something else than commas."""
    if file.suffix.lower() in {".tsv", ".inter"} or file.name.lower().endswith(".tsv.gz"):
        return True
    head = pd.read_csv(file, nrows=1, header=None, dtype=str, sep="\x01", engine="python")
    line = str(head.iloc[0, 0]) if len(head) else ""
    return "," not in line and (";" in line or "\t" in line)
