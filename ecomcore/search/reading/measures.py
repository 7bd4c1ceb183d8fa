"""Measures in a wish: `500 ml`, `2 x 3 m`, "at most 120 cm wide", 2升以上, "minus five degrees"."""

from __future__ import annotations

from collections.abc import Sequence

from ecomcore.search.limits import AT_LEAST, AT_MOST, Said
from ecomcore.search.phrases import Meaning
from ecomcore.search.reading.state import DASHES, Reading


def measure(reading: Reading, at: int) -> int:
    """Read a number with its unit; what it is a condition on is settled when the kind of product is known."""
    amounts, end = _amounts(reading, at)
    unit = reading.get(end, "units") if amounts else None
    if unit is None:
        return at
    if reading.get(at - 1, "minus") or reading.text(at - 1) in DASHES:
        amounts = [-amount for amount in amounts]
    said = Said(tuple(amounts), unit.value, _bound(reading, at, end), _side(reading, at, end))
    reading.measures.append(said)
    return end + 1


def settle_measure(reading: Reading, said: Said, groups: Sequence[str]) -> None:
    """Take a measure for a limit, else for a value that such products come in; else it is words to look for."""
    limit = reading.vocabulary.limit(said, groups)
    if limit is not None:
        reading.found.limits.append(limit)
        return
    reading.found.text.append(said.text)
    for key, value in reading.vocabulary.measured(said.amounts[0], said.unit, groups):
        reading.found.wanted.append(Meaning("attribute", value, key))
        reading.found.sources.append((Meaning("attribute", value, key), said.text))


def _amounts(reading: Reading, at: int) -> tuple[list[float], int]:
    """Read the numbers of a measure, `120` or `2 x 3`, also with the unit after each; return where they end."""
    amounts: list[float] = []
    while (number := reading.number(at)) is not None:
        amounts.append(number.low)
        after = at + 2 if reading.get(at + 1, "units") else at + 1
        if not reading.get(after, "times") or reading.number(after + 1) is None:
            return amounts, at + 1
        at = after + 1
    return amounts, at


def _side(reading: Reading, at: int, end: int) -> str:
    """Return which side is measured, told nearest by: "120 cm wide", "width under 120 cm"; "" where none is."""
    beside = (end + 1, at - 1, end + 2, at - 2, at - 3)
    sides = (reading.get(place, "sides") for place in beside)
    return next((side.value for side in sides if side), "")


def _bound(reading: Reading, at: int, end: int) -> str:
    """Return how a measure limits: "at most 3 kg", 2升以上, "lighter than 3 kg"; "" where it does not."""
    named = reading.get(at - 1, "bounds")
    if named:
        return named.value
    for bound in (AT_MOST, AT_LEAST):
        if reading.says_price(at - 1, bound) or reading.says_price(end + 1, f"suffix_{bound}"):
            return bound
    return ""
