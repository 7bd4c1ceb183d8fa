"""Tells whether the shop has what a photo shows, from how near the nearest picture is and how far the next product.

The shop's own pictures teach it: each is changed as a phone would and looked up, once as it is (the shop has it), once
with its product taken out of the index (the shop does not).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]

KEPT_SHARE = 0.9
"""Share of photos of the shop's own products that must be recognised as such."""
NEAR_SHARE = 0.98
"""Share of them for which at least the nearest products are shown."""
FEWEST = 8
"""Products below which nothing is learned."""


@dataclass(frozen=True)
class Calibration:
    """A logistic model of two numbers: the best score, and its lead over the next product's.

    `same_from` and `similar_from` are probabilities; `kept` and `refused` are what was measured at `same_from` while
    fitting: the share of own products recognised and of foreign ones refused.
    """

    intercept: float = -24.0
    of_score: float = 30.0
    of_lead: float = 6.0
    same_from: float = 0.5
    similar_from: float = 0.0
    kept: float = 0.0
    refused: float = 0.0

    def probability(self, score: Scores | float, lead: Scores | float) -> Scores:
        """Return how sure it is that the best product is the one in the photo, 0 to 1."""
        z = self.intercept + self.of_score * np.asarray(score) + self.of_lead * np.asarray(lead)
        return np.asarray(1 / (1 + np.exp(-np.clip(z, -60, 60))))

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def fit(own: tuple[Scores, Scores], foreign: tuple[Scores, Scores]) -> Calibration:
    """Return the model that tells own products from foreign ones; both are (scores, leads).

    The threshold keeps nine tenths of the photos of own products.
    """
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([np.column_stack(own), np.column_stack(foreign)])
    labels = np.repeat([1, 0], [len(own[0]), len(foreign[0])])
    model = LogisticRegression(C=100.0, max_iter=1000).fit(rows, labels)
    of_score, of_lead = (max(0.0, float(weight)) for weight in model.coef_[0])
    bare = Calibration(float(model.intercept_[0]), of_score, of_lead)
    sure = bare.probability(*own)
    same = float(np.quantile(sure, 1 - KEPT_SHARE, method="lower"))
    similar = float(min(same, np.quantile(sure, 1 - NEAR_SHARE, method="lower")))
    return replace(
        bare,
        same_from=same,
        similar_from=similar,
        kept=round(float((sure >= same).mean()), 4),
        refused=round(float((bare.probability(*foreign) < same).mean()), 4),
    )


def leads(scores: Scores, products: Sequence[str]) -> tuple[float, float]:
    """Return the best of the pictures' scores and its lead over the best of any other product.

    `scores` are those of the pictures of `products`, best first.
    """
    if not len(scores):
        return 0.0, 0.0
    second = next(
        (score for score, name in zip(scores, products, strict=True) if name != products[0]), 0.0
    )
    return float(scores[0]), float(scores[0] - second)
