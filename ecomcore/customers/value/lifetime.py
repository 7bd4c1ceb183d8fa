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
BLEND, BLENDED = "blend", ("bg_nbd", "pareto_nbd")
MIN_DAYS = 60
TRUST = 0.5
"""How much of a shortfall seen in back-tests is believed to come again."""
BACKTESTS = (0.5, 0.65, 0.8)
LARGEST_FACTOR, SMALLEST_FACTOR = 1.5, 0.67
LEAST_ERROR = 1e-9

Numbers = NDArray[np.float64]


class RepeatModel(Protocol):
    """Something that says how often customers come back."""

    def expected_purchases(self, history: History, ahead: float) -> Numbers:
        """Return the expected number of repeat purchases in the next `ahead` weeks, shape (n,)."""


@dataclass(frozen=True)
class MeanOf:
    """The mean of several models (Bates and Granger, 1969)."""

    members: tuple[RepeatModel, ...]

    def expected_purchases(self, history: History, ahead: float) -> Numbers:
        """Return the expected number of repeat purchases in the next `ahead` weeks, shape (n,)."""
        told = [model.expected_purchases(history, ahead) for model in self.members]
        found: Numbers = np.mean(told, axis=0)
        return found


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

    `chosen` names the model with the lowest error when later parts of the past were predicted from earlier ones;
    `backtest` holds those errors (of repeat purchases, RMSE and MAE together: the geometric mean of both).
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


def fit_models(
    names: tuple[str, ...], log: PurchaseLog, cutoff: pd.Timestamp, history: History
) -> dict[str, RepeatModel]:
    """Fit those of `MODELS` to what was known at the cutoff for which there is enough, and the `blend` of two of them.

    Raises:
        DataError: there is too little for any of them.
    """
    fits: dict[str, Callable[[], RepeatModel]] = {
        "bg_nbd": lambda: fit_bgnbd(history),
        "pareto_nbd": lambda: fit_pareto_nbd(history),
        "boosted": lambda: fit_boosted(log, cutoff),
    }
    found: dict[str, RepeatModel] = {}
    why: list[DataError] = []
    for name in names:
        try:
            found[name] = fits[name]()
        except DataError as error:
            why.append(error)
    if not found:
        raise why[0]
    if all(name in found for name in BLENDED):
        found[BLEND] = MeanOf(tuple(found[name] for name in BLENDED))
    return found


def fit_lifetime(
    log: PurchaseLog, cutoff: pd.Timestamp, names: tuple[str, ...] = MODELS
) -> LifetimeValue:
    """Choose among the models by back-tests inside the past, mend the level, and fit everything at the cutoff.

    Raises:
        DataError: fewer than 60 days or thirty customers, or nobody has bought twice.
    """
    known = log.before(cutoff)
    known.require(days=MIN_DAYS, customers=2)
    history = history_of(log, cutoff)
    models = fit_models(names, log, cutoff, history)
    tests = _backtests(names, known, cutoff)
    backtest = {name: _error(tests[name]) for name in models if name in tests}
    chosen = min(backtest, key=lambda name: backtest[name]) if backtest else next(iter(models))
    return LifetimeValue(
        history, models[chosen], _level(tests.get(chosen, [])), _spend(history), chosen,
        {name: round(error, 4) for name, error in backtest.items()},
    )  # fmt: skip


def _spend(history: History) -> GammaGamma | None:
    try:
        return fit_gamma_gamma(history)
    except DataError:
        return None


Told = tuple[Numbers, Numbers]
"""What was expected of each customer, and what they did."""


def _backtests(
    names: tuple[str, ...], known: PurchaseLog, cutoff: pd.Timestamp
) -> dict[str, list[Told]]:
    """Predict the rest of the past from first parts of it, by every model that could be fitted to all of them."""
    days = (cutoff - known.start).days
    found: dict[str, list[Told]] = {}
    told = 0
    for share in BACKTESTS:
        inner = known.start + pd.Timedelta(days=round(days * share))
        ahead = (cutoff - inner).days
        history = history_of(known, inner)
        try:
            models = fit_models(names, known, inner, history)
        except DataError:
            continue
        told += 1
        asked = repeats_after(known, inner, ahead, history.customers)[:, 0]
        for name, model in models.items():
            expected = model.expected_purchases(history, ahead / DAYS_PER_WEEK)
            found.setdefault(name, []).append((expected, asked))
    return {name: tests for name, tests in found.items() if len(tests) == told}


def _error(tests: list[Told]) -> float:
    """Return the geometric mean of all RMSE and MAE: a model must be right on the many as well as on the busiest."""
    errors = [expected - asked for expected, asked in tests]
    rmse = [float(np.sqrt((error**2).mean())) for error in errors]
    mae = [float(np.abs(error).mean()) for error in errors]
    return float(np.exp(np.mean(np.log(np.maximum([*rmse, *mae], LEAST_ERROR)))))


def _level(tests: list[Told]) -> Level:
    """Return half of the factor by which back-tests were short in total."""
    expected = sum(float(told.sum()) for told, _ in tests)
    asked = sum(float(done.sum()) for _, done in tests)
    if expected <= 0 or asked <= 0:
        return Level()
    factor = float(np.clip(asked / expected, SMALLEST_FACTOR, LARGEST_FACTOR))
    return Level(1 + TRUST * (factor - 1))
