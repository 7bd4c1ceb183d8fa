"""How demand followed the price where the price changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomcore.customers.log import PurchaseLog

WEEKS_AT_LEAST = 8
PRICE_SPREAD = 0.03
"""Standard deviation of the log price from which on it has changed."""
WEEKS = 52


@dataclass(frozen=True)
class Elasticity:
    """By how many per cent demand changes when the price rises by one; `low` to `high` holds it with 95 %."""

    product: str
    elasticity: float
    low: float
    high: float
    weeks: int
    weekly_amount: float


def price_elasticities(log: PurchaseLog) -> list[Elasticity]:
    """Return the products whose demand clearly falls as their price rises: a log-log line over weeks of the last year.

    A product counts if it sold in eight weeks at prices that differ, and the interval lies below nothing. Shown are
    associations: a sale in a busy week looks like the work of its price.
    """
    if "product" not in log.lines:
        return []
    recent = log.between(log.end - pd.Timedelta(days=7 * WEEKS), log.end).bought
    recent = recent[recent["quantity"] > 0]
    week = ((recent["at"] - recent["at"].min()).dt.days // 7).rename("week")
    sums = recent.groupby([recent["product"].astype(str), week])[["amount", "quantity"]].sum()
    found = []
    for product, rows in sums.groupby(level=0):
        price = np.log(rows["amount"].to_numpy() / rows["quantity"].to_numpy())
        demand = np.log(rows["quantity"].to_numpy(dtype=float))
        if len(rows) < WEEKS_AT_LEAST or price.std() < PRICE_SPREAD:
            continue
        slope, half = _slope(price, demand)
        if slope + half < 0:
            found.append(
                Elasticity(
                    str(product), round(slope, 3), round(slope - half, 3), round(slope + half, 3),
                    len(rows), float(rows["amount"].sum()) / WEEKS,
                )
            )  # fmt: skip
    return found


def _slope(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return the slope of the least-squares line and half of its 95 % interval (Student's t)."""
    from scipy.stats import t

    around = x - x.mean()
    squares = float(around @ around)
    slope = float(around @ y) / squares
    residuals = y - y.mean() - slope * around
    error = (float(residuals @ residuals) / (len(x) - 2) / squares) ** 0.5
    return slope, float(t.ppf(0.975, len(x) - 2)) * error
