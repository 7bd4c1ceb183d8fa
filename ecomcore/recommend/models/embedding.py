"""Models whose items are vectors: lists of single models come from a FAISS index, scores from the same vectors."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import Scores
from ecomcore.recommend.models.model import Arrays, LinearModel
from ecomcore.vectors.choice import build_index
from ecomcore.vectors.index import Ids, VectorIndex, Vectors


class EmbeddingModel(LinearModel):
    """A history becomes a vector, and an item's score is the inner product with the item's own vector.

    `sources` are the vectors that items of a history bring, `targets` those that they are found by; both have shape
    (items, dimension).
    """

    sources: Vectors
    targets: Vectors
    _index: VectorIndex | None = None
    _is_unit = False

    @abstractmethod
    def fit(self, log: Log) -> Self:
        """Learn `sources` and `targets`."""

    def query(self, histories: Log) -> Vectors:
        """Return a vector for each history, shape (customers, dimension); zeros for an empty one."""
        return np.asarray(histories.matrix(self.half_life_days) @ self.sources, dtype=np.float32)

    def scores(self, histories: Log) -> Scores:
        """Return the inner products with all items."""
        return np.asarray(self.query(histories) @ self.targets.T, dtype=np.float32)

    def weights_to(self, sources: NDArray[np.int64], item: int) -> NDArray[np.float32]:
        """Return the inner products of what the items bring with the item's own vector."""
        return np.asarray(self.sources[sources] @ self.targets[item], dtype=np.float32)

    def mean_weights(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the inner products of each item with the mean vector of the other side."""
        brings = self.sources @ self.targets.mean(axis=0)
        return brings.astype(np.float64), (self.targets @ self.sources.mean(axis=0)).astype(
            np.float64
        )

    @property
    def index(self) -> VectorIndex:
        """The FAISS index of the items, built when it is first asked for.

        An index compares unit vectors; one more dimension that fills each vector up to a common length keeps the order
        of the inner products (Bachrach et al., 2014).
        """
        if self._index is None:
            lengths = np.linalg.norm(self.targets, axis=1)
            longest = max(float(lengths.max(initial=0.0)), 1e-9)
            scaled = self.targets / longest
            rest = np.sqrt(np.maximum(1 - (scaled**2).sum(axis=1, keepdims=True), 0.0))
            filled = np.hstack([scaled, rest]).astype(np.float32)
            self._index, _ = build_index(np.arange(len(filled), dtype=np.int64), filled)
        return self._index

    def use(self, index: VectorIndex) -> None:
        """Take a stored index of the targets, which must all have length one, instead of building one."""
        self._index, self._is_unit = index, True

    def search(self, histories: Log, k: int, allowed: Ids | None = None) -> Ids:
        """Return the `k` items of the highest scores for each history, by FAISS; -1 where there are fewer."""
        index = self.index
        wanted = self.query(histories)
        unit = wanted / np.maximum(np.linalg.norm(wanted, axis=1, keepdims=True), 1e-9)
        rest = np.zeros((len(unit), 0 if self._is_unit else 1))
        return index.search(np.hstack([unit, rest]).astype(np.float32), k, allowed)[1]

    def arrays(self) -> Arrays:
        """Return both sets of vectors."""
        return {"sources": self.sources, "targets": self.targets}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over both sets of vectors."""
        self.sources, self.targets = arrays["sources"], arrays["targets"]
        self._index = None
        return self
