"""Sums up each customer's purchases as models of repeat buying need them: frequency, recency, age, mean spend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.log import PurchaseLog

DAYS_PER_WEEK = 7.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class History:
    """One entry a customer, all of shape (n,); times are in weeks.

    Attributes:
        customers: ids.
        frequency: days of repeat purchases (the first day does not count).
        recency: time from the first to the last purchase, 0 for who bought once.
        age: time from the first purchase until now.
        mean_spend: mean amount of a repeat day; of the first day for who bought once.
    """

    customers: pd.Index
    frequency: Numbers
    recency: Numbers
    age: Numbers
    mean_spend: Numbers

    def __len__(self) -> int:
        """Return the number of customers."""
        return len(self.frequency)

    def sample(self, most: int, seed: int = 0) -> History:
        """Return everybody, or `most` of them drawn at random."""
        if len(self) <= most:
            return self
        drawn = np.sort(np.random.default_rng(seed).choice(len(self), most, replace=False))
        return History(
            self.customers[drawn], self.frequency[drawn], self.recency[drawn], self.age[drawn],
            self.mean_spend[drawn],
        )  # fmt: skip


def history_of(log: PurchaseLog, cutoff: pd.Timestamp) -> History:
    """Sum up the purchases before `cutoff`; several on one day are one (Fader and Hardie's convention)."""
    days = _days_of_purchase(log.before(cutoff))
    grouped = days.groupby("customer")
    first, last = grouped["day"].min(), grouped["day"].max()
    frequency = grouped.size() - 1
    repeat = days[days["day"] > days["customer"].map(first)]
    mean_repeat = repeat.groupby("customer")["amount"].mean()
    mean = mean_repeat.reindex(first.index).fillna(grouped["amount"].first())
    last_known_day = cutoff - pd.Timedelta(days=1)
    return History(
        customers=pd.Index(log.names[first.index]),
        frequency=frequency.to_numpy().astype(np.float64),
        recency=_weeks(last - first),
        age=_weeks(last_known_day.normalize() - first),
        mean_spend=mean.to_numpy(dtype=np.float64),
    )


def repeats_after(
    log: PurchaseLog, cutoff: pd.Timestamp, days: int, customers: pd.Index
) -> Numbers:
    """Return on how many days each customer bought in the `days` from `cutoff` on, and the amount; shape (n, 2)."""
    ahead = _days_of_purchase(log.between(cutoff, cutoff + pd.Timedelta(days=days)))
    found = ahead.groupby("customer")["amount"].agg(["size", "sum"])
    found = found.set_axis(log.names[found.index], axis=0)
    return found.reindex(customers).fillna(0.0).to_numpy(dtype=np.float64)


def _days_of_purchase(log: PurchaseLog) -> pd.DataFrame:
    bought = log.lines[log.lines["amount"] >= 0]  # a purchase paid with a voucher is one too
    table = pd.DataFrame(
        {
            "customer": bought["customer"],
            "day": bought["at"].dt.normalize(),
            "amount": bought["amount"],
        }
    )
    return table.groupby(["customer", "day"])["amount"].sum().reset_index()


def _weeks(spans: pd.Series[pd.Timedelta]) -> Numbers:
    days = spans.dt.days.to_numpy(dtype=np.float64)
    found: Numbers = days / DAYS_PER_WEEK
    return found
