"""Matrix factorisation by the `implicit` library: alternating least squares, and Bayesian personalised ranking."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ecomcore.errors import MissingExtraError
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.embedding import EmbeddingModel
from ecomcore.recommend.models.model import Arrays, Evidence
from ecomcore.vectors.index import Vectors


class AlsModel(EmbeddingModel):
    """Implicit feedback by alternating least squares (Hu, Koren, Volinsky, 2008).

    An event of weight h has the confidence 1 + `alpha` · h. A history becomes a vector by one weighted ridge
    regression, so nothing is learned anew; that, and what each event added to a score, are those of the paper's
    sections 4 and 5.
    """

    name = "als"

    def __init__(
        self,
        factors: int = 64,
        penalty: float = 10.0,
        alpha: float = 5.0,
        rounds: int = 12,
        half_life_days: float | None = None,
        seed: int = 0,
    ) -> None:
        """Set dimension, ridge penalty, confidence, rounds, ageing of a history, and the seed."""
        self.settings = {
            "factors": factors, "penalty": penalty, "alpha": alpha, "rounds": rounds,
            "half_life_days": half_life_days, "seed": seed,
        }  # fmt: skip
        self.factors, self.penalty, self.alpha = factors, penalty, alpha
        self.rounds, self.half_life_days, self.seed = rounds, half_life_days, seed

    def fit(self, log: Log) -> Self:
        """Learn the factors of the items."""
        factors = self._trained(log.matrix())
        self.sources = self.targets = np.ascontiguousarray(factors, dtype=np.float32)
        self._gram = self.targets.T @ self.targets
        self._index = None
        return self

    def _trained(self, matrix: sparse.csr_matrix) -> Vectors:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(1, "blas"):
            model = _library("als").AlternatingLeastSquares(
                factors=self.factors, regularization=self.penalty, alpha=self.alpha,
                iterations=self.rounds, random_state=self.seed,
            )  # fmt: skip
            model.fit(matrix, show_progress=False)
        return np.asarray(model.item_factors)

    def query(self, histories: Log) -> Vectors:
        """Return the factors of each history."""
        rows = histories.matrix(self.half_life_days)
        found = np.zeros((histories.customers, self.targets.shape[1]), dtype=np.float32)
        for row in np.flatnonzero(np.diff(rows.indptr)):
            span = slice(rows.indptr[row], rows.indptr[row + 1])
            vectors, confidence = self.targets[rows.indices[span]], 1 + self.alpha * rows.data[span]
            found[row] = np.linalg.solve(self._system(vectors, confidence), vectors.T @ confidence)
        return found

    def evidence(self, history: Log, item: int) -> Evidence:
        """Return what each event added to the score."""
        rows = history.matrix(self.half_life_days)
        vectors, confidence = self.targets[rows.indices], 1 + self.alpha * rows.data
        if not len(vectors):
            return {}
        towards = np.linalg.solve(self._system(vectors, confidence), self.targets[item])
        added = confidence * (vectors @ towards)
        return {
            int(source): float(value)
            for source, value in zip(rows.indices, added, strict=True)
            if value > 0 and source != item
        }

    def _system(self, vectors: Vectors, confidence: NDArray[np.float32]) -> Vectors:
        weighted = vectors.T @ (vectors * (confidence - 1)[:, None])
        damped = self._gram + weighted
        damped[np.diag_indices(len(damped))] += self.penalty
        return np.asarray(damped, dtype=np.float32)

    def arrays(self) -> Arrays:
        """Return the factors."""
        return {"targets": self.targets}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over the factors."""
        self.sources = self.targets = arrays["targets"]
        self._gram = self.targets.T @ self.targets
        self._index = None
        return self


class BprModel(EmbeddingModel):
    """Pairs of had and not had, ranked by stochastic gradient descent (Rendle et al., 2009).

    A history becomes the sum of its items' factors, which is what the gradient makes of a customer's own; the bias of
    an item (the last column of the library's factors) is left to the models of popularity.
    """

    name = "bpr"

    def __init__(
        self,
        factors: int = 64,
        penalty: float = 0.01,
        rounds: int = 100,
        half_life_days: float | None = None,
        seed: int = 0,
    ) -> None:
        """Set dimension, penalty, rounds, ageing of a history, and the seed."""
        self.settings = {
            "factors": factors, "penalty": penalty, "rounds": rounds,
            "half_life_days": half_life_days, "seed": seed,
        }  # fmt: skip
        self.factors, self.penalty, self.rounds = factors, penalty, rounds
        self.half_life_days, self.seed = half_life_days, seed

    def fit(self, log: Log) -> Self:
        """Learn the factors of the items."""
        model = _library("bpr").BayesianPersonalizedRanking(
            factors=self.factors, regularization=self.penalty, iterations=self.rounds,
            random_state=self.seed, num_threads=1,
        )  # fmt: skip
        model.fit(log.matrix(), show_progress=False)
        self.sources = self.targets = np.ascontiguousarray(model.item_factors[:, :-1], np.float32)
        self._index = None
        return self


def _library(module: str) -> Any:
    """Return a module of `implicit`.

    Raises:
        MissingExtraError: the library is not installed.
    """
    from importlib import import_module

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(f"implicit.cpu.{module}")
    except ImportError as error:
        raise MissingExtraError(
            "matrix factorisation needs the package 'implicit'; install it with 'make setup'"
        ) from error
