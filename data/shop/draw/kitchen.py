"""Illustrations of things for the kitchen and the table."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    GLASS_DARK,
    HALO,
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
    ellipse,
    group,
    line,
    mirror,
    path,
    polygon,
    rect,
)
from .shapes import leaf, shine, steam

CLEAR = "#f1f8fb"
COFFEE = "#5a3a26"
COFFEE_LIGHT = "#8a5f42"


def kettle(s: Shades) -> str:
    """An electric kettle on its base."""
    return (
        steam(70, y=56, height=56)
        + path("M258 134 Q344 128 342 206 Q340 276 276 300", stroke=INK, stroke_width=24)
        + path("M258 134 Q344 128 342 206", stroke=INK_LIGHT, stroke_width=7)
        + path("M136 150 L78 128 Q68 132 74 142 L124 216 Z", s.dark)
        + path("M134 122 H262 L296 322 Q298 334 286 334 H110 Q98 334 100 322 Z", s.base)
        + path("M236 122 H262 L296 322 Q298 334 286 334 H244 Q258 230 236 122 Z", s.dark)
        + path("M130 122 Q134 86 198 84 Q262 86 266 122 Z", s.light)
        + rect(126, 116, 144, 13, s.deep, 6)
        + rect(182, 62, 32, 26, INK, 11)
        + path("M152 146 L128 302", stroke=s.light, stroke_width=9)
        + rect(184, 190, 26, 102, CLEAR, 13)
        + path("M184 236 H210 V279 A13 13 0 0 1 184 279 Z", "#8cc3dd")
        + rect(88, 330, 220, 22, INK, 10)
        + rect(104, 334, 188, 6, INK_LIGHT, 3)
    )


def _teapot(s: Shades) -> str:
    """A round teapot standing on y = 352."""
    return (
        path("M286 206 Q366 182 352 250 Q342 300 274 308", stroke=s.dark, stroke_width=20)
        + path(
            "M122 240 Q72 236 60 172 Q58 160 70 160 H82 Q90 160 94 174 Q102 206 140 206 Z", s.dark
        )
        + ellipse(204, 260, 104, 88, s.base)
        + path("M262 187 A104 88 0 0 1 226 346 Q284 276 252 182 Z", s.dark)
        + rect(150, 336, 108, 16, s.deep, 7)
        + path("M142 184 Q146 138 204 136 Q262 138 266 184 Q204 202 142 184 Z", s.light)
        + path("M138 184 Q204 206 270 184", stroke=s.deep, stroke_width=6)
        + circle(204, 124, 18, s.accent)
        + path("M124 236 Q118 266 130 296", stroke=s.light, stroke_width=10)
    )


def teapot(s: Shades) -> str:
    """A teapot with a leaf painted on it."""
    return (
        steam(62, y=76, height=62)
        + _teapot(s)
        + leaf(184, 304, 64, -26, s.accent)
        + leaf(210, 306, 64, 24, s.light)
    )


def _cup(x: float, y: float, s: Shades) -> str:
    """A small tea bowl standing on (x, y)."""
    return (
        path(f"M{x - 42:g} {y - 56:g} h84 q-2 52 -28 56 h-28 q-26 -4 -28 -56 Z", s.base)
        + path(f"M{x + 20:g} {y - 56:g} h22 q-2 52 -28 56 h-14 q22 -12 20 -56 Z", s.dark)
        + ellipse(x, y - 56, 42, 9, s.light)
        + ellipse(x, y - 55, 34, 6, "#b4682f")
    )


def tea_set(s: Shades) -> str:
    """A teapot and two cups on a tray."""
    return (
        steam(280, 342, y=196, height=50)
        + group(
            _teapot(s), leaf(206, 306, 72, 0, s.accent), transform="translate(-6 62) scale(0.75)"
        )
        + group(_cup(0, 0, s), transform="translate(280 326) scale(0.72)")
        + group(_cup(0, 0, s), transform="translate(342 326) scale(0.72)")
        + rect(14, 322, 372, 28, WOOD, 12)
        + rect(14, 336, 372, 14, WOOD_DARK, 6)
        + rect(28, 326, 344, 5, WOOD_LIGHT, 2)
    )


def mug(s: Shades) -> str:
    """A mug of something hot."""
    return (
        steam(134, 180, 226, y=50, height=76)
        + path("M264 186 Q344 174 342 242 Q338 302 258 300", stroke=s.dark, stroke_width=24)
        + path("M84 156 H276 V318 Q276 352 242 352 H118 Q84 352 84 318 Z", s.base)
        + path("M240 156 H276 V318 Q276 352 242 352 H204 Q240 340 240 306 Z", s.dark)
        + ellipse(180, 156, 96, 18, s.light)
        + ellipse(180, 158, 80, 12, COFFEE)
        + rect(84, 226, 192, 20, s.accent)
        + rect(84, 254, 192, 8, s.accent)
        + path("M106 192 V312", stroke=s.light, stroke_width=10)
    )


def frying_pan(s: Shades) -> str:
    """A frying pan from above."""
    return (
        group(
            rect(-17, 100, 34, 168, s.deep, 15),
            rect(-17, 112, 12, 140, s.dark, 6),
            rect(-13, 100, 26, 40, STEEL),
            circle(0, 248, 8, STEEL_LIGHT),
            transform="translate(162 168) rotate(-46)",
        )
        + circle(166, 176, 130, s.dark)
        + circle(162, 168, 130, s.base)
        + circle(162, 168, 108, INK_LIGHT)
        + circle(162, 172, 102, INK)
        + circle(162, 172, 70, "none", stroke=INK_LIGHT, stroke_width=4)
        + circle(162, 172, 38, "none", stroke=INK_LIGHT, stroke_width=4)
        + path("M78 138 Q94 96 134 84", stroke=STEEL, stroke_width=9)
        + path("M44 146 Q56 88 106 62", stroke=s.light, stroke_width=7)
    )


def wok(s: Shades) -> str:
    """A wide, round-bottomed wok over a gas flame."""
    flames = "".join(
        path(f"M{x - 13} 346 Q{x - 15} 328 {x} 312 Q{x + 15} 328 {x + 13} 346 Z", "#4a9ae0")
        for x in (112, 142, 172, 202, 232)
    )
    return (
        steam(112, 168, 224, y=66, height=70)
        + line(270, 204, 376, 140, STEEL_DARK, 12)
        + line(318, 175, 374, 141, WOOD, 24)
        + line(324, 166, 366, 141, WOOD_LIGHT, 6)
        + path("M44 212 Q8 202 16 232 Q24 252 54 248", stroke=STEEL_DARK, stroke_width=11)
        + ellipse(172, 204, 146, 30, s.deep)
        + ellipse(172, 210, 118, 20, INK)
        + ellipse(146, 204, 78, 16, "#6bb062")
        + circle(118, 196, 14, "#f08a4b")
        + circle(196, 198, 14, "#e2574c")
        + leaf(146, 206, 44, -40, "#3f8a4f")
        + leaf(162, 206, 44, 50, "#3f8a4f")
        + flames
        + path("M26 204 Q172 260 318 204 Q298 322 172 324 Q46 322 26 204 Z", s.base)
        + path("M274 218 Q300 212 318 204 Q298 322 172 324 Q256 306 274 218 Z", s.dark)
        + path("M26 204 Q172 260 318 204", stroke=s.light, stroke_width=9)
        + path("M62 244 Q78 280 112 296", stroke=s.light, stroke_width=8)
        + rect(84, 340, 176, 14, INK, 6)
    )


def saucepan(s: Shades) -> str:
    """A saucepan with its lid on."""
    return (
        rect(256, 206, 124, 26, INK, 12)
        + rect(300, 210, 68, 7, INK_LIGHT, 3)
        + path("M52 190 H272 V322 Q272 350 244 350 H80 Q52 350 52 322 Z", s.base)
        + path("M230 190 H272 V322 Q272 350 244 350 H198 Q230 344 230 312 Z", s.dark)
        + path("M48 184 Q52 118 162 116 Q272 118 276 184 Z", STEEL_LIGHT)
        + path("M214 124 Q272 138 276 184 H236 Q240 146 214 124 Z", STEEL)
        + path("M74 168 Q82 138 130 132", stroke=WHITE, stroke_width=8)
        + rect(38, 178, 248, 20, s.deep, 9)
        + rect(136, 84, 52, 24, INK, 11)
        + rect(152, 104, 20, 14, STEEL_DARK)
        + circle(92, 152, 6, STEEL_DARK)
        + path("M76 222 V312", stroke=s.light, stroke_width=11)
        + rect(52, 326, 220, 9, s.dark)
    )


def chef_knife(s: Shades) -> str:
    """A chef's knife, its blade up."""
    return group(
        path("M-24 40 V-196 Q40 -110 42 40 Z", STEEL_LIGHT),
        path("M-24 40 V-196 L-10 -174 V40 Z", STEEL_DARK),
        path("M18 40 Q26 -70 -10 -150 L-24 -196 Q40 -110 42 40 Z", WHITE),
        path("M-24 40 H42 V50 Q20 52 14 66 H-24 Z", STEEL),
        path("M-24 64 H14 L16 176 Q22 204 0 206 H-14 Q-26 206 -26 192 Z", s.base),
        path("M-24 64 H-10 L-12 206 Q-26 206 -26 192 Z", s.light),
        path("M4 64 H14 L16 176 Q22 204 0 206 Q8 190 4 170 Z", s.dark),
        "".join(circle(-4, y, 6, STEEL_LIGHT) for y in (92, 130, 168)),
        transform="translate(190 196) rotate(38)",
    )


