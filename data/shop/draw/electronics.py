"""Illustrations of electronics and small appliances."""

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
from .shapes import leaf, plug_pins

SCREEN = "#24344d"
SCREEN_LIGHT = "#35507a"
MINT = "#7fd6b4"
CORAL = "#f08a74"
SUN = "#f7cf63"
APPS = ("#f08a74", "#f7cf63", "#7fd6b4", "#6fb3ea", "#b394e0", "#f2a5c0")


def _wallpaper(x: float, y: float, width: float, height: float) -> str:
    """A screen with a picture of hills and a sun."""
    low = y + height
    return (
        rect(x, y, width, height, SCREEN, 6)
        + circle(x + width * 0.7, y + height * 0.3, min(width, height) * 0.13, SUN)
        + path(
            f"M{x:g} {y + height * 0.72:g} Q{x + width * 0.25:g} {y + height * 0.4:g}"
            f" {x + width * 0.5:g} {y + height * 0.66:g} T{x + width:g} {y + height * 0.6:g}"
            f" V{low:g} H{x:g} Z",
            SCREEN_LIGHT,
        )
        + path(
            f"M{x:g} {y + height * 0.86:g} Q{x + width * 0.35:g} {y + height * 0.66:g}"
            f" {x + width:g} {y + height * 0.84:g} V{low:g} H{x:g} Z",
            "#4f86b8",
        )
    )


def _apps(x: float, y: float, columns: int, rows: int, size: float, step: float) -> str:
    """A grid of coloured app icons."""
    return "".join(
        rect(x + i * step, y + j * step, size, size, APPS[(i + j * columns) % 6], size * 0.26)
        for j in range(rows)
        for i in range(columns)
    )


def _bolt(x: float, y: float, k: float, fill: str) -> str:
    """A lightning bolt about (x, y)."""
    return group(
        polygon("4,-24 -14,4 -2,4 -5,24 14,-6 2,-6", fill),
        transform=f"translate({x:g} {y:g}) scale({k:g})",
    )


def _usb(x: float, y: float, angle: float, grip: str, shade: str) -> str:
    """A USB plug pointing up from (x, y)."""
    return group(
        rect(-17, -46, 34, 46, STEEL_LIGHT, 5),
        rect(5, -46, 12, 46, STEEL, 5),
        rect(-10, -36, 8, 9, STEEL_DARK, 2),
        rect(2, -36, 8, 9, STEEL_DARK, 2),
        rect(-25, -4, 50, 58, grip, 10),
        rect(8, -4, 17, 58, shade, 8),
        rect(-10, 48, 20, 22, shade, 6),
        transform=f"translate({x:g} {y:g}) rotate({angle:g})",
    )


def headphones(s: Shades) -> str:
    """Over-ear headphones."""
    return (
        path("M82 236 V202 A118 124 0 0 1 318 202 V236", stroke=s.dark, stroke_width=26)
        + path("M82 226 V202 A118 124 0 0 1 318 202 V226", stroke=s.base, stroke_width=16)
        + path("M134 108 A118 124 0 0 1 266 108", stroke=s.deep, stroke_width=30)
        + path("M98 158 A112 118 0 0 1 128 118", stroke=s.light, stroke_width=7)
        + mirror(
            rect(108, 214, 40, 124, INK_LIGHT, 20),
            path("M124 216 H94 Q54 220 54 276 Q54 332 94 336 H124 Z", s.base),
            path("M54 290 Q58 332 94 336 H124 V316 H98 Q66 314 54 290 Z", s.dark),
            path("M74 252 Q80 238 96 236", stroke=s.light, stroke_width=7),
            circle(96, 278, 13, s.accent),
        )
    )


