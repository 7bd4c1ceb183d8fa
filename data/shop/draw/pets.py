"""Illustrations of things for pets."""

from __future__ import annotations

from collections.abc import Callable

from .palette import (
    INK,
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
    path,
    rect,
)
from .shapes import paw

FUR = "#e9a25c"
FUR_DARK = "#cc8240"


def dog_leash(s: Shades) -> str:
    """A leash, looped, with its clip, and a collar."""
    strap = (
        "M262 92 Q330 60 336 128 Q336 196 232 188 Q96 176 88 250 Q84 318 186 316 Q262 314 286 292"
    )
    return (
        circle(196, 118, 66, "none", stroke=s.dark, stroke_width=24)
        + path(strap, stroke=s.deep, stroke_width=25)
        + path(strap, stroke=s.base, stroke_width=20)
        + path(strap, stroke=s.light, stroke_width=3)
        + circle(196, 118, 66, "none", stroke=s.base, stroke_width=19)
        + path("M140 96 A60 60 0 0 1 184 60", stroke=s.light, stroke_width=5)
        + rect(242, 74, 40, 36, s.accent, 7)
        + group(
            rect(-12, -18, 24, 30, s.accent, 6),
            circle(0, 24, 12, "none", stroke=STEEL_DARK, stroke_width=8),
            rect(-9, 36, 18, 20, STEEL, 5),
            path(
                "M-20 88 V64 Q-20 54 -8 54 H8 Q20 54 20 64 V92 Q18 108 2 108 Q-10 106 -10 96",
                stroke=STEEL_DARK,
                stroke_width=10,
            ),
            path("M-16 66 Q-14 58 -4 58", stroke=STEEL_LIGHT, stroke_width=4),
            transform="translate(296 286) rotate(-62)",
        )
    )


def cat_bed(s: Shades) -> str:
    """A round bed with a sleeping cat."""
    return (
        ellipse(200, 262, 158, 84, s.dark)
        + ellipse(200, 236, 142, 66, s.deep)
        + ellipse(200, 250, 128, 56, s.light)
        + path("M92 246 Q92 158 196 156 Q304 158 306 248 Q280 290 200 290 Q112 290 92 246 Z", FUR)
        + path("M204 158 Q304 162 306 248 Q296 264 270 276 Q292 214 204 158 Z", FUR_DARK)
        + path(
            "M214 172 Q226 184 224 200 M244 182 Q256 196 252 212 M270 202 Q278 214 274 226",
            stroke="#a9632a",
            stroke_width=8,
        )
        + path("M300 244 Q300 292 220 288 Q176 286 160 268", stroke=FUR_DARK, stroke_width=22)
        + path(
            "M82 174 L86 126 L118 152 Q134 146 152 152 L182"
            " 126 L186 174 Q196 240 134 244 Q72 240 82 174 Z",
            FUR,
        )
        + path("M92 158 L94 142 L106 154 Z M176 158 L174 142 L162 154 Z", "#f6c9b8")
        + path("M104 190 Q114 200 124 190 M144 190 Q154 200 164 190", stroke=INK, stroke_width=5)
        + path("M128 208 h12 l-6 7 Z", "#d8736b")
        + path("M122 222 Q128 228 134 220 Q140 228 146 222", stroke=INK, stroke_width=4)
        + path("M38 246 Q64 300 200 302 Q336 300 362 246 Q384 352 200 352 Q16 352 38 246 Z", s.base)
        + path(
            "M362 246 Q384 352 200 352 Q164 352 134 348 Q320 344 344 270 Q356 258 362 246 Z", s.dark
        )
        + path("M58 284 Q84 314 160 320", stroke=s.light, stroke_width=9)
        + paw(206, 330, 15, s.accent)
    )


