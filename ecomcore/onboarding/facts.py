"""The facts of a shop that people set by hand: each checked, stored beside those that its files brought."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ecomcore.errors import SettingsError
from ecomcore.importers.fields import check_language
from ecomcore.importers.options import option_key
from ecomcore.money import check_currency, minor_units
from ecomcore.service.facts import FACTS_KEY, WEEKDAYS, ServiceFacts
from ecomcore.shop.facts import HIDDEN_FIELDS, OPTION_NAMES, RATES
from ecomcore.shop.models import Order, ShopInfo, Variant
from ecomcore.shop.rules import RULES_KEY, parse_rules, read_rules
from shoptalk.email_address import is_address

IN_LANGUAGE = re.compile(r"^([a-z]{2,3})=(.+)$", re.DOTALL)
OPEN = re.compile(r"^([a-z]+)(?:-([a-z]+))?[= ](\d{1,2}:\d{2})-(\d{1,2}:\d{2})$", re.IGNORECASE)
DAYS = re.compile(r"^(\d+)-(\d+)$")


@dataclass(frozen=True)
class Wanted:
    """What shall be set; what is empty stays as it is."""

    name: Sequence[str] = ()
    email: str | None = None
    phone: str | None = None
    hours: Sequence[str] = ()
    open: Sequence[str] = ()
    time_zone: str | None = None
    country: Sequence[str] = ()
    shipping: str | None = None
    free_from: str | None = None
    shipping_days: str | None = None
    currency: str | None = None
    rate: Sequence[str] = ()
    rules: Path | None = None
    language: Sequence[str] = ()
    option_name: Sequence[str] = ()
    hidden_field: Sequence[str] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def set_facts(session: Session, wanted: Wanted) -> list[str]:
    """Store what is wanted, and return the names of the facts that were set.

    Raises:
        SettingsError: a value cannot be used; nothing is stored then.
    """
    info = {row.key: row.value for row in session.scalars(select(ShopInfo))}
    done: list[str] = []
    steps: tuple[tuple[str, Callable[[Session, dict[str, Any], Wanted], None]], ...] = (
        ("language", _languages), ("currency", _currency), ("name", _name), ("email", _email), ("phone", _phone),
        ("hours", _hours), ("open", _open), ("time_zone", _time_zone), ("rules", _rules), ("country", _countries),
        ("shipping", _shipping), ("free_from", _free_from), ("shipping_days", _shipping_days), ("rate", _rates),
        ("option_name", _option_names), ("hidden_field", _hidden_fields),
    )  # fmt: skip
    for name, step in steps:
        if getattr(wanted, name):
            step(session, info, wanted)
            done.append(name)
    for key, value in info.items():
        row = session.get(ShopInfo, key)
        if row is None:
            session.add(ShopInfo(key=key, value=value))
        elif row.value != value:
            row.value = value
    session.flush()
    return done


def _first_language(info: dict[str, Any]) -> str:
    return str(next(iter(info.get("languages") or ["en"])))


def _texts(written: Sequence[str], info: dict[str, Any]) -> dict[str, str]:
    """Return texts by language; one without `LANGUAGE=` before it is in the shop's first language."""
    found = {}
    for text in written:
        match = IN_LANGUAGE.match(text)
        language, value = (match[1], match[2]) if match else (_first_language(info), text)
        found[language] = value.strip()
    return found


