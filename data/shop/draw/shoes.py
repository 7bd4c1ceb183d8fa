"""Illustrations of shoes, the toe to the right."""

from __future__ import annotations

from collections.abc import Callable

from .palette import PAPER, STEEL, WHITE, WOOD, Shades, circle, ellipse, group, line, path, rect


def _laces(points: tuple[tuple[float, float], ...], colour: str, width: float = 9) -> str:
    """Short parallel laces across the instep, each starting at a point."""
    return "".join(line(x, y, x + 30, y - 18, colour, width) for x, y in points)


def running_shoe(s: Shades) -> str:
    """A light trainer with a thick, waved sole."""
    return (
        path(
            "M44 286Q36 236 40 192Q42 174 62 176Q98 204 136 186Q152 168 168 156Q182 150 192 164"
            "Q228 214 288 230Q346 242 362 288Z",
            s.base,
        )
        + path(
            "M66 180Q98 206 138 186Q156 166 172 158Q184 172 196 186Q150 214 120 218Q82 216 66 180Z",
            s.dark,
        )
        + path("M44 286Q36 236 40 192Q42 174 58 175Q84 214 82 286Z", s.dark)
        + path("M288 230Q346 242 362 288H262Q268 250 288 230Z", s.dark)
        + path("M104 288Q150 262 196 212Q212 214 218 226Q200 262 150 290Z", s.accent)
        + path("M164 288Q208 266 236 236Q250 240 252 250Q236 274 208 290Z", s.accent)
        + path("M168 158Q182 150 192 164Q226 210 280 227L254 240Q196 222 156 176Z", s.light)
        + _laces(((176, 188), (194, 206), (214, 222), (236, 236)), WHITE)
        + path("M40 182Q30 172 40 160Q54 160 60 176Z", s.accent)
        + path(
            "M36 276Q100 292 190 280Q290 272 366 280Q380 300 358 318Q330 336 250 330"
            "Q140 326 62 340Q30 336 30 306Q28 286 36 276Z",
            WHITE,
        )
        + path(
            "M31 312Q100 320 190 306Q280 300 372 302Q370 312 358 320Q330 336 250 330"
            "Q140 326 62 340Q34 338 31 312Z",
            s.accent,
        )
        + path("M52 340Q140 326 250 330Q330 336 358 318Q350 342 300 346H90Q62 350 52 340Z", s.deep)
    )


def sneaker(s: Shades) -> str:
    """A canvas shoe with a rubber toe cap and a flat sole."""
    return (
        path(
            "M50 290Q42 220 54 168Q62 154 80 160Q108 178 142 160Q158 146 172 138Q186 134 194 148"
            "Q226 202 276 220Q350 236 356 290Z",
            s.base,
        )
        + path(
            "M66 162Q104 186 144 160Q160 145 176 138L194 160Q140 196 104 194Q74 188 66 162Z", s.dark
        )
        + path("M50 290Q42 220 54 168Q58 158 68 158Q90 210 88 290Z", s.dark)
        + path("M172 138Q186 134 194 148Q226 202 268 217L250 236Q186 214 150 158Z", s.light)
        + _laces(((166, 172), (182, 190), (200, 208), (220, 224)), WHITE, 10)
        + "".join(
            circle(x, y, 4, s.deep) for x, y in ((158, 182), (174, 200), (192, 218), (212, 234))
        )
        + circle(128, 238, 30, WHITE)
        + circle(128, 238, 24, s.accent)
        + path("M128 220l5 12l13 1l-10 8l3 13l-11 -7l-11 7l3 -13l-10 -8l13 -1z", WHITE)
        + path("M282 222Q352 236 358 292H258Q254 246 282 222Z", WHITE)
        + path("M282 222Q352 236 358 292H344Q336 244 276 228Z", STEEL, opacity=0.6)
        + rect(38, 284, 326, 52, WHITE, 18)
        + path("M40 318H362Q360 336 346 336H56Q42 336 40 318Z", STEEL)
        + line(52, 302, 352, 302, s.accent, 7)
    )


def hiking_boot(s: Shades) -> str:
    """A high boot with hooks, a padded cuff and a lugged sole."""
    lugs = "".join(rect(50 + 39 * i, 318, 30, 26, "#23272c", 5) for i in range(8))
    return (
        path(
            "M62 300Q52 200 70 92Q74 76 92 76H182Q198 76 198 94Q196 150 214 188Q236 222 292 232"
            "Q352 244 360 300Z",
            s.base,
        )
        + path("M62 300Q52 200 70 92L118 86Q100 200 124 300Z", s.dark)
        + path(
            "M150 78H182Q198 76 198 94Q196 150 214 188Q232 214 270 226L240 246Q176 226 158 170Z",
            s.light,
        )
        + path("M282 230Q352 244 360 300H250Q244 256 282 230Z", s.deep)
        + path("M124 300Q120 250 150 232Q196 248 240 246Q252 270 250 300Z", s.dark)
        + rect(62, 66, 142, 36, s.deep, 18)
        + rect(74, 74, 70, 7, s.light, 3, opacity=0.5)
        + rect(60, 46, 16, 44, s.accent, 8)
        + "".join(
            line(x, y, x + 44, y - 12, s.accent, 9) + circle(x, y, 7, STEEL)
            for x, y in ((150, 122), (152, 146), (158, 170), (168, 194), (184, 216), (208, 234))
        )
        + path("M186 94Q222 96 218 122M190 94Q216 80 226 96", stroke=s.accent, stroke_width=6)
        + rect(46, 292, 320, 36, "#343a42", 12)
        + rect(50, 290, 312, 12, s.accent, 6)
        + lugs
    )


