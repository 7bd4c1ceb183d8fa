"""Which outlines a picture has: histograms of oriented gradients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.images.features.embedder import SameForPhotos, Vectors, rows, unit
from ecomcore.images.preprocess import without_border

CELLS, ORIENTATIONS = 8, 9


class OrientedGradients(SameForPhotos):
    """Histograms of oriented gradients (Dalal and Triggs, 2005) of an 8 by 8 grid."""

    dimension = CELLS * CELLS * ORIENTATIONS
    identity = f"hog{CELLS}x{CELLS}x{ORIENTATIONS}"

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the histograms."""
        return rows([self._one(image) for image in images], self.dimension)

    def _one(self, image: Image.Image) -> NDArray[np.float32]:
        from skimage.feature import hog

        grey = np.asarray(without_border(image).convert("L").resize((128, 128)), dtype=np.float64)
        found = hog(
            grey,
            orientations=ORIENTATIONS,
            pixels_per_cell=(128 // CELLS, 128 // CELLS),
            cells_per_block=(1, 1),
            block_norm="L2-Hys",
        )
        return np.asarray(unit(np.asarray(found)[None])[0])
