"""Illustrations of clothing."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    STEEL_LIGHT,
    Shades,
    circle,
    ellipse,
    group,
    line,
    mirror,
    path,
    rect,
)

_BODY = (
    "M158 78Q200 100 242 78L284 98Q276 140 282 176L284 334Q200 346 116 334L118 176Q124 140 116 98Z"
)
_LONG_SLEEVE = "M120 95Q96 106 88 138L60 296Q78 312 106 308L130 190Z"
_SHORT_SLEEVE = "M120 95Q100 104 88 126L54 184Q76 208 110 214L130 176Z"


def _ribs(x1: float, x2: float, y1: float, y2: float, count: int, stroke: str) -> str:
    """Evenly spaced upright ribs of a knitted band."""
    step = (x2 - x1) / (count - 1)
    return "".join(line(x1 + step * i, y1, x1 + step * i, y2, stroke, 3) for i in range(count))


def _torso(s: Shades, sleeve: str) -> str:
    """Sleeves and body of an upper garment, the neck still open."""
    shadow = (
        "M112 128Q118 160 104 250L124 214L134 170L122 100Z"
        if sleeve == _LONG_SLEEVE
        else ("M112 128Q116 160 104 212L110 214L130 176L122 100Z")
    )
    return (
        mirror(path(sleeve, s.base) + path(shadow, s.dark, opacity=0.55))
        + path(_BODY, s.base)
        + path(
            "M242 78L284 98Q276 140 282 176L284 334Q262 338 246 339Q262 220 242 78Z",
            s.dark,
            opacity=0.45,
        )
        + mirror(path("M117 99Q125 140 119 178", stroke=s.dark, stroke_width=4))
    )


def _hem_and_cuffs(s: Shades, colour: str) -> str:
    """Bands at the bottom of the body and of long sleeves."""
    return (
        path("M116 314Q200 326 284 314L284 336Q200 348 116 336Z", colour)
        + mirror(path("M62 284Q82 298 109 292L105 312Q78 316 58 300Z", colour))
        + "".join(line(x, 320, x, 338, s.base, 3) for x in range(130, 280, 20))
    )


def _zip(colour: str, top: float = 92, bottom: float = 340) -> str:
    """A front zip with its puller."""
    return (
        line(200, top, 200, bottom, colour, 6)
        + rect(194, top + 8, 12, 22, colour, 5)
        + circle(200, top + 12, 3, STEEL_LIGHT)
    )


def _stand_collar(s: Shades) -> str:
    """A raised collar round the neck."""
    return (
        path("M154 80Q152 56 164 50Q200 40 236 50Q248 56 246 80Q200 104 154 80Z", s.dark)
        + path("M166 58Q200 48 234 58Q226 76 200 78Q174 76 166 58Z", s.deep)
        + path(
            "M154 80Q154 62 164 52Q180 82 200 86Q220 82 236 52Q246 62 246 80L222 98L178 98Z",
            s.light,
        )
    )


def _hood_up(s: Shades) -> str:
    """A raised hood seen from the front."""
    return (
        path("M142 96Q128 22 200 16Q272 22 258 96Q200 124 142 96Z", s.base)
        + path("M200 16Q272 22 258 96Q246 104 230 106Q256 48 200 16Z", s.dark, opacity=0.45)
        + path("M162 92Q152 42 200 38Q248 42 238 92Q200 116 162 92Z", s.light)
        + path("M170 90Q164 50 200 47Q236 50 230 90Q200 110 170 90Z", s.deep)
    )


def rain_jacket(s: Shades) -> str:
    """A hooded shell with drops running off it."""
    drop = "M0 -15Q13 3 9 11A10 10 0 0 1 -9 11Q-13 3 0 -15Z"
    drops = ((152, 158, 1.0), (246, 196, 0.9), (160, 226, 0.7), (84, 214, 0.8), (318, 232, 0.8))
    return (
        _torso(s, _LONG_SLEEVE)
        + path("M117 99Q200 160 283 99L280 150Q200 182 120 150Z", s.light, opacity=0.75)
        + _hood_up(s)
        + mirror(
            path("M140 256L164 306", stroke=s.deep, stroke_width=7)
            + path("M64 276Q84 290 111 284", stroke=s.deep, stroke_width=7)
        )
        + rect(191, 104, 18, 236, s.dark, 3)
        + _zip(s.accent, 108)
        + "".join(
            group(
                path(drop, "#8fd0f0", stroke=STEEL_LIGHT, stroke_width=3),
                transform=f"translate({x} {y}) scale({k:g})",
            )
            for x, y, k in drops
        )
    )


def down_jacket(s: Shades) -> str:
    """A quilted jacket with bulging baffles."""
    sleeve = "".join(
        path(
            f"M{106 - 7 * i} {100 + 39 * i}Q{80 - 7 * i} {120 + 39 * i} {88 - 8 * i} {148 + 39 * i}"
            f"Q{110 - 7 * i} {160 + 39 * i} {138 - 7 * i} {152 + 39 * i}"
            f"Q{142 - 6 * i} {124 + 39 * i} {134 - 6 * i} {104 + 39 * i}Z",
            s.base,
            stroke=s.dark,
            stroke_width=4,
        )
        for i in range(5)
    )
    body = "".join(
        path(
            f"M122 {y}Q108 {y + 22} 122 {y + 46}Q200 {y + 58} 278 {y + 46}"
            f"Q292 {y + 22} 278 {y}Q200 {y + 12} 122 {y}Z",
            s.base,
            stroke=s.dark,
            stroke_width=4,
        )
        + path(f"M132 {y + 14}Q160 {y + 22} 184 {y + 22}", stroke=s.light, stroke_width=7)
        + path(f"M220 {y + 22}Q244 {y + 21} 266 {y + 15}", stroke=s.light, stroke_width=7)
        for y in range(96, 320, 46)
    )
    return mirror(sleeve) + body + _stand_collar(s) + _zip(s.deep, 90, 336)


def fleece_jacket(s: Shades) -> str:
    """A fluffy jacket with a plain chest pocket."""
    fluff = "".join(
        path(f"M{x} {y}q6 -8 12 0q6 8 12 0", stroke=s.light, stroke_width=4)
        for row, y in enumerate(range(190, 320, 26))
        for x in range(134 + 12 * (row % 2), 250, 36)
        if not 172 < x + 12 < 222
    )
    tufts = "".join(
        path(f"M{92 - 6 * i} {166 + 32 * i}q5 -7 10 0q5 7 10 0", stroke=s.light, stroke_width=4)
        for i in range(4)
    )
    return (
        _torso(s, _LONG_SLEEVE)
        + fluff
        + mirror(tufts)
        + path(
            "M117 99L158 78Q200 100 242 78L283 99Q276 130 280 158Q200 172 120 158Q124 130 117 99Z",
            s.dark,
        )
        + _stand_collar(s)
        + _hem_and_cuffs(s, s.dark)
        + _zip(s.accent, 90)
        + rect(222, 126, 44, 52, s.accent, 6)
        + line(228, 138, 260, 138, s.deep, 5)
    )


def tshirt(s: Shades) -> str:
    """A short-sleeved crew-neck shirt."""
    return (
        _torso(s, _SHORT_SLEEVE)
        + path("M158 78Q200 58 242 78Q200 100 158 78Z", s.deep)
        + path(
            "M156 77Q162 116 200 117Q238 116 244 77L232 73Q226 102 200 103Q174 102 168 73Z", s.light
        )
        + mirror(path("M60 176Q82 198 113 204", stroke=s.dark, stroke_width=4))
        + path("M117 324Q200 336 283 324", stroke=s.dark, stroke_width=4)
    )


def _turned_collar(s: Shades, colour: str) -> str:
    """A folded shirt collar, open at the throat."""
    return path("M160 74Q200 54 240 74L200 108Z", s.deep) + mirror(
        path(
            "M164 64Q150 74 148 92L176 124L201 100Q172 92 164 64Z",
            colour,
            stroke=s.dark,
            stroke_width=3,
        )
    )


def _buttons(x: float, first: float, gap: float, count: int, colour: str) -> str:
    """A column of buttons."""
    return "".join(circle(x, first + gap * i, 5, colour) for i in range(count))


def _chest_pocket(s: Shades) -> str:
    """A patch pocket on the wearer's left."""
    return path("M222 150H262V186L242 196L222 186Z", s.light, stroke=s.dark, stroke_width=3) + line(
        222, 160, 262, 160, s.dark, 3
    )


