"""Amounts in texts: a number or a range with its unit, in one unit a dimension so that they can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from ecomcore.evidence.words import facts, languages, said, tables
from ecomcore.text.words import written
from shoptalk.numbers import read_number

NUMBER = rf"(?:\d+(?:[.,]\d+)*|{written('evidence', 'numeral')})"
JOINED = rf"(?:\s*(?:-|–|—|~|{written('evidence', 'to')})\s*)"
_MINUS_SIGNS = "-−–"
_FROST = [("temperature", 1.0)]
"""What a number below zero counts where it has no unit ("minus ten", 零下十)."""


@dataclass(frozen=True)
class Amount:
    """So much of one dimension: `low` to `high` in the dimension's first unit; `text` is as it was written.

    A dimension is named in `words/facts.yml` (`mass`, `length`, …); `plain` is a number without a unit.
    """

    low: float
    high: float
    dimension: str
    text: str
    start: int = 0
    end: int = 0

    @property
    def middle(self) -> float:
        """The one number that stands for it: its only bound where it has one."""
        if self.low == -inf:
            return self.high
        return self.low if self.high == inf else (self.low + self.high) / 2


def amounts(text: str, *, plain: bool = False) -> list[Amount]:
    """Return the amounts of a normalised text, in its order; with `plain` numbers without a unit too.

    A unit of two dimensions ("4 years" is an age or a time) gives one amount of each.
    """
    found: list[Amount] = []
    for match in _pattern().finditer(text):
        first = _value(match["first"])
        second = _value(match["second"]) if match["second"] else None
        if first is None:
            continue
        unit = match["unit"]
        is_negative = bool(match["minus"]) and not _is_after_digit(text, match.start("minus"))
        is_frost = unit is None and is_negative and match["minus"].strip() not in _MINUS_SIGNS
        if unit is None and not is_frost and (not plain or match["first"] in ("a", "an")):
            continue
        spelled = match.group().strip()
        for dimension, factor in _FROST if is_frost else _dimensions(unit):
            low, high = sorted((first * factor, (second if second is not None else first) * factor))
            if is_negative:
                low, high = -high, -low
            if match["more"]:
                high = inf
            low, high = _bounded(text, match.start(), match.end(), low, high)
            found.append(Amount(low, high, dimension, spelled, match.start(), match.end()))
    return found


def has_number(text: str) -> bool:
    """Say whether a normalised text tells a number, in digits or in words."""
    return bool(_any_number().search(text))


def _bounded(text: str, start: int, end: int, low: float, high: float) -> tuple[float, float]:
    """Widen an exact amount by "up to" or "over" before it and 以内 or 以上 behind it."""
    if low != high:
        return low, high
    before, after = text[max(0, start - 12) : start].rstrip(), text[end : end + 4].lstrip()
    for bound, words in _bounds().items():
        if before.endswith(words) or after.startswith(tuple(w for w in words if not w.isascii())):
            return (-inf, high) if bound == "up_to" else (low, inf)
    return low, high


@lru_cache(maxsize=1)
def _bounds() -> dict[str, tuple[str, ...]]:
    found = tables("bounds_of_values")
    return {bound: tuple(found.get(bound, ())) for bound in ("up_to", "from")}


def _is_after_digit(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isascii() and text[at - 1].isalnum()


@lru_cache(maxsize=1)
def _any_number() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in _number_words())
    return re.compile(rf"\d|{written('evidence', 'number')}|\b(?:{words})\b")


@lru_cache(maxsize=1)
def _number_words() -> dict[str, int]:
    return {
        str(word): int(value)
        for own in languages().values()
        for word, value in (own.get("numbers") or {}).items()
    }


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    spellings = sorted(_units(), key=len, reverse=True)
    latin = [re.escape(unit) for unit in spellings if unit[-1].isascii() and unit[-1].isalnum()]
    other = [
        re.escape(unit) for unit in spellings if not (unit[-1].isascii() and unit[-1].isalnum())
    ]
    unit = rf"(?:(?:{'|'.join(latin)})(?![a-z])|{'|'.join(other)})"
    minus = "|".join(re.escape(word) for word in sorted(said("minus"), key=len, reverse=True))
    number = rf"(?:{NUMBER}|\b(?:{'|'.join(map(re.escape, _number_words()))})\b)"
    joined = rf"(?:{JOINED}(?P<second>{number}))?"
    return re.compile(
        rf"(?P<minus>(?:{minus})\s*)?(?P<first>{number}){joined}(?P<more>\+)?(?:[\s-]*(?P<unit>{unit}))?"
    )


def _value(written: str) -> float | None:
    if written in _number_words():
        return float(_number_words()[written])
    if written[0].isdigit():
        parts = written.replace(",", "").split(".")
        return float(".".join(parts[:2]))
    number = read_number(list(written), 0)
    return number.low if number else None


@lru_cache(maxsize=1)
def _units() -> dict[str, list[tuple[str, float]]]:
    """Return what each spelling of a unit may be: (dimension, how many of its first unit)."""
    spelled = tables("units")
    found: dict[str, list[tuple[str, float]]] = {}
    for dimension, units in facts()["units"].items():
        for unit, factor in units.items():
            for spelling in spelled.get(str(unit), [str(unit)]):
                meaning = (str(dimension), float(factor))
                known = found.setdefault(spelling.lower(), [])
                if meaning not in known:
                    known.append(meaning)
    return found


def _dimensions(unit: str | None) -> list[tuple[str, float]]:
    return [("plain", 1.0)] if unit is None else _units()[unit.lower()]
