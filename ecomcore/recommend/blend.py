"""Several models as one: scores on a common scale, added with weights that were learned for the situation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import Scores
from ecomcore.recommend.models.model import Evidence, ItemModel

TINY = 1e-9
AGAIN = "again"
"""The situation of buying again what one has."""

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Share:
    """What one part of a blend gave to the score of one item, and the items of the history it stands on.

    `usual` is what any other history of that length would have brought as well.
    """

    part: str
    gain: float
    evidence: Evidence
    usual: float = 0.0


class Blend:
    """Adds what its parts say, each divided by its best score for the same history.

    A part's best score is taken over the items that can be listed, so an item scores 1 for a part that would list it
    first, whatever the part's own units are.
    """

    name = "blend"

    def __init__(
        self, parts: Mapping[str, ItemModel], weights: Mapping[str, Mapping[str, float]]
    ) -> None:
        """Take fitted models by name and, by situation, the weight of each; the first situation is the default."""
        self.parts = dict(parts)
        self.weights = {situation: dict(found) for situation, found in weights.items()}

    @property
    def default(self) -> str:
        """The situation that is meant where none is named."""
        return next(iter(self.weights))

    def scores(self, histories: Log, situation: str | None = None) -> Scores:
        """Return blended scores, shape (customers, items)."""
        listed = listed_items(histories, situation)
        total = np.zeros(listed.shape, dtype=np.float32)
        for name, weight in self._of(situation).items():
            total += weight * scaled(self.parts[name].scores(histories), listed)
        return total

    def shares(
        self, history: Log, items: Sequence[int], situation: str | None = None
    ) -> list[list[Share]]:
        """Return, for each of `items`, what each part gave to its score for one history, the largest first."""
        listed = listed_items(history, situation)
        found: list[list[Share]] = [[] for _ in items]
        for name, weight in self._of(situation).items():
            part = self.parts[name]
            scores = part.scores(history)
            factor = weight / float(scales(scores, listed)[0])
            for shares, item in zip(found, items, strict=True):
                gain = factor * float(scores[0, item])
                if gain > 0:
                    evidence = part.evidence(history, item)
                    added = {source: factor * value for source, value in evidence.items()}
                    usual = factor * part.usual(history, item)
                    shares.append(Share(name, gain, added, min(max(usual, 0.0), gain)))
        return [sorted(shares, key=lambda share: -share.gain) for shares in found]

    def _of(self, situation: str | None) -> dict[str, float]:
        weights = self.weights.get(situation or self.default, self.weights[self.default])
        return {name: weight for name, weight in weights.items() if weight and name in self.parts}


def known_items(histories: Log) -> Marks:
    """Mark the items that each customer has, shape (customers, items)."""
    known = np.zeros((histories.customers, histories.items), dtype=np.bool_)
    known[histories.customer, histories.item] = True
    return known


def listed_items(histories: Log, situation: str | None = None) -> Marks:
    """Mark the items that lists are made of: those a customer does not have, or for `AGAIN` those he has."""
    known = known_items(histories)
    return known if situation == AGAIN else ~known


def scales(scores: Scores, listed: Marks) -> NDArray[np.float32]:
    """Return the best score of each row among the listed items; 1 where none is above 0."""
    best = np.where(listed, scores, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(best > TINY, best, 1.0).astype(np.float32)


def scaled(scores: Scores, listed: Marks) -> Scores:
    """Return scores divided by the scale of each row."""
    return np.asarray(scores / scales(scores, listed)[:, None], dtype=np.float32)
