"""Reads a table from a file, whatever its format."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd

from ecomcore.errors import DataError, MissingExtraError

SUFFIXES = (".csv", ".tsv", ".txt", ".parquet", ".jsonl", ".json")
PACKINGS = (".gz", ".zip", ".bz2", ".xz")
CDNOW_COLUMNS = ("customer_id", "date", "quantity", "amount")


def read_table(path: Path) -> pd.DataFrame:
    """Return the rows of a CSV, TSV, JSON-lines or Parquet file, which may be packed (gz, zip, bz2, xz).

    A text file without a header whose lines are numbers between blanks (as the CDNOW data come) gets the columns
    `customer_id`, `date`, `quantity`, `amount`.

    Raises:
        DataError: there is no such file, it is empty, or it is none of these.
    """
    if not path.is_file():
        raise DataError(f"there is no file {path}")
    kind = _kind(path)
    try:
        if kind == ".parquet":
            found = _read_parquet(path)
        elif kind in (".jsonl", ".json"):
            found = pd.read_json(path, lines=kind == ".jsonl")
        elif kind == ".txt":
            found = _read_text(path)
        elif kind in (".csv", ".tsv"):
            found = pd.read_csv(path, sep="\t" if kind == ".tsv" else ",", low_memory=False)
        else:
            raise DataError(
                f"{path.name} is none of {', '.join(SUFFIXES)} (packed or not): it cannot be read"
            )
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} cannot be read as a table: {error}") from error
    if found.empty:
        raise DataError(f"{path} holds no rows")
    return found.rename(columns=lambda name: str(name).strip().lstrip("\ufeff"))


def find_table(folder: Path, stem: str) -> Path | None:
    """Return the table called `stem` in a folder, in whatever format, or None."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name.split(".")[0].lower() == stem and _kind(path) in SUFFIXES:
            return path
    return None


def _kind(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in PACKINGS:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _read_parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except ImportError as error:
        raise MissingExtraError(
            f"{path.name} is a Parquet file; reading it needs pyarrow: install 'pyarrow'"
        ) from error


def _read_text(path: Path) -> pd.DataFrame:
    """Read columns between blanks, tabs or commas, with or without a header."""
    first = pd.read_csv(path, sep=None, engine="python", header=None, nrows=1, dtype=str)
    if first.shape[1] == 1 or _is_blank_separated(path):
        table = pd.read_csv(path, sep=r"\s+", header=None, dtype=str)
        cells = [str(cell) for cell in table.iloc[0]]
        if any(cell.replace("_", "").isalpha() for cell in cells):
            return table.iloc[1:].set_axis(cells, axis=1).reset_index(drop=True)
        return _cdnow(table, path)
    return pd.read_csv(path, sep=None, engine="python")


def _is_blank_separated(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        line = file.readline()
    return "," not in line and "\t" not in line and len(line.split()) > 1


def _cdnow(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Name the columns of a file of purchases without a header; a second id (of a sample) is left out."""
    if table.shape[1] == len(CDNOW_COLUMNS) + 1:
        table = table.drop(columns=table.columns[1])
    if table.shape[1] != len(CDNOW_COLUMNS):
        raise DataError(
            f"{path.name} has no header and {table.shape[1]} columns; expected "
            f"{', '.join(CDNOW_COLUMNS)}"
        )
    return table.set_axis(list(CDNOW_COLUMNS), axis=1)
