"""How good lists of items are: per customer, so that intervals and comparisons in pairs can be made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Scores = NDArray[np.float32]
Lists = NDArray[np.int64]
PerCustomer = NDArray[np.float64]

LIST = 10
LONG_LIST = 20
Z_95 = 1.96


def best(scores: Scores, k: int) -> Lists:
    """Return the items of the `k` highest scores of each row, best first, ties by item; -1 where -inf.

    Shape (rows, k) for scores of shape (rows, items); rows of fewer items are filled with -1.
    """
    rows, items = scores.shape
    taken = min(k, items)
    if taken == 0 or rows == 0:
        return np.full((rows, k), -1, dtype=np.int64)
    if taken < items:
        found = np.argpartition(-scores, taken - 1, axis=1)[:, :taken]
        found.sort(axis=1)
    else:
        found = np.broadcast_to(np.arange(items), (rows, items))
    values = np.take_along_axis(scores, found, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    found = np.take_along_axis(found, order, axis=1).astype(np.int64)
    found[np.take_along_axis(values, order, axis=1) == -np.inf] = -1
    full = np.full((rows, k), -1, dtype=np.int64)
    full[:, :taken] = found
    return full


def hits(lists: Lists, targets: sparse.csr_matrix) -> NDArray[np.bool_]:
    """Mark the entries of the lists that are targets, shape of `lists`."""
    if not lists.size:
        return np.zeros(lists.shape, dtype=np.bool_)
    rows = np.repeat(np.arange(len(lists)), lists.shape[1])
    found = np.asarray(targets[rows, np.maximum(lists, 0).ravel()]).ravel().astype(np.bool_)
    return np.asarray(found.reshape(lists.shape) & (lists >= 0))


def ndcg(marked: NDArray[np.bool_], wanted: NDArray[np.int64]) -> PerCustomer:
    """Return nDCG of each row with binary gains (Järvelin and Kekäläinen, 2002).

    `marked` says which places of the list are hits, `wanted` how many targets there are.
    """
    k = marked.shape[1]
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[0.0], discounts.cumsum()])[np.minimum(wanted, k)]
    gained = (marked * discounts).sum(axis=1)
    return np.asarray(np.divide(gained, ideal, out=np.zeros(len(gained)), where=ideal > 0))


def recall(marked: NDArray[np.bool_], wanted: NDArray[np.int64]) -> PerCustomer:
    """Return the share of the targets that the list holds."""
    return np.asarray(marked.sum(axis=1) / np.maximum(wanted, 1))


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval over customers (normal approximation)."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, values: PerCustomer) -> Interval:
        """Return the interval of the mean of `values`; of one value, the value itself."""
        mean = float(values.mean()) if len(values) else 0.0
        half = Z_95 * float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else 0.0
        return cls(round(mean, 4), round(mean - half, 4), round(mean + half, 4))


def coverage(lists: Lists, candidates: int) -> float:
    """Return the share of the items that stand in at least one list."""
    return len(np.unique(lists[lists >= 0])) / max(candidates, 1)


def novelty(lists: Lists, counts: NDArray[np.int64], customers: int) -> float:
    """Return the mean surprise of a listed item in bits: -log2 of the share of customers who have it.

    (Zhou et al., 2010.) An item that nobody has counts as if one had.
    """
    share = np.maximum(counts, 1) / max(customers, 1)
    listed = lists[lists >= 0]
    return float(-np.log2(share[listed]).mean()) if len(listed) else 0.0


def popularity_bias(lists: Lists, histories: sparse.csr_matrix, counts: NDArray[np.int64]) -> float:
    """Return how much more popular the listed items are than those of the customers' own histories, less 1.

    0: as popular as what they chose themselves; 1: twice as popular (mean relative popularity shift,
    Abdollahpouri et al., 2020: popularity lift).
    """
    listed = lists[lists >= 0]
    own = float((histories > 0).astype(np.float64).dot(counts).sum()) / max(histories.nnz, 1)
    if not len(listed) or own == 0:
        return 0.0
    return float(float(counts[listed].mean()) / own - 1)


def gini(lists: Lists, items: int) -> float:
    """Return how unequally the lists expose the items: 0 all alike, 1 one item only."""
    exposed = np.sort(np.bincount(lists[lists >= 0], minlength=items).astype(np.float64))
    total = exposed.sum()
    if total == 0 or items == 0:
        return 0.0
    places = np.arange(1, items + 1)
    return float(((2 * places - items - 1) * exposed).sum() / (items * total))