def cutting_board(s: Shades) -> str:
    """A cutting board with tomatoes and herbs on it."""
    return (
        path(
            "M168 44 Q168 34 178 34 H222 Q232 34 232 44"
            " V92 H290 Q312 92 312 114 V332 Q312 352 292 352"
            " H108 Q88 352 88 332 V114 Q88 92 110 92 H168 Z",
            s.dark,
        )
        + path(
            "M168 44 Q168 34 178 34 H222 Q232 34 232 44"
            " V92 H290 Q312 92 312 114 V322 Q312 342 292 342"
            " H108 Q88 342 88 322 V114 Q88 92 110 92 H168 Z",
            s.base,
        )
        + circle(200, 64, 14, HALO)
        + rect(108, 112, 184, 210, "none", 14, stroke=s.dark, stroke_width=5)
        + path(
            "M128 148 Q180 138 272 148 M128 200 Q230 214 272 196 M128 292 Q180 302 250 294",
            stroke=s.light,
            stroke_width=5,
        )
        + circle(168, 248, 36, "#d8453f")
        + circle(158, 236, 9, "#ee857c")
        + path("M168 216 l-12 -8 m12 8 l12 -8 m-12 8 v10", stroke="#4f9a63", stroke_width=6)
        + circle(240, 262, 26, "#d8453f")
        + circle(240, 262, 18, "#f08d77")
        + leaf(246, 226, 52, -20, "#4f9a63")
        + leaf(254, 226, 46, 34, "#3b7a50")
    )