def earbuds(s: Shades) -> str:
    """Two earbuds over their open charging case."""

    def bud(x: float, flip: int) -> str:
        return group(
            rect(-11, 0, 22, 100, s.base, 11),
            rect(2, 10, 9, 84, s.dark, 5),
            ellipse(-6, 2, 36, 32, s.base),
            path("M-30 -22 Q-58 -8 -42 24 Q-30 26 -24 18 Z", INK_LIGHT),
            ellipse(-2, -8, 14, 10, s.light),
            circle(0, 84, 5, s.accent),
            transform=f"translate({x:g} 92) scale({flip} 1)",
        )

    return (
        rect(84, 160, 232, 90, s.deep, 34)
        + path("M84 206 H316 V214 H84 Z", s.dark)
        + bud(146, 1)
        + bud(254, -1)
        + path(
            "M76 224 Q76 208 92 208 H308 Q324 208 324 224"
            " V292 Q324 348 264 348 H136 Q76 348 76 292 Z",
            s.base,
        )
        + path(
            "M284 208 H308 Q324 208 324 224 V292 Q324 348 264 348 H224 Q284 340 284 280 Z", s.dark
        )
        + rect(92, 222, 186, 9, s.light, 4)
        + circle(200, 286, 10, s.accent)
    )


def speaker(s: Shades) -> str:
    """A portable speaker with two cones."""
    return (
        path("M164 54 Q164 36 200 36 Q236 36 236 54", stroke=s.deep, stroke_width=11)
        + rect(98, 52, 204, 300, s.base, 34)
        + path(
            "M262 52 H268 Q302 54 302 86 V318 Q302 350 268 352 H242 Q266 330 266 300 V86 Z", s.dark
        )
        + circle(194, 248, 76, s.deep)
        + circle(194, 248, 62, INK)
        + circle(194, 248, 44, INK_LIGHT)
        + circle(194, 248, 20, s.accent)
        + path("M146 228 A54 54 0 0 1 176 198", stroke=STEEL, stroke_width=6)
        + circle(194, 120, 40, s.deep)
        + circle(194, 120, 30, INK)
        + circle(194, 120, 12, s.accent)
        + path("M112 96 V300", stroke=s.light, stroke_width=7)
        + "".join(circle(x, 68, 5, s.light) for x in (178, 194, 210))
    )


def laptop(s: Shades) -> str:
    """An open laptop."""
    return (
        rect(74, 72, 252, 196, s.dark, 16)
        + rect(74, 72, 252, 190, s.base, 16)
        + rect(86, 84, 228, 164, INK, 8)
        + _wallpaper(92, 92, 216, 148)
        + path("M54 262 H346 L374 318 H26 Z", s.light)
        + path("M86 270 H314 L324 292 H76 Z", s.deep)
        + "".join(
            line(88 - i * 4, 275 + i * 6, 312 + i * 4, 275 + i * 6, s.base, 3, dash="10 6")
            for i in range(3)
        )
        + polygon("160,298 240,298 246,314 154,314", s.dark)
        + path("M26 318 H374 Q374 336 352 336 H48 Q26 336 26 318 Z", s.base)
        + path("M38 328 Q44 336 48 336 H352 Q360 336 366 328 Z", s.dark)
    )


def tablet(s: Shades) -> str:
    """A tablet with a stylus."""
    return (
        rect(44, 88, 290, 228, s.dark, 24)
        + rect(44, 84, 290, 226, s.base, 24)
        + _wallpaper(64, 102, 250, 190)
        + _apps(84, 120, 4, 2, 38, 58)
        + rect(104, 246, 170, 38, WHITE, 12, opacity=0.4)
        + _apps(118, 251, 4, 1, 28, 39)
        + circle(54, 198, 3, s.deep)
        + group(
            rect(-10, -130, 20, 216, WHITE, 8),
            rect(2, -130, 8, 216, STEEL_LIGHT, 4),
            rect(-10, -112, 20, 12, s.accent),
            path("M-10 82 H10 L2 116 H-2 Z", STEEL_DARK),
            transform="translate(336 236) rotate(22)",
        )
    )


