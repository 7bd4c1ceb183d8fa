"""Perceptual hashes: pictures that look the same have nearly the same 64 bits."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bits = NDArray[np.bool_]

LENGTH = 64
NEAR = 6
"""Bits by which two copies of a picture (another size, another compression) differ at most."""


def perceptual_hash(image: Image.Image) -> Bits:
    """Return 64 bits: whether each low frequency of the grey picture is above their median (Zauner, 2010).

    It must be above by a hair, since half the frequencies of a symmetrical picture are zero but for noise.
    """
    from scipy.fft import dctn

    grey = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS), np.float64)
    low = dctn(grey, norm="ortho")[:8, :8].ravel()
    low[0] = 0.0
    return np.asarray(low > np.median(low) + 0.02 * low.std())


def distances(hashes: Sequence[Bits]) -> NDArray[np.int64]:
    """Return the number of bits in which each pair differs, `(n, n)`."""
    signs = np.where(np.stack(hashes), 1, -1).astype(np.int64)
    return (LENGTH - signs @ signs.T) // 2
