"""The facts themselves, as a shop writes them in `service.toml`; what is left out is not known."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from sqlalchemy.orm import Session

from ecomcore.errors import SettingsError
from ecomcore.shop.models import ShopInfo

FACTS_KEY = "service"
FILE = "service.toml"
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Dispatch(_Fact):
    """When parcels leave."""

    cutoff: time = time(14)
    days: tuple[Weekday, ...] = WEEKDAYS[:5]


class Express(_Fact):
    """Faster sending, where it is offered."""

    cost_cents: Annotated[int, Field(ge=0)]
    days: tuple[int, int]
    countries: tuple[str, ...] = ()
    excluded_categories: tuple[str, ...] = ()


class Customs(_Fact):
    """Where something is due at the border; everywhere else duties follow the law of the country."""

    none_in: tuple[str, ...]
    """The countries for which nothing is due."""


class PaymentWay(_Fact):
    """A way to pay that is offered, or that people ask for in vain."""

    kind: str
    accepted: bool
    names: tuple[str, ...]


class ServiceFacts(_Fact):
    """Everything that a shop says about its service as data."""

    timezone: str = "UTC"
    holidays: tuple[str, ...] = ()
    """Days of every year, as month-day, and single days, as year-month-day."""
    hours: dict[Weekday, tuple[time, time]] = {}
    """From when to when people answer; a day that is left out is closed."""
    dispatch: Dispatch | None = None
    """Left out, nothing is said about when parcels leave."""
    express: Express | None = None
    customs: Customs | None = None
    """Left out, nothing is said about customs."""
    payment: tuple[PaymentWay, ...] = ()

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no time zone, such as Europe/Berlin") from error
        return name

    def local(self, now: datetime) -> datetime:
        """Return an instant in the shop's own time."""
        return now.astimezone(ZoneInfo(self.timezone))

    def is_holiday(self, day: date) -> bool:
        """Say whether nobody works on a day."""
        return f"{day:%m-%d}" in self.holidays or day.isoformat() in self.holidays

    def is_dispatch_day(self, day: date) -> bool:
        """Say whether parcels leave on a day."""
        days = self.dispatch.days if self.dispatch else WEEKDAYS[:5]
        return WEEKDAYS[day.weekday()] in days and not self.is_holiday(day)


def parse_facts(text: str, name: str = FILE) -> ServiceFacts:
    """Return the facts of a TOML text.

    Raises:
        SettingsError: it is no TOML, or a fact in it is wrong; the message lists each with its place.
    """
    try:
        return ServiceFacts.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{name} is not TOML: {error}") from error
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SettingsError(f"the facts in {name} cannot be used: {problems}") from error


def stored(facts: ServiceFacts) -> dict[str, Any]:
    """Return facts as they are kept in `ShopInfo`."""
    return facts.model_dump(mode="json")


def load_facts(session: Session) -> ServiceFacts | None:
    """Return the facts of a shop, none where it has not given any: then nothing may be computed."""
    row = session.get(ShopInfo, FACTS_KEY)
    return ServiceFacts.model_validate(row.value) if row else None
