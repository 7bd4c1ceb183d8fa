"""Which index a number of vectors gets."""

from pathlib import Path

import numpy as np
import pytest

from ecomcore.errors import BuildError
from ecomcore.vectors import choice
from ecomcore.vectors.choice import Choice, build_index, exact_neighbours, load_index, save_index


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
