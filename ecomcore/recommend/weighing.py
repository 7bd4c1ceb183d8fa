"""Learns the weights of a blend on customers whose next items are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.blend import known_items, scaled
from ecomcore.recommend.measures import LIST, best, hits, ndcg
from ecomcore.recommend.models.model import ItemModel
from ecomcore.recommend.splitting import Split

BATCH_SCORES = 2_000_000
"""Scores of one part that are held at once."""

POOL = 60
"""Items that each part brings to the pool of a customer; only these can be listed."""

STEPS = (0.0, 0.5, 0.8, 1.25, 2.0)
FIRST = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
ROUNDS = 3
LEAST_GAIN = 1e-4
ENOUGH = 50
"""Customers below which nothing is learned and the given weights stay."""


def batch_size(items: int) -> int:
    """Return how many customers are scored at a time, so that memory stays bounded."""
    return max(8, min(256, BATCH_SCORES // max(items, 1)))


@dataclass(frozen=True)
class Pools:
    """What the parts say about the items that can be listed.

    `features` has shape (customers, pool, parts); `real` says which places of a pool hold an item, `marked` which are
    targets, both (customers, pool); `wanted` how many targets each customer has in all.
    """

    names: tuple[str, ...]
    features: NDArray[np.float32]
    real: NDArray[np.bool_]
    marked: NDArray[np.bool_]
    wanted: NDArray[np.int64]

    def ndcg(self, weights: NDArray[np.float64]) -> float:
        """Return the mean nDCG@10 of the lists that these weights make."""
        scores = np.where(self.real, self.features @ weights.astype(np.float32), -np.inf)
        places = best(scores, LIST)
        marked = np.take_along_axis(self.marked, np.maximum(places, 0), axis=1) & (places >= 0)
        return float(ndcg(marked, self.wanted).mean())


def pools(
    parts: Mapping[str, ItemModel], split: Split, customers: NDArray[np.int64], *, again: bool = False
) -> Pools:  # fmt: skip
    """Return the pools of `customers` of a split, whose parts were fitted on its training log."""
    names = tuple(parts)
    targets = (split.again if again else split.new)[customers]
    found = []
    step = batch_size(split.train.items)
    for start in range(0, len(customers), step):
        rows = customers[start : start + step]
        histories = split.train.of_customers(rows)
        known = known_items(histories)
        listed = known if again else ~known
        scores = [scaled(model.scores(histories), listed) for model in parts.values()]
        chosen = [best(np.where(listed, part, -np.inf), POOL) for part in scores]
        items = _unique_rows(np.concatenate(chosen, axis=1))
        features = np.stack(
            [np.take_along_axis(part, np.maximum(items, 0), axis=1) for part in scores], axis=2
        )
        found.append((features, items >= 0, hits(items, targets[start : start + step])))
    width = max((real.shape[1] for _, real, _ in found), default=1)
    features, real, marked = (
        np.concatenate([_widened(part, width) for part in parts_])
        for parts_ in zip(*found, strict=True)
    )
    return Pools(names, features, real, marked, np.diff(targets.indptr).astype(np.int64))


def learn_weights(pools_: Sequence[Pools], first: Mapping[str, float]) -> dict[str, float]:
    """Return weights found by coordinate ascent on nDCG@10 (Metzler and Croft, 2007), averaged over the pools.

    `first` are the weights to begin with. A weight moves only where that gains at least `LEAST_GAIN`; with too few
    customers the first weights are returned.
    """
    names = pools_[0].names
    start = np.array([first.get(name, 0.0) for name in names])
    if sum(len(found.wanted) for found in pools_) < ENOUGH:
        return dict(zip(names, start.tolist(), strict=True))

    def value(weights: NDArray[np.float64]) -> float:
        return sum(found.ndcg(weights) for found in pools_) / len(pools_)

    weights = _climb(start, value)
    top = max(float(weights.max()), 1e-9)
    return {name: round(float(w) / top, 4) for name, w in zip(names, weights, strict=True)}


def guarded_weights(
    pools_: Sequence[Pools], first: Mapping[str, float], anchor: str
) -> tuple[dict[str, float], float]:
    """Return learned weights, drawn back towards one strong model alone as far as their gain does not carry over.

    Each window tells the gain of weights that were learned on the other windows over `anchor` alone. With mean m and
    standard deviation s of these gains, the learned weights count with the share m² / (m² + s²), and with none where m
    is not above 0: what gained in one season and lost in another is trusted little. A single window tells nothing of
    that, and its weights count in full.

    Returns:
        The weights, and the share of the learned ones in them.
    """
    learned = learn_weights(pools_, first)
    names = pools_[0].names
    alone = np.array([float(name == anchor) for name in names])
    if len(pools_) < 2 or not alone.any():
        return learned, 1.0
    gains = []
    for place, held in enumerate(pools_):
        others = [found for other, found in enumerate(pools_) if other != place]
        weights = np.array(list(learn_weights(others, first).values()))
        gains.append(held.ndcg(weights) - held.ndcg(alone))
    share = trusted_share(gains)
    mixed = share * np.array(list(learned.values())) + (1 - share) * alone
    top = max(float(mixed.max()), 1e-9)
    return {name: round(float(w) / top, 4) for name, w in zip(names, mixed, strict=True)}, share


def trusted_share(gains: Sequence[float]) -> float:
    """Return m² / (m² + s²) of gains with mean m and standard deviation s, 0 where m is not above 0."""
    mean, variance = float(np.mean(gains)), float(np.var(gains, ddof=1))
    if mean <= 0:
        return 0.0
    return round(mean**2 / (mean**2 + variance), 4)


def _climb(
    weights: NDArray[np.float64], value: Callable[[NDArray[np.float64]], float]
) -> NDArray[np.float64]:
    """Move one weight at a time to where the value is best, until no move gains."""
    reached = value(weights)
    for _ in range(ROUNDS):
        before = reached
        for place in range(len(weights)):
            for trial in _trials(weights, place):
                gained = value(trial)
                if gained > reached + LEAST_GAIN:
                    weights, reached = trial, gained
        if reached <= before:
            break
    return weights


def _trials(weights: NDArray[np.float64], place: int) -> Iterator[NDArray[np.float64]]:
    current = weights[place]
    others = np.delete(weights, place)
    options = [current * step for step in STEPS] if current > 0 else FIRST
    for option in options:
        if option > 0 or others.any():
            trial = weights.copy()
            trial[place] = option
            yield trial


def _unique_rows(items: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each row's different items, ascending, filled up with -1."""
    ordered = np.sort(items, axis=1)
    ordered[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = -1
    ordered = -np.sort(-ordered, axis=1)
    width = int((ordered >= 0).sum(axis=1).max(initial=1))
    return ordered[:, : max(width, 1)]


def _widened(values: NDArray[Any], width: int) -> NDArray[Any]:
    pad = [(0, 0), (0, width - values.shape[1])] + [(0, 0)] * (values.ndim - 2)
    return np.pad(values, pad)
