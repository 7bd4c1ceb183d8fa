"""Measures predictions of what each customer spends next: in later time, and from one half of the log to the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.evaluations.scores import coverage, number_scores, yes_scores
from ecomcore.customers.fairness import group_errors
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.models import CLASSIFIERS, REGRESSORS, predictions
from ecomcore.customers.moments import (
    MIN_HISTORY_DAYS,
    Moment,
    earlier_moments,
    horizon_for,
    moment_of,
    stack,
)
from ecomcore.customers.next_spend import choose_regressor, fit_next_spend
from ecomcore.evaluation import Evaluation, Metrics

QUARTER_DAYS = 90
FOLDS = 5
HALF_NAMES = ("ridge", "extra_trees", "blend")
DEFAULT = "chosen"
SEED = 0

Numbers = NDArray[np.float64]


def evaluate_next_spend(log: PurchaseLog, days: int = QUARTER_DAYS) -> Evaluation:
    """Predict the last `days` of the log from what was known before them, and its second half from the first.

    The first is what a shop does: all that is learned lies before the days that are predicted. The second
    (`half_r2`) is cross-validated over customers, because a log is too short to learn half of it from earlier time.
    `no_purchase_auc` is about telling who will buy nothing at all.

    Raises:
        DataError: the log is too short.
    """
    log.require(days=28, customers=10)
    days = horizon_for(log, days)
    test = moment_of(log, log.end - pd.Timedelta(days=days), days)
    moments = earlier_moments(log, test.at, days)
    table, after = stack(moments)
    asked = test.after["spend"].to_numpy()
    is_absent = asked <= 0
    spend = after["spend"].to_numpy()
    found: dict[str, Metrics] = {}
    for name, predicted in _simple(test, table, spend, log).items():
        found[name] = number_scores(asked, predicted)
    for name, told in predictions(REGRESSORS, (table, spend), test.table).items():
        found[name] = number_scores(asked, told)
    found["recency"] = _absent(
        is_absent, test.table["recency_days"].to_numpy(), is_probability=False
    )
    for name, make_chance in CLASSIFIERS.items():
        chance = make_chance().fit(table, spend <= 0).predict(test.table)
        found[name] = found.get(name, {}) | _absent(is_absent, chance)
    chosen = fit_next_spend(log, test.at, days)
    outlook = chosen.predict(test.table)
    found[DEFAULT] = number_scores(asked, outlook["expected"].to_numpy())
    found[DEFAULT] |= _absent(is_absent, 1 - outlook["chance"].to_numpy())
    for level in (80, 95):
        low, high = (outlook[f"{end}_{level}"].to_numpy() for end in ("low", "high"))
        found[DEFAULT][f"coverage_{level}"] = coverage(asked, low, high)
    for name, r2 in _halves(log).items():
        found.setdefault(name, {})["half_r2"] = round(r2, 5)
    data = {
        "name": log.name,
        "synthetic": log.synthetic,
        "customers": len(test.table),
        "predicted_from": str(test.at.date()),
        "days": days,
        "moments_learned_from": len(moments),
        "buy_nothing": round(float(is_absent.mean()), 4),
        "chosen": chosen.chosen,
        "groups": group_errors(log.people, test.table.index, asked, outlook["expected"].to_numpy()),
    }
    return Evaluation(data, DEFAULT, found)


def _simple(
    test: Moment, table: pd.DataFrame, spend: Numbers, log: PurchaseLog
) -> dict[str, Numbers]:
    """Return the predictions of baselines: nothing learned, or one number."""
    features = test.table
    lived = features["tenure_days"].clip(lower=test.days)
    found = {
        "mean": np.full(len(features), spend.mean()),
        "past_rate": (features["spend"] / lived * test.days).to_numpy(),
        "last_period": _recent(log, test),
    }
    if log.people is not None and "age" in log.people:
        line = _age_line(log.people["age"], table.index, spend, features.index)
        if line is not None:
            found["linear_age"] = line
    return found


def _recent(log: PurchaseLog, test: Moment) -> Numbers:
    recent = log.between(test.at - pd.Timedelta(days=test.days), test.at).bought
    spent = recent.groupby("customer")["amount"].sum()
    spent = spent.set_axis(log.names[spent.index], axis=0)
    return spent.reindex(test.table.index).fillna(0.0).to_numpy(dtype=np.float64)


def _age_line(
    ages: pd.Series[Any], learned: pd.Index, spend: Numbers, asked: pd.Index
) -> Numbers | None:
    """Return what a straight line over age says; the mean where an age is unknown, None where nearly all are."""
    age = ages.reindex(learned).to_numpy(dtype=np.float64)
    known = np.isfinite(age)
    if known.sum() < FOLDS or np.ptp(age[known]) == 0:
        return None
    slope, intercept = np.polyfit(age[known], spend[known], 1)
    line = intercept + slope * ages.reindex(asked).to_numpy(dtype=np.float64)
    result: Numbers = np.where(np.isfinite(line), line, spend.mean())
    return result


def _absent(
    is_absent: NDArray[np.bool_], score: Numbers, *, is_probability: bool = True
) -> Metrics:
    found = yes_scores(is_absent, score, is_probability=is_probability)
    return {f"no_purchase_{name}": value for name, value in found.items()}


def _halves(log: PurchaseLog) -> dict[str, float]:
    """Return R² by model of spend in the second half of the log from the first, over folds of customers."""
    from sklearn.model_selection import KFold

    ahead = log.days // 2
    if ahead < MIN_HISTORY_DAYS:
        return {}
    half = moment_of(log, log.end - pd.Timedelta(days=ahead), ahead)
    if len(half.table) < 10 * FOLDS:
        return {}
    asked = half.after["spend"].to_numpy()
    told = {name: np.zeros(len(asked)) for name in ("linear_spend", *HALF_NAMES, DEFAULT)}
    for learn, test in KFold(FOLDS, shuffle=True, random_state=SEED).split(asked):
        table, rows = half.table.iloc[learn], half.table.iloc[test]
        slope, intercept = np.polyfit(table["spend"], asked[learn], 1)
        told["linear_spend"][test] = intercept + slope * rows["spend"].to_numpy()
        for name, one in predictions(HALF_NAMES, (table, asked[learn]), rows).items():
            told[name][test] = one
        fifth = len(learn) // FOLDS
        best, _ = choose_regressor(
            (table.iloc[fifth:], asked[learn[fifth:]]), (table.iloc[:fifth], asked[learn[:fifth]]),
            HALF_NAMES,
        )  # fmt: skip
        told[DEFAULT][test] = told[best][test]
    return {
        name: number_scores(asked, predicted).get("r2", 0.0) for name, predicted in told.items()
    }