def shirt(s: Shades) -> str:
    """A buttoned long-sleeved shirt."""
    return (
        _torso(s, _LONG_SLEEVE)
        + rect(188, 98, 24, 242, s.light)
        + line(188, 108, 188, 340, s.dark, 3)
        + line(212, 108, 212, 340, s.dark, 3)
        + _buttons(200, 136, 36, 6, s.deep)
        + _chest_pocket(s)
        + mirror(
            path(
                "M65 268Q85 282 112 277L105 312Q78 316 57 300Z",
                s.light,
                stroke=s.dark,
                stroke_width=3,
            )
            + circle(96, 296, 4, s.deep)
        )
        + _turned_collar(s, s.light)
    )


def polo(s: Shades) -> str:
    """A short-sleeved shirt with a collar and a short placket."""
    return (
        _torso(s, _SHORT_SLEEVE)
        + path("M186 98H214V186H186Z", s.light, stroke=s.dark, stroke_width=3)
        + _buttons(200, 128, 22, 3, s.deep)
        + mirror(path("M60 174Q82 198 114 203L110 216Q76 210 53 185Z", s.accent))
        + _turned_collar(s, s.dark)
        + mirror(path("M151 92L176 121L196 103", stroke=s.accent, stroke_width=4))
        + circle(246, 150, 9, s.accent)
        + path("M117 324Q200 336 283 324", stroke=s.dark, stroke_width=4)
    )


