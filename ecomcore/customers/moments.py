"""What there is to learn from: customers as they were at several moments of the past, and what they did next."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ecomcore.customers.features import DAY, customer_features, targets, without_protected
from ecomcore.customers.log import PurchaseLog
from ecomcore.errors import DataError

MOST_MOMENTS = 6
MOST_ROWS = 20_000
MIN_HISTORY_DAYS = 60
SHORT_SHARE = 3
"""A log must be this many times as long as the time to predict."""


@dataclass(frozen=True)
class Moment:
    """Features of everybody at a moment, and their `spend` and `orders` in the `days` from it on."""

    at: pd.Timestamp
    days: int
    table: pd.DataFrame
    after: pd.DataFrame


def without_age_and_gender(moment: Moment) -> Moment:
    """Return the moment without protected features."""
    return replace(moment, table=without_protected(moment.table))


def moment_of(log: PurchaseLog, at: pd.Timestamp, days: int) -> Moment:
    """Return one moment; its features come from before it, its outcome from after it."""
    table = customer_features(log, at, season_days=days)
    return Moment(at, days, table, targets(log, at, days, table.index))


def earlier_moments(log: PurchaseLog, cutoff: pd.Timestamp, days: int) -> list[Moment]:
    """Return the moments whose outcome was known at the cutoff, the latest first, a month or a third apart.

    Raises:
        DataError: the log is too short for any.
    """
    step = max(days // 3, 30) * DAY
    latest = cutoff - days * DAY
    least = log.start + min(MIN_HISTORY_DAYS, max(days, 7)) * DAY
    chosen = [latest - k * step for k in range(MOST_MOMENTS) if latest - k * step >= least]
    if not chosen:
        raise DataError(
            f"{log.name or 'the data'}: {(cutoff - log.start).days} days of history before {cutoff.date()} are too few "
            f"to learn what customers do in the {days} days after a moment; at least "
            f"{days + min(MIN_HISTORY_DAYS, max(days, 7))} are needed"
        )
    return [moment_of(log, at, days) for at in chosen]


def stack(moments: list[Moment], seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return features and outcomes of several moments as one table each; of very many rows, a sample."""
    table, after = pd.concat([m.table for m in moments]), pd.concat([m.after for m in moments])
    if len(table) <= MOST_ROWS:
        return table, after
    drawn = np.sort(np.random.default_rng(seed).choice(len(table), MOST_ROWS, replace=False))
    return table.iloc[drawn], after.iloc[drawn]


def horizon_for(log: PurchaseLog, wanted: int) -> int:
    """Return the days to predict: those wanted, or a quarter of a log that is too short for them.

    Raises:
        DataError: even a quarter is less than a week.
    """
    if log.days >= SHORT_SHARE * wanted:
        return wanted
    days = log.days // (SHORT_SHARE + 1)
    if days < 7:
        raise DataError(
            f"{log.name or 'the data'} cover {log.days} days; at least 28 are needed to learn and test anything"
        )
    return days