def pet_bowl(s: Shades) -> str:
    """A full bowl with a paw print."""
    kibble = "".join(
        circle(x, y, 19, ("#a8693c", "#8f562e", "#bd7f4c")[i % 3])
        for i, (x, y) in enumerate(
            (
                (112, 206),
                (288, 206),
                (146, 194),
                (254, 194),
                (182, 186),
                (220, 184),
                (128, 180),
                (162, 166),
                (236, 162),
                (200, 150),
                (272, 178),
                (198, 168),
                (180, 148),
                (220, 146),
            )
        )
    )
    return (
        kibble
        + group(
            rect(-34, -8, 68, 16, WHITE, 4),
            *(circle(x, y, 13, WHITE) for x, y in ((-36, -10), (-36, 10), (36, -10), (36, 10))),
            transform="translate(196 128) rotate(-18)",
        )
        + path("M96 216 H304 L352 330 Q358 350 338 350 H62 Q42 350 48 330 Z", s.base)
        + path("M266 216 H304 L352 330 Q358 350 338 350 H296 Q304 280 266 216 Z", s.dark)
        + rect(82, 200, 236, 26, s.light, 13)
        + path("M102 242 L74 318", stroke=s.light, stroke_width=9)
        + rect(46, 336, 308, 16, s.deep, 8)
        + paw(196, 288, 36, s.accent)
    )


def cat_scratcher(s: Shades) -> str:
    """A scratching post with a platform and a dangling ball."""
    rope = "".join(line(172, 136 + i * 14, 228, 142 + i * 14, WOOD_DARK, 4) for i in range(14))
    return (
        rect(168, 120, 64, 216, WOOD)
        + rect(210, 120, 22, 216, WOOD_DARK, opacity=0.45)
        + rope
        + line(292, 118, 292, 206, STEEL_DARK, 4)
        + circle(292, 224, 23, s.accent)
        + path("M276 214 Q292 224 308 214 M274 232 Q292 240 309 232", stroke=WHITE, stroke_width=4)
        + rect(72, 92, 256, 34, s.base, 14)
        + rect(72, 110, 256, 16, s.dark, 8)
        + path("M112 92 L116 30 L146 56 Q160 52 174 56 L204 30 L208 92 Z", INK)
        + path("M122 62 L124 46 L136 58 Z M198 62 L196 46 L184 58 Z", "#e9a3a0")
        + ellipse(142, 76, 7, 9, "#f6d35b")
        + ellipse(178, 76, 7, 9, "#f6d35b")
        + ellipse(142, 76, 2.5, 8, INK)
        + ellipse(178, 76, 2.5, 8, INK)
        + rect(118, 84, 30, 20, INK, 10)
        + rect(172, 84, 30, 20, INK, 10)
        + rect(56, 318, 288, 34, s.base, 14)
        + rect(56, 336, 288, 16, s.dark, 8)
        + rect(76, 324, 88, 6, s.light, 3)
        + rect(216, 98, 90, 6, s.light, 3)
    )


def dog_toy(s: Shades) -> str:
    """A chew bone and a ball."""

    def bone(shade: str, dy: float) -> str:
        return rect(-92, -32 + dy, 184, 64, shade, 14) + "".join(
            circle(x, y + dy, 42, shade) for x in (-104, 104) for y in (-34, 34)
        )

    return (
        group(
            bone(s.dark, 10),
            bone(s.base, 0),
            path("M-126 -48 Q-118 -66 -98 -64", stroke=s.light, stroke_width=9),
            path("M-60 -16 H44", stroke=s.light, stroke_width=9),
            "".join(circle(-30 + i * 30, 12, 7, s.dark) for i in range(3)),
            transform="translate(186 156) rotate(-24)",
        )
        + circle(268, 286, 66, s.accent)
        + path(
            "M268 220 A66 66 0 0 1 268 352 Q320 330 312 270 Q302 236 268 220 Z", INK, opacity=0.14
        )
        + path("M214 248 Q262 272 250 349 M300 229 Q286 284 332 300", stroke=WHITE, stroke_width=10)
    )


KINDS: dict[str, Callable[[Shades], str]] = {
    "dog_leash": dog_leash,
    "cat_bed": cat_bed,
    "pet_bowl": pet_bowl,
    "cat_scratcher": cat_scratcher,
    "dog_toy": dog_toy,
}