def hoodie(s: Shades) -> str:
    """A hooded sweatshirt with a kangaroo pocket."""
    return (
        _torso(s, _LONG_SLEEVE)
        + path("M134 98Q130 34 200 28Q270 34 266 98Q244 128 200 140Q156 128 134 98Z", s.base)
        + path(
            "M134 98Q130 34 200 28Q270 34 266 98Q244 128 200 140Q156 128 134 98Z",
            s.dark,
            opacity=0.5,
        )
        + path("M154 92Q150 48 200 44Q250 48 246 92Q228 112 200 118Q172 112 154 92Z", s.deep)
        + path(
            "M134 98Q146 92 154 92Q172 112 200 118Q228 112 246 92Q254 92 266 98"
            "Q244 132 200 144Q156 132 134 98Z",
            s.light,
        )
        + mirror(line(180, 128, 178, 190, s.accent, 6) + rect(172, 188, 12, 18, s.accent, 4))
        + path("M156 232H244L262 302H138Z", s.dark)
        + path("M156 232H244", stroke=s.light, stroke_width=4)
        + mirror(path("M156 232L141 292", stroke=s.light, stroke_width=4))
        + _hem_and_cuffs(s, s.dark)
    )


def sweater(s: Shades) -> str:
    """A knitted crew-neck jumper with a patterned yoke."""
    vees = "".join(
        path(f"M{x} {y}l8 9l8 -9", stroke=s.light, stroke_width=4)
        for y in (216, 240, 264, 288)
        for x in range(126, 264, 22)
    )
    diamonds = "".join(
        path(f"M{x} 150l12 16l-12 16l-12 -16z", s.accent) for x in range(140, 270, 30)
    )
    return (
        _torso(s, _LONG_SLEEVE)
        + vees
        + path("M119 138Q200 150 281 138L281 144Q200 156 119 144Z", s.light)
        + path("M119 188Q200 200 281 188L281 194Q200 206 119 194Z", s.light)
        + diamonds
        + mirror(
            path("M80 182Q104 198 129 196", stroke=s.light, stroke_width=6)
            + path("M74 212Q98 228 122 226", stroke=s.light, stroke_width=6)
            + path("M100 196l9 10l-12 9l-9 -10z", s.accent)
        )
        + _hem_and_cuffs(s, s.dark)
        + path("M160 74Q200 58 240 74Q230 98 200 98Q170 98 160 74Z", s.deep)
        + path(
            "M154 79Q160 118 200 119Q240 118 246 79L234 70Q228 100 200 101Q172 100 166 70Z", s.dark
        )
        + _ribs(178, 222, 106, 114, 5, s.base)
    )


