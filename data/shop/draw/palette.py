"""Colours, shades and the small SVG vocabulary every product illustration is drawn with."""

from __future__ import annotations

import colorsys
from dataclasses import dataclass

SIZE = 400
HALO = "#d9e4ef"

# Neutral materials, shared by all the illustrations whatever the product's colour.
WHITE = "#fdfdfc"
PAPER = "#f7f3ea"
STEEL = "#b9c2cc"
STEEL_LIGHT = "#e3e8ed"
STEEL_DARK = "#85919e"
INK = "#2f353d"
INK_LIGHT = "#4d5662"
WOOD = "#c99a66"
WOOD_LIGHT = "#e0bb8c"
WOOD_DARK = "#a3764a"
GLASS = "#d5e9f1"
GLASS_DARK = "#a5c5d3"
SKIN = "#f0c9a4"

COLOURS: dict[str, str] = {
    "black": "#353a41",
    "white": "#fbfbf9",
    "grey": "#98a1ac",
    "navy": "#26406e",
    "blue": "#2f74c8",
    "light-blue": "#86bfe8",
    "green": "#3c9a5c",
    "olive": "#79803f",
    "red": "#d8413d",
    "burgundy": "#7f2338",
    "pink": "#f094b1",
    "purple": "#7e55b3",
    "yellow": "#f5c53a",
    "orange": "#ee8433",
    "brown": "#875a39",
    "beige": "#dcc6a2",
    "cream": "#f7edd6",
    "silver": "#c3cad2",
    "gold": "#d4ab4d",
    "teal": "#20898b",
    "mint": "#93d8bf",
    "khaki": "#b3a678",
    "natural": "#d8b489",
    "multicolour": "#ee6c5b",
    "transparent": "#d3e7ef",
}

CHEERFUL: tuple[str, ...] = ("#ee6c5b", "#f8c64c", "#35a69a", "#4a7fc9", "#a06cc4", "#8cc561")

# A detail colour which stands out on each base; `_DEFAULT_ACCENT` serves the rest.
_DEFAULT_ACCENT = "#f8e8c8"
_ACCENTS: dict[str, str] = {
    "black": "#f08a3c",
    "white": "#5aa0d8",
    "grey": "#f3b53f",
    "navy": "#f2b24a",
    "blue": "#ffcf5a",
    "light-blue": "#e9695a",
    "olive": "#f0a24a",
    "yellow": "#3f6fa8",
    "orange": "#2f5673",
    "beige": "#a8643f",
    "cream": "#c77b4a",
    "silver": "#3f7fc4",
    "gold": "#7c2f3f",
    "pink": "#fff1d6",
    "mint": "#f27d72",
    "khaki": "#b4532f",
    "natural": "#5d8a66",
    "multicolour": "#2fa598",
    "transparent": "#4aa3d0",
}


@dataclass(frozen=True)
class Shades:
    """The tones one product is drawn in, from `light` over `base` to `deep`."""

    base: str
    light: str
    dark: str
    deep: str
    accent: str
    accents: tuple[str, ...] = CHEERFUL


# Bases too near an end of the scale to be shaded by rule.
_FIXED: dict[str, tuple[str, str, str]] = {
    "black": ("#616973", "#23272c", "#121417"),
    "white": ("#ffffff", "#bec8d3", "#909dac"),
    "cream": ("#fffaf0", "#e2d2ac", "#bda67a"),
    "silver": ("#e8ecf0", "#98a3af", "#6e7a87"),
    "transparent": ("#f2fafd", "#a9c9d7", "#7499aa"),
    "multicolour": ("#f8c64c", "#c94a6c", "#3f68a8"),
}


