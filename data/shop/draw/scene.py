"""Puts a drawn product into its picture: stage, pose, surface, label, the brand's band with the name."""

from __future__ import annotations

from xml.sax.saxutils import escape

from .looks import Look
from .motifs import MOTIFS
from .palette import (
    PAPER,
    SIZE,
    WHITE,
    Shades,
    circle,
    darken,
    ellipse,
    group,
    lighten,
    path,
    polygon,
    rect,
)
from .patterns import tile

BAND = 44
"""Height of the brand's band at the foot of a picture."""
CORNER_SPOT = (338.0, 318.0, 40.0)
"""Where the label hangs if the product has no room for it: x, y, radius."""
Spot = tuple[float, float, float]


def picture(drawn: str, s: Shades, look: Look, spot: Spot | None) -> str:
    """Return the SVG of the whole product; `spot` is where its body has room for the label."""
    return _document(_stage(look), _posed(_dressed(drawn, s, look), look, spot), _band(look))


def detail(drawn: str, s: Shades, look: Look, spot: Spot | None) -> str:
    """Return the SVG of a close look at the label and what is round it."""
    x, y, _ = spot or (200.0, 200.0, 0.0)
    near = group(
        _labelled(_dressed(drawn, s, look), look, spot or (200.0, 200.0, 46.0)),
        transform=(
            f"translate({200 + 2.4 * look.shift[0]:g} {176 + 3 * look.shift[1]:g})"
            f" rotate({3 * look.turn:g}) scale({2.6 * look.width:g}) translate({-x:g} {-y:g})"
        ),
    )
    return _document(_stage(look), near, _band(look))


def _document(*parts: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}"'
        f' width="{SIZE}" height="{SIZE}">' + "".join(parts) + "</svg>"
    )


def _dressed(drawn: str, s: Shades, look: Look) -> str:
    """Return the product with its surface in place of its plain colour."""
    if look.surface is None:
        return drawn
    return tile(look.surface, s) + drawn.replace(f'fill="{s.base}"', 'fill="url(#surface)"')


def _posed(dressed: str, look: Look, spot: Spot | None) -> str:
    across = -look.width if look.is_mirrored else look.width
    inner = _labelled(dressed, look, spot) if spot else dressed
    body = group(
        inner,
        transform=(
            f"translate({200 + look.shift[0]} {184 + look.shift[1]}) rotate({look.turn:g})"
            f" scale({across * 0.92:g} {look.height * 0.92:g}) translate(-200 -200)"
        ),
    )
    return body if spot else body + _hang_tag(look)


def _labelled(dressed: str, look: Look, spot: Spot) -> str:
    x, y, radius = spot
    return (
        dressed
        + circle(x, y, radius, PAPER, stroke=look.band, stroke_width=3)
        + _emblem(look, x, y, radius * 0.72)
    )


def _hang_tag(look: Look) -> str:
    x, y, radius = CORNER_SPOT
    return (
        path(
            f"M{x:g} {y - radius:g} Q{x - 4:g} {y - 66:g} {x - 34:g} {y - 84:g}",
            stroke=look.band,
            stroke_width=3,
        )
        + rect(x - radius, y - radius, radius * 2, radius * 2, PAPER, 10)
        + _emblem(look, x, y, radius * 0.74)
    )


def _emblem(look: Look, x: float, y: float, radius: float) -> str:
    scale = radius / 50
    across = -1 if look.is_mirrored else 1
    return group(
        MOTIFS[look.motif](*look.emblem),
        transform=f"translate({x:g} {y:g}) scale({across * scale:g} {scale:g})",
    )


def _band(look: Look) -> str:
    top = SIZE - BAND
    return (
        rect(0, top, SIZE, BAND, look.band)
        + _text(look.brand.upper(), 14, top + 29, 15, lighten(look.band, 0.65), "start")
        + _text(look.name, SIZE - 14, top + 30, _fitting(look.name, 232), WHITE, "end")
    )


def _fitting(words: str, width: float) -> int:
    """Return the size at which bold words are at most `width` wide, at most 22."""
    return min(22, int(width / (0.72 * len(words))))


def _text(words: str, x: float, y: float, size: int, fill: str, anchor: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-family="DejaVu Sans, sans-serif" font-weight="bold"'
        f' font-size="{size}" text-anchor="{anchor}" fill="{fill}">{escape(words)}</text>'
    )


def _stage(look: Look) -> str:
    tint = darken(look.backdrop, 0.16)
    deep = darken(look.backdrop, 0.34)
    forms = {
        "disc": circle(200, 190, 162, tint) + ellipse(200, 342, 128, 11, deep),
        "arch": path("M70 356 V176 A130 130 0 0 1 330 176 V356 Z", tint),
        "table": rect(0, 286, SIZE, 114, deep) + rect(0, 280, SIZE, 10, tint),
        "slope": polygon("0,250 400,90 400,400 0,400", tint),
        "frame": rect(26, 22, 348, 318, "none", 18, stroke=deep, stroke_width=14),
        "rays": "".join(polygon(f"200,190 {x},0 {x + 50},0", tint) for x in range(-200, 600, 100))
        + rect(0, 316, SIZE, 84, deep),
        "half": rect(0, 0, 150, SIZE, deep) + rect(150, 0, 10, SIZE, tint),
    }
    return rect(0, 0, SIZE, SIZE, look.backdrop) + forms[look.stage]