_LEGS = (
    "M138 60H262Q272 130 284 344Q254 352 220 346L200 156L180 346Q146 352 116 344Q128 130 138 60Z"
)


def _legs(s: Shades, outline: str = _LEGS) -> str:
    """A pair of trouser legs with the waistband and the opening behind it."""
    return (
        path(outline, s.base)
        + path("M200 100L202 156L220 346Q212 345 208 343L200 170L186 120Z", s.dark)
        + ellipse(200, 52, 61, 10, s.deep)
    )


def _waistband(s: Shades, colour: str, loops: str) -> str:
    """A waistband with belt loops and a button."""
    return (
        path("M139 50Q200 70 261 50L264 76Q200 96 136 76Z", colour)
        + mirror(rect(152, 50, 9, 34, loops, 3) + rect(178, 56, 8, 32, loops, 3))
        + circle(200, 75, 6, s.light)
    )


def trousers(s: Shades) -> str:
    """Pressed trousers."""
    return (
        _legs(s)
        + mirror(
            path("M160 96Q152 220 148 346", stroke=s.light, stroke_width=5)
            + path("M134 100Q150 118 141 150", stroke=s.deep, stroke_width=5)
            + path("M116 330Q148 338 182 333L180 347Q146 352 116 344Z", s.dark)
        )
        + path("M200 88V150", stroke=s.dark, stroke_width=4)
        + _waistband(s, s.dark, s.base)
    )


def jeans(s: Shades) -> str:
    """Jeans with turn-ups and stitched pockets."""
    stitch = "#e8a84a"
    return (
        _legs(s)
        + mirror(
            path("M146 190Q150 240 136 320Q170 320 172 240Q160 190 146 190Z", s.light, opacity=0.5)
            + path("M135 92Q140 128 176 90", s.dark)
            + path("M135 96Q142 132 178 92", stroke=stitch, stroke_width=4)
            + path("M131 116Q122 220 117 318", stroke=stitch, stroke_width=3)
            + circle(139, 98, 4, stitch)
            + path("M114 312Q148 322 185 316L183 348Q146 356 112 346Z", s.light)
            + path("M114 318Q148 328 184 322", stroke=s.dark, stroke_width=3)
        )
        + path("M200 88V150", stroke=s.dark, stroke_width=4)
        + path("M214 90Q216 130 202 146", stroke=stitch, stroke_width=4)
        + _waistband(s, s.base, s.dark)
        + path("M137 82Q200 102 263 82", stroke=stitch, stroke_width=3)
        + circle(200, 75, 7, stitch)
    )


def shorts(s: Shades) -> str:
    """Casual shorts with a drawstring."""
    return group(
        path(
            "M122 104H278Q296 180 312 292Q262 308 214 298L200 216L186 298Q138 308 88 292"
            "Q104 180 122 104Z",
            s.base,
        )
        + path("M200 120L202 216L214 298Q206 296 202 292L194 190Z", s.dark)
        + mirror(
            path("M116 138Q142 156 120 208", stroke=s.deep, stroke_width=6)
            + path("M90 280Q138 294 188 286", stroke=s.dark, stroke_width=4)
            + path("M96 250L110 262L104 294L88 292Z", s.accent)
        )
        + ellipse(200, 96, 77, 12, s.deep)
        + path("M123 94Q200 116 277 94L281 124Q200 146 119 124Z", s.dark)
        + mirror(_ribs(134, 184, 112, 122, 5, s.base))
        + path("M196 126Q180 150 186 184", stroke=s.accent, stroke_width=5)
        + path("M204 126Q222 148 214 178", stroke=s.accent, stroke_width=5)
        + circle(200, 126, 7, s.accent),
        transform="translate(0 36)",
    )


