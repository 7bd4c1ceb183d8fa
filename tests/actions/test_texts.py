"""Every text exists in every language, with the same placeholders."""

from __future__ import annotations

import string
from datetime import date

import pytest

from actions.texts import FALLBACK, Speaker, languages, texts

OTHERS = [language for language in languages() if language != FALLBACK]


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language):
    assert set(texts(language)) == set(texts(FALLBACK))


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_exist_in_the_fallback_language(language):
    spare = {"count"}  # languages count differently: "and 2 more" against "3 in all"
    for key, text in texts(language).items():
        assert placeholders(text) - spare <= placeholders(texts(FALLBACK)[key]), key


def test_amounts_and_dates_follow_the_language():
    assert Speaker("en", "USD").money(123_456) == "$1,234.56"
    assert Speaker("en", "JPY").money(1_200) == "¥1,200"
    assert Speaker("en").day(date(2026, 11, 27)) == "Fri 27 Nov"
    assert Speaker("zh").day(date(2026, 11, 27)) == "11月27日（周五）"


def test_a_day_of_another_year_is_told_with_its_year():
    spring, today = date(2027, 3, 1), date(2026, 11, 24)
    assert Speaker("en").day(spring, today) == "Mon 1 Mar 2027"
    assert Speaker("zh").day(spring, today) == "2027年3月1日（周一）"
    assert Speaker("en").day(today, today) == "Tue 24 Nov"