def coffee_maker(s: Shades) -> str:
    """A filter coffee machine with its jug."""
    return (
        path("M84 68 Q84 48 104 48 H296 Q316 48 316 68 V330 H84 Z", s.base)
        + rect(84, 128, 232, 178, s.deep)
        + rect(256, 48, 60, 290, s.dark, 16)
        + rect(84, 100, 232, 38, s.base)
        + rect(256, 100, 60, 38, s.dark)
        + path("M124 138 H232 L216 172 H140 Z", INK)
        + rect(170, 168, 16, 14, INK_LIGHT)
        + path("M234 214 Q274 210 268 256 Q262 284 232 282", stroke=INK, stroke_width=13)
        + path("M128 196 H228 L246 284 Q248 302 232 302 H124 Q108 302 110 284 Z", CLEAR)
        + path("M120 236 H236 L246 284 Q248 302 232 302 H124 Q108 302 110 284 Z", COFFEE)
        + rect(122, 188, 112, 14, INK, 6)
        + shine(134, 212, 9, 70, 0.5)
        + rect(68, 304, 264, 48, s.base, 14)
        + rect(68, 330, 264, 22, s.dark, 10)
        + rect(102, 64, 124, 9, s.light, 4)
        + circle(286, 86, 13, s.accent)
        + circle(286, 324, 8, s.accent)
    )