def dress(s: Shades) -> str:
    """A sleeveless dress with a flared skirt and a sash."""
    return (
        path(
            "M160 52Q168 92 200 98Q232 92 240 52L254 56Q252 96 268 116Q252 150 246 178"
            "Q282 250 312 326Q256 352 200 350Q144 352 88 326Q118 250 154 178"
            "Q148 150 132 116Q148 96 146 56Z",
            s.base,
        )
        + path("M160 56Q200 66 240 56Q232 92 200 98Q168 92 160 56Z", s.deep)
        + path(
            "M146 56L160 52Q168 92 200 98Q232 92 240 52L254 56Q248 108 200 114Q152 108 146 56Z",
            s.light,
        )
        + mirror(
            path("M168 196Q150 260 132 340Q144 345 156 347Q166 270 176 196Z", s.dark, opacity=0.7)
            + path("M154 210Q132 260 108 330", stroke=s.light, stroke_width=5)
        )
        + path("M194 196Q190 280 188 350L212 350Q210 280 206 196Z", s.dark, opacity=0.7)
        + path("M154 176Q200 188 246 176L250 200Q200 212 150 200Z", s.accent)
        + path("M228 196Q252 214 250 246L236 240Q236 214 222 200Z", s.accent)
        + path("M222 196L230 182L244 190L238 206Z", s.accent)
    )


def skirt(s: Shades) -> str:
    """A pleated skirt."""
    pleats = "".join(
        path(
            f"M{200 + 14 * i} 112L{200 + 32 * i} {324 - abs(i)}"
            f"L{213 + 32 * i} {323 - abs(i)}L{204 + 14 * i} 112Z",
            s.dark,
        )
        for i in range(-4, 4)
    )
    return (
        path("M136 96H264L344 310Q200 340 56 310Z", s.base)
        + path("M136 96H170L116 320Q84 316 56 310Z", s.light, opacity=0.45)
        + pleats
        + path("M62 296Q200 326 338 296", stroke=s.light, stroke_width=5)
        + ellipse(200, 88, 62, 10, s.deep)
        + path("M138 86Q200 106 262 86L270 118Q200 138 130 118Z", s.light)
        + path("M130 118Q200 138 270 118", stroke=s.deep, stroke_width=4)
        + rect(228, 98, 20, 16, s.accent, 4)
    )


def leggings(s: Shades) -> str:
    """Tight sports leggings with a side stripe."""
    outline = (
        "M146 50H254Q272 110 268 160Q264 220 250 258Q250 300 240 352H214Q214 300 212 258"
        "Q208 200 200 150"
        "Q192 200 188 258Q186 300 186 352H160Q150 300 150 258Q136 220 132 160Q128 110 146 50Z"
    )
    return (
        path(outline, s.base)
        + mirror(
            path(
                "M140 100Q132 140 142 190Q158 250 166 352H160Q150 300 150 258Q136 220 132 160"
                "Q130 130 134 100Z",
                s.accent,
            )
            + path("M176 120Q174 190 178 240", stroke=s.light, stroke_width=6)
            + path("M154 272Q170 280 188 274", stroke=s.dark, stroke_width=4)
            + path("M158 338H187", stroke=s.dark, stroke_width=5)
        )
        + ellipse(200, 48, 54, 8, s.deep)
        + path("M146 46Q200 62 254 46L264 92Q200 122 136 92Z", s.dark)
        + path("M136 92Q200 122 264 92", stroke=s.light, stroke_width=4)
        + line(200, 112, 200, 150, s.dark, 4)
    )


def socks(s: Shades) -> str:
    """A pair of ribbed socks."""
    sock = (
        path(
            "M100 60H176V214Q178 236 196 252L232 282Q250 302 236 322Q218 342 188 328L120 288"
            "Q96 272 98 244Z",
            s.base,
        )
        + path("M98 222Q124 216 138 238Q150 262 128 292L120 288Q94 270 98 222Z", s.accent)
        + path("M232 282Q250 302 236 322Q218 342 188 328L182 325Q186 282 218 270Z", s.accent)
        + path("M94 56Q94 50 100 50H176Q182 50 182 56V92Q182 98 176 98H100Q94 98 94 92Z", s.dark)
        + _ribs(106, 170, 60, 90, 6, s.base)
        + line(100, 122, 175, 122, s.light, 8)
        + line(100, 142, 175, 142, s.light, 8)
    )
    return group(
        group(sock, transform="translate(78 -12)"),
        group(rect(176, 62, 8, 190, s.deep, 4), transform="translate(-14 16)", opacity=0.35),
        group(sock, transform="translate(-14 16)"),
        transform="translate(-4 6)",
    )


