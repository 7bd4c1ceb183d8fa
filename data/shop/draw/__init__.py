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
from .looks import Look, looks
from .palette import COLOURS, Shades, shades
from .scene import Spot, detail, picture

__all__ = ["COLOURS", "KINDS", "Look", "Spot", "draw", "draw_body", "draw_detail", "looks"]

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


def draw_body(kind: str, s: Shades) -> str:
    """Return the shapes of a product of a kind in shades, without anything round it.

    An unknown kind is a `ValueError` which names it.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind: {kind!r}")
    return KINDS[kind](s)


def draw(kind: str, colour: str, look: Look, spot: Spot | None) -> str:
    """Return the SVG document of a product of a `kind` in a `colour`, with what is its own.

    An unknown kind or colour is a `ValueError` which names it.
    """
    s = shades(colour)
    return picture(draw_body(kind, s), s, look, spot)


def draw_detail(kind: str, colour: str, look: Look, spot: Spot | None) -> str:
    """Return the SVG document of a close look."""
    s = shades(colour)
    return detail(draw_body(kind, s), s, look, spot)