def sandal(s: Shades) -> str:
    """A strapped walking sandal."""
    return (
        path("M60 286Q40 200 72 156L108 170Q88 220 108 286Z", s.dark)
        + path("M66 204Q130 236 198 184L212 214Q140 268 62 234Z", s.base)
        + path("M66 204Q130 236 198 184L202 192Q134 246 64 214Z", s.light)
        + path("M150 288Q158 206 196 180L236 194Q196 232 192 288Z", s.dark)
        + path(
            "M222 288Q246 214 298 210Q342 224 350 288H312Q308 250 288 240Q268 252 264 288Z", s.base
        )
        + path("M222 288Q246 214 298 210L306 218Q262 222 236 288Z", s.light)
        + rect(112, 212, 36, 32, s.accent, 6)
        + rect(120, 220, 20, 16, s.dark, 3)
        + path(
            "M36 284Q50 274 100 284Q160 296 220 288Q300 276 360 276Q376 280 372 294"
            "Q366 316 330 318H66Q34 316 36 284Z",
            WOOD,
        )
        + path(
            "M36 284Q50 274 100 284Q160 296 220 288Q300 276 360 276Q374 279 373 288"
            "Q300 290 220 300Q130 306 36 292Z",
            "#e9d0ab",
        )
        + path("M40 312H362Q356 344 316 344H74Q44 342 40 312Z", s.deep)
        + "".join(line(80 + 34 * i, 332, 80 + 34 * i, 344, s.dark, 6) for i in range(8))
    )


def slipper(s: Shades) -> str:
    """A warm open-backed slipper with a fluffy lining."""
    fluff = "".join(
        circle(x, y, 19, PAPER)
        for x, y in (
            (152, 200),
            (166, 180),
            (186, 172),
            (208, 178),
            (134, 222),
            (116, 244),
            (96, 260),
            (74, 266),
            (54, 270),
        )
    )
    return (
        ellipse(110, 280, 76, 24, PAPER)
        + path("M112 300Q130 226 178 184Q236 166 300 204Q360 236 362 304Z", s.base)
        + path("M240 178Q272 184 300 204Q360 236 362 304H316Q322 222 240 178Z", s.dark)
        + fluff
        + path("M204 214Q250 204 292 240", stroke=s.light, stroke_width=10)
        + path(
            "M236 262c-10 -22 -40 -14 -34 8q6 16 34 26q28 -10 34 -26c6 -22 -24 -30 -34 -8z",
            s.accent,
        )
        + rect(30, 290, 338, 30, PAPER, 15)
        + rect(30, 306, 338, 34, s.deep, 16)
    )


def rain_boot(s: Shades) -> str:
    """A tall rubber boot in a puddle."""
    return (
        ellipse(206, 346, 170, 20, "#a9d3ea")
        + ellipse(206, 344, 130, 12, "#c8e6f4")
        + path("M92 316Q86 180 88 66H212Q210 150 220 206Q232 226 282 236Q342 250 346 316Z", s.base)
        + path("M92 316Q86 180 88 66H124Q120 200 134 316Z", s.dark)
        + path("M190 92Q188 160 200 214", stroke=s.light, stroke_width=12)
        + path("M248 246Q300 252 318 284", stroke=s.light, stroke_width=10)
        + ellipse(150, 64, 62, 13, s.deep)
        + path("M82 60Q150 92 218 60L218 92Q150 118 82 92Z", s.accent)
        + rect(66, 120, 24, 60, s.dark, 10)
        + rect(88, 128, 50, 38, s.deep, 8)
        + rect(98, 138, 30, 18, s.accent, 4)
        + path("M80 304H352Q362 304 362 316V334H78V314Q76 304 80 304Z", s.deep)
        + rect(80, 298, 276, 14, s.accent, 7)
        + "".join(
            group(
                path("M0 -15Q13 3 9 11A10 10 0 0 1 -9 11Q-13 3 0 -15Z", "#74bfe8"),
                transform=f"translate({x} {y}) scale({k:g})",
            )
            for x, y, k in ((288, 108, 1.2), (324, 162, 0.9), (260, 170, 0.8), (52, 262, 0.9))
        )
    )


def loafer(s: Shades) -> str:
    """A leather slip-on with a saddle strap."""
    return (
        path(
            "M50 300Q40 244 56 196Q62 180 82 188Q120 214 176 206Q210 196 236 208Q346 232 360 300Z",
            s.base,
        )
        + path("M50 300Q40 244 56 196Q60 186 70 186Q98 230 96 300Z", s.dark)
        + path("M64 190Q120 224 176 206L204 202Q180 244 126 244Q84 238 64 190Z", s.deep)
        + path("M200 202Q216 200 240 209Q300 222 330 250Q300 270 262 262Q218 256 186 232Z", s.light)
        + path(
            "M200 202Q216 200 240 209Q300 222 330 250Q300 270 262 262Q218 256 186 232",
            stroke=s.dark,
            stroke_width=5,
        )
        + path("M148 300Q176 262 196 226Q214 204 232 206L262 220Q228 252 212 300Z", s.dark)
        + path("M196 240Q216 250 234 246", stroke=s.accent, stroke_width=12)
        + path("M64 196Q100 232 160 224", stroke=s.light, stroke_width=5)
        + path("M284 278Q326 280 342 290", stroke=s.light, stroke_width=7)
        + path("M44 296H362Q372 300 368 314H44Q38 304 44 296Z", WOOD)
        + path("M44 312H368Q364 326 340 326H140L134 344H56Q44 340 44 312Z", s.deep)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "running_shoe": running_shoe,
    "hiking_boot": hiking_boot,
    "sneaker": sneaker,
    "sandal": sandal,
    "slipper": slipper,
    "rain_boot": rain_boot,
    "loafer": loafer,
}