def scarf(s: Shades) -> str:
    """A striped scarf wound once, its fringed ends hanging."""

    def end(x: float, y: float, length: float, angle: float) -> str:
        stripes = "".join(rect(x, y + length - offset, 72, 16, s.accent) for offset in (44, 76))
        fringe = "".join(
            line(x + 6 + 12 * i, y + length, x + 6 + 12 * i, y + length + 20, s.dark, 6)
            for i in range(6)
        )
        return group(
            fringe,
            rect(x, y, 72, length, s.base, 6),
            rect(x, y, 16, length, s.dark, 6, opacity=0.5),
            stripes,
            transform=f"rotate({angle:g} {x + 36:g} {y:g})",
        )

    return (
        path("M84 128Q92 60 200 56Q308 60 316 128Q300 190 200 196Q100 190 84 128Z", s.dark)
        + ellipse(200, 110, 78, 34, s.deep)
        + end(204, 150, 168, -8)
        + end(136, 150, 152, 8)
        + path(
            "M84 126Q120 176 200 178Q280 176 316 126Q330 184 284 208Q240 230 200 230"
            "Q160 230 116 208Q70 184 84 126Z",
            s.base,
        )
        + path("M100 160Q140 196 200 198Q262 196 304 156", stroke=s.light, stroke_width=7)
        + path("M110 190Q150 214 200 215", stroke=s.dark, stroke_width=5)
        + path("M140 166Q128 230 152 244Q204 254 214 228L220 178Q180 180 140 166Z", s.base)
        + path("M140 166Q128 230 152 244Q170 248 178 246Q150 220 158 172Z", s.dark, opacity=0.6)
    )


def beanie(s: Shades) -> str:
    """A knitted hat with a turned-up brim and a pom-pom."""
    knit = "".join(
        path(
            f"M{200 + dx * 0.35:g} 108Q{200 + dx * 0.95:g} 150 {200 + dx} 240",
            stroke=s.dark,
            stroke_width=6,
        )
        for dx in (-88, -52, -17, 17, 52, 88)
    )
    pompom = "".join(
        circle(200 + dx, 74 + dy, 20, s.accent)
        for dx, dy in ((-24, 0), (24, 0), (-14, -20), (14, -20), (-14, 18), (14, 18))
    )
    return (
        path("M78 262Q70 98 200 94Q330 98 322 262Z", s.base)
        + path("M104 200Q110 132 166 112", stroke=s.light, stroke_width=10)
        + knit
        + pompom
        + circle(200, 74, 26, s.accent)
        + rect(62, 234, 276, 92, s.dark, 26)
        + rect(78, 238, 244, 8, s.deep, 4, opacity=0.35)
        + _ribs(86, 314, 250, 312, 13, s.base)
        + rect(240, 270, 46, 34, s.light, 5)
    )


def cap(s: Shades) -> str:
    """A baseball cap, its peak to the right."""
    return (
        path("M62 244Q58 98 190 94Q300 98 304 236Q190 262 62 244Z", s.base)
        + path("M62 244Q58 98 190 94Q112 124 116 252Q88 250 62 244Z", s.dark)
        + path("M190 94Q262 140 250 246", stroke=s.dark, stroke_width=4)
        + path("M190 94Q176 150 178 254", stroke=s.dark, stroke_width=4)
        + path("M196 104Q258 112 276 178", stroke=s.light, stroke_width=9)
        + ellipse(190, 94, 16, 8, s.deep)
        + circle(150, 142, 5, s.deep)
        + circle(226, 140, 5, s.deep)
        + path(
            "M170 252Q240 250 304 226Q366 240 384 282Q384 294 368 292Q280 264 176 282"
            "Q158 272 170 252Z",
            s.light,
        )
        + path("M176 282Q280 264 368 292Q384 294 384 282Q280 250 166 266Q166 276 176 282Z", s.deep)
        + circle(214, 188, 27, s.accent)
        + path("M202 198L214 174L226 198Z", s.base)
    )


