"""The intent classifier itself: linear models on n-grams and sentence vectors, with calibrated probabilities."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from components.patterns import mask

Floats = NDArray[np.float32]

OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Example:
    """What the model reads of one message."""

    text: str
    tokens: tuple[str, ...]
    vector: Floats


@dataclass(frozen=True)
class Judgement:
    """The probabilities of the intents and whether the message is within the scope."""

    probabilities: Floats
    in_scope: float
    falls_back: bool


class IntentModel:
    """Linear support vector machines, one against the rest, with a softmax whose temperature is fitted.

    The n-gram features are TF-IDF of words and of characters; the dense ones unit vectors of frozen encoders.
    """

    def __init__(
        self, *, sparse_weight: float = 0.7, dense_weight: float = 1.8, cost: float = 1.0
    ) -> None:
        """Set the weights of the feature blocks and the cost of the machines."""
        self.sparse_weight = sparse_weight
        self.dense_weight = dense_weight
        self.cost = cost
        self.intents: list[str] = []
        self.temperature = 1.0
        self.threshold = -np.inf

    def fit(
        self, examples: list[Example], intents: list[str], *, max_loss: float, seed: int
    ) -> None:
        """Learn from examples; `max_loss` is the share of in-scope messages that the fallback may take away."""
        self.intents = sorted(set(intents))
        y = np.array([self.intents.index(intent) for intent in intents])
        folds = min(3, int(np.bincount(y).min()))
        if folds >= 2:
            margins = np.zeros((len(y), len(self.intents)), dtype=np.float32)
            splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
            for train, held_out in splitter.split(margins, y):
                self._fit_machines([examples[i] for i in train], y[train])
                margins[held_out] = self._margins([examples[i] for i in held_out])
            self._calibrate(margins, y, max_loss)
        self._fit_machines(examples, y)

    def judge(self, examples: list[Example]) -> list[Judgement]:
        """Return one judgement an example."""
        margins = self._margins(examples)
        probabilities = _softmax(margins / self.temperature)
        scores = self._scope(margins)
        return [
            Judgement(row, float(score), bool(score < self.threshold))
            for row, score in zip(probabilities, scores)
        ]

    def save(self, folder: Path) -> None:
        """Write `model.npz` and `model.json`."""
        np.savez(
            folder / "model.npz",
            coefficients=self._coefficients,
            intercepts=self._intercepts,
            word_idf=self._words.idf_,
            character_idf=self._characters.idf_,
        )
        facts: dict[str, Any] = {
            "intents": self.intents,
            "temperature": self.temperature,
            "threshold": float(self.threshold),
            "sparse_weight": self.sparse_weight,
            "dense_weight": self.dense_weight,
            "cost": self.cost,
            "words": list(map(str, self._words.get_feature_names_out())),
            "characters": list(map(str, self._characters.get_feature_names_out())),
        }
        (folder / "model.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read what `save` wrote."""
        facts = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        model = cls(
            sparse_weight=facts["sparse_weight"],
            dense_weight=facts["dense_weight"],
            cost=facts["cost"],
        )
        model.intents = facts["intents"]
        model.temperature = facts["temperature"]
        model.threshold = facts["threshold"]
        model._words, model._characters = _vectorizers(facts["words"], facts["characters"])
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            model._coefficients = arrays["coefficients"]
            model._intercepts = arrays["intercepts"]
            model._words.idf_ = arrays["word_idf"]
            model._characters.idf_ = arrays["character_idf"]
        return model

    def _fit_machines(self, examples: list[Example], y: NDArray[np.int64]) -> None:
        self._words, self._characters = _vectorizers()
        self._words.fit([" ".join(example.tokens) for example in examples])
        self._characters.fit([mask(example.text) for example in examples])
        machine = LinearSVC(C=self.cost, random_state=0)
        machine.fit(self._features(examples), y)
        self._coefficients = machine.coef_.astype(np.float32)
        self._intercepts = machine.intercept_.astype(np.float32)

    def _features(self, examples: list[Example]) -> sparse.csr_matrix:
        words = self._words.transform([" ".join(example.tokens) for example in examples])
        characters = self._characters.transform([mask(example.text) for example in examples])
        dense = np.stack([example.vector for example in examples]) * self.dense_weight
        blocks = [
            words * self.sparse_weight,
            characters * self.sparse_weight,
            sparse.csr_matrix(dense),
        ]
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    def _margins(self, examples: list[Example]) -> Floats:
        return np.asarray(self._features(examples) @ self._coefficients.T) + self._intercepts

    def _scope(self, margins: Floats) -> Floats:
        return margins.max(axis=1)

    def _calibrate(self, margins: Floats, y: NDArray[np.int64], max_loss: float) -> None:
        def loss(log_temperature: float) -> float:
            probabilities = _softmax(margins / np.exp(log_temperature))
            return float(-np.log(probabilities[np.arange(len(y)), y] + 1e-12).mean())

        self.temperature = float(np.exp(minimize_scalar(loss, bounds=(-4, 3), method="bounded").x))
        inside = np.array([intent != OUT_OF_SCOPE for intent in self.intents])[y]
        right = inside & (margins.argmax(axis=1) == y)
        scores = np.sort(self._scope(margins)[right])
        self.threshold = float(scores[int(max_loss * inside.sum())])


def _softmax(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


def _vectorizers(
    words: list[str] | None = None, characters: list[str] | None = None
) -> tuple[TfidfVectorizer, TfidfVectorizer]:
    return (
        TfidfVectorizer(
            ngram_range=(1, 2),
            token_pattern=r"\S+",
            sublinear_tf=True,
            vocabulary=words,
            dtype=np.float32,
        ),
        TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(1, 4),
            sublinear_tf=True,
            vocabulary=characters,
            dtype=np.float32,
        ),
    )
