"""How long customers of each segment stay away: the share who have not come back after so many days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.privacy import LEAST_GROUP

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Survival:
    """Kaplan and Meier's curve (1958): after `days[i]`, the share `away[i]` has not come back.

    `median_days` is None where more than half never do.
    """

    days: Numbers
    away: Numbers
    count: int
    median_days: float | None


def kaplan_meier(days: Numbers, came_back: NDArray[np.bool_]) -> Survival:
    """Return the curve of pauses, some of which are not over yet (`came_back` False)."""
    times = np.unique(days[came_back])
    at_risk = (days[None] >= times[:, None]).sum(axis=1)
    back = ((days[None] == times[:, None]) & came_back[None]).sum(axis=1)
    away = np.cumprod(1 - back / np.maximum(at_risk, 1))
    below = np.flatnonzero(away <= 0.5)
    median = float(times[below[0]]) if len(below) else None
    return Survival(times, away, len(days), median)


def pauses(log: PurchaseLog) -> pd.DataFrame:
    """Return the last finished pause and the open one of every customer: `customer`, `days`, `came_back`."""
    orders = log.orders
    at = orders.groupby("customer")["at"]
    gaps = (at.diff().dt.total_seconds() / 86_400).round()
    finished = pd.DataFrame(
        {"customer": log.names[orders["customer"]], "days": gaps, "came_back": True}
    )[gaps > 0].drop_duplicates("customer", keep="last")
    last = at.max()
    open_days = ((log.end - last).dt.total_seconds() / 86_400).round().clip(lower=1)
    unfinished = pd.DataFrame(
        {"customer": log.names[last.index], "days": open_days.to_numpy(), "came_back": False}
    )
    result: pd.DataFrame = pd.concat([finished, unfinished], ignore_index=True)
    return result


def survival_by_segment(log: PurchaseLog, segments: pd.Series[Any]) -> dict[str, Survival]:
    """Return the curve of each segment with at least ten customers."""
    table = pauses(log)
    table["segment"] = table["customer"].map(segments)
    found = {}
    for segment, rows in table.dropna(subset="segment").groupby("segment"):
        if rows["customer"].nunique() >= LEAST_GROUP:
            found[str(segment)] = kaplan_meier(
                rows["days"].to_numpy(dtype=np.float64), rows["came_back"].to_numpy(dtype=bool)
            )
    return found
