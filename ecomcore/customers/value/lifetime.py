"""Lifetime value: expected purchases times expected spend, by the model that a hold-out in time has chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.value.bgnbd import fit_bgnbd
from ecomcore.customers.value.boosted import fit_boosted
from ecomcore.customers.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from ecomcore.customers.value.history import DAYS_PER_WEEK, History, history_of, repeats_after
from ecomcore.customers.value.pareto_nbd import fit_pareto_nbd
from ecomcore.errors import DataError

MODELS = ("bg_nbd", "pareto_nbd", "boosted")
MIN_DAYS = 60
TRUST = 0.5
"""How much of a shortfall seen in back-tests is believed to come again."""
BACKTESTS = (0.5, 0.65, 0.8)
LARGEST_FACTOR, SMALLEST_FACTOR = 1.5, 0.67

Numbers = NDArray[np.float64]


class RepeatModel(Protocol):
    """Something that says how often customers come back."""

    def expected_purchases(self, history: History, ahead: float) -> Numbers:
        """Return the expected number of repeat purchases in the next `ahead` weeks, shape (n,)."""


@dataclass(frozen=True)
class Level:
    """Mends what a model has missed in total when it predicted the past: half by a factor, half evenly."""

    factor: float = 1.0

    def mend(self, expected: Numbers) -> Numbers:
        """Return the expected numbers with the mended total."""
        missed = self.factor - 1.0
        found: Numbers = expected * (1 + missed / 2) + missed / 2 * expected.mean()
        return np.clip(found, 0.0, None)


@dataclass(frozen=True)
class LifetimeValue:
    """The fitted models of one log at one moment.

    `chosen` names the model with the lowest error when the second half of the past was predicted from the first;
    `backtest` holds those errors (RMSE of repeat purchases).
    """

    history: History
    repeat: RepeatModel
    level: Level
    spend: GammaGamma | None
    chosen: str
    backtest: dict[str, float]

    def purchases(self, days: int) -> Numbers:
        """Return the expected number of purchases of each customer in the next `days`, shape (n,)."""
        return self.level.mend(self.repeat.expected_purchases(self.history, days / DAYS_PER_WEEK))

    def spend_per_purchase(self) -> Numbers:
        """Return the expected amount of each customer's next purchase, shape (n,)."""
        if self.spend is None:
            return self.history.mean_spend
        return self.spend.expected_spend(self.history)

    def value(self, days: int) -> pd.DataFrame:
        """Return `purchases`, `amount` (of one) and `value` in the next `days`, indexed by customer."""
        purchases, amount = self.purchases(days), self.spend_per_purchase()
        return pd.DataFrame(
            {"purchases": purchases, "amount": amount, "value": purchases * amount},
            index=self.history.customers,
        )


def fit_repeat(name: str, log: PurchaseLog, cutoff: pd.Timestamp, history: History) -> RepeatModel:
    """Fit one of `MODELS` to what was known at the cutoff.

    Raises:
        DataError: there is too little to fit it to.
    """
    fits: dict[str, Callable[[], RepeatModel]] = {
        "bg_nbd": lambda: fit_bgnbd(history),
        "pareto_nbd": lambda: fit_pareto_nbd(history),
        "boosted": lambda: fit_boosted(log, cutoff),
    }
    return fits[name]()


def fit_lifetime(
    log: PurchaseLog, cutoff: pd.Timestamp, names: tuple[str, ...] = MODELS
) -> LifetimeValue:
    """Choose among the models by a hold-out inside the past, mend the level, and fit everything at the cutoff.

    Raises:
        DataError: fewer than 60 days or thirty customers, or nobody has bought twice.
    """
    known = log.before(cutoff)
    known.require(days=MIN_DAYS, customers=2)
    history = history_of(log, cutoff)
    backtest = {name: _half_time_error(name, known, cutoff) for name in names}
    in_order = sorted(names, key=lambda name: backtest[name])
    for name in in_order:
        try:
            repeat = fit_repeat(name, log, cutoff, history)
        except DataError:
            continue
        level = _level(name, known, cutoff)
        return LifetimeValue(
            history, repeat, level, _spend(history), name,
            {name: round(error, 4) for name, error in backtest.items() if np.isfinite(error)},
        )  # fmt: skip
    fit_repeat(names[0], log, cutoff, history)
    raise DataError("no model of repeat purchases fits these data")


def _spend(history: History) -> GammaGamma | None:
    try:
        return fit_gamma_gamma(history)
    except DataError:
        return None


def _half_time_error(name: str, known: PurchaseLog, cutoff: pd.Timestamp) -> float:
    """Return the RMSE with which the second half of the past is predicted from the first; infinite if it is not."""
    found = _predict_past(name, known, cutoff, 0.5)
    if found is None:
        return float("inf")
    expected, asked = found
    return float(np.sqrt(((expected - asked) ** 2).mean()))


def _level(name: str, known: PurchaseLog, cutoff: pd.Timestamp) -> Level:
    """Return half of the factor by which back-tests were short in total."""
    expected = asked = 0.0
    for share in BACKTESTS:
        found = _predict_past(name, known, cutoff, share)
        if found is not None:
            expected += float(found[0].sum())
            asked += float(found[1].sum())
    if expected <= 0 or asked <= 0:
        return Level()
    factor = float(np.clip(asked / expected, SMALLEST_FACTOR, LARGEST_FACTOR))
    return Level(1 + TRUST * (factor - 1))


def _predict_past(
    name: str, known: PurchaseLog, cutoff: pd.Timestamp, share: float
) -> tuple[Numbers, Numbers] | None:
    """Predict the rest of the past from its first `share`; None where there is too little to do so."""
    days = (cutoff - known.start).days
    inner = known.start + pd.Timedelta(days=round(days * share))
    ahead = (cutoff - inner).days
    try:
        history = history_of(known, inner)
        model = fit_repeat(name, known, inner, history)
    except DataError:
        return None
    expected = model.expected_purchases(history, ahead / DAYS_PER_WEEK)
    return expected, repeats_after(known, inner, ahead, history.customers)[:, 0]
