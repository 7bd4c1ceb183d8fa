"""The JSON objects of a file: one a line, a list of them, or a list inside one object."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ecomcore.importers.collector import Collector
from ecomcore.importers.jsonfile import parse_json
from ecomcore.importers.origin import Origin
from ecomcore.importers.rows import ProductRow
from ecomcore.importers.textfile import read_text, refuse

ENDINGS = (".json", ".jsonl", ".ndjson")
LISTS = ("products", "items", "data", "@graph", "itemListElement", "results")
"""Fields that hold the list of goods in files that are one object."""

Entry = tuple[Origin, dict[str, Any]]


def json_files(path: Path) -> list[Path]:
    """Return the JSON and JSON-lines files that `path` is or holds."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [file for file in files if file.is_file() and set(ENDINGS) & set(file.suffixes)]


def read_entries(
    file: Path, collector: Collector | None, columns: Mapping[str, str] | None = None
) -> list[Entry]:
    """Return the objects of a file with their places; a line that is none is reported to the collector.

    Raises:
        ImportFailedError: the file cannot be read, or is not JSON at all.
    """
    text = read_text(file)
    columns = columns or {}
    whole = _whole(text, file)
    if whole is not None:
        return _listed(whole, file, columns, collector)
    entries: list[Entry] = []
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        origin = Origin(file.name, line, columns)
        try:
            value = parse_json(written)
        except json.JSONDecodeError as error:
            _report(collector, origin, f"is not JSON: {error.msg}")
            continue
        entries += _listed(value, file, columns, collector, line)
    return entries


def _whole(text: str, file: Path) -> Any:
    """Return the value of a file that is one JSON value over several lines, None for one a line."""
    start = text.lstrip()[:1]
    if start == "[" or (start == "{" and text.strip().count("\n")):
        try:
            return parse_json(text)
        except json.JSONDecodeError as error:
            if start == "[":
                raise refuse(file.name, f"is not JSON: {error.msg}", error.lineno) from error
    return None


def _listed(
    value: Any, file: Path, columns: Mapping[str, str], collector: Collector | None, line: int = 0
) -> list[Entry]:
    if isinstance(value, dict):
        inner = next((value[key] for key in LISTS if isinstance(value.get(key), list)), None)
        if inner is None or "variants" in value:
            return [(Origin(file.name, line or 1, columns), value)]
        value = inner
    if not isinstance(value, list):
        _report(collector, Origin(file.name, line or 1, columns), "is not a JSON object")
        return []
    entries = []
    for number, entry in enumerate(value, start=1):
        origin = Origin(file.name, line or number, columns)
        if isinstance(entry, dict):
            entries.append((origin, entry))
        else:
            _report(collector, origin, "is not a JSON object")
    return entries


def _report(collector: Collector | None, origin: Origin, reason: str) -> None:
    if collector is not None:
        collector.add_unread(ProductRow, [origin.bad("row", reason)])
