"""Linear discriminant analysis with a shrunken covariance: the strongest of the cheap ones where classes are many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ecomcore.images.classifiers.classifier import Classes, Probabilities
from ecomcore.images.classifiers.linear import described, softmax
from ecomcore.images.classifiers.views import Views

SHRINKAGE = 0.3


class Discriminant:
    """Gaussian classes with one covariance, shrunken towards a sphere (Friedman, 1989).

    The within-class covariance takes out what photos of one thing differ in (light, background, distance), which is
    most of the variance of a network's features; logistic regression on the same features leaves it in.
    """

    name = "discriminant"

    def __init__(self, shrinkage: float = SHRINKAGE) -> None:
        """Learn nothing yet; `shrinkage` is 0 (the covariance as it is) to 1 (a sphere)."""
        self._shrinkage = shrinkage
        self._weights: NDArray[np.float64] = np.zeros((0, 0))
        self._offsets: NDArray[np.float64] = np.zeros(0)

    def fit(self, views: Views, classes: Classes) -> None:
        """Learn the means and the covariance; all classes count as equally frequent."""
        rows = described(views).astype(np.float64)
        means = np.stack([rows[classes == number].mean(axis=0) for number in np.unique(classes)])
        within = rows - means[classes]
        covariance = within.T @ within / len(rows)
        level = np.trace(covariance) / len(covariance)
        covariance *= 1 - self._shrinkage
        covariance[np.diag_indices_from(covariance)] += self._shrinkage * level + 1e-12
        self._weights = np.linalg.solve(covariance, means.T)
        self._offsets = 0.5 * np.einsum("kd,dk->k", means, self._weights)

    def predict(self, views: Views) -> Probabilities:
        """Return the probabilities."""
        return softmax(described(views) @ self._weights - self._offsets)

    @property
    def parameters(self) -> int:
        """How many weights."""
        return int(self._weights.size + self._offsets.size)
