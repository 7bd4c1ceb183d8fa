"""Measures who will leave: on a log of purchases in later time, on a table that says who left by cross-validation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.churn import (
    churn_features,
    has_left,
    learning_moments,
    sampled,
    usual_gap_days,
)
from ecomcore.customers.evaluations.preferences import evaluate_labelled
from ecomcore.customers.evaluations.scores import Numbers, yes_scores
from ecomcore.customers.fairness import selection_rates
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.models import CLASSIFIERS
from ecomcore.customers.moments import horizon_for
from ecomcore.customers.preferences.labelled import find_label
from ecomcore.customers.sources.logs import read_log
from ecomcore.customers.sources.tables import read_table
from ecomcore.errors import DataError
from ecomcore.evaluation import Evaluation, Metrics

MONTH_DAYS = 31
FOLDS = 5
DEFAULT = "blend"
TOP_SHARE = 0.1

Answers = NDArray[np.bool_]


def evaluate_churn_file(
    path: Path, *, label: str | None = None, days: int = MONTH_DAYS
) -> Evaluation:
    """Measure a table that says who left, or else a log of purchases.

    Raises:
        DataError: the file is neither.
    """
    if path.is_file():
        table = read_table(path)
        if label is not None or find_label(table) is not None:
            return evaluate_labelled(table, path.name, label)
    return evaluate_churn(read_log(path), days)


def evaluate_churn(log: PurchaseLog, days: int = MONTH_DAYS) -> Evaluation:
    """Tell from before the last `days` of the log who will buy nothing in them.

    `auc` and its neighbours are in time: taught on earlier moments only. `cv_auc` is cross-validated over customers at
    the same moment. `own_rhythm_auc` is about not coming back within twice one's own usual pause.

    Raises:
        DataError: the log is too short.
    """
    log.require(days=28, customers=10)
    days = horizon_for(log, days)
    at = log.end - pd.Timedelta(days=days)
    table, left, tables, lefts = _learned(log, at, days)
    found: dict[str, Metrics] = {
        "recency": yes_scores(left, table["recency_days"].to_numpy(), is_probability=False),
        "frequency": yes_scores(left, -table["orders_90d"].to_numpy(), is_probability=False),
    }
    told: dict[str, Numbers] = {}
    for name, make in CLASSIFIERS.items():
        told[name] = make().fit(tables, lefts).predict(table)
        found[name] = yes_scores(left, told[name])
    found[DEFAULT] |= _crossed(table, left) | _own_rhythm(log)
    order = np.argsort(-told[DEFAULT], kind="stable")
    is_targeted = np.zeros(len(table), dtype=bool)
    is_targeted[order[: round(TOP_SHARE * len(order))]] = True
    data = {
        "name": log.name,
        "synthetic": log.synthetic,
        "customers": len(table),
        "left": round(float(left.mean()), 4),
        "at": str(at.date()),
        "days": days,
        "money_at_risk": round(float((told[DEFAULT] * table["spend_365d"]).sum()), 2),
        "groups": selection_rates(log.people, table.index, is_targeted),
    }
    return Evaluation(data, DEFAULT, {name: scores for name, scores in found.items() if scores})


def _learned(
    log: PurchaseLog, at: pd.Timestamp, days: int | None
) -> tuple[pd.DataFrame, Answers, pd.DataFrame, Answers]:
    """Return features and answers at the moment, and of all earlier moments."""
    usual = usual_gap_days(log, at)
    table = churn_features(log, at, days, usual)
    most = days or round(float(table["patience_days"].max()))
    moments = learning_moments(log, at, most)
    earlier = [churn_features(log, moment, days, usual) for moment in moments]
    lefts = [has_left(log, moment, one) for moment, one in zip(moments, earlier, strict=True)]
    learned, answers = sampled(pd.concat(earlier), np.concatenate(lefts))
    return table, has_left(log, at, table), learned, answers


def _crossed(table: pd.DataFrame, left: Answers) -> Metrics:
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    if min(left.sum(), (~left).sum()) < FOLDS:
        return {}
    told = np.zeros(len(left))
    for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(table, left):
        model = CLASSIFIERS[DEFAULT]().fit(table.iloc[learn], left[learn])
        told[test] = model.predict(table.iloc[test])
    return {"cv_auc": round(float(roc_auc_score(left, told)), 5)}


def _own_rhythm(log: PurchaseLog) -> Metrics:
    """Return the scores of telling who does not come back within their own time; empty for a short log."""
    usual = usual_gap_days(log, log.end)
    longest = churn_features(log, log.end, None, usual)["patience_days"].max()
    at = log.end - pd.Timedelta(days=round(float(longest)))
    try:
        table, left, tables, lefts = _learned(log, at, None)
    except DataError:
        return {}
    chance = CLASSIFIERS[DEFAULT]().fit(tables, lefts).predict(table)
    return {f"own_rhythm_{name}": value for name, value in yes_scores(left, chance).items()}