def coffee_grinder(s: Shades) -> str:
    """A wooden hand grinder with a crank and a drawer."""
    return (
        path("M200 106 V70 H306", stroke=STEEL_DARK, stroke_width=12)
        + rect(296, 34, 24, 40, WOOD_DARK, 11)
        + circle(200, 78, 13, STEEL)
        + path("M122 188 Q128 104 200 104 Q272 104 278 188 Z", STEEL_LIGHT)
        + path("M226 108 Q272 118 278 188 H240 Q248 140 226 108 Z", STEEL)
        + path("M144 170 Q150 132 180 124", stroke=WHITE, stroke_width=8)
        + path("M170 188 Q176 150 200 148 Q224 150 230 188 Z", COFFEE)
        + rect(92, 184, 216, 20, s.deep, 8)
        + rect(104, 200, 192, 132, s.base)
        + rect(252, 200, 44, 132, s.dark)
        + rect(128, 250, 144, 66, s.light, 8)
        + rect(128, 250, 144, 66, "none", 8, stroke=s.deep, stroke_width=5)
        + circle(200, 284, 13, s.accent)
        + path("M122 214 H234", stroke=s.light, stroke_width=6)
        + rect(84, 328, 232, 24, s.deep, 8)
    )


def french_press(s: Shades) -> str:
    """A cafetière with coffee in it."""
    return (
        rect(192, 52, 12, 96, STEEL_DARK)
        + circle(198, 48, 20, s.base)
        + circle(192, 42, 6, s.light)
        + path("M284 156 Q356 150 352 230 Q350 296 284 292", stroke=s.base, stroke_width=22)
        + path("M284 156 Q356 150 352 230", stroke=s.light, stroke_width=6)
        + path("M112 140 L92 126 V158 Z", GLASS_DARK)
        + rect(110, 134, 176, 212, CLEAR, 14)
        + path("M110 208 H286 V332 Q286 346 272 346 H124 Q110 346 110 332 Z", COFFEE)
        + rect(110, 196, 176, 14, COFFEE_LIGHT)
        + rect(110, 184, 176, 14, STEEL_DARK)
        + rect(192, 140, 12, 48, STEEL_DARK)
        + path("M104 136 Q108 102 198 100 Q288 102 292 136 Z", s.base)
        + path("M246 106 Q288 112 292 136 H256 Z", s.dark)
        + rect(98, 130, 200, 14, s.deep, 6)
        + rect(100, 226, 196, 14, s.base)
        + rect(100, 318, 196, 34, s.base, 10)
        + rect(100, 336, 196, 16, s.dark, 8)
        + rect(138, 150, 12, 190, s.base)
        + rect(246, 150, 12, 190, s.dark)
        + shine(120, 160, 8, 150, 0.4)
    )


def toaster(s: Shades) -> str:
    """A toaster with two slices coming up."""

    def slice_(x: float) -> str:
        return path(
            f"M{x:g} 190 V120 Q{x - 16:g} 80 {x + 36:g} 78"
            f" H{x + 66:g} Q{x + 118:g} 80 {x + 102:g} 120 V190 Z",
            "#b9783f",
        ) + path(
            f"M{x + 12:g} 190 V120 Q{x:g} 92 {x + 40:g} 90"
            f" H{x + 62:g} Q{x + 102:g} 92 {x + 90:g} 120 V190 Z",
            "#eec488",
        )

    return (
        slice_(84)
        + slice_(206)
        + path(
            "M46 230 Q46 172 104 172 H296 Q354 172 354 230"
            " V320 Q354 336 338 336 H62 Q46 336 46 320 Z",
            s.base,
        )
        + path(
            "M300 172 Q354 174 354 230 V320 Q354 336 338"
            " 336 H290 Q322 320 318 230 Q316 188 300 172 Z",
            s.dark,
        )
        + rect(76, 172, 234, 14, s.deep, 7)
        + path("M70 232 Q72 204 98 200", stroke=s.light, stroke_width=9)
        + rect(330, 214, 8, 76, s.deep, 4)
        + rect(318, 226, 44, 22, INK, 8)
        + circle(116, 282, 24, s.deep)
        + circle(116, 282, 18, STEEL_LIGHT)
        + line(116, 282, 126, 272, INK, 5)
        + rect(164, 274, 90, 16, s.dark, 8)
        + rect(72, 334, 50, 18, INK, 6)
        + rect(278, 334, 50, 18, INK, 6)
    )


