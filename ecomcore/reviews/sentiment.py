"""The sentiment of whole reviews, learnt from labelled ones: linear models on n-grams and on sentence vectors.

Two classes are told apart by a linear support-vector machine on n-grams of words and characters. More than two are
taken for ordered (stars): machines of one class against the rest and ridge regressions of the stars, on the n-grams, on
the vector of the encoder with a lexicon's score, and on both, each fitted without the review that it judges, feed a
small multinomial regression (Wolpert, "Stacked generalization", 1992). Its probabilities are multiplied by a number for
each class, chosen for the macro F1 of reviews that it has not seen, before the largest is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.reviews.opinions import lexicon_score
from ecomcore.text.embed import TextEmbedder, get_embedder
from ecomcore.text.tokens import has_chinese, normalise, segmenter

CHARACTERS, WORDS = (1, 4), (1, 2)
MIN_DOCUMENTS = 2
C = 0.5
PENALTY = 4.0
FOLDS = 4
CHINESE_SHARE = 0.5
STEPS = np.exp(np.linspace(-1, 1, 21))
"""What the weight of a class is multiplied with in search of a better one."""
ROUNDS = 3


class ReviewSentiment:
    """Predicts the label of a review from its words; labels are integers."""

    def __init__(self, embedder: TextEmbedder | None = None) -> None:
        """Prepare an unfitted model; `embedder` gives the vectors where labels are ordered, the default one if None."""
        self.labels: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._embedder = embedder
        self._grams: list[Any] = []
        self._is_chinese = False
        self._machine: Any = None
        self._judges: list[Any] = []
        self._stack: Any = None
        self._weights: NDArray[np.float64] = np.ones(0)

    def fit(self, texts: Sequence[str], labels: Sequence[int]) -> ReviewSentiment:
        """Learn from texts with their labels and return the model.

        Raises:
            ValueError: there are fewer than two labels.
        """
        target = np.asarray(labels, dtype=np.int64)
        self.labels = np.unique(target)
        if len(self.labels) < 2:
            raise ValueError("sentiment needs reviews of at least two labels")
        self._is_chinese = bool(np.mean([has_chinese(text) for text in texts]) >= CHINESE_SHARE)
        self._grams = _vectorizers(self._is_chinese)
        grams = self._count(texts, fit=True)
        if len(self.labels) == 2:
            self._machine = _machine(C, None).fit(grams, target)
            return self
        blocks = self._blocks(grams, texts)
        judged = _held_out(blocks, target)
        self._stack = _stacker().fit(judged, target)
        self._weights = _class_weights(_chances_unseen(judged, target), target)
        self._judges = _judges(blocks, target)
        return self

    def predict(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the label of each text, shape (texts,)."""
        grams = self._count(texts)
        if self._stack is None:
            return np.asarray(self._machine.predict(grams), dtype=np.int64)
        chances = self._stack.predict_proba(_judgements(self._judges, self._blocks(grams, texts)))
        return np.asarray(self.labels[(chances * self._weights).argmax(axis=1)])

    def _count(self, texts: Sequence[str], fit: bool = False) -> Any:
        said = [normalise(text) for text in texts]
        blocks = [
            grams.fit_transform(said) if fit else grams.transform(said) for grams in self._grams
        ]
        return sparse.hstack(blocks).tocsr()

    def _blocks(self, grams: Any, texts: Sequence[str]) -> list[Any]:
        """Return the n-grams, the vectors with the lexicon's score, and both side by side."""
        embedder = self._embedder or get_embedder()
        language = "zh" if self._is_chinese else "en"
        scores = np.array([[lexicon_score(text, language)] for text in texts])
        dense = np.hstack([embedder.embed(texts) * 4, scores]).astype(np.float32)
        both = sparse.hstack([grams, sparse.csr_matrix(dense / 4)]).tocsr()
        return [grams, dense, both]


def cut_into_words(text: str) -> list[str]:
    """Return the words of a normalised text, Chinese cut by the dictionary."""
    return (
        [word for word in segmenter().cut(text) if not word.isspace()]
        if has_chinese(text)
        else text.split()
    )


def macro_f1(
    found: Sequence[int] | NDArray[np.int64], truth: Sequence[int] | NDArray[np.int64]
) -> float:
    """Return the mean over the labels of `truth` of the harmonic mean of precision and recall."""
    said, right = np.asarray(found), np.asarray(truth)
    scores = []
    for label in np.unique(right):
        hits = int(((said == label) & (right == label)).sum())
        scores.append(2 * hits / (int((said == label).sum()) + int((right == label).sum())))
    return float(np.mean(scores))


def _vectorizers(is_chinese: bool) -> list[Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    shared = {"min_df": MIN_DOCUMENTS, "sublinear_tf": True, "dtype": np.float32}
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


def _machine(c: float, weights: str | None) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=c, class_weight=weights)


def _judges(blocks: Sequence[Any], target: NDArray[np.int64]) -> list[Any]:
    """Fit what judges: on each block a regression of the stars, and on the sparse ones machines of each class."""
    from sklearn.linear_model import Ridge

    grams, dense, both = blocks
    return [
        *(_machine(0.1, "balanced").fit(block, target) for block in (grams, both)),
        *(Ridge(alpha=PENALTY, solver="sparse_cg").fit(block, target) for block in (grams, both)),
        Ridge(alpha=10.0).fit(dense, target),
    ]


def _judgements(judges: Sequence[Any], blocks: Sequence[Any]) -> NDArray[np.float64]:
    """Return what each judge says of each review, shape (reviews, 2 classes + 3)."""
    grams, dense, both = blocks
    first, second, third, fourth, fifth = judges
    return np.column_stack(
        [
            first.decision_function(grams),
            second.decision_function(both),
            third.predict(grams),
            fourth.predict(both),
            fifth.predict(dense),
        ]
    )


def _held_out(blocks: Sequence[Any], target: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what judges that have not seen a review say of it, shape (reviews, 2 classes + 3)."""
    from sklearn.model_selection import StratifiedKFold

    found = np.zeros((len(target), 2 * len(np.unique(target)) + 3))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for kept, left in folds.split(target, target):
        judges = _judges([block[kept] for block in blocks], target[kept])
        found[left] = _judgements(judges, [block[left] for block in blocks])
    return found


def _stacker() -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        StandardScaler(), LogisticRegression(class_weight="balanced", C=0.5, max_iter=1000)
    )


def _chances_unseen(judged: NDArray[np.float64], target: NDArray[np.int64]) -> NDArray[np.float64]:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=1)
    return np.asarray(
        cross_val_predict(_stacker(), judged, target, cv=folds, method="predict_proba")
    )


def _class_weights(chances: NDArray[np.float64], target: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the weight of each class that gives the best macro F1; `chances` has the shape (reviews, classes)."""
    labels = np.unique(target)
    weights = np.ones(len(labels))
    best = macro_f1(labels[chances.argmax(axis=1)], target)
    for column in [*range(len(labels))] * ROUNDS:
        for step in STEPS:
            tried = weights.copy()
            tried[column] *= step
            score = macro_f1(labels[(chances * tried).argmax(axis=1)], target)
            if score > best:
                best, weights = score, tried
    return weights
