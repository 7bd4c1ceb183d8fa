"""Exact search."""

from pathlib import Path

import numpy as np
import pytest
from vector_index_suite import NEARLY_NORTH, VectorIndexSuite, ids

from ecomcore.errors import BuildError
from ecomcore.vectors.flat import FlatIndex


class TestFlatIndex(VectorIndexSuite):
    def make(self, dimension: int) -> FlatIndex:
        return FlatIndex(dimension)

    def test_a_saved_index_answers_the_same(self, index: FlatIndex, tmp_path: Path) -> None:
        index.save(tmp_path / "v.faiss")
        loaded = FlatIndex.load(tmp_path / "v.faiss")
        assert (
            loaded.search(NEARLY_NORTH, 4)[1].tolist() == index.search(NEARLY_NORTH, 4)[1].tolist()
        )

    def test_a_truncated_file_is_explained(self, index: FlatIndex, tmp_path: Path) -> None:
        path = tmp_path / "v.faiss"
        index.save(path)
        path.write_bytes(path.read_bytes()[:40])
        with pytest.raises(BuildError, match=r"no readable vector index.*ecomcore build"):
            FlatIndex.load(path)

    def test_a_missing_file_is_explained(self, tmp_path: Path) -> None:
        with pytest.raises(BuildError, match="ecomcore build"):
            FlatIndex.load(tmp_path / "none.faiss")

    def test_the_stored_vectors_are_exact(self, index: FlatIndex) -> None:
        assert np.array_equal(index.vectors(ids(40)), [[0, -1, 0, 0]])
