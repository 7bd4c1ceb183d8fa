"""Linear support vector machines on the word and character n-grams of a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

WORD_LENGTHS = (1, 2)
CHARACTER_LENGTHS = (1, 4)
_TINY = 1e-12


class Ngrams:
    """TF-IDF of the words (one and two) and of the characters within words (one to four) of texts.

    Words are the tokens of the text, joined by spaces; both parts have unit length.
    """

    def __init__(self, words: _Kind, characters: _Kind) -> None:
        """Keep both kinds; `fit` or `restore` makes them."""
        self._words = words
        self._characters = characters

    @classmethod
    def fit(cls, tokens: list[str], texts: list[str]) -> Ngrams:
        """Learn the n-grams and how rare they are."""
        return cls(_Kind.fit(_word_vectorizer(), tokens), _Kind.fit(_character_vectorizer(), texts))

    def transform(self, tokens: list[str], texts: list[str]) -> sparse.csr_matrix:
        """Return the features, one row a text."""
        columns: list[Integers] = []
        values: list[Floats] = []
        ends = [0]
        for words, characters in zip(tokens, texts, strict=True):
            of_words, of_characters = self._words.of(words), self._characters.of(characters)
            columns += [of_words[0], of_characters[0] + len(self._words.columns)]
            values += [of_words[1], of_characters[1]]
            ends.append(ends[-1] + len(of_words[0]) + len(of_characters[0]))
        known = len(self._words.columns) + len(self._characters.columns)
        return sparse.csr_matrix(
            (np.concatenate(values), np.concatenate(columns), ends), shape=(len(texts), known)
        )

    def vocabulary(self) -> dict[str, list[str]]:
        """Return the known n-grams in the order of the features."""
        return {"words": list(self._words.columns), "characters": list(self._characters.columns)}

    def rarity(self) -> dict[str, Floats]:
        """Return the inverse document frequencies as arrays to store."""
        return {"word_idf": self._words.rarity, "character_idf": self._characters.rarity}

    @classmethod
    def restore(cls, vocabulary: dict[str, list[str]], arrays: Any) -> Ngrams:
        """Return the n-grams from what `vocabulary` and `rarity` gave."""
        return cls(
            _Kind(_word_vectorizer(), vocabulary["words"], arrays["word_idf"]),
            _Kind(_character_vectorizer(), vocabulary["characters"], arrays["character_idf"]),
        )


class _Kind:
    """The n-grams of one kind that are known.

    scikit-learn cuts the texts and learns; the weights are calculated here, because its own way to them costs a
    single message more than the encoding of its sentence needs in arithmetic.
    """

    def __init__(self, vectorizer: TfidfVectorizer, known: list[str], rarity: Floats) -> None:
        self._cut = vectorizer.build_analyzer()
        self.columns = {ngram: column for column, ngram in enumerate(known)}
        self.rarity = rarity

    @classmethod
    def fit(cls, vectorizer: TfidfVectorizer, texts: list[str]) -> _Kind:
        vectorizer.fit(texts)
        known = [str(name) for name in vectorizer.get_feature_names_out()]
        return cls(vectorizer, known, vectorizer.idf_.astype(np.float32))

    def of(self, text: str) -> tuple[Integers, Floats]:
        """Return the columns of the known n-grams of a text in rising order, and their weights, of length one."""
        found = Counter(self.columns[gram] for gram in self._cut(text) if gram in self.columns)
        columns = np.array(sorted(found), dtype=np.int64)
        counts = np.array([found[column] for column in columns], dtype=np.float32)
        weights: Floats = (1 + np.log(counts)) * self.rarity[columns]
        return columns, weights / max(float(np.sqrt(weights @ weights)), _TINY)


def _word_vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(
        ngram_range=WORD_LENGTHS,
        token_pattern=r"\S+",  # noqa: S106 - a pattern of tokens, not a secret
        dtype=np.float32,
    )


def _character_vectorizer() -> TfidfVectorizer:
    return TfidfVectorizer(analyzer="char_wb", ngram_range=CHARACTER_LENGTHS, dtype=np.float32)


@dataclass(frozen=True)
class Machines:
    """One linear machine a class against the rest: weights `(features, classes)`, intercepts `(classes,)`."""

    weights: Floats
    intercepts: Floats

    def margins(self, features: sparse.csr_matrix) -> Floats:
        """Return how far each row of `features` is on the side of each class, shape `(n, classes)`."""
        margins: Floats = features @ self.weights + self.intercepts
        return margins

    @classmethod
    def train(cls, features: sparse.csr_matrix, y: Integers, *, cost: float = 0.7) -> Machines:
        """Train with the squared hinge loss."""
        machine = LinearSVC(C=cost, tol=1e-2, random_state=0)
        machine.fit(features, y)
        weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float32)
        intercepts = np.asarray(machine.intercept_, dtype=np.float32)
        if weights.shape[1] == 1:  # two classes share one machine
            weights = np.hstack([-weights, weights])
            intercepts = np.hstack([-intercepts, intercepts])
        return cls(weights, intercepts)
