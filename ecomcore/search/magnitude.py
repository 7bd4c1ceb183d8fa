"""How much of something products have, by the first number of a property: litres, inches, grams, hours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ecomcore.shop.models import Product

TELLING = (
    "capacity",
    "screen_size",
    "sleeps",
    "diameter",
    "dimensions",
    "size_cm",
    "length",
    "height",
)
"""Properties that tell how big a thing is, the most telling first."""
MEASURE = re.compile(r"(\d+(?:\.\d+)?)(?:\s*x\s*\d+(?:\.\d+)?)*\s*([a-z]+)", re.IGNORECASE)
UNITS = {
    "person": ("people", 1.0), "kg": ("g", 1000.0), "l": ("ml", 1000.0), "m": ("cm", 100.0), "mm": ("cm", 0.1),
    "days": ("h", 24.0), "day": ("h", 24.0), "min": ("h", 1 / 60), "tb": ("gb", 1024.0),
}  # fmt: skip
"""Units that are compared in another one, and how many of that they are."""


@dataclass(frozen=True)
class Magnitudes:
    """How big products are by one property, in its own unit; products without it are left out."""

    key: str
    of: dict[str, float]

    def ordered(self, *, rising: bool = False) -> list[str]:
        """Return the products from big to small, or the other way round."""
        return sorted(self.of, key=lambda product_id: self.of[product_id], reverse=not rising)

    def beyond(self, product_id: str | None, *, bigger: bool) -> list[str]:
        """Return the products bigger (or smaller) than this one, the one that differs most first.

        Without one to compare with, those at the other end are left out.
        """
        if product_id not in self.of:
            values = self.of.values()
            bound = min(values) if bigger else max(values)
        else:
            bound = self.of[product_id]
        order = self.ordered(rising=not bigger)
        return [i for i in order if (self.of[i] > bound if bigger else self.of[i] < bound)]


def magnitudes(products: Sequence[Product]) -> Magnitudes | None:
    """Return how big the products are by the property that tells it of most of them, None where none does of two."""
    found = [amounts(products, key) for key in TELLING]
    best = max(found, key=lambda measured: len(measured.of))
    return best if len(best.of) > 1 else None


def amounts(products: Sequence[Product], key: str) -> Magnitudes:
    """Return how much of one property the products have, those left out that have it in another unit than most."""
    read = {p.id: MEASURE.match(str(p.attributes.get(key, ""))) for p in products}
    found: dict[str, tuple[float, str]] = {}
    for product_id, match in read.items():
        if match:
            unit, factor = UNITS.get(match[2].lower(), (match[2].lower(), 1.0))
            found[product_id] = (float(match[1]) * factor, unit)
    units = Counter(unit for _, unit in found.values()).most_common(1)
    return Magnitudes(key, {i: size for i, (size, unit) in found.items() if unit == units[0][0]})
