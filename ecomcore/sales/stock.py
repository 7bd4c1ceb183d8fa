"""What to reorder, when and how much, from forecasts; and what such a rule would have done in the past."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.errors import DataError
from ecomcore.sales.forecasting import HORIZON_WEEKS, forecast
from ecomcore.sales.series import WeeklySeries

LEAD_DAYS = 14
REVIEW_DAYS = 7
SERVICE_LEVEL = 0.95
FIXED_WEEKS = 4
WARM_UP_WEEKS = 13
"""The fixed rule that ours is compared with keeps so many weeks of the long-run mean."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Reorder:
    """What to do about one product.

    `reorder_point`: order when stock is at or below it; `quantity`: how many pieces to order now (0: none yet);
    `days_of_cover`: how long the stock lasts at the expected demand, None without demand.
    """

    name: str
    stock: int
    weekly_demand: float
    reorder_point: int
    quantity: int
    days_of_cover: float | None
    is_urgent: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Simulated:
    """What a rule would have done: share of demand met, share of weeks sold out, mean stock in weeks of demand."""

    rule: str
    fill_rate: float
    stock_out_share: float
    weeks_of_stock: float


def reorder_point(
    weekly: Numbers, spread: Numbers, *, lead_days: int, service_level: float
) -> Numbers:
    """Return expected demand until a new order arrives, plus the safety stock for that time.

    Args:
        weekly: expected demand a week, shape (n,).
        spread: standard deviation of a week's demand around it, shape (n,).
        lead_days: from order to arrival.
        service_level: chance that the stock lasts until then.
    """
    from scipy.stats import norm

    weeks = (lead_days + REVIEW_DAYS) / 7
    result: Numbers = weekly * weeks + float(norm.ppf(service_level)) * spread * np.sqrt(weeks)
    return result


def reorders(
    series: WeeklySeries, stock: dict[str, int], *, lead_days: int = LEAD_DAYS,
    service_level: float = SERVICE_LEVEL,
) -> list[Reorder]:  # fmt: skip
    """Return what to reorder, the shortest cover first; products that need nothing come last.

    Raises:
        DataError: the lead time or the service level makes no sense, or fewer than four weeks are known.
    """
    _check(lead_days, service_level)
    told = forecast(series, HORIZON_WEEKS)
    weeks = max(1, min(HORIZON_WEEKS, round((lead_days + REVIEW_DAYS) / 7)))
    weekly = told.expected[:, :weeks].mean(axis=1)
    spread = np.maximum(
        (told.high[0.8] - told.low[0.8])[:, :weeks].mean(axis=1) / 2.563, np.sqrt(weekly)
    )
    points = np.ceil(
        reorder_point(weekly, spread, lead_days=lead_days, service_level=service_level)
    )
    found = []
    for name, demand, point in zip(series.names, weekly, points, strict=True):
        held = stock.get(str(name), 0)
        needed = held <= point and demand > 0.05
        found.append(
            Reorder(
                name=str(name),
                stock=held,
                weekly_demand=round(float(demand), 2),
                reorder_point=int(point),
                quantity=int(np.ceil(point + demand * FIXED_WEEKS - held)) if needed else 0,
                days_of_cover=round(7 * held / float(demand), 1) if demand > 0.05 else None,
                is_urgent=bool(needed and held < demand * lead_days / 7),
            )
        )
    return sorted(
        found,
        key=lambda r: (r.quantity == 0, r.days_of_cover if r.days_of_cover is not None else 1e9),
    )


def simulate_rules(
    series: WeeklySeries, *, lead_days: int = LEAD_DAYS, service_level: float = SERVICE_LEVEL
) -> list[Simulated]:
    """Return what our rule and a fixed one would have done week by week, after a quarter to learn from.

    Every week stock is looked at and ordered up to a level; what is ordered arrives after the lead time; demand
    that meets
    no stock is lost. The fixed rule keeps the mean demand of all weeks so far, times lead time plus four weeks.

    Raises:
        DataError: fewer than 16 weeks are known, or the lead time or service level makes no sense.
    """
    _check(lead_days, service_level)
    weeks = series.values.shape[1]
    if weeks < WARM_UP_WEEKS + 3:
        raise DataError(
            f"{weeks} weeks are too few to try a rule on; {WARM_UP_WEEKS + 3} are needed"
        )
    delay = max(1, round(lead_days / 7))
    return [
        _simulate(series, name, delay, lead_days, service_level) for name in ("forecast", "fixed")
    ]


def _simulate(
    series: WeeklySeries, rule: str, delay: int, lead_days: int, service_level: float
) -> Simulated:
    values = series.values
    stock = _target(values[:, :WARM_UP_WEEKS], rule, lead_days, service_level)
    coming = np.zeros((delay, len(values)))
    met = asked = held = 0.0
    out = 0
    for week in range(WARM_UP_WEEKS, values.shape[1]):
        stock = stock + coming[0]
        demand = values[:, week]
        sold = np.minimum(stock, demand)
        met, asked = met + float(sold.sum()), asked + float(demand.sum())
        out += int((demand > stock).sum())
        stock = stock - sold
        held += float(stock.sum())
        target = _target(values[:, : week + 1], rule, lead_days, service_level)
        coming = np.vstack(
            [coming[1:], np.maximum(target - stock - coming[1:].sum(axis=0), 0.0)[None]]
        )
    periods = values.shape[1] - WARM_UP_WEEKS
    return Simulated(
        rule=rule,
        fill_rate=round(met / max(asked, 1e-9), 4),
        stock_out_share=round(out / (periods * len(values)), 4),
        weeks_of_stock=round(held / max(asked, 1e-9), 3),
    )


def _target(known: Numbers, rule: str, lead_days: int, service_level: float) -> Numbers:
    """Return the stock to order up to, counting what is on its way."""
    if rule == "fixed":
        result: Numbers = np.ceil(known.mean(axis=1) * (lead_days / 7 + FIXED_WEEKS))
        return result
    from ecomcore.sales.methods import combined

    weekly = combined(known, 1)[:, 0]
    spread = np.maximum(known[:, -WARM_UP_WEEKS:].std(axis=1), np.sqrt(weekly))
    return np.ceil(reorder_point(weekly, spread, lead_days=lead_days, service_level=service_level))


def stock_by_product(variants: pd.DataFrame) -> dict[str, int]:
    """Return the pieces in stock by product, over its variants."""
    return {str(k): int(v) for k, v in variants.groupby("product_id")["stock"].sum().items()}


def _check(lead_days: int, service_level: float) -> None:
    if lead_days < 1 or not 0.5 <= service_level < 1:
        raise DataError(
            "a lead time of at least one day and a service level from 0.5 to below 1 are needed, not "
            f"{lead_days} and {service_level:g}"
        )