def phone(s: Shades) -> str:
    """A smartphone."""
    return (
        rect(286, 126, 8, 46, s.deep, 4)
        + rect(112, 36, 180, 318, s.dark, 34)
        + rect(108, 36, 180, 316, s.base, 34)
        + rect(118, 46, 160, 296, INK, 26)
        + path(
            "M124 76 Q124 54 148 54 H248 Q272 54 272 76"
            " V312 Q272 334 248 334 H148 Q124 334 124 312 Z",
            SCREEN,
        )
        + circle(232, 120, 22, SUN)
        + path(
            "M124 190 Q164 148 200 186 T272 180 V312 Q272 334 248 334 H148 Q124 334 124 312 Z",
            SCREEN_LIGHT,
        )
        + _apps(140, 206, 3, 2, 32, 42)
        + rect(138, 292, 120, 34, WHITE, 12, opacity=0.35)
        + _apps(146, 297, 3, 1, 24, 40)
        + rect(172, 60, 52, 13, INK, 6)
        + rect(142, 92, 56, 10, WHITE, 5, opacity=0.85)
        + rect(142, 112, 36, 8, WHITE, 4, opacity=0.5)
    )


def phone_case(s: Shades) -> str:
    """A phone sliding out of a protective case, seen from behind."""
    return group(
        rect(-84, -186, 168, 300, STEEL_DARK, 30),
        rect(-84, -186, 160, 300, STEEL, 30),
        rect(-92, -132, 184, 304, s.dark, 36),
        rect(-92, -132, 176, 304, s.base, 36),
        path("M-78 -74 Q-78 -116 -40 -118", stroke=s.light, stroke_width=7),
        rect(-72, -112, 82, 88, s.deep, 24),
        rect(-66, -106, 70, 76, INK, 20),
        circle(-46, -86, 14, INK_LIGHT),
        circle(-46, -86, 7, "#6fb3ea"),
        circle(-46, -50, 14, INK_LIGHT),
        circle(-46, -50, 7, "#6fb3ea"),
        circle(-14, -68, 8, "#fff3c4"),
        circle(0, 74, 46, s.accent),
        circle(-15, 66, 6, INK),
        circle(15, 66, 6, INK),
        path("M-18 84 Q0 102 18 84", stroke=INK, stroke_width=6),
        transform="translate(204 204) rotate(8) scale(0.88)",
    )


def charger(s: Shades) -> str:
    """A mains charger with two sockets and a cable."""
    return (
        path(
            "M176 286 Q176 352 236 346 Q330 338 326 250 Q324 208 350 186",
            stroke=s.deep,
            stroke_width=11,
        )
        + plug_pins(176, 96, 32, 56)
        + path(
            "M92 130 Q92 94 128 94 H224 Q260 94 260 130"
            " V258 Q260 294 224 294 H128 Q92 294 92 258 Z",
            s.base,
        )
        + path("M220 94 H224 Q260 94 260 130 V258 Q260 294 224 294 H188 Q222 286 222 250 Z", s.dark)
        + path("M110 140 V222", stroke=s.light, stroke_width=9)
        + _bolt(166, 160, 1.5, s.accent)
        + rect(134, 236, 72, 18, s.deep, 9)
        + rect(144, 242, 52, 6, STEEL, 3)
        + rect(160, 284, 32, 30, INK, 7)
        + _usb(354, 166, 24, s.base, s.dark)
    )


def power_bank(s: Shades) -> str:
    """A power bank with charge lights and a short cable."""
    return (
        path("M170 70 Q170 30 220 34 H250 Q330 36 330 110 V190", stroke=INK, stroke_width=11)
        + _usb(330, 236, 180, INK_LIGHT, INK)
        + rect(86, 72, 188, 280, s.dark, 30)
        + rect(86, 72, 180, 272, s.base, 30)
        + rect(154, 58, 34, 26, INK, 6)
        + rect(208, 72, 36, 11, s.deep, 4)
        + path("M104 112 V280", stroke=s.light, stroke_width=9)
        + circle(176, 190, 54, s.dark)
        + _bolt(176, 190, 1.8, s.accent)
        + "".join(circle(137 + i * 26, 300, 8, (MINT, MINT, MINT, s.deep)[i]) for i in range(4))
    )