def _tone(colour: str, amount: float) -> str:
    """Return `colour` lightened (positive `amount`) or darkened (negative), from -1 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lightness = lightness + (1 - lightness) * amount if amount > 0 else lightness * (1 + amount)
    channels = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def lighten(colour: str, amount: float) -> str:
    """Return a hex colour moved `amount` (0–1) of the way to white."""
    return _tone(colour, amount)


def darken(colour: str, amount: float) -> str:
    """Return a hex colour moved `amount` (0–1) of the way to black."""
    return _tone(colour, -amount)


def shades(colour: str) -> Shades:
    """Return the shades of a named colour; an unknown name is a `ValueError`."""
    if colour not in COLOURS:
        raise ValueError(f"unknown colour: {colour!r}")
    base = COLOURS[colour]
    fixed = _FIXED.get(colour)
    light, dark, deep = fixed or (lighten(base, 0.32), darken(base, 0.22), darken(base, 0.45))
    accent = _ACCENTS.get(colour, _DEFAULT_ACCENT)
    accents = CHEERFUL if colour == "multicolour" else (base, accent, dark, light, deep, base)
    return Shades(base, light, dark, deep, accent, accents)


def _num(value: float) -> str:
    """Format a coordinate briefly."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def _paint(fill: str, stroke: str, width: float, opacity: float) -> str:
    """Return the painting attributes of a shape (round joins and caps)."""
    out = f' fill="{fill}"'
    if stroke:
        out += (
            f' stroke="{stroke}" stroke-width="{_num(width)}"'
            ' stroke-linecap="round" stroke-linejoin="round"'
        )
    if opacity < 1:
        out += f' opacity="{opacity:g}"'
    return out


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    rx: float = 0,
    *,
    stroke: str = "",
    stroke_width: float = 0,
    opacity: float = 1,
) -> str:
    """A rectangle, with corners rounded by `rx`."""
    corner = f' rx="{_num(rx)}"' if rx else ""
    place = f'x="{_num(x)}" y="{_num(y)}" width="{_num(width)}" height="{_num(height)}"'
    return f"<rect {place}{corner}{_paint(fill, stroke, stroke_width, opacity)}/>"


def circle(
    cx: float,
    cy: float,
    r: float,
    fill: str,
    *,
    stroke: str = "",
    stroke_width: float = 0,
    opacity: float = 1,
) -> str:
    """A circle about (cx, cy)."""
    place = f'cx="{_num(cx)}" cy="{_num(cy)}" r="{_num(r)}"'
    return f"<circle {place}{_paint(fill, stroke, stroke_width, opacity)}/>"


def ellipse(
    cx: float,
    cy: float,
    rx: float,
    ry: float,
    fill: str,
    *,
    stroke: str = "",
    stroke_width: float = 0,
    opacity: float = 1,
) -> str:
    """An ellipse about (cx, cy)."""
    place = f'cx="{_num(cx)}" cy="{_num(cy)}" rx="{_num(rx)}" ry="{_num(ry)}"'
    return f"<ellipse {place}{_paint(fill, stroke, stroke_width, opacity)}/>"


def path(
    d: str,
    fill: str = "none",
    *,
    stroke: str = "",
    stroke_width: float = 0,
    opacity: float = 1,
) -> str:
    """A path; give `stroke` and `stroke_width` for an open line."""
    return f'<path d="{d}"{_paint(fill, stroke, stroke_width, opacity)}/>'


def polygon(
    points: str,
    fill: str,
    *,
    stroke: str = "",
    stroke_width: float = 0,
    opacity: float = 1,
) -> str:
    """A polygon through `points` (SVG notation: "x,y x,y …")."""
    return f'<polygon points="{points}"{_paint(fill, stroke, stroke_width, opacity)}/>'


def line(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    stroke: str,
    width: float = 4,
    *,
    dash: str = "",
    opacity: float = 1,
) -> str:
    """A straight line with round ends."""
    place = f'x1="{_num(x1)}" y1="{_num(y1)}" x2="{_num(x2)}" y2="{_num(y2)}"'
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return f"<line {place}{dashes}{_paint('none', stroke, width, opacity)}/>"


def group(*parts: str, transform: str = "", opacity: float = 1) -> str:
    """Several parts together, optionally transformed or made translucent."""
    attributes = f' transform="{transform}"' if transform else ""
    if opacity < 1:
        attributes += f' opacity="{opacity:g}"'
    return f"<g{attributes}>{''.join(parts)}</g>"


def mirror(*parts: str) -> str:
    """The parts and their mirror image about the vertical middle of the canvas."""
    inner = "".join(parts)
    return inner + group(inner, transform=f"translate({SIZE} 0) scale(-1 1)")
