"""A fast reader of remarks that learnt from the model of vectors: hashed n-grams and ridge regressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.reviews.remarks import Remark
from ecomcore.text.tokens import normalise

FEATURES = 2**17
GRAMS = (1, 3)
PENALTY = 3.0
TAUGHT = 30_000
TOLD = 0.5


@dataclass
class Student:
    """Ridge regressions of the teacher's opinion and aspects on character n-grams and stars."""

    aspects: tuple[str, ...]
    weights: NDArray[np.float64]
    """Shape (1 + aspects, features)."""

    offsets: NDArray[np.float64]

    @classmethod
    def taught_by(cls, remarks: Sequence[Remark], aspects: tuple[str, ...]) -> Student:
        """Fit on what the teacher says of up to `TAUGHT` remarks."""
        from sklearn.linear_model import Ridge

        rows = np.arange(len(remarks))
        if len(rows) > TAUGHT:
            rows = np.random.default_rng(0).choice(rows, TAUGHT, replace=False)
        said = [remarks[int(row)] for row in rows]
        features = _features([remark.text for remark in said], [remark.rating for remark in said])
        targets = np.array(
            [[r.opinion, *(float(aspect in r.aspects) for aspect in aspects)] for r in said]
        )
        model = Ridge(alpha=PENALTY, solver="sparse_cg", max_iter=60).fit(features, targets)
        return cls(aspects, model.coef_, model.intercept_)

    def read(
        self, texts: Sequence[str], ratings: Sequence[int]
    ) -> tuple[NDArray[np.float64], list[list[str]]]:
        """Return the opinion of each text, shape (texts,), and what each is about."""
        scores = _features(texts, ratings) @ self.weights.T + self.offsets
        told = [[self.aspects[c] for c in np.flatnonzero(row >= TOLD)] for row in scores[:, 1:]]
        return np.clip(scores[:, 0], -1, 1), told


def _features(texts: Sequence[str], ratings: Sequence[int]) -> Any:
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=GRAMS,
        n_features=FEATURES,
        alternate_sign=False,
        dtype=np.float32,
    )
    grams = hashing.transform([normalise(text) for text in texts])
    stars = np.eye(5, dtype=np.float32)[np.array(ratings, dtype=int) - 1]
    return sparse.hstack([grams, sparse.csr_matrix(stars)]).tocsr()
