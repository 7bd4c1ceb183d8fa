"""Speed, recall and memory of the vector indexes beside hnswlib and usearch.

    python -m benchmarks.vectors --count 1000000 --dimension 512 --only inverted

Vectors are drawn from a stated distribution: 20,000 topics with centres from N(0, diag(1/i)),
i = 1 … dimension (the falling spectrum that sentence vectors have), a vector being a topic's centre
plus 0.7 times a draw from the same, all of length one; queries are drawn alike. Each index runs in
a process of its own, so that its memory can be told. Recall@10 is against exact search; building
uses `--threads` threads, a query one: two threads that wait for each other make it no faster.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import faiss
import numpy as np

from ecomcore.vectors.choice import BREADTHS, PROBES, RECALL_WANTED, K
from ecomcore.vectors.flat import FlatIndex
from ecomcore.vectors.graph import GraphIndex
from ecomcore.vectors.index import Ids, VectorIndex, Vectors
from ecomcore.vectors.inverted import TRAINING_VECTORS_PER_LIST, InvertedIndex

TOPICS = 20_000
SPREAD = 0.7
BLOCK = 20_000
QUERIES = 300
Search = Callable[[Vectors], Ids]


class Drawn:
    """The stated distribution, the same for the same seed whatever the order of reading."""

    def __init__(self, count: int, dimension: int, seed: int = 7) -> None:
        """Draw the topics."""
        self.count = count
        self.dimension = dimension
        self.seed = seed
        self.scale = (1 / np.sqrt(np.arange(1, dimension + 1))).astype(np.float32)
        rng = np.random.default_rng(seed)
        self.topics = rng.standard_normal((TOPICS, dimension), dtype=np.float32) * self.scale

    def draw(self, count: int, block: int) -> Vectors:
        """Return `count` vectors; `block` numbers the draw."""
        rng = np.random.default_rng([self.seed, block])
        vectors = self.topics[rng.integers(TOPICS, size=count)]
        vectors += SPREAD * rng.standard_normal(vectors.shape, dtype=np.float32) * self.scale
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def blocks(self) -> Iterator[tuple[Ids, Vectors]]:
        """Yield all vectors with their ids, a block at a time."""
        for number, start in enumerate(range(0, self.count, BLOCK)):
            size = min(BLOCK, self.count - start)
            yield np.arange(start, start + size, dtype=np.int64), self.draw(size, number)

    @property
    def queries(self) -> Vectors:
        """Return the queries, which are no vectors of the index."""
        return self.draw(QUERIES, 1_000_003)

    def nearest(self) -> Ids:
        """Return the exact neighbours of the queries, shape `(QUERIES, K)`."""
        best = np.full((QUERIES, K), -np.inf, dtype=np.float32)
        keys = np.zeros((QUERIES, K), dtype=np.int64)
        queries = self.queries
        for ids, vectors in self.blocks():
            scores = np.concatenate([best, queries @ vectors.T], axis=1)
            all_keys = np.concatenate([keys, np.broadcast_to(ids, (QUERIES, len(ids)))], axis=1)
            top = np.argpartition(-scores, K - 1, axis=1)[:, :K]
            best = np.take_along_axis(scores, top, axis=1)
            keys = np.take_along_axis(all_keys, top, axis=1)
        return keys


def memory_mb() -> float:
    """Return the largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(drawn: Drawn, exact: Ids, search: Search) -> dict[str, float]:
    """Return recall@10 and the times of single queries in milliseconds.

    `cpu_` times are those of the processor: what a query takes where nothing else is running.
    """
    faiss.omp_set_num_threads(1)
    queries = drawn.queries
    milliseconds: list[float] = []
    cpu_milliseconds: list[float] = []
    hits = 0
    for row in range(len(queries)):
        started, cpu_started = time.perf_counter(), time.process_time()
        found = search(queries[row : row + 1])
        milliseconds.append(1000 * (time.perf_counter() - started))
        cpu_milliseconds.append(1000 * (time.process_time() - cpu_started))
        hits += len(np.intersect1d(found[0], exact[row]))
    p50, p95 = np.percentile(milliseconds, [50, 95])
    cpu_p50, cpu_p95 = np.percentile(cpu_milliseconds, [50, 95])
    return {
        "recall_at_10": hits / exact.size,
        "p50_ms": float(p50),
        "p95_ms": float(p95),
        "cpu_p50_ms": float(cpu_p50),
        "cpu_p95_ms": float(cpu_p95),
    }


