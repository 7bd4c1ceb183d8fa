"""For which ages a product is made, as its data say: `3+ years`, `18+ months`, `2-5 years`, `from birth`, `adult`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml

WORDS = Path(__file__).parent / "ages.yml"
ATTRIBUTES = ("age_group", "age_range", "age", "ages")
OLDEST = 120.0
ADULT = 18.0
SCHOOL = 6.0
"""What is made for ages from below school age on, without an end, is outgrown some years later (`_outgrown`)."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def ages_of(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    """Return the youngest and the oldest age in years that a product is made for; None where its data do not say."""
    text = _text(attributes)
    return _ages(text) if text else None


def suits(attributes: Mapping[str, str], age: float) -> bool | None:
    """Say whether a product is made for somebody of this age; None where its data do not say.

    A mere limit ("over 3 years") says of who is older nothing but that it may be given to them: None.
    """
    text, ages = _text(attributes), ages_of(attributes)
    if ages is None:
        return None
    is_inside = ages[0] <= age <= ages[1]
    return None if is_inside and _word("limit").search(text) else is_inside


def _text(attributes: Mapping[str, str]) -> str:
    return next((str(attributes[key]).lower() for key in ATTRIBUTES if attributes.get(key)), "")


def _ages(text: str) -> tuple[float, float] | None:
    scale = 1 / 12 if _word("months").search(text) else 1.0
    between = _range().search(text)
    if between:
        return float(between[1]) * scale, float(between[2]) * scale
    number = _NUMBER.search(text)
    if number:
        least = float(number[0]) * scale
        if _word("limit").search(text):
            return least, OLDEST
        if not _word("since").search(text):
            return least, least
        return least, _outgrown(least) if least < SCHOOL else OLDEST
    if _word("birth").search(text):
        return 0.0, _outgrown(0.0)
    return (ADULT, OLDEST) if _word("adults").search(text) else None


def _outgrown(least: float) -> float:
    """Return when a thing without an upper age is outgrown: at 4 if it is for newborns, at 10 if from 3 on."""
    return 4.0 + 2.0 * least


@lru_cache(maxsize=8)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(yaml.safe_load(WORDS.read_text("utf-8"))[name])


@lru_cache(maxsize=1)
def _range() -> re.Pattern[str]:
    between = yaml.safe_load(WORDS.read_text("utf-8"))["between"]
    return re.compile(rf"({_NUMBER.pattern})\s*{between}\s*({_NUMBER.pattern})")
