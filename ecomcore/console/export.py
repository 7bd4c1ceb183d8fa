"""The console's tables as CSV files, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""
MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


def as_csv(rows: Sequence[Any]) -> str:
    """Return rows of one dataclass as CSV, one column a field; what lies in fields is taken apart by dots."""
    out = io.StringIO()
    flat = [dict(_flat(row)) for row in rows]
    if flat:
        writer = csv.DictWriter(out, list(flat[0]))
        writer.writeheader()
        writer.writerows(flat)
    return MARK + out.getvalue()


def _flat(row: Any, above: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for field in fields(row):
        value = getattr(row, field.name)
        if is_dataclass(value) and not isinstance(value, type):
            found += _flat(value, f"{above}{field.name}.")
        else:
            found.append((f"{above}{field.name}", _cell(value)))
    return found


def _cell(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        value = "\n".join(
            " ".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value
        )
    if isinstance(value, dict):
        value = " / ".join(map(str, value.values()))
    if isinstance(value, str) and value.startswith(RISKY):
        return f"'{value}"
    return round(value, 4) if isinstance(value, float) else value
