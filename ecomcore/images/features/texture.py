"""How a surface is: local binary patterns of the grey picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.images.features.embedder import SameForPhotos, Vectors, rows, unit

RADII = (1, 3)
POINTS = 8
GRID = 2


class LocalBinaryPatterns(SameForPhotos):
    """Histograms of uniform local binary patterns (Ojala et al., 2002) of four quarters at two radii."""

    dimension = GRID * GRID * len(RADII) * (POINTS + 2)
    identity = f"lbp{POINTS}r{'+'.join(str(radius) for radius in RADII)}/{GRID}x{GRID}"

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the histograms."""
        return rows([self._one(image) for image in images], self.dimension)

    def _one(self, image: Image.Image) -> NDArray[np.float32]:
        from skimage.feature import local_binary_pattern

        grey = np.asarray(image.convert("L").resize((128, 128)))
        found = []
        for radius in RADII:
            patterns = local_binary_pattern(grey, POINTS, radius, method="uniform")  # type: ignore[no-untyped-call]
            codes = patterns.astype(np.int64)
            for part in codes.reshape(GRID, 128 // GRID, GRID, 128 // GRID).swapaxes(1, 2):
                found += [np.bincount(cell.ravel(), minlength=POINTS + 2) for cell in part]
        return np.asarray(unit(np.sqrt(np.concatenate(found).astype(np.float64))[None])[0])