def blender(s: Shades) -> str:
    """A jug blender with fruit in it."""
    return (
        path("M262 108 Q328 108 318 172 Q308 222 252 220", stroke=GLASS_DARK, stroke_width=16)
        + path("M122 84 H278 L256 252 H144 Z", CLEAR)
        + path("M129 136 H271 L256 252 H144 Z", "#f0788c")
        + path("M246 136 H271 L256 252 H226 Z", "#d95f76")
        + ellipse(200, 136, 71, 9, "#f8a9b5")
        + circle(176, 170, 18, "#d8394c")
        + circle(226, 192, 15, "#f6c04b")
        + circle(184, 216, 11, "#8b5fb0")
        + path("M176 252 L200 232 L224 252 Z", STEEL_DARK)
        + shine(144, 98, 9, 96, 0.7)
        + rect(114, 68, 172, 22, s.deep, 8)
        + rect(172, 46, 56, 24, s.deep, 9)
        + path("M136 250 H264 L290 336 Q292 352 276 352 H124 Q108 352 110 336 Z", s.base)
        + path("M240 250 H264 L290 336 Q292 352 276 352 H236 Q252 310 240 250 Z", s.dark)
        + rect(130, 246, 140, 16, s.deep, 6)
        + circle(200, 306, 26, s.deep)
        + circle(200, 306, 19, STEEL_LIGHT)
        + line(200, 306, 200, 292, INK, 6)
        + circle(150, 326, 7, s.accent)
        + circle(250, 326, 7, s.accent)
    )


def rice_cooker(s: Shades) -> str:
    """A round rice cooker with a display."""
    return (
        steam(258, 292, y=44, height=58)
        + mirror(path("M70 196 H50 Q40 210 50 224 H70 Z", INK))
        + path("M64 184 H336 V292 Q336 346 282 346 H118 Q64 346 64 292 Z", s.base)
        + path("M292 184 H336 V292 Q336 346 282 346 H232 Q292 336 292 276 Z", s.dark)
        + path("M64 184 Q66 104 200 102 Q334 104 336 184 Z", s.light)
        + path("M266 110 Q334 126 336 184 H296 Q298 138 266 110 Z", s.base)
        + rect(56, 176, 288, 18, STEEL, 8)
        + rect(164, 84, 72, 28, INK, 12)
        + circle(282, 134, 9, s.deep)
        + rect(134, 214, 132, 104, INK, 18)
        + rect(152, 230, 96, 36, "#bfe3d2", 6)
        + path("M166 256 q10 -18 20 0 q10 -18 20 0 q10 -18 20 0", stroke="#3a7a60", stroke_width=5)
        + circle(166, 292, 11, s.accent)
        + circle(200, 292, 11, STEEL)
        + circle(234, 292, 11, STEEL)
        + path("M88 212 V288", stroke=s.light, stroke_width=9)
        + rect(92, 340, 48, 14, INK, 6)
        + rect(260, 340, 48, 14, INK, 6)
    )


def food_container(s: Shades) -> str:
    """Two clear food boxes with snap lids, stacked."""

    def box(x: float, y: float, width: float, food: str) -> str:
        return (
            path(
                f"M{x:g} {y:g} h{width:g} l-14 82 q-2 14 -18 14 h{64 - width:g} q-16 0 -18 -14 Z",
                CLEAR,
            )
            + path(
                f"M{x + 6:g} {y + 34:g} q{width * 0.25:g} -20 {width * 0.5 - 6:g} -4"
                f" t{width * 0.5 - 6:g} 4 l-8 48 q-2 8 -12 8 h{52 - width:g} q-10 0 -12 -8 Z",
                food,
            )
            + rect(x - 14, y - 22, width + 28, 28, s.base, 9)
            + rect(x - 14, y - 8, width + 28, 14, s.dark, 6)
            + rect(x + 6, y - 17, width - 12, 5, s.light, 2)
            + rect(x - 20, y - 8, 22, 34, s.deep, 6)
            + rect(x + width - 2, y - 8, 22, 34, s.deep, 6)
            + shine(x + 24, y + 14, 8, 60, 0.7)
        )

    return (
        box(104, 134, 192, "#8fc06a")
        + "".join(
            circle(x, y, r, "#e2574c")
            for x, y, r in ((160, 172, 13), (204, 186, 15), (248, 170, 12))
        )
        + leaf(180, 204, 38, -40, "#4f9a63")
        + leaf(222, 206, 38, 40, "#4f9a63")
        + box(74, 258, 252, "#f0b55c")
        + "".join(circle(118 + i * 34, 306 + (i % 2) * 16, 11, "#d9893c") for i in range(6))
    )


