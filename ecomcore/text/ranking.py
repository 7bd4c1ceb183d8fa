"""Ranks texts by how well each answers a question: by a reader of both where one reads the language, or by vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ecomcore.text.embed import TextEmbedder
from ecomcore.text.relevance import Relevance, relevance_for
from ecomcore.text.specialists import specialists_beside

Floats = NDArray[np.float32]

MEANING = 10.0
"""What a cosine of 1 between question and text adds to the log odds of the reader of both."""
REMEMBERED = 10_000
"""So many texts keep their vectors."""


@dataclass(frozen=True)
class Scale:
    """What a score means, of one way to rank (benchmarks/evidence.md says how these were set)."""

    answers: float
    """From here on a text answers the question."""
    near: float
    """From here on it is worth naming as what comes nearest."""


BY_VECTORS = Scale(answers=0.45, near=0.27)
BY_READING = Scale(answers=-3.0, near=-8.0)


class AnswerRanker:
    """Scores texts for questions. May be shared by threads."""

    def __init__(self, embedder: TextEmbedder) -> None:
        """Use the shop's embedder, which reads all languages, and what reads single ones better."""
        self._embedder = embedder
        self._specialists = specialists_beside(embedder)
        self._vector = lru_cache(maxsize=REMEMBERED)(_embedded)

    def only_reads(self, language: str) -> bool:
        """Say whether questions of this language are ranked by a reader of it, to which other languages are noise."""
        return self._reader(language) is not None

    def scored(self, question: str, texts: Sequence[str], language: str) -> tuple[Floats, Scale]:
        """Return how well each text answers a question in a language, shape `(len(texts),)`, and what scores mean."""
        reader = self._reader(language)
        if not texts:
            return np.zeros(0, dtype=np.float32), BY_VECTORS
        if reader is None:
            return self._near(self._embedder, question, texts), BY_VECTORS
        near = self._near(self._specialists[language], question, texts)
        return reader.scores(question, texts) + MEANING * near, BY_READING

    def _reader(self, language: str) -> Relevance | None:
        return relevance_for(language) if language in self._specialists else None

    def _near(self, embedder: TextEmbedder, question: str, texts: Sequence[str]) -> Floats:
        vectors = np.stack([self._vector(embedder, text) for text in texts])
        found: Floats = vectors @ embedder.embed([question])[0]
        return found


def _embedded(embedder: TextEmbedder, text: str) -> Floats:
    found: Floats = embedder.embed([text])[0]
    return found
