"""Illustrations of outdoor gear."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    GLASS,
    INK,
    INK_LIGHT,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    WOOD,
    WOOD_DARK,
    Shades,
    circle,
    ellipse,
    group,
    line,
    mirror,
    path,
    rect,
)


def tent(s: Shades) -> str:
    """A ridge tent with its door folded back."""
    return (
        path("M38 338Q200 318 362 338Q330 352 200 354Q70 352 38 338Z", "#a9c88f")
        + mirror(
            path("M152 150L40 330", stroke=STEEL_DARK, stroke_width=3)
            + path("M44 318L36 344", stroke=INK_LIGHT, stroke_width=7)
        )
        + path("M186 84L200 60L214 84", stroke=WOOD_DARK, stroke_width=8)
        + path("M200 78Q280 200 340 336H60Q120 200 200 78Z", s.base)
        + path("M200 78Q280 200 340 336H262Q234 220 200 78Z", s.dark)
        + path("M200 78Q120 200 60 336H96Q142 212 200 78Z", s.light)
        + path("M200 136Q222 240 258 336H142Q178 240 200 136Z", s.deep)
        + path("M200 136Q178 240 142 336H176Q172 250 200 136Z", s.accent)
        + path("M200 136Q222 240 258 336H224Q228 250 200 136Z", s.accent)
        + rect(154, 268, 20, 8, s.deep, 3)
        + rect(226, 268, 20, 8, s.deep, 3)
        + line(56, 338, 344, 338, s.deep, 6)
    )


def sleeping_bag(s: Shades) -> str:
    """A quilted mummy bag, opened at the top over its pale lining."""
    quilts = "".join(
        path(f"M{x} {y}Q200 {y + 18} {400 - x} {y}", stroke=s.dark, stroke_width=5)
        for x, y in ((110, 180), (112, 214), (118, 248), (126, 282), (138, 314))
    )
    return group(
        path(
            "M108 170Q96 40 200 38Q304 40 292 170Q304 226 262 336Q254 360 200 360"
            "Q146 360 138 336Q96 226 108 170Z",
            s.base,
        )
        + path(
            "M246 130L292 150Q304 226 262 336Q254 360 214 360Q268 280 246 130Z", s.dark, opacity=0.5
        )
        + quilts
        + path("M124 130Q122 58 200 56Q278 58 276 130Q270 160 200 166Q130 160 124 130Z", s.accent)
        + path("M136 132Q136 72 200 70Q264 72 264 132Q250 150 200 154Q150 150 136 132Z", s.deep)
        + rect(148, 92, 104, 52, WHITE, 24)
        + path("M160 128Q200 142 240 128", stroke=STEEL, stroke_width=5)
        + path(
            "M110 142Q140 172 200 174Q260 172 290 142L292 172Q250 196 200 196Q150 196 108 172Z",
            s.light,
        )
        + path("M250 184L280 230L256 244L232 194Z", s.accent)
        + path("M206 196Q232 270 214 350", stroke=s.deep, stroke_width=6)
        + rect(200, 200, 12, 24, STEEL_LIGHT, 5),
        transform="rotate(10 200 200)",
    )


def sleeping_mat(s: Shades) -> str:
    """An inflated mat of long tubes, its far end still rolled up."""
    tubes = "".join(
        path(
            f"M{108 + 37 * i} 150H{145 + 37 * i}L{105 + 58 * i} 318Q{105 + 58 * i} 346 "
            f"{76 + 58 * i} 346Q{47 + 58 * i} 346 {47 + 58 * i} 318Z",
            s.base,
            stroke=s.dark,
            stroke_width=4,
        )
        + line(122 + 37 * i, 178, 66 + 58 * i, 314, s.light, 8)
        for i in range(5)
    )
    roll = "".join(
        rect(88 + 45 * i, 56, 45, 116, s.base, 20, stroke=s.dark, stroke_width=4)
        + line(101 + 45 * i, 78, 101 + 45 * i, 120, s.light, 8)
        + path(
            f"M{92 + 45 * i} 140Q{110 + 45 * i} 152 {129 + 45 * i} 140",
            stroke=s.dark,
            stroke_width=5,
        )
        for i in range(5)
    )
    return (
        tubes
        + path("M106 150H294L300 186H98Z", s.deep, opacity=0.5)
        + roll
        + rect(146, 52, 20, 122, s.accent, 6)
        + rect(236, 52, 20, 122, s.accent, 6)
        + rect(40, 300, 24, 30, s.accent, 8)
        + circle(46, 316, 13, INK_LIGHT)
        + circle(46, 316, 6, STEEL)
    )


def headlamp(s: Shades) -> str:
    """A head torch with an elastic band and a shining lamp."""
    return (
        path("M176 236L60 352H336L226 236Z", "#fff3b8", opacity=0.75)
        + path(
            "M60 170Q70 78 200 76Q330 78 340 170Q342 220 300 222Q316 196 306 168Q290 112 200 110"
            "Q110 112 94 168Q84 196 100 222Q58 220 60 170Z",
            s.deep,
        )
        + path("M72 148Q100 84 200 82Q300 84 328 148", stroke=s.light, stroke_width=7)
        + path("M92 120Q126 92 200 90Q274 92 308 120", stroke=s.accent, stroke_width=5)
        + path(
            "M62 176Q62 130 96 132Q140 178 200 180Q260 178 304 132Q338 130 338 176"
            "Q332 240 200 244Q68 240 62 176Z",
            s.base,
        )
        + path("M66 198Q110 228 200 230Q290 228 334 198Q318 240 200 244Q82 240 66 198Z", s.dark)
        + rect(134, 146, 132, 110, s.dark, 28)
        + rect(142, 152, 116, 92, s.base, 24)
        + circle(200, 198, 42, INK)
        + circle(200, 198, 33, STEEL)
        + circle(200, 198, 26, "#ffe27a")
        + circle(200, 198, 13, WHITE)
        + rect(180, 134, 40, 16, s.accent, 7)
        + "".join(
            path(d, stroke="#f7cf4d", stroke_width=8)
            for d in ("M200 270V306", "M150 268L130 300", "M250 268L270 300")
        )
    )


def camping_stove(s: Shades) -> str:
    """A gas burner on its cartridge, with a small pot over the flame."""
    return (
        path(
            "M96 266Q96 248 116 246H284Q304 248 304 266V326Q304 346 280 346H120Q96 346 96 326Z",
            s.base,
        )
        + path("M258 246H284Q304 248 304 266V326Q304 346 280 346H246Q266 300 258 246Z", s.dark)
        + rect(96, 278, 208, 38, s.accent)
        + path("M200 283Q216 296 212 304A12 12 0 0 1 188 304Q186 296 200 283Z", s.deep)
        + path("M104 262Q106 254 118 254H176", stroke=s.light, stroke_width=6)
        + rect(170, 232, 60, 18, STEEL_DARK, 5)
        + rect(188, 190, 24, 50, STEEL)
        + rect(210, 208, 56, 10, STEEL_DARK, 4)
        + rect(258, 200, 30, 26, s.accent, 8)
        + path("M196 202L110 176V156M204 202L290 176V156", stroke=STEEL_DARK, stroke_width=8)
        + rect(158, 180, 84, 16, INK_LIGHT, 7)
        + "".join(
            path(f"M{x} 182Q{x - 17} 168 {x} 138Q{x + 17} 168 {x} 182Z", "#4fa8e8")
            + path(f"M{x} 182Q{x - 8} 174 {x} 160Q{x + 8} 174 {x} 182Z", "#f6b23c")
            for x in (172, 200, 228)
        )
        + path("M112 72H288V128Q288 150 266 150H134Q112 150 112 128Z", STEEL_LIGHT)
        + path("M246 72H288V128Q288 150 266 150H230Q250 120 246 72Z", STEEL)
        + rect(104, 62, 192, 16, STEEL_DARK, 8)
        + path("M288 92H344Q356 92 356 104", stroke=INK, stroke_width=13)
        + path(
            "M160 46q-12 -14 0 -26M200 46q-12 -14 0 -26M240 46q-12 -14 0 -26",
            stroke=WHITE,
            stroke_width=7,
        )
    )


def water_bottle(s: Shades) -> str:
    """A sports bottle with a loop in its lid and a measure on its side."""
    return (
        path("M158 74Q158 26 200 26Q242 26 242 74", stroke=s.deep, stroke_width=16)
        + rect(150, 64, 100, 44, s.deep, 10)
        + "".join(line(x, 74, x, 100, s.dark, 5) for x in range(166, 240, 17))
        + rect(156, 104, 88, 16, s.dark)
        + path(
            "M156 116H244Q272 132 272 166V322Q272 350 244 350H156Q128 350 128 322V166"
            "Q128 132 156 116Z",
            s.base,
        )
        + path(
            "M236 116H244Q272 132 272 166V322Q272 350 244 350H222Q246 330 244 300V170Z",
            s.dark,
            opacity=0.6,
        )
        + path("M146 170V306", stroke=s.light, stroke_width=12)
        + rect(128, 200, 144, 84, s.accent)
        + path("M150 270L184 222L204 250L220 230L250 270Z", s.deep)
        + circle(236, 218, 8, s.deep)
        + "".join(line(246, y, 260, y, s.deep, 4) for y in (160, 178, 300, 318))
    )


def trekking_poles(s: Shades) -> str:
    """A crossed pair of walking poles."""
    pole = (
        line(200, 110, 200, 210, s.base, 14)
        + line(200, 210, 200, 330, STEEL, 10)
        + line(196, 120, 196, 196, s.light, 4)
        + rect(190, 198, 20, 26, s.deep, 5)
        + line(200, 330, 200, 354, INK, 6)
        + ellipse(200, 322, 24, 8, INK_LIGHT)
        + path("M190 30Q188 20 200 20H214Q222 20 218 32L212 44V118H188V60Z", INK)
        + "".join(line(192, y, 208, y, INK_LIGHT, 4) for y in (66, 80, 94))
        + rect(186, 112, 28, 14, s.accent, 5)
        + path("M192 40Q156 60 166 104Q176 112 188 68", stroke=s.accent, stroke_width=7)
        + "".join(line(195, y, 205, y, s.deep, 3) for y in (150, 160, 170))
    )
    return group(
        group(pole, transform="translate(400 0) scale(-1 1) rotate(28 200 196)"),
        group(pole, transform="rotate(28 200 196)"),
    )


def camping_chair(s: Shades) -> str:
    """A folding armchair with a cup in its arm."""
    return (
        mirror(path("M106 60L126 250", stroke=INK_LIGHT, stroke_width=11))
        + path("M116 236L292 346M284 236L108 346", stroke=INK_LIGHT, stroke_width=11)
        + path("M104 58Q200 84 296 58L280 232H120Z", s.base)
        + path("M262 66L296 58L280 232H250Z", s.dark, opacity=0.6)
        + path("M104 58Q200 84 296 58L294 82Q200 108 106 82Z", s.deep)
        + path("M150 112Q200 124 250 112L246 150Q200 160 154 150Z", s.accent)
        + mirror(
            path("M70 176V346M70 176L116 250", stroke=INK, stroke_width=11)
            + circle(70, 346, 9, INK)
        )
        + path("M84 246L120 224H280L316 246Q304 280 200 284Q96 280 84 246Z", s.dark)
        + path("M84 246Q200 262 316 246L310 262Q296 282 200 284Q104 282 90 262Z", s.light)
        + mirror(path("M54 158H124Q132 158 132 168V178H54Q46 176 46 168Q46 158 54 158Z", s.deep))
        + rect(276, 128, 38, 46, WHITE, 6)
        + rect(276, 140, 38, 12, "#e9695a")
        + rect(272, 150, 46, 30, s.dark, 6)
    )


def hammock(s: Shades) -> str:
    """A striped hammock between two trees."""
    stripes = "".join(
        path(
            f"M82 146Q{110 + 8 * i} {186 + 36 * i} 200 {196 + 24 * i}"
            f"Q{290 - 8 * i} {186 + 36 * i} 318 146",
            stroke=c,
            stroke_width=15,
        )
        for i, c in enumerate((s.light, s.base, s.accent, s.base, s.dark))
    )
    trunk = (
        rect(36, 50, 34, 304, WOOD_DARK, 8)
        + rect(36, 50, 12, 304, WOOD, 6)
        + circle(40, 62, 40, "#6aa86a")
        + circle(78, 48, 32, "#86bf7c")
        + circle(58, 34, 26, "#6aa86a")
        + rect(30, 126, 46, 14, INK_LIGHT, 5)
        + "".join(
            path(f"M70 134L{92 + 4 * i} {146 + 12 * i}", stroke="#efe3cb", stroke_width=4)
            for i in range(4)
        )
    )
    return (
        path("M82 146Q120 250 200 290Q280 250 318 146Q270 200 200 204Q130 200 82 146Z", s.base)
        + path("M84 150Q96 300 200 304Q304 300 316 150Q284 236 200 238Q116 236 84 150Z", s.base)
        + path("M94 220Q120 302 200 304Q280 302 306 220Q270 270 200 272Q130 270 94 220Z", s.dark)
        + stripes
        + path("M92 168Q130 208 178 204Q166 226 146 222Q112 210 92 168Z", WHITE)
        + mirror(trunk)
    )


def thermos(s: Shades) -> str:
    """A vacuum flask with its steaming cup beside it."""
    return (
        rect(120, 92, 116, 256, s.base, 22)
        + path(
            "M206 92H214Q236 92 236 114V326Q236 348 214 348H190Q214 340 212 310V92Z",
            s.dark,
            opacity=0.6,
        )
        + path("M120 308H236V326Q236 348 214 348H142Q120 348 120 326Z", STEEL_DARK)
        + rect(120, 304, 116, 10, STEEL)
        + rect(116, 98, 124, 22, STEEL_DARK, 6)
        + rect(124, 102, 70, 6, STEEL, 3)
        + rect(126, 30, 104, 72, s.deep, 18)
        + line(142, 50, 142, 84, s.dark, 8)
        + rect(134, 140, 12, 140, s.light, 6)
        + rect(120, 196, 116, 60, s.accent)
        + path("M150 246L176 210L192 230L204 218L222 246Z", s.deep)
        + path("M236 150Q268 150 266 190V240Q266 262 236 264", stroke=INK, stroke_width=14)
        + path("M276 276H356V318Q354 348 326 348H306Q278 348 276 318Z", s.deep)
        + path("M330 276H356V318Q354 348 326 348H316Q334 320 330 276Z", INK, opacity=0.35)
        + ellipse(316, 276, 40, 10, STEEL_LIGHT)
        + ellipse(316, 277, 33, 7, "#8a5a36")
        + path(
            "M300 254q-12 -16 0 -30q12 -14 0 -28M330 254q-12 -16 0 -30q12 -14 0 -28",
            stroke=WHITE,
            stroke_width=8,
        )
    )


def multitool(s: Shades) -> str:
    """A pocket knife with its blade, saw and opener out."""
    return group(
        path("M110 214Q40 170 26 90Q84 114 132 186Z", STEEL_LIGHT)
        + path("M110 214Q40 170 26 90Q58 148 118 204Z", STEEL)
        + path("M150 200L158 84Q160 66 178 66H194Q188 92 186 112L184 200Z", STEEL)
        + path(
            "M160 84Q160 66 178 66H194L190 84L178 90L184 102L168 108Q160 100 160 84Z", STEEL_DARK
        )
        + path("M262 200L356 96L374 112L288 212Z", STEEL_LIGHT)
        + path(
            "M356 96l-9 2l0 9l-9 1l0 10l-9 1l0 10l-9 1l0 10l-9 1l0 10l-9 1l0 10l-9 1l0 10"
            "l-9 1l0 10l-9 1l0 10",
            stroke=STEEL_DARK,
            stroke_width=6,
        )
        + path(
            "M290 250Q340 240 350 276Q352 312 318 306Q304 300 314 290Q328 292 326 280"
            "Q316 266 286 282Z",
            STEEL_DARK,
        )
        + rect(66, 190, 262, 88, STEEL_DARK, 42)
        + rect(66, 184, 262, 88, s.base, 42)
        + path("M68 236Q72 272 108 272H286Q322 272 326 236Q300 254 200 254Q100 254 68 236Z", s.dark)
        + path("M94 206Q106 198 128 198H250", stroke=s.light, stroke_width=9)
        + circle(104, 228, 11, STEEL_LIGHT)
        + circle(292, 228, 11, STEEL_LIGHT)
        + path("M190 206H206V220H220V236H206V250H190V236H176V220H190Z", s.accent)
        + circle(66, 262, 14, "none", stroke=STEEL_DARK, stroke_width=7),
        transform="translate(4 20)",
    )


def cool_box(s: Shades) -> str:
    """A picnic cooler, cold to look at."""
    flake = "".join(
        group(
            path("M0 0V-30M0 -18L-9 -27M0 -18L9 -27", stroke=s.base, stroke_width=6),
            transform=f"rotate({60 * i})",
        )
        for i in range(6)
    )
    return (
        path("M92 160V84Q92 60 116 60H284Q308 60 308 84V160", stroke=s.deep, stroke_width=18)
        + rect(150, 50, 100, 22, s.dark, 10)
        + path("M58 168H342L328 326Q326 346 304 346H96Q74 346 72 326Z", WHITE)
        + path("M300 168H342L328 326Q326 346 304 346H270Q300 310 300 168Z", STEEL, opacity=0.6)
        + path("M63 220H337L331 290H69Z", s.light, opacity=0.6)
        + path("M70 306H330L328 326Q326 346 304 346H96Q74 346 72 326Z", s.base)
        + rect(46, 126, 308, 54, s.base, 16)
        + rect(46, 160, 308, 24, s.dark, 10)
        + line(66, 142, 250, 142, s.light, 7)
        + mirror(circle(92, 156, 16, s.deep))
        + circle(200, 244, 44, GLASS)
        + group(flake, transform="translate(200 244)")
        + rect(180, 164, 40, 34, s.accent, 7)
    )


def umbrella(s: Shades) -> str:
    """An open umbrella with a curved handle, in the rain."""
    drop = "M0 -15Q13 3 9 11A10 10 0 0 1 -9 11Q-13 3 0 -15Z"
    return (
        line(200, 60, 200, 316, STEEL_DARK, 9)
        + path("M200 290V318Q200 346 174 346Q148 346 148 320", stroke=WOOD_DARK, stroke_width=17)
        + line(200, 36, 200, 64, s.deep, 9)
        + path(
            "M36 206Q50 62 200 56Q350 62 364 206Q336 178 309 206Q282 178 255 206Q228 178 200 206"
            "Q172 178 145 206Q118 178 91 206Q64 178 36 206Z",
            s.base,
        )
        + path("M200 56Q112 90 91 206Q118 178 145 206Q150 100 200 56Z", s.light)
        + path("M200 56Q250 100 255 206Q282 178 309 206Q288 90 200 56Z", s.dark)
        + path("M200 56Q288 90 309 206Q336 178 364 206Q350 62 200 56Z", s.accent)
        + path("M36 206Q50 62 200 56Q112 90 91 206Q64 178 36 206Z", s.accent)
        + "".join(
            group(path(drop, "#74bfe8"), transform=f"translate({x} {y}) scale({k:g})")
            for x, y, k in (
                (64, 76, 1.0),
                (334, 66, 0.9),
                (38, 138, 0.8),
                (366, 132, 0.9),
                (60, 262, 1.0),
                (340, 256, 1.0),
                (300, 314, 0.8),
                (98, 312, 0.8),
            )
        )
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "tent": tent,
    "sleeping_bag": sleeping_bag,
    "sleeping_mat": sleeping_mat,
    "headlamp": headlamp,
    "camping_stove": camping_stove,
    "water_bottle": water_bottle,
    "trekking_poles": trekking_poles,
    "camping_chair": camping_chair,
    "hammock": hammock,
    "thermos": thermos,
    "multitool": multitool,
    "cool_box": cool_box,
    "umbrella": umbrella,
}
