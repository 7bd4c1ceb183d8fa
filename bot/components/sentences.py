"""The vectors that frozen sentence encoders give the messages of a batch, worked out when they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from components.encoders import SentenceEncoder

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

BATCH = 512


class LazySentences:
    """The sentence vectors of some texts; each encoder reads a text once at most.

    An encoder that does not read the language of a text gives it zeros and costs it no time. The vectors of a
    text are as long as their encoders weigh, and together they have length one: a text is no weaker for having
    fewer readers.
    """

    def __init__(
        self,
        weights: dict[SentenceEncoder, float],
        first: SentenceEncoder | None,
        texts: Sequence[str],
        languages: Sequence[str | None],
    ) -> None:
        """Name the encoders, how much each counts and which is asked first; nothing is read yet.

        Args:
            weights: the encoders in the order of the whole vector.
            first: one of them, or none.
            texts: what is to be read.
            languages: that of each text, None for one without words.
        """
        self._weights = weights
        self._first = first
        self._texts = texts
        self._reads = {
            each: np.array([each.reads(language) for language in languages], dtype=np.bool_)
            for each in weights
        }
        self._known = {each: np.zeros(len(texts), dtype=np.bool_) for each in weights}
        self._vectors = {
            each: np.zeros((len(texts), each.dimension), dtype=np.float32) for each in weights
        }

    @cached_property
    def has_first(self) -> NDArray[np.bool_]:
        """Say of each text whether the first encoder reads it."""
        if self._first is None:
            return np.zeros(len(self._texts), dtype=np.bool_)
        return self._reads[self._first]

    def first(self, rows: Rows) -> Vectors:
        """Return the first encoder's unit vectors of texts that it reads, shape `(len(rows), d)`."""
        if self._first is None:
            return np.zeros((len(rows), 0), dtype=np.float32)
        return self._of(self._first, rows)

    def together(self, rows: Rows) -> Vectors:
        """Return the vectors of all encoders side by side, shape `(len(rows), d)`, rows of length one."""
        if not self._weights:
            return np.zeros((len(rows), 0), dtype=np.float32)
        parts = [weight * self._of(each, rows) for each, weight in self._weights.items()]
        squares = sum(weight**2 * self._reads[each][rows] for each, weight in self._weights.items())
        lengths = np.sqrt(np.maximum(squares, np.finfo(np.float32).tiny))
        whole: Vectors = np.hstack(parts) / lengths[:, None].astype(np.float32)
        return whole

    def _of(self, each: SentenceEncoder, rows: Rows) -> Vectors:
        known, vectors = self._known[each], self._vectors[each]
        missing = rows[self._reads[each][rows] & ~known[rows]]
        for start in range(0, len(missing), BATCH):
            some = missing[start : start + BATCH]
            vectors[some] = each.encode([self._texts[row] for row in some])
        known[missing] = True
        wanted: Vectors = vectors[rows]
        return wanted
