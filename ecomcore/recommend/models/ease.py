"""EASE: each item predicted from all others by ridge regression, in closed form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

from ecomcore.errors import BuildError
from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import Scores
from ecomcore.recommend.models.model import Arrays, MatrixModel

CORE_ITEMS = 6_000
"""The most popular items that take part: the matrix of 6,000 × 6,000 needs 144 MB, its inversion n³ operations."""


class EaseModel(MatrixModel):
    """Embarrassingly shallow autoencoder (Steck, 2019): B = I − P · diag(1/P_ii) with P = (XᵀX + λI)⁻¹.

    Items beyond the `core_items` most popular ones take no part and score 0.
    """

    name = "ease"

    def __init__(
        self,
        penalty: float = 300.0,
        half_life_days: float | None = None,
        core_items: int = CORE_ITEMS,
    ) -> None:
        """Set the ridge penalty λ, how fast a history ages, and how many items take part."""
        self.settings = {
            "penalty": penalty, "half_life_days": half_life_days, "core_items": core_items,
        }  # fmt: skip
        self.penalty, self.half_life_days, self.core_items = penalty, half_life_days, core_items

    def fit(self, log: Log) -> Self:
        """Invert the damped matrix of common customers.

        Raises:
            BuildError: the penalty is too small for the numbers to be inverted.
        """
        self._items = log.items
        self._core = np.sort(np.argsort(-log.counts(), kind="stable")[: self.core_items])
        matrix = log.matrix()[:, self._core]
        matrix.data[:] = 1.0
        gram = (matrix.T @ matrix).toarray().astype(np.float32)
        self.weights = _without_self(gram, self.penalty)
        return self

    def scores(self, histories: Log) -> Scores:
        """Return histories · B over the core, 0 for the other items."""
        rows = histories.matrix(self.half_life_days)
        found = np.asarray(rows[:, self._core] @ self.weights, dtype=np.float32)
        if len(self._core) == self._items:
            return found
        full = np.zeros((histories.customers, self._items), dtype=np.float32)
        full[:, self._core] = found
        return full

    def mean_weights(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the means of the rows and of the columns of B, 0 for items that are not in the core."""
        found = np.zeros((2, self._items))
        found[:, self._core] = super().mean_weights()
        return found[0], found[1]

    def weights_to(self, sources: NDArray[np.int64], item: int) -> NDArray[np.float32]:
        """Return B(j, item), 0 where one of the two is not in the core."""
        place = np.full(self._items, -1, dtype=np.int64)
        place[self._core] = np.arange(len(self._core))
        rows, column = place[sources], place[item]
        if column < 0:
            return np.zeros(len(sources), dtype=np.float32)
        return np.where(rows >= 0, self.weights[rows, column], 0.0).astype(np.float32)

    def arrays(self) -> Arrays:
        """Return B, which items it is over, and how many there are in all."""
        return {
            "weights": self.weights, "core": self._core, "items": np.array([self._items]),
        }  # fmt: skip

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over B."""
        self.weights, self._core = arrays["weights"], arrays["core"]
        self._items = int(arrays["items"][0])
        return self


def _without_self(gram: NDArray[np.float32], penalty: float) -> NDArray[np.float32]:
    """Return B of a matrix of common customers, which is overwritten; symmetric, by Cholesky."""
    size = len(gram)
    if size == 0:
        return gram
    gram[np.diag_indices(size)] += penalty
    factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
    inverse, failed_too = (None, 1) if failed else lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise BuildError(f"EASE cannot be solved with a penalty of {penalty}; take a larger one")
    lower = np.tril(np.asarray(inverse))
    full = lower + np.tril(lower, -1).T
    weights = full / -np.diag(full)
    weights[np.diag_indices(size)] = 0.0
    return np.asarray(weights, dtype=np.float32)
