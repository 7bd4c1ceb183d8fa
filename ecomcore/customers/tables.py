"""Prints a frame as a table for people, or as JSON records without a NaN."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Column, Table

from ecomcore.printing import print_json


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain values; what is not known is None."""
    cleaned = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in cleaned.to_dict("records")]


def print_rows(frame: pd.DataFrame, as_json: bool) -> None:
    """Print the rows; an unknown value is an empty cell (or null)."""
    rows = records(frame)
    if as_json:
        print_json(rows)
        return
    table = Table(*(Column(str(name), overflow="fold") for name in frame.columns))
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    Console(highlight=False).print(table)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
