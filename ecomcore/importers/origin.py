"""Where a row was read: its file, line and column names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecomcore.errors import BadRow


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of one row; `columns` gives the file's own name for a field."""

    file: str
    line: int
    columns: Mapping[str, str] = field(default_factory=dict)

    def bad(self, field_name: str, reason: str, value: object = "") -> BadRow:
        """Return what is wrong with one field of the row."""
        column = self.columns.get(field_name)
        if column is None:
            column = self.columns.get(field_name.partition(".")[0], field_name)
        shown = "" if value is None else str(value)
        return BadRow(self.file, self.line, column, reason, shown[:80])


@dataclass
class ExportLine:
    """One row of a table that a shop system wrote."""

    cells: dict[str, str]
    origin: Origin

    def __getitem__(self, column: str) -> str:
        """Return a cell; a column that the export lacks is empty."""
        return self.cells.get(column, "").strip()
