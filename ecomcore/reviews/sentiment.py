"""The sentiment of whole reviews, learnt from labelled ones: linear models on n-grams of words and characters.

Two classes are told apart by a linear support-vector machine. More than two are taken for ordered (stars): machines
of one class against the rest and a ridge regression of the stars, each fitted without the review that it judges, feed
a small multinomial regression in which every class counts the same (Wolpert, "Stacked generalization", 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.text.tokens import has_chinese, normalise, segmenter

CHARACTERS, WORDS = (1, 4), (1, 2)
MIN_DOCUMENTS = 2
C = 0.5
PENALTY = 4.0
FOLDS = 4
CHINESE_SHARE = 0.5


class ReviewSentiment:
    """Predicts the label of a review from its words; labels are integers."""

    def __init__(self) -> None:
        """Prepare an unfitted model."""
        self.labels: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._grams: list[Any] = []
        self._machine: Any = None
        self._regression: Any = None
        self._stack: Any = None

    def fit(self, texts: Sequence[str], labels: Sequence[int]) -> ReviewSentiment:
        """Learn from texts with their labels and return the model.

        Raises:
            ValueError: there are fewer than two labels.
        """
        target = np.asarray(labels, dtype=np.int64)
        self.labels = np.unique(target)
        if len(self.labels) < 2:
            raise ValueError("sentiment needs reviews of at least two labels")
        self._grams = _vectorizers(texts)
        features = self._featurise(texts, fit=True)
        if len(self.labels) > 2:
            held_out = self._held_out(features, target)
            self._stack = _stacker().fit(held_out, target)
        self._machine, self._regression = _fit(features, target, len(self.labels) > 2)
        return self

    def predict(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the label of each text, shape (texts,)."""
        features = self._featurise(texts)
        if self._stack is None:
            return np.asarray(self._machine.predict(features), dtype=np.int64)
        return np.asarray(
            self._stack.predict(_judgements(self._machine, self._regression, features)),
            dtype=np.int64,
        )

    def _held_out(self, features: Any, target: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what models that have not seen a review say of it, shape (reviews, classes + 1)."""
        from sklearn.model_selection import StratifiedKFold

        found = np.zeros((len(target), len(self.labels) + 1))
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        for kept, left in folds.split(features, target):
            found[left] = _judgements(*_fit(features[kept], target[kept], True), features[left])
        return found

    def _featurise(self, texts: Sequence[str], fit: bool = False) -> Any:
        said = [normalise(text) for text in texts]
        blocks = [
            grams.fit_transform(said) if fit else grams.transform(said) for grams in self._grams
        ]
        return sparse.hstack(blocks).tocsr()


def cut_into_words(text: str) -> list[str]:
    """Return the words of a normalised text, Chinese cut by the dictionary."""
    return (
        [word for word in segmenter().cut(text) if not word.isspace()]
        if has_chinese(text)
        else text.split()
    )


def _vectorizers(texts: Sequence[str]) -> list[Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    shared = {"min_df": MIN_DOCUMENTS, "sublinear_tf": True, "dtype": np.float32}
    is_chinese = np.mean([has_chinese(text) for text in texts]) >= CHINESE_SHARE
    words = (
        TfidfVectorizer(
            tokenizer=cut_into_words,
            token_pattern=None,
            lowercase=False,
            ngram_range=WORDS,
            **shared,
        )
        if is_chinese
        else TfidfVectorizer(ngram_range=WORDS, **shared)
    )
    if is_chinese:
        return [TfidfVectorizer(analyzer="char", ngram_range=CHARACTERS, **shared), words]
    return [words, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **shared)]


def _fit(features: Any, target: NDArray[np.int64], is_ordered: bool) -> tuple[Any, Any]:
    from sklearn.linear_model import Ridge
    from sklearn.svm import LinearSVC

    weights = "balanced" if is_ordered else None
    machine = LinearSVC(C=0.1 if is_ordered else C, class_weight=weights).fit(features, target)
    if not is_ordered:
        return machine, None
    regression = Ridge(alpha=PENALTY, solver="sparse_cg", random_state=0)
    return machine, regression.fit(features, target)


def _judgements(machine: Any, regression: Any, features: Any) -> NDArray[np.float64]:
    return np.column_stack([machine.decision_function(features), regression.predict(features)])


def _stacker() -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    return make_pipeline(
        StandardScaler(),
        PolynomialFeatures(2, include_bias=False),
        LogisticRegression(class_weight="balanced", C=0.1, max_iter=1000),
    )
