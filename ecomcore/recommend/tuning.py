"""Chooses settings of models and weights of the blend inside the training part; nothing here sees the test part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.recommend.blend import AGAIN, Blend
from ecomcore.recommend.log import Log
from ecomcore.recommend.models.ease import EaseModel
from ecomcore.recommend.models.factors import AlsModel, BprModel
from ecomcore.recommend.models.likeness import LikenessModel
from ecomcore.recommend.models.low_rank import LowRankModel
from ecomcore.recommend.models.model import ItemModel, LinearModel
from ecomcore.recommend.models.neighbours import NeighboursModel
from ecomcore.recommend.models.popular import PopularityModel, SeasonModel, StillSoldModel
from ecomcore.recommend.models.repeat import RepeatModel
from ecomcore.recommend.models.together import TogetherModel
from ecomcore.recommend.splitting import SEED, Split, inner_splits
from ecomcore.recommend.weighing import guarded_weights, learn_weights, pools
from ecomcore.vectors.index import Vectors

ASKED, WEIGHED = 1_000, 2_000
"""Customers that settings are chosen on, and weights, at most."""

MOST_EVENTS = 2_000_000
LEAST_GAIN = 5e-4
HALF_LIVES: tuple[float | None, ...] = (None, 365.0, 180.0)
ANCHOR = "ease"
"""The model that the learned weights are drawn back to."""
NEW = "home"
"""The situation of what a customer does not have yet."""

Settings = dict[str, Any]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Kind:
    """A kind of model: how it is made, the settings to choose from, the weight to begin with in the blend."""

    make: Callable[..., ItemModel]
    grid: tuple[Settings, ...] = ({},)
    weight: float = 0.0
    ages: bool = True
    """Whether the ageing of histories is worth choosing."""


def kinds(vectors: Vectors | None = None) -> dict[str, Kind]:
    """Return the models that take part in the blend, the strongest first; `content` where items have vectors."""
    found = {
        "ease": Kind(EaseModel, ({"penalty": 300.0}, {"penalty": 1000.0}), 1.0),
        "low_rank": Kind(LowRankModel, ({"rank": 64}, {"rank": 32}, {"rank": 128}), 0.5),
        "item_knn": Kind(NeighboursModel, ({"shrink": 20.0}, {"shrink": 0.0}, {"shrink": 100.0})),
        "together": Kind(TogetherModel, ages=False),
        "popularity": Kind(PopularityModel, ages=False),
        "recent": Kind(
            PopularityModel,
            tuple({"half_life_days": days} for days in (30.0, 14.0, 60.0)), ages=False,
        ),
        "season": Kind(SeasonModel, ages=False),
        "still_sold": Kind(StillSoldModel, ages=False),
        "repeat": Kind(
            RepeatModel, tuple({"half_life_days": days} for days in (60.0, 30.0, 120.0)), ages=False
        ),
    }  # fmt: skip
    if vectors is not None:
        found["content"] = Kind(lambda **settings: LikenessModel(vectors, **settings))
    return found


def factor_kinds() -> dict[str, Kind]:
    """Return the models that are measured beside the blend but are not part of it."""
    return {
        "als": Kind(AlsModel, ({}, {"penalty": 5.0, "alpha": 2.0}), ages=False),
        "bpr": Kind(BprModel, ages=False),
    }


@dataclass(frozen=True)
class Chosen:
    """Settings by model, weights by situation and model, and how many customers they were chosen on."""

    settings: dict[str, Settings]
    weights: dict[str, dict[str, float]]
    asked: int
    scores: dict[str, float] = field(default_factory=dict)
    learned_share: float = 1.0
    """How far the learned weights of new items are trusted beside the strongest model alone."""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        return {
            "settings": self.settings,
            "weights": self.weights,
            "asked": self.asked,
            "learned_share": self.learned_share,
        }


def choose(
    split: Split, of: Mapping[str, Kind], *, seed: int = SEED, say: Say = lambda text: None
) -> Chosen:
    """Choose settings and weights by nDCG@10 on splits inside the training part of `split`.

    Settings come from the latest inner split, weights from all of them; those of new items are trusted as far as their
    gain carries over from window to window (`guarded_weights`). Of more than two million events, they are
    chosen on a sample of the customers.
    """
    windows = inner_splits(_sampled(split, seed), seed=seed)
    settings: dict[str, Settings] = {}
    scores: dict[str, float] = {}
    latest, asked = windows[0], sample(windows[0].asked(), ASKED, seed)
    fitted: list[dict[str, ItemModel]] = [{} for _ in windows]
    for name, kind in of.items():
        say(f"choosing {name}")
        again = name == "repeat"
        wanted = sample(latest.asked(again=True), ASKED, seed) if again else asked
        settings[name], scores[name], fitted[0][name] = _best(kind, latest, wanted, again)
        for window, models in zip(windows[1:], fitted[1:], strict=True):
            models[name] = kind.make(**settings[name]).fit(window.train)
    say("weighing")
    weights, share = {}, 1.0
    for situation, again in ((NEW, False), (AGAIN, True)):
        first = {name: kind.weight for name, kind in of.items()}
        if again:
            first = dict.fromkeys(first, 0.0) | {"repeat": 1.0}
        found = []
        for window, models in zip(windows, fitted, strict=True):
            who = sample(window.asked(again=again), WEIGHED, seed)
            if len(who):
                found.append(pools(_usable(models, again), window, who, again=again))
        if found and situation == NEW:
            weights[situation], share = guarded_weights(found, first, ANCHOR)
        else:
            weights[situation] = learn_weights(found, first) if found else first
    return Chosen(settings, weights, len(asked), scores, share)


def fit_all(
    log: Log, of: Mapping[str, Kind], chosen: Chosen, *, say: Say = lambda text: None
) -> dict[str, ItemModel]:
    """Return the models fitted on `log` with the chosen settings."""
    found = {}
    for name, kind in of.items():
        say(f"fitting {name}")
        found[name] = kind.make(**chosen.settings.get(name, kind.grid[0])).fit(log)
    return found


def blend_of(models: Mapping[str, ItemModel], chosen: Chosen) -> Blend:
    """Return the blend of fitted models with the chosen weights, without the models that weigh nothing."""
    used = {name for weights in chosen.weights.values() for name, w in weights.items() if w > 0}
    return Blend({name: model for name, model in models.items() if name in used}, chosen.weights)


def sample(rows: NDArray[np.int64], most: int, seed: int) -> NDArray[np.int64]:
    """Return at most `most` of the rows, drawn with `seed`, ascending."""
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))


def _sampled(split: Split, seed: int) -> Split:
    """Return the split with only as many customers as bring about two million events."""
    log = split.train
    if len(log) <= MOST_EVENTS:
        return split
    rows = sample(np.arange(log.customers), round(log.customers * MOST_EVENTS / len(log)), seed)
    chosen = log.of_customers(rows)
    return replace(split, train=chosen, new=split.new[rows], again=split.again[rows])


def _best(
    kind: Kind, split: Split, customers: NDArray[np.int64], again: bool
) -> tuple[Settings, float, ItemModel]:
    """Return the settings of the grid with the best nDCG@10, the first of those that are about equal."""
    best_settings, best_score, best_model = dict(kind.grid[0]), -1.0, None
    is_choice = len(customers) > 0
    for settings in kind.grid if is_choice else kind.grid[:1]:
        model = kind.make(**settings).fit(split.train)
        score = _score(model, split, customers, again) if is_choice else 0.0
        if best_model is None or score > best_score + LEAST_GAIN:
            best_settings, best_score, best_model = dict(settings), score, model
    assert best_model is not None  # noqa: S101 - a grid has at least one entry
    if kind.ages and is_choice and isinstance(best_model, LinearModel):
        for half_life in HALF_LIVES[1:]:
            aged = kind.make(**{**best_settings, "half_life_days": half_life})
            aged = aged.restore(best_model.arrays())
            score = _score(aged, split, customers, again)
            if score > best_score + LEAST_GAIN:
                best_score, best_model = score, aged
                best_settings["half_life_days"] = half_life
    return best_settings, best_score, best_model


def _score(model: ItemModel, split: Split, customers: NDArray[np.int64], again: bool) -> float:
    return pools({"model": model}, split, customers, again=again).ndcg(np.ones(1))


def _usable(models: Mapping[str, ItemModel], again: bool) -> dict[str, ItemModel]:
    """Return the models that can tell something; repeat purchase knows nothing of new items."""
    return {name: model for name, model in models.items() if again or name != "repeat"}
