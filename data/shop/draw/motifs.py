"""Emblems that products carry on their labels: drawn about (0, 0), within 50 units."""

from __future__ import annotations

from collections.abc import Callable

from .palette import circle, ellipse, group, path, polygon, rect

Motif = Callable[[str, str], str]
"""Takes the main colour and a second one."""


def _leaf(one: str, two: str) -> str:
    return path("M-30 34 C-44 -18 -6 -44 38 -40 C40 6 18 42 -30 34 Z", one) + path(
        "M-38 44 L20 -22", stroke=two, stroke_width=6
    )


def _flower(one: str, two: str) -> str:
    petals = "".join(
        group(ellipse(0, -26, 13, 20, one), transform=f"rotate({turn})")
        for turn in range(0, 360, 60)
    )
    return petals + circle(0, 0, 13, two)


def _mountain(one: str, two: str) -> str:
    return polygon("-48,36 -12,-36 8,2 22,-16 48,36", one) + polygon("-12,-36 -24,-12 -2,-12", two)


def _wave(one: str, two: str) -> str:
    line = "q12 -22 24 0 t24 0 t24 0 t24 0"
    return "".join(
        path(f"M-48 {y} {line}", stroke=colour, stroke_width=10)
        for y, colour in ((-18, one), (8, two), (34, one))
    )


def _star(one: str, two: str) -> str:
    return polygon(
        "0,-48 13,-16 47,-14 20,7 29,40 0,21 -29,40 -20,7 -47,-14 -13,-16", one
    ) + circle(0, 0, 9, two)


def _moon(one: str, two: str) -> str:
    return path("M14 -44 A46 46 0 1 0 40 22 A36 36 0 1 1 14 -44 Z", one) + circle(26, -14, 7, two)


def _sun(one: str, two: str) -> str:
    rays = "".join(
        group(rect(-4, -48, 8, 18, one, 4), transform=f"rotate({turn})")
        for turn in range(0, 360, 45)
    )
    return rays + circle(0, 0, 24, two) + circle(0, 0, 18, one)


def _drop(one: str, two: str) -> str:
    return path("M0 -48 C34 -6 36 12 30 26 A34 34 0 0 1 -30 26 C-36 12 -34 -6 0 -48 Z", one) + path(
        "M-14 22 A18 18 0 0 0 8 34", stroke=two, stroke_width=7
    )


def _paw(one: str, two: str) -> str:
    toes = ((-32, -10), (-12, -32), (12, -32), (32, -10))
    return ellipse(0, 18, 24, 20, one) + "".join(ellipse(x, y, 10, 13, two) for x, y in toes)


def _bird(one: str, two: str) -> str:
    return path(
        "M-46 -8 Q-24 -34 -2 -2 Q22 -34 46 -8 Q20 -12 0 22 Q-20 -12 -46 -8 Z", one
    ) + circle(0, 34, 7, two)


def _acorn(one: str, two: str) -> str:
    return (
        path("M-26 -6 H26 Q26 30 0 46 Q-26 30 -26 -6 Z", one)
        + path("M-34 -6 Q-30 -36 0 -36 Q30 -36 34 -6 Z", two)
        + rect(-4, -48, 8, 16, two, 3)
    )


def _bolt(one: str, two: str) -> str:
    return circle(0, 0, 46, two) + polygon("8,-40 -24,8 -4,8 -10,40 24,-10 4,-10", one)


def _anchor(one: str, two: str) -> str:
    return (
        circle(0, -34, 10, "none", stroke=one, stroke_width=7)
        + path("M0 -24 V42 M-40 12 Q-34 42 0 42 Q34 42 40 12", stroke=one, stroke_width=9)
        + rect(-22, -14, 44, 8, two, 4)
    )


def _flame(one: str, two: str) -> str:
    return path("M2 -48 C38 -14 40 14 26 34 Q0 56 -26 34 C-40 10 -18 0 2 -48 Z", one) + path(
        "M2 -2 C20 14 16 36 0 42 C-16 36 -16 18 2 -2 Z", two
    )


def _snow(one: str, two: str) -> str:
    arms = "".join(
        group(
            path("M0 0 V-46 M-12 -38 L0 -26 L12 -38", stroke=one, stroke_width=7),
            transform=f"rotate({turn})",
        )
        for turn in range(0, 360, 60)
    )
    return arms + circle(0, 0, 8, two)


def _heart(one: str, two: str) -> str:
    return path(
        "M0 42 C-60 2 -42 -44 -14 -40 Q-2 -38 0 -24 Q2 -38 14 -40 C42 -44 60 2 0 42 Z", one
    ) + circle(-18, -18, 8, two)


