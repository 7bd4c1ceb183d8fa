"""How a promotion of the shop did: sales of what it covered, beside the days before and the rest of the shop."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.categories import is_within
from ecomcore.customers.log import PurchaseLog
from ecomcore.customers.sources.shop import shop_log
from ecomcore.customers.wording import both
from ecomcore.errors import DataError, NotFoundError
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Promotion

SHOWN_DAYS = 28
PLACEBOS = 12
"""So many times of the same length, without a promotion, are needed to say what chance does."""
NORMAL_95 = 1.96
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class PromotionResult:
    """What a promotion changed, as a factor on the sales of what it covered.

    `during` and `before` are its sales (units of the currency) in its days and in as many days before; `effect` is
    their ratio less 1, after the same ratio of the rest of the shop where there is a rest; `low` and `high` are what
    chance leaves open, from how much the same figure moved in times without a promotion (`placebos` of them).
    """

    promotion: str
    title: dict[str, str]
    starts_on: str
    ends_on: str
    during: float
    before: float
    rest_ratio: float | None
    effect: float
    low: float
    high: float
    placebos: int
    currency: str
    daily: dict[str, float]
    """Sales a day of what it covers, from four weeks before it to four weeks after."""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON, with the words."""
        return asdict(self) | {"words": self.words()}

    def words(self) -> dict[str, str]:
        """Return what it means, in both languages."""
        clear = "clear" if self.low > 0 or self.high < 0 else "unclear"
        compared = "rest" if self.rest_ratio is not None else "before"
        values = {
            "start": self.starts_on,
            "end": self.ends_on,
            "during": f"{self.during:,.0f} {self.currency}",
            "before": f"{self.before:,.0f} {self.currency}",
            "effect": f"{100 * self.effect:+.0f}",
            "low": f"{100 * self.low:+.0f}",
            "high": f"{100 * self.high:+.0f}",
        }
        told = both(f"promotions.{compared}_{clear}", **values)
        return {
            language: text.replace("<title>", self.title.get(language, self.promotion))
            for language, text in told.items()
        }


def promotion_result(data: ShopData, session: Session, promotion: str) -> PromotionResult:
    """Measure a promotion.

    Raises:
        NotFoundError: there is no such promotion; the message says which there are.
        DataError: it has not begun, or too little was sold before it.
    """
    rows = {row.id: row for row in session.scalars(select(Promotion))}
    found = rows.get(promotion)
    if found is None:
        raise NotFoundError(
            f"there is no promotion {promotion!r}; there are: {', '.join(sorted(rows))}"
        )
    log = shop_log(data, for_profiles=False)
    covered, rest = _daily(data, log, found.category)
    starts, ends = pd.Timestamp(found.starts_on), pd.Timestamp(found.ends_on)
    days = int((ends - starts).days) + 1
    if starts > covered.index[-1]:
        raise DataError(
            f"the promotion {promotion!r} begins on {starts.date()}, after the last sale"
        )
    first = covered.index[0]
    if starts - pd.Timedelta(days=days) < first:
        raise DataError(
            f"the promotion {promotion!r} began on {starts.date()}, and sales are known from {first.date()} on: "
            f"{days} days before it are needed"
        )
    change = _change(covered, rest, starts, days)
    busy = [(pd.Timestamp(r.starts_on), pd.Timestamp(r.ends_on)) for r in rows.values()]
    usual = _usual(covered, rest, days, busy)
    if len(usual) < PLACEBOS:
        raise DataError(
            f"there are {len(usual)} times of {days} days without a promotion to compare {promotion!r} with; "
            f"{PLACEBOS} are needed"
        )
    centre, spread = float(np.mean(usual)), float(np.std(usual, ddof=1))
    day = pd.Timedelta(days=1)
    shown = covered[starts - SHOWN_DAYS * day : ends + SHOWN_DAYS * day]
    return PromotionResult(
        promotion=promotion,
        title=dict(found.title),
        starts_on=str(starts.date()),
        ends_on=str(ends.date()),
        during=round(_sum(covered, starts, days), 2),
        before=round(_sum(covered, starts - days * day, days), 2),
        rest_ratio=None if rest is None else round(float(np.exp(_ratio(rest, starts, days))), 4),
        effect=round(float(np.exp(change - centre)) - 1, 4),
        low=round(float(np.exp(change - centre - NORMAL_95 * spread)) - 1, 4),
        high=round(float(np.exp(change - centre + NORMAL_95 * spread)) - 1, 4),
        placebos=len(usual),
        currency=log.currency,
        daily=dict(
            zip(
                pd.DatetimeIndex(shown.index).strftime("%Y-%m-%d"),
                shown.round(2).tolist(),
                strict=True,
            )
        ),
    )


def _daily(
    data: ShopData, log: PurchaseLog, category: str | None
) -> tuple[pd.Series[float], pd.Series[float] | None]:
    """Return the sales a day of what a promotion covers, and of everything else (None where it covers all)."""
    lines = log.bought
    day = lines["at"].dt.normalize()
    every = pd.date_range(day.min(), log.end.normalize(), freq="D")
    if category is None:
        return lines.groupby(day)["amount"].sum().reindex(every, fill_value=0.0), None
    paths = data.products.set_index("id")["category"]
    inside = {str(product) for product, path in paths.items() if is_within(path, [category])}
    is_inside = lines["product"].astype(str).isin(inside)
    return (
        lines[is_inside].groupby(day[is_inside])["amount"].sum().reindex(every, fill_value=0.0),
        lines[~is_inside].groupby(day[~is_inside])["amount"].sum().reindex(every, fill_value=0.0),
    )


def _sum(daily: pd.Series[float], start: pd.Timestamp, days: int) -> float:
    return float(daily[start : start + pd.Timedelta(days=days - 1)].sum())


def _ratio(daily: pd.Series[float], start: pd.Timestamp, days: int) -> float:
    """Return the log of the sales of some days over those of as many days before; one average sale is added to both."""
    typical = float(daily.mean()) + 1e-9
    earlier = _sum(daily, start - pd.Timedelta(days=days), days)
    return float(np.log((_sum(daily, start, days) + typical) / (earlier + typical)))


def _change(
    covered: pd.Series[float], rest: pd.Series[float] | None, start: pd.Timestamp, days: int
) -> float:
    other = 0.0 if rest is None else _ratio(rest, start, days)
    return _ratio(covered, start, days) - other


def _usual(
    covered: pd.Series[float], rest: pd.Series[float] | None, days: int,
    busy: list[tuple[pd.Timestamp, pd.Timestamp]],
) -> Numbers:  # fmt: skip
    """Return the same change for every time of that length without a promotion in or before it, week by week."""
    length, week = pd.Timedelta(days=days), pd.Timedelta(days=7)
    found = []
    at = covered.index[0] + length
    while at + length <= covered.index[-1]:
        is_quiet = all(last < at - length or first >= at + length for first, last in busy)
        if is_quiet:
            found.append(_change(covered, rest, at, days))
        at += week
    return np.array(found, dtype=np.float64)
