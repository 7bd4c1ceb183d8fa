"""Patterns of surfaces: an SVG tile in the shades of the product, which takes the place of its plain colour."""

from __future__ import annotations

from .palette import Shades, circle, line, path, polygon, rect


def _stripes(s: Shades) -> str:
    return rect(0, 0, 14, 36, s.light)


def _bands(s: Shades) -> str:
    return rect(0, 0, 36, 12, s.dark) + rect(0, 12, 36, 4, s.accent)


def _dots(s: Shades) -> str:
    return circle(9, 9, 6, s.accent) + circle(27, 27, 6, s.accent)


def _checks(s: Shades) -> str:
    return rect(0, 0, 18, 18, s.dark, opacity=0.75) + rect(18, 18, 18, 18, s.dark, opacity=0.75)


def _weave(s: Shades) -> str:
    return "".join(
        line(0, y, 36, y, s.dark, 3, opacity=0.6) + line(y, 0, y, 36, s.light, 3, opacity=0.7)
        for y in (4, 13, 22, 31)
    )


def _herringbone(s: Shades) -> str:
    return path("M0 12 L9 0 L18 12 L27 0 L36 12 M0 30 L9 18 L18 30 L27 18 L36 30", stroke=s.dark,
                stroke_width=5)  # fmt: skip


def _slant(s: Shades) -> str:
    return path("M-9 9 L9 -9 M-9 45 L45 -9 M27 45 L45 27", stroke=s.light, stroke_width=9)


def _scales(s: Shades) -> str:
    return path("M0 0 Q18 26 36 0 M-18 18 Q0 44 18 18 M18 18 Q36 44 54 18", stroke=s.dark,
                stroke_width=4)  # fmt: skip


def _diamonds(s: Shades) -> str:
    return polygon("18,2 30,18 18,34 6,18", s.accent, opacity=0.8)


def _waves(s: Shades) -> str:
    return path("M0 10 q9 -12 18 0 t18 0 M0 28 q9 -12 18 0 t18 0", stroke=s.light, stroke_width=5)


TILES = {
    "stripes": _stripes,
    "dots": _dots,
    "herringbone": _herringbone,
    "checks": _checks,
    "waves": _waves,
    "slant": _slant,
    "scales": _scales,
    "weave": _weave,
    "diamonds": _diamonds,
    "bands": _bands,
}

MATERIALS: dict[str, str] = {
    "linen": "weave", "cotton": "stripes", "wool": "herringbone", "cashmere": "diamonds",
    "merino": "bands", "fleece": "dots", "down": "scales", "nylon": "slant", "polyester": "waves",
    "canvas": "checks", "leather": "slant", "steel": "bands", "aluminium": "stripes",
    "bamboo": "stripes", "wood": "waves", "oak": "waves", "stoneware": "dots", "ceramic": "scales",
    "glass": "slant", "silicone": "dots", "rubber": "diamonds", "paper": "checks", "plush": "dots",
}  # fmt: skip
"""Patterns that go with a material, the first word found in it."""


def tile(name: str, s: Shades) -> str:
    """Return the definition of a pattern, to be filled with as `url(#surface)`."""
    return (
        '<defs><pattern id="surface" width="36" height="36" patternUnits="userSpaceOnUse">'
        + rect(0, 0, 36, 36, s.base)
        + TILES[name](s)
        + "</pattern></defs>"
    )
