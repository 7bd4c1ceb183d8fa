"""Which category a customer buys from next: the favourite so far, against models of all that they bought."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ecomcore.customers.features import DAY, customer_features
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.models import KnownColumns
from ecomcore.errors import DataError
from ecomcore.evaluation import Evaluation, Metrics

HORIZON_DAYS = 30
MOMENTS = 3
MOST_CATEGORIES = 12
RECENT_DAYS = 60
DEFAULT = "random_forest"
SEED = 0


def evaluate_next_category(log: PurchaseLog) -> Evaluation:
    """Tell which category gets most of each customer's next order, in later time than what was learned from.

    Raises:
        DataError: the log knows no categories, or is too short.
    """
    log.require(days=4 * HORIZON_DAYS, customers=20)
    if "category" not in log.lines or log.lines["category"].nunique() < 2:
        raise DataError(
            f"{log.name or 'the data'} name no categories, and no column says what happened (as churn or "
            "revenue would): "
            "there is no preference to predict"
        )
    ends = [log.end - HORIZON_DAYS * (k + 1) * DAY for k in range(MOMENTS + 1)]
    pairs = [(category_features(log, at), next_category(log, at)) for at in ends]
    table, answers = _both(*pairs[0])
    tables, taught = zip(*(_both(*pair) for pair in pairs[1:]), strict=True)
    learn: pd.DataFrame = pd.concat(tables)
    learned = np.concatenate(taught)
    if len(answers) < 10 or len(set(learned)) < 2:
        raise DataError(
            f"{log.name or 'the data'} hold too few next orders to learn categories from"
        )
    favourite = table[[c for c in table if c.startswith("share_")]].idxmax(axis=1)
    found: dict[str, Metrics] = {
        "most_frequent": {"accuracy": _share(answers == pd.Series(learned).mode()[0])},
        "favourite": {
            "accuracy": _share(answers == favourite.str.removeprefix("share_").to_numpy())
        },
    }
    for name, make in _rivals().items():
        model = make().fit(learn, learned)
        found[name] = {"accuracy": _share(model.predict(table) == answers)}
        found[name]["top_3"] = _top(model, table, answers)
    data = {
        "name": log.name,
        "customers": len(answers),
        "categories": int(pd.Series(learned).nunique()),
        "at": str(ends[0].date()),
        "asked": "the category with most of the next order's amount",
    }
    return Evaluation(data, DEFAULT, found)


def category_features(log: PurchaseLog, at: pd.Timestamp) -> pd.DataFrame:
    """Return the features at a moment, with the share of each category in the last two months beside that in all."""
    table = customer_features(log, at)
    recent = log.between(at - RECENT_DAYS * DAY, at).bought
    sums = recent.groupby(["customer", "category"], observed=True)["amount"].sum().unstack()
    sums = sums.set_axis(log.names[sums.index], axis=0).reindex(table.index).fillna(0.0)
    shares = sums.div(sums.sum(axis=1).clip(lower=1e-9), axis=0)
    named = [str(name).removeprefix("share_") for name in table if str(name).startswith("share_")]
    shares = shares.reindex(columns=named).fillna(0.0).add_prefix("recent_")
    return pd.concat([table, shares], axis=1)


def next_category(log: PurchaseLog, at: pd.Timestamp) -> pd.Series[Any]:
    """Return the main category of each customer's first order in the days after the moment, by customer."""
    ahead = log.between(at, at + HORIZON_DAYS * DAY).bought
    first = ahead.groupby("customer")["order"].first()
    orders = ahead[ahead["order"] == ahead["customer"].map(first)]
    sums = orders.groupby(["customer", "category"], observed=True)["amount"].sum()
    top = sums.groupby(level=0).idxmax().map(lambda pair: str(pair[1]))
    found = top.set_axis(log.names[top.index], axis=0)
    kept = found.value_counts().index[:MOST_CATEGORIES]
    return found.where(found.isin(kept), "other")


def _both(
    table: pd.DataFrame, answers: pd.Series[Any]
) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
    known = answers[answers.index.isin(table.index)]
    return table.loc[known.index], known.to_numpy(dtype=object).astype(str)


def _rivals() -> dict[str, Callable[[], Any]]:
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import LinearSVC
    from sklearn.tree import DecisionTreeClassifier

    def filled(step: Any, *before: Any) -> Any:
        fill = SimpleImputer(strategy="median", keep_empty_features=True)
        return make_pipeline(KnownColumns(), fill, *before, step)

    return {
        "logistic": lambda: filled(LogisticRegression(C=0.05, max_iter=500), StandardScaler()),
        "decision_tree": lambda: filled(DecisionTreeClassifier(max_depth=5, random_state=SEED)),
        "random_forest": lambda: filled(
            RandomForestClassifier(150, min_samples_leaf=3, random_state=SEED)
        ),
        "support_vectors": lambda: filled(LinearSVC(C=0.01, random_state=SEED), StandardScaler()),
    }


def _top(model: Any, table: pd.DataFrame, answers: np.ndarray[Any, Any]) -> float:
    """Return how often the answer is among the three likeliest."""
    score = (
        model.predict_proba(table)
        if hasattr(model, "predict_proba")
        else model.decision_function(table)
    )
    if score.ndim == 1:
        return 1.0
    best = model.classes_[np.argsort(-score, axis=1)[:, :3]]
    return _share((best == answers[:, None]).any(axis=1))


def _share(hits: Any) -> float:
    return round(float(np.mean(hits)), 5)
