"""Search in inverted lists."""

from pathlib import Path

import numpy as np
import pytest
from vector_index_suite import NEARLY_NORTH, VectorIndexSuite, ids

from ecomcore.errors import BuildError
from ecomcore.vectors.flat import FlatIndex
from ecomcore.vectors.inverted import InvertedIndex


class TestInvertedIndex(VectorIndexSuite):
    def make(self, dimension: int) -> InvertedIndex:
        index = InvertedIndex(dimension, 2, probes=2)
        corners = np.vstack([np.eye(dimension), -np.eye(dimension)]).astype(np.float32)
        index.train(np.repeat(corners, 12, axis=0))
        return index

    def test_a_saved_index_answers_the_same(self, index: InvertedIndex, tmp_path: Path) -> None:
        index.save(tmp_path / "v.faiss")
        loaded = InvertedIndex.load(tmp_path / "v.faiss")
        assert loaded.search(NEARLY_NORTH, 2)[1].tolist() == [[10, 20]]
        assert loaded.remove(ids(10)) == 1

    def test_another_kind_of_index_is_refused(self, tmp_path: Path) -> None:
        FlatIndex(4).save(tmp_path / "v.faiss")
        with pytest.raises(BuildError, match="no inverted index"):
            InvertedIndex.load(tmp_path / "v.faiss")

    def test_too_few_training_vectors(self) -> None:
        with pytest.raises(BuildError, match="3 vectors cannot train 8 lists"):
            InvertedIndex(4, 8).train(np.ones((3, 4), dtype=np.float32))

    def test_the_number_of_lists_grows_with_the_root_of_the_count(self) -> None:
        assert InvertedIndex.for_count(4, 1_000_000).lists == 4096
        assert InvertedIndex.for_count(4, 10).lists == 16
