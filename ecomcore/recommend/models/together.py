"""Bought together: what stands in the same baskets far more often than by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.recommend.log import Log
from ecomcore.recommend.models.model import Arrays, MatrixModel, sparse_arrays, sparse_matrix

LIKELIHOOD_RATIO_FROM = 10.83
"""Critical value of the log-likelihood ratio at p = 0.001 with one degree of freedom."""

BLOCK_PAIRS = 10_000_000
"""Pairs of items that are counted at once, so that memory stays bounded."""
MAX_BASKET = 200
"""Baskets with more different items say nothing about pairs (and cost their square)."""


class TogetherModel(MatrixModel):
    """Pairs of items whose common baskets are significantly more than expected.

    A basket is what a customer took on one day. A pair counts if the log-likelihood ratio (Dunning, 1993) of its 2 × 2
    table passes `LIKELIHOOD_RATIO_FROM` and its lift is above 1; its weight is how much more often than by chance `i`
    stands beside `j`: (n_ij − n_i n_j / N) / (n_j + `shrink`).
    """

    name = "together"

    def __init__(
        self, shrink: float = 10.0, least: int = 3, half_life_days: float | None = None
    ) -> None:
        """Set the damping of rare items and the least number of common baskets."""
        self.settings = {"shrink": shrink, "least": least, "half_life_days": half_life_days}
        self.shrink, self.least, self.half_life_days = shrink, least, half_life_days

    def fit(self, log: Log) -> Self:
        """Count common baskets a block of items at a time."""
        baskets = basket_matrix(log)
        self._taken = np.asarray(baskets.sum(axis=0), dtype=np.int64).ravel()
        sizes = np.asarray(baskets.sum(axis=1)).ravel()
        baskets = baskets[(sizes > 1) & (sizes <= MAX_BASKET)]
        total = baskets.shape[0]
        alone = np.asarray(baskets.sum(axis=0), dtype=np.float64).ravel()
        columns = baskets.T.tocsr()
        parts, counts = [], []
        step = max(1, BLOCK_PAIRS // max(log.items, 1))
        for start in range(0, log.items, step):
            found = (columns[start : start + step] @ baskets).tocoo()
            kept = (found.data >= self.least) & (found.row + start != found.col)
            source, target = found.row[kept] + start, found.col[kept]
            both = found.data[kept].astype(np.float64)
            chance = alone[source] * alone[target] / max(total, 1)
            sure = (both > chance) & (
                likelihood_ratio(both, alone[source], alone[target], total) >= LIKELIHOOD_RATIO_FROM
            )
            source, target, both, chance = source[sure], target[sure], both[sure], chance[sure]
            excess = (both - chance) / (alone[source] + self.shrink)
            parts.append((excess, source, target))
            counts.append(both)
        shape = (log.items, log.items)
        excess, source, target = (np.concatenate(part) for part in zip(*parts, strict=True))
        self.weights = sparse.csr_matrix((excess, (source, target)), shape, dtype=np.float32)
        self._both = sparse.csr_matrix(
            (np.concatenate(counts), (source, target)), shape, dtype=np.float32
        )
        return self

    def together(self, source: int, target: int) -> tuple[int, int]:
        """Return in how many baskets both stand, and in how many `source` stands, alone or not."""
        return int(self._both[source, target]), int(self._taken[source])

    def counts(self, sources: Sequence[int]) -> NDArray[np.float32]:
        """Return in how many baskets each item stands with each source (shape: sources, items)."""
        return np.asarray(self._both[list(sources)].toarray(), dtype=np.float32)

    def arrays(self) -> Arrays:
        """Return weights and counts."""
        return (
            sparse_arrays("weights", self.weights)
            | sparse_arrays("both", self._both)
            | {"taken": self._taken}
        )

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over weights and counts."""
        self.weights = sparse_matrix("weights", arrays)
        self._both = sparse_matrix("both", arrays)
        self._taken = arrays["taken"]
        return self


def basket_matrix(log: Log) -> sparse.csr_matrix:
    """Return baskets × items, binary: a row for each day of each customer, in the order of customer and day."""
    whole = np.floor(log.day).astype(np.int64)
    pairs = np.stack([log.customer.astype(np.int64), whole], axis=1)
    _, basket = np.unique(pairs, axis=0, return_inverse=True)
    basket = basket.ravel()
    rows = int(basket.max(initial=-1)) + 1
    matrix = sparse.csr_matrix(
        (np.ones(len(log), dtype=np.float32), (basket, log.item)), shape=(rows, log.items)
    )
    matrix.data[:] = 1.0
    return matrix


def likelihood_ratio(
    both: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], total: int
) -> NDArray[np.float64]:
    """Return the log-likelihood ratio G² of 2 × 2 tables, from counts of both, of either, and of all baskets."""
    cells = [both, first - both, second - both, total - first - second + both]
    rows, columns = [first, first, total - first, total - first], [second, total - second] * 2
    found = np.zeros_like(both)
    for cell, row, column in zip(
        (cells[0], cells[1], cells[2], cells[3]), rows, columns, strict=True
    ):
        expected = row * column / max(total, 1)
        ratio = np.divide(cell, expected, out=np.ones_like(both), where=expected > 0)
        found += np.where(cell > 0, cell * np.log(np.where(cell > 0, ratio, 1.0)), 0.0)
    return np.asarray(2 * found)
