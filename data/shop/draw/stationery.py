"""Illustrations of stationery."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    INK,
    INK_LIGHT,
    PAPER,
    STEEL,
    STEEL_DARK,
    WHITE,
    WOOD_DARK,
    WOOD_LIGHT,
    Shades,
    circle,
    ellipse,
    group,
    line,
    path,
    rect,
)
from .shapes import leaf, pencil, shine


def notebook(s: Shades) -> str:
    """A hardback notebook with an elastic band and a ribbon."""
    return (
        path("M232 330 V372 L244 362 L256 372 V330 Z", s.accent)
        + rect(100, 56, 214, 296, s.deep, 16)
        + rect(108, 62, 200, 284, PAPER, 10)
        + line(302, 72, 302, 336, "#d8d0bf", 2)
        + rect(90, 48, 208, 296, s.base, 16)
        + path("M106 48 H126 V344 H106 Q90 344 90 328 V64 Q90 48 106 48 Z", s.dark)
        + rect(262, 48, 12, 296, s.accent)
        + rect(146, 104, 94, 62, PAPER, 6)
        + line(162, 126, 224, 126, s.dark, 4)
        + line(162, 144, 204, 144, s.dark, 4)
        + rect(136, 60, 110, 6, s.light, 3)
    )


def fountain_pen(s: Shades) -> str:
    """A fountain pen writing a flourish."""
    gold = "#d9b357"
    return path("M96 330 Q140 292 168 328 T236 332 T324 318", stroke=INK, stroke_width=5) + group(
        rect(-25, -320, 50, 116, s.dark, 20),
        rect(-25, -310, 50, 106, s.dark),
        rect(-25, -214, 50, 14, gold, 3),
        rect(-23, -202, 46, 118, s.base, 4),
        rect(8, -202, 15, 118, s.dark),
        shine(-15, -196, 7, 104),
        shine(-17, -308, 7, 84, 0.25),
        rect(14, -306, 11, 86, gold, 5),
        path("M-23 -86 H23 L15 -48 H-15 Z", INK),
        path("M-15 -50 H15 Q17 -26 0 0 Q-17 -26 -15 -50 Z", gold),
        path("M2 -50 H15 Q17 -26 0 0 Z", "#b88f34"),
        line(0, -4, 0, -28, INK, 2.5),
        circle(0, -30, 4, INK),
        transform="translate(98 330) rotate(38)",
    )


def pencil_set(s: Shades) -> str:
    """Coloured pencils standing in their box."""
    a = s.accents
    tops = (96, 70, 88, 60, 92, 76)
    return (
        rect(88, 216, 224, 60, s.deep, 6)
        + "".join(pencil(112 + i * 35.2, tops[i], 220, 0, a[i]) for i in range(6))
        + path("M82 226 Q200 262 318 226 V336 Q318 352 302 352 H98 Q82 352 82 336 Z", s.base)
        + path("M82 320 H318 V336 Q318 352 302 352 H98 Q82 352 82 336 Z", s.dark)
        + path("M82 226 Q200 262 318 226", stroke=s.light, stroke_width=7)
        + rect(146, 272, 108, 34, PAPER, 8)
        + line(162, 289, 238, 289, s.dark, 5)
    )


def sketchbook(s: Shades) -> str:
    """A spiral-bound pad with a drawing begun on it."""
    rings = "".join(
        circle(102 + i * 28, 92, 6, INK_LIGHT)
        + path(f"M{102 + i * 28} 92 q-10 -30 0 -34 q9 2 5 24", stroke=STEEL_DARK, stroke_width=5)
        for i in range(8)
    )
    return (
        rect(66, 74, 268, 278, s.deep, 10)
        + rect(66, 74, 268, 268, s.base, 10)
        + rect(78, 80, 244, 252, WHITE, 4)
        + path("M92 296 L156 196 L196 252 L232 210 L304 296 Z", s.light)
        + path("M92 296 L156 196 L196 252 L232 210 L304 296", stroke=s.dark, stroke_width=5)
        + circle(258, 152, 22, s.accent)
        + path("M110 318 H240", stroke=STEEL, stroke_width=5)
        + rings
        + pencil(222, 268, 190, 128, s.accent)
    )


def desk_organiser(s: Shades) -> str:
    """A desk tidy with pens, scissors, a ruler and notes."""
    return (
        pencil(104, 74, 200, -4, s.accents[1])
        + pencil(136, 96, 180, 5, s.accents[0])
        + rect(166, 64, 30, 180, WOOD_LIGHT, 3)
        + "".join(line(168, 78 + i * 14, 178, 78 + i * 14, WOOD_DARK, 3) for i in range(9))
        + circle(222, 130, 24, "none", stroke=s.accent, stroke_width=12)
        + circle(262, 120, 24, "none", stroke=s.accent, stroke_width=12)
        + path("M230 152 L250 240 M256 144 L240 240", stroke=STEEL, stroke_width=11)
        + rect(288, 186, 56, 70, "#ffe27a", 3)
        + rect(280, 196, 56, 70, "#ffd24d", 3)
        + rect(64, 196, 214, 156, s.base, 12)
        + rect(64, 196, 214, 14, s.light, 7)
        + rect(212, 196, 66, 156, s.dark, 10)
        + rect(212, 250, 128, 102, s.base, 12)
        + rect(212, 250, 128, 13, s.light, 6)
        + rect(64, 332, 276, 20, s.dark, 10)
        + rect(88, 272, 100, 48, s.dark, 8)
        + circle(138, 296, 8, s.accent)
        + circle(276, 300, 15, s.dark)
    )


def calligraphy_set(s: Shades) -> str:
    """A writing brush, an inkstone and an ink stick on rice paper."""
    return (
        rect(52, 100, 214, 246, PAPER, 4)
        + rect(52, 90, 214, 22, s.dark, 11)
        + rect(52, 330, 214, 22, s.dark, 11)
        + path(
            "M100 214 Q96 152 154 150 Q214 152 212 210 Q208 266 150 264 Q128 262 116 250",
            stroke=INK,
            stroke_width=17,
        )
        + leaf(222, 308, 34, 30, s.accent)
        + rect(202, 254, 144, 98, INK_LIGHT, 22)
        + rect(202, 338, 144, 14, INK, 7)
        + ellipse(274, 298, 54, 32, INK)
        + ellipse(262, 290, 22, 8, INK_LIGHT)
        + group(
            rect(-10, 70, 20, 190, s.base, 8),
            rect(2, 70, 8, 190, s.dark, 4),
            rect(-12, 60, 24, 16, s.accent, 4),
            path("M-12 62 Q-20 30 0 -14 Q20 30 12 62 Z", WOOD_LIGHT),
            path("M-12 26 Q-10 6 0 -14 Q10 6 12 26 Q0 36 -12 26 Z", INK),
            rect(-8, 256, 16, 14, s.accent, 6),
            path("M0 270 q-12 14 0 22", stroke=s.accent, stroke_width=4),
            transform="translate(192 252) rotate(212) scale(0.86)",
        )
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "notebook": notebook,
    "fountain_pen": fountain_pen,
    "pencil_set": pencil_set,
    "sketchbook": sketchbook,
    "desk_organiser": desk_organiser,
    "calligraphy_set": calligraphy_set,
}
