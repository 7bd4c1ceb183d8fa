"""Days as people name them: `3 December`, `12月3日`, Friday, 圣诞节, tomorrow; always the next one from today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from ecomcore.search.lexicon import read_sections
from ecomcore.text.tokens import has_chinese, normalise
from ecomcore.text.words import pattern, written
from shoptalk import packs

FOLDER = Path(__file__).parent / "words"
ROOM = "service"
"""How its file is called in a language pack."""
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_MONTH_AND_DAY = pattern("service", "month_and_day")


def read_day(text: str, today: date) -> date | None:
    """Return the first day that a text names, today or later; none where it names none that there is."""
    plain = normalise(text)
    if match := _ISO.search(plain):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_AND_DAY.search(plain) or _month_first().search(plain):
        return _coming(_month(match[1]), int(match[2]), today)
    if match := _day_first().search(plain):
        return _coming(_month(match[2]), int(match[1]), today)
    for feast, month_day in _longest("feasts"):
        if _has(feast, plain):
            month, day = (int(part) for part in str(month_day).split("-"))
            return _coming(month, day, today)
    for word, ahead in _longest("in_days"):
        if _has(word, plain):
            return today + timedelta(days=int(ahead))
    for word, weekday in _longest("weekdays"):
        if _has(word, plain):
            return today + timedelta(days=(int(weekday) - today.weekday()) % 7)
    return None


def named_by(section: str) -> dict[str, Any]:
    """Return what the words of a section mean in all languages, the longest words first."""
    return dict(_longest(section))


def _has(word: str, plain: str) -> bool:
    return word in plain if has_chinese(word) else bool(re.search(rf"\b{re.escape(word)}\b", plain))


def _coming(month: int, day: int, today: date) -> date | None:
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year >= today:
        return this_year
    return _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(written: str) -> int:
    return int(written) if written.isdigit() else int(dict(_section("months"))[written])


@lru_cache(maxsize=1)
def _names_of_months() -> str:
    return "|".join(sorted((str(name) for name, _ in _section("months")), key=len, reverse=True))


@lru_cache(maxsize=1)
def _month_first() -> re.Pattern[str]:
    return re.compile(
        rf"\b({_names_of_months()})\.?\s+(?:the\s+)?(\d{{1,2}}){written('service', 'ordinal')}?\b"
    )


@lru_cache(maxsize=1)
def _day_first() -> re.Pattern[str]:
    return re.compile(
        rf"\b(\d{{1,2}}){written('service', 'ordinal')}?(?:\s+of)?\s+({_names_of_months()})\b"
    )


def _section(name: str) -> Iterator[tuple[str, Any]]:
    for sections in _languages():
        yield from (sections.get(name) or {}).items()


def _longest(name: str) -> list[tuple[str, Any]]:
    return sorted(_section(name), key=lambda pair: -len(pair[0]))


@lru_cache(maxsize=1)
def _languages() -> tuple[dict[str, Any], ...]:
    return tuple(read_sections(path) for path in packs.files(FOLDER, ROOM).values())