def keyboard(s: Shades) -> str:
    """A keyboard, a few keys in another colour."""
    special = {(0, 0): s.accent, (3, 9): s.accent, (1, 9): s.dark, (2, 0): s.dark}

    def key(x: float, y: float, width: float, fill: str) -> str:
        return rect(x, y + 4, width, 30, s.deep, 7) + rect(x, y, width, 29, fill, 7)

    keys = "".join(
        key(48 + i * 30.6, 142 + j * 39, 27, special.get((j, i), s.light))
        for j in range(3)
        for i in range(10)
    )
    last = (
        key(48, 259, 42, s.dark)
        + key(94, 259, 38, s.light)
        + key(136, 259, 132, s.light)
        + key(272, 259, 34, s.light)
        + key(310, 259, 41, s.accent)
    )
    return (
        path("M200 120 Q200 74 246 78 Q300 80 310 46", stroke=INK_LIGHT, stroke_width=8)
        + rect(28, 124, 344, 196, s.deep, 22)
        + rect(28, 118, 344, 190, s.base, 22)
        + keys
        + last
    )


def mouse(s: Shades) -> str:
    """A computer mouse from above."""
    return (
        path("M200 96 Q196 58 232 50 Q272 46 284 24", stroke=INK_LIGHT, stroke_width=9)
        + path(
            "M104 208 Q104 84 200 84 Q296 84 296 208 V242 Q296 352 200 352 Q104 352 104 242 Z",
            s.base,
        )
        + path(
            "M246 98 Q296 128 296 208 V242 Q296 352 200"
            " 352 Q262 320 264 240 V190 Q266 130 246 98 Z",
            s.dark,
        )
        + path("M104 204 Q200 224 296 204", stroke=s.deep, stroke_width=6)
        + line(200, 88, 200, 212, s.deep, 6)
        + rect(184, 122, 32, 66, s.deep, 16)
        + rect(191, 132, 18, 46, s.accent, 9)
        + path("M126 180 Q130 130 158 112", stroke=s.light, stroke_width=10)
        + path("M134 254 Q142 298 166 316", stroke=s.light, stroke_width=8)
    )


def monitor(s: Shades) -> str:
    """A wide monitor on its stand."""
    return (
        path("M176 270 H224 L232 336 H168 Z", s.dark)
        + rect(122, 332, 156, 20, s.base, 9)
        + rect(122, 342, 156, 10, s.dark, 5)
        + rect(32, 62, 336, 228, s.dark, 16)
        + rect(32, 58, 336, 228, s.base, 16)
        + _wallpaper(46, 72, 308, 184)
        + rect(66, 94, 132, 84, WHITE, 7, opacity=0.92)
        + rect(66, 94, 132, 18, s.accent, 7)
        + "".join(rect(80, 124 + i * 15, (100, 76, 88)[i], 7, STEEL, 3) for i in range(3))
        + circle(200, 271, 6, s.light)
        + path("M46 66 H160", stroke=s.light, stroke_width=4)
    )


def webcam(s: Shades) -> str:
    """A webcam with a clip."""
    return (
        path("M240 250 Q250 330 316 336 Q356 340 372 318", stroke=INK_LIGHT, stroke_width=8)
        + path("M172 236 H228 L242 308 H158 Z", s.deep)
        + path(
            "M122 300 H278 Q290 302 288 316 V336 Q286 352 270"
            " 352 H130 Q114 352 112 336 V316 Q110 302 122 300 Z",
            s.dark,
        )
        + rect(122, 304, 140, 9, s.base, 4)
        + rect(46, 84, 308, 168, s.base, 84)
        + path("M262 84 H270 A84 84 0 0 1 270 252 H208 Q316 240 316 168 Q316 104 262 84 Z", s.dark)
        + circle(200, 168, 70, s.deep)
        + circle(200, 168, 58, INK)
        + circle(200, 168, 38, SCREEN_LIGHT)
        + circle(200, 168, 20, SCREEN)
        + circle(184, 150, 10, WHITE, opacity=0.9)
        + circle(94, 168, 9, MINT)
        + "".join(circle(306, 148 + i * 20, 5, s.deep) for i in range(3))
        + path("M76 130 Q92 106 124 102", stroke=s.light, stroke_width=8)
    )


