"""Illustrations of food and drink."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    GLASS_DARK,
    INK,
    PAPER,
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
from .shapes import jar, leaf, pouch, shine

LEAF = "#4f9a63"
LEAF_DARK = "#3b7a50"
BEAN = "#6b432a"
HONEY = "#f0a62f"
COCOA = "#6a4029"
DOUGH = "#dda75f"


def _bean(x: float, y: float, size: float, angle: float) -> str:
    """A roasted coffee bean."""
    return group(
        ellipse(0, 0, size * 0.72, size, BEAN),
        path(
            f"M0 {-size:g} q{size * 0.4:g} {size * 0.6:g} 0 {size:g} t0 {size:g}",
            stroke=darken(BEAN, 0.4),
            stroke_width=max(3, size / 6),
        ),
        transform=f"translate({x:g} {y:g}) rotate({angle:g})",
    )


def _almond(x: float, y: float, size: float, angle: float) -> str:
    """An almond."""
    d = (
        f"M0 {-size:g} Q{size * 0.9:g} {-size * 0.1:g} {size * 0.5:g} {size * 0.7:g}"
        f" Q0 {size * 1.2:g} {-size * 0.5:g} {size * 0.7:g}"
        f" Q{-size * 0.9:g} {-size * 0.1:g} 0 {-size:g} Z"
    )
    return group(
        path(d, "#b9763f"),
        path(
            f"M0 {-size * 0.6:g} V{size * 0.7:g} M{-size * 0.3:g} {-size * 0.1:g} V{size * 0.6:g}"
            f" M{size * 0.3:g} {-size * 0.1:g} V{size * 0.6:g}",
            stroke="#955a2c",
            stroke_width=3,
        ),
        transform=f"translate({x:g} {y:g}) rotate({angle:g})",
    )


def _walnut(x: float, y: float, r: float) -> str:
    """A walnut in its shell."""
    return (
        circle(x, y, r, "#cf9a5f")
        + path(f"M{x:g} {y - r:g} q{r * 0.4:g} {r:g} 0 {r * 2:g}", stroke="#9c6a38", stroke_width=4)
        + path(
            f"M{x - r * 0.6:g} {y - r * 0.4:g} q{r * 0.4:g} {r * 0.3:g} 0 {r * 0.8:g}"
            f" M{x + r * 0.65:g} {y - r * 0.4:g} q{-r * 0.4:g} {r * 0.3:g} 0 {r * 0.8:g}",
            stroke="#b07d48",
            stroke_width=4,
        )
    )


def _cashew(x: float, y: float, angle: float) -> str:
    """A cashew nut."""
    return group(
        path("M-20 -8 Q0 22 20 -8", stroke="#efd3a2", stroke_width=19),
        path("M-20 -10 Q0 14 20 -10", stroke="#fae6c2", stroke_width=6),
        transform=f"translate({x:g} {y:g}) rotate({angle:g})",
    )


def _orange_slice(x: float, y: float, r: float) -> str:
    """A dried slice of orange."""
    rays = "".join(
        group(
            path(
                f"M0 {-r * 0.1:g} L{-r * 0.27:g} {-r * 0.68:g}"
                f" Q0 {-r * 0.82:g} {r * 0.27:g} {-r * 0.68:g} Z",
                "#f08a2c",
            ),
            transform=f"translate({x:g} {y:g}) rotate({i * 45})",
        )
        for i in range(8)
    )
    return circle(x, y, r, "#dd7420") + circle(x, y, r * 0.86, "#fbd79a") + rays


def _bowl(s: Shades) -> str:
    """A round bowl; the filling heaps up above y = 232."""
    return (
        path("M56 226 H344 Q340 344 238 348 H162 Q60 344 56 226 Z", s.base)
        + path("M304 226 H344 Q340 344 238 348 H206 Q298 330 304 226 Z", s.dark)
        + rect(46, 216, 308, 22, s.light, 11)
        + path("M86 258 Q92 302 126 322", stroke=s.light, stroke_width=9)
        + rect(146, 340, 108, 13, s.deep, 6)
    )


def tea_tin(s: Shades) -> str:
    """A tea tin with leaves on the label."""
    return (
        rect(96, 112, 208, 240, s.base, 18)
        + rect(262, 112, 42, 240, s.dark, 16)
        + rect(86, 74, 228, 62, s.base, 14)
        + rect(266, 74, 48, 62, s.dark, 14)
        + rect(86, 118, 228, 18, s.deep, 8)
        + rect(170, 48, 60, 32, s.deep, 12)
        + rect(96, 88, 158, 8, s.light, 4)
        + rect(118, 168, 164, 148, PAPER, 16)
        + rect(128, 178, 144, 128, "none", 10, stroke=s.accent, stroke_width=4)
        + leaf(200, 286, 88, 0, LEAF)
        + leaf(194, 290, 66, -46, LEAF_DARK)
        + leaf(206, 290, 66, 46, LEAF_DARK)
        + shine(105, 150, 8, 182, 0.3)
    )


def tea_cake(s: Shades) -> str:
    """A pressed cake of tea, half out of its paper."""
    flecks = "".join(
        group(
            ellipse(0, 0, 13, 4, ("#8a6238", "#2f1f14", "#a87d4c")[i % 3]),
            transform=f"translate({x} {y}) rotate({i * 47 % 180})",
        )
        for i, (x, y) in enumerate(
            (
                (120, 140),
                (164, 104),
                (214, 96),
                (260, 118),
                (296, 156),
                (306, 206),
                (146, 182),
                (268, 188),
                (104, 196),
                (232, 142),
                (188, 138),
                (286, 236),
                (258, 250),
                (96, 168),
                (314, 180),
                (142, 118),
                (120, 222),
                (276, 142),
            )
        )
    )
    return (
        circle(204, 204, 144, "#38251a")
        + circle(200, 196, 144, "#533723")
        + circle(200, 196, 112, "#5f4029")
        + flecks
        + circle(200, 188, 38, PAPER)
        + circle(200, 188, 31, "none", stroke=s.base, stroke_width=4)
        + leaf(200, 206, 40, 14, LEAF)
        + path(
            "M44 236 Q70 212 110 236 Q150 258 196 240 Q250"
            " 218 294 244 Q326 258 352 232 Q350 300 300 334"
            " Q262 354 200 352 Q132 354 96 330 Q50 298 44 236 Z",
            s.base,
        )
        + path(
            "M352 232 Q350 300 300 334 Q262 354 200 352 Q160"
            " 353 132 346 Q300 336 318 252 Q338 246 352 232 Z",
            s.dark,
        )
        + path(
            "M44 236 Q70 212 110 236 Q150 258 196 240 Q250 218 294 244 Q326 258 352 232",
            stroke=s.light,
            stroke_width=8,
        )
        + path(
            "M104 268 L128 318 M164 272 L176 326 M232 264 L226 324 M286 272 L264 320",
            stroke=s.dark,
            stroke_width=5,
        )
    )


def coffee_beans(s: Shades) -> str:
    """A bag of coffee with beans in front."""
    return (
        pouch(s, circle(196, 208, 58, PAPER), _bean(196, 208, 40, 28))
        + circle(196, 124, 9, s.deep)
        + _bean(84, 336, 22, 70)
        + _bean(124, 326, 22, 20)
        + _bean(116, 350, 20, 100)
        + _bean(296, 344, 22, -60)
        + _bean(330, 332, 22, 30)
    )


def honey(s: Shades) -> str:
    """A jar of honey with a dipper."""
    cells = "".join(
        polygon(
            " ".join(
                f"{x + dx},{y + dy}"
                for dx, dy in ((0, -20), (17, -10), (17, 10), (0, 20), (-17, 10), (-17, -10))
            ),
            fill,
            stroke=PAPER,
            stroke_width=4,
        )
        for x, y, fill in (
            (166, 246, HONEY),
            (200, 246, "#f6c453"),
            (183, 276, "#f6c453"),
            (217, 276, HONEY),
        )
    )
    return (
        jar(76, 86, 232, 266, HONEY, s.base)
        + path("M90 150 Q148 172 190 150 T294 152 V142 H90 Z", "#ffd98a")
        + rect(112, 204, 148, 116, PAPER, 14)
        + cells
        + group(
            rect(-7, -168, 14, 130, WOOD),
            rect(1, -168, 6, 130, WOOD_DARK),
            ellipse(0, 0, 30, 42, WOOD_LIGHT),
            "".join(
                rect(-30 + abs(i) * 4, i * 15 - 3, 60 - abs(i) * 8, 7, WOOD_DARK, 3)
                for i in (-2, -1, 0, 1, 2)
            ),
            path("M-22 24 Q0 44 22 24 Q18 46 6 50 Q6 80 0 84 Q-7 78 -7 50 Q-18 44 -22 24 Z", HONEY),
            transform="translate(314 246) rotate(16)",
        )
    )


def chocolate(s: Shades) -> str:
    """A bar of chocolate, half unwrapped."""
    squares = "".join(
        rect(102 + i * 66, 52 + j * 52, 60, 46, "#7d4f34", 6)
        + rect(110 + i * 66, 59 + j * 52, 44, 30, "#8f5f41", 5)
        for j in range(3)
        for i in range(3)
        if (i, j) != (2, 0)
    )
    return group(
        path("M96 46 H228 L234 66 L224 84 L240 100 H304 V250 H96 Z", COCOA),
        squares,
        path(
            "M84 186 L112 200 L136 184 L166 202 L194 184"
            " L222 202 L250 184 L280 200 L316 182 V216 H84 Z",
            STEEL_LIGHT,
        ),
        path(
            "M84 206 L112 218 L136 204 L166 220 L194 204 L222"
            " 220 L250 204 L280 218 L316 202 V338 Q316 350 304 350"
            " H96 Q84 350 84 338 Z",
            s.base,
        ),
        path("M282 217 L316 202 V338 Q316 350 304 350 H262 Q290 300 282 217 Z", s.dark),
        rect(110, 248, 158, 72, s.light, 12),
        path("M150 302 Q148 264 188 262 Q232 264 228 302 Z", COCOA),
        circle(189, 262, 10, s.accent),
        transform="rotate(-6 200 200)",
    )


def nuts(s: Shades) -> str:
    """A bowl of mixed nuts."""
    return (
        _walnut(132, 182, 40)
        + _almond(204, 150, 36, 20)
        + _walnut(256, 176, 42)
        + _cashew(166, 150, -30)
        + _almond(94, 206, 30, -60)
        + _almond(304, 206, 32, 64)
        + _cashew(222, 196, 16)
        + _almond(178, 204, 32, -40)
        + _cashew(276, 218, -20)
        + _bowl(s)
        + _almond(70, 340, 22, 80)
        + _cashew(326, 344, 10)
    )


def dried_fruit(s: Shades) -> str:
    """A pouch with a window onto dried fruit."""
    return (
        pouch(
            s,
            rect(124, 138, 148, 176, s.deep, 28),
            rect(130, 144, 136, 164, PAPER, 24),
            _orange_slice(176, 194, 38),
            _orange_slice(226, 262, 34),
            ellipse(236, 184, 25, 20, "#f2a13c"),
            ellipse(238, 180, 11, 6, "#f8c56f"),
            ellipse(166, 264, 29, 22, "#f2a13c"),
            ellipse(164, 260, 12, 6, "#f8c56f"),
            *(
                ellipse(x, y, 11, 9, "#6b2d4a")
                for x, y in ((206, 226), (188, 242), (240, 220), (150, 236), (196, 292))
            ),
        )
        + _orange_slice(78, 330, 32)
        + ellipse(326, 342, 25, 18, "#f2a13c")
        + ellipse(300, 350, 11, 8, "#6b2d4a")
    )


def olive_oil(s: Shades) -> str:
    """A bottle of olive oil with an olive branch."""
    return (
        path(
            "M170 74 H230 V136 Q232 160 256 176 Q268 186 268 206"
            " V330 Q268 352 246 352 H154 Q132 352 132 330 V206"
            " Q132 186 144 176 Q168 160 170 136 Z",
            "#b5a53a",
        )
        + path(
            "M212 74 H230 V136 Q232 160 256 176 Q268 186 268 206"
            " V330 Q268 352 246 352 H216 Q240 340 240 310 V214"
            " Q238 190 224 174 Q212 160 212 136 Z",
            "#94882b",
        )
        + path("M170 74 H230 V106 H170 Z", "#d3cb86")
        + rect(164, 36, 72, 46, s.base, 9)
        + rect(208, 36, 28, 46, s.dark, 9)
        + rect(160, 74, 80, 14, s.deep, 6)
        + rect(132, 222, 136, 96, s.base)
        + rect(240, 222, 28, 96, s.dark)
        + rect(132, 228, 136, 5, s.light)
        + rect(132, 307, 136, 5, s.light)
        + ellipse(188, 278, 17, 22, "#7c8a2f")
        + leaf(196, 264, 44, 60, "#a9bd62")
        + shine(146, 196, 9, 150, 0.4)
        + path("M268 340 Q310 326 344 272", stroke="#7a6a3a", stroke_width=6)
        + leaf(300, 324, 50, 92, LEAF_DARK)
        + leaf(322, 302, 50, -20, LEAF)
        + leaf(340, 278, 42, 34, LEAF_DARK)
        + ellipse(296, 340, 19, 15, "#7c8a2f")
        + ellipse(292, 335, 6, 4, "#a8b65a")
    )


def _cookie(x: float, y: float, r: float) -> str:
    """A chocolate-chip cookie from above."""
    chips = (
        (-0.4, -0.45),
        (0.3, -0.55),
        (0.55, 0.05),
        (-0.05, -0.02),
        (-0.6, 0.2),
        (0.2, 0.5),
        (-0.25, 0.6),
    )
    return (
        circle(x + 3, y + 4, r, darken(DOUGH, 0.25))
        + circle(x, y, r, DOUGH)
        + circle(x, y - r * 0.05, r * 0.82, lighten(DOUGH, 0.2))
        + "".join(circle(x + dx * r, y + dy * r, r * 0.13, COCOA) for dx, dy in chips)
    )


def cookies(s: Shades) -> str:
    """Chocolate-chip cookies in a tin."""
    return (
        _cookie(138, 166, 70)
        + _cookie(262, 162, 70)
        + _cookie(200, 124, 78)
        + rect(60, 212, 280, 140, s.base, 22)
        + rect(294, 212, 46, 140, s.dark, 20)
        + rect(52, 202, 296, 24, s.light, 12)
        + rect(60, 320, 234, 8, s.dark)
        + path(
            "M80 262 q17 -24 34 0 t34 0 t34 0 t34 0 t34 0 t34 0", stroke=s.accent, stroke_width=9
        )
        + _cookie(110, 316, 40)
        + shine(300, 244, 7, 84, 0.25)
    )


def noodles(s: Shades) -> str:
    """A bowl of noodles with chopsticks."""
    strands = "".join(
        path(
            f"M{74 + i * 26} 226 Q{86 + i * 24} {166 - (i % 3) * 14} {116 + i * 22} 226",
            stroke=c,
            stroke_width=10,
        )
        for i, c in enumerate(
            ("#f3d489", "#e9c26b", "#f7dfa0", "#e9c26b", "#f3d489", "#f7dfa0", "#e9c26b", "#f3d489")
        )
    )
    return (
        line(216, 196, 330, 44, s.deep, 12)
        + line(248, 206, 366, 76, s.deep, 12)
        + path("M86 222 Q104 160 200 156 Q296 160 314 222 Z", "#e2b85f")
        + strands
        + path(
            "M206 62 Q196 110 210 190 M230 56 Q222 110 226 196 M254 66 Q246 120 244 200",
            stroke="#f3d489",
            stroke_width=9,
        )
        + path("M200 60 Q228 36 262 64", stroke="#f7dfa0", stroke_width=13)
        + line(254, 146, 330, 44, s.deep, 12)
        + ellipse(126, 204, 34, 26, WHITE)
        + circle(126, 202, 15, "#f6a93b")
        + leaf(286, 224, 50, -40, LEAF)
        + leaf(298, 224, 46, 10, LEAF_DARK)
        + _bowl(s)
        + path(
            "M90 280 h22 v18 h-12 v-8 M150 290 h22 v18 h-12 v-8 M230 290 h22 v18 h-12 v-8",
            stroke=s.accent,
            stroke_width=6,
        )
    )


def rice(s: Shades) -> str:
    """A sack of rice, tied at the top, with a bowl of grains."""
    grains = "".join(
        group(ellipse(0, 0, 9, 4.5, STEEL_LIGHT), transform=f"translate({x} {y}) rotate({i * 53})")
        for i, (x, y) in enumerate(
            ((262, 286), (284, 274), (306, 286), (276, 292), (296, 262), (320, 292))
        )
    )
    return (
        path("M128 52 Q150 66 168 50 Q186 66 204 50 Q222 66 248 52 L228 112 H146 Z", s.light)
        + path(
            "M146 108 H230 Q306 148 304 262 Q304 352 268 352 H104 Q68 352 70 262 Q72 148 146 108 Z",
            s.base,
        )
        + path("M214 108 H230 Q306 148 304 262 Q304 352 268 352 H230 Q276 240 214 108 Z", s.dark)
        + rect(138, 98, 100, 20, s.accent, 9)
        + path(
            "M196 116 Q214 142 206 160 M190 116 Q178 140 184 154", stroke=s.accent, stroke_width=8
        )
        + path("M112 172 Q92 214 94 268", stroke=s.light, stroke_width=9)
        + circle(168, 238, 56, PAPER)
        + path("M160 282 Q152 232 182 196", stroke="#b9a24f", stroke_width=6)
        + "".join(
            leaf(x, y, 24, a, "#d9b13b")
            for x, y, a in (
                (160, 252, -42),
                (160, 234, -34),
                (166, 216, -24),
                (162, 256, 50),
                (164, 238, 58),
                (172, 220, 66),
                (182, 200, 30),
            )
        )
        + path("M232 300 Q250 250 292 248 Q336 250 352 300 Z", WHITE)
        + grains
        + path("M224 296 H360 Q358 350 316 352 H268 Q228 350 224 296 Z", s.deep)
        + rect(218, 290, 148, 13, s.dark, 6)
    )


def spices(s: Shades) -> str:
    """Three little jars of spices in a rack."""

    def spice(x: float, powder: str, shape: str) -> str:
        return (
            rect(x, 158, 84, 156, GLASS_DARK, 14)
            + path(f"M{x:g} 172 q42 -10 84 0 V300 q0 14 -14 14 h-56 q-14 0 -14 -14 Z", powder)
            + rect(x + 64, 176, 20, 132, darken(powder, 0.16), 8)
            + rect(x - 3, 112, 90, 50, s.base, 10)
            + rect(x + 59, 112, 28, 50, s.dark, 10)
            + rect(x - 3, 150, 90, 12, s.deep, 5)
            + "".join(circle(x + 24 + i * 18, 126, 4, s.deep) for i in range(3))
            + rect(x + 14, 220, 56, 56, PAPER, 10)
            + shape
            + shine(x + 7, 176, 6, 116, 0.5)
        )

    return (
        spice(
            58,
            "#c9402f",
            path("M84 236 Q120 240 108 268 Q92 262 84 236 Z", "#d8453f")
            + line(84, 236, 78, 230, LEAF, 5),
        )
        + spice(158, "#e3a327", circle(200, 248, 15, "#e3a327") + circle(200, 248, 6, "#a86f12"))
        + spice(258, "#7a9a45", leaf(300, 270, 44, 10, LEAF))
        + rect(34, 288, 332, 22, WOOD, 8)
        + rect(34, 334, 332, 20, WOOD, 8)
        + rect(34, 346, 332, 8, WOOD_DARK, 4)
        + rect(34, 300, 332, 10, WOOD_DARK, 4)
        + mirror(rect(36, 176, 16, 176, WOOD_DARK, 6))
        + rect(58, 310, 284, 24, INK, opacity=0.12)
    )


def jam(s: Shades) -> str:
    """A jar of jam under a cloth cap, strawberries on its label."""
    fruit = "#cf3348"

    def berry(x: float, y: float, k: float) -> str:
        return group(
            path("M0 36 Q-34 12 -26 -10 Q-14 -22 0 -14 Q14 -22 26 -10 Q34 12 0 36 Z", "#dc3f50"),
            "".join(
                ellipse(dx, dy, 2.2, 3.4, "#ffe2b0")
                for dx, dy in ((-12, -2), (2, 0), (13, -3), (-5, 13), (8, 13), (1, 25))
            ),
            path("M0 -12 L-18 -22 L-4 -22 L0 -32 L4 -22 L18 -22 Z", LEAF),
            transform=f"translate({x:g} {y:g}) scale({k:g})",
        )

    checks = "".join(rect(128 + i * 40, 64, 18, 66, WHITE, opacity=0.45) for i in range(4))
    return (
        rect(84, 124, 232, 228, fruit, 38)
        + path(
            "M280 124 Q316 130 316 162 V314 Q316 352 278 352 H238 Q276 340 276 306 Z",
            darken(fruit, 0.2),
        )
        + path(
            "M100 66 Q200 40 300 66 L330 142 Q312 156 296 142"
            " Q278 158 256 142 Q230 158 200 142 Q170 158 144 142"
            " Q122 158 104 142 Q88 156 70 142 Z",
            s.base,
        )
        + checks
        + path("M92 88 H308 L314 104 H86 Z", WHITE, opacity=0.45)
        + path("M268 59 L300 66 L330 142 Q312 156 296 142 Q288 150 280 152 Z", s.dark, opacity=0.6)
        + rect(94, 112, 212, 11, s.deep, 5)
        + circle(200, 118, 13, s.accent)
        + rect(120, 188, 160, 126, PAPER, 16)
        + berry(174, 250, 1.25)
        + berry(234, 260, 1)
        + shine(96, 180, 10, 138, 0.35)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "tea_tin": tea_tin,
    "tea_cake": tea_cake,
    "coffee_beans": coffee_beans,
    "honey": honey,
    "chocolate": chocolate,
    "nuts": nuts,
    "dried_fruit": dried_fruit,
    "olive_oil": olive_oil,
    "cookies": cookies,
    "noodles": noodles,
    "rice": rice,
    "spices": spices,
    "jam": jam,
}
