"""Measures forecasts of weekly demand on weeks that they have not seen, every method beside the moving average."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ecomcore.customers.log import PurchaseLog
from ecomcore.errors import DataError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.sales.forecasting import HORIZON_WEEKS, LEVELS, MIN_WEEKS, forecast, run_method
from ecomcore.sales.methods import METHODS
from ecomcore.sales.series import Measure, weekly_series

FIRST_WEEK_AHEAD = 4
SERIES = 392
ORIGINS = 3
ORIGIN_STEP = 4
DEFAULT = "chosen"
MOST_SHARE = 0.25
"""A series with more of all units than this (fuel by the litre, say) would drown the others: it is left out."""

Numbers = NDArray[np.float64]


def evaluate_forecast(
    log: PurchaseLog, *, by: str = "category", measure: Measure = "units", most: int = SERIES
) -> Evaluation:
    """Forecast the last weeks from three origins, each from what was known then; measured four to eight weeks ahead.

    `wape` is the sum of absolute errors over the sum sold; `coverage_80` and `coverage_95` are the shares of weeks
    inside the intervals of the default.

    Raises:
        DataError: the lines do not name what `by` asks for, or cover fewer than 14 weeks.
    """
    series = weekly_series(log, by if by in log.lines else "product", measure, most)
    share = series.values.sum(axis=1) / max(float(series.values.sum()), 1e-9)
    kept = share <= MOST_SHARE if len(share) > 4 else np.ones(len(share), dtype=bool)
    values, names = series.values[kept], series.names[kept]
    weeks = values.shape[1]
    origins = [weeks - HORIZON_WEEKS - ORIGIN_STEP * k for k in range(ORIGINS)]
    origins = [origin for origin in origins if origin >= MIN_WEEKS + 2]
    if not origins:
        raise DataError(
            f"{log.name or 'the data'} cover {weeks} weeks; testing forecasts needs {HORIZON_WEEKS + MIN_WEEKS + 2}"
        )
    part = replace(series, values=values, names=names)
    asked = {o: values[:, o + FIRST_WEEK_AHEAD - 1 : o + HORIZON_WEEKS] for o in origins}
    found: dict[str, Metrics] = {}
    for name in (*METHODS, "combined_events"):
        started = time.perf_counter()
        told = {
            o: run_method(name, part.until(o), HORIZON_WEEKS)[:, FIRST_WEEK_AHEAD - 1 :]
            for o in origins
        }
        found[name] = _scores(asked, told) | {"seconds": round(time.perf_counter() - started, 3)}
    started = time.perf_counter()
    made = {o: forecast(part.until(o), HORIZON_WEEKS) for o in origins}
    found[DEFAULT] = _scores(
        asked, {o: f.expected[:, FIRST_WEEK_AHEAD - 1 :] for o, f in made.items()}
    )
    found[DEFAULT]["seconds"] = round(time.perf_counter() - started, 3)
    for level in LEVELS:
        inside = [
            (asked[o] >= f.low[level][:, FIRST_WEEK_AHEAD - 1 :] - 1e-9)
            & (asked[o] <= f.high[level][:, FIRST_WEEK_AHEAD - 1 :] + 1e-9)
            for o, f in made.items()
        ]
        found[DEFAULT][f"coverage_{round(100 * level)}"] = round(float(np.mean(inside)), 4)
    data = {
        "name": log.name,
        "series": len(names),
        "by": by,
        "measure": measure,
        "weeks": weeks,
        "ahead": f"weeks {FIRST_WEEK_AHEAD} to {HORIZON_WEEKS}",
        "origins": [str(series.weeks[o].date()) for o in origins],
        "left_out": [str(name) for name in series.names[~kept]],
    }
    return Evaluation(data, DEFAULT, found)


def _scores(asked: dict[int, Numbers], told: dict[int, Numbers]) -> Metrics:
    missed = sum(float(np.abs(told[o] - asked[o]).sum()) for o in asked)
    over = sum(float((told[o] - asked[o]).sum()) for o in asked)
    total = max(sum(float(one.sum()) for one in asked.values()), 1e-9)
    return {"wape": round(missed / total, 5), "bias": round(over / total, 5)}