def smartwatch(s: Shades) -> str:
    """A smartwatch with activity rings."""
    return (
        path("M138 120 L150 40 Q152 32 160 32 H240 Q248 32 250 40 L262 120 Z", s.base)
        + path("M138 276 L150 352 Q152 362 160 362 H240 Q248 362 250 352 L262 276 Z", s.base)
        + path(
            "M226 32 H240 Q248 32 250 40 L262 120 H232 Z"
            " M232 276 H262 L250 352 Q248 362 240 362 H226 Z",
            s.dark,
        )
        + "".join(rect(190, 310 + i * 16, 20, 7, s.deep, 3) for i in range(3))
        + rect(166, 52, 58, 7, s.light, 3)
        + rect(300, 166, 16, 40, STEEL_DARK, 6)
        + rect(100, 98, 204, 200, STEEL_DARK, 54)
        + rect(96, 96, 204, 200, STEEL_LIGHT, 54)
        + rect(108, 108, 180, 176, INK, 44)
        + circle(198, 196, 62, "none", stroke=INK_LIGHT, stroke_width=16)
        + path("M198 134 A62 62 0 1 1 138 212", stroke=CORAL, stroke_width=16)
        + circle(198, 196, 38, "none", stroke=INK_LIGHT, stroke_width=15)
        + path("M198 158 A38 38 0 0 1 198 234", stroke=MINT, stroke_width=15)
        + circle(198, 196, 12, SUN)
    )


def camera(s: Shades) -> str:
    """A camera with its lens."""
    return (
        path("M138 108 L156 74 Q160 68 168 68 H232 Q240 68 244 74 L262 108 Z", s.dark)
        + rect(172, 80, 56, 18, GLASS, 5)
        + rect(74, 88, 52, 26, INK, 8)
        + rect(292, 90, 38, 22, s.accent, 8)
        + rect(42, 104, 316, 224, s.base, 28)
        + rect(42, 146, 316, 140, INK_LIGHT)
        + rect(42, 146, 316, 8, INK)
        + rect(42, 278, 316, 8, INK)
        + path(
            "M322 104 H330 Q358 104 358 132 V300 Q358 328 330 328 H300 Q326 318 326 290 V132 Z",
            INK,
            opacity=0.3,
        )
        + circle(200, 216, 100, s.deep)
        + circle(200, 214, 94, STEEL_LIGHT)
        + circle(200, 214, 80, INK)
        + circle(200, 214, 58, SCREEN_LIGHT)
        + circle(200, 214, 34, SCREEN)
        + path("M156 196 A50 50 0 0 1 184 168", stroke=WHITE, stroke_width=10, opacity=0.85)
        + circle(222, 236, 8, "#6fb3ea")
        + circle(322, 128, 10, "#fff3c4")
        + rect(62, 118, 66, 9, s.light, 4)
    )


def usb_cable(s: Shades) -> str:
    """A coiled USB cable with a plug at each end."""
    coil = "".join(
        ellipse(206, 224, 118 - i * 16, 104 - i * 16, "none", stroke=c, stroke_width=12)
        for i, c in enumerate((s.base, s.dark, s.base))
    )
    return (
        path("M112 156 Q76 190 96 268 Q120 330 206 328", stroke=s.base, stroke_width=12)
        + coil
        + path("M104 178 Q84 160 88 140", stroke=s.base, stroke_width=12)
        + path("M306 168 Q322 156 318 136", stroke=s.base, stroke_width=12)
        + path("M126 176 A104 90 0 0 1 190 126", stroke=s.light, stroke_width=4)
        + rect(176, 288, 60, 52, s.accent, 8)
        + rect(176, 308, 60, 9, s.deep, opacity=0.35)
        + _usb(88, 86, 0, s.base, s.dark)
        + group(
            rect(-13, -30, 26, 34, STEEL_LIGHT, 12),
            rect(2, -30, 11, 34, STEEL, 6),
            rect(-20, -2, 40, 54, s.base, 10),
            rect(6, -2, 14, 54, s.dark, 7),
            rect(-9, 46, 18, 20, s.dark, 6),
            transform="translate(318 76)",
        )
    )


