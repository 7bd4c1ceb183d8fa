"""The probability that a section answers a question, with "none of them" as one of the choices.

A conditional logit with an outside option (McFadden, "Conditional logit analysis of qualitative choice behavior",
1974): section s is worth `w · f(s)`, answering nothing is worth `b`, and the probabilities are the softmax over
all of them. Fitted by maximum likelihood, so the probabilities are calibrated on what it is fitted on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from ecomcore.errors import BuildError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A question's features, shape `(sections, features)`, and the row that answers it (None: none does)."""

    features: Floats
    answer: int | None
    weight: float = 1.0


@dataclass(frozen=True)
class Choice:
    """The fitted model; a best section below `threshold` is not worth being shown."""

    weights: Floats
    outside: float
    threshold: float

    def probabilities(self, features: Floats) -> Floats:
        """Return the probability of each section to be the answer, shape `(sections,)`; they sum to less than one."""
        worth = np.append(features @ self.weights, self.outside)
        worth = np.exp(worth - worth.max())
        return np.asarray(worth[:-1] / worth.sum())

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        path.write_text(
            json.dumps(
                {
                    "weights": self.weights.tolist(),
                    "outside": self.outside,
                    "threshold": self.threshold,
                },
                indent=1,
            ),
            "utf-8",
        )

    @classmethod
    def load(cls, path: Path) -> Choice:
        """Read what `save` wrote.

        Raises:
            BuildError: the file is missing or damaged.
        """
        try:
            raw = json.loads(path.read_text("utf-8"))
            return cls(
                np.array(raw["weights"], dtype=np.float64),
                float(raw["outside"]),
                float(raw["threshold"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BuildError(
                f"{path} is damaged ({type(error).__name__}: {error}); run 'ecomcore build'"
            ) from error


def fit(examples: Sequence[Example], penalty: float = 0.01) -> Choice:
    """Return the model with the highest likelihood, less `penalty` × the squared weights; threshold 0.5.

    Weights are never negative: what speaks for a section must not count against it.

    Raises:
        ValueError: there is no example.
    """
    if not examples:
        raise ValueError("the choice model needs examples")
    count = examples[0].features.shape[1]

    def loss(parameters: Floats) -> tuple[float, Floats]:
        weights, outside = parameters[:-1], parameters[-1]
        total, gradient = penalty * float(weights @ weights), np.append(2 * penalty * weights, 0.0)
        for example in examples:
            worth = np.append(example.features @ weights, outside)
            worth -= worth.max()
            shares = np.exp(worth)
            shares /= shares.sum()
            chosen = len(example.features) if example.answer is None else example.answer
            total -= example.weight * float(np.log(max(shares[chosen], 1e-300)))
            error = example.weight * shares
            error[chosen] -= example.weight
            gradient[:-1] += example.features.T @ error[:-1]
            gradient[-1] += error[-1]
        return total, gradient

    found = minimize(
        loss,
        np.zeros(count + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * count + [(None, None)],
        options={"maxiter": 500},
    )
    return Choice(np.asarray(found.x[:-1]), float(found.x[-1]), 0.5)


def best_threshold(
    scores: Sequence[float], is_answerable: Sequence[bool], weights: Sequence[float]
) -> float:
    """Return the threshold at which the mean of two shares is highest.

    They are the share of answerable questions with at least that score, and the share of unanswerable ones
    below it; `weights` says how much each question counts within its kind.
    """
    score, answerable = np.asarray(scores), np.asarray(is_answerable, dtype=bool)
    weight = np.asarray(weights, dtype=np.float64)
    if not answerable.any() or answerable.all():
        return 0.5
    steps = np.linspace(0.05, 0.95, 91)
    gains = [
        np.average(score[answerable] >= step, weights=weight[answerable])
        + np.average(score[~answerable] < step, weights=weight[~answerable])
        for step in steps
    ]
    best = np.flatnonzero(np.isclose(gains, np.max(gains)))
    return float(steps[best[len(best) // 2]])
