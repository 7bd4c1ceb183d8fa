"""Methods of forecasting, each for many series at once: values (series, weeks) in, (series, horizon) out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

YEAR_WEEKS = 52
AVERAGED_WEEKS = 8
QUARTER_WEEKS = 13
SMOOTHINGS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.8)
TREND_SMOOTHINGS = (0.02, 0.1)
DAMPING = 0.9
LAGS = 6
RIDGE = 5.0
WARM_UP = 4
INTERMITTENT_ZEROS = 0.4

Numbers = NDArray[np.float64]
Method = Callable[[Numbers, int], Numbers]


def moving_average(values: Numbers, horizon: int) -> Numbers:
    """Return the mean of the last eight weeks."""
    return _flat(values[:, -AVERAGED_WEEKS:].mean(axis=1), horizon)


def seasonal_naive(values: Numbers, horizon: int) -> Numbers:
    """Return the same weeks of last year; the last week where a year is not known."""
    if values.shape[1] < YEAR_WEEKS:
        return _flat(values[:, -1], horizon)
    start = values.shape[1] - YEAR_WEEKS
    return values[:, [start + week % YEAR_WEEKS for week in range(horizon)]]


def exponential_smoothing(values: Numbers, horizon: int) -> Numbers:
    """Return the level of simple exponential smoothing, ETS(A,N,N); smoothed as each series' past errors say."""
    level, errors = _smoothed(values)
    best = errors.argmin(axis=0)
    return _flat(level[best, np.arange(len(values))], horizon)


def damped_trend(values: Numbers, horizon: int) -> Numbers:
    """Return level and damped trend, ETS(A,Ad,N) (Gardner and McKenzie, 1985), chosen by each series' past errors."""
    found, errors = [], []
    ahead = np.cumsum(DAMPING ** np.arange(1, horizon + 1))
    for alpha in SMOOTHINGS[1:-1]:
        for beta in TREND_SMOOTHINGS:
            level, trend = values[:, :WARM_UP].mean(axis=1), np.zeros(len(values))
            missed = np.zeros(len(values))
            for week in range(WARM_UP, values.shape[1]):
                expected = level + DAMPING * trend
                error = values[:, week] - expected
                missed += error**2
                level = expected + alpha * error
                trend = DAMPING * trend + alpha * beta * error
            found.append(level[:, None] + trend[:, None] * ahead)
            errors.append(missed)
    best = np.argmin(errors, axis=0)
    result: Numbers = np.clip(np.stack(found)[best, np.arange(len(values))], 0.0, None)
    return result


def theta(values: Numbers, horizon: int) -> Numbers:
    """Return smoothing with half of the straight line's slope: theta (Assimakopoulos and Nikolopoulos, 2000)."""
    weeks = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    slope = values @ weeks / (weeks @ weeks)
    flat = exponential_smoothing(values, horizon)
    result: Numbers = np.clip(flat + slope[:, None] / 2 * np.arange(1, horizon + 1), 0.0, None)
    return result


def croston(values: Numbers, horizon: int, alpha: float = 0.1) -> Numbers:
    """Return the rate of items that sell now and then: size over interval, unbiased (Syntetos and Boylan, 2005)."""
    count = len(values)
    size, interval, since = np.zeros(count), np.ones(count), np.ones(count)
    is_first = np.ones(count, dtype=bool)
    for week in range(values.shape[1]):
        sold = values[:, week] > 0
        fresh = sold & is_first
        again = sold & ~is_first
        size[fresh], interval[fresh] = values[fresh, week], since[fresh]
        size[again] += alpha * (values[again, week] - size[again])
        interval[again] += alpha * (since[again] - interval[again])
        is_first &= ~sold
        since = np.where(sold, 1.0, since + 1)
    return _flat((1 - alpha / 2) * size / interval, horizon)


