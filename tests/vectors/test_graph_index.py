"""Search along a graph."""

from pathlib import Path

import numpy as np
import pytest
from vector_index_suite import NEARLY_NORTH, VectorIndexSuite, ids

from ecomcore.errors import BuildError
from ecomcore.vectors.graph import GraphIndex


class TestGraphIndex(VectorIndexSuite):
    def make(self, dimension: int) -> GraphIndex:
        index = GraphIndex(dimension)
        corners = np.vstack([np.eye(dimension), -np.eye(dimension)]).astype(np.float32)
        index.train(corners)
        return index

    def test_a_saved_index_answers_the_same(self, index: GraphIndex, tmp_path: Path) -> None:
        index.remove(ids(10))
        index.save(tmp_path / "v.faiss")
        loaded = GraphIndex.load(tmp_path / "v.faiss")
        assert loaded.search(NEARLY_NORTH, 3)[1].tolist() == [[20, 40, 30]]
        assert len(loaded) == 3

    def test_vectors_before_training_are_refused(self) -> None:
        with pytest.raises(BuildError, match="trained"):
            GraphIndex(4).add(ids(1), np.ones((1, 4), dtype=np.float32))

    def test_ids_of_another_graph_are_refused(self, index: GraphIndex, tmp_path: Path) -> None:
        index.save(tmp_path / "v.faiss")
        np.save(tmp_path / "v.ids.npy", ids(1))
        with pytest.raises(BuildError, match="no graph with these ids"):
            GraphIndex.load(tmp_path / "v.faiss")
