"""Illustrations of sports equipment."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    INK,
    INK_LIGHT,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    WOOD,
    Shades,
    circle,
    ellipse,
    group,
    line,
    mirror,
    path,
    rect,
)


def _coil(cx: float, cy: float, r: float, core: float, s: Shades) -> str:
    """The end of a roll: a disc with a spiral on it."""
    rings = "".join(
        circle(cx, cy, r - step, "none", stroke=s.dark, stroke_width=5)
        for step in range(14, int(r - core), 14)
    )
    return circle(cx, cy, r, s.light) + rings + circle(cx, cy, core, s.deep)


def yoga_mat(s: Shades) -> str:
    """A mat partly rolled out, with a strap."""
    return (
        path("M118 262H330L372 338H150Z", s.base)
        + path("M118 262H330L338 276H124Z", s.dark)
        + path("M150 338H372L374 346H152Z", s.deep)
        + path("M230 298q14 -22 28 0q14 22 28 0", stroke=s.light, stroke_width=6)
        + path("M96 88H300Q356 96 358 180Q356 266 300 274H96Z", s.base)
        + path("M110 240Q250 250 352 214Q338 268 300 274H96Z", s.dark)
        + line(190, 112, 300, 112, s.light, 9)
        + rect(238, 88, 26, 186, s.accent)
        + rect(238, 160, 26, 30, s.deep, 5)
        + _coil(112, 181, 93, 16, s)
    )


def _plates(x: float, s: Shades) -> str:
    """The hexagonal head of a dumbbell, from the side."""
    return (
        path(f"M{x + 14} 60H{x + 76}L{x + 90} 84V176L{x + 76} 200H{x + 14}L{x} 176V84Z", s.base)
        + path(f"M{x} 84L{x + 14} 60H{x + 76}L{x + 90} 84V98H{x}Z", s.light)
        + path(f"M{x} 164H{x + 90}V176L{x + 76} 200H{x + 14}L{x} 176Z", s.dark)
    )


def dumbbells(s: Shades) -> str:
    """A pair of hexagonal dumbbells, one lying on the other."""
    bell = (
        rect(120, 112, 160, 36, STEEL, 10)
        + rect(120, 134, 160, 14, STEEL_DARK)
        + "".join(line(x, 116, x - 6, 144, STEEL_LIGHT, 4) for x in range(168, 244, 14))
        + _plates(62, s)
        + _plates(248, s)
        + mirror(rect(146, 96, 14, 68, s.deep, 5) + circle(107, 130, 20, s.accent))
    )
    return group(
        group(bell, transform="translate(30 -8) scale(0.92) rotate(-14 200 130)"),
        group(bell, transform="translate(0 148)"),
    )


def jump_rope(s: Shades) -> str:
    """A skipping rope with two grips."""
    grip = (
        rect(-17, -66, 34, 120, s.base, 15)
        + rect(4, -62, 10, 112, s.dark, 5)
        + rect(-17, -66, 34, 24, s.accent, 10)
        + "".join(line(-9, y, 9, y, s.deep, 6) for y in (-22, -4, 14, 32))
        + rect(-8, 52, 16, 18, STEEL_DARK, 4)
    )
    return (
        path(
            "M106 170Q40 330 150 332Q232 330 226 250Q218 190 166 206Q120 230 152 290"
            "Q200 356 296 322Q366 280 294 170",
            stroke=s.deep,
            stroke_width=13,
        )
        + path(
            "M106 170Q40 330 150 332Q232 330 226 250Q218 190 166 206Q120 230 152 290"
            "Q200 356 296 322Q366 280 294 170",
            stroke=s.light,
            stroke_width=5,
        )
        + group(grip, transform="translate(128 112) rotate(20)")
        + group(grip, transform="translate(272 112) rotate(-20)")
    )


def resistance_bands(s: Shades) -> str:
    """Three elastic loops, one stretched between handles."""

    def loop(cx: float, cy: float, rx: float, ry: float, front: str, inner: str) -> str:
        return ellipse(cx, cy, rx, ry, "none", stroke=inner, stroke_width=24) + path(
            f"M{cx - rx} {cy}A{rx} {ry} 0 0 0 {cx + rx} {cy}", stroke=front, stroke_width=24
        )

    handle = (
        path("M72 90L40 48M72 90L104 48", stroke=INK_LIGHT, stroke_width=11)
        + rect(26, 26, 92, 32, INK, 14)
        + "".join(line(x, 34, x, 50, INK_LIGHT, 5) for x in range(46, 106, 13))
        + circle(72, 94, 13, STEEL, stroke=STEEL_DARK, stroke_width=5)
    )
    return (
        path("M72 104Q78 214 200 212Q322 214 328 104", stroke=s.dark, stroke_width=17)
        + path("M74 120Q84 206 200 206Q316 206 326 120", stroke=s.light, stroke_width=5)
        + mirror(handle)
        + loop(128, 292, 70, 38, s.base, s.deep)
        + loop(262, 286, 78, 44, s.accent, s.dark)
        + path("M88 316Q128 338 168 316", stroke=s.light, stroke_width=5)
    )


def football(s: Shades) -> str:
    """A classic panelled football, its patches in the colour."""
    edges = "".join(
        group(
            path("M0 -58L0 -108M-38 -128L-69 -95M38 -128L69 -95", stroke=STEEL, stroke_width=6)
            + path("M-38 -128L0 -108L38 -128L30 -152H-30Z", s.base)
            + path("M-38 -128L0 -108L-2 -152H-30Z", s.dark),
            transform=f"rotate({72 * i})",
        )
        for i in range(5)
    )
    return group(
        circle(0, 0, 150, WHITE)
        + group(
            edges,
            path("M0 -58L55 -18L34 47H-34L-55 -18Z", s.base)
            + path("M0 -58L-55 -18L-34 47H0Z", s.dark),
            transform="rotate(8)",
        )
        + path("M96 -115A150 150 0 0 1 -96 115A150 150 0 0 0 96 -115Z", INK, opacity=0.1)
        + circle(0, 0, 150, "none", stroke=STEEL, stroke_width=5),
        transform="translate(200 198)",
    )


def basketball(s: Shades) -> str:
    """A basketball with its seams."""
    seams = path(
        "M0 -150V150M-150 0H150M-112 -100Q-20 0 -112 100M112 -100Q20 0 112 100",
        stroke=s.deep,
        stroke_width=8,
    )
    return group(
        circle(0, 0, 152, s.base)
        + path("M80 -129A152 152 0 0 1 -129 80A170 170 0 0 0 80 -129Z", s.dark, opacity=0.6)
        + group(seams, transform="rotate(-18)")
        + circle(0, 0, 149, "none", stroke=s.deep, stroke_width=7)
        + path("M-110 -66Q-92 -100 -58 -118", stroke=s.light, stroke_width=13),
        transform="translate(200 198)",
    )


def badminton_racket(s: Shades) -> str:
    """A strung racket and a shuttlecock."""
    strings = "".join(
        line(-72 + 16 * i, -h, -72 + 16 * i, h, WHITE, 3)
        for i, h in ((1, 60), (2, 78), (3, 88), (4, 93), (5, 93), (6, 88), (7, 78), (8, 60))
    ) + "".join(
        line(-w, y, w, y, WHITE, 3)
        for y, w in (
            (-80, 40),
            (-60, 57),
            (-40, 67),
            (-20, 72),
            (0, 74),
            (20, 72),
            (40, 67),
            (60, 57),
            (80, 40),
        )
    )
    racket = (
        rect(-6, 100, 12, 120, STEEL_DARK, 4)
        + rect(-14, 196, 28, 104, s.dark, 10)
        + "".join(line(-12, 218 + 18 * i, 12, 208 + 18 * i, s.light, 5) for i in range(5))
        + path("M-20 96L0 126L20 96", stroke=s.base, stroke_width=12)
        + ellipse(0, 0, 76, 98, STEEL, opacity=0.5)
        + strings
        + ellipse(0, 0, 76, 98, "none", stroke=s.base, stroke_width=14)
        + path("M-72 -40Q-56 -88 -10 -97", stroke=s.light, stroke_width=6)
    )
    feathers = "".join(
        path(
            f"M{x * 0.3:g} 0L{x - 9:g} -62Q{x:g} -76 {x + 9:g} -62Z",
            WHITE,
            stroke=STEEL,
            stroke_width=3,
        )
        for x in (-36, -18, 36, 18, 0)
    )
    shuttle = (
        feathers
        + path("M-22 -30H22M-17 -14H17", stroke=s.accent, stroke_width=5)
        + path("M-18 0H18V8A18 18 0 0 1 -18 8Z", WOOD)
        + rect(-18, -4, 36, 9, s.base, 3)
    )
    return group(racket, transform="translate(252 126) rotate(38) scale(0.94)") + group(
        shuttle, transform="translate(300 308) rotate(-24) scale(1.15)"
    )


def swim_goggles(s: Shades) -> str:
    """Swimming goggles with their strap, over the water."""
    lens = (
        path("M40 186Q40 132 100 130Q178 130 180 182Q178 244 110 248Q42 246 40 186Z", s.dark)
        + path("M56 186Q58 148 104 146Q164 146 166 182Q164 230 110 232Q58 230 56 186Z", s.light)
        + path("M56 186Q58 148 104 146Q164 146 166 182Q110 150 56 186Z", WHITE, opacity=0.6)
        + path("M74 214Q90 224 112 222", stroke=WHITE, stroke_width=7)
        + rect(28, 168, 22, 44, s.deep, 7)
    )
    return (
        path("M40 180Q36 66 200 64Q364 66 360 180", stroke=s.base, stroke_width=20)
        + path("M62 124Q100 72 200 72", stroke=s.light, stroke_width=6)
        + path("M52 196Q70 108 200 106Q330 108 348 196", stroke=s.deep, stroke_width=11)
        + rect(170, 56, 60, 28, s.accent, 8)
        + path("M170 176Q200 154 230 176", stroke=s.deep, stroke_width=15)
        + mirror(lens)
        + "".join(
            path(
                f"M{52 - 4 * i} {y}q25 -26 50 0t50 0t50 0t50 0t50 0t50 0", stroke=c, stroke_width=13
            )
            for i, (y, c) in enumerate(((296, "#5fb4e4"), (328, "#9ad2f0")))
        )
    )


def bike_helmet(s: Shades) -> str:
    """A vented cycling helmet with its chin strap."""
    return (
        path(
            "M96 226Q130 330 196 344Q224 344 232 322"
            "M288 232Q270 300 216 338M168 232Q170 300 204 340",
            stroke=INK_LIGHT,
            stroke_width=10,
        )
        + rect(186, 322, 46, 26, INK, 8)
        + path(
            "M50 224Q36 92 190 74Q318 66 356 196Q362 220 342 226Q300 220 260 240Q170 262 84 246"
            "Q54 244 50 224Z",
            s.base,
        )
        + path(
            "M50 224Q200 250 356 196Q362 220 342 226Q300 220 260 240Q170 262 84 246Q54 244 50 224Z",
            s.dark,
        )
        + path("M86 196Q92 122 158 102Q124 142 124 202Q104 204 86 196Z", s.deep)
        + path("M146 204Q146 128 210 96Q188 140 192 206Q168 210 146 204Z", s.deep)
        + path("M214 204Q212 140 248 104Q248 146 264 196Q240 204 214 204Z", s.deep)
        + path("M284 190Q270 142 280 116Q314 138 328 178Q306 188 284 190Z", s.deep)
        + path("M72 166Q92 98 190 86Q270 82 314 122", stroke=s.light, stroke_width=9)
        + path("M318 204L380 222Q390 232 376 236L322 232Q300 222 318 204Z", s.deep)
        + path("M62 214Q200 236 338 196", stroke=s.accent, stroke_width=9)
    )


def foam_roller(s: Shades) -> str:
    """A dimpled massage roller lying on its side."""
    bumps = "".join(
        rect(x + (13 if row % 2 else 0), y, 30, 24, c, 8)
        for row, (y, c) in enumerate(
            ((122, s.light), (156, s.dark), (190, s.dark), (224, s.dark), (258, s.deep))
        )
        for x in range(176, 320, 42)
    )
    return group(
        path("M104 106H318Q366 112 368 200Q366 290 318 296H104Z", s.base)
        + path("M110 262Q260 270 362 236Q350 290 318 296H104Z", s.dark)
        + bumps
        + ellipse(110, 201, 74, 95, s.light)
        + ellipse(110, 201, 62, 82, s.dark)
        + ellipse(110, 201, 52, 70, s.accent)
        + ellipse(110, 201, 44, 60, s.deep)
        + path("M110 141A44 60 0 0 1 110 261A60 70 0 0 0 110 141Z", INK, opacity=0.4),
        transform="translate(-12 30) rotate(-8 200 200)",
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "yoga_mat": yoga_mat,
    "dumbbells": dumbbells,
    "jump_rope": jump_rope,
    "resistance_bands": resistance_bands,
    "football": football,
    "basketball": basketball,
    "badminton_racket": badminton_racket,
    "swim_goggles": swim_goggles,
    "bike_helmet": bike_helmet,
    "foam_roller": foam_roller,
}