def laptop_stand(s: Shades) -> str:
    """A laptop raised on a folding stand, from the side."""
    return (
        line(76, 214, 334, 150, STEEL_DARK, 22)
        + line(78, 209, 332, 146, STEEL_LIGHT, 11)
        + line(328, 146, 372, 44, STEEL_DARK, 16)
        + line(324, 142, 366, 44, STEEL_LIGHT, 7)
        + path("M42 192 V236 L352 160", stroke=s.base, stroke_width=18)
        + path("M42 200 V236 L340 163", stroke=s.light, stroke_width=5)
        + path("M284 180 L128 336", stroke=s.dark, stroke_width=20)
        + path("M124 220 L286 336", stroke=s.base, stroke_width=20)
        + circle(204, 262, 17, s.deep)
        + circle(204, 262, 8, s.accent)
        + rect(84, 330, 246, 22, s.base, 11)
        + rect(84, 341, 246, 11, s.dark, 5)
    )


def game_controller(s: Shades) -> str:
    """A game controller."""
    return (
        mirror(rect(92, 102, 84, 40, s.deep, 16))
        + path(
            "M118 116 H282 Q332 116 348 184 L370 288 Q372"
            " 336 334 336 Q312 336 296 310 L272 270 H128"
            " L104 310 Q88 336 66 336 Q28 336 30 288 L52 184 Q68 116 118 116 Z",
            s.base,
        )
        + path(
            "M300 120 Q336 132 348 184 L370 288 Q372 336 334"
            " 336 Q312 336 296 310 L286 294 Q340 320 326 240"
            " Q318 150 300 120 Z",
            s.dark,
        )
        + path("M74 182 Q84 144 114 138", stroke=s.light, stroke_width=9)
        + rect(98, 168, 24, 70, INK, 7)
        + rect(75, 191, 70, 24, INK, 7)
        + circle(290, 172, 14, SUN)
        + circle(290, 234, 14, MINT)
        + circle(259, 203, 14, "#6fb3ea")
        + circle(321, 203, 14, CORAL)
        + mirror(circle(160, 252, 30, s.deep), circle(160, 252, 20, INK_LIGHT))
        + rect(168, 164, 24, 12, s.deep, 6)
        + rect(208, 164, 24, 12, s.deep, 6)
        + circle(200, 204, 13, s.accent)
    )


def hair_dryer(s: Shades) -> str:
    """A hair dryer blowing."""
    return (
        path("M242 344 Q250 376 300 366 Q352 352 372 366", stroke=INK_LIGHT, stroke_width=9)
        + "".join(
            path(f"M58 {y} q-12 -9 -22 0 t-22 0", stroke="#8fb8d6", stroke_width=7)
            for y in (112, 144, 176)
        )
        + path("M198 206 H282 L264 330 Q262 348 246 348 H226 Q210 348 208 330 Z", s.dark)
        + path("M198 206 H250 L238 348 H226 Q210 348 208 330 Z", s.base)
        + path("M74 98 L128 84 V204 L74 190 Q66 188 66 180 V108 Q66 100 74 98 Z", INK)
        + rect(112, 84, 20, 120, INK_LIGHT, 6)
        + path("M128 76 H250 Q336 76 336 144 Q336 212 250 212 H128 Z", s.base)
        + path("M128 180 Q250 196 330 166 Q314 212 250 212 H128 Z", s.dark)
        + circle(268, 144, 52, s.deep)
        + "".join(line(238, 122 + i * 15, 298, 122 + i * 15, s.light, 6) for i in range(4))
        + rect(146, 94, 84, 10, s.light, 5)
        + rect(222, 236, 20, 44, s.accent, 8)
        + rect(222, 236, 20, 20, INK, 8)
    )


