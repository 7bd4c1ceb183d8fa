"""Repeat purchase: what a customer takes again and again, and when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import Scores
from ecomcore.recommend.models.model import Arrays, Evidence, ItemModel

USUAL_INTERVAL_DAYS = 30.0
"""Where nobody has taken anything twice."""

PRIOR_INTERVALS = 2.0
PRIOR_CUSTOMERS = 20.0


@dataclass(frozen=True)
class Habit:
    """How a customer takes an item: on how many days, how far apart, how long ago the last time."""

    times: int
    interval_days: float
    since_days: float


@dataclass(frozen=True)
class _Pairs:
    """All pairs of customer and item in a log, one entry each."""

    customer: NDArray[np.int64]
    item: NDArray[np.int64]
    times: NDArray[np.float64]
    span: NDArray[np.float64]
    since: NDArray[np.float64]
    faded: NDArray[np.float64]


class RepeatModel(ItemModel):
    """Scores the items of a customer's own history only.

    The score of an item is its faded frequency (each day on which it was taken counts half every `half_life_days`),
    times the share of its customers who took it again, damped towards the share over all items. It gains `due_bonus`
    where the item is just due, by the customer's own mean interval drawn towards the item's, and less before and after.
    Events of a weight below 1 (looks) are no purchases.
    """

    name = "repeat"

    def __init__(self, half_life_days: float = 60.0, due_bonus: float = 0.25) -> None:
        """Set how fast a purchase fades, and how much more an item counts when it is due."""
        self.settings = {"half_life_days": half_life_days, "due_bonus": due_bonus}
        self.half_life_days, self.due_bonus = half_life_days, due_bonus

    def fit(self, log: Log) -> Self:
        """Learn how often, and after how long, each item is taken again."""
        pairs = self._pairs(log)
        again = np.bincount(pairs.item, pairs.times > 1, log.items)
        had = np.bincount(pairs.item, minlength=log.items)
        usual = (again.sum() + 1) / (had.sum() + 2)
        self.share = ((again + PRIOR_CUSTOMERS * usual) / (had + PRIOR_CUSTOMERS)).astype(
            np.float32
        )
        gaps = np.bincount(pairs.item, np.maximum(pairs.times - 1, 0), log.items)
        spans = np.bincount(pairs.item, pairs.span, log.items)
        mean = spans.sum() / gaps.sum() if gaps.sum() else USUAL_INTERVAL_DAYS
        self.interval_days = ((spans + PRIOR_CUSTOMERS * mean) / (gaps + PRIOR_CUSTOMERS)).astype(
            np.float32
        )
        return self

    def scores(self, histories: Log) -> Scores:
        """Return scores of the items of each history, 0 for all others."""
        found = np.zeros((histories.customers, histories.items), dtype=np.float32)
        pairs = self._pairs(histories)
        due = np.exp(-(np.log((pairs.since + 1) / (self._interval(pairs) + 1)) ** 2))
        values = pairs.faded * self.share[pairs.item] * (1 + self.due_bonus * due)
        found[pairs.customer, pairs.item] = values
        return found

    def evidence(self, history: Log, item: int) -> Evidence:
        """Return the item itself with its score, if it was taken before."""
        score = float(self.scores(history)[0, item])
        return {item: score} if score > 0 else {}

    def habit(self, history: Log, item: int) -> Habit | None:
        """Return how one customer takes an item; None if never."""
        pairs = self._pairs(history)
        place = np.flatnonzero(pairs.item == item)
        if not len(place):
            return None
        at = int(place[0])
        interval = float(self._interval(pairs)[at])
        return Habit(int(pairs.times[at]), interval, float(pairs.since[at]))

    def _interval(self, pairs: _Pairs) -> NDArray[np.float64]:
        """Return the expected days between two purchases: the customer's own, drawn towards the item's."""
        usual = self.interval_days[pairs.item]
        gaps = np.maximum(pairs.times - 1, 0)
        return np.asarray((pairs.span + PRIOR_INTERVALS * usual) / (gaps + PRIOR_INTERVALS))

    def _pairs(self, log: Log) -> _Pairs:
        log = log.select(log.weight >= 1)
        whole = np.floor(log.day).astype(np.int64)
        key = log.customer.astype(np.int64) * max(log.items, 1) + log.item
        days = np.unique(np.stack([key, whole], axis=1), axis=0)
        if not len(days):
            empty, none = np.zeros(0), np.zeros(0, dtype=np.int64)
            return _Pairs(none, none, empty, empty, empty, empty)
        pair, start, times = np.unique(days[:, 0], return_index=True, return_counts=True)
        last = days[start + times - 1, 1].astype(np.float64)
        ages = np.maximum(log.now - days[:, 1], 0.0)
        faded = np.add.reduceat(0.5 ** (ages / self.half_life_days), start)
        return _Pairs(
            pair // max(log.items, 1), pair % max(log.items, 1), times.astype(np.float64),
            last - days[start, 1], np.maximum(log.now - last, 0.0), faded,
        )  # fmt: skip

    def arrays(self) -> Arrays:
        """Return shares and intervals."""
        return {"share": self.share, "interval_days": self.interval_days}

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take over shares and intervals."""
        self.share, self.interval_days = arrays["share"], arrays["interval_days"]
        return self


def own_frequency(histories: Log) -> Scores:
    """Return on how many days each customer took each item: the baseline of repeat purchase."""
    whole = np.floor(histories.day).astype(np.int64)
    events = np.unique(np.stack([histories.customer, histories.item, whole], axis=1), axis=0)
    found = np.zeros((histories.customers, histories.items), dtype=np.float32)
    np.add.at(found, (events[:, 0], events[:, 1]), 1.0)
    return found
