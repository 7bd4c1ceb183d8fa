"""Amounts with units, as a catalogue writes them: `1.5 l`."""

from __future__ import annotations

import re
from functools import lru_cache

from ecomcore.search.lexicon import values

BASE_UNITS = {
    "l": (1000.0, "ml"),
    "kg": (1000.0, "g"),
    "m": (1000.0, "mm"),
    "cm": (10.0, "mm"),
    "TB": (1000.0, "GB"),
}
_EXTENTS = re.compile(r"(-?\d+(?:\.\d+)?(?:\s*[x×]\s*\d+(?:\.\d+)?)*)\s*([^\d\s].*)")
_BETWEEN = re.compile(r"\s*[x×]\s*")


def in_base_unit(number: float, unit: str) -> tuple[float, str]:
    """Return an amount in the base unit of its kind: 1.5 and "l" are 1500.0 and "ml"."""
    factor, base = BASE_UNITS.get(unit, (1.0, unit))
    return number * factor, base


def is_fact(value: str) -> bool:
    """Say whether a value of an attribute is a plain yes or an amount."""
    return value == "yes" or read_measure(value) is not None


@lru_cache(maxsize=4096)
def unit_of(spelling: str) -> str | None:
    """Return the unit that is written so, None where none is."""
    wanted = spelling.casefold()
    return next((unit for unit, known in values()["units"].items() if wanted in known), None)


@lru_cache(maxsize=16_384)
def read_extents(value: str) -> tuple[tuple[float, ...], str] | None:
    """Return the numbers of a value such as `110x55x75 cm` in their base unit, (1100, 550, 750) and "mm"; else None."""
    match = _EXTENTS.fullmatch(value.strip())
    unit = unit_of(match[2]) if match else None
    if match is None or unit is None:
        return None
    factor, base = in_base_unit(1.0, unit)
    return tuple(float(number) * factor for number in _BETWEEN.split(match[1])), base


def read_measure(value: str) -> tuple[float, str] | None:
    """Return a value such as `1.5 l` as an amount in its base unit, (1500.0, "ml"); else None."""
    extents = None if value.lstrip().startswith("-") else read_extents(value)
    if extents is None or len(extents[0]) > 1:
        return None
    (amount,), base = extents
    return amount, base
