"""Reading a CSV file into a frame whose index is the line where each row begins."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ecomcore.errors import BadRow, ImportFailedError
from ecomcore.importers.headers import english, plain_header
from ecomcore.importers.textfile import read_text

DELIMITERS = (",", ";", "\t")
TABLE_ENDINGS = (".csv", ".tsv")
TEXT_ENDINGS = (".txt", ".text")
FEWEST_TABS = 2
"""Tabs in the first line of a text that is a table."""
NO_TABLES = frozenset((".json", ".jsonl", ".ndjson", ".xml", ".md", ".markdown", ".html", ".htm"))
REASONS = {
    "unexpected end of data": 'a quote (") that opens in this row is never closed',
    "expected after": 'text follows a closing quote; write a quote inside a quoted cell twice ("")',
    "field larger than": 'a cell is longer than 131072 characters; is a quote (") left open?',
}


@dataclass
class Table:
    """A CSV file: `frame` has texts only, and the line numbers as its index.

    `written` gives the file's own spelling of the columns of the frame.
    """

    name: str
    frame: pd.DataFrame
    bad: list[BadRow] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row with its line number."""
        yield from zip(self.frame.index, self.frame.to_dict("records"), strict=True)


def read_table(
    path: Path,
    required: Sequence[str],
    known: Sequence[str] = (),
    aliases: Mapping[str, str] | None = None,
) -> Table:
    """Read a CSV file (`,`, `;` or tab between cells; quoted as RFC 4180 says).

    Column names are matched to `required` and `known` without regard to case; `aliases` maps other
    names that a column may have onto these. Rows that cannot be
    read are listed in `bad` of the result, the others are in its frame.

    Raises:
        ImportFailedError: the file cannot be read at all, or its first row lacks a required column.
    """
    text = read_text(path)
    nul_lines = [BadRow(path.name, n, "row", "holds NUL bytes") for n in _nul_lines(text)]
    if nul_lines:
        raise ImportFailedError(nul_lines)
    rows, bad = _read_rows(text, _delimiter(text, required), path.name)
    if not rows:
        raise ImportFailedError(bad or [BadRow(path.name, 1, "file", "is empty")])
    header_line, header = rows.pop(0)
    columns = column_names(header, (*known, *required), aliases)
    while columns and not columns[-1]:
        columns.pop()
    wrong = [
        BadRow(path.name, header_line, name, "is missing; the first row must name the columns")
        for name in required
        if name not in columns
    ] + [
        BadRow(path.name, header_line, name or "(no name)", "comes twice in the first row")
        for name in sorted({name for name in columns if columns.count(name) > 1})
    ]
    if wrong:
        raise ImportFailedError(bad + wrong)
    kept: list[list[str]] = []
    lines: list[int] = []
    for line, cells in rows:
        count = len(cells)
        if count != len(columns) and (count < len(columns) or any(cells[len(columns) :])):
            reason = f"has {count} cells, but the first row names {len(columns)} columns"
            bad.append(BadRow(path.name, line, "row", reason))
            continue
        kept.append(cells[: len(columns)])
        lines.append(line)
    frame = pd.DataFrame(kept, columns=columns, index=pd.Index(lines, dtype=int), dtype=object)
    return Table(path.name, frame, bad, dict(zip(columns, map(str.strip, header), strict=False)))


def tables_of(path: Path) -> list[Path]:
    """Return the CSV and TSV files that `path` is or holds, and texts that are tables with tabs."""
    if not path.is_dir():
        return [] if NO_TABLES & {suffix.lower() for suffix in path.suffixes} else [path]
    return sorted(
        file
        for file in path.iterdir()
        if file.is_file()
        and (any(suffix in TABLE_ENDINGS for suffix in file.suffixes) or is_table_text(file))
    )


def is_table_text(file: Path) -> bool:
    """Say whether a text file is a table: its first line names columns with tabs between them."""
    if file.suffix.lower() not in TEXT_ENDINGS:
        return False
    try:
        return _first_line(read_text(file, is_markup=True)).strip().count("\t") >= FEWEST_TABS
    except ImportFailedError:
        return False


def column_names(
    header: Sequence[str], known: Sequence[str], aliases: Mapping[str, str] | None = None
) -> list[str]:
    """Return the names that the columns of a first row go by."""
    spelling = {plain_header(name): name for name in known}
    spelling |= {plain_header(name): column for name, column in (aliases or {}).items()}
    return [english(name, spelling) or name.strip() for name in header]


def header_of(path: Path) -> list[str]:
    """Return the names in the first row of a CSV file.

    Raises:
        ImportFailedError: the file cannot be read at all.
    """
    text = read_text(path)
    rows, _ = _read_rows(_first_line(text), _delimiter(text, ()), path.name)
    return [name.strip() for name in rows[0][1]] if rows else []


def _first_line(text: str) -> str:
    """Return the first line that holds more than separators."""
    lines = text[:65536].split("\n")
    return next((line for line in lines if line.strip(' \t\r,;"')), "")


def _nul_lines(text: str) -> list[int]:
    if "\x00" not in text:
        return []
    return [n for n, line in enumerate(text.split("\n"), start=1) if "\x00" in line]


def _delimiter(text: str, required: Sequence[str]) -> str:
    """Return the separator that the first line uses: the one that finds most columns."""
    first = _first_line(text)
    wanted = {name.casefold() for name in required}

    def found(delimiter: str) -> tuple[int, int]:
        names = [name.strip(' \r"').casefold() for name in first.split(delimiter)]
        return len(wanted.intersection(names)), len(names)

    return max(DELIMITERS, key=found)


def _read_rows(
    text: str, delimiter: str, name: str
) -> tuple[list[tuple[int, list[str]]], list[BadRow]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    bad: list[BadRow] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows, bad
        except csv.Error as error:
            reason = next((r for part, r in REASONS.items() if part in str(error)), str(error))
            bad.append(BadRow(name, line, "row", reason))
            continue
        if any(cell.strip() for cell in cells):
            rows.append((line, cells))
