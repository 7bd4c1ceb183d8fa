"""Linear support vector machines on the word and character n-grams of a text."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

Floats = NDArray[np.float32]

WORD_LENGTHS = (1, 2)
CHARACTER_LENGTHS = (1, 4)


class Ngrams:
    """TF-IDF of the words (one and two) and of the characters within words (one to four) of texts.

    Words are the tokens of the text, joined by spaces; both parts have unit length.
    """

    def __init__(self, words: list[str] | None = None, characters: list[str] | None = None) -> None:
        """Start with the known n-grams, or with none before `fit`."""
        self._words = TfidfVectorizer(
            ngram_range=WORD_LENGTHS,
            token_pattern=r"\S+",  # noqa: S106 - a pattern of tokens, not a secret
            sublinear_tf=True,
            vocabulary=words,
            dtype=np.float32,
        )
        self._characters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=CHARACTER_LENGTHS,
            sublinear_tf=True,
            vocabulary=characters,
            dtype=np.float32,
        )

    def fit(self, tokens: list[str], texts: list[str]) -> None:
        """Learn the n-grams and how rare they are."""
        self._words.fit(tokens)
        self._characters.fit(texts)

    def transform(self, tokens: list[str], texts: list[str]) -> sparse.csr_matrix:
        """Return the features, one row a text."""
        blocks = [self._words.transform(tokens), self._characters.transform(texts)]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    def vocabulary(self) -> dict[str, list[str]]:
        """Return the known n-grams in the order of the features."""
        return {
            "words": [str(name) for name in self._words.get_feature_names_out()],
            "characters": [str(name) for name in self._characters.get_feature_names_out()],
        }

    def rarity(self) -> dict[str, Floats]:
        """Return the inverse document frequencies as arrays to store."""
        return {"word_idf": self._words.idf_, "character_idf": self._characters.idf_}

    @classmethod
    def restore(cls, vocabulary: dict[str, list[str]], arrays: Any) -> Ngrams:
        """Return the n-grams from what `vocabulary` and `rarity` gave."""
        ngrams = cls(vocabulary["words"], vocabulary["characters"])
        ngrams._words.idf_ = arrays["word_idf"]
        ngrams._characters.idf_ = arrays["character_idf"]
        return ngrams


def train_machines(
    features: sparse.csr_matrix, y: NDArray[np.int64], *, cost: float = 0.7
) -> tuple[Floats, Floats]:
    """Train one machine a class against the rest (squared hinge loss).

    Returns:
        Weights of shape `(features, classes)` and intercepts of shape `(classes,)`; margins are
        `features @ weights + intercepts`.
    """
    machine = LinearSVC(C=cost, tol=1e-2, random_state=0)
    machine.fit(features, y)
    weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
    intercepts = np.asarray(machine.intercept_, dtype=np.float32)
    if weights.shape[1] == 1:  # two classes share one machine
        weights = np.hstack([-weights, weights])
        intercepts = np.hstack([-intercepts, intercepts])
    return weights, intercepts
