"""Forecasts of weekly demand: the method that back-tests chose for each series, with intervals that held in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.errors import DataError
from ecomcore.sales.events import event_factors
from ecomcore.sales.methods import METHODS, combined, is_intermittent
from ecomcore.sales.series import WeeklySeries

HORIZON_WEEKS = 8
MIN_WEEKS = 4
TEST_ORIGINS = 5
ORIGIN_STEP = 3
CANDIDATES = (
    "combined",
    "combined_events",
    "seasonal_combined",
    "moving_average",
    "croston",
    "damped_trend",
    "seasonal_naive",
)
MARGIN = 0.75
"""A series leaves the method that is best over all only for one with at most this share of its error."""
LEVELS = (0.8, 0.95)
LONE_WIDENING, LARGEST_WIDENING = 1.2, 2.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Forecast:
    """Weekly forecasts, each array of shape (series, horizon); `methods` names the method of each series.

    `low` and `high` hold the intervals by level. `errors` are the WAPE of the methods in the back-tests.
    """

    names: pd.Index
    weeks: pd.DatetimeIndex
    expected: Numbers
    low: dict[float, Numbers]
    high: dict[float, Numbers]
    methods: list[str]
    errors: dict[str, float]


def run_method(name: str, series: WeeklySeries, horizon: int) -> Numbers:
    """Return the forecasts of one method, shape (series, horizon)."""
    if name != "combined_events":
        return METHODS[name](series.values, horizon)
    ahead = _ahead(series, horizon)
    known, coming = event_factors(series.values, series.weeks, ahead, series.promotions)
    return combined(series.values / known, horizon) * coming


def forecast(series: WeeklySeries, horizon: int = HORIZON_WEEKS) -> Forecast:
    """Forecast every series for the next `horizon` weeks.

    The method with the least error over all series in back-tests is everybody's, unless another was much better
    for a series;
    series that sell now and then get Croston's. With less than twelve weeks of history there is nothing to test
    on: the mean of what is known is told, with intervals from its spread.

    Raises:
        DataError: fewer than four weeks are known.
    """
    count = series.values.shape[1]
    if count < MIN_WEEKS:
        raise DataError(
            f"{count} weeks are too few to forecast from; at least {MIN_WEEKS} are needed"
        )
    origins = backtest_origins(count, horizon)
    if not origins:
        return _short(series, horizon)
    told = {
        name: [run_method(name, series.until(o), horizon) for o in origins] for name in CANDIDATES
    }
    asked = [series.values[:, o : o + horizon] for o in origins]
    by_series = {
        name: sum(
            np.abs(f[:, : a.shape[1]] - a).sum(axis=1) for f, a in zip(made, asked, strict=True)
        )
        for name, made in told.items()
    }
    total = max(float(sum(a.sum() for a in asked)), 1e-9)
    errors = {name: round(float(np.sum(missed)) / total, 4) for name, missed in by_series.items()}
    methods = _choose(series, by_series, errors)
    expected = _pick({name: run_method(name, series, horizon) for name in set(methods)}, methods)
    past = [
        _pick({name: told[name][place] for name in set(methods)}, methods)
        for place in range(len(origins))
    ]
    low, high = _intervals(series, expected, past, asked)
    return Forecast(series.names, _ahead(series, horizon), expected, low, high, methods, errors)


def backtest_origins(weeks: int, horizon: int, count: int = TEST_ORIGINS) -> list[int]:
    """Return the weeks from which the past is forecast, the latest first; each leaves eight weeks to learn from."""
    latest = weeks - horizon
    return [o for k in range(count) if (o := latest - ORIGIN_STEP * k) >= max(8, MIN_WEEKS)]


def _choose(
    series: WeeklySeries, by_series: dict[str, Numbers], errors: dict[str, float]
) -> list[str]:
    best = min(errors, key=lambda name: errors[name])
    allowed = np.full(len(series.names), by_series[best] * MARGIN)
    methods = [best] * len(series.names)
    for name, missed in by_series.items():
        better = np.flatnonzero(missed < allowed)
        for place in better:
            methods[place] = name
        allowed = np.minimum(allowed, np.where(missed < allowed, missed, allowed))
    for place in np.flatnonzero(is_intermittent(series.values)):
        methods[place] = "croston"
    return methods


def _pick(made: dict[str, Numbers], methods: list[str]) -> Numbers:
    return np.stack([made[name][place] for place, name in enumerate(methods)])


def _intervals(
    series: WeeklySeries, expected: Numbers, past: list[Numbers], asked: list[Numbers]
) -> tuple[dict[float, Numbers], dict[float, Numbers]]:
    """Return intervals from the errors of the back-tests, in units of each series' own spread.

    A week's share of the spread grows with the forecast's square root, as counts do.
    """
    own = [_spread(series.values, f) for f in past]
    scaled = [(a - f) / s for a, f, s in zip(asked, past, own, strict=True)]
    now = _spread(series.values, expected)
    low, high = {}, {}
    for level in LEVELS:
        wider = _widening(scaled, level)
        below, above = _ends(np.concatenate(scaled), level)
        low[level] = np.clip(expected + wider * below * now, 0.0, None)
        high[level] = np.maximum(expected + wider * above * now, low[level])
    return low, high


def _ends(scaled: Numbers, level: float) -> tuple[float, float]:
    return float(np.quantile(scaled, (1 - level) / 2)), float(np.quantile(scaled, (1 + level) / 2))


def _widening(scaled: list[Numbers], level: float) -> float:
    """Return by what factor intervals from some back-tests must be widened to hold in the one left out.

    Weeks of one back-test err together, so pooled errors promise too much for the next one.
    """
    if len(scaled) < 2:
        return LONE_WIDENING
    needed = []
    for place, left_out in enumerate(scaled):
        below, above = _ends(np.concatenate(scaled[:place] + scaled[place + 1 :]), level)
        ratio = np.where(left_out < 0, left_out / min(below, -1e-9), left_out / max(above, 1e-9))
        needed.append(float(np.quantile(ratio, level)))
    return float(np.clip(max(needed), 1.0, LARGEST_WIDENING))


def _spread(values: Numbers, expected: Numbers) -> Numbers:
    changes = np.abs(np.diff(values, axis=1)).mean(axis=1, keepdims=True)
    level = np.maximum(values.mean(axis=1, keepdims=True), 1e-9)
    result: Numbers = np.maximum(changes, 0.1) * np.sqrt(np.clip(expected / level, 0.25, 4.0))
    return result


def _short(series: WeeklySeries, horizon: int) -> Forecast:
    mean = series.values.mean(axis=1, keepdims=True)
    spread = series.values.std(axis=1, ddof=1, keepdims=True)
    expected = np.repeat(mean, horizon, axis=1)
    widths = {0.8: 1.28, 0.95: 1.96}
    more = np.sqrt(1 + 1 / series.values.shape[1])
    low = {level: np.clip(expected - w * more * spread, 0, None) for level, w in widths.items()}
    high = {level: expected + w * more * spread for level, w in widths.items()}
    return Forecast(
        series.names, _ahead(series, horizon), expected, low, high, ["mean"] * len(series.names), {}
    )


def _ahead(series: WeeklySeries, horizon: int) -> pd.DatetimeIndex:
    return pd.date_range(series.weeks[-1] + pd.Timedelta(days=7), periods=horizon, freq="7D")
