"""Models that are alike for everybody: sold most, sold most lately, in season, still sold."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import Scores
from ecomcore.recommend.models.model import Arrays, Evidence, ItemModel

YEAR_DAYS = 365.0


class CommonModel(ItemModel):
    """Scores of the items that do not depend on the history."""

    personal = False
    of_item: NDArray[np.float32]

    @abstractmethod
    def _counted(self, log: Log) -> NDArray[np.float64]:
        """Return a score of each item, 0 or more."""

    def fit(self, log: Log) -> Self:
        """Score the items once."""
        self.of_item = self._counted(log).astype(np.float32)
        return self

    def scores(self, histories: Log) -> Scores:
        """Return the same scores in every row."""
        return np.broadcast_to(self.of_item, (histories.customers, len(self.of_item))).copy()

    def evidence(self, history: Log, item: int) -> Evidence:
        """Return nothing: no event of the history plays a part."""
        return {}

    def arrays(self) -> Arrays:
        """Return the scores."""
        return {"of_item": self.of_item}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over the scores."""
        self.of_item = arrays["of_item"]
        return self


class PopularityModel(CommonModel):
    """The number of customers who have an item, each counting half as much every `half_life_days` (None: always 1)."""

    name = "popularity"

    def __init__(self, half_life_days: float | None = None) -> None:
        """Set how fast a sale is forgotten."""
        self.settings = {"half_life_days": half_life_days}
        self.half_life_days = half_life_days

    def _counted(self, log: Log) -> NDArray[np.float64]:
        return np.asarray(log.matrix(self.half_life_days).sum(axis=0), dtype=np.float64).ravel()


class SeasonModel(CommonModel):
    """What was taken a year ago in the weeks that come next; all 0 where the log is younger than that."""

    name = "season"

    def __init__(self, days: float = 60.0) -> None:
        """Set how many days ahead the season reaches."""
        self.settings = {"days": days}
        self.days = days

    def _counted(self, log: Log) -> NDArray[np.float64]:
        begin = log.now - YEAR_DAYS
        chosen = (log.day >= begin) & (log.day < begin + self.days)
        return log.select(chosen).counts().astype(np.float64)


class StillSoldModel(CommonModel):
    """How lately an item was taken at all: halved every `half_life_days` since; what went out of sale fades."""

    name = "still_sold"

    def __init__(self, half_life_days: float = 30.0) -> None:
        """Set how fast an item that nobody takes any more fades."""
        self.settings = {"half_life_days": half_life_days}
        self.half_life_days = half_life_days

    def _counted(self, log: Log) -> NDArray[np.float64]:
        last = np.full(log.items, -np.inf)
        np.maximum.at(last, log.item, log.day)
        return np.asarray(0.5 ** (np.maximum(log.now - last, 0.0) / self.half_life_days))
