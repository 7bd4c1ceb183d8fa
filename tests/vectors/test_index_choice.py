"""Which index a number of vectors gets."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ecomcore.config import get_settings
from ecomcore.errors import BuildError
from ecomcore.vectors import choice
from ecomcore.vectors.choice import (
    Choice,
    build_index,
    exact_neighbours,
    forget_index,
    load_index,
    save_index,
)


def clustered(count: int, dimension: int = 16) -> np.ndarray:
    rng = np.random.default_rng(0)
    centres = rng.standard_normal((20, dimension))
    vectors = centres[rng.integers(20, size=count)] + 0.3 * rng.standard_normal((count, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def spread_out(count: int) -> np.ndarray:
    """Vectors whose dimensions carry less and less, as those of sentences do."""
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((count, 32)) / np.sqrt(np.arange(1, 33))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def test_few_vectors_are_compared_exactly() -> None:
    index, chosen = build_index(np.arange(100), clustered(100))
    assert (chosen.kind, chosen.recall_at_10, len(index)) == ("flat", 1.0, 100)


@pytest.mark.parametrize(("graph_below", "kind"), [(10**9, "graph"), (0, "inverted")])
def test_many_vectors_get_an_approximate_index_of_measured_recall(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, graph_below: int, kind: str
) -> None:
    monkeypatch.setattr(choice, "FLAT_BELOW", 1_000)
    monkeypatch.setattr(choice, "GRAPH_BELOW", graph_below)
    vectors = spread_out(3_000)
    index, chosen = build_index(np.arange(3_000) * 2, vectors)
    assert chosen.kind == kind
    assert chosen.recall_at_10 >= choice.RECALL_WANTED
    save_index(index, chosen, tmp_path)
    loaded, again = load_index(tmp_path)
    assert again == chosen
    assert loaded.search(vectors[7:8], 1)[1].tolist() == [[14]]


def test_exact_neighbours_in_blocks() -> None:
    vectors = np.eye(4, dtype=np.float32)
    queries = np.array([[0.1, 0.9, 0.4, 0]], dtype=np.float32)
    assert exact_neighbours(vectors, queries, 3, block=2).tolist() == [[1, 2, 0]]


def test_a_damaged_choice_is_explained(tmp_path: Path) -> None:
    (tmp_path / "vectors.json").write_text("{")
    with pytest.raises(BuildError, match=r"vectors\.json"):
        load_index(tmp_path)


def test_an_unknown_kind_is_explained(tmp_path: Path) -> None:
    index, _ = build_index(np.arange(3), clustered(3))
    save_index(index, Choice("tree", 3, 0, 1.0, 0.0), tmp_path)
    with pytest.raises(BuildError, match="unknown index 'tree'"):
        load_index(tmp_path)


@pytest.fixture
def in_postgres(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Vectors are to be kept in PostgreSQL."""
    monkeypatch.setenv("ECOM_VECTORS_URL", postgres_url)
    get_settings.cache_clear()
    yield postgres_url
    get_settings.cache_clear()


def test_vectors_are_kept_in_postgres_where_the_setting_says_so(
    in_postgres: str, tmp_path: Path
) -> None:
    vectors = clustered(100)
    index, chosen = build_index(np.arange(100) * 2, vectors)
    assert (chosen.kind, chosen.recall_at_10, len(index)) == ("postgres", 1.0, 100)
    save_index(index, chosen, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "vectors.json",
        "vectors.table.json",
    ]
    loaded, _ = load_index(tmp_path)
    assert loaded.search(vectors[7:8], 1)[1].tolist() == [[14]]


def test_many_vectors_in_postgres_get_a_graph_of_measured_recall(
    in_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "FLAT_BELOW", 1_000)
    _, chosen = build_index(np.arange(3_000), spread_out(3_000))
    assert (chosen.kind, chosen.count) == ("postgres", 3_000)
    assert chosen.recall_at_10 >= 0.8


def test_the_table_of_a_part_that_is_removed_is_dropped(in_postgres: str, tmp_path: Path) -> None:
    index, chosen = build_index(np.arange(100), clustered(100))
    save_index(index, chosen, tmp_path)
    forget_index(tmp_path)
    assert len(load_index(tmp_path)[0]) == 0


def test_vectors_in_a_database_that_is_not_set_are_explained(
    in_postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_index(*build_index(np.arange(100), clustered(100)), tmp_path)
    monkeypatch.delenv("ECOM_VECTORS_URL")
    get_settings.cache_clear()
    with pytest.raises(BuildError, match="set ECOM_VECTORS_URL"):
        load_index(tmp_path)
