"""Which index a number of vectors calls for, with its settings found by measuring recall."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from ecomcore.errors import BuildError
from ecomcore.vectors.flat import FlatIndex
from ecomcore.vectors.graph import GraphIndex
from ecomcore.vectors.index import Ids, VectorIndex, Vectors
from ecomcore.vectors.inverted import TRAINING_VECTORS_PER_LIST, InvertedIndex

FLAT_BELOW = 50_000
GRAPH_BELOW = 300_000
RECALL_WANTED = 0.95
BREADTHS = (32, 64, 128, 256, 512)
PROBES = (4, 8, 16, 32, 64, 96, 128, 160, 192, 256)
QUERIES = 200
K = 10

Approximate = TypeVar("Approximate", GraphIndex, InvertedIndex)


@dataclass(frozen=True)
class Choice:
    """What was chosen: kind, its one setting (0 for flat), and the recall@10 measured with it."""

    kind: str
    count: int
    setting: int
    recall_at_10: float
    build_s: float


def build_index(ids: Ids, vectors: Vectors, seed: int = 7) -> tuple[VectorIndex, Choice]:
    """Return an index of `vectors`, exact below `FLAT_BELOW`, else approximate with measured recall.

    The setting (graph breadth, lists probed) is the smallest whose recall@10 against exact search, for a sample of the
    vectors moved a little, is `RECALL_WANTED`.
    """
    started = time.perf_counter()
    count, dimension = vectors.shape
    if count < FLAT_BELOW:
        flat = FlatIndex(dimension)
        flat.add(ids, vectors)
        return flat, Choice("flat", count, 0, 1.0, round(time.perf_counter() - started, 3))
    rng = np.random.default_rng(seed)
    sample = vectors[rng.choice(count, QUERIES, replace=False)]
    noise = rng.standard_normal(sample.shape).astype(np.float32) * (0.3 / dimension**0.5)
    queries = sample + noise
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    exact = ids[exact_neighbours(vectors, queries, K)]
    index: GraphIndex | InvertedIndex
    if count < GRAPH_BELOW:
        index = GraphIndex(dimension)
        index.train(vectors[rng.choice(count, min(count, 50_000), replace=False)])
        index.add(ids, vectors)
        setting, recall = _tuned(index, queries, exact, BREADTHS, _set_breadth)
        kind = "graph"
    else:
        index = InvertedIndex.for_count(dimension, count)
        wanted = TRAINING_VECTORS_PER_LIST * index.lists
        index.train(vectors[rng.choice(count, min(count, wanted), replace=False)])
        index.add(ids, vectors)
        setting, recall = _tuned(index, queries, exact, PROBES, _set_probes)
        kind = "inverted"
    return index, Choice(kind, count, setting, recall, round(time.perf_counter() - started, 3))


def exact_neighbours(vectors: Vectors, queries: Vectors, k: int, block: int = 100_000) -> Ids:
    """Return the rows of the `k` nearest vectors of each query, by comparing all, a block at a time."""
    best = np.full((len(queries), k), -np.inf, dtype=np.float32)
    rows = np.zeros((len(queries), k), dtype=np.int64)
    for start in range(0, len(vectors), block):
        scores = queries @ vectors[start : start + block].T
        both = np.concatenate([best, scores], axis=1)
        numbers = np.arange(start, start + scores.shape[1])[None, :].repeat(len(queries), axis=0)
        both_rows = np.concatenate([rows, numbers], axis=1)
        top = np.argpartition(-both, k - 1, axis=1)[:, :k]
        best = np.take_along_axis(both, top, axis=1)
        rows = np.take_along_axis(both_rows, top, axis=1)
    order = np.argsort(-best, axis=1, kind="stable")
    return np.take_along_axis(rows, order, axis=1)


def recall_at_k(index: VectorIndex, queries: Vectors, exact: Ids) -> float:
    """Return the share of the exact neighbours (shape `(queries, k)`) that the index finds."""
    _, found = index.search(queries, exact.shape[1])
    hits = sum(len(np.intersect1d(f, e)) for f, e in zip(found, exact, strict=True))
    return float(hits / exact.size)


def _tuned(
    index: Approximate,
    queries: Vectors,
    exact: Ids,
    settings: tuple[int, ...],
    put: Callable[[Approximate, int], None],
) -> tuple[int, float]:
    recall = 0.0
    for setting in settings:
        put(index, setting)
        recall = recall_at_k(index, queries, exact)
        if recall >= RECALL_WANTED:
            break
    return setting, round(recall, 4)


def _set_breadth(index: GraphIndex, breadth: int) -> None:
    index.breadth = breadth


def _set_probes(index: InvertedIndex, probes: int) -> None:
    index.probes = probes


def save_index(index: VectorIndex, choice: Choice, folder: Path) -> None:
    """Write `vectors.faiss` and `vectors.json` into `folder`."""
    index.save(folder / "vectors.faiss")
    (folder / "vectors.json").write_text(json.dumps(asdict(choice)), "utf-8")


def load_index(folder: Path) -> tuple[VectorIndex, Choice]:
    """Read what `save_index` wrote.

    Raises:
        BuildError: a file is missing or damaged.
    """
    try:
        choice = Choice(**json.loads((folder / "vectors.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BuildError(
            f"{folder / 'vectors.json'} cannot be read ({error}); run 'ecomcore build'"
        ) from error
    path = folder / "vectors.faiss"
    if choice.kind == "flat":
        return FlatIndex.load(path), choice
    if choice.kind == "graph":
        return GraphIndex.load(path), choice
    if choice.kind == "inverted":
        return InvertedIndex.load(path), choice
    raise BuildError(f"{folder / 'vectors.json'} names an unknown index {choice.kind!r}")
