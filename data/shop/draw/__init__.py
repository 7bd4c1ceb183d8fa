"""Product illustrations: an SVG for each kind of product in each colour of the shop."""

from __future__ import annotations

from collections.abc import Callable

from . import (
    bags,
    beauty,
    clothing,
    electronics,
    food,
    home,
    kitchen,
    outdoor,
    pets,
    shoes,
    sports,
    stationery,
    toys,
)
from .palette import COLOURS, Shades, canvas, shades

__all__ = ["COLOURS", "KINDS", "draw"]

KINDS: dict[str, Callable[[Shades], str]] = {
    **clothing.KINDS,
    **shoes.KINDS,
    **bags.KINDS,
    **outdoor.KINDS,
    **sports.KINDS,
    **toys.KINDS,
    **stationery.KINDS,
    **home.KINDS,
    **kitchen.KINDS,
    **electronics.KINDS,
    **food.KINDS,
    **beauty.KINDS,
    **pets.KINDS,
}


def draw(kind: str, colour: str) -> str:
    """Return the SVG document of a product `kind` in a `colour`.

    An unknown kind or colour is a `ValueError` which names it.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind: {kind!r}")
    return canvas(KINDS[kind](shades(colour)))