def gloves(s: Shades) -> str:
    """A pair of warm gloves."""
    glove = (
        rect(66, 96, 28, 110, s.base, 14)
        + rect(96, 72, 29, 130, s.base, 14)
        + rect(127, 80, 28, 120, s.base, 14)
        + rect(157, 108, 25, 96, s.base, 12)
        + path("M66 180H182V258Q170 284 160 290H82Q66 262 66 238Z", s.base)
        + path("M70 250Q34 232 22 194Q20 176 34 174Q46 174 52 188Q62 206 78 206Z", s.base)
        + path("M95 150V204M126 140V204M156 150V204", stroke=s.dark, stroke_width=4)
        + path("M96 226Q124 238 152 226", stroke=s.light, stroke_width=7)
        + path("M104 250Q124 258 144 250", stroke=s.light, stroke_width=7)
        + rect(72, 278, 98, 60, s.dark, 12)
        + _ribs(86, 156, 290, 328, 6, s.base)
        + rect(72, 278, 98, 12, s.accent, 6)
    )
    return group(
        group(glove, transform="translate(8 -8) rotate(-5 120 220)"),
        group(glove, transform="translate(392 12) scale(-1 1) rotate(-5 120 220)"),
    )


def pyjamas(s: Shades) -> str:
    """A pyjama set: piped jacket and trousers with moons and stars."""

    def star(x: float, y: float) -> str:
        return path(f"M{x} {y - 9}l3 6l6 3l-6 3l-3 6l-3 -6l-6 -3l6 -3z", s.accent)

    def moon(x: float, y: float) -> str:
        return path(
            f"M{x + 6} {y - 10}A11 11 0 1 0 {x + 10} {y + 6}A9 9 0 0 1 {x + 6} {y - 10}Z", s.accent
        )

    top = (
        _torso(s, _LONG_SLEEVE)
        + line(200, 108, 200, 340, s.light, 6)
        + _buttons(214, 160, 46, 4, s.light)
        + _turned_collar(s, s.dark)
        + mirror(
            path("M150 92L176 122L200 101", stroke=s.light, stroke_width=6)
            + path("M65 268Q85 282 112 277", stroke=s.light, stroke_width=6)
        )
        + path("M116 322Q200 334 284 322", stroke=s.light, stroke_width=6)
    )
    bottom = (
        _legs(s)
        + path("M139 50Q200 70 261 50L264 76Q200 96 136 76Z", s.dark)
        + mirror(path("M117 328Q148 336 182 331", stroke=s.light, stroke_width=6))
        + path("M196 80Q178 104 186 124M204 80Q222 104 214 124", stroke=s.light, stroke_width=6)
    )
    return (
        group(bottom, transform="translate(118 52) scale(0.86)")
        + group(
            star(272, 190),
            moon(312, 216),
            star(264, 254),
            moon(330, 280),
            star(258, 312),
            star(334, 326),
        )
        + group(
            mirror(path(_LONG_SLEEVE, s.deep)),
            path(_BODY, s.deep),
            opacity=0.45,
            transform="translate(-14 12) scale(0.82)",
        )
        + group(
            top,
            star(150, 150),
            moon(160, 212),
            star(250, 214),
            moon(252, 284),
            star(148, 278),
            star(92, 190),
            moon(306, 196),
            star(84, 250),
            transform="translate(-22 6) scale(0.82)",
        )
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "rain_jacket": rain_jacket,
    "down_jacket": down_jacket,
    "fleece_jacket": fleece_jacket,
    "tshirt": tshirt,
    "shirt": shirt,
    "polo": polo,
    "hoodie": hoodie,
    "sweater": sweater,
    "trousers": trousers,
    "jeans": jeans,
    "shorts": shorts,
    "dress": dress,
    "skirt": skirt,
    "leggings": leggings,
    "socks": socks,
    "scarf": scarf,
    "beanie": beanie,
    "cap": cap,
    "gloves": gloves,
    "pyjamas": pyjamas,
}
