"""The size charts of a shop: which size a measure of the body is, by category and by whom it is for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

from sqlalchemy.orm import Session

from ecomcore.errors import BadRow, ImportFailedError
from ecomcore.shop.models import ShopInfo

CHARTS_KEY = "size_charts"
FILE = "size_charts.csv"
COLUMNS = ("category", "gender", "measure", "from", "to", "size")
MEASURES = ("height", "weight", "chest", "waist", "hips", "foot", "age", "eu", "uk", "us", "jp")
Between = Literal["larger", "smaller"]


@dataclass(frozen=True)
class ChartRow:
    """One size by one measure, in centimetres, kilograms or years; a size of another country from itself to itself.

    `between` says which of two sizes to take where somebody is between them.
    """

    category: str
    gender: str
    measure: str
    low: float
    high: float
    size: str
    between: Between = "larger"


@dataclass(frozen=True)
class Charts:
    """All rows of a shop, in the order of its file: small sizes before large ones."""

    rows: Sequence[ChartRow]

    def of(self, category: str, gender: str) -> list[ChartRow]:
        """Return the rows for a product: those of its own category before those of one above it.

        Where there are none for whom it is for, those for everybody count.
        """
        parts = category.split("/")
        for depth in range(len(parts), 0, -1):
            path = "/".join(parts[:depth])
            own = [row for row in self.rows if row.category == path]
            for wanted in (gender, "unisex", ""):
                found = [row for row in own if row.gender == wanted]
                if found:
                    return found
        return []


def parse_charts(text: str, name: str = FILE) -> list[ChartRow]:
    """Return the rows of a CSV file.

    Raises:
        ImportFailedError: a column is missing, or rows are wrong; the message lists each.
    """
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise ImportFailedError([BadRow(name, 1, missing[0], "this column is missing")])
    rows, bad = [], []
    for line, cells in enumerate(reader, start=2):
        problem = _problem(cells)
        if problem:
            bad.append(BadRow(name, line, *problem))
            continue
        rows.append(
            ChartRow(
                cells["category"].strip(),
                cells["gender"].strip(),
                cells["measure"].strip(),
                float(cells["from"]),
                float(cells["to"]),
                cells["size"].strip(),
                cast(Between, (cells.get("between") or "").strip() or "larger"),
            )
        )
    if bad:
        raise ImportFailedError(bad)
    return rows


def _problem(cells: Mapping[str, str]) -> tuple[str, str] | None:
    if cells["measure"].strip() not in MEASURES:
        return "measure", f"{cells['measure']!r} is none of {', '.join(MEASURES)}"
    if (cells.get("between") or "").strip() not in ("", "larger", "smaller"):
        return "between", f"{cells['between']!r} is neither larger nor smaller"
    try:
        low, high = float(cells["from"]), float(cells["to"])
    except ValueError:
        return "from", f"{cells['from']!r} to {cells['to']!r} are not two numbers"
    if not 0 <= low <= high:
        return "from", f"{low:g} is not between 0 and {high:g}"
    return None if cells["size"].strip() else ("size", "must not be empty")


def stored(rows: Iterable[ChartRow]) -> list[dict[str, Any]]:
    """Return rows as they are kept in `ShopInfo`."""
    return [asdict(row) for row in rows]


def load_charts(session: Session) -> Charts:
    """Return the charts of a shop; one without any has none."""
    row = session.get(ShopInfo, CHARTS_KEY)
    return Charts([ChartRow(**raw) for raw in (row.value if row else ())])
