"""Ages of children: the one that a text names, and the least one that a product is made for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from ecomcore.safety.words import NEVER, facts, languages, places, plain

YEAR = 12
ADULT = 18 * YEAR
OLDEST_CHILD = 17 * YEAR
"""Months; an older age is a person's, not a condition of what is safe."""

INFANT = 11
"""Months that a baby is taken to be of whom only that is said: under one year."""


def age_in(text: str) -> int | None:
    """Return the youngest age of a child that a text names, in months; None where it names none."""
    read = plain(text)
    found: list[float] = []
    for own in languages().values():
        found += _ages(own.get("age", {}), own.get("numbers", {}), read)
    children = [round(months) for months in found if months <= OLDEST_CHILD]
    return min(children, default=None)


def youngest_in(text: str) -> int | None:
    """Return what `age_in` does; a baby whose age is not told is taken to be under one year."""
    age, read = age_in(text), plain(text)
    if age is None and any(
        re.search(str(own.get("age", {}).get("infant", NEVER)), read)
        for own in languages().values()
    ):
        return INFANT
    return age


def least_age(attributes: Mapping[str, str]) -> int | None:
    """Return the age in months from which a product is made for people; None where its data do not say it."""
    values = [attributes[key] for key in facts()["age_keys"] if key in attributes]
    found = [age for value in values if (age := _of_value(plain(value))) is not None]
    return max(found, default=None)


def _ages(own: Mapping[str, Any], numbers: Mapping[str, float], read: str) -> list[float]:
    found = []
    for unit, months in (("years", YEAR), ("months", 1)):
        for match, number in _numbered(own, numbers, unit, read):
            has_half = (
                unit == "years" and number >= 1 and re.search(str(own.get("half", NEVER)), match)
            )
            found.append((number + (0.5 if has_half else 0.0)) * months)
    found += [number * YEAR - 1 for _, number in _numbered(own, numbers, "under", read)]
    if re.search(str(own.get("newborn", NEVER)), read):
        found.append(0.0)
    return found


def _numbered(
    own: Mapping[str, Any], numbers: Mapping[str, float], unit: str, read: str
) -> Iterator[tuple[str, float]]:
    """Yield the places where a language speaks of an age in a way, each with its number."""
    for match in _pattern(str(own.get(unit, NEVER)), tuple(numbers)).finditer(read):
        told = (_number(group, numbers) for group in match.groups() if group)
        number = next((each for each in told if each is not None), None)
        if number is not None:
            yield match[0], number


def _number(written: str, numbers: Mapping[str, float]) -> float | None:
    if written in numbers:
        return float(numbers[written])
    return float(written) if re.fullmatch(r"\d{1,2}(?:\.5)?", written) else None


@lru_cache(maxsize=16)
def _pattern(template: str, numbers: tuple[str, ...]) -> re.Pattern[str]:
    ordered = "|".join(sorted(numbers, key=len, reverse=True))
    return re.compile(template.replace("{number}", f"(?:{ordered})"))


def _of_value(value: str) -> int | None:
    for own in (each.get("age", {}) for each in languages().values()):
        if places(tuple(own.get("of_animals", ())), value):
            return None
        for unit, months in (("of_value_months", 1), ("of_value_years", YEAR)):
            found = re.search(str(own.get(unit, NEVER)), value)
            if found:
                return int(next(g for g in found.groups() if g)) * months
        if places(tuple(own.get("birth", ())), value):
            return 0
        if places(tuple(own.get("adult", ())), value):
            return ADULT
    return None
