"""Illustrations of toys."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    GLASS,
    GLASS_DARK,
    INK,
    INK_LIGHT,
    PAPER,
    STEEL,
    STEEL_LIGHT,
    WHITE,
    WOOD,
    WOOD_DARK,
    WOOD_LIGHT,
    Shades,
    circle,
    darken,
    ellipse,
    group,
    lighten,
    line,
    mirror,
    path,
    polygon,
    rect,
)
from .shapes import shine, wheel


def _brick(x: float, y: float, studs: int, colour: str) -> str:
    """A toy brick, `studs` knobs wide."""
    width = studs * 44
    knobs = "".join(
        rect(x + 8 + i * 44, y - 14, 28, 18, lighten(colour, 0.18), 5) for i in range(studs)
    )
    return (
        knobs
        + rect(x, y, width, 68, colour, 6)
        + rect(x, y + 52, width, 16, darken(colour, 0.18), 6)
        + rect(x + 6, y + 6, width - 12, 7, lighten(colour, 0.3), 3)
    )


def building_blocks(s: Shades) -> str:
    """A small wall of coloured bricks."""
    a = s.accents
    return (
        _brick(68, 284, 3, a[0])
        + _brick(204, 284, 3, a[1])
        + _brick(112, 214, 2, a[2])
        + _brick(204, 214, 2, a[3])
        + _brick(156, 144, 2, a[4])
        + _brick(178, 76, 1, a[5])
    )


def _side(dx: float, dy: float, size: float, knob: int) -> str:
    """One side of a puzzle piece, going (dx, dy): straight, or with a knob out or in."""
    if not knob:
        return f"l{dx * size:g} {dy * size:g}"
    a, b, r = size * 0.39, size * 0.22, size * 0.155
    step = f"l{dx * a:g} {dy * a:g}"
    return f"{step} a{r:g} {r:g} 0 1 {int(knob > 0)} {dx * b:g} {dy * b:g} {step}"


def _piece(x: float, y: float, knobs: tuple[int, int, int, int], colour: str) -> str:
    """A puzzle piece; `knobs` are its top, right, bottom and left sides (1 out, -1 in)."""
    size = 122.0
    directions = ((1, 0), (0, 1), (-1, 0), (0, -1))
    sides = " ".join(_side(dx, dy, size, k) for (dx, dy), k in zip(directions, knobs, strict=True))
    shape = f"M{x:g} {y:g} {sides} Z"
    return path(shape, colour, stroke=darken(colour, 0.2), stroke_width=4) + rect(
        x + 14, y + 14, 40, 10, lighten(colour, 0.35), 5
    )


def puzzle(s: Shades) -> str:
    """Four puzzle pieces, the last one about to fit in."""
    a = s.accents
    return (
        _piece(64, 80, (0, 1, -1, 0), a[0])
        + _piece(186, 80, (0, 0, 1, -1), a[1])
        + _piece(64, 202, (1, -1, 0, 0), a[2])
        + group(
            _piece(0, 0, (-1, 0, 0, 1), a[3]),
            transform="translate(220 218) rotate(9)",
        )
    )


def plush_bear(s: Shades) -> str:
    """A sitting plush bear with a bow."""
    return (
        mirror(
            circle(132, 92, 36, s.base),
            circle(132, 92, 20, s.light),
            ellipse(108, 232, 28, 52, s.dark),
        )
        + ellipse(200, 264, 92, 90, s.base)
        + ellipse(200, 274, 58, 62, s.light)
        + mirror(
            circle(118, 316, 42, s.base),
            circle(116, 318, 25, s.light),
        )
        + ellipse(200, 136, 92, 80, s.base)
        + ellipse(200, 162, 42, 34, s.light)
        + ellipse(200, 148, 16, 11, INK)
        + path(
            "M200 156 V168 M182 172 Q191 182 200 170 Q209 182 218 172", stroke=INK, stroke_width=4
        )
        + mirror(circle(162, 126, 10, INK), circle(165, 122, 3.5, WHITE))
        + mirror(path("M200 218 L152 196 Q144 218 152 240 Z", s.accent))
        + circle(200, 218, 14, darken(s.accent, 0.2))
    )


def toy_car(s: Shades) -> str:
    """A round little car from the side."""
    return (
        path("M108 226 Q124 128 202 128 Q276 128 302 226 Z", s.dark)
        + path("M136 218 Q146 154 192 152 V218 Z", GLASS)
        + path("M208 152 Q254 154 272 218 H208 Z", GLASS)
        + path("M154 196 Q160 172 176 166", stroke=WHITE, stroke_width=7)
        + path(
            "M50 282 Q44 222 102 214 H306 Q354 222 354 270"
            " V290 Q354 304 340 304 H64 Q50 304 50 282 Z",
            s.base,
        )
        + path("M52 268 H354 V290 Q354 304 340 304 H64 Q50 304 50 282 Z", s.dark)
        + rect(74, 226, 230, 9, s.light, 4)
        + rect(204, 246, 34, 9, s.deep, 4)
        + ellipse(342, 248, 11, 15, "#ffe9a3")
        + rect(46, 244, 14, 24, s.accent, 6)
        + rect(328, 284, 36, 16, STEEL, 7)
        + wheel(122, 306, 46, INK, STEEL_LIGHT)
        + wheel(286, 306, 46, INK, STEEL_LIGHT)
    )


def train_set(s: Shades) -> str:
    """A wooden engine and a wagon on a piece of track."""
    sleepers = "".join(rect(52 + i * 44, 338, 24, 16, WOOD_DARK, 3) for i in range(7))
    return (
        sleepers
        + rect(40, 330, 320, 12, WOOD_LIGHT, 4)
        + circle(318, 84, 17, WHITE)
        + circle(288, 62, 22, WHITE)
        + circle(250, 52, 15, WHITE)
        + rect(48, 246, 108, 56, s.accent, 8)
        + rect(48, 280, 108, 22, darken(s.accent, 0.2), 6)
        + circle(78, 236, 20, WOOD)
        + circle(122, 236, 20, WOOD)
        + circle(100, 226, 20, WOOD_LIGHT)
        + rect(48, 246, 108, 34, s.accent, 6)
        + rect(150, 284, 40, 10, INK_LIGHT, 4)
        + rect(184, 156, 86, 146, s.base, 8)
        + rect(200, 176, 50, 48, GLASS, 6)
        + rect(172, 140, 110, 22, s.deep, 8)
        + rect(262, 206, 88, 82, s.base, 16)
        + rect(334, 214, 18, 66, s.light, 8)
        + rect(296, 148, 30, 62, s.dark)
        + path("M284 118 H338 L326 152 H296 Z", s.deep)
        + rect(184, 266, 166, 36, s.dark, 6)
        + polygon("346,276 372,316 340,316", s.deep)
        + wheel(78, 312, 22, INK, WOOD_LIGHT)
        + wheel(128, 312, 22, INK, WOOD_LIGHT)
        + wheel(222, 300, 34, INK, s.accent)
        + wheel(288, 312, 22, INK, WOOD_LIGHT)
        + wheel(330, 312, 22, INK, WOOD_LIGHT)
    )


def _pawn(x: float, y: float, colour: str) -> str:
    """A pawn standing at (x, y)."""
    return (
        ellipse(x, y - 4, 30, 12, darken(colour, 0.25))
        + path(
            f"M{x - 27:g} {y - 8:g} Q{x - 8:g} {y - 40:g} {x - 9:g} {y - 78:g} h18"
            f" Q{x + 8:g} {y - 40:g} {x + 27:g} {y - 8:g} Q{x:g} {y + 8:g} {x - 27:g} {y - 8:g} Z",
            colour,
        )
        + circle(x, y - 88, 23, colour)
        + circle(x - 7, y - 95, 7, lighten(colour, 0.45))
    )


def board_game(s: Shades) -> str:
    """A game board seen at an angle, with two pawns and a die."""
    left, top, bottom = (40.0, 262.0), (200.0, 176.0), (200.0, 348.0)

    def spot(i: float, j: float) -> str:
        x = left[0] + (top[0] - left[0]) * i + (bottom[0] - left[0]) * j
        y = left[1] + (top[1] - left[1]) * i + (bottom[1] - left[1]) * j
        return f"{x:g},{y:g}"

    def cell(i: float, j: float, size: float, fill: str) -> str:
        k = size
        return polygon(f"{spot(i, j)} {spot(i + k, j)} {spot(i + k, j + k)} {spot(i, j + k)}", fill)

    tints = (s.light, PAPER)
    cells = "".join(
        cell(0.08 + i * 0.168, 0.08 + j * 0.168, 0.168, tints[(i + j) % 2])
        for i in range(5)
        for j in range(5)
    )
    return (
        polygon("40,262 200,348 360,262 360,276 200,362 40,276", s.deep)
        + cell(0, 0, 1, s.base)
        + cells
        + _pawn(140, 262, s.dark)
        + _pawn(226, 226, s.accent)
        + polygon("246,266 276,250 306,266 276,282", WHITE)
        + polygon("246,266 276,282 276,318 246,302", "#dfe4ea")
        + polygon("306,266 276,282 276,318 306,302", "#c3cad3")
        + ellipse(276, 266, 7, 4, INK)
        + "".join(ellipse(x, y, 3.6, 4.6, INK) for x, y in ((255, 280), (267, 306)))
        + "".join(ellipse(x, y, 3.6, 4.6, INK) for x, y in ((298, 280), (291, 293), (284, 306)))
    )


def kite(s: Shades) -> str:
    """A diamond kite with a tail of bows."""
    a = s.accents
    bows = ((190, 296, 20, a[1]), (160, 328, -30, a[2]), (112, 336, 10, a[4]))
    return (
        path("M188 262 Q210 304 168 322 Q120 346 72 330", stroke=s.deep, stroke_width=4)
        + polygon("268,34 340,134 200,152", a[0])
        + polygon("268,34 122,96 200,152", s.light)
        + polygon("122,96 188,264 200,152", a[2])
        + polygon("340,134 188,264 200,152", a[1])
        + line(268, 34, 188, 264, s.deep, 5)
        + path("M122 96 Q226 92 340 134", stroke=s.deep, stroke_width=5)
        + "".join(
            group(
                path("M0 0 L-24 -14 V14 Z M0 0 L24 -14 V14 Z", c),
                circle(0, 0, 6, darken(c, 0.25)),
                transform=f"translate({x} {y}) rotate({r})",
            )
            for x, y, r, c in bows
        )
    )


def doll_house(s: Shades) -> str:
    """An open doll's house with furnished rooms."""
    return (
        rect(264, 66, 34, 70, s.deep)
        + rect(76, 158, 248, 194, WOOD_LIGHT)
        + polygon("200,52 352,170 48,170", s.base)
        + polygon("200,52 352,170 318,170 200,78 82,170 48,170", s.dark)
        + circle(200, 132, 22, PAPER)
        + path("M200 110 V154 M178 132 H222", stroke=s.dark, stroke_width=4)
        + rect(90, 178, 104, 78, s.light)
        + rect(206, 178, 104, 78, lighten(s.accent, 0.45))
        + rect(90, 266, 104, 78, lighten(s.accent, 0.45))
        + rect(206, 266, 104, 78, s.light)
        # bedroom
        + rect(100, 208, 8, 48, WOOD_DARK)
        + rect(104, 232, 80, 16, s.accent, 5)
        + rect(108, 222, 26, 14, WHITE, 6)
        + rect(178, 226, 8, 30, WOOD_DARK)
        # lamp and window
        + rect(224, 192, 34, 38, GLASS, 3, stroke=WHITE, stroke_width=5)
        + rect(284, 216, 6, 40, WOOD_DARK)
        + polygon("276,196 298,196 304,220 270,220", "#ffd977")
        # table
        + rect(104, 304, 76, 9, WOOD_DARK, 3)
        + rect(112, 312, 8, 32, WOOD_DARK)
        + rect(164, 312, 8, 32, WOOD_DARK)
        + rect(132, 284, 20, 20, s.base, 5)
        # door
        + path("M236 344 V300 Q236 280 258 280 Q280 280 280 300 V344 Z", s.dark)
        + circle(272, 316, 4, "#ffd977")
    )


