"""The days that the console looks at, in the shop's own time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ecomcore.errors import SettingsError
from ecomcore.service.facts import load_facts

MOST_DAYS = 366
DAYS = re.compile(r"(\d{1,3})d")
HOURLY_UP_TO = timedelta(days=2)


@dataclass(frozen=True)
class Period:
    """From `start` (counted) to `end` (not counted), with the zone that days and hours are told in."""

    start: datetime
    end: datetime
    zone: tzinfo = UTC

    @property
    def is_hourly(self) -> bool:
        """Whether pictures over time go by the hour rather than by the day."""
        return self.end - self.start <= HOURLY_UP_TO

    def slots(self) -> list[datetime]:
        """Return the starts of its hours or days, in the shop's time."""
        first, found = self.slot_of(self.start), []
        while first < self.end:
            found.append(first)
            first = self._next(first)
        return found

    def slot_of(self, at: datetime) -> datetime:
        """Return the start of the hour or day of an instant."""
        local = at.astimezone(self.zone).replace(minute=0, second=0, microsecond=0)
        return local if self.is_hourly else local.replace(hour=0)

    def _next(self, slot: datetime) -> datetime:
        if self.is_hourly:
            return (slot.astimezone(UTC) + timedelta(hours=1)).astimezone(self.zone)
        return slot + timedelta(days=1)  # the same wall clock, also where the clocks change


def days_until(now: datetime, days: int, zone: tzinfo = UTC) -> Period:
    """Return today and the days before it, so many in all, in the shop's time.

    Raises:
        SettingsError: it is not 1 to 366 days.
    """
    if not 1 <= days <= MOST_DAYS:
        raise SettingsError(f"a period has 1 to {MOST_DAYS} days, not {days}")
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(today - timedelta(days=days - 1), today + timedelta(days=1), zone)


def days_in(text: str) -> int:
    """Return the number of days of a text such as `7d`.

    Raises:
        SettingsError: it is no such text.
    """
    found = DAYS.fullmatch(text.strip())
    if found is None:
        raise SettingsError(f"{text!r} is no period: write the number of days, as in 7d")
    return int(found[1])


def zone_of(session: Session) -> tzinfo:
    """Return the shop's time zone, UTC where it has not said."""
    facts = load_facts(session)
    return ZoneInfo(facts.timezone) if facts else UTC
