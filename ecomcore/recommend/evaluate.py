"""Measures every model and its baselines on held-back interactions, in one table with intervals over customers."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import EcomError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.recommend import measures
from ecomcore.recommend.blend import AGAIN, Blend, listed_items
from ecomcore.recommend.cleaning import Interactions
from ecomcore.recommend.groups import Facts, group_rows, listing_metrics
from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import Interval, Lists, PerCustomer, Scores
from ecomcore.recommend.memory import peak_memory
from ecomcore.recommend.models.popular import PopularityModel
from ecomcore.recommend.models.repeat import own_frequency
from ecomcore.recommend.splitting import SEED, Split, SplitKind, split_log
from ecomcore.recommend.tuning import (
    NEW,
    Chosen,
    Kind,
    blend_of,
    choose,
    factor_kinds,
    kinds,
    sample,
)
from ecomcore.recommend.weighing import batch_size

DEFAULT = "blend"
MOST_ASKED = 10_000
"""Customers that are asked about, at most; a sample of more would only narrow the intervals."""

TIMED = 100
Scorer = Callable[[Log], Scores]


@dataclass(frozen=True)
class _Found:
    """What one model listed for the customers who were asked about."""

    lists: Lists
    ndcg: PerCustomer
    recall: PerCustomer
    hit: PerCustomer
    precision: PerCustomer


@dataclass
class _Cost:
    """What fitting took."""

    train_s: float = 0.0
    peak_memory_mb: float = 0.0


@dataclass(frozen=True)
class Measured:
    """The evaluation, and what was chosen to make it."""

    evaluation: Evaluation
    chosen: Chosen
    split: Split
    extra: dict[str, Any] = field(default_factory=dict)


def evaluate_recommend(
    data: Interactions,
    split_kind: SplitKind = "time",
    *,
    facts: Facts | None = None,
    cut_day: float | None = None,
    end_day: float | None = None,
    seed: int = SEED,
    name: str = "",
    say: Callable[[str], None] = lambda text: None,
) -> Measured:
    """Split, choose settings on the training part alone, fit, and score all models on the same customers.

    The main figures (`ndcg_at_10`, …) are for items that a customer did not have before; where customers take things
    again, `repeat_*` are for those, listed out of the customer's own history. `gain_*` is the difference in nDCG@10 to
    EASE over the same customers.

    Raises:
        EcomError: there is too little to divide, or nobody to ask about.
    """
    facts = facts or Facts()
    split = split_log(data.log, split_kind, seed=seed, cut_day=cut_day, end_day=end_day)
    if not len(split.asked()) and not len(split.asked(again=True)):
        raise EcomError(
            f"no customer has events both before and after the split by {split_kind!r}, so nobody can be asked about"
        )
    of = kinds(facts.vectors)
    if split.kind == "cold":
        return _cold(data, split, of, facts, name, say)
    chosen = choose(split, of, seed=seed, say=say)
    models: dict[str, Any] = {}
    costs: dict[str, _Cost] = {}
    for label, kind in {**of, **factor_kinds()}.items():
        say(f"fitting {label}")
        with peak_memory() as peak:
            started = time.perf_counter()
            models[label] = kind.make(**chosen.settings.get(label, kind.grid[0])).fit(split.train)
            costs[label] = _Cost(time.perf_counter() - started)
        costs[label].peak_memory_mb = peak.megabytes
    blend = blend_of({label: models[label] for label in of}, chosen)
    costs[DEFAULT] = _Cost(
        sum(costs[label].train_s for label in blend.parts),
        max((costs[label].peak_memory_mb for label in blend.parts), default=0.0),
    )
    say("asking")
    table: dict[str, Metrics] = {}
    if len(split.asked()):
        table = _table(split, models, blend, costs, facts, seed, again=False)
    if len(split.asked(again=True)):
        for label, metrics in _table(split, models, blend, costs, facts, seed, again=True).items():
            table.setdefault(label, {}).update(metrics)
    about = _about(data, split, name, chosen)
    about["weights"] = chosen.weights[NEW]
    about["learned_share"] = chosen.learned_share
    return Measured(Evaluation(about, DEFAULT, table), chosen, split)


def _table(
    split: Split,
    models: Mapping[str, Any],
    blend: Blend,
    costs: Mapping[str, _Cost],
    facts: Facts,
    seed: int,
    *,
    again: bool,
) -> dict[str, Metrics]:
    """Return the rows of the table for new items, or for those that are taken again."""
    asked = sample(split.asked(again=again), MOST_ASKED, seed)
    scorers: dict[str, Scorer] = {
        label: model.scores for label, model in models.items() if again or label != "repeat"
    }
    situation = AGAIN if again else NEW
    scorers[DEFAULT] = lambda histories: blend.scores(histories, situation)
    if again:
        scorers["own_frequency"] = own_frequency
    found = {label: _ask(scorer, split, asked, situation) for label, scorer in scorers.items()}
    if again:
        return {label: _repeat_metrics(one) for label, one in found.items()}
    rows: dict[str, Metrics] = {}
    for label, one in found.items():
        rows[label] = (
            _metrics(one, split, asked)
            | _gains(one, found)
            | listing_metrics(one.lists, split.train, facts)
            | _costs(costs[label], scorers[label], split, asked)
        )
    rows |= group_rows(DEFAULT, found[DEFAULT].ndcg, asked, facts)
    return rows


def _ask(scorer: Scorer, split: Split, asked: NDArray[np.int64], situation: str) -> _Found:
    """Return the lists of a model and their scores per customer."""
    targets = (split.again if situation == AGAIN else split.new)[asked]
    wanted = np.diff(targets.indptr).astype(np.int64)
    parts = []
    step = batch_size(split.train.items)
    for start in range(0, len(asked), step):
        histories = split.train.of_customers(asked[start : start + step])
        scores = np.where(listed_items(histories, situation), scorer(histories), -np.inf)
        if split.candidates is not None:
            others = np.ones(scores.shape[1], dtype=np.bool_)
            others[split.candidates] = False
            scores[:, others] = -np.inf
        parts.append(measures.best(scores.astype(np.float32), measures.LONG_LIST))
    lists = np.concatenate(parts) if parts else np.zeros((0, measures.LONG_LIST), np.int64)
    marked = measures.hits(lists, targets)
    short = marked[:, : measures.LIST]
    return _Found(
        lists,
        measures.ndcg(short, wanted),
        measures.recall(marked, wanted),
        np.asarray(short.any(axis=1), dtype=np.float64),
        np.asarray(short.mean(axis=1), dtype=np.float64),
    )


def _metrics(found: _Found, split: Split, asked: NDArray[np.int64]) -> Metrics:
    ndcg = Interval.of(found.ndcg)
    counts = split.train.counts()
    short = found.lists[:, : measures.LIST]
    candidates = int((counts > 0).sum()) if split.candidates is None else len(split.candidates)
    return {
        "ndcg_at_10": ndcg.mean,
        "ndcg_at_10_low": ndcg.low,
        "ndcg_at_10_high": ndcg.high,
        "recall_at_20": Interval.of(found.recall).mean,
        "hit_rate_at_10": Interval.of(found.hit).mean,
        "coverage_at_10": round(measures.coverage(short, candidates), 4),
        "novelty_bits": round(measures.novelty(short, counts, split.train.customers), 3),
        "popularity_bias": round(
            measures.popularity_bias(short, split.train.of_customers(asked).matrix(), counts), 3
        ),
        "exposure_gini": round(measures.gini(short, split.train.items), 3),
    }


def _gains(found: _Found, all_: Mapping[str, _Found]) -> Metrics:
    """Return the difference in nDCG@10 to EASE, with the interval over the same customers."""
    if "ease" not in all_:
        return {}
    gain = Interval.of(found.ndcg - all_["ease"].ndcg)
    return {"gain_over_ease": gain.mean, "gain_low": gain.low, "gain_high": gain.high}


def _repeat_metrics(found: _Found) -> Metrics:
    """Return precision@10 (of places that are filled or not), nDCG@10 and hit rate on items taken again."""
    precision = Interval.of(found.precision)
    return {
        "repeat_precision_at_10": precision.mean,
        "repeat_precision_low": precision.low,
        "repeat_precision_high": precision.high,
        "repeat_ndcg_at_10": Interval.of(found.ndcg).mean,
    }


def _costs(cost: _Cost, scorer: Scorer, split: Split, asked: NDArray[np.int64]) -> Metrics:
    """Return what training took, and how fast single customers get a list."""
    seconds = []
    for customer in asked[: TIMED + 5]:
        history = split.train.of_customers(np.array([customer]))
        started = time.perf_counter()
        scores = np.where(listed_items(history), scorer(history), -np.inf)
        measures.best(scores.astype(np.float32), measures.LIST)
        seconds.append(time.perf_counter() - started)
    taken = np.array(seconds[5:] or seconds or [0.0])
    return {
        "train_s": round(cost.train_s, 3),
        "peak_memory_mb": round(cost.peak_memory_mb, 1),
        "queries_per_second": round(float(1 / max(taken.mean(), 1e-9)), 1),
        "p95_ms": round(float(np.quantile(taken, 0.95)) * 1e3, 2),
    }


def _about(data: Interactions, split: Split, name: str, chosen: Chosen | None) -> dict[str, Any]:
    """Return what the figures were measured on."""
    report = data.report
    about: dict[str, Any] = {
        "interactions": name,
        "read": report.read,
        "kept": report.kept,
        "dropped": report.dropped,
        "notes": list(report.notes),
        "customers": report.customers,
        "items": report.items,
        "split": split.kind,
        "train_events": len(split.train),
        "asked": len(split.asked()),
        "asked_repeat": len(split.asked(again=True)),
    }
    if split.cut_day is not None and data.has_times:
        about["test_from"] = f"{data.start.date()} + {split.cut_day:.1f} days"
    if chosen is not None:
        about["settings"] = chosen.settings
    return about


def _cold(
    data: Interactions,
    split: Split,
    of: Mapping[str, Kind],
    facts: Facts,
    name: str,
    say: Callable[[str], None],
) -> Measured:
    """Rank items that training has never seen: what content can tell, beside what popularity cannot."""
    models: dict[str, Any] = {"popularity": PopularityModel()}
    if "content" in of:
        models["content"] = of["content"].make()
    asked = sample(split.asked(), MOST_ASKED, SEED)
    rows: dict[str, Metrics] = {}
    for label, model in models.items():
        say(f"fitting {label}")
        with peak_memory() as peak:
            started = time.perf_counter()
            model.fit(split.train)
            seconds = time.perf_counter() - started
        found = _ask(_untied(model.scores), split, asked, NEW)
        rows[label] = _metrics(found, split, asked) | _costs(
            _Cost(seconds, peak.megabytes), model.scores, split, asked
        )
    default = "content" if "content" in of else "popularity"
    return Measured(
        Evaluation(_about(data, split, name, None), default, rows),
        Chosen({}, {}, len(asked)),
        split,
    )


def _untied(scorer: Scorer) -> Scorer:
    """Return a scorer whose ties are broken by chance, so that the order of the file helps nobody."""
    rng = np.random.default_rng(SEED)

    def scores(histories: Log) -> Scores:
        found = scorer(histories)
        return np.asarray(found + rng.random(found.shape) * 1e-6, dtype=np.float32)

    return scores