def science_kit(s: Shades) -> str:
    """A bubbling flask and a rack of test tubes."""
    a = s.accents
    tubes = "".join(
        rect(236 + i * 44, 152, 28, 152, WHITE, 14, opacity=0.85)
        + path(f"M{236 + i * 44} {214 + i * 14} h28 V290 a14 14 0 0 1 -28 0 Z", c)
        + rect(231 + i * 44, 146, 38, 12, GLASS_DARK, 5)
        for i, c in enumerate((a[1], a[2], a[4]))
    )
    return (
        tubes
        + rect(220, 196, 148, 18, WOOD, 5)
        + rect(220, 316, 148, 30, WOOD, 6)
        + rect(220, 334, 148, 12, WOOD_DARK, 5)
        + rect(222, 200, 12, 130, WOOD_DARK, 4)
        + rect(354, 200, 12, 130, WOOD_DARK, 4)
        + path(
            "M104 104 H160 V186 L226 322 Q236 350 208 350 H56 Q28 350 38 322 L104 186 Z",
            WHITE,
            opacity=0.9,
        )
        + path("M77 244 H187 L224 322 Q232 346 208 346 H56 Q32 346 40 322 Z", s.base)
        + path("M170 244 H187 L224 322 Q232 346 208 346 H190 Q206 320 170 244 Z", s.dark)
        + ellipse(132, 244, 55, 9, s.light)
        + rect(92, 94, 80, 16, GLASS_DARK, 7)
        + circle(104, 292, 13, s.light)
        + circle(144, 316, 9, s.light)
        + circle(154, 276, 7, s.light)
        + circle(122, 70, 13, s.base)
        + circle(150, 44, 9, s.light)
        + circle(118, 30, 6, s.dark)
        + shine(112, 122, 9, 70, 0.9)
    )


