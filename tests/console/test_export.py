"""Tables as CSV files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from ecomcore.console.export import MARK, as_csv


@dataclass(frozen=True)
class Inner:
    share: float


@dataclass(frozen=True)
class Row:
    at: datetime
    said: str
    parts: tuple
    texts: dict
    inner: Inner


def read(rows):
    return list(csv.DictReader(io.StringIO(as_csv(rows).removeprefix(MARK))))


def test_every_field_is_a_column():
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    (row,) = read([Row(at, 'he said "hi", 你好', (("user", "a"), "b"), {"en": "x"}, Inner(1 / 3))])
    assert row == {
        "at": "2026-11-24T12:00:00+00:00",
        "said": 'he said "hi", 你好',
        "parts": "user a\nb",
        "texts": "x",
        "inner.share": "0.3333",
    }


def test_what_a_shopper_wrote_is_no_formula_in_a_spreadsheet():
    for said in ('=HYPERLINK("http://x")', "+1", "-1", "@a", "\t=1"):
        (row,) = read([Row(datetime(2026, 1, 1, tzinfo=UTC), said, (), {}, Inner(0))])
        assert row["said"] == f"'{said}"


def test_of_nothing_there_is_an_empty_file():
    assert as_csv([]) == MARK
