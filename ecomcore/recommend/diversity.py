"""Chooses a list that is good as a whole: relevant products that are not all alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ecomcore.vectors.index import Vectors

RELEVANCE = 0.8
"""Weight of a product's own score against its likeness to what the list holds already."""


def mixed(
    rows: NDArray[np.int64],
    scores: NDArray[np.float32],
    vectors: Vectors,
    k: int,
    groups: Sequence[str],
    per_group: int,
) -> list[int]:
    """Return up to `k` of `rows`, chosen one by one by maximal marginal relevance (Carbonell and Goldstein, 1998).

    Args:
        rows: candidates, best first.
        scores: their scores.
        vectors: vectors of all products by row, of length one.
        k: length of the list.
        groups: the kind of each candidate; beyond `per_group` of a kind come only where there is nothing else.
        per_group: see `groups`.
    """
    if not len(rows):
        return []
    low, high = float(scores.min()), float(scores.max())
    relevance = (scores - low) / max(high - low, 1e-9)
    near = np.zeros(len(rows), dtype=np.float32)
    left = np.ones(len(rows), dtype=np.bool_)
    counts: dict[str, int] = {}
    chosen: list[int] = []
    while len(chosen) < min(k, len(rows)):
        full = np.array([counts.get(group, 0) >= per_group for group in groups])
        value = np.where(left, RELEVANCE * relevance - (1 - RELEVANCE) * near, -np.inf)
        open_ = left & ~full
        place = int(np.where(open_, value, -np.inf).argmax() if open_.any() else value.argmax())
        left[place] = False
        chosen.append(int(rows[place]))
        counts[groups[place]] = counts.get(groups[place], 0) + 1
        near = np.maximum(near, vectors[rows] @ vectors[rows[place]])
    return chosen