def _name(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    info["name"] = {**info.get("name", {}), **_texts(wanted.name, info)}


def _contact(info: dict[str, Any], **values: Any) -> None:
    info["contact"] = {**(info.get("contact") or {}), **values}


def _email(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    address = (wanted.email or "").strip()
    if not is_address(address):
        raise SettingsError(f"{address!r} is no e-mail address")
    _contact(info, email=address)


def _phone(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    number = (wanted.phone or "").strip()
    if sum(char.isdigit() for char in number) < 5:
        raise SettingsError(f"{number!r} is no telephone number")
    _contact(info, phone=number)


def _hours(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    _contact(info, hours=_texts(wanted.hours, info))


def _service(info: dict[str, Any], **values: Any) -> None:
    facts = {**(info.get(FACTS_KEY) or {}), **values}
    try:
        ServiceFacts.model_validate(facts)
    except ValidationError as error:
        raise SettingsError("; ".join(problem["msg"] for problem in error.errors())) from error
    info[FACTS_KEY] = facts


def _open(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    hours: dict[str, list[str]] = {}
    for written in wanted.open:
        match = OPEN.match(written.strip())
        if not match:
            raise SettingsError(f"{written!r} is not written as monday-friday=09:00-17:00")
        first = _weekday(match[1])
        last = _weekday(match[2]) if match[2] else first
        if last < first:
            raise SettingsError(
                f"{written!r} ends before it begins; name the days of one week in order"
            )
        for day in WEEKDAYS[first : last + 1]:
            hours[day] = [match[3].zfill(5), match[4].zfill(5)]
    _service(info, hours=hours)


def _weekday(written: str) -> int:
    for number, day in enumerate(WEEKDAYS):
        if len(written) > 1 and day.startswith(written.lower()):
            return number
    raise SettingsError(f"{written!r} is no day: use {', '.join(WEEKDAYS)}")


def _time_zone(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    _service(info, timezone=wanted.time_zone)


def _rules(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    if wanted.rules is not None:
        info[RULES_KEY] = read_rules(wanted.rules)


def _change_rules(info: dict[str, Any], section: str, **values: Any) -> None:
    """Change some rules; only what is set is stored, so that nothing else counts as told by the shop."""
    rules = dict(info.get(RULES_KEY) or {})
    rules[section] = {**(rules.get(section) or {}), **values}
    parse_rules(rules, "ecomcore shop set")
    info[RULES_KEY] = rules


def _countries(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    _change_rules(info, "change_address", countries={name.strip(): [] for name in wanted.country})


def _amount(written: str, info: dict[str, Any], what: str) -> int:
    currency = info.get("currency")
    if not currency:
        raise SettingsError(f"{what} needs the shop's currency first: --currency EUR")
    try:
        return minor_units(written.strip(), str(currency))
    except ValueError as error:
        raise SettingsError(f"{what} {written!r} {error}") from error


def _shipping(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    cents = _amount(wanted.shipping or "", info, "--shipping")
    _change_rules(info, "shipping", cost_cents=cents)


def _free_from(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    cents = _amount(wanted.free_from or "", info, "--free-from")
    _change_rules(info, "shipping", free_over_cents=cents)


def _shipping_days(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    match = DAYS.match((wanted.shipping_days or "").strip())
    if not match or int(match[1]) > int(match[2]):
        raise SettingsError(f"{wanted.shipping_days!r} is not written as 2-4")
    _change_rules(info, "shipping", days=[int(match[1]), int(match[2])])


def _currency(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    code = check_currency(wanted.currency or "")
    kept = info.get("currency")
    if kept and kept != code and _has_amounts(session):
        raise SettingsError(
            f"the shop keeps amounts in {kept}; another currency would make {kept} 10 into {code} 10. "
            "Import the shop anew under another name"
        )
    info["currency"] = code


def _has_amounts(session: Session) -> bool:
    priced = select(func.count()).select_from(Variant).where(Variant.price_cents.is_not(None))
    orders = select(func.count()).select_from(Order).where(or_(Order.total_cents > 0))
    return bool(session.scalar(priced) or session.scalar(orders))


def _rates(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    rates = dict(info.get(RATES) or {})
    for written in wanted.rate:
        code, _, number = written.partition("=")
        try:
            rate = Decimal(number.strip())
        except InvalidOperation as error:
            raise SettingsError(f"{written!r} is not written as CNY=7.1") from error
        if not rate.is_finite() or rate <= 0:
            raise SettingsError(f"{written!r}: a rate is more than nothing")
        rates[check_currency(code)] = str(rate)
    info[RATES] = rates


def _languages(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    info["languages"] = [check_language(code) for code in wanted.language]


def _option_names(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    names = dict(info.get(OPTION_NAMES) or {})
    for written in wanted.option_name:
        name, _, key = written.partition("=")
        if not name.strip() or not key.strip():
            raise SettingsError(f"{written!r} is not written as NAME=KEY, as in Wielkość=size")
        names[option_key(name)] = option_key(key)
    info[OPTION_NAMES] = names


def _hidden_fields(session: Session, info: dict[str, Any], wanted: Wanted) -> None:
    hidden = [*(info.get(HIDDEN_FIELDS) or []), *(option_key(name) for name in wanted.hidden_field)]
    info[HIDDEN_FIELDS] = list(dict.fromkeys(hidden))
