"""The one shape of a photo classifier."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ecomcore.images.classifiers.views import Views

Classes = NDArray[np.int64]
Probabilities = NDArray[np.float64]


class PhotoClassifier(Protocol):
    """Something that learns what kind of thing photos show."""

    name: str

    def fit(self, views: Views, classes: Classes) -> None:
        """Learn from photos; `classes` are numbers from 0 on, each there at least once."""

    def predict(self, views: Views) -> Probabilities:
        """Return the probability of each class, `(n, classes)`, rows adding up to 1."""

    @property
    def parameters(self) -> int:
        """How many numbers were learned."""
