"""Which days the staff mean: last month, this week, June; a month that is over, or the next of that name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from actions.phrases import spans

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Period:
    """The days from `start` until just before `end`."""

    start: date
    end: date


def period_in(text: str, today: date) -> Period | None:
    """Return the past time that a text names, None where it names none; a bare month is the latest of its name."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    tomorrow = today + timedelta(days=1)
    named = {
        "last_month": Period(month_before(first), first),
        "this_month": Period(first, tomorrow),
        "last_week": Period(monday - timedelta(days=7), monday),
        "this_week": Period(monday, tomorrow),
        "last_year": Period(date(today.year - 1, 1, 1), date(today.year, 1, 1)),
        "this_year": Period(date(today.year, 1, 1), tomorrow),
    }
    for name, period in named.items():
        if spans(text, name):
            return period
    month = month_in(text)
    if month is None:
        return None
    start = date(today.year if month <= today.month else today.year - 1, month, 1)
    return Period(start, min(month_after(start), tomorrow))


def coming_month_in(text: str, today: date) -> Period | None:
    """Return the next month of the name that a text has, None where it names none."""
    if spans(text, "next_month"):
        start = month_after(today.replace(day=1))
        return Period(start, month_after(start))
    month = month_in(text)
    if month is None:
        return None
    start = date(today.year if month > today.month else today.year + 1, month, 1)
    return Period(start, month_after(start))


def month_in(text: str) -> int | None:
    """Return the month that a text names, by the longest name that fits (十一月 is not 一月)."""
    found = [
        (max(span.end - span.start for span in named), month)
        for month in MONTHS
        if (named := spans(text, f"month_{month}"))
    ]
    return max(found)[1] if found else None


def month_after(first: date) -> date:
    """Return the first day of the month after the one that begins on `first`."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def month_before(first: date) -> date:
    """Return the first day of the month before the one that begins on `first`."""
    return (first - timedelta(days=1)).replace(day=1)
