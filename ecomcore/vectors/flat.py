"""Exact search with FAISS: every vector is compared, which is fastest and best below some ten thousand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import faiss
import numpy as np

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.vectors.index import Ids, Neighbours, Vectors


def checked(ids: Ids, vectors: Vectors, dimension: int) -> tuple[Ids, Vectors]:
    """Return contiguous ids and vectors that FAISS may read.

    Raises:
        ModelMismatchError: the vectors have another length than `dimension`.
        BuildError: a number is not finite, an id is negative, or the counts differ.
    """
    ids = np.ascontiguousarray(ids, dtype=np.int64)
    vectors = checked_queries(vectors, dimension)
    if len(ids) != len(vectors):
        raise BuildError(f"{len(ids)} ids were given for {len(vectors)} vectors")
    if len(ids) and ids.min() < 0:
        raise BuildError(f"vector ids must not be negative, found {ids.min()}")
    return ids, vectors


def checked_queries(vectors: Vectors, dimension: int) -> Vectors:
    """Return contiguous vectors that FAISS may read.

    Raises:
        ModelMismatchError: the vectors have another length than `dimension`.
        BuildError: a number is not finite.
    """
    vectors = np.ascontiguousarray(np.atleast_2d(vectors), dtype=np.float32)
    if vectors.shape[1] != dimension:
        raise ModelMismatchError(
            f"the index holds vectors of length {dimension}, but got length {vectors.shape[1]}: "
            "they come from another embedding model; run 'ecomcore build'"
        )
    if not np.isfinite(vectors).all():
        raise BuildError("vectors must be finite, found NaN or infinity")
    return vectors


def read_faiss(path: Path) -> faiss.Index:
    """Return the FAISS index in `path`.

    Raises:
        BuildError: the file is missing, cut short, or no FAISS index.
    """
    try:
        return faiss.read_index(str(path))
    except RuntimeError as error:
        raise BuildError(
            f"{path} is no readable vector index ({str(error)[:160]}); run 'ecomcore build'"
        ) from error


@contextmanager
def threads_for(queries: Vectors) -> Iterator[None]:
    """Let FAISS use one thread for one query: two that wait for each other only make it slower."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1 if len(queries) == 1 else before)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


class FlatIndex:
    """A `VectorIndex` that compares the query with every vector."""

    def __init__(self, dimension: int, index: faiss.Index | None = None) -> None:
        """Start empty, or with a FAISS `index` of that dimension."""
        self._index = (
            index if index is not None else faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        )

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._index.d)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; an id that is there is replaced."""
        ids, vectors = checked(ids, vectors, self.dimension)
        if not len(ids):
            return
        self.remove(ids)
        self._index.add_with_ids(vectors, ids)

    def remove(self, ids: Ids) -> int:
        """Remove the vectors of `ids` and return how many there were."""
        if not len(self) or not len(ids):
            return 0
        selector = faiss.IDSelectorBatch(np.ascontiguousarray(ids, dtype=np.int64))
        return int(self._index.remove_ids(selector))

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> Neighbours:
        """Return the exact `k` best; see `VectorIndex.search`."""
        queries = checked_queries(queries, self.dimension)
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, dtype=np.int64))
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        with threads_for(queries):
            scores, ids = self._index.search(queries, k, params=parameters)
        scores[ids < 0] = -np.inf
        return scores, ids

    def vectors(self, ids: Ids) -> Vectors:
        """Return the stored vectors of `ids`; zeros for unknown ids."""
        ids = np.ascontiguousarray(ids, dtype=np.int64)
        try:
            return np.asarray(self._index.reconstruct_batch(ids), dtype=np.float32)
        except RuntimeError:  # at least one is unknown
            found = np.zeros((len(ids), self.dimension), dtype=np.float32)
        for row, key in enumerate(ids.tolist()):
            try:
                found[row] = self._index.reconstruct(key)
            except RuntimeError:
                continue
        return found

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> FlatIndex:
        """Read what `save` wrote.

        Raises:
            BuildError: the file is missing, cut short, or no FAISS index.
        """
        index = read_faiss(path)
        return cls(int(index.d), index)
