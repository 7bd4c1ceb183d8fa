"""Item-kNN: what is had by the same customers belongs together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.recommend.log import Log
from ecomcore.recommend.models.model import Arrays, MatrixModel, sparse_arrays, sparse_matrix

BLOCK_PAIRS = 10_000_000
"""Pairs of items that are counted at once, so that memory stays bounded."""


class NeighboursModel(MatrixModel):
    """Cosine of the columns of customers × items, damped for rare pairs, the `neighbours` nearest kept.

    (Sarwar et al., 2001; Deshpande and Karypis, 2004.) `shrink` is added to the denominator, so that two items that
    one customer shares are not taken for twins.
    """

    name = "item_knn"

    def __init__(
        self, neighbours: int = 200, shrink: float = 20.0, half_life_days: float | None = None
    ) -> None:
        """Set how many neighbours an item keeps, how rare pairs are damped, how fast a history ages."""
        self.settings = {
            "neighbours": neighbours, "shrink": shrink, "half_life_days": half_life_days,
        }  # fmt: skip
        self.neighbours, self.shrink, self.half_life_days = neighbours, shrink, half_life_days

    def fit(self, log: Log) -> Self:
        """Count common customers a block of items at a time, so that memory stays bounded."""
        matrix = log.matrix()
        matrix.data[:] = 1.0
        self.weights = nearest(matrix, self.neighbours, self.shrink)
        return self

    def arrays(self) -> Arrays:
        """Return the sparse matrix of similarities."""
        return sparse_arrays("weights", self.weights)

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over the matrix."""
        self.weights = sparse_matrix("weights", arrays)
        return self


def nearest(matrix: sparse.csr_matrix, neighbours: int, shrink: float) -> sparse.csr_matrix:
    """Return W of shape (items, items): column i holds the similarities of the nearest items to i.

    `matrix` is binary, customers × items.
    """
    items = matrix.shape[1]
    columns = matrix.T.tocsr()
    lengths = np.sqrt(np.asarray(matrix.sum(axis=0), dtype=np.float32).ravel())
    indptr, indices, values = [0], [], []
    step = max(1, BLOCK_PAIRS // max(items, 1))
    for start in range(0, items, step):
        block = (columns[start : start + step] @ matrix).tocsr()
        for row in range(block.shape[0]):
            span = slice(block.indptr[row], block.indptr[row + 1])
            others, common = block.indices[span], block.data[span]
            item = start + row
            kept = others != item
            others, common = others[kept], common[kept]
            alike = common / (lengths[item] * lengths[others] + shrink)
            if len(alike) > neighbours:
                chosen = np.argpartition(-alike, neighbours - 1)[:neighbours]
                others, alike = others[chosen], alike[chosen]
            indices.append(others)
            values.append(alike.astype(np.float32))
            indptr.append(indptr[-1] + len(others))
    found = sparse.csr_matrix(
        (
            np.concatenate(values) if values else np.zeros(0, np.float32),
            np.concatenate(indices) if indices else np.zeros(0, np.int32),
            np.array(indptr),
        ),
        shape=(items, items),
    )
    return found.T.tocsr()
