"""Shapes several categories share: steam, leaves, wheels, jars, pouches, tubes, paws."""

from __future__ import annotations

from .palette import (
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    Shades,
    circle,
    darken,
    ellipse,
    group,
    line,
    path,
    rect,
)


def steam(*places: float, y: float, height: float = 60) -> str:
    """A wisp of steam rising to `y` at each x of `places`."""
    part = height / 2
    return "".join(
        path(
            f"M{x:g} {y + height:g} q-14 {-part / 2:g} 0 {-part:g} t0 {-part:g}",
            stroke=STEEL,
            stroke_width=8,
        )
        for x in places
    )


def leaf(x: float, y: float, length: float, angle: float, fill: str) -> str:
    """A pointed leaf growing from (x, y), upright when `angle` is 0."""
    half = length * 0.36
    low, high = -length * 0.2, -length * 0.7
    d = (
        f"M0 0 C{half:g} {low:g} {half:g} {high:g} 0 {-length:g}"
        f" C{-half:g} {high:g} {-half:g} {low:g} 0 0 Z"
    )
    return group(
        path(d, fill),
        line(0, -length * 0.1, 0, -length * 0.75, darken(fill, 0.22), max(2, length / 22)),
        transform=f"translate({x:g} {y:g}) rotate({angle:g})",
    )


def wheel(x: float, y: float, r: float, tyre: str, hub: str) -> str:
    """A solid wheel seen from the side."""
    return circle(x, y, r, tyre) + circle(x, y, r * 0.58, hub) + circle(x, y, r * 0.2, tyre)


def shine(x: float, y: float, width: float, height: float, opacity: float = 0.35) -> str:
    """A soft upright highlight."""
    return rect(x, y, width, height, WHITE, width / 2, opacity=opacity)


def paw(x: float, y: float, size: float, fill: str) -> str:
    """A paw print about (x, y)."""
    toes = ((-0.72, -0.3), (-0.27, -0.75), (0.27, -0.75), (0.72, -0.3))
    return ellipse(x, y + size * 0.3, size * 0.55, size * 0.45, fill) + "".join(
        ellipse(x + dx * size, y + dy * size, size * 0.21, size * 0.28, fill) for dx, dy in toes
    )


def jar(x: float, y: float, width: float, height: float, glass: str, lid: str) -> str:
    """A glass jar with a screw lid; (x, y) is the top left of the lid."""
    cap = height * 0.19
    return (
        rect(x, y + cap * 0.8, width, height - cap * 0.8, glass, width * 0.16)
        + rect(x + width * 0.8, y + cap * 1.6, width * 0.2, height - cap * 2.4, darken(glass, 0.13))
        + rect(x + width * 0.06, y, width * 0.88, cap, lid, cap * 0.25)
        + rect(x + width * 0.06, y + cap * 0.6, width * 0.88, cap * 0.4, darken(lid, 0.18), 4)
        + shine(x + width * 0.09, y + cap * 1.8, width * 0.07, height - cap * 2.8)
    )


def pouch(s: Shades, *label: str) -> str:
    """A standing pouch with a sealed top; the `label` is drawn over it (about 200, 225)."""
    return (
        path("M104 66 H296 L308 336 Q309 352 294 352 H106 Q91 352 92 336 Z", s.base)
        + path("M262 96 H297.500 L308 336 Q309 352 294 352 H254 Q272 330 268 220 Z", s.dark)
        + path("M104 66 H296 L297.400 98 H102.600 Z", s.deep)
        + line(108, 82, 292, 82, s.light, 3, dash="2 8")
        + path("M116 116 Q108 220 112 300", stroke=s.light, stroke_width=9)
        + path("M112 338 Q200 312 288 338", stroke=s.dark, stroke_width=5)
        + "".join(label)
    )


def plug_pins(x: float, y: float, gap: float, length: float) -> str:
    """The two pins of a mains plug, pointing up from (x, y)."""
    return "".join(
        rect(x + side * gap - 7, y - length, 14, length + 8, STEEL, 4)
        + rect(x + side * gap + 1, y - length, 6, length, STEEL_DARK, 3)
        + rect(x + side * gap - 4, y - length + 10, 4, length - 16, STEEL_LIGHT, 2)
        for side in (-1, 1)
    )


def pencil(x: float, y: float, length: float, angle: float, colour: str) -> str:
    """A sharpened pencil with its tip at (x, y), lying along `angle` (0 is tip up)."""
    return group(
        rect(-12, 38, 24, length - 38, colour),
        rect(4, 38, 8, length - 38, darken(colour, 0.2)),
        path("M-12 40 L0 0 L12 40 Q6 34 4 40 Q0 34 -4 40 Q-8 34 -12 40 Z", "#ecc898"),
        path("M-4.500 15 L0 0 L4.500 15 Z", darken(colour, 0.2)),
        transform=f"translate({x:g} {y:g}) rotate({angle:g})",
    )
