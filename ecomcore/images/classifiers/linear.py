"""Linear classifiers on the network's features and the colours of a photo."""

from __future__ import annotations

from typing import Any

import numpy as np

from ecomcore.images.classifiers.classifier import Classes, Probabilities
from ecomcore.images.classifiers.views import FIXED_VIEWS, Views
from ecomcore.images.features.embedder import Vectors, unit

COLOUR_WEIGHT = 0.7


def described(views: Views, colour_weight: float = COLOUR_WEIGHT) -> Vectors:
    """Return one vector a photo: the mean of its views' features, their roots taken, and its colours beside it.

    The root is the kernel map of Hellinger's distance, as for histograms.
    """
    roots = np.sqrt(np.maximum(views.pooled, 0.0))
    rooted = unit(roots.reshape(-1, roots.shape[2])).reshape(roots.shape)
    return np.hstack([unit(rooted.mean(axis=1)), colour_weight * views.colour])


class FrozenBaseline:
    """Logistic regression on the network's features of one crop: what everybody tries first."""

    name = "frozen_logistic_one_crop"

    def __init__(self) -> None:
        """Learn nothing yet."""
        self._model: Any = None

    def fit(self, views: Views, classes: Classes) -> None:
        """Learn from the middle square of each photo."""
        from sklearn.linear_model import LogisticRegression

        self._model = LogisticRegression(C=10.0, max_iter=200, tol=1e-3)
        self._model.fit(unit(views.pooled[:, 1]), classes)

    def predict(self, views: Views) -> Probabilities:
        """Return the probabilities."""
        return np.asarray(self._model.predict_proba(unit(views.pooled[:, 1])))

    @property
    def parameters(self) -> int:
        """How many weights."""
        return int(self._model.coef_.size + self._model.intercept_.size)


class Logistic:
    """Logistic regression on `described`; each photo teaches twice, by all its views and by the fixed ones alone."""

    name = "logistic"

    def __init__(self, colour_weight: float = COLOUR_WEIGHT) -> None:
        """Learn nothing yet."""
        self._model: Any = None
        self._colour_weight = colour_weight

    def fit(self, views: Views, classes: Classes) -> None:
        """Learn from the photos."""
        from sklearn.linear_model import LogisticRegression

        fixed = Views(views.maps, views.pooled[:, :FIXED_VIEWS], views.colour, views.thumbnails)
        rows = np.vstack([described(part, self._colour_weight) for part in (views, fixed)])
        self._model = LogisticRegression(C=30.0, max_iter=200, tol=1e-3)
        self._model.fit(rows, np.tile(classes, 2))

    def predict(self, views: Views) -> Probabilities:
        """Return the probabilities."""
        return np.asarray(self._model.predict_proba(described(views, self._colour_weight)))

    @property
    def parameters(self) -> int:
        """How many weights."""
        return int(self._model.coef_.size + self._model.intercept_.size)


class SupportVectors:
    """A linear support vector machine on `described`, one class against the rest."""

    name = "svm"

    def __init__(self) -> None:
        """Learn nothing yet."""
        self._model: Any = None

    def fit(self, views: Views, classes: Classes) -> None:
        """Learn from the photos."""
        from sklearn.svm import LinearSVC

        self._model = LinearSVC(C=5.0, max_iter=5000, random_state=7)
        self._model.fit(described(views), classes)

    def predict(self, views: Views) -> Probabilities:
        """Return the softmax of the distances from the planes: an order, not calibrated."""
        distances = np.asarray(self._model.decision_function(described(views)), dtype=np.float64)
        if distances.ndim == 1:
            distances = np.column_stack([-distances, distances])
        return softmax(distances * 4)

    @property
    def parameters(self) -> int:
        """How many weights."""
        return int(self._model.coef_.size + self._model.intercept_.size)


def softmax(values: Probabilities) -> Probabilities:
    """Return rows that add up to 1."""
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