def lunch_box(s: Shades) -> str:
    """An open bento box with rice, egg and vegetables, its lid behind."""
    return (
        group(
            rect(0, 0, 250, 116, s.light, 26),
            rect(0, 84, 250, 32, s.base, 16),
            rect(98, 44, 54, 12, s.base, 6),
            transform="translate(82 78) rotate(-5)",
        )
        + rect(40, 186, 320, 166, s.dark, 34)
        + rect(40, 176, 320, 154, s.base, 34)
        + rect(58, 192, 284, 122, s.deep, 22)
        + rect(66, 200, 124, 106, WHITE, 16)
        + "".join(
            ellipse(86 + i * 24, 220 + j * 22 + (i % 2) * 6, 6, 3, STEEL_LIGHT)
            for i in range(5)
            for j in range(4)
        )
        + circle(128, 252, 15, "#d8394c")
        + rect(200, 200, 66, 50, "#6bb062", 12)
        + circle(218, 218, 13, "#4f9a63")
        + circle(240, 214, 15, "#58a56c")
        + circle(236, 234, 14, "#4f9a63")
        + rect(200, 258, 66, 48, "#f3a64a", 12)
        + "".join(line(212 + i * 20, 270, 212 + i * 20, 294, "#dc7f2c", 7) for i in range(3))
        + rect(276, 200, 58, 106, PAPER, 12)
        + circle(305, 228, 20, WHITE)
        + circle(305, 228, 11, "#f6b93b")
        + circle(305, 278, 20, WHITE)
        + circle(305, 278, 11, "#f6b93b")
        + rect(174, 322, 52, 20, s.accent, 8)
        + path("M58 222 Q60 196 84 190", stroke=s.light, stroke_width=6)
    )


def apron(s: Shades) -> str:
    """A bib apron with a pocket."""
    return (
        path("M150 96 Q148 34 200 34 Q252 34 250 96", stroke=s.deep, stroke_width=10)
        + mirror(path("M96 216 Q52 218 46 262 Q44 286 56 300", stroke=s.deep, stroke_width=9))
        + path(
            "M142 88 H258 Q262 156 310 198 V332 Q310 350 292 350 H108 Q90 350 90 332 V198"
            " Q138 156 142 88 Z",
            s.base,
        )
        + path(
            "M244 88 H258 Q262 156 310 198 V332 Q310 350"
            " 292 350 H272 Q288 250 262 190 Q246 150 244 88 Z",
            s.dark,
        )
        + path("M140 108 Q200 116 260 108 L258 88 H142 Z", s.light)
        + path("M138 232 H262 V282 Q262 306 238 306 H162 Q138 306 138 282 Z", s.dark)
        + path("M138 232 H262 V248 H138 Z", s.accent)
        + line(200, 250, 200, 304, s.base, 5)
        + path("M106 322 H294", stroke=s.light, stroke_width=5)
        + circle(150, 100, 6, s.accent)
        + circle(250, 100, 6, s.accent)
    )


def kitchen_scale(s: Shades) -> str:
    """A kitchen scale with a bowl and a dial."""
    marks = "".join(
        group(line(0, -44, 0, -36, INK_LIGHT, 4), transform=f"translate(200 270) rotate({a})")
        for a in range(-150, 151, 30)
    )
    return (
        path("M78 96 H322 Q314 164 244 172 H156 Q86 164 78 96 Z", STEEL_LIGHT)
        + path("M282 96 H322 Q314 164 244 172 H216 Q278 158 282 96 Z", STEEL)
        + rect(68, 86, 264, 18, STEEL_DARK, 8)
        + path("M104 116 Q114 142 140 154", stroke=WHITE, stroke_width=8)
        + rect(176, 168, 48, 24, STEEL_DARK)
        + path(
            "M124 188 H276 Q292 188 296 204 L322 334 Q324 352 306 352 H94 Q76 352 78 334 L104 204"
            " Q108 188 124 188 Z",
            s.base,
        )
        + path(
            "M258 188 H276 Q292 188 296 204 L322 334 Q324 352 306 352 H270 Q290 300 258 188 Z",
            s.dark,
        )
        + circle(200, 270, 64, s.deep)
        + circle(200, 270, 55, WHITE)
        + marks
        + line(200, 270, 224, 236, s.accent, 7)
        + circle(200, 270, 9, INK)
        + path("M122 212 L102 318", stroke=s.light, stroke_width=8)
    )


