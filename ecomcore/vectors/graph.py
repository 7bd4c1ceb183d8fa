"""Approximate search along a graph of neighbours (HNSW), over 8-bit vectors.

Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small World
graphs", 2016. FAISS's graph cannot forget: a removed vector stays as a waypoint and is left out of results. The
next build makes a graph of the living ones.
"""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from ecomcore.errors import BuildError
from ecomcore.vectors.flat import checked, checked_queries, read_faiss, threads_for
from ecomcore.vectors.index import Ids, Neighbours, Vectors

NEIGHBOURS = 16
BREADTH_WHEN_BUILDING = 100
FILTERED_EXACT_SHARE = 0.1
"""Below this share of allowed vectors all of them are compared: the graph would find too few."""


class GraphIndex:
    """A `VectorIndex` over an HNSW graph; `train` comes before the first `add`."""

    def __init__(self, dimension: int, *, breadth: int = 64) -> None:
        """Prepare an empty graph; `breadth` is how many candidates a search keeps (efSearch)."""
        self._index = faiss.IndexHNSWSQ(
            dimension,
            faiss.ScalarQuantizer.QT_8bit,  # type: ignore[arg-type]  # wrong in FAISS's stubs
            NEIGHBOURS,
            faiss.METRIC_INNER_PRODUCT,
        )
        self._index.hnsw.efConstruction = BREADTH_WHEN_BUILDING
        self.breadth = breadth
        self._keys: Ids = np.zeros(0, dtype=np.int64)
        self._node_of: dict[int, int] = {}

    @property
    def breadth(self) -> int:
        """How many candidates a search keeps."""
        return int(self._index.hnsw.efSearch)

    @breadth.setter
    def breadth(self, count: int) -> None:
        self._index.hnsw.efSearch = count

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._index.d)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return len(self._node_of)

    def train(self, sample: Vectors) -> None:
        """Learn the range of values from vectors like those to come."""
        self._index.train(checked_queries(sample, self.dimension))

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; an id that is there is replaced."""
        ids, vectors = checked(ids, vectors, self.dimension)
        if not len(ids):
            return
        if not self._index.is_trained:
            raise BuildError("the index must be trained before vectors are added")
        self.remove(ids)
        first = self._index.ntotal
        self._index.add(vectors)
        self._keys = np.concatenate([self._keys, ids])
        self._node_of.update((key, first + place) for place, key in enumerate(ids.tolist()))

    def remove(self, ids: Ids) -> int:
        """Leave the vectors of `ids` out of results from now on; return how many there were."""
        nodes = [
            n for key in np.asarray(ids).tolist() if (n := self._node_of.pop(key, None)) is not None
        ]
        self._keys[nodes] = -1
        return len(nodes)

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> Neighbours:
        """Return about the `k` best; see `VectorIndex.search`."""
        queries = checked_queries(queries, self.dimension)
        if allowed is not None:
            return self._search_allowed(queries, k, allowed)
        living = None if len(self._keys) == len(self) else np.flatnonzero(self._keys >= 0)
        return self._search_graph(queries, k, living)

    def _search_allowed(self, queries: Vectors, k: int, allowed: Ids) -> Neighbours:
        known = (self._node_of.get(key) for key in np.asarray(allowed).tolist())
        nodes = np.array([node for node in known if node is not None], dtype=np.int64)
        if len(nodes) >= FILTERED_EXACT_SHARE * len(self._keys):
            return self._search_graph(queries, k, nodes)
        scores = np.full((len(queries), k), -np.inf, dtype=np.float32)
        ids = np.full((len(queries), k), -1, dtype=np.int64)
        near = queries @ self._stored(nodes).T
        best = np.argsort(-near, axis=1, kind="stable")[:, :k]
        width = best.shape[1]
        scores[:, :width] = np.take_along_axis(near, best, axis=1)
        ids[:, :width] = self._keys[nodes[best]]
        return scores, ids

    def _search_graph(self, queries: Vectors, k: int, nodes: Ids | None) -> Neighbours:
        parameters = None
        if nodes is not None:
            bits = np.zeros((self._index.ntotal + 7) // 8, dtype=np.uint8)
            np.bitwise_or.at(bits, nodes // 8, (1 << (nodes % 8)).astype(np.uint8))
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParametersHNSW(  # type: ignore[attr-defined]
                sel=selector, efSearch=max(self.breadth, k)
            )
        with threads_for(queries):
            scores, found = self._index.search(queries, k, params=parameters)
        missing = found < 0
        ids = np.where(missing, -1, self._keys[found]) if len(self._keys) else found
        scores[missing] = -np.inf
        return scores, ids

    def _stored(self, nodes: Ids) -> Vectors:
        found = np.zeros((len(nodes), self.dimension), dtype=np.float32)
        for row, node in enumerate(nodes.tolist()):
            found[row] = self._index.reconstruct(node)
        return found

    def vectors(self, ids: Ids) -> Vectors:
        """Return the stored (rounded) vectors of `ids`; zeros for unknown ids."""
        found = np.zeros((len(ids), self.dimension), dtype=np.float32)
        for row, key in enumerate(np.asarray(ids).tolist()):
            node = self._node_of.get(key)
            if node is not None:
                found[row] = self._index.reconstruct(node)
        return found

    def save(self, path: Path) -> None:
        """Write the graph to `path` and its ids beside it."""
        faiss.write_index(self._index, str(path))
        np.save(_keys_path(path), self._keys)

    @classmethod
    def load(cls, path: Path) -> GraphIndex:
        """Read what `save` wrote.

        Raises:
            BuildError: a file is missing, cut short, or of another kind.
        """
        index = read_faiss(path)
        try:
            with _keys_path(path).open("rb") as file:
                keys = np.load(file, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise BuildError(
                f"{_keys_path(path)} is damaged ({error}); run 'ecomcore build'"
            ) from error
        if not isinstance(index, faiss.IndexHNSWSQ) or len(keys) != index.ntotal:
            raise BuildError(f"{path} holds no graph with these ids; run 'ecomcore build'")
        loaded = cls.__new__(cls)
        loaded._index = index
        loaded._keys = keys
        loaded._node_of = {int(key): node for node, key in enumerate(keys) if key >= 0}
        return loaded


def _keys_path(path: Path) -> Path:
    return path.with_suffix(".ids.npy")
