"""The rival of the probability models: gradient boosting on features, taught on an earlier part of the same past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.features import customer_features
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.value.history import DAYS_PER_WEEK, History, history_of, repeats_after
from ecomcore.errors import DataError

TAUGHT_AT = (0.5, 0.65)
MIN_ROWS = 200

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Boosted:
    """A fitted regressor of the number of purchases in a week, with the features of the customers to predict for."""

    model: Any
    table: pd.DataFrame

    def expected_purchases(self, history: History, ahead: float) -> Numbers:
        """Return the expected number of repeat purchases in the next `ahead` weeks, shape (n,)."""
        rates = self.model.predict(self.table.reindex(history.customers))
        return np.clip(np.asarray(rates, dtype=np.float64), 0.0, None) * ahead


def fit_boosted(log: PurchaseLog, cutoff: pd.Timestamp) -> Boosted:
    """Teach the weekly rate of purchases after earlier moments of the past, each row known at its moment.

    Raises:
        DataError: fewer than 200 rows to learn from, or nobody came back.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    days = (cutoff - log.start).days
    tables, rates = [], []
    for share in TAUGHT_AT:
        moment = log.start + pd.Timedelta(days=round(days * share))
        ahead = (cutoff - moment).days
        customers = history_of(log, moment).customers
        tables.append(customer_features(log, moment).reindex(customers))
        after = repeats_after(log, moment, ahead, customers)[:, 0]
        rates.append(after / (ahead / DAYS_PER_WEEK))
    table, rate = pd.concat(tables), np.concatenate(rates)
    if len(table) < MIN_ROWS or not (rate > 0).any():
        raise DataError(
            f"boosting needs at least {MIN_ROWS} rows to learn from, found {len(table)}"
        )
    usable = table.columns[table.notna().any()]
    model = HistGradientBoostingRegressor(
        loss="poisson", learning_rate=0.05, max_iter=120, max_leaf_nodes=8, min_samples_leaf=40,
        l2_regularization=1.0, random_state=0,
    ).fit(table[usable], rate)  # fmt: skip
    now = customer_features(log, cutoff).reindex(columns=usable)
    return Boosted(model, now)
