"""Counting days with or without weekends."""

from __future__ import annotations

from datetime import date, timedelta

_SATURDAY = 5


def add_days(start: date, days: int, business: bool = True) -> date:
    """Return the date `days` later; with `business`, Saturdays and Sundays do not count."""
    if not business:
        return start + timedelta(days=days)
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < _SATURDAY
    return day
