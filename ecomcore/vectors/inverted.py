"""Approximate search in lists of 8-bit vectors: little memory, quick changes, for large catalogues.

FAISS's IndexIVFScalarQuantizer: a vector is stored as one byte a dimension in the list of its nearest centre, and a
search reads the lists of the `probes` nearest centres. Vectors are turned at random first: where a few dimensions
carry most of the length, as in sentence vectors, rounding to a byte costs less once it is spread over all of them
(Jégou et al., Aggregating local descriptors into a compact image representation, 2010).
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

import faiss
import numpy as np

from ecomcore.errors import BuildError
from ecomcore.vectors.flat import checked, checked_queries, read_faiss, threads_for
from ecomcore.vectors.index import Ids, Neighbours, Vectors

TRAINING_VECTORS_PER_LIST = 39
"""What FAISS asks for at least."""


@lru_cache(maxsize=4)
def rotation(dimension: int) -> Vectors:
    """Return a random orthogonal matrix, always the same one for a dimension."""
    drawn = np.random.default_rng(dimension).standard_normal((dimension, dimension))
    orthogonal, triangular = np.linalg.qr(drawn)
    return np.asarray(orthogonal * np.sign(np.diag(triangular)), dtype=np.float32)


class InvertedIndex:
    """A `VectorIndex` over inverted lists; `train` comes before the first `add`."""

    def __init__(self, dimension: int, lists: int, *, probes: int = 16) -> None:
        """Prepare an index of `lists` lists, of which `probes` are read in a search."""
        quantizer = faiss.IndexFlatIP(dimension)
        self._index = faiss.IndexIVFScalarQuantizer(
            quantizer,
            dimension,
            lists,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
            False,
        )
        self._index.set_direct_map_type(faiss.DirectMap.Hashtable)  # type: ignore[attr-defined]
        self.probes = probes

    @classmethod
    def for_count(cls, dimension: int, count: int) -> InvertedIndex:
        """Return an index with as many lists as suit `count` vectors: about four times its root."""
        lists = max(1, min(65_536, 2 ** round(math.log2(4 * math.sqrt(max(1, count))))))
        return cls(dimension, lists)

    @property
    def probes(self) -> int:
        """How many lists a search reads."""
        return int(self._index.nprobe)

    @probes.setter
    def probes(self, count: int) -> None:
        self._index.nprobe = min(count, self._index.nlist)

    @property
    def lists(self) -> int:
        """How many lists there are."""
        return int(self._index.nlist)

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return int(self._index.d)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self._index.ntotal)

    def train(self, sample: Vectors) -> None:
        """Learn centres and value ranges from vectors like those to come.

        Raises:
            BuildError: there are fewer vectors than lists.
        """
        sample = checked_queries(sample, self.dimension)
        if len(sample) < self._index.nlist:
            raise BuildError(
                f"{len(sample)} vectors cannot train {self._index.nlist} lists; give "
                f"{TRAINING_VECTORS_PER_LIST * self._index.nlist} or more"
            )
        self._index.train(self._turned(sample))

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors; an id that is there is replaced."""
        ids, vectors = checked(ids, vectors, self.dimension)
        if not len(ids):
            return
        if not self._index.is_trained:
            raise BuildError("the index must be trained before vectors are added")
        self.remove(ids)
        self._index.add_with_ids(self._turned(vectors), ids)

    def remove(self, ids: Ids) -> int:
        """Remove the vectors of `ids` and return how many there were."""
        if not len(self) or not len(ids):
            return 0
        wanted = np.unique(np.ascontiguousarray(ids, dtype=np.int64))
        return int(self._index.remove_ids(faiss.IDSelectorArray(wanted)))

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> Neighbours:
        """Return about the `k` best; with `allowed`, all lists are read, so that none is missed."""
        queries = checked_queries(queries, self.dimension)
        parameters = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, dtype=np.int64))
            parameters = faiss.SearchParametersIVF(  # type: ignore[call-arg]
                sel=selector, nprobe=self._index.nlist
            )
        with threads_for(queries):
            scores, ids = self._index.search(self._turned(queries), k, params=parameters)
        scores[ids < 0] = -np.inf
        return scores, ids

    def vectors(self, ids: Ids) -> Vectors:
        """Return the stored (rounded) vectors of `ids`; zeros for unknown ids."""
        found = np.zeros((len(ids), self.dimension), dtype=np.float32)
        for row, key in enumerate(np.asarray(ids, dtype=np.int64).tolist()):
            try:
                found[row] = self._index.reconstruct(key)
            except RuntimeError:
                continue
        return np.ascontiguousarray(found @ rotation(self.dimension).T)

    def _turned(self, vectors: Vectors) -> Vectors:
        return np.ascontiguousarray(vectors @ rotation(self.dimension))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> InvertedIndex:
        """Read what `save` wrote.

        Raises:
            BuildError: the file is missing, cut short, or holds another kind of index.
        """
        index = read_faiss(path)
        if not isinstance(index, faiss.IndexIVFScalarQuantizer):
            raise BuildError(f"{path} holds no inverted index; run 'ecomcore build'")
        loaded = cls.__new__(cls)
        loaded._index = index
        return loaded
