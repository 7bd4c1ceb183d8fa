"""Measures how well the amount of the next purchase can be predicted, from age and from more."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.compose import TransformedTargetRegressor, make_column_transformer
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from ecomcore.customers.part import fit_purchases
from ecomcore.customers.spend import SpendModel
from ecomcore.errors import BuildError
from ecomcore.evaluation import Evaluation, Metrics

TEST_SHARE = 0.25
MIN_PURCHASES = 100
CATEGORIES = ["gender", "city", "country"]
NUMBERS = [
    "age", "member_days", "orders_before", "mean_before_cents", "last_before_cents", "days_since_last",
]  # fmt: skip
DEFAULT = "linear_age"

Amounts = NDArray[np.float64]


def evaluate_spend(table: pd.DataFrame, shop: str, synthetic: bool) -> Evaluation:
    """Train on the earlier purchases, test on the latest quarter; errors in cents.

    Every feature of a purchase comes from before it. `linear_age` is what the product uses: the issue is a
    regression on age; the others say what it is worth.

    Args:
        table: rows of `purchases_of`, oldest first.
        shop: name of the shop, for the report.
        synthetic: whether its orders are simulated, for the report.

    Raises:
        BuildError: there are fewer than 100 purchases.
    """
    if len(table) < MIN_PURCHASES:
        raise BuildError(
            f"shop {shop!r} has {len(table)} purchases with a known age; an evaluation needs {MIN_PURCHASES}"
        )
    cut = int(len(table) * (1 - TEST_SHARE))
    train, test = table.iloc[:cut], table.iloc[cut:]
    paid, asked = (part["amount_cents"].to_numpy(dtype=np.float64) for part in (train, test))
    line = fit_purchases(train)
    boosted_squared, boosted_log = (
        _boosted(),
        TransformedTargetRegressor(_boosted(), func=np.log1p, inverse_func=np.expm1),
    )
    found: dict[str, Metrics] = {
        "mean": _scores(asked, np.full(len(test), paid.mean())),
        "median": _scores(asked, np.full(len(test), np.median(paid))),
        DEFAULT: _scores(asked, _on_line(line, test))
        | {"coverage_80": _coverage(line, test, asked)},
    }
    for name, model in (
        ("gradient_boosting", boosted_squared),
        ("gradient_boosting_log", boosted_log),
    ):
        started = time.perf_counter()
        model.fit(train[NUMBERS + CATEGORIES], paid)
        seconds = time.perf_counter() - started
        predicted = model.predict(test[NUMBERS + CATEGORIES])
        found[name] = _scores(asked, predicted) | {"train_s": round(seconds, 3)}
    data = {
        "shop": shop,
        "synthetic": synthetic,
        "target": "amount of one purchase, cents",
        "split": "by time: the latest quarter of the purchases is the test part",
        "train": len(train),
        "test": len(test),
        "test_from": str(test["placed_at"].iloc[0].date()),
    }
    return Evaluation(data, DEFAULT, found)


def _boosted() -> Pipeline:
    encode = make_column_transformer(
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), CATEGORIES),
        remainder="passthrough",
    )
    model = HistGradientBoostingRegressor(
        learning_rate=0.05, max_iter=150, max_leaf_nodes=15, min_samples_leaf=30, random_state=0
    )
    return make_pipeline(encode, model)


def _on_line(line: SpendModel, table: pd.DataFrame) -> Amounts:
    return line.intercept + line.slope * table["age"].to_numpy(dtype=np.float64)


def _coverage(line: SpendModel, table: pd.DataFrame, asked: Amounts) -> float:
    """Return the share of purchases inside the interval that is said to hold 80 % of them."""
    expected = _on_line(line, table)
    inside = (asked >= expected + line.residual_low) & (asked <= expected + line.residual_high)
    return round(float(inside.mean()), 4)


def _scores(asked: Amounts, predicted: Amounts) -> Metrics:
    return {
        "rmse": round(float(root_mean_squared_error(asked, predicted)), 1),
        "mae": round(float(mean_absolute_error(asked, predicted)), 1),
        "r2": round(float(r2_score(asked, predicted)), 4),
    }
