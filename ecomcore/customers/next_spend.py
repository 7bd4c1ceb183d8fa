"""What each customer will spend in the next days: the model that a later moment chose, with an interval that holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.features import customer_features
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.models import CLASSIFIERS, REGRESSORS, boosting, predictions
from ecomcore.customers.moments import Moment, earlier_moments, stack
from ecomcore.errors import DataError

LEVELS = (0.8, 0.95)
MIN_ROWS = 40
DEFAULT_REGRESSOR = "blend"
CLEARLY = 0.9
"""One back-test says little: a single model takes the place of the blend only with at most this share of its error."""
NARROWEST, WIDEST = -0.5, 5.0
"""By how many widths an interval may be widened."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """An interval of a level: boosted quantiles, widened by what they missed on a later moment.

    Romano, Patterson and Candès (2019), "Conformalized quantile regression", with the miss measured in widths, because
    large spenders are missed by more. Where the lower end is nothing (many will buy nothing), the interval is
    one-sided: its upper end is then the quantile of the level itself.
    """

    level: float
    low: Any
    high: Any
    high_from_zero: Any
    widen: float = 0.0

    def __call__(self, table: pd.DataFrame) -> tuple[Numbers, Numbers]:
        """Return the lower and upper ends, shape (n,) each, not below nothing."""
        low = np.clip(self.low.predict(table), 0.0, None)
        from_zero = low <= 0
        high = np.where(from_zero, self.high_from_zero.predict(table), self.high.predict(table))
        high = np.maximum(high, low)
        more = self.widen * (high - low)
        return np.where(from_zero, 0.0, np.clip(low - more, 0.0, None)), np.maximum(
            high + more, 0.0
        )


@dataclass(frozen=True)
class SpendForecaster:
    """Fitted models of what is spent in the next `days`; `errors` are the RMSE by which `chosen` was chosen."""

    days: int
    chosen: str
    errors: dict[str, float]
    regressor: Any
    chance: Any
    bands: tuple[Band, ...]

    def predict(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return `expected`, `chance` (of buying at all), and `low_80`, `high_80`, `low_95`, `high_95` a customer."""
        found = pd.DataFrame(
            {
                "expected": np.clip(self.regressor.predict(table), 0.0, None),
                "chance": self.chance.predict(table),
            },
            index=table.index,
        )
        for band in self.bands:
            name = round(band.level * 100)
            found[f"low_{name}"], found[f"high_{name}"] = band(table)
        return found


def choose_regressor(
    learn: tuple[pd.DataFrame, Numbers], check: tuple[pd.DataFrame, Numbers],
    names: Iterable[str] = REGRESSORS,
) -> tuple[str, dict[str, float]]:  # fmt: skip
    """Return the regressor that, taught on one part, has clearly the lowest RMSE on the other, else the blend.

    All errors are returned beside it.
    """
    told = predictions(names, learn, check[0])
    errors = {name: float(np.sqrt(((one - check[1]) ** 2).mean())) for name, one in told.items()}
    best = min(errors, key=lambda name: errors[name])
    if errors[best] > CLEARLY * errors.get(DEFAULT_REGRESSOR, np.inf):
        best = DEFAULT_REGRESSOR
    return best, errors


def fit_next_spend(log: PurchaseLog, cutoff: pd.Timestamp, days: int) -> SpendForecaster:
    """Fit at the cutoff what customers spend in the `days` from it on.

    Models and intervals are chosen and widened on the latest moment whose outcome is known, taught on moments before
    it; then everything is taught anew on all of them.

    Raises:
        DataError: there is too little history, or too few customers.
    """
    return fit_on(earlier_moments(log, cutoff, days), log.name)


def fit_on(moments: list[Moment], name: str = "") -> SpendForecaster:
    """Fit on moments whose outcome is known, the latest first; see `fit_next_spend`.

    Raises:
        DataError: they hold too few customers.
    """
    table, after = stack(moments)
    if len(table) < MIN_ROWS:
        raise DataError(
            f"{name or 'the data'}: {len(table)} rows are too few to learn spend from; {MIN_ROWS} are needed"
        )
    spend = after["spend"].to_numpy()
    chosen = DEFAULT_REGRESSOR
    errors: dict[str, float] = {}
    # A moment counts as older if nothing of its outcome lies after the latest one.
    older = [m for m in moments if m.at + m.days * pd.Timedelta(days=1) <= moments[0].at]
    if sum(len(m.table) for m in older) >= MIN_ROWS:
        past_table, past_after = stack(older)
        chosen, errors = choose_regressor(
            (past_table, past_after["spend"].to_numpy()),
            (moments[0].table, moments[0].after["spend"].to_numpy()),
        )
    return SpendForecaster(
        days=moments[0].days,
        chosen=chosen,
        errors={name: round(error, 4) for name, error in errors.items()},
        regressor=REGRESSORS[chosen]().fit(table, spend),
        chance=CLASSIFIERS["blend"]().fit(table, spend > 0),
        bands=tuple(_band(level, moments, older or moments) for level in LEVELS),
    )


def predict_next_spend(log: PurchaseLog, days: int) -> pd.DataFrame:
    """Return what each customer will spend in the `days` after the end of the log, indexed by customer.

    Raises:
        DataError: there is too little history, or too few customers.
    """
    forecaster = fit_next_spend(log, log.end, days)
    return forecaster.predict(customer_features(log, log.end, season_days=days))


def _band(level: float, moments: list[Moment], taught: list[Moment]) -> Band:
    """Fit the quantiles on the moments `taught`, and widen them until the latest moment is covered."""
    table, after = stack(taught)
    spend = after["spend"].to_numpy()
    band = Band(
        level,
        *(
            boosting("quantile", quantile).fit(table, spend)
            for quantile in ((1 - level) / 2, (1 + level) / 2, level)
        ),
    )
    latest = moments[0]
    asked = latest.after["spend"].to_numpy()
    low, high = band(latest.table)
    width = np.maximum(high - low, 1e-9 + 0.01 * float(asked.mean()))
    missed = np.maximum(np.where(low > 0, low - asked, -np.inf), asked - high) / width
    rank = min(1.0, level * (1 + 1 / len(missed)))
    return replace(band, widen=float(np.clip(np.quantile(missed, rank), NARROWEST, WIDEST)))
