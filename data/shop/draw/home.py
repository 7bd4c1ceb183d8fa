"""Illustrations of things for the home."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    GLASS,
    INK,
    INK_LIGHT,
    PAPER,
    STEEL,
    STEEL_DARK,
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
    line,
    mirror,
    path,
    polygon,
    rect,
)
from .shapes import leaf, shine

GLOW = "#fff3c4"
LEAF = "#4f9a63"
LEAF_DARK = "#3b7a50"


def _lampshade(s: Shades, top: float, bottom: float, narrow: float, wide: float) -> str:
    """A conical lampshade with a glow beneath."""
    n, w = narrow / 2, wide / 2
    return (
        path(
            f"M{200 - w:g} {bottom:g} H{200 + w:g} L{200 + w * 1.25:g} {bottom + 70:g}"
            f" H{200 - w * 1.25:g} Z",
            GLOW,
            opacity=0.5,
        )
        + ellipse(200, bottom, w, 13, GLOW)
        + path(
            f"M{200 - n:g} {top:g} H{200 + n:g} L{200 + w:g} {bottom:g}"
            f" Q200 {bottom + 24:g} {200 - w:g} {bottom:g} Z",
            s.base,
        )
        + path(
            f"M{200 + n * 0.5:g} {top:g} H{200 + n:g} L{200 + w:g} {bottom:g}"
            f" Q{200 + w * 0.75:g} {bottom + 9:g} {200 + w * 0.55:g} {bottom + 10:g} Z",
            s.dark,
        )
        + line(200 - n * 0.62, top + 16, 200 - w * 0.72, bottom - 12, s.light, 8)
    )


def table_lamp(s: Shades) -> str:
    """A table lamp with a round ceramic foot, lit."""
    return (
        _lampshade(s, 58, 190, 120, 220)
        + rect(194, 200, 12, 30, STEEL_DARK)
        + ellipse(200, 286, 54, 56, s.base)
        + path("M222 235 A54 56 0 0 1 222 337 Q246 286 222 235 Z", s.dark)
        + ellipse(172, 268, 9, 20, s.light)
        + rect(150, 334, 100, 18, WOOD, 8)
        + rect(150, 343, 100, 9, WOOD_DARK, 4)
        + rect(180, 222, 40, 16, WOOD, 6)
    )


def floor_lamp(s: Shades) -> str:
    """A floor lamp on a tripod, lit."""
    return (
        _lampshade(s, 36, 132, 100, 168)
        + line(200, 196, 136, 350, WOOD, 11)
        + line(200, 196, 264, 350, WOOD_DARK, 11)
        + line(200, 150, 200, 350, WOOD_LIGHT, 11)
        + line(158, 300, 242, 300, WOOD_DARK, 6)
        + circle(200, 200, 14, INK_LIGHT)
    )


def bedding_set(s: Shades) -> str:
    """A made bed with two pillows and a turned-down duvet."""
    return (
        path("M52 150 Q52 108 94 108 H306 Q348 108 348 150 V250 H52 Z", WOOD)
        + path("M52 214 H348 V250 H52 Z", WOOD_DARK)
        + rect(58, 330, 18, 24, WOOD_DARK, 4)
        + rect(324, 330, 18, 24, WOOD_DARK, 4)
        + rect(46, 216, 308, 116, PAPER, 16)
        + mirror(
            path(
                "M78 156 Q132 144 186 156 Q194 190 186 222 Q132 232 78 222 Q70 190 78 156 Z",
                s.light,
            ),
            path(
                "M78 222 Q132 232 186 222 Q189 210 190 198 Q132 220 74 198 Q75 212 78 222 Z",
                s.accent,
            ),
        )
        + path("M40 236 Q200 216 360 236 V330 Q360 344 346 344 H54 Q40 344 40 330 Z", s.base)
        + path("M40 306 Q200 326 360 306 V330 Q360 344 346 344 H54 Q40 344 40 330 Z", s.dark)
        + path("M40 236 Q200 216 360 236 V268 Q200 250 40 268 Z", s.light)
        + path(
            "M112 276 Q108 300 114 324 M206 270 Q200 296 206 326 M292 276 Q296 300 290 324",
            stroke=s.dark,
            stroke_width=5,
        )
    )


def _cushion(fill: str, shade: str) -> str:
    """The outline of a plump cushion, shaded below."""
    return path(
        "M74 108 Q200 132 326 108 Q342 106 340 124 Q320 214 340 306 Q342 324 326 322"
        " Q200 300 74 322 Q58 324 60 306 Q80 214 60 124 Q58 106 74 108 Z",
        fill,
    ) + path(
        "M340 306 Q342 324 326 322 Q200 300 74 322 Q58 324 60 306 Q61 300 62 294"
        " Q200 270 338 294 Q339 300 340 306 Z",
        shade,
    )


def pillow(s: Shades) -> str:
    """A plump pillow with piping."""
    return (
        _cushion(s.base, s.dark)
        + path("M96 140 Q200 160 304 140 Q290 214 302 272", stroke=s.light, stroke_width=6)
        + path("M96 140 Q110 214 98 272", stroke=s.light, stroke_width=6)
        + path("M116 262 Q126 240 144 232 M284 262 Q274 240 256 232", stroke=s.dark, stroke_width=6)
        + path("M112 160 Q124 180 142 186", stroke=s.dark, stroke_width=6)
        + circle(200, 204, 11, s.dark)
        + circle(200, 202, 7, s.accent)
        + mirror(circle(66, 114, 10, s.accent), circle(66, 316, 10, s.accent))
    )


def blanket(s: Shades) -> str:
    """A folded checked blanket with a fringe."""
    fringe = "".join(line(92 + i * 18, 318, 90 + i * 18, 346, s.base, 6) for i in range(13))
    checks = "".join(rect(112 + i * 66, 172, 20, 146, s.dark, opacity=0.55) for i in range(3))
    return (
        rect(64, 86, 272, 54, s.dark, 27)
        + rect(64, 124, 272, 56, s.light, 28)
        + path("M92 152 H330", stroke=s.dark, stroke_width=5)
        + fringe
        + path("M94 166 H306 Q336 166 336 196 V322 H64 V196 Q64 166 94 166 Z", s.base)
        + checks
        + rect(64, 214, 272, 18, s.accent, opacity=0.85)
        + rect(64, 264, 272, 18, s.dark, opacity=0.55)
        + rect(64, 306, 272, 16, s.deep, 4)
    )


def towel(s: Shades) -> str:
    """A towel over a rail."""
    return (
        rect(46, 78, 308, 16, STEEL, 8)
        + rect(46, 78, 308, 6, STEEL_LIGHT, 3)
        + mirror(circle(52, 86, 17, STEEL_DARK), circle(52, 86, 8, STEEL_LIGHT))
        + path("M126 72 H318 V296 H126 Z", s.dark)
        + path("M92 84 Q92 66 112 66 H292 Q276 66 276 86 V344 H92 Z", s.base)
        + path("M112 66 H298 Q318 66 318 86 H276 Q276 66 292 66 Z", s.deep)
        + path("M236 76 Q252 200 240 344 H276 V86 Q274 76 262 74 Z", s.dark, opacity=0.5)
        + rect(92, 264, 184, 14, s.accent)
        + rect(92, 288, 184, 8, s.light)
        + path("M120 92 Q112 170 118 240", stroke=s.light, stroke_width=8)
        + "".join(line(98 + i * 15.6, 342, 98 + i * 15.6, 354, s.base, 5) for i in range(12))
    )


def rug(s: Shades) -> str:
    """A patterned rug with fringes, seen at an angle."""
    ends = "".join(
        line(74 - i * 3.3, 202 + i * 14, 50 - i * 3.3, 202 + i * 14, s.accent, 6)
        + line(326 + i * 3.3, 202 + i * 14, 350 + i * 3.3, 202 + i * 14, s.accent, 6)
        for i in range(9)
    )
    return group(
        ends
        + polygon("76,190 324,190 358,328 42,328", s.base)
        + polygon("42,328 358,328 358,333 42,333", s.deep)
        + polygon("98,204 302,204 326,314 74,314", s.light)
        + polygon("110,213 290,213 309,305 91,305", s.base)
        + polygon("200,218 262,257 200,300 138,257", s.accent)
        + polygon("200,234 236,257 200,282 164,257", s.dark)
        + mirror(
            polygon("128,221 156,221 122,250", s.dark),
            polygon("108,298 148,298 116,266", s.dark),
        ),
        transform="translate(0 -150) scale(1 1.5)",
    )


def vase(s: Shades) -> str:
    """A vase with three flowers."""
    stems = "".join(
        path(d, stroke=LEAF_DARK, stroke_width=7)
        for d in ("M200 200 V92", "M196 200 Q180 140 136 112", "M204 200 Q220 140 266 118")
    )

    def bloom(x: float, y: float, fill: str) -> str:
        petals = "".join(
            group(ellipse(0, -22, 13, 19, fill), transform=f"translate({x:g} {y:g}) rotate({a})")
            for a in range(0, 360, 60)
        )
        return petals + circle(x, y, 11, "#f5c53a")

    return (
        stems
        + leaf(190, 170, 62, -70, LEAF)
        + leaf(210, 164, 60, 66, LEAF)
        + bloom(132, 106, "#f39aa8")
        + bloom(270, 112, "#f39aa8")
        + bloom(200, 72, "#ee6c72")
        + path(
            "M164 178 H236 Q230 204 252 232 Q284 272 258 326 Q248 352 222 352 H178 Q152 352"
            " 142 326 Q116 272 148 232 Q170 204 164 178 Z",
            s.base,
        )
        + path(
            "M222 178 H236 Q230 204 252 232 Q284 272 258 326 Q248 352 222 352 H206 Q250 300"
            " 232 246 Q218 214 222 178 Z",
            s.dark,
        )
        + rect(158, 170, 84, 16, s.light, 8)
        + path("M152 252 Q138 276 148 308", stroke=s.light, stroke_width=9)
    )


def candle(s: Shades) -> str:
    """A scented candle burning in a glass."""
    return (
        circle(200, 92, 62, GLOW, opacity=0.75)
        + path(
            "M200 42 Q232 86 222 112 Q214 132 200 132 Q186 132 178 112 Q168 86 200 42 Z", "#f7a93b"
        )
        + path(
            "M200 82 Q216 106 210 118 Q206 128 200 128 Q194 128 190 118 Q184 106 200 82 Z",
            "#ffe27a",
        )
        + line(200, 120, 200, 168, INK, 6)
        + rect(104, 146, 192, 206, "#f1f8fb", 22)
        + path("M104 176 H296 V330 Q296 352 274 352 H126 Q104 352 104 330 Z", s.base)
        + path("M262 176 H296 V330 Q296 352 274 352 H240 Q266 340 262 300 Z", s.dark)
        + ellipse(200, 176, 96, 15, s.light)
        + ellipse(200, 176, 44, 7, GLOW)
        + line(200, 146, 200, 172, INK, 6)
        + rect(144, 232, 112, 76, PAPER, 8)
        + leaf(190, 296, 46, -24, s.dark)
        + leaf(208, 296, 46, 24, s.accent)
        + shine(118, 198, 11, 120, 0.5)
    )


def storage_box(s: Shades) -> str:
    """A lidded storage box with a handle hole and a label."""
    return (
        path("M62 160 H338 L324 340 Q323 352 311 352 H89 Q77 352 76 340 Z", s.base)
        + path("M282 160 H338 L324 340 Q323 352 311 352 H268 Z", s.dark)
        + rect(46, 112, 308, 56, s.light, 12)
        + rect(46, 142, 308, 26, s.base, 10)
        + path("M68 170 H332 L331 184 H69 Z", s.deep, opacity=0.5)
        + rect(152, 206, 96, 30, s.deep, 15)
        + rect(134, 262, 132, 58, PAPER, 8)
        + line(154, 282, 246, 282, s.dark, 6)
        + line(154, 302, 212, 302, s.dark, 6)
    )


def mirror_(s: Shades) -> str:
    """A round standing mirror."""
    return (
        rect(188, 280, 24, 56, s.dark)
        + ellipse(200, 340, 74, 13, s.base)
        + ellipse(200, 345, 74, 8, s.dark)
        + circle(200, 168, 132, s.dark)
        + circle(200, 164, 132, s.base)
        + circle(200, 164, 112, GLASS)
        + path(
            "M128 250 L286 92 A112 112 0 0 1 308 132 L168 271 A112 112 0 0 1 128 250 Z",
            WHITE,
            opacity=0.65,
        )
        + path("M98 206 L242 60 A112 112 0 0 1 262 71 L107 226 Z", WHITE, opacity=0.65)
        + path("M92 122 A118 118 0 0 1 158 54", stroke=s.light, stroke_width=7)
    )


def wall_clock(s: Shades) -> str:
    """A round wall clock at ten past ten."""
    marks = "".join(
        group(
            line(0, -104, 0, -104 + (18 if i % 3 == 0 else 9), INK_LIGHT, 7 if i % 3 == 0 else 5),
            transform=f"translate(200 192) rotate({i * 30})",
        )
        for i in range(12)
    )
    return (
        circle(200, 198, 150, s.deep)
        + circle(200, 192, 150, s.base)
        + circle(200, 192, 124, WHITE)
        + path("M200 68 A124 124 0 0 0 76 192 H88 A112 112 0 0 1 200 80 Z", STEEL_LIGHT)
        + path("M74 152 A132 132 0 0 1 160 66", stroke=s.light, stroke_width=8)
        + marks
        + line(200, 192, 148, 162, INK, 11)
        + line(200, 192, 270, 150, INK, 8)
        + line(186, 214, 240, 120, s.accent, 4)
        + circle(200, 192, 11, s.accent)
    )


def plant_pot(s: Shades) -> str:
    """A pot with a leafy plant."""
    leaves = (
        (200, 226, 150, 0),
        (188, 228, 138, -34),
        (212, 228, 138, 34),
        (178, 236, 112, -64),
        (222, 236, 112, 64),
    )
    return (
        "".join(leaf(x, y, n, a, (LEAF, LEAF_DARK)[i % 2]) for i, (x, y, n, a) in enumerate(leaves))
        + path("M118 244 H282 L264 338 Q262 352 248 352 H152 Q138 352 136 338 Z", s.base)
        + path("M246 244 H282 L264 338 Q262 352 248 352 H222 Q240 320 246 244 Z", s.dark)
        + path("M120 254 H280 L277 270 H123 Z", s.deep, opacity=0.5)
        + rect(106, 216, 188, 40, s.base, 10)
        + rect(250, 216, 44, 40, s.dark, 10)
        + rect(106, 216, 188, 12, s.light, 6)
    )


def laundry_basket(s: Shades) -> str:
    """A slatted laundry basket with washing in it."""
    holes = "".join(
        rect(108 + i * 34 + (5 - r) * (2.5 - i) * 1.2, 206 + r * 44, 14, 30, s.deep, 7)
        for r in range(3)
        for i in range(6)
    )
    return (
        path("M84 160 Q92 96 150 112 Q182 66 232 104 Q296 88 314 160 Z", PAPER)
        + path("M196 160 Q206 88 240 104 Q296 88 314 160 Z", s.accent)
        + path(
            "M132 160 Q140 124 170 118 M250 160 Q248 132 268 118", stroke="#d9d0bd", stroke_width=5
        )
        + path("M66 168 H334 L306 336 Q304 352 288 352 H112 Q96 352 94 336 Z", s.base)
        + path("M290 168 H334 L306 336 Q304 352 288 352 H262 Z", s.dark)
        + holes
        + rect(52, 150, 296, 34, s.light, 16)
        + rect(52, 168, 296, 16, s.base, 8)
        + mirror(rect(66, 158, 44, 13, s.deep, 6))
    )


def desk(s: Shades) -> str:
    """A desk with drawers, a lamp and a few books."""
    return (
        rect(58, 196, 16, 156, s.dark, 4)
        + rect(228, 194, 108, 146, s.base, 6)
        + rect(300, 194, 36, 146, s.dark, 6)
        + "".join(
            rect(238, 206 + i * 44, 88, 36, s.light, 5) + rect(268, 220 + i * 44, 28, 7, s.deep, 3)
            for i in range(3)
        )
        + rect(232, 336, 14, 16, s.deep)
        + rect(318, 336, 14, 16, s.deep)
        + rect(38, 176, 324, 24, s.base, 7)
        + rect(38, 190, 324, 10, s.dark, 5)
        + rect(240, 160, 88, 16, s.accent, 3)
        + rect(248, 144, 76, 16, s.deep, 3)
        + rect(82, 166, 58, 10, INK, 5)
        + path("M110 168 L96 112 L150 76", stroke=INK_LIGHT, stroke_width=8)
        + path("M132 64 L162 52 L188 92 L146 112 Z", s.accent)
        + circle(168, 103, 11, GLOW)
    )


def office_chair(s: Shades) -> str:
    """A swivel chair on castors."""
    return (
        path(
            "M128 74 Q130 44 162 44 H238 Q270 44 272 74 L262"
            " 182 Q260 200 242 200 H158 Q140 200 138 182 Z",
            s.base,
        )
        + path("M246 46 Q270 48 272 74 L262 182 Q260 200 242 200 H224 Q246 140 246 46 Z", s.dark)
        + path("M154 80 Q152 120 160 164", stroke=s.light, stroke_width=9)
        + rect(188, 196, 24, 36, INK_LIGHT)
        + mirror(
            path("M106 178 V232 H146", stroke=INK_LIGHT, stroke_width=11),
            rect(84, 164, 46, 18, INK, 9),
        )
        + rect(110, 220, 180, 38, s.base, 18)
        + rect(110, 238, 180, 20, s.dark, 10)
        + rect(192, 256, 16, 54, STEEL)
        + rect(184, 256, 32, 26, INK, 5)
        + path(
            "M200 304 L118 330 M200 304 L282 330 M200 304 V332", stroke=INK_LIGHT, stroke_width=13
        )
        + circle(118, 340, 13, INK)
        + circle(282, 340, 13, INK)
        + circle(200, 342, 13, INK)
    )


def bookshelf(s: Shades) -> str:
    """A bookcase with books and a plant."""
    tints = ("#d8605a", "#4a7fc9", "#f0b94a", "#4fa085", "#8a6bb8", "#e98a5b")

    def books(x: float, base: float, heights: tuple[int, ...], start: int) -> str:
        return "".join(
            rect(x + i * 20, base - h, 18, h, tints[(i + start) % 6], 2)
            + rect(x + i * 20, base - h + 9, 18, 5, PAPER, opacity=0.7)
            for i, h in enumerate(heights)
        )

    return (
        rect(78, 40, 244, 306, s.dark, 8)
        + rect(92, 54, 216, 84, s.deep)
        + rect(92, 150, 216, 84, s.deep)
        + rect(92, 246, 216, 84, s.deep)
        + books(98, 138, (62, 70, 56, 66, 60), 0)
        + group(rect(0, -66, 18, 66, tints[5], 2), transform="translate(204 136) rotate(-16)")
        + leaf(268, 108, 40, 0, LEAF)
        + leaf(266, 110, 36, -50, LEAF_DARK)
        + leaf(270, 110, 36, 50, LEAF_DARK)
        + polygon("248,106 288,106 283,138 253,138", PAPER)
        + rect(106, 188, 52, 46, s.accent, 5)
        + rect(122, 202, 20, 8, darken(s.accent, 0.3), 4)
        + books(184, 234, (66, 58, 70, 62, 54, 68), 2)
        + books(98, 330, (68, 60, 64, 72), 4)
        + "".join(rect(200, 316 - i * 15, 88 - i * 8, 14, tints[i], 3) for i in range(3))
        + "".join(rect(78, y, 244, 13, s.base) for y in (138, 234, 330))
        + rect(70, 36, 260, 18, s.base, 6)
        + rect(78, 46, 14, 300, s.base)
        + rect(308, 46, 14, 300, s.base)
        + rect(84, 340, 22, 14, s.deep)
        + rect(294, 340, 22, 14, s.deep)
        + rect(76, 39, 248, 5, s.light, 2)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "table_lamp": table_lamp,
    "floor_lamp": floor_lamp,
    "bedding_set": bedding_set,
    "pillow": pillow,
    "blanket": blanket,
    "towel": towel,
    "rug": rug,
    "vase": vase,
    "candle": candle,
    "storage_box": storage_box,
    "mirror": mirror_,
    "wall_clock": wall_clock,
    "plant_pot": plant_pot,
    "laundry_basket": laundry_basket,
    "desk": desk,
    "office_chair": office_chair,
    "bookshelf": bookshelf,
}
