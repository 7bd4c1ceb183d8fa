"""Measures lifetime value: purchases and spend of the second half of a log, told from the first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecomcore.customers.evaluations.scores import Numbers, number_scores, rounded
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.value.history import DAYS_PER_WEEK, repeats_after
from ecomcore.customers.value.lifetime import MODELS, fit_lifetime, fit_models
from ecomcore.evaluation import Evaluation, Metrics

DEFAULT = "chosen"


def evaluate_value(log: PurchaseLog) -> Evaluation:
    """Fit to the first half of the log (by time) and predict the second, beside each customer's past rate.

    `rmse`, `mae`, `r` and `total_error` are of the number of days with a purchase; those that begin with `spend_` are
    of the amount; those that begin with `lifetimes_spend_` too, counted as the package of that name counts (days times
    the mean line of a purchase, which is less than the sum where a day has several lines), so that figures published
    with it can be compared. The default is chosen inside the first half.

    Raises:
        DataError: the log is too short, or hardly anybody came back.
    """
    log.require(days=28, customers=2)
    ahead = log.days // 2
    cutoff = log.end - pd.Timedelta(days=ahead)
    fitted = fit_lifetime(log, cutoff)
    history, weeks = fitted.history, ahead / DAYS_PER_WEEK
    asked = repeats_after(log, cutoff, ahead, history.customers)
    amount = fitted.spend_per_purchase()
    rate = history.frequency / np.maximum(history.age, 1 / DAYS_PER_WEEK)
    asked = np.column_stack(
        [asked, asked[:, 0] * _mean_line(log, cutoff, ahead, history.customers)]
    )
    found: dict[str, Metrics] = {
        "past_rate": _scores(asked, rate * weeks, history.mean_spend),
    }
    parameters = {}
    for name, model in fit_models(MODELS, log, cutoff, history).items():
        found[name] = _scores(asked, model.expected_purchases(history, weeks), amount)
        if hasattr(model, "as_dict"):
            parameters[name] = rounded(model.as_dict())
    found[DEFAULT] = _scores(asked, fitted.purchases(ahead), amount)
    if fitted.spend is not None:
        parameters["gamma_gamma"] = rounded(fitted.spend.as_dict())
    data = {
        "name": log.name,
        "customers": len(history),
        "fitted_until": str(cutoff.date()),
        "days": ahead,
        "chosen": fitted.chosen,
        "level": round(fitted.level.factor, 4),
        "backtest": fitted.backtest,
        "parameters": parameters,
    }
    return Evaluation(data, DEFAULT, found)


def _mean_line(log: PurchaseLog, cutoff: pd.Timestamp, days: int, customers: pd.Index) -> Numbers:
    """Return the mean amount of a line in the `days` from the cutoff on, 0 for who bought nothing; shape (n,)."""
    ahead = log.between(cutoff, cutoff + pd.Timedelta(days=days)).lines
    mean = ahead[ahead["amount"] >= 0].groupby("customer")["amount"].mean()
    found = mean.set_axis(log.names[mean.index], axis=0).reindex(customers).fillna(0.0)
    return found.to_numpy(dtype=np.float64)


def _scores(asked: Numbers, purchases: Numbers, amount: Numbers) -> Metrics:
    """Return the scores of purchases and spend; `asked` has the days, the spend, and the spend by mean lines."""
    found = number_scores(asked[:, 0], purchases)
    for column, name in ((1, "spend"), (2, "lifetimes_spend")):
        scores = number_scores(asked[:, column], purchases * amount)
        found |= {f"{name}_{one}": value for one, value in scores.items()}
    return found
