"""Nearest neighbours of vectors: the interface, and which implementation a number of vectors calls for."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]
Neighbours = tuple[Vectors, Ids]


@runtime_checkable
class VectorIndex(Protocol):
    """Unit-length vectors by id, searched by inner product (the cosine of unit vectors).

    Ids are non-negative integers of the caller's choice.
    """

    @property
    def dimension(self) -> int:
        """Length of the vectors."""

    def __len__(self) -> int:
        """Return the number of vectors."""

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Add vectors of shape `(n, dimension)`; an id that is there is replaced.

        Raises:
            ModelMismatchError: the vectors have another length.
            BuildError: a number is not finite, an id is negative, or the counts differ.
        """

    def remove(self, ids: Ids) -> int:
        """Remove the vectors of `ids` and return how many there were; unknown ids are no error."""

    def search(self, queries: Vectors, k: int, allowed: Ids | None = None) -> Neighbours:
        """Return scores and ids, each `(queries, k)`, best first; where there are fewer, -inf and -1.

        `allowed` limits the search to these ids, inside the search: the k best of them are found.
        """

    def vectors(self, ids: Ids) -> Vectors:
        """Return the stored vectors of `ids`, shape `(n, dimension)`; zeros for unknown ids."""

    def save(self, path: Path) -> None:
        """Write the index to a file."""
