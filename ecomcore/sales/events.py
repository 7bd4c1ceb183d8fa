"""Days on which people buy differently, known beforehand: the holidays of both cultures, shopping days, promotions."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.customers.log import Promotions

COUNTRIES = ("US", "GB", "CN")
CHOSEN = {
    "Christmas Day": "christmas",
    "Thanksgiving Day": "thanksgiving",
    "Easter Monday": "easter",
    "Independence Day": "independence_day",
    "Chinese New Year (Spring Festival)": "chinese_new_year",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-Autumn Festival": "mid_autumn",
    "National Day": "national_day",
}
FIXED = {"valentines_day": (2, 14), "618": (6, 18), "singles_day": (11, 11), "double_12": (12, 12)}
LEAD_DAYS = 7
"""People buy for a holiday in the days before it."""
BELIEF = 2.0
"""An effect seen once is believed as 1 / (1 + this / occurrences)."""
LARGEST_EFFECT = 4.0

Numbers = NDArray[np.float64]


@lru_cache(maxsize=32)
def event_days(wanted: tuple[int, ...]) -> dict[str, list[date]]:
    """Return the days of each event in the years, by its name."""
    import holidays

    found: dict[str, set[date]] = {}
    for country in COUNTRIES:
        calendar = holidays.country_holidays(country, years=wanted, language="en_US")
        for day, names in calendar.items():
            for name in str(names).split("; "):
                key = CHOSEN.get(name)
                if key is not None:
                    found.setdefault(key, set()).add(day)
    for year in wanted:
        for key, (month, of_month) in FIXED.items():
            found.setdefault(key, set()).add(date(year, month, of_month))
    for day in list(found.get("thanksgiving", ())):
        found.setdefault("black_friday", set()).add(day + timedelta(days=1))
    return {name: sorted(days) for name, days in sorted(found.items())}


def event_weeks(weeks: pd.DatetimeIndex) -> dict[str, NDArray[np.bool_]]:
    """Return for each event which of the weeks (by their first day) hold it or the days before it."""
    years = range(weeks[0].year, weeks[-1].year + 2)
    starts = weeks.to_numpy().astype("datetime64[D]")
    found = {}
    for name, days in event_days(tuple(years)).items():
        marks = np.zeros(len(weeks), dtype=bool)
        for day in days:
            last = np.datetime64(day)
            overlap = np.minimum(starts + 6, last) - np.maximum(starts, last - (LEAD_DAYS - 1))
            marks |= overlap >= np.timedelta64(3, "D")
        found[name] = marks
    return found


def promotion_weeks(weeks: pd.DatetimeIndex, promotions: Promotions) -> NDArray[np.bool_]:
    """Return which of the weeks (by their first day) have three days or more of a promotion."""
    starts = weeks.to_numpy().astype("datetime64[D]")
    marks = np.zeros(len(weeks), dtype=bool)
    for first, last in promotions:
        overlap = np.minimum(starts + 6, np.datetime64(last)) - np.maximum(
            starts, np.datetime64(first)
        )
        marks |= overlap >= np.timedelta64(2, "D")
    return marks


def event_factors(
    values: Numbers, weeks: pd.DatetimeIndex, ahead: pd.DatetimeIndex, promotions: Promotions = ()
) -> tuple[Numbers, Numbers]:
    """Return what events did to all series together in each known week, and will do in the weeks ahead (1: nothing).

    Events are the holidays and shopping days of `event_weeks`, and the shop's own promotions, past and announced.

    An effect is the total of the event's weeks over the median of the weeks around them, drawn towards 1. An event
    that has not been seen yet has none.
    """
    both = pd.DatetimeIndex(weeks.append(ahead))
    marks = event_weeks(both) | {"promotion": promotion_weeks(both, promotions)}
    total = values.sum(axis=0)
    known = np.ones(len(weeks))
    coming = np.ones(len(ahead))
    for mark in marks.values():
        seen = np.flatnonzero(mark[: len(weeks)])
        ratios = [
            total[week] / around
            for week in seen
            if (around := _around(total, int(week), mark[: len(weeks)])) > 0
        ]
        if not ratios:
            continue
        belief = len(ratios) / (len(ratios) + BELIEF)
        effect = float(np.clip(np.mean(ratios), 1 / LARGEST_EFFECT, LARGEST_EFFECT)) ** belief
        known[seen] *= effect
        coming[mark[len(weeks) :]] *= effect
    return known, coming


def _around(total: Numbers, week: int, mark: NDArray[np.bool_]) -> float:
    near = [w for w in range(max(0, week - 4), min(len(total), week + 5)) if not mark[w]]
    return float(np.median(total[near])) if near else 0.0
