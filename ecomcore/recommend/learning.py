"""Learns the recommender of a shop from its own interactions: settings, weights by situation, fitted models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ecomcore.errors import EcomError
from ecomcore.recommend.blend import AGAIN
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.model import ItemModel
from ecomcore.recommend.situations import SITUATIONS, questions
from ecomcore.recommend.splitting import Split, split_log
from ecomcore.recommend.tuning import NEW, Chosen, Kind, choose, fit_all, sample
from ecomcore.recommend.weighing import ENOUGH, learn_weights, pools

GIVEN: dict[str, dict[str, float]] = {
    NEW: {"ease": 1.0, "low_rank": 0.5, "content": 0.5, "recent": 0.3, "popularity": 0.05},
    "product": {"together": 1.0, "ease": 0.5, "content": 0.2, "recent": 0.05},
    "cart": {"together": 1.0, "ease": 0.5, "low_rank": 0.2, "content": 0.2, "recent": 0.05},
    "after": {"ease": 1.0, "low_rank": 0.5, "content": 0.2, "recent": 0.1},
    AGAIN: {"repeat": 1.0},
}
"""Weights of a shop that is too young to learn its own, and where learning begins."""

LEAST_EVENTS = 500
WINDOW_SHARE = 0.1
QUESTIONS = 1_000
SEED = 11


def learn(log: Log, of: Mapping[str, Kind]) -> tuple[dict[str, ItemModel], Chosen]:
    """Return all models fitted on `log`, and the settings and weights that held-back time chose.

    A shop with too few purchases gets the given settings and weights.
    """
    chosen = _chosen(log, of)
    models = fit_all(log, of, chosen)
    return models, chosen


def _chosen(log: Log, of: Mapping[str, Kind]) -> Chosen:
    settings = {name: dict(kind.grid[0]) for name, kind in of.items()}
    given = Chosen(settings, {name: dict(found) for name, found in GIVEN.items()}, 0)
    if len(log) < LEAST_EVENTS:
        return given
    whole = Split("time", log, log.matrix() > 0, log.matrix() > 0)
    try:
        found = choose(whole, _begun(of))
        window = split_log(log, "time", test_share=WINDOW_SHARE)
    except EcomError:
        return given
    weights = {NEW: found.weights[NEW], AGAIN: found.weights[AGAIN]}
    if found.asked < ENOUGH:
        weights[NEW] = GIVEN[NEW]
    models = fit_all(window.train, of, found)
    usable = {name: model for name, model in models.items() if name != "repeat"}
    for situation in SITUATIONS:
        asked = questions(situation, log, window.cut_day or 0.0)
        weights[situation] = GIVEN[situation]
        if asked is not None and len(asked.asked()) >= ENOUGH:
            who = sample(asked.asked(), QUESTIONS, SEED)
            weights[situation] = learn_weights([pools(usable, asked, who)], GIVEN[situation])
    return replace(found, weights=weights)


def _begun(of: Mapping[str, Kind]) -> dict[str, Kind]:
    """Return the kinds with the given weights to begin with."""
    first = GIVEN[NEW]
    return {name: replace(kind, weight=first.get(name, 0.0)) for name, kind in of.items()}
