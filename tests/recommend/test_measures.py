"""The measures, on lists whose values are worked out by hand."""

import numpy as np
import pytest
from scipy import sparse

from ecomcore.recommend import measures


def test_the_best_come_first_and_ties_in_order() -> None:
    scores = np.array([[0.1, 0.9, 0.5, 0.9], [-np.inf, 1.0, -np.inf, -np.inf]], dtype=np.float32)
    assert measures.best(scores, 3).tolist() == [[1, 3, 2], [1, -1, -1]]
    assert measures.best(scores, 6)[0].tolist() == [1, 3, 2, 0, -1, -1]
    assert measures.best(scores, 0).shape == (2, 0)


def test_ndcg_and_recall_by_hand() -> None:
    targets = sparse.csr_matrix(np.array([[1, 0, 1, 0, 1]], dtype=bool))
    marked = measures.hits(np.array([[2, 1, 0]]), targets)
    assert marked.tolist() == [[True, False, True]]
    gained, ideal = 1 + 1 / 2, 1 + 1 / np.log2(3) + 1 / 2
    assert measures.ndcg(marked, np.array([3]))[0] == pytest.approx(gained / ideal)
    assert measures.recall(marked, np.array([3]))[0] == pytest.approx(2 / 3)


def test_an_empty_place_is_no_hit_and_no_target_is_zero() -> None:
    targets = sparse.csr_matrix(np.array([[1, 0]], dtype=bool))
    assert measures.hits(np.array([[-1]]), targets).tolist() == [[False]]
    assert measures.ndcg(np.array([[False]]), np.array([0])).tolist() == [0.0]


def test_the_interval_of_a_mean() -> None:
    found = measures.Interval.of(np.array([0.0, 1.0, 0.0, 1.0]))
    half = 1.96 * np.std([0, 1, 0, 1], ddof=1) / 2
    assert (found.mean, found.low, found.high) == (
        0.5, pytest.approx(0.5 - half, abs=1e-4), pytest.approx(0.5 + half, abs=1e-4),
    )  # fmt: skip
    assert measures.Interval.of(np.array([0.3])).low == 0.3
    assert measures.Interval.of(np.zeros(0)).mean == 0.0


def test_coverage_novelty_bias_and_gini() -> None:
    lists, counts = np.array([[0, 1], [0, -1]]), np.array([8, 2, 0, 0])
    assert measures.coverage(lists, 4) == 0.5
    assert measures.novelty(lists, counts, 16) == pytest.approx((1 + 3 + 1) / 3)
    own = sparse.csr_matrix(np.array([[0, 1, 0, 0]], dtype=np.float32))
    assert measures.popularity_bias(lists, own, counts) == pytest.approx(6 / 2 - 1)
    assert measures.gini(np.array([[0], [1], [2], [3]]), 4) == 0.0
    assert measures.gini(np.array([[0], [0]]), 4) == pytest.approx(0.75)
