"""What makes a product's picture its own: surface, emblem, name, pose and the stage its brand stands on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .motifs import MOTIFS, WORDS
from .palette import CHEERFUL
from .patterns import MATERIALS, TILES

TURNS = (0.0, -9.0, 8.0, -4.0, 12.0, 4.0, -13.0)
WIDTHS = (1.0, 0.84, 0.94, 0.76, 0.88)
HEIGHTS = (1.0, 0.82, 0.93, 0.87)
SHIFTS = ((0, 0), (-26, -6), (28, 4), (-12, 14), (36, -8), (14, 12))
STAGES = ("disc", "arch", "table", "slope", "frame", "rays", "half")
BACKDROPS = ("#e9edf1", "#f3ead9", "#cfe0d4", "#efe4ee", "#c9d8ea", "#f0d3c8", "#b9c4cf")
BAND_COLOURS = (
    "#26406e",
    "#7f2338",
    "#2d6a4f",
    "#6b3fa0",
    "#8a4b16",
    "#1f6f78",
    "#3b3f46",
    "#a3324a",
)


LONGEST_NAME = 20


@dataclass(frozen=True)
class Look:
    """How one product is drawn.

    `turn` is in degrees, `width` and `height` are stretches, `shift` goes right and down; `surface` is one of the
    patterns, None for a plain one; `motif` is an emblem and `emblem` its two colours.
    """

    brand: str
    name: str
    motif: str
    surface: str | None
    turn: float
    width: float
    height: float
    shift: tuple[int, int]
    is_mirrored: bool
    stage: str
    backdrop: str
    band: str
    emblem: tuple[str, str]


def looks(products: Iterable[Mapping[str, str]]) -> dict[str, Look]:
    """Return the look of each product by id; within a kind no two have the same surface or emblem."""
    found: dict[str, Look] = {}
    brands: dict[str, int] = {}
    surfaces: dict[str, list[str | None]] = defaultdict(list)
    motifs: dict[str, list[str]] = defaultdict(list)
    for row in products:
        kind, brand = row["kind"], row["brand"]
        n, place = len(found), len(motifs[kind])
        number = brands.setdefault(brand, len(brands))
        surface = _unused(_surface_of(row), list(TILES), surfaces[kind]) if place else None
        motif = _unused(_motif_of(row), list(MOTIFS), motifs[kind])
        surfaces[kind].append(surface)
        motifs[kind].append(motif)
        found[row["product_id"]] = Look(
            brand=brand,
            name=_name_of(row),
            motif=motif,
            surface=surface,
            turn=TURNS[n % len(TURNS)],
            width=WIDTHS[n % len(WIDTHS)],
            height=HEIGHTS[(n // 2) % len(HEIGHTS)],
            shift=SHIFTS[(n * 5 + n // 7) % len(SHIFTS)],
            is_mirrored=(n + n // 5) % 2 == 1,
            stage=STAGES[(n + n // 6 + number) % len(STAGES)],
            backdrop=BACKDROPS[(n // 2 + place) % len(BACKDROPS)],
            band=BAND_COLOURS[number % len(BAND_COLOURS)],
            emblem=(CHEERFUL[n % len(CHEERFUL)], CHEERFUL[(n + 2) % len(CHEERFUL)]),
        )
    return found


def _unused(wanted: str | None, all_of: list[str], taken: list[str | None] | list[str]) -> str:
    """Return what is wanted, or the next of the list that is not taken yet."""
    start = all_of.index(wanted) if wanted else 0
    turned = all_of[start:] + all_of[:start]
    return next((name for name in turned if name not in taken), turned[0])


def _surface_of(row: Mapping[str, str]) -> str | None:
    material = re.search(r"material=([^;]*)", row["attributes"])
    words = material.group(1).lower() if material else ""
    return next((pattern for word, pattern in MATERIALS.items() if word in words), None)


def _motif_of(row: Mapping[str, str]) -> str | None:
    words = row["title_en"].lower().split()
    calling = next((WORDS[word] for word in words if word in WORDS), None)
    return calling or list(MOTIFS)[sum(row["product_id"].encode()) % len(MOTIFS)]


def _name_of(row: Mapping[str, str]) -> str:
    """Return the two or three words that name the product within its brand."""
    words = row["title_en"].split(",")[0].removeprefix(row["brand"]).split()
    name = words[0]
    for word in words[1:3]:
        if len(name) + 1 + len(word) <= LONGEST_NAME:
            name += f" {word}"
    return name