def electric_toothbrush(s: Shades) -> str:
    """An electric toothbrush on its charging stand."""
    return (
        rect(190, 106, 20, 60, STEEL_LIGHT)
        + rect(201, 106, 9, 60, STEEL)
        + rect(182, 38, 36, 76, STEEL_LIGHT, 14)
        + "".join(rect(150, 44 + i * 13, 38, 10, (WHITE, s.light)[i % 2], 4) for i in range(5))
        + rect(180, 40, 12, 70, s.dark, 5)
        + path("M176 158 H224 Q236 190 238 232 V330 H162 V232 Q164 190 176 158 Z", s.base)
        + path("M212 158 H224 Q236 190 238 232 V330 H214 Q222 220 212 158 Z", s.dark)
        + rect(174, 150, 52, 14, s.accent, 6)
        + circle(196, 218, 17, s.deep)
        + circle(196, 218, 10, s.light)
        + "".join(circle(196, 254 + i * 18, 5, (MINT, MINT, s.deep)[i]) for i in range(3))
        + path("M174 200 V300", stroke=s.light, stroke_width=6)
        + path(
            "M128 322 H272 Q286 324 286 340 Q286 352 272"
            " 352 H128 Q114 352 114 340 Q114 324 128 322 Z",
            STEEL_LIGHT,
        )
        + path("M114 338 H286 Q286 352 272 352 H128 Q114 352 114 338 Z", STEEL)
    )


def air_purifier(s: Shades) -> str:
    """An air purifier with a grille and clean air rising."""
    rows = "".join(
        line(128, 206 + i * 20, 256, 206 + i * 20, s.deep, 6, dash="1 13") for i in range(7)
    )
    return (
        path(
            "M138 72 q-16 -18 0 -34 M200 66 q-16 -18 0 -36 M262 72 q-16 -18 0 -34",
            stroke="#8fc7bd",
            stroke_width=8,
        )
        + path(
            "M104 110 Q104 86 128 86 H272 Q296 86 296 110"
            " V328 Q296 352 272 352 H128 Q104 352 104 328 Z",
            s.base,
        )
        + path("M268 86 H272 Q296 86 296 110 V328 Q296 352 272 352 H236 Q268 346 268 310 Z", s.dark)
        + ellipse(200, 100, 80, 11, s.deep)
        + ellipse(200, 100, 54, 6, s.base)
        + circle(188, 152, 27, INK)
        + leaf(184, 168, 34, 22, MINT)
        + rows
        + path("M116 124 V318", stroke=s.light, stroke_width=7)
        + circle(240, 152, 6, s.accent)
    )


def humidifier(s: Shades) -> str:
    """A drop-shaped humidifier puffing mist."""
    return (
        circle(178, 62, 22, WHITE, opacity=0.95)
        + circle(214, 46, 28, WHITE, opacity=0.95)
        + circle(250, 66, 18, WHITE, opacity=0.95)
        + circle(206, 74, 20, WHITE, opacity=0.95)
        + path(
            "M184 106 Q186 92 200 92 Q214 92 216 106 Q224 150"
            " 266 196 Q304 240 290 292 H110 Q96 240 134 196"
            " Q176 150 184 106 Z",
            s.base,
        )
        + path(
            "M216 106 Q224 150 266 196 Q304 240 290 292 H244 Q268 230 232 180 Q206 140 216 106 Z",
            s.dark,
        )
        + path("M148 214 Q122 246 126 276", stroke=s.light, stroke_width=9)
        + rect(184, 88, 32, 16, s.deep, 7)
        + path("M200 204 Q230 240 200 262 Q170 240 200 204 Z", s.accent)
        + path("M104 286 H296 L284 338 Q280 352 266 352 H134 Q120 352 116 338 Z", STEEL_LIGHT)
        + path("M252 286 H296 L284 338 Q280 352 266 352 H232 Q250 330 252 286 Z", STEEL)
        + circle(200, 320, 14, WHITE)
        + circle(200, 320, 7, MINT)
    )


