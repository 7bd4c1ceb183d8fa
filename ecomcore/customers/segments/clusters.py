"""Clusters of customers: how many there are, how stable they are, and what each is like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.models import log_positive
from ecomcore.errors import DataError

FEATURES = ("recency_days", "orders", "spend", "mean_order", "tenure_days")
COUNTS = range(2, 9)
DRAWS = 20
STABLE = 0.75
"""Hennig (2007): clusters whose mean Jaccard similarity is above this are stable."""
MOST_ROWS = 3000
SEED = 0

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Clustering:
    """The chosen clusters.

    `labels` is the cluster of each customer, 0 for the one that spends most; `profile` the medians of the features
    and the
    number of `customers` by cluster; `silhouettes` the measure by which `count` was chosen, `stability` the mean
    Jaccard similarity of each cluster over bootstrap samples.
    """

    count: int
    labels: pd.Series[int]
    profile: pd.DataFrame
    silhouettes: dict[int, float]
    stability: list[float]
    silhouette: float

    @property
    def is_stable(self) -> bool:
        """Whether every cluster is found again in most samples."""
        return min(self.stability) >= STABLE


def cluster_customers(table: pd.DataFrame, counts: range = COUNTS, seed: int = SEED) -> Clustering:
    """Cluster customers by k-means on the standardised logarithms of their features.

    The number is the one with the highest silhouette (Rousseeuw, 1987) among those that are stable under the bootstrap
    (Hennig, 2007), or else the most stable.

    Args:
        table: rows of `customer_features`.
        counts: numbers of clusters to try.
        seed: of the starts and of the bootstrap.

    Raises:
        DataError: fewer than twenty customers, or all alike.
    """
    if len(table) < 20:
        raise DataError(f"{len(table)} customers are too few to group; at least 20 are needed")
    points = _points(table)
    if points.shape[1] == 0 or len(np.unique(points, axis=0)) <= max(counts):
        raise DataError("the customers are too much alike to be grouped")
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(points), min(MOST_ROWS, len(points)), replace=False)
    sample = points[drawn]
    silhouettes = {k: _silhouette(sample, k, seed) for k in counts if k < len(sample)}
    tried: dict[int, list[float]] = {}
    for k in sorted(silhouettes, key=lambda k: -silhouettes[k])[:3]:
        tried[k] = bootstrap_jaccard(sample, k, rng=np.random.default_rng(seed))
        if min(tried[k]) >= STABLE:
            break
    stable = [k for k, found in tried.items() if min(found) >= STABLE]
    count = stable[0] if stable else max(tried, key=lambda k: min(tried[k]))
    return _described(table, points, count, silhouettes, tried[count], seed)


def bootstrap_jaccard(
    points: Numbers, count: int, draws: int = DRAWS, rng: np.random.Generator | None = None
) -> list[float]:
    """Return for each cluster how well it is found again in bootstrap samples: mean Jaccard similarity, 0 to 1."""
    rng = rng or np.random.default_rng(SEED)
    labels = _kmeans(points, count, 0)[0]
    similar = np.zeros(count)
    for draw in range(draws):
        rows = rng.integers(0, len(points), len(points))
        _, centres = _kmeans(points[rows], count, draw + 1)
        again = _nearest(points, centres)
        inside = np.unique(rows)
        for cluster in range(count):
            mine = labels[inside] == cluster
            best = 0.0
            for other in range(count):
                theirs = again[inside] == other
                either = int((mine | theirs).sum())
                best = max(best, int((mine & theirs).sum()) / either if either else 0.0)
            similar[cluster] += best
    return [round(float(value), 4) for value in similar / draws]


def _points(table: pd.DataFrame) -> Numbers:
    logs = log_positive(table.reindex(columns=list(FEATURES)).to_numpy(dtype=np.float64))
    spread = logs.std(axis=0)
    found: Numbers = (logs[:, spread > 0] - logs[:, spread > 0].mean(axis=0)) / spread[spread > 0]
    return found


def _kmeans(points: Numbers, count: int, seed: int) -> tuple[NDArray[np.int64], Numbers]:
    from sklearn.cluster import KMeans

    found = KMeans(count, n_init=3, random_state=seed).fit(points)
    return found.labels_.astype(np.int64), found.cluster_centers_


def _nearest(points: Numbers, centres: Numbers) -> NDArray[np.int64]:
    far = (points**2).sum(1)[:, None] - 2 * points @ centres.T + (centres**2).sum(1)
    found: NDArray[np.int64] = far.argmin(axis=1).astype(np.int64)
    return found


def _silhouette(points: Numbers, count: int, seed: int) -> float:
    from sklearn.metrics import silhouette_score

    return round(float(silhouette_score(points, _kmeans(points, count, seed)[0])), 4)


def _described(
    table: pd.DataFrame, points: Numbers, count: int, silhouettes: dict[int, float],
    stability: list[float], seed: int,
) -> Clustering:  # fmt: skip
    raw, _ = _kmeans(points, count, seed)
    by_spend = table["spend"].groupby(raw).median().sort_values(ascending=False)
    place = {int(old): new for new, old in enumerate(by_spend.index)}
    labels = pd.Series([place[int(one)] for one in raw], index=table.index)
    profile = table[list(FEATURES)].groupby(labels).median()
    profile["customers"] = labels.value_counts()
    return Clustering(count, labels, profile, silhouettes, stability, silhouettes[count])
