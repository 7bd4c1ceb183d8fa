"""Weekly series of what was sold, one a product, a category or the whole shop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.log import Promotions, PurchaseLog
from ecomcore.errors import DataError

WEEK = pd.Timedelta(days=7)
Measure = Literal["units", "amount", "orders"]

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class WeeklySeries:
    """`values` of shape (series, weeks), `names` of the series, `weeks` the first day of each week.

    `promotions` are the days of the shop's promotions of what is sold here, past and announced.
    """

    values: Numbers
    names: pd.Index
    weeks: pd.DatetimeIndex
    promotions: Promotions = ()

    def until(self, week: int) -> WeeklySeries:
        """Return the first weeks; promotions are announced before, so they stay."""
        return replace(self, values=self.values[:, :week], weeks=self.weeks[:week])

    def row(self, name: object) -> WeeklySeries:
        """Return one series.

        Raises:
            DataError: there is none of that name.
        """
        if name not in self.names:
            raise DataError(f"nothing called {name!r} was sold; there are {len(self.names)} series")
        place = int(np.flatnonzero(self.names == name)[0])
        return replace(
            self, values=self.values[place : place + 1], names=self.names[place : place + 1]
        )


def weekly_series(
    log: PurchaseLog,
    by: str | None = "category",
    measure: Measure = "units",
    most: int | None = None,
) -> WeeklySeries:
    """Return what was sold in full weeks of seven days, counted back from the end of the log.

    Args:
        log: purchases.
        by: column of the lines that names the series; None: one series of everything.
        measure: pieces, money, or lines of orders.
        most: keep only so many series, those with most lines.

    Raises:
        DataError: the lines have no such column, or cover less than two weeks.
    """
    bought = log.bought
    if by is not None and by not in bought:
        raise DataError(f"{log.name or 'the data'} do not name a {by} with each line")
    count = log.days // 7
    if count < 2:
        raise DataError(
            f"{log.name or 'the data'} cover {log.days} days; weekly figures need two weeks"
        )
    start = log.end - count * WEEK
    inside = bought[bought["at"] >= start]
    keys = pd.Series("all", index=inside.index) if by is None else inside[by].astype(object)
    week = ((inside["at"] - start) // WEEK).astype(int)
    value = {
        "units": inside["quantity"], "amount": inside["amount"], "orders": pd.Series(1.0, index=inside.index),
    }[measure]  # fmt: skip
    table = pd.DataFrame({"key": keys, "week": week, "value": value}).dropna(subset="key")
    if most is not None:
        busiest = table["key"].value_counts().index[:most]
        table = table[table["key"].isin(busiest)]
    sums = table.groupby(["key", "week"], observed=True)["value"].sum().unstack(fill_value=0)
    sums = sums.reindex(columns=range(count), fill_value=0.0)
    if sums.empty:
        raise DataError(f"{log.name or 'the data'} hold nothing that was sold by {by}")
    return WeeklySeries(
        np.clip(sums.to_numpy(dtype=np.float64), 0.0, None),
        pd.Index(sums.index),
        pd.date_range(start, periods=count, freq="7D"),
        log.promotions,
    )
