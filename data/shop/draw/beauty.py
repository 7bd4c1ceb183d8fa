"""Illustrations of beauty and body care."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    GLASS,
    GLASS_DARK,
    INK,
    PAPER,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    Shades,
    circle,
    ellipse,
    group,
    line,
    path,
    rect,
)
from .shapes import leaf, shine

LEAF = "#5fa677"


def _sun(x: float, y: float, r: float, fill: str) -> str:
    """A sun with eight rays."""
    rays = "".join(
        group(
            line(0, -r * 1.4, 0, -r * 1.8, fill, r * 0.32),
            transform=f"translate({x:g} {y:g}) rotate({a})",
        )
        for a in range(0, 360, 45)
    )
    return circle(x, y, r, fill) + rays


def face_cream(s: Shades) -> str:
    """An open jar of cream, its lid leaning on it."""
    return (
        path("M84 206 Q86 150 156 158 Q168 108 208 122 Q236 94 226 136 Q296 146 296 206 Z", WHITE)
        + path("M232 140 Q296 150 296 206 H252 Q268 166 232 140 Z", STEEL_LIGHT)
        + path("M132 186 Q178 196 214 172 Q228 156 214 142", stroke=STEEL, stroke_width=6)
        + path("M60 210 H320 V304 Q320 352 272 352 H108 Q60 352 60 304 Z", s.base)
        + path("M276 210 H320 V304 Q320 352 272 352 H222 Q276 346 276 294 Z", s.dark)
        + rect(52, 198, 276, 26, s.light, 12)
        + rect(112, 248, 130, 70, PAPER, 12)
        + leaf(170, 308, 48, -24, LEAF)
        + leaf(186, 308, 48, 26, s.accent)
        + shine(78, 236, 9, 86, 0.4)
        + group(
            rect(-20, -112, 46, 172, s.deep, 12),
            rect(-20, -112, 18, 172, s.dark, 9),
            "".join(line(8, -96 + i * 20, 18, -96 + i * 20, s.base, 4) for i in range(8)),
            transform="translate(338 290) rotate(-14)",
        )
    )


def shampoo(s: Shades) -> str:
    """A pump bottle of shampoo with bubbles."""
    return (
        path("M196 70 V44 H140 Q122 44 122 62", stroke=s.deep, stroke_width=16)
        + rect(174, 34, 56, 20, s.deep, 8)
        + rect(190, 54, 20, 50, STEEL)
        + rect(162, 96, 76, 34, s.deep, 8)
        + path(
            "M154 126 H246 Q286 132 286 176 V322 Q286 352 256"
            " 352 H144 Q114 352 114 322 V176 Q114 132 154 126 Z",
            s.base,
        )
        + path(
            "M238 126 H246 Q286 132 286 176 V322 Q286 352 256"
            " 352 H222 Q248 344 248 310 V176 Q248 140 228 126 Z",
            s.dark,
        )
        + rect(136, 186, 104, 124, PAPER, 14)
        + path("M188 204 Q226 250 188 280 Q150 250 188 204 Z", s.accent)
        + line(160, 296, 216, 296, s.dark, 6)
        + shine(122, 178, 8, 142, 0.35)
        + "".join(
            circle(x, y, r, WHITE, opacity=0.9)
            + circle(x - r * 0.3, y - r * 0.3, r * 0.28, GLASS_DARK)
            for x, y, r in (
                (84, 318, 26),
                (60, 272, 15),
                (326, 330, 20),
                (96, 250, 10),
                (318, 286, 11),
            )
        )
    )


def soap(s: Shades) -> str:
    """A bar of soap with lather."""
    return (
        path(
            "M52 252 Q52 186 118 180 H282 Q348 186 348 252"
            " V286 Q348 340 286 342 H114 Q52 340 52 286 Z",
            s.dark,
        )
        + path(
            "M52 240 Q52 172 118 168 H282 Q348 172 348 240 Q348 304 286 306 H114 Q52 304 52 240 Z",
            s.base,
        )
        + path(
            "M84 238 Q84 198 126 196 H274 Q316 198 316 238 Q316 278 274 280 H126 Q84 278 84 238 Z",
            "none",
            stroke=s.light,
            stroke_width=7,
        )
        + leaf(192, 268, 58, -34, s.dark)
        + leaf(206, 268, 58, 34, s.dark)
        + path("M74 220 Q80 190 112 184", stroke=s.light, stroke_width=9)
        + "".join(
            circle(x, y, r, WHITE, opacity=0.92)
            + path(
                f"M{x - r * 0.55:g} {y - r * 0.1:g} q{r * 0.1:g}"
                f" {-r * 0.45:g} {r * 0.5:g} {-r * 0.5:g}",
                stroke=GLASS_DARK,
                stroke_width=4,
            )
            for x, y, r in (
                (256, 158, 36),
                (306, 176, 28),
                (216, 162, 24),
                (286, 118, 24),
                (334, 206, 18),
                (246, 104, 15),
                (272, 68, 11),
                (320, 92, 10),
            )
        )
    )


def lip_balm(s: Shades) -> str:
    """A lip balm, open, beside its cap."""
    return (
        path("M130 170 V112 Q130 62 214 56 V170 Z", "#f3b7b2")
        + path("M188 60 Q202 57 214 56 V170 H188 Z", "#e0948f")
        + ellipse(174, 106, 30, 44, "#f9d2cd", opacity=0.7)
        + rect(124, 162, 96, 44, STEEL_LIGHT, 6)
        + rect(190, 162, 30, 44, STEEL, 6)
        + rect(112, 200, 120, 152, s.base, 14)
        + rect(194, 200, 38, 152, s.dark, 14)
        + rect(112, 318, 120, 34, s.deep, 10)
        + "".join(line(126 + i * 15.5, 326, 126 + i * 15.5, 344, s.dark, 4) for i in range(7))
        + leaf(158, 300, 66, -14, s.accent)
        + leaf(164, 302, 48, 44, s.light)
        + shine(120, 216, 8, 88, 0.35)
        + rect(262, 228, 84, 124, s.base, 18)
        + rect(318, 228, 28, 124, s.dark, 14)
        + rect(262, 336, 84, 16, s.deep, 7)
        + shine(272, 244, 8, 80, 0.35)
    )


def _tube(s: Shades, *label: str) -> str:
    """A tube standing on its cap, crimped at the top."""
    return (
        path("M104 52 H296 L264 288 H136 Z", s.base)
        + path("M258 52 H296 L264 288 H228 Q252 190 258 52 Z", s.dark)
        + rect(96, 36, 208, 30, s.light, 6)
        + "".join(line(110 + i * 20, 42, 110 + i * 20, 60, s.dark, 4) for i in range(10))
        + rect(132, 282, 136, 70, s.deep, 12)
        + "".join(line(148 + i * 21, 298, 148 + i * 21, 340, s.dark, 5) for i in range(6))
        + path("M124 84 L146 262", stroke=s.light, stroke_width=9)
        + "".join(label)
    )


def hand_cream(s: Shades) -> str:
    """A tube of hand cream with a hand on the label."""
    fingers = "".join(
        rect(x, y, 17, 70, s.dark, 8.5) for x, y in ((168, 136), (187, 122), (206, 128), (225, 144))
    )
    return _tube(
        s,
        ellipse(198, 180, 66, 80, PAPER),
        group(
            fingers,
            rect(168, 168, 74, 66, s.dark, 26),
            path("M178 222 L154 188", stroke=s.dark, stroke_width=18),
            path(
                "M205 222 Q182 204 190 192 Q198 184 205 194 Q212 184 220 192 Q228 204 205 222 Z",
                PAPER,
            ),
            transform="translate(22 22) scale(0.88)",
        ),
    ) + path(
        "M292 334 Q296 310 322 318 Q336 300 346 322 Q366 330 354 350 H300 Q286 348 292 334 Z", WHITE
    )


def sunscreen(s: Shades) -> str:
    """A bottle of sun lotion with a sun on it."""
    return (
        path("M152 44 H248 L256 108 H144 Z", s.deep)
        + path("M222 44 H248 L256 108 H224 Z", INK, opacity=0.18)
        + rect(150, 60, 52, 8, s.dark, 4)
        + path(
            "M136 104 H264 Q296 124 296 178 V318 Q296 352 262"
            " 352 H138 Q104 352 104 318 V178 Q104 124 136 104 Z",
            s.base,
        )
        + path(
            "M244 104 H264 Q296 124 296 178 V318 Q296 352 262"
            " 352 H226 Q258 342 258 306 V178 Q258 132 244 104 Z",
            s.dark,
        )
        + circle(186, 206, 68, PAPER)
        + _sun(186, 206, 27, "#f5a93a")
        + path(
            "M104 300 q24 -18 48 0 t48 0 t48 0 t48 0 V318 Q296 352 262 352 H138 Q104 352 104 318 Z",
            "#6fb9df",
        )
        + path(
            "M104 318 q24 -18 48 0 t48 0 t48 0 t48 0 Q296 352 262 352 H138 Q104 352 104 318 Z",
            "#4a9cc9",
        )
        + path("M122 168 Q120 144 136 130", stroke=s.light, stroke_width=8)
    )


def perfume(s: Shades) -> str:
    """A perfume bottle with its spray."""
    return (
        "".join(
            circle(x, y, r, s.light)
            for x, y, r in (
                (92, 66, 6),
                (72, 50, 5),
                (70, 72, 5),
                (50, 62, 6),
                (50, 40, 4),
                (46, 84, 4),
                (112, 56, 4),
            )
        )
        + rect(170, 92, 60, 44, STEEL_DARK, 5)
        + rect(170, 104, 60, 8, STEEL_LIGHT)
        + rect(156, 36, 88, 62, s.deep, 12)
        + rect(172, 46, 10, 42, s.dark, 5)
        + circle(152, 68, 8, STEEL)
        + rect(80, 130, 240, 222, GLASS_DARK, 34)
        + rect(86, 136, 228, 208, GLASS, 28)
        + path("M104 206 H296 V314 Q296 330 280 330 H120 Q104 330 104 314 Z", s.base)
        + path("M256 206 H296 V314 Q296 330 280 330 H232 Q256 310 256 290 Z", s.dark)
        + rect(104, 200, 192, 10, s.light, 5)
        + line(200, 136, 200, 312, GLASS_DARK, 5)
        + rect(138, 226, 124, 74, PAPER, 8)
        + "".join(
            group(ellipse(0, -15, 9, 13, s.accent), transform=f"translate(200 263) rotate({a})")
            for a in range(0, 360, 72)
        )
        + circle(200, 263, 8, "#f5c53a")
        + path("M92 186 Q92 146 130 142", stroke=WHITE, stroke_width=9)
        + rect(300, 166, 8, 140, GLASS_DARK, 4)
    )


def hair_brush(s: Shades) -> str:
    """A paddle brush, bristles to the front."""
    bristles = "".join(
        circle(-54 + i * 27 + (j % 2) * 13.5, -128 + j * 24, 5, INK)
        + circle(-55 + i * 27 + (j % 2) * 13.5, -130 + j * 24, 2, STEEL)
        for j in range(7)
        for i in range(5)
        if abs(-54 + i * 27 + (j % 2) * 13.5) < (44, 56, 64, 64, 64, 58, 40)[j]
    )
    return group(
        path("M-20 40 H20 L24 190 Q24 212 0 212 Q-24 212 -24 190 Z", s.base),
        path("M4 40 H20 L24 190 Q24 212 0 212 Q12 160 4 40 Z", s.dark),
        path(
            "M-92 -84 Q-92 -166 0 -168 Q92 -166 92 -84 Q92 -6 50"
            " 28 Q24 46 20 64 H-20 Q-24 46 -50 28 Q-92 -6 -92 -84 Z",
            s.base,
        ),
        path(
            "M36 -164 Q92 -150 92 -84 Q92 -6 50 28 Q24 46 20 64 H4 Q20 20 56 -10 Q90 -80 36 -164 Z",
            s.dark,
        ),
        path(
            "M-74 -80 Q-74 -148 0 -150 Q74 -148 74 -80"
            " Q72 -16 38 12 Q0 36 -38 12 Q-72 -16 -74 -80 Z",
            s.light,
        ),
        bristles,
        ellipse(0, 188, 8, 10, s.deep),
        line(-12, 86, -14, 150, s.light, 6),
        transform="translate(196 176) rotate(24)",
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "face_cream": face_cream,
    "shampoo": shampoo,
    "soap": soap,
    "lip_balm": lip_balm,
    "sunscreen": sunscreen,
    "hand_cream": hand_cream,
    "perfume": perfume,
    "hair_brush": hair_brush,
}
