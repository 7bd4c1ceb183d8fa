"""Normalises a feature: min–max to 0–1, or z-score; learned from one part, applied to any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import DataError

Numbers = NDArray[np.float64]
Normalisation = Literal["minmax", "zscore"]
NORMALISATIONS: tuple[Normalisation, ...] = ("minmax", "zscore")


@dataclass(frozen=True)
class Scale:
    """Turns `x` into `(x - shift) / width`."""

    kind: Normalisation
    shift: float
    width: float

    def __call__(self, values: Numbers) -> Numbers:
        """Return the normalised values, of the same shape."""
        return (values - self.shift) / self.width


def fit_scale(values: Numbers, kind: Normalisation) -> Scale:
    """Return the scale of the values: `minmax` takes them to 0–1, `zscore` to mean 0 and standard deviation 1.

    Raises:
        DataError: all values are equal, so that there is nothing to normalise (or to learn from).
    """
    low, high = float(values.min()), float(values.max())
    if low == high:
        raise DataError(f"every customer has the same age ({low:g}): no line can be drawn")
    if kind == "minmax":
        return Scale(kind, low, high - low)
    return Scale(kind, float(values.mean()), float(values.std()))
