"""Which index a number of vectors calls for, with its settings found by measuring recall."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from ecomcore.config import get_settings
from ecomcore.errors import BuildError
from ecomcore.vectors.flat import FlatIndex
from ecomcore.vectors.graph import GraphIndex
from ecomcore.vectors.index import Ids, VectorIndex, Vectors
from ecomcore.vectors.inverted import TRAINING_VECTORS_PER_LIST, InvertedIndex
from ecomcore.vectors.postgres import PostgresIndex

FILE, TABLE, CHOICE = "vectors.faiss", "vectors.table.json", "vectors.json"
FLAT_BELOW = 50_000
GRAPH_BELOW = 300_000
RECALL_WANTED = 0.95
BREADTHS = (32, 64, 128, 256, 512)
PROBES = (4, 8, 16, 32, 64, 96, 128, 160, 192, 256)
QUERIES = 200
K = 10

Approximate = TypeVar("Approximate", GraphIndex, InvertedIndex)
Made = tuple[VectorIndex, str, int, float]
"""An index, its kind, its setting and its recall."""


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

    It is kept in files, or in PostgreSQL where `ECOM_VECTORS_URL` is set. The setting (graph breadth, lists probed) is
    the smallest whose recall@10 against exact search, for a sample of the vectors moved a little, is `RECALL_WANTED`.
    """
    started = time.perf_counter()
    address = _address()
    if address is not None:
        index, kind, setting, recall = _in_postgres(address, ids, vectors, seed)
    elif len(vectors) < FLAT_BELOW:
        index, kind, setting, recall = FlatIndex(vectors.shape[1]), "flat", 0, 1.0
        index.add(ids, vectors)
    else:
        index, kind, setting, recall = _approximate(ids, vectors, seed)
    seconds = round(time.perf_counter() - started, 3)
    return index, Choice(kind, len(vectors), setting, recall, seconds)


def _address() -> str | None:
    url = get_settings().vectors_url
    return None if url is None else url.get_secret_value()


def _in_postgres(address: str, ids: Ids, vectors: Vectors, seed: int) -> Made:
    """Fill a table of its own; a build never changes what another one is served from."""
    index = PostgresIndex(address, f"vectors_{uuid.uuid4().hex}", vectors.shape[1])
    index.add(ids, vectors)
    if len(vectors) < FLAT_BELOW:
        return index, "postgres", 0, 1.0
    index.build_graph()
    queries, exact = _questions(ids, vectors, np.random.default_rng(seed))
    return index, "postgres", 0, round(recall_at_k(index, queries, exact), 4)


def _approximate(ids: Ids, vectors: Vectors, seed: int) -> Made:
    count, dimension = vectors.shape
    rng = np.random.default_rng(seed)
    queries, exact = _questions(ids, vectors, rng)
    if count < GRAPH_BELOW:
        graph = GraphIndex(dimension)
        graph.train(vectors[rng.choice(count, min(count, 50_000), replace=False)])
        graph.add(ids, vectors)
        return graph, "graph", *_tuned(graph, queries, exact, BREADTHS, _set_breadth)
    inverted = InvertedIndex.for_count(dimension, count)
    wanted = TRAINING_VECTORS_PER_LIST * inverted.lists
    inverted.train(vectors[rng.choice(count, min(count, wanted), replace=False)])
    inverted.add(ids, vectors)
    return inverted, "inverted", *_tuned(inverted, queries, exact, PROBES, _set_probes)


def _questions(ids: Ids, vectors: Vectors, rng: np.random.Generator) -> tuple[Vectors, Ids]:
    """Return a sample of the vectors, moved a little, and the ids of the true neighbours of each."""
    count, dimension = vectors.shape
    sample = vectors[rng.choice(count, QUERIES, replace=False)]
    noise = rng.standard_normal(sample.shape).astype(np.float32) * (0.3 / dimension**0.5)
    queries = sample + noise
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    return queries, ids[exact_neighbours(vectors, queries, K)]


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
    """Write into `folder` the vectors, or the name of their table, and what was chosen."""
    index.save(folder / (TABLE if choice.kind == "postgres" else FILE))
    (folder / CHOICE).write_text(json.dumps(asdict(choice)), "utf-8")


def load_index(folder: Path) -> tuple[VectorIndex, Choice]:
    """Read what `save_index` wrote.

    Raises:
        BuildError: a file is missing or damaged, or the database of the vectors is not set or cannot be reached.
    """
    try:
        choice = Choice(**json.loads((folder / CHOICE).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BuildError(
            f"{folder / CHOICE} cannot be read ({error}); run 'ecomcore build'"
        ) from error
    path = folder / FILE
    if choice.kind == "flat":
        return FlatIndex.load(path), choice
    if choice.kind == "graph":
        return GraphIndex.load(path), choice
    if choice.kind == "inverted":
        return InvertedIndex.load(path), choice
    if choice.kind == "postgres":
        return PostgresIndex.load(folder / TABLE, _needed_address(folder)), choice
    raise BuildError(f"{folder / CHOICE} names an unknown index {choice.kind!r}")


def forget_index(folder: Path) -> None:
    """Drop the table in PostgreSQL that holds the vectors of a folder, if one does; its files are left.

    Raises:
        BuildError: the database is not set or cannot be reached.
    """
    if (folder / TABLE).exists():
        PostgresIndex.load(folder / TABLE, _needed_address(folder)).drop()


def _needed_address(folder: Path) -> str:
    address = _address()
    if address is None:
        raise BuildError(
            f"the vectors of {folder} are in PostgreSQL; set ECOM_VECTORS_URL, or run 'ecomcore build' without it"
        )
    return address
