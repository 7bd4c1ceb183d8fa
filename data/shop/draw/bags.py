"""Illustrations of bags."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    INK,
    INK_LIGHT,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    Shades,
    circle,
    ellipse,
    line,
    mirror,
    path,
    rect,
)


def _zip_line(x1: float, y1: float, x2: float, y2: float, s: Shades) -> str:
    """A zip with a puller at its right end."""
    return (
        line(x1, y1, x2, y2, s.deep, 8)
        + line(x1, y1, x2, y2, STEEL, 2, dash="3 7")
        + line(x2, y2, x2 - 2, y2 + 16, s.accent, 8)
    )


def _buckle(x: float, y: float, s: Shades) -> str:
    """A strap coming down into a metal buckle."""
    return (
        rect(x - 11, y - 46, 22, 84, s.deep, 5)
        + rect(x - 17, y - 10, 34, 28, STEEL, 6)
        + rect(x - 9, y - 3, 18, 14, s.deep, 3)
    )


def daypack(s: Shades) -> str:
    """A rounded everyday rucksack with a front pocket."""
    return (
        path("M172 74Q170 34 200 34Q230 34 228 74", stroke=s.deep, stroke_width=12)
        + mirror(path("M118 120Q70 150 78 280Q80 306 108 306Z", s.deep))
        + path("M96 170Q96 62 200 60Q304 62 304 170V310Q304 346 268 346H132Q96 346 96 310Z", s.base)
        + path(
            "M250 70Q304 92 304 170V310Q304 346 268 346H240Q272 340 270 300V170Q270 100 250 70Z",
            s.dark,
            opacity=0.6,
        )
        + path("M120 172Q120 96 166 84", stroke=s.light, stroke_width=9)
        + path("M112 190Q118 108 200 106Q282 108 288 190", stroke=s.deep, stroke_width=7)
        + line(284, 176, 292, 198, s.accent, 9)
        + rect(116, 218, 168, 110, s.dark, 26)
        + path("M116 246V244Q116 218 142 218H258Q284 218 284 244V246Z", s.light)
        + _zip_line(132, 246, 266, 246, s)
        + rect(176, 138, 48, 48, s.accent, 8)
        + path("M184 176L196 156L204 166L210 158L218 176Z", s.deep)
        + mirror(path("M96 260H88Q76 264 78 300Q80 326 96 330Z", s.dark))
    )


def hiking_backpack(s: Shades) -> str:
    """A tall trekking pack with a rolled mat below and a bottle at its side."""
    return (
        rect(290, 190, 34, 100, "#7fc4e8", 12)
        + rect(296, 172, 22, 26, INK_LIGHT, 6)
        + mirror(path("M112 110Q70 150 74 270Q80 300 112 290Z", s.deep))
        + path(
            "M112 98H288Q300 180 296 292Q292 316 262 316H138Q108 316 104 292Q100 180 112 98Z",
            s.base,
        )
        + path(
            "M252 98H288Q300 180 296 292Q292 316 262 316H236Q264 220 252 98Z", s.dark, opacity=0.6
        )
        + path("M104 92Q104 42 150 38H250Q296 42 296 92L304 128Q200 152 96 128Z", s.light)
        + path("M96 128Q200 152 304 128L302 112Q200 136 98 112Z", s.dark)
        + path("M176 40Q178 18 200 18Q222 18 224 40", stroke=s.deep, stroke_width=9)
        + rect(138, 184, 124, 106, s.dark, 20)
        + path("M138 210V204Q138 184 158 184H242Q262 184 262 204V210Z", s.base)
        + _zip_line(152, 212, 246, 212, s)
        + rect(178, 58, 44, 30, s.accent, 6)
        + _buckle(140, 150, s)
        + _buckle(260, 150, s)
        + path("M284 226H328V274Q328 292 308 292H290Z", s.dark)
        + rect(72, 308, 256, 44, s.accent, 22)
        + circle(94, 330, 22, s.light)
        + circle(94, 330, 13, s.accent)
        + circle(94, 330, 6, s.light)
        + rect(134, 302, 14, 54, s.deep, 4)
        + rect(252, 302, 14, 54, s.deep, 4)
    )


def tote(s: Shades) -> str:
    """An open shopper with long handles and a printed leaf."""
    return (
        path("M146 160Q142 50 200 48Q258 50 254 160", stroke=s.deep, stroke_width=14)
        + path("M88 140H312L300 142L200 150L100 142Z", s.deep)
        + path("M84 140H316L332 330Q332 346 314 346H86Q68 346 68 330Z", s.base)
        + path("M280 140H316L332 330Q332 346 314 346H268Q296 260 280 140Z", s.dark, opacity=0.6)
        + path("M84 140H316L318 162H82Z", s.dark)
        + path("M138 190Q130 62 200 60Q270 62 262 190", stroke=s.light, stroke_width=14)
        + mirror(
            rect(126, 164, 26, 38, s.dark, 4)
            + path("M131 172L147 194M147 172L131 194", stroke=s.light, stroke_width=3)
        )
        + path("M200 316Q142 288 160 222Q232 222 240 274Q240 300 200 316Z", s.accent)
        + path("M172 236Q198 270 200 330", stroke=s.base, stroke_width=5)
        + path("M192 266L224 262M196 288L180 284", stroke=s.base, stroke_width=4)
    )


def messenger_bag(s: Shades) -> str:
    """A satchel with a broad flap, two buckles and a shoulder strap."""
    return (
        path("M74 190Q72 48 200 46Q328 48 326 190", stroke=s.deep, stroke_width=16)
        + rect(168, 40, 64, 22, s.dark, 10)
        + rect(58, 160, 284, 186, s.dark, 22)
        + rect(58, 310, 284, 36, s.deep, 18)
        + path(
            "M54 160Q54 146 70 146H330Q346 146 346 160L340 264Q336 284 312 284H88Q64 284 60 264Z",
            s.base,
        )
        + path(
            "M72 164L78 256Q82 268 94 268H306Q318 268 322 256L328 164",
            stroke=s.light,
            stroke_width=4,
        )
        + path(
            "M300 146H330Q346 146 346 160L340 264Q336 284 312 284H284Q312 220 300 146Z",
            s.dark,
            opacity=0.5,
        )
        + _buckle(122, 276, s)
        + _buckle(278, 276, s)
        + rect(168, 130, 64, 22, s.deep, 10)
        + rect(174, 196, 52, 36, s.accent, 6)
    )


def suitcase(s: Shades) -> str:
    """A ribbed hard-shell trolley with its handle pulled out."""
    wheels = mirror(rect(116, 330, 22, 14, STEEL_DARK, 4) + circle(127, 344, 13, INK))
    ribs = "".join(
        line(x, 128, x, 306, s.dark, 8) + line(x + 7, 128, x + 7, 306, s.light, 4)
        for x in (136, 164, 230, 258)
    )
    return (
        mirror(rect(158, 34, 10, 80, STEEL_DARK, 3))
        + rect(148, 24, 104, 22, INK_LIGHT, 10)
        + wheels
        + rect(98, 98, 204, 238, s.base, 30)
        + path(
            "M258 98H272Q302 98 302 128V306Q302 336 272 336H250Q282 320 280 290V128Z",
            s.dark,
            opacity=0.55,
        )
        + ribs
        + rect(98, 206, 204, 12, s.deep)
        + line(98, 212, 302, 212, STEEL, 2, dash="4 6")
        + rect(176, 80, 48, 26, s.deep, 10)
        + rect(186, 192, 28, 40, STEEL_LIGHT, 6)
        + circle(200, 206, 6, s.deep)
        + path("M206 110Q230 128 234 148", stroke=s.deep, stroke_width=5)
        + path("M220 152L244 142L262 184L238 194Z", s.accent)
        + circle(234, 154, 4, s.deep)
        + mirror(
            path(
                "M98 128Q98 98 128 98H146Q112 106 112 140H98ZM98 306Q98 336 128 336H146"
                "Q112 328 112 294H98Z",
                s.deep,
            )
        )
    )


def wallet(s: Shades) -> str:
    """A folded wallet with cards and notes looking out."""
    return (
        path("M96 150L300 106L310 150Z", "#9ccf9a")
        + path("M112 154L292 116L300 152Z", "#c4e4bf")
        + rect(92, 118, 190, 90, s.accent, 10)
        + rect(92, 132, 190, 16, INK_LIGHT)
        + rect(78, 138, 190, 90, STEEL_LIGHT, 10)
        + rect(92, 150, 28, 16, "#e4b653", 3)
        + rect(56, 162, 288, 180, s.base, 24)
        + path("M56 186Q56 162 80 162H320Q344 162 344 186V190H56Z", s.light)
        + path(
            "M56 300V318Q56 342 80 342H320Q344 342 344 318V300Q344 316 320 318H80Q56 316 56 300Z",
            s.dark,
        )
        + path("M74 206V310Q76 322 90 324H322", stroke=s.dark, stroke_width=4)
        + path("M344 218H262Q232 220 232 250Q232 282 262 284H344Z", s.dark)
        + path("M344 224H266Q240 226 240 250", stroke=s.light, stroke_width=4)
        + circle(268, 251, 15, STEEL)
        + circle(268, 251, 8, STEEL_LIGHT)
    )


def belt_bag(s: Shades) -> str:
    """A hip pack on its open belt."""
    return (
        path("M92 196Q-14 106 200 98Q414 106 308 196", stroke=s.deep, stroke_width=22)
        + rect(160, 78, 46, 40, INK, 8)
        + rect(196, 85, 40, 26, INK_LIGHT, 6)
        + rect(170, 91, 18, 14, s.accent, 4)
        + mirror(path("M116 150L76 178L96 234L130 220Z", s.dark))
        + path("M76 218Q76 140 200 138Q324 140 324 218Q324 306 264 324H136Q76 306 76 218Z", s.base)
        + path(
            "M276 150Q324 172 324 218Q324 306 264 324H226Q296 290 296 220Q296 176 276 150Z",
            s.dark,
            opacity=0.6,
        )
        + path("M96 196Q110 162 168 158", stroke=s.light, stroke_width=8)
        + path("M92 200Q120 180 200 180Q280 180 308 200", stroke=s.deep, stroke_width=8)
        + path("M92 200Q120 180 200 180Q280 180 308 200", stroke=STEEL, stroke_width=2)
        + line(306, 198, 314, 222, s.accent, 10)
        + path("M112 232H288Q290 288 250 306H150Q110 288 112 232Z", s.dark)
        + _zip_line(118, 234, 280, 234, s)
        + rect(180, 258, 40, 28, s.accent, 6)
    )


def crossbody_bag(s: Shades) -> str:
    """A small rounded handbag on a long slim strap with a metal clasp."""
    return (
        path("M96 210Q60 30 200 28Q340 30 304 210", stroke=s.dark, stroke_width=9)
        + mirror(circle(97, 206, 12, "none", stroke="#d9b056", stroke_width=7))
        + path("M88 200H312V270Q312 342 240 342H160Q88 342 88 270Z", s.dark)
        + path("M82 194Q82 176 100 176H300Q318 176 318 194Q318 290 200 296Q82 290 82 194Z", s.base)
        + path("M280 176H300Q318 176 318 194Q318 290 200 296Q290 270 280 176Z", s.dark, opacity=0.5)
        + path("M98 196Q104 272 200 280Q296 272 302 196", stroke=s.light, stroke_width=4)
        + circle(200, 286, 24, "#d9b056")
        + circle(200, 286, 14, "#f1d48c")
        + rect(196, 276, 8, 20, "#a97d2c", 4)
        + path("M300 218L292 252M300 218L308 252", stroke=s.accent, stroke_width=7)
        + path("M284 248H316L320 298H280Z", s.accent)
        + "".join(line(288 + 8 * i, 262, 287 + 8.6 * i, 296, s.dark, 2) for i in range(4))
    )


def laptop_sleeve(s: Shades) -> str:
    """A padded sleeve with a laptop half out of it."""
    return (
        rect(82, 52, 236, 170, STEEL_DARK, 14)
        + rect(88, 58, 224, 160, STEEL, 10)
        + path("M88 148V68Q88 58 98 58H200L130 148Z", STEEL_LIGHT, opacity=0.5)
        + circle(200, 98, 15, WHITE)
        + path("M60 148H340V318Q340 344 314 344H86Q60 344 60 318Z", s.base)
        + path("M304 148H340V318Q340 344 314 344H270Q312 330 304 280Z", s.dark, opacity=0.6)
        + path("M60 148H340V172H60Z", s.deep)
        + line(66, 160, 334, 160, STEEL, 3, dash="3 7")
        + line(334, 160, 350, 188, s.accent, 12)
        + path("M76 190V314Q78 328 92 328H308Q322 328 324 314V190", stroke=s.light, stroke_width=4)
        + rect(120, 224, 160, 88, s.dark, 14)
        + line(132, 240, 268, 240, s.deep, 7)
        + ellipse(200, 276, 22, 16, s.accent)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "daypack": daypack,
    "hiking_backpack": hiking_backpack,
    "tote": tote,
    "messenger_bag": messenger_bag,
    "suitcase": suitcase,
    "wallet": wallet,
    "belt_bag": belt_bag,
    "crossbody_bag": crossbody_bag,
    "laptop_sleeve": laptop_sleeve,
}
