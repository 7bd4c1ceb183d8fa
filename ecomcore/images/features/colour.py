"""Which colours a picture has: a histogram to compare, and names to speak of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.images.features.embedder import SameForPhotos, Vectors, rows, unit
from ecomcore.images.preprocess import without_border

BINS = (12, 4, 4)
GREY_SATURATION, DARK_VALUE, FAINT_VALUE, LIGHT_VALUE = 0.16, 0.22, 0.3, 0.86

_HUES = (
    (15, "red"), (42, "orange"), (68, "yellow"), (160, "green"), (195, "teal"), (255, "blue"),
    (290, "purple"), (340, "pink"), (361, "red"),
)  # fmt: skip


@dataclass(frozen=True)
class Colour:
    """A named colour of a picture (`colours` of the room's texts) and its share of the pixels in the middle, 0 to 1."""

    name: str
    share: float


class ColourHistogram(SameForPhotos):
    """Joint histogram of hue, saturation and value; its square root, so that dot products are Bhattacharyya's.

    Half of the weight lies on the middle of the picture, which the thing itself fills.
    """

    dimension = int(np.prod(BINS)) * 2
    identity = f"hsv{'x'.join(str(count) for count in BINS)}/whole+middle"

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the histograms."""
        return rows([self._both(without_border(image)) for image in images], self.dimension)

    def _both(self, image: Image.Image) -> NDArray[np.float64]:
        values = np.asarray(image.resize((64, 64)).convert("HSV"), dtype=np.float64)
        parts = (values, values[16:48, 16:48])
        both: NDArray[np.float64] = np.hstack([_histogram(p.reshape(-1, 3)) for p in parts])
        return np.asarray(both / np.sqrt(2))


def dominant_colours(image: Image.Image, count: int = 3) -> list[Colour]:
    """Return the colours that fill most of the middle of a picture, each at least a tenth of it."""
    values = np.asarray(image.resize((64, 64)).convert("HSV"), dtype=np.float64)[12:52, 12:52]
    hue, saturation, value = (values.reshape(-1, 3) / (255 / 360, 255, 255)).T
    names = np.array([name for _, name in _HUES])[
        np.searchsorted([limit for limit, _ in _HUES], hue, side="right")
    ].astype(object)
    warm = np.isin(names, ("orange", "yellow", "red"))
    names[warm & (hue < 45) & (value < 0.62) & (saturation > 0.25)] = "brown"
    names[warm & (names != "red") & (saturation < 0.42) & (value >= 0.62)] = "beige"
    names[(names == "red") & (saturation < 0.5) & (value > 0.7)] = "pink"
    grey = saturation < GREY_SATURATION
    names[grey] = "grey"
    names[grey & (value > LIGHT_VALUE)] = "white"
    names[(value < DARK_VALUE) | ((value < FAINT_VALUE) & (saturation < 2 * GREY_SATURATION))] = (
        "black"
    )
    found, counts = np.unique(names.astype(str), return_counts=True)
    order = np.argsort(-counts, kind="stable")[:count]
    shares = counts / counts.sum()
    return [Colour(str(found[i]), round(float(shares[i]), 3)) for i in order if shares[i] >= 0.1]


def _histogram(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    counts, _ = np.histogramdd(pixels, bins=BINS, range=((0, 256),) * 3)
    return np.asarray(unit(np.sqrt(counts.ravel() / counts.sum())[None])[0], np.float64)