def chopsticks(s: Shades) -> str:
    """A pair of chopsticks on a rest."""

    def stick(x: float, y: float, angle: float) -> str:
        return group(
            polygon("-11,0 11,0 5,330 -5,330", s.base),
            polygon("3,0 11,0 5,330 1,330", s.dark),
            polygon("-11,0 11,0 10,64 -10,64", s.deep),
            polygon("-10,64 10,64 9.800,76 -9.800,76", s.accent),
            polygon("-9.500,84 9.500,84 9.300,90 -9.300,90", s.accent),
            rect(-12, -5, 24, 10, s.accent, 5),
            transform=f"translate({x:g} {y:g}) rotate({angle:g})",
        )

    return (
        stick(296, 48, 38)
        + stick(344, 74, 44)
        + path(
            "M66 312 Q66 286 92 288 Q122 304 152 288 Q178 286 178 312 V330 Q178 346 162 346 H82"
            " Q66 346 66 330 Z",
            PAPER,
        )
        + path("M66 322 H178 V330 Q178 346 162 346 H82 Q66 346 66 330 Z", "#d9d0bd")
        + leaf(108, 334, 30, -30, s.accents[1])
        + leaf(128, 334, 30, 30, s.accents[0])
    )


def wine_glass(s: Shades) -> str:
    """A glass of red wine; the glass itself has the colour."""
    bowl = "M124 48 H276 Q300 190 214 216 H186 Q100 190 124 48 Z"
    return (
        path(bowl, s.light, opacity=0.75)
        + path("M118 116 H282 Q280 196 214 212 H186 Q120 196 118 116 Z", "#9c2f48")
        + path("M250 116 H282 Q280 196 214 212 H196 Q250 186 250 116 Z", "#7f2338")
        + ellipse(200, 116, 82, 12, "#bd4f66")
        + path(bowl, stroke=s.dark, stroke_width=6)
        + path("M140 66 Q132 122 146 160", stroke=WHITE, stroke_width=9, opacity=0.7)
        + path(
            "M192 216 H208 V306 Q212 332 262 340 Q266 352 252 352 H148 Q134 352 138 340"
            " Q188 332 192 306 Z",
            s.dark,
        )
        + path(
            "M192 216 H200 V306 Q198 332 148 344 H140 Q134 340 138 340 Q188 332 192 306 Z", s.light
        )
    )


def bamboo_steamer(s: Shades) -> str:
    """A bamboo steamer, its upper tier open on dumplings."""

    def tier(y: float) -> str:
        slats = "".join(rect(72 + i * 52, y + 10, 5, 56, s.dark) for i in range(6))
        return (
            rect(52, y, 296, 76, s.base, 12)
            + rect(288, y, 60, 76, s.dark, 12)
            + slats
            + rect(46, y, 308, 13, s.light, 6)
            + rect(46, y + 62, 308, 15, s.dark, 6)
            + rect(186, y + 16, 28, 44, s.deep, 4)
        )

    def bun(x: float) -> str:
        return (
            path(
                f"M{x - 46:g} 200 Q{x - 46:g} 142 {x:g} 140 Q{x + 46:g} 142 {x + 46:g} 200 Z", WHITE
            )
            + path(
                f"M{x + 14:g} 142 Q{x + 46:g} 150 {x + 46:g} 200"
                f" H{x + 24:g} Q{x + 32:g} 164 {x + 14:g} 142 Z",
                STEEL_LIGHT,
            )
            + path(
                f"M{x:g} 142 V164 M{x - 6:g} 144 Q{x - 20:g} 152 {x - 24:g} 168 M{x + 6:g} 144"
                f" Q{x + 20:g} 152 {x + 24:g} 168",
                stroke=STEEL,
                stroke_width=4,
            )
        )

    return (
        steam(130, 200, 270, y=52, height=66)
        + bun(110)
        + bun(290)
        + bun(200)
        + tier(194)
        + tier(274)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "kettle": kettle,
    "teapot": teapot,
    "tea_set": tea_set,
    "mug": mug,
    "frying_pan": frying_pan,
    "wok": wok,
    "saucepan": saucepan,
    "chef_knife": chef_knife,
    "cutting_board": cutting_board,
    "coffee_maker": coffee_maker,
    "coffee_grinder": coffee_grinder,
    "french_press": french_press,
    "toaster": toaster,
    "blender": blender,
    "rice_cooker": rice_cooker,
    "food_container": food_container,
    "lunch_box": lunch_box,
    "apron": apron,
    "kitchen_scale": kitchen_scale,
    "chopsticks": chopsticks,
    "wine_glass": wine_glass,
    "bamboo_steamer": bamboo_steamer,
}
