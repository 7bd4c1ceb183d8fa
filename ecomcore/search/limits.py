"""Limits of measures: "at most 120 cm wide", "for five people", "down to -5 degrees", against what products tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ecomcore.search.amounts import in_base_unit, read_extents
from ecomcore.search.catalogue import SearchProduct
from ecomcore.search.lexicon import values

EXACTLY, AT_MOST, AT_LEAST = "exactly", "at_most", "at_least"
TOLERANCE = 0.025
"""So much a measure may be off where exactly one was asked for."""


class Said(NamedTuple):
    """A measure as it was said: `amounts` in `unit`, which bound it is and of which side ("" where nothing tells)."""

    amounts: tuple[float, ...]
    unit: str
    bound: str = ""
    side: str = ""

    @property
    def numbers(self) -> str:
        """The numbers in plain characters: `120`, `2 x 3`."""
        return " x ".join(f"{amount:g}" for amount in self.amounts)

    @property
    def text(self) -> str:
        """The measure in plain characters: `120 cm`, `2 x 3 m`."""
        return f"{self.numbers} {self.unit}"


class Limit(NamedTuple):
    """A condition on a measure: the first of `keys` that a version of a product has counts."""

    keys: tuple[str, ...]
    bound: str
    amounts: tuple[float, ...]
    base: str
    side: str
    said: tuple[str, str]
    """The numbers and the unit as they were said."""

    def is_met(self, told: Mapping[str, str]) -> bool:
        """Say whether what a product tells of itself is within the limit; what it does not tell is not."""
        value = next((told[key] for key in self.keys if key in told), "")
        extents = read_extents(value)
        if extents is None or extents[1] != self.base:
            return False
        if self.bound == EXACTLY:
            return _are_like(self.amounts, extents[0])
        own = _on_side(extents[0], self.side)
        wanted = self.amounts[0]
        return own <= wanted if self.bound == AT_MOST else own >= wanted


def limit(said: Said, told_by: set[tuple[str, str]]) -> Limit | None:
    """Return the condition that a measure is, None where it is none.

    `told_by` are the properties that products of the kind have, each with the base unit that it is measured in.
    """
    factor, base = in_base_unit(1.0, said.unit)
    known = [key for key in values()["measured_by"].get(base, ()) if (key, base) in told_by]
    keys = tuple(key for key in known if key == said.side) or tuple(known)
    enough: Mapping[str, str] = values()["enough"]
    bound = EXACTLY if len(said.amounts) > 1 else said.bound
    bound = next((enough[key] for key in keys if key in enough), bound)
    if not keys or not bound:
        return None
    amounts = tuple(amount * factor for amount in said.amounts)
    return Limit(keys, bound, amounts, base, said.side, (said.numbers, said.unit))


def measured_by(product: SearchProduct) -> set[tuple[str, str]]:
    """Return the properties of a product that are measures, each with its base unit."""
    pairs = {*product.attributes.items(), *(p for v in product.variants for p in v.options.items())}
    read = {(key, read_extents(value)) for key, value in pairs}
    return {(key, extents[1]) for key, extents in read if extents is not None}


def _on_side(extents: Sequence[float], side: str) -> float:
    """Return the number that tells how wide, deep, high or long a thing of these extents is."""
    ground = extents[:2]
    if side == "height" and len(extents) > len(ground):
        return extents[-1]
    return min(ground) if side == "depth" else max(ground)


def _are_like(wanted: Sequence[float], own: Sequence[float]) -> bool:
    pairs = list(zip(sorted(wanted), sorted(own[: len(wanted)]), strict=False))
    return len(own) >= len(wanted) and all(abs(a - b) <= TOLERANCE * a for a, b in pairs)