def balance_bike(s: Shades) -> str:
    """A child's bike without pedals."""
    return (
        "".join(
            circle(x, 276, 64, "none", stroke=INK, stroke_width=18)
            + circle(x, 276, 44, "none", stroke=STEEL, stroke_width=6)
            + line(x - 42, 276, x + 42, 276, STEEL, 4)
            + line(x, 234, x, 318, STEEL, 4)
            + circle(x, 276, 12, STEEL_LIGHT)
            for x in (108, 292)
        )
        + line(108, 276, 158, 180, s.dark, 16)
        + line(268, 160, 292, 276, s.dark, 16)
        + path("M108 276 Q196 292 262 178", stroke=s.base, stroke_width=20)
        + path("M156 190 Q214 212 262 178", stroke=s.light, stroke_width=12)
        + line(150, 144, 162, 196, STEEL, 12)
        + path(
            "M100 138 Q104 122 136 126 Q166 134 192 128 Q200 144 180 148 H114 Q102 148 100 138 Z",
            INK,
        )
        + line(256, 104, 270, 168, STEEL, 12)
        + path("M222 112 Q240 96 258 104 L286 92", stroke=STEEL, stroke_width=10)
        + line(208, 122, 230, 106, s.accent, 18)
        + rect(252, 118, 38, 30, s.accent, 7)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "building_blocks": building_blocks,
    "puzzle": puzzle,
    "plush_bear": plush_bear,
    "toy_car": toy_car,
    "train_set": train_set,
    "board_game": board_game,
    "kite": kite,
    "doll_house": doll_house,
    "science_kit": science_kit,
    "balance_bike": balance_bike,
}
