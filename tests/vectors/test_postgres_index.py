"""Vectors in a real PostgreSQL with the real pgvector."""

from pathlib import Path

import numpy as np
import pytest
from vector_index_suite import NEARLY_NORTH, VectorIndexSuite, ids

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.vectors.postgres import PostgresIndex


class TestPostgresIndex(VectorIndexSuite):
    @pytest.fixture(autouse=True)
    def _database(self, postgres_url: str, request: pytest.FixtureRequest) -> None:
        self.url = postgres_url
        self.table = f"v_{abs(hash(request.node.name)) % 10**9}"

    def make(self, dimension: int) -> PostgresIndex:
        return PostgresIndex(self.url, self.table, dimension)

    def test_another_process_sees_the_same(self, index: PostgresIndex, tmp_path: Path) -> None:
        index.save(tmp_path / "v.json")
        other = PostgresIndex.load(tmp_path / "v.json", self.url)
        assert other.search(NEARLY_NORTH, 2)[1].tolist() == [[10, 20]]

    def test_a_graph_finds_the_same(self, index: PostgresIndex) -> None:
        index.build_graph()
        assert index.search(NEARLY_NORTH, 2)[1].tolist() == [[10, 20]]
        assert index.search(NEARLY_NORTH, 1, allowed=ids(30))[1].tolist() == [[30]]

    def test_a_table_of_another_model_is_refused(self, index: PostgresIndex) -> None:
        with pytest.raises(ModelMismatchError, match=r"length 4.*gives 5"):
            self.make(5)

    def test_a_name_that_is_no_name_is_refused(self) -> None:
        with pytest.raises(BuildError, match="cannot name a table"):
            PostgresIndex(self.url, "v; DROP TABLE x", 4)

    def test_a_database_that_is_away_is_explained(self) -> None:
        with pytest.raises(BuildError, match="PostgreSQL refused"):
            PostgresIndex("postgresql://127.0.0.1:1/none?connect_timeout=1", "v", 4)

    def test_stored_vectors_are_exact(self, index: PostgresIndex) -> None:
        assert np.array_equal(index.vectors(ids(40)), [[0, -1, 0, 0]])
