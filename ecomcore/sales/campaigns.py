"""How a campaign did: those whom it reached beside those whom it did not, before and during it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.sources.columns import CUSTOMER, find_column, need_column
from ecomcore.customers.sources.logs import read_log
from ecomcore.customers.sources.tables import find_table, read_table
from ecomcore.customers.wording import both
from ecomcore.errors import DataError

MIN_GROUP = 20
CAMPAIGN = ("campaign_id", "campaign", "campaign_name", "活动")
STARTS = ("start_date", "starts_on", "start_day", "start")
ENDS = ("end_date", "ends_on", "end_day", "end")

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class CampaignResult:
    """The change of those reached beyond that of the others, a customer: difference in differences, 95 % interval.

    `measure` is `spend` (units of the currency) or `buyers` (share who bought). `is_random` says whether chance
    decided whom the campaign reached; else the difference may come from whom it was sent to.
    """

    measure: str
    reached: int
    others: int
    days: int
    before_reached: float
    during_reached: float
    before_others: float
    during_others: float
    effect: float
    low: float
    high: float
    is_random: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON, with the words."""
        return asdict(self) | {"words": self.words()}

    def words(self) -> dict[str, str]:
        """Return what it means, in both languages."""
        clear = "clear" if self.low > 0 or self.high < 0 else "unclear"
        found = both(
            f"campaigns.{self.measure}_{clear}", reached=self.reached, others=self.others, days=self.days,
            effect=f"{self.effect:+,.2f}", low=f"{self.low:+,.2f}", high=f"{self.high:+,.2f}",
        )  # fmt: skip
        if self.is_random:
            return found
        warning = both("campaigns.not_random")
        return {language: f"{text} {warning[language]}" for language, text in found.items()}


def campaign_result(
    log: PurchaseLog, reached: pd.Index, starts: pd.Timestamp, ends: pd.Timestamp, *,
    measure: Literal["spend", "buyers"] = "spend", is_random: bool = False,
) -> CampaignResult:  # fmt: skip
    """Compare the campaign's days with as many days before them, for those whom it reached and all others.

    Args:
        log: purchases.
        reached: ids of the customers whom the campaign was sent to.
        starts: its first day.
        ends: its last day.
        measure: spend a customer, or the share of customers who bought.
        is_random: whether chance decided who was reached.

    Raises:
        DataError: the campaign ends before it starts, lies outside the log, or has fewer than twenty customers on
        a side.
    """
    days = int((ends - starts).days) + 1
    length = pd.Timedelta(days=days)
    if days < 1 or starts - length < log.start or starts >= log.end:
        raise DataError(
            f"a campaign from {starts.date()} to {ends.date()} needs purchases from "
            f"{(starts - length).date()} on; the log holds {log.start.date()} to {log.end.date()}"
        )
    known = log.names[np.unique(log.before(starts).lines["customer"])]
    before = _by_customer(log.between(starts - length, starts), known, measure)
    during = _by_customer(log.between(starts, starts + length), known, measure)
    is_reached = known.isin(reached)
    if min(is_reached.sum(), (~is_reached).sum()) < MIN_GROUP:
        raise DataError(
            f"the campaign reached {int(is_reached.sum())} of {len(known)} customers; at least {MIN_GROUP} are needed "
            "on either side to compare"
        )
    change = during - before
    effect = float(change[is_reached].mean() - change[~is_reached].mean())
    error = (
        sum(
            float(part.var(ddof=1)) / len(part)
            for part in (change[is_reached], change[~is_reached])
        )
        ** 0.5
    )
    return CampaignResult(
        measure=measure,
        reached=int(is_reached.sum()),
        others=int((~is_reached).sum()),
        days=days,
        before_reached=round(float(before[is_reached].mean()), 4),
        during_reached=round(float(during[is_reached].mean()), 4),
        before_others=round(float(before[~is_reached].mean()), 4),
        during_others=round(float(during[~is_reached].mean()), 4),
        effect=round(effect, 4),
        low=round(effect - 1.96 * error, 4),
        high=round(effect + 1.96 * error, 4),
        is_random=is_random,
    )


def read_campaign(
    folder: Path, campaign: str
) -> tuple[PurchaseLog, pd.Index, pd.Timestamp, pd.Timestamp]:
    """Return purchases, reached customers, first and last day of a campaign from a folder of tables.

    Needed are a table of transactions, `campaigns` (campaign, customer) and `campaign_descriptions` (campaign, dates).

    Raises:
        DataError: a table or the campaign is not there.
    """
    place = folder / "data" if (folder / "data").is_dir() else folder
    sent, described = (find_table(place, stem) for stem in ("campaigns", "campaign_descriptions"))
    if sent is None or described is None:
        raise DataError(f"{place} needs the tables 'campaigns' and 'campaign_descriptions'")
    rows, dates = read_table(sent), read_table(described)
    key = need_column(dates.columns, CAMPAIGN, "campaign")
    row = dates[dates[key].astype(str) == campaign]
    if row.empty:
        raise DataError(
            f"there is no campaign {campaign!r}; there are: {', '.join(dates[key].astype(str))}"
        )
    start, end = (
        need_column(dates.columns, names, what)
        for names, what in ((STARTS, "first day"), (ENDS, "last day"))
    )
    reached = rows[rows[find_column(rows.columns, CAMPAIGN)].astype(str) == campaign]
    customers = reached[need_column(reached.columns, CUSTOMER, "customer")].astype(str)
    return (
        read_log(folder),
        pd.Index(customers),
        pd.Timestamp(row[start].iloc[0]),
        pd.Timestamp(row[end].iloc[0]),
    )


def _by_customer(log: PurchaseLog, customers: pd.Index, measure: str) -> Numbers:
    spent = log.bought.groupby("customer")["amount"].sum()
    spent = spent.set_axis(log.names[spent.index], axis=0).reindex(customers).fillna(0.0)
    found = spent.to_numpy(dtype=np.float64)
    return (found > 0).astype(np.float64) if measure == "buyers" else found
