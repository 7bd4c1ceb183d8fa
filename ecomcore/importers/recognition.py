"""Finds out which format a path is of; what is of none gets the list of those that would work, and the nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ecomcore.errors import ImportFailedError
from ecomcore.importers.collector import Collector
from ecomcore.importers.reader import AUTO, Reader
from ecomcore.importers.tablefile import header_of, tables_of
from ecomcore.importers.textfile import read_text, refuse

PROSE = "knowledge"
SHOWN = 8
ANY_TABLE = "A table of any system loads as goods if its first row names a column title (or name) and one price"


def recognise(path: Path, formats: Mapping[str, Reader]) -> tuple[str, Reader]:
    """Return the format of a path; a folder may hold texts for customers beside its goods.

    Raises:
        ImportFailedError: it is of no known format; the message lists those, and names the nearest.
    """
    if path.is_file():
        read_text(path, is_markup=True)  # what cannot be read at all says why
    found = [name for name, reader in formats.items() if name != AUTO and _fits(reader, path)]
    if not found:
        raise refuse(path.name, _unknown(path, formats))
    first = formats[found[0]]
    if not path.is_dir() or found[0] in (PROSE, "csv") or PROSE not in found:
        return found[0], first

    def read_both(folder: Path, collector: Collector) -> None:
        first.read(folder, collector)
        formats[PROSE].read(folder, collector)
        batch = collector.batch
        batch.unread = [name for name in batch.unread if name not in batch.files]

    return f"{found[0]} + {PROSE}", replace(first, read=read_both)


def _fits(reader: Reader, path: Path) -> bool:
    try:
        return reader.matches(path)
    except ImportFailedError:
        return False


def _unknown(path: Path, formats: Mapping[str, Reader]) -> str:
    known = "; ".join(f"{name} ({reader.about})" for name, reader in formats.items())
    columns: list[str] = []
    for file in tables_of(path):
        try:
            columns = header_of(file)
        except ImportFailedError:
            continue
        break
    if len(columns) < 2:
        what = "no CSV, JSON, XML, Markdown or HTML file" if path.is_dir() else "nothing known"
        return f"holds {what}. What works: {known}"
    shown = ", ".join(columns[:SHOWN]) + (" …" if len(columns) > SHOWN else "")
    plain = {name.strip().casefold() for name in columns}
    scores = {
        name: sum(column.casefold() in plain for column in reader.columns) / len(reader.columns)
        for name, reader in formats.items()
        if reader.columns
    }
    nearest = max(scores, key=lambda name: scores[name])
    lacking = [c for c in formats[nearest].columns if c.casefold() not in plain]
    guess = f"Nearest is {nearest}, which needs {', '.join(lacking)}. " if lacking else ""
    if not scores[nearest]:
        guess = f"{ANY_TABLE}. "
    return f"has columns of no known format: {shown}. {guess}What works: {known}"