def tuned(
    drawn: Drawn, exact: Ids, search: Search, settings: tuple[int, ...], put: Callable[[int], Any]
) -> dict[str, float]:
    """Measure with the smallest setting that reaches the recall wanted, else with the largest."""
    result: dict[str, float] = {}
    for setting in settings:
        put(setting)
        result = measure(drawn, exact, search) | {"setting": float(setting)}
        if result["recall_at_10"] >= RECALL_WANTED:
            break
    return result


def fill(index: VectorIndex, drawn: Drawn) -> None:
    """Add all vectors."""
    for ids, vectors in drawn.blocks():
        index.add(ids, vectors)


def run_flat(drawn: Drawn, exact: Ids) -> dict[str, float]:
    """Measure exact search."""
    started = time.perf_counter()
    index = FlatIndex(drawn.dimension)
    fill(index, drawn)
    build_s = time.perf_counter() - started
    return measure(drawn, exact, lambda q: index.search(q, K)[1]) | {"build_s": build_s}


def run_graph(drawn: Drawn, exact: Ids) -> dict[str, float]:
    """Measure FAISS's HNSW over 8-bit vectors."""
    started = time.perf_counter()
    index = GraphIndex(drawn.dimension)
    index.train(drawn.draw(min(drawn.count, 20_000), 0))
    fill(index, drawn)
    build_s = time.perf_counter() - started

    def put(breadth: int) -> None:
        index.breadth = breadth

    found = tuned(drawn, exact, lambda q: index.search(q, K)[1], BREADTHS, put)
    return found | {"build_s": build_s}


def run_inverted(drawn: Drawn, exact: Ids) -> dict[str, float]:
    """Measure inverted lists of 8-bit vectors."""
    started = time.perf_counter()
    index = InvertedIndex.for_count(drawn.dimension, drawn.count)
    wanted = min(drawn.count, TRAINING_VECTORS_PER_LIST * index.lists)
    index.train(drawn.draw(wanted, 2_000_003))
    fill(index, drawn)
    build_s = time.perf_counter() - started

    def put(probes: int) -> None:
        index.probes = probes

    found = tuned(drawn, exact, lambda q: index.search(q, K)[1], PROBES, put)
    return found | {"build_s": build_s, "lists": float(index.lists)}


def run_hnswlib(drawn: Drawn, exact: Ids) -> dict[str, float]:
    """Measure hnswlib with the same graph parameters."""
    import hnswlib

    started = time.perf_counter()
    index = hnswlib.Index("ip", drawn.dimension)
    index.init_index(max_elements=drawn.count, ef_construction=100, M=16)
    index.set_num_threads(faiss.omp_get_max_threads())
    for ids, vectors in drawn.blocks():
        index.add_items(vectors, ids)
    build_s = time.perf_counter() - started
    found = tuned(drawn, exact, lambda q: index.knn_query(q, K)[0], BREADTHS, index.set_ef)
    return found | {"build_s": build_s}


def run_usearch(drawn: Drawn, exact: Ids) -> dict[str, float]:
    """Measure usearch with the same graph parameters, over 8-bit vectors."""
    from usearch.index import Index

    started = time.perf_counter()
    index = Index(
        ndim=drawn.dimension, metric="cos", dtype="i8", connectivity=16, expansion_add=100
    )
    for ids, vectors in drawn.blocks():
        index.add(ids, vectors, threads=faiss.omp_get_max_threads())
    build_s = time.perf_counter() - started

    def put(expansion: int) -> None:
        index.expansion_search = expansion

    def search(query: Vectors) -> Ids:
        return np.atleast_2d(index.search(query[0], K).keys.astype(np.int64))

    return tuned(drawn, exact, search, BREADTHS, put) | {"build_s": build_s}


RUNS = {
    "flat": run_flat,
    "graph": run_graph,
    "inverted": run_inverted,
    "hnswlib": run_hnswlib,
    "usearch": run_usearch,
}


def in_own_process(name: str, drawn: Drawn, exact: Ids, threads: int) -> dict[str, float]:
    """Run one index and return what it scored, with the memory of its process.

    `base_mb` is the process before the index: libraries, and the topics that vectors are drawn from.
    """
    faiss.omp_set_num_threads(threads)
    base_mb = memory_mb()
    found = RUNS[name](drawn, exact)
    return found | {"resident_mb": memory_mb(), "base_mb": base_mb}


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--dimension", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=RUNS, nargs="*", default=list(RUNS))
    options = parser.parse_args()
    drawn = Drawn(options.count, options.dimension)
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        exact = pool.apply(drawn.nearest)
    results = {}
    for name in options.only:
        with context.Pool(1) as pool:
            results[name] = pool.apply(in_own_process, (name, drawn, exact, options.threads))
        print(name, json.dumps(results[name]), flush=True)
    report = {
        "count": options.count,
        "dimension": options.dimension,
        "threads": options.threads,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "indexes": results,
    }
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
