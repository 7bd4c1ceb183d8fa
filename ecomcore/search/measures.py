"""Measures of a ranking against graded judgments."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Grades = Mapping[str, float]


def ndcg(ranking: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Return nDCG@k with linear gain; what is not judged counts 0.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002.
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:k])
    return _gain([grades.get(key, 0.0) for key in ranking[:k]]) / ideal if ideal > 0 else 0.0


def _gain(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def ndcg_judged(ranking: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Return nDCG@k of the ranking with everything that is not judged taken out."""
    return ndcg([key for key in ranking if key in grades], grades, k)


def recall(ranking: Sequence[str], grades: Grades, k: int = 100) -> float:
    """Return the share of the relevant (grade above 0) among the first `k`."""
    relevant = {key for key, grade in grades.items() if grade > 0}
    return len(relevant & set(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], grades: Grades) -> float:
    """Return 1 / the place of the first relevant, 0.0 where there is none."""
    places = (place for place, key in enumerate(ranking, 1) if grades.get(key, 0.0) > 0)
    return 1 / next(places, math.inf)


def unjudged_share(ranking: Sequence[str], grades: Grades, k: int = 10) -> float:
    """Return the share of the first `k` that nobody has judged."""
    top = ranking[:k]
    return sum(key not in grades for key in top) / len(top) if top else 0.0


def bootstrap_interval(
    values: Sequence[float], *, seed: int = 7, rounds: int = 2_000
) -> tuple[float, float]:
    """Return the 95 % percentile interval of the mean, queries drawn again with replacement."""
    data: NDArray[np.float64] = np.asarray(values, dtype=np.float64)
    if not len(data):
        return 0.0, 0.0
    draws = np.random.default_rng(seed).integers(len(data), size=(rounds, len(data)))
    low, high = np.percentile(data[draws].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
