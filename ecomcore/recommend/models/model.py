"""What every model is: fit on a log, score all items for histories, say what carried a score."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import Scores

Evidence = dict[int, float]
Arrays = dict[str, NDArray[Any]]
Settings = Mapping[str, Any]


class ItemModel(ABC):
    """A model of which items belong to which histories.

    It is fitted once and then scores any history over the same items, also of customers it has never seen, so what a
    shopper did a moment ago counts without learning anew. Scores are finite, higher is better, 0 means that the model
    knows nothing for or against the item; they are comparable within one row only.
    """

    name: ClassVar[str]
    personal: ClassVar[bool] = True
    """Whether the history matters; else all rows of scores are alike."""
    settings: dict[str, Any]
    """What the model was made with, as JSON-able data."""

    @abstractmethod
    def fit(self, log: Log) -> Self:
        """Learn from `log` and return the model itself."""

    @abstractmethod
    def scores(self, histories: Log) -> Scores:
        """Return scores of shape (histories.customers, items), float32."""

    @abstractmethod
    def evidence(self, history: Log, item: int) -> Evidence:
        """Return what each item of one customer's history added to the score of `item`; empty: nothing personal.

        Without the items named here, the score would be lower by about what they added.
        """

    def usual(self, history: Log, item: int) -> float:
        """Return how much of the score of `item` any items would have brought, in place of those of the history."""
        return 0.0

    @abstractmethod
    def arrays(self) -> Arrays:
        """Return what was learned, to be stored as NumPy arrays."""

    @abstractmethod
    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over what `arrays` returned and return the model itself."""


def sparse_arrays(name: str, matrix: sparse.csr_matrix) -> Arrays:
    """Return the arrays of a sparse matrix under a common name."""
    return {
        f"{name}_data": matrix.data,
        f"{name}_indices": matrix.indices,
        f"{name}_indptr": matrix.indptr,
        f"{name}_shape": np.array(matrix.shape, dtype=np.int64),
    }


def sparse_matrix(name: str, arrays: Mapping[str, NDArray[Any]]) -> sparse.csr_matrix:
    """Return the matrix that `sparse_arrays` took apart."""
    return sparse.csr_matrix(
        (arrays[f"{name}_data"], arrays[f"{name}_indices"], arrays[f"{name}_indptr"]),
        shape=tuple(arrays[f"{name}_shape"]),
    )


class LinearModel(ItemModel):
    """A model whose score is a weighted sum over the history: score(i) = Σ_j h(j) · W(j, i).

    `half_life_days` halves what an item of the history counts for every so many days; None: age does not matter.
    """

    half_life_days: float | None = None

    _means: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    @abstractmethod
    def mean_weights(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the means of the rows of W, what an item brings to any other, and of its columns, what any brings."""

    def usual(self, history: Log, item: int) -> float:
        """Return Σ_j h(j) · r(j) · c(item) / m, with the means r of rows, c of columns and m of all of W.

        So much follows from how much is taken with the two at all, as in a table of two things that are independent.
        """
        if self._means is None:
            self._means = self.mean_weights()
        brings, gets = self._means
        mean = float(gets.mean())
        if mean <= 0:
            return 0.0
        row = history.matrix(self.half_life_days)
        return float(row.data @ brings[row.indices]) * float(gets[item]) / mean

    @abstractmethod
    def weights_to(self, sources: NDArray[np.int64], item: int) -> NDArray[np.float32]:
        """Return W(j, item) for the items `sources`."""

    def evidence(self, history: Log, item: int) -> Evidence:
        """Return h(j) · W(j, item) of each item of the history where it is above 0."""
        row = history.matrix(self.half_life_days)
        sources = row.indices.astype(np.int64)
        added = row.data * self.weights_to(sources, item)
        return {
            int(source): float(value)
            for source, value in zip(sources, added, strict=True)
            if value > 0 and source != item
        }


class MatrixModel(LinearModel):
    """A linear model that keeps W as a sparse or dense matrix of items × items."""

    weights: sparse.csr_matrix | NDArray[np.float32]

    def mean_weights(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the means of the rows and of the columns of W."""
        rows, columns = (np.asarray(self.weights.mean(axis=axis)).ravel() for axis in (1, 0))
        return rows.astype(np.float64), columns.astype(np.float64)

    def scores(self, histories: Log) -> Scores:
        """Return histories · W."""
        found = histories.matrix(self.half_life_days) @ self.weights
        dense = found.toarray() if sparse.issparse(found) else found
        return np.asarray(dense, dtype=np.float32)

    def weights_to(self, sources: NDArray[np.int64], item: int) -> NDArray[np.float32]:
        """Return one column of W at the rows `sources`."""
        if sparse.issparse(self.weights):
            return np.asarray(self.weights[sources, item].todense(), dtype=np.float32).ravel()
        return np.asarray(self.weights[sources, item], dtype=np.float32)