def autoregression(values: Numbers, horizon: int) -> Numbers:
    """Return an ARIMA(6,0,0) of each series' share of its own mean, its coefficients learned over all series at once.

    Each step ahead has coefficients of its own (direct forecasts), drawn towards none by a ridge penalty.
    """
    count = values.shape[1]
    if count < LAGS + horizon + 2:
        return exponential_smoothing(values, horizon)
    scale = np.maximum(values.mean(axis=1, keepdims=True), 1e-9)
    shares = values / scale
    found = np.empty((len(values), horizon))
    # Many series with one week each would else outvote the few with many sales.
    weight = np.sqrt(scale[:, 0] / scale.max())
    for ahead in range(1, horizon + 1):
        ends = range(LAGS, count - ahead + 1)
        lags = np.concatenate([shares[:, end - LAGS : end] - 1 for end in ends])
        after = np.concatenate([shares[:, end + ahead - 1] - 1 for end in ends])
        weights = np.tile(weight, len(ends))
        penalty = RIDGE * np.eye(LAGS)
        weighed = lags * weights[:, None]
        coefficients = np.linalg.solve(lags.T @ weighed + penalty, weighed.T @ after)
        found[:, ahead - 1] = 1 + (shares[:, -LAGS:] - 1) @ coefficients
    result: Numbers = np.clip(found * scale, 0.0, None)
    return result


def median_quarter(values: Numbers, horizon: int) -> Numbers:
    """Return the median of the last thirteen weeks, which a single odd week does not move."""
    return _flat(np.median(values[:, -QUARTER_WEEKS:], axis=1), horizon)


def combined(values: Numbers, horizon: int) -> Numbers:
    """Return the mean of median, smoothing and autoregression, which err differently (Bates and Granger, 1969)."""
    members = (median_quarter, exponential_smoothing, autoregression)
    found: Numbers = np.mean([method(values, horizon) for method in members], axis=0)
    return found


def seasonal_combined(values: Numbers, horizon: int) -> Numbers:
    """Return `combined`, moved by half of what all series together did in the same weeks of last year."""
    count = values.shape[1]
    flat = combined(values, horizon)
    if count < YEAR_WEEKS + AVERAGED_WEEKS:
        return flat
    total = values.sum(axis=0)
    ahead = np.array([total[count - YEAR_WEEKS + week % YEAR_WEEKS] for week in range(horizon)])
    before = total[count - YEAR_WEEKS - AVERAGED_WEEKS : count - YEAR_WEEKS].mean()
    moved = np.clip(ahead / max(before, 1e-9), 0.25, 4.0)
    result: Numbers = flat * (1 + moved) / 2
    return result


METHODS: dict[str, Method] = {
    "moving_average": moving_average,
    "seasonal_naive": seasonal_naive,
    "exponential_smoothing": exponential_smoothing,
    "damped_trend": damped_trend,
    "theta": theta,
    "croston": croston,
    "autoregression": autoregression,
    "median_quarter": median_quarter,
    "combined": combined,
    "seasonal_combined": seasonal_combined,
}


def is_intermittent(values: Numbers) -> NDArray[np.bool_]:
    """Return which series sell only now and then: nothing in four weeks of ten or more."""
    found: NDArray[np.bool_] = (values == 0).mean(axis=1) >= INTERMITTENT_ZEROS
    return found


def _flat(level: Numbers, horizon: int) -> Numbers:
    return np.repeat(level[:, None], horizon, axis=1)


def _smoothed(values: Numbers) -> tuple[Numbers, Numbers]:
    """Return the last level and the squared one-step errors by smoothing, shape (smoothings, series) each."""
    alpha = np.array(SMOOTHINGS)[:, None]
    level = np.repeat(values[:, :WARM_UP].mean(axis=1)[None], len(alpha), axis=0)
    errors = np.zeros_like(level)
    for week in range(WARM_UP, values.shape[1]):
        error = values[:, week][None] - level
        errors += error**2
        level = level + alpha * error
    return level, errors
