"""Answers computed from a shop's facts and rules: does it send there, is it there by then, is anybody there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from ecomcore.service.facts import WEEKDAYS, ServiceFacts
from ecomcore.shop.places import countries
from ecomcore.shop.rules import Rules
from ecomcore.text.tokens import has_chinese, normalise

LONGEST_CLOSED_DAYS = 14
Likely = Literal["yes", "maybe", "no"]


@dataclass(frozen=True)
class ShipsTo:
    """Whether the shop sends to a country, for how much, and how long it takes in business days.

    `country` is the shop's own name for it where it sends there, else the country's English name. Cost and days are
    none where the shop has not said them, and so is `is_customs_due`; express has a cost only where it is offered.
    """

    yes: bool
    country: str
    names: dict[str, str]
    cost_cents: int | None = None
    free_over_cents: int | None = None
    days: tuple[int, int] | None = None
    express_cents: int | None = None
    express_days: tuple[int, int] | None = None
    is_customs_due: bool | None = None


@dataclass(frozen=True)
class Arrival:
    """When something ordered now arrives: `leaves_on`, and the first and the last day that are promised."""

    leaves_on: date
    earliest: date
    latest: date
    cost_cents: int | None

    def by(self, deadline: date) -> Likely:
        """Say whether it is there by the end of a day: surely, perhaps, or not."""
        if self.latest <= deadline:
            return "yes"
        return "maybe" if self.earliest <= deadline else "no"


@dataclass(frozen=True)
class DeliveredBy:
    """Whether something ordered now is there by a day: `standard`, and `express` where it is offered."""

    deadline: date
    to: ShipsTo
    standard: Arrival
    express: Arrival | None

    @property
    def likely(self) -> Likely:
        """The answer for standard delivery."""
        return self.standard.by(self.deadline)

    @property
    def likely_by_express(self) -> Likely | None:
        """The answer for express delivery, none where it is not offered."""
        return self.express.by(self.deadline) if self.express else None


@dataclass(frozen=True)
class OpenNow:
    """Whether people answer now, until when, else from when; instants are in the shop's own time."""

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None
    timezone: str


def ships_to(rules: Rules, facts: ServiceFacts | None, written: str) -> ShipsTo | None:
    """Return whether the shop sends to the country that a text names; none where it names none."""
    code = _country_in(written)
    if code is None:
        return None
    country = countries()[code]
    own = next((name for n in country.names if (name := rules.change_address.country(n))), None)
    names = dict(country.name)
    if own is None:
        return ShipsTo(False, country.en, names)
    zone = rules.shipping.zone(own)
    express = facts.express if facts else None
    offered = express if express and (not express.countries or own in express.countries) else None
    return ShipsTo(
        True,
        own,
        names,
        zone.cost_cents,
        zone.free_over_cents,
        zone.days,
        offered.cost_cents if offered else None,
        offered.days if offered else None,
        own not in facts.customs.none_in if facts and facts.customs else None,
    )


def arrival(
    facts: ServiceFacts, days: tuple[int, int], cost_cents: int | None, now: datetime
) -> Arrival:
    """Return when something ordered at `now` arrives, `days` business days after it has left."""
    local = facts.local(now)
    leaves = local.date()
    is_late = facts.dispatch is not None and local.time() >= facts.dispatch.cutoff
    if is_late or not facts.is_dispatch_day(leaves):
        leaves = _next_dispatch_day(facts, leaves)
    return Arrival(
        leaves, _later(facts, leaves, days[0]), _later(facts, leaves, days[1]), cost_cents
    )


def delivered_by(
    rules: Rules, facts: ServiceFacts, to: ShipsTo, deadline: date, now: datetime
) -> DeliveredBy | None:
    """Return whether something ordered now reaches a country by a day; none where it is unknown how long that takes.

    `to` is what `ships_to` says, and says yes.
    """
    if to.days is None or facts.dispatch is None:
        return None
    standard = arrival(facts, to.days, to.cost_cents, now)
    express = None
    if to.express_days is not None and to.express_cents is not None:
        express = arrival(facts, to.express_days, to.express_cents, now)
    return DeliveredBy(deadline, to, standard, express)


def open_now(facts: ServiceFacts, now: datetime) -> OpenNow:
    """Return whether people answer at `now`; on holidays they do not."""
    local = facts.local(now)
    hours = _hours(facts, local.date())
    if hours and hours[0] <= local.time() < hours[1]:
        closes = datetime.combine(local.date(), hours[1], local.tzinfo)
        return OpenNow(True, closes, None, facts.timezone)
    for ahead in range(LONGEST_CLOSED_DAYS):
        day = local.date() + timedelta(days=ahead)
        own = _hours(facts, day)
        if own and (ahead or local.time() < own[0]):
            opens = datetime.combine(day, own[0], local.tzinfo)
            return OpenNow(False, None, opens, facts.timezone)
    return OpenNow(False, None, None, facts.timezone)


def open_on(facts: ServiceFacts, day: date) -> tuple[time, time] | None:
    """Return the hours of a day, none where nobody is there."""
    return _hours(facts, day)


def pays_with(facts: ServiceFacts, written: str) -> list[tuple[str, bool]]:
    """Return the ways to pay that a text names, each with whether it is offered; empty where it names none."""
    plain = normalise(written)
    found: list[tuple[str, bool]] = []
    for way in facts.payment:
        if any(_names(name, plain) for name in way.names):
            found.append((way.kind, way.accepted))
    return found


def _hours(facts: ServiceFacts, day: date) -> tuple[time, time] | None:
    return None if facts.is_holiday(day) else facts.hours.get(WEEKDAYS[day.weekday()])


def _next_dispatch_day(facts: ServiceFacts, day: date) -> date:
    for ahead in range(1, LONGEST_CLOSED_DAYS + 1):
        if facts.is_dispatch_day(day + timedelta(days=ahead)):
            return day + timedelta(days=ahead)
    return day + timedelta(days=LONGEST_CLOSED_DAYS)


def _later(facts: ServiceFacts, start: date, days: int) -> date:
    """Return the day that is so many business days later."""
    day = start
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() > WEEKDAYS.index("friday") or facts.is_holiday(day):
            day += timedelta(days=1)
    return day


def _country_in(written: str) -> str | None:
    """Return the code of the country whose longest name stands in a text."""
    plain = normalise(written)
    best: Sequence[str] = ("", "")
    for code, country in countries().items():
        for name in country.names:
            own = normalise(name)
            if len(own) > len(best[0]) and _is_name(name, own, written, plain):
                best = (own, code)
    return best[1] or None


def _is_name(name: str, own: str, written: str, plain: str) -> bool:
    """Say whether a name of a country is meant: short ones (US, IT) only in capitals."""
    if len(own) < 4 and not has_chinese(own):
        return _names(name, written, exact=True)
    return _names(own, plain)


def _names(name: str, text: str, *, exact: bool = False) -> bool:
    wanted = name if exact else normalise(name)
    if has_chinese(wanted):
        return wanted in text
    return f" {_latin_words(wanted)} " in f" {_latin_words(text)} "


def _latin_words(text: str) -> str:
    """Return a text with spaces for everything but its words of letters, also for the Chinese around them."""
    return "".join(c if c.isalnum() and not has_chinese(c) else " " for c in text)