def fan(s: Shades) -> str:
    """A table fan."""
    blades = "".join(
        group(
            path("M0 -8 Q-52 -44 -34 -92 Q10 -100 22 -54 Q24 -22 0 -8 Z", s.base),
            path("M22 -54 Q24 -22 0 -8 Q8 -50 -6 -94 Q14 -86 22 -54 Z", s.dark),
            transform=f"translate(200 162) rotate({i * 120 + 10})",
        )
        for i in range(3)
    )
    spokes = "".join(
        group(
            line(0, -26, 0, -118, STEEL_DARK, 3), transform=f"translate(200 162) rotate({i * 30})"
        )
        for i in range(12)
    )
    return (
        rect(186, 260, 28, 76, s.dark)
        + path("M126 352 Q126 322 160 322 H240 Q274 322 274 352 Z", s.base)
        + path("M240 322 Q274 322 274 352 H230 Z", s.dark)
        + circle(188, 338, 6, s.accent)
        + circle(212, 338, 6, s.light)
        + circle(200, 162, 124, WHITE, opacity=0.75)
        + blades
        + spokes
        + circle(200, 162, 84, "none", stroke=STEEL_DARK, stroke_width=3)
        + circle(200, 162, 124, "none", stroke=s.dark, stroke_width=13)
        + path("M88 146 A114 114 0 0 1 160 56", stroke=s.light, stroke_width=5)
        + circle(200, 162, 28, s.deep)
        + circle(200, 162, 15, s.accent)
    )


def vacuum(s: Shades) -> str:
    """A cylinder vacuum cleaner with its hose and floor head."""
    return (
        path("M212 222 Q212 60 130 76 Q92 86 96 130", stroke=INK_LIGHT, stroke_width=20)
        + path("M212 222 Q212 60 130 76 Q92 86 96 130", stroke=STEEL_DARK, stroke_width=3)
        + line(98, 118, 60, 322, STEEL, 15)
        + line(95, 118, 58, 318, STEEL_LIGHT, 5)
        + line(104, 94, 92, 158, INK, 22)
        + path("M22 334 Q26 312 60 312 Q100 312 106 334 V350 H22 Z", s.dark)
        + rect(18, 338, 92, 14, INK, 6)
        + path("M252 210 Q282 150 346 246", stroke=s.deep, stroke_width=14)
        + path(
            "M140 304 Q140 214 232 204 Q330 196 360 268 Q372 304 356 334 H148 Q140 320 140 304 Z",
            s.base,
        )
        + path("M140 296 H366 Q368 316 356 334 H148 Q140 320 140 296 Z", s.dark)
        + ellipse(292, 246, 40, 20, s.deep)
        + ellipse(292, 246, 32, 14, GLASS)
        + path("M164 270 Q176 240 206 232", stroke=s.light, stroke_width=9)
        + rect(194, 206, 38, 28, INK, 8)
        + circle(290, 314, 38, INK)
        + circle(290, 314, 20, s.accent)
        + circle(290, 314, 7, INK)
        + circle(174, 336, 16, INK)
    )


def e_reader(s: Shades) -> str:
    """An e-reader showing a page."""
    return (
        rect(90, 44, 224, 310, s.dark, 24)
        + rect(86, 42, 224, 306, s.base, 24)
        + rect(106, 64, 184, 242, PAPER, 6)
        + rect(126, 84, 88, 13, INK_LIGHT, 4)
        + "".join(
            rect(126, 112 + i * 17, (144, 138, 144, 130, 96)[i % 5], 7, "#a8a79f", 3)
            for i in range(5)
        )
        + path("M126 272 L166 222 L192 252 L218 214 L270 272 Z", "#c9c6bb")
        + circle(244, 218, 11, "#c9c6bb")
        + rect(126, 284, 144, 6, "#dedacd", 3)
        + rect(126, 284, 54, 6, INK_LIGHT, 3)
        + rect(180, 320, 36, 13, s.deep, 6)
        + path("M98 78 V300", stroke=s.light, stroke_width=5)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "headphones": headphones,
    "earbuds": earbuds,
    "speaker": speaker,
    "laptop": laptop,
    "tablet": tablet,
    "phone": phone,
    "phone_case": phone_case,
    "charger": charger,
    "power_bank": power_bank,
    "keyboard": keyboard,
    "mouse": mouse,
    "monitor": monitor,
    "webcam": webcam,
    "smartwatch": smartwatch,
    "camera": camera,
    "usb_cable": usb_cable,
    "e_reader": e_reader,
    "laptop_stand": laptop_stand,
    "game_controller": game_controller,
    "hair_dryer": hair_dryer,
    "electric_toothbrush": electric_toothbrush,
    "air_purifier": air_purifier,
    "humidifier": humidifier,
    "fan": fan,
    "vacuum": vacuum,
}
