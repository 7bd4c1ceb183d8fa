"""Ages as shoppers write them: 35, thirty-five, 三十五岁, in their twenties, 90后, students."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ecomcore.text import words
from ecomcore.text.tokens import normalise
from shoptalk.numbers import CHINESE_DIGITS, number_words, read_number

WORDS = Path(__file__).parent / "ages.yml"
MIN_AGE, MAX_AGE = 14, 110
MIDDLE_OF_DECADE = 5
_PIECES = re.compile(r"\d+|[a-z]+|[\u3400-\u9fff]")
_DECADE = re.compile(rf"(?<!\d)([2-9]0){words.written('ages', 'after_decade')}")
_DECADE_IN_WORDS = words.pattern("ages", "decade_in_words")
_BORN_SINCE = words.pattern("ages", "born_since")
_AFTER_AGE = words.pattern("ages", "after_age")


def age_in(text: str, year: int, *, least: int = MIN_AGE, but: Collection[int] = ()) -> int | None:
    """Return the age that a text names, in years, or None; a decade or a group stands for its middle.

    `year` is the current one: it turns 90后 (born in the nineties) into an age. Below 14, down to `least`, a number is
    an age only where the text says so ("4 years old"); numbers that mean something else (`but`: amounts) are none.
    """
    text = normalise(text)
    for read in (_decade, lambda said: _born(said, year), lambda said: _number(said, but), _group):
        age = read(text)
        if age is not None and least <= age <= MAX_AGE:
            return age
    return None


def is_about_self(text: str) -> bool:
    """Say whether the text means the age of whoever wrote it."""
    text = normalise(text)
    return any(word in text for word in _words()["self"])


def _decade(text: str) -> int | None:
    found = _DECADE.search(text)
    if found:
        return int(found[1]) + MIDDLE_OF_DECADE
    found = _DECADE_IN_WORDS.search(text)
    if found:
        return _digit(found["tens"]) * 10 + MIDDLE_OF_DECADE
    return next(
        (age for word, age in _words()["decades"].items() if re.search(rf"\b{word}\b", text)), None
    )


def _born(text: str, year: int) -> int | None:
    """Read 90后, 95后, 八零后: the middle of those born from that year on."""
    found = _BORN_SINCE.search(text)
    if found is None:
        return None
    tens, ones = _digit(found["tens"]), _digit(found["ones"])
    first = tens * 10 + ones
    born = (2000 if first <= year % 100 else 1900) + first
    return year - born - (MIDDLE_OF_DECADE if ones == 0 else 2)


def _number(text: str, but: Collection[int] = ()) -> int | None:
    pieces = _PIECES.findall(text)
    english = number_words("en")
    found = []
    position = 0
    while position < len(pieces):
        number = read_number(pieces, position, english)
        if number is None:
            position += 1
            continue
        found.append((int(number.low), pieces[number.end : number.end + 2]))
        position = number.end
    ages = [value for value, after in found if after and _AFTER_AGE.fullmatch(after[0])]
    ages += [value for value, _ in found if MIN_AGE <= value <= MAX_AGE and value not in but]
    return ages[0] if ages else None


def _digit(char: str) -> int:
    """Return the value of a digit as it is written in numbers or in Chinese."""
    return int(char) if char.isdecimal() else CHINESE_DIGITS[char]


def _group(text: str) -> int | None:
    return next((age for word, age in _words()["groups"].items() if word in text), None)


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return found