def _tree(one: str, two: str) -> str:
    return (
        rect(-6, 24, 12, 24, two)
        + polygon("0,-48 30,-6 -30,-6", one)
        + polygon("0,-26 40,28 -40,28", one)
    )


def _fish(one: str, two: str) -> str:
    return path("M-44 0 Q-10 -40 26 0 L46 -22 V22 L26 0 Q-10 40 -44 0 Z", one) + circle(
        -22, -5, 6, two
    )


def _ring(one: str, two: str) -> str:
    return circle(0, 0, 40, "none", stroke=one, stroke_width=12) + circle(0, 0, 16, two)


def _diamond(one: str, two: str) -> str:
    return polygon("0,-48 42,0 0,48 -42,0", one) + polygon("0,-22 19,0 0,22 -19,0", two)


def _house(one: str, two: str) -> str:
    return (
        polygon("-46,-4 0,-46 46,-4", two) + rect(-34, -4, 68, 46, one) + rect(-10, 14, 20, 28, two)
    )


def _road(one: str, two: str) -> str:
    return polygon("-14,-44 14,-44 46,44 -46,44", one) + "".join(
        rect(-4, y, 8, 16, two) for y in (-36, -10, 18)
    )


def _note(one: str, two: str) -> str:
    return (
        path("M-16 30 V-40 L30 -48 V20", stroke=one, stroke_width=8)
        + ellipse(-28, 32, 15, 11, two)
        + ellipse(18, 22, 15, 11, two)
    )


def _wheat(one: str, two: str) -> str:
    grains = "".join(
        group(ellipse(side * 13, y, 8, 15, one), transform=f"rotate({side * 24} {side * 13} {y})")
        for side in (-1, 1)
        for y in (-28, -4, 20)
    )
    return path("M0 48 V-40", stroke=two, stroke_width=6) + grains


MOTIFS: dict[str, Motif] = {
    "leaf": _leaf,
    "flower": _flower,
    "mountain": _mountain,
    "wave": _wave,
    "star": _star,
    "moon": _moon,
    "sun": _sun,
    "drop": _drop,
    "paw": _paw,
    "bird": _bird,
    "acorn": _acorn,
    "bolt": _bolt,
    "anchor": _anchor,
    "flame": _flame,
    "snow": _snow,
    "heart": _heart,
    "tree": _tree,
    "fish": _fish,
    "ring": _ring,
    "diamond": _diamond,
    "house": _house,
    "road": _road,
    "note": _note,
    "wheat": _wheat,
}

WORDS: dict[str, str] = {
    "jasmine": "flower", "chamomile": "flower", "osmanthus": "flower", "meadow": "flower",
    "wildflower": "flower", "plum": "flower", "rain": "drop", "puddle": "drop", "mizzle": "drop",
    "drizzle": "drop", "brook": "drop", "squall": "bolt", "stormline": "bolt", "induction": "bolt",
    "mountain": "mountain", "ridge": "mountain", "ridgeway": "mountain", "tarn": "mountain",
    "fell": "mountain", "cairn": "mountain", "crag": "mountain", "trail": "road", "road": "road",
    "travel": "road", "trek": "road", "hiking": "mountain", "harbour": "anchor", "lighthouse": "anchor",
    "cove": "wave", "quayside": "anchor", "swim": "fish", "tadpole": "fish", "lake": "wave",
    "firn": "snow", "down": "snow", "snowbun": "snow", "winter": "snow", "fox": "paw", "bear": "paw",
    "chicken": "bird", "heron": "bird", "skylark": "bird", "starling": "bird", "swiftlet": "bird",
    "nightjar": "bird", "meadowlark": "bird", "hush": "moon", "night": "moon", "starry": "star",
    "sleepy": "moon", "acorn": "acorn", "oak": "acorn", "forest": "tree", "cedar": "tree",
    "wooden": "tree", "bamboo": "tree", "acacia": "tree", "campfire": "flame", "fireside": "flame",
    "firefly": "flame", "gas": "flame", "summer": "sun", "sunscreen": "sun", "morningside": "sun",
    "linen": "leaf", "tea": "leaf", "fig": "leaf", "rosemary": "leaf", "organic": "leaf",
    "noise": "note", "studio": "note", "wireless": "note", "wheat": "wheat", "harvest": "wheat",
    "hearthgrain": "wheat", "house": "house", "farmyard": "house", "home": "house", "family": "house",
    "kids'": "star", "magnetic": "diamond", "steel": "ring", "copper": "ring", "women's": "heart",
}  # fmt: skip
"""Words of a title that call for an emblem."""
