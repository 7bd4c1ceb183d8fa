"""Amounts are converted exactly, or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomcore.errors import SettingsError
from ecomcore.importers.fields import parse_day, parse_instant, parse_pairs
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import category_path, option_key, slug
from ecomcore.money import LARGEST, check_currency, decimals, minor_units


@pytest.mark.parametrize(
    ("written", "currency", "cents"),
    [
        ("12.90", "USD", 1290),
        ("12.9", "EUR", 1290),
        ("52.0000", "USD", 5200),
        ("0", "USD", 0),
        (Decimal("47.84"), "USD", 4784),
        (20, "USD", 2000),
        ("１２.5", "CNY", 1250),
        ("1290", "JPY", 1290),
        ("1290.00", "JPY", 1290),
        ("1.234", "KWD", 1234),
    ],
)
def test_exact(written: object, currency: str, cents: int) -> None:
    assert minor_units(written, currency) == cents


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        ("12.901", "USD"),
        ("12.9", "JPY"),
        ("1.2345", "KWD"),
        ("-1", "USD"),
        ("1,234.50", "USD"),
        ("$5", "USD"),
        ("5 USD", "USD"),
        ("1e3", "USD"),
        ("nan", "USD"),
        ("", "USD"),
        (".5", "USD"),
        ("90071992547409.92", "USD"),
        (True, "USD"),
    ],
)
def test_refused(written: object, currency: str) -> None:
    with pytest.raises(
        ValueError, match=r"must be a plain amount|has more decimals|is larger than"
    ):
        minor_units(written, currency)


@given(st.integers(min_value=0, max_value=LARGEST), st.sampled_from(["USD", "JPY", "KWD"]))
def test_there_and_back(cents: int, currency: str) -> None:
    written = str(Decimal(cents).scaleb(-decimals(currency)).quantize(Decimal("0.001")))
    assert minor_units(written, currency) == cents


def test_currencies() -> None:
    assert check_currency(" cny ") == "CNY"
    with pytest.raises(SettingsError, match="three-letter code"):
        check_currency("¥")


def test_days_and_instants() -> None:
    assert str(parse_day("2026/3/5")) == "2026-03-05"
    assert str(parse_day("2026-03-05 00:00:00")) == "2026-03-05"
    assert str(parse_instant("2026-03-05 10:00:00 +0800")) == "2026-03-05 02:00:00+00:00"
    assert str(parse_instant("2026-03-05T10:00:00Z")) == "2026-03-05 10:00:00+00:00"
    assert str(parse_instant("2026-03-05 10:00:00 UTC")) == "2026-03-05 10:00:00+00:00"
    for wrong in ("20260305", "5.3.2026", "2026-02-30", "1700000000"):
        with pytest.raises(ValueError, match="must be a day"):
            parse_day(wrong)


def test_pairs() -> None:
    assert parse_pairs("Color=navy; size = M;") == {"colour": "navy", "size": "M"}
    assert parse_pairs("material=wool；origin=Peru") == {"material": "wool", "origin": "Peru"}
    for wrong in ("navy", "colour=", "=navy", "color=red; colour=blue"):
        with pytest.raises(ValueError, match=r"must be written as|twice"):
            parse_pairs(wrong)


def test_spelling_of_keys() -> None:
    assert option_key("Frame Color") == "frame_colour"
    assert option_key("Colorado") == "colorado"
    assert option_key("颜色") == "colour"
    assert category_path(["Hoodies & Sweatshirts", "Été"]) == "hoodies-and-sweatshirts/ete"
    assert slug("马克杯 350ml") == "马克杯-350ml"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One &amp; two</p><p>three</p>", "One & two\nthree"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
        ("a<br/>b", "a\nb"),
        ("<script>x()</script><style>p{}</style>kept", "kept"),
        ("size < 5 and > 3", "size < 5 and > 3"),
        ("no markup at all", "no markup at all"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("a&nbsp; b", "a b"),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert plain_text(html) == text
