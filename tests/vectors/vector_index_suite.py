"""What every `VectorIndex` must do; implementations subclass `VectorIndexSuite`."""

from __future__ import annotations

import numpy as np
import pytest

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.vectors.index import VectorIndex

COMPASS = {10: (1, 0, 0, 0), 20: (0, 1, 0, 0), 30: (-1, 0, 0, 0), 40: (0, -1, 0, 0)}
"""Four directions, so that every right answer is plain."""

TOLERANCE = 0.02
"""Implementations may store one byte a dimension."""


def ids(*keys: int) -> np.ndarray:
    return np.array(keys, dtype=np.int64)


def rows(*vectors: tuple[float, ...]) -> np.ndarray:
    return np.array(vectors, dtype=np.float32)


NEARLY_NORTH = rows((0.9, 0.436, 0, 0))


class VectorIndexSuite:
    """The shared tests; a subclass gives `make`."""

    def make(self, dimension: int) -> VectorIndex:
        """Return an empty index, ready for `add`."""
        raise NotImplementedError

    @pytest.fixture
    def index(self) -> VectorIndex:
        index = self.make(4)
        index.add(ids(*COMPASS), rows(*COMPASS.values()))
        return index

    def test_follows_the_protocol(self, index: VectorIndex) -> None:
        assert isinstance(index, VectorIndex)
        assert index.dimension == 4
        assert len(index) == 4

    def test_the_nearest_come_first_with_their_cosine(self, index: VectorIndex) -> None:
        scores, found = index.search(NEARLY_NORTH, 2)
        assert found.tolist() == [[10, 20]]
        assert scores[0] == pytest.approx([0.9, 0.436], abs=TOLERANCE)

    def test_several_queries_at_once(self, index: VectorIndex) -> None:
        _, found = index.search(rows((0, 1, 0, 0), (-1, 0, 0, 0)), 1)
        assert found.tolist() == [[20], [30]]

    def test_missing_places_are_minus_one(self, index: VectorIndex) -> None:
        scores, found = index.search(NEARLY_NORTH, 6)
        assert sorted(found[0].tolist()) == [-1, -1, 10, 20, 30, 40]
        assert np.isneginf(scores[0][found[0] < 0]).all()

    def test_only_allowed_ids_are_found(self, index: VectorIndex) -> None:
        _, found = index.search(NEARLY_NORTH, 3, allowed=ids(30, 40, 999))
        assert found.tolist() == [[40, 30, -1]]

    def test_nothing_is_allowed(self, index: VectorIndex) -> None:
        _, found = index.search(NEARLY_NORTH, 2, allowed=ids())
        assert found.tolist() == [[-1, -1]]

    def test_a_removed_vector_is_not_found(self, index: VectorIndex) -> None:
        assert index.remove(ids(10, 999)) == 1
        assert len(index) == 3
        _, found = index.search(NEARLY_NORTH, 1)
        assert found.tolist() == [[20]]

    def test_an_id_that_is_there_is_replaced(self, index: VectorIndex) -> None:
        index.add(ids(30), rows((0.9, 0.436, 0, 0)))
        assert len(index) == 4
        _, found = index.search(NEARLY_NORTH, 1)
        assert found.tolist() == [[30]]

    def test_stored_vectors_come_back(self, index: VectorIndex) -> None:
        stored = index.vectors(ids(20, 999))
        assert stored == pytest.approx(rows((0, 1, 0, 0), (0, 0, 0, 0)), abs=TOLERANCE)

    def test_an_empty_index_finds_nothing(self) -> None:
        _, found = self.make(4).search(NEARLY_NORTH, 2)
        assert found.tolist() == [[-1, -1]]

    def test_adding_and_removing_nothing(self, index: VectorIndex) -> None:
        index.add(ids(), np.zeros((0, 4), dtype=np.float32))
        assert index.remove(ids()) == 0
        assert len(index) == 4

    def test_vectors_of_another_model_are_refused(self, index: VectorIndex) -> None:
        with pytest.raises(ModelMismatchError, match=r"length 4.*length 3"):
            index.search(rows((1, 0, 0)), 1)

    @pytest.mark.parametrize("bad", [np.nan, np.inf])
    def test_numbers_that_are_not_finite_are_refused(self, index: VectorIndex, bad: float) -> None:
        with pytest.raises(BuildError, match="finite"):
            index.add(ids(50), rows((bad, 0, 0, 0)))

    def test_ids_and_vectors_must_be_as_many(self, index: VectorIndex) -> None:
        with pytest.raises(BuildError, match="2 ids were given for 1 vectors"):
            index.add(ids(1, 2), rows((1, 0, 0, 0)))

    def test_negative_ids_are_refused(self, index: VectorIndex) -> None:
        with pytest.raises(BuildError, match="negative"):
            index.add(ids(-5), rows((1, 0, 0, 0)))
