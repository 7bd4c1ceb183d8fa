"""Answers computed from a shop's facts: countries, arrival, opening hours, ways to pay, days as people name them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ecomcore.config import ROOT
from ecomcore.errors import SettingsError
from ecomcore.service.answers import arrival, delivered_by, open_now, pays_with, ships_to
from ecomcore.service.days import read_day
from ecomcore.service.facts import ServiceFacts, parse_facts
from ecomcore.shop.rules import Rules, parse_rules

RULES: Rules = parse_rules(
    {
        "change_address": {"countries": {"Germany": ["Deutschland"], "Japan": [], "China": []}},
        "shipping": {"cost_cents": 590, "free_over_cents": 5900, "days": [3, 6]},
    }
)
SUNDAY_NOON = datetime(2026, 11, 29, 11, tzinfo=UTC)  # 12:00 in Amsterdam
MONDAY_NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)


@pytest.fixture(scope="module")
def facts() -> ServiceFacts:
    return parse_facts((ROOT / "data" / "shop" / "service.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "yes", "country", "express"),
    [
        ("do you ship to Germany?", True, "Germany", 1490),
        ("你们送德国吗", True, "Germany", 1490),
        ("送日本吗", True, "Japan", None),
        ("do you ship to brazil", False, "Brazil", None),
        ("可以寄到巴西吗", False, "Brazil", None),
        ("能寄到Germany吗", True, "Germany", 1490),
    ],
)
def test_a_country_is_sent_to_or_not(
    facts: ServiceFacts, text: str, yes: bool, country: str, express: int | None
) -> None:
    found = ships_to(RULES, facts, text)
    assert found is not None
    assert (found.yes, found.country, found.express_cents) == (yes, country, express)


def test_a_text_without_a_country_names_none(facts: ServiceFacts) -> None:
    assert ships_to(RULES, facts, "it is for us, do you ship?") is None


def test_what_is_ordered_on_a_sunday_leaves_on_monday(facts: ServiceFacts) -> None:
    found = arrival(facts, (3, 6), 590, SUNDAY_NOON)
    assert found.leaves_on == date(2026, 11, 30)
    assert (found.earliest, found.latest) == (date(2026, 12, 3), date(2026, 12, 8))


def test_after_the_hour_of_dispatch_the_next_day_counts(facts: ServiceFacts) -> None:
    late = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)  # 14:30 in Amsterdam
    assert arrival(facts, (1, 2), 1490, late).leaves_on == date(2026, 12, 1)
    assert arrival(facts, (1, 2), 1490, MONDAY_NOON).leaves_on == date(2026, 11, 30)


def test_holidays_are_no_business_days(facts: ServiceFacts) -> None:
    found = arrival(facts, (1, 3), 590, datetime(2026, 12, 24, 9, tzinfo=UTC))  # a Thursday
    assert (found.earliest, found.latest) == (date(2026, 12, 28), date(2026, 12, 30))


def test_by_a_day_is_perhaps_by_standard_and_surely_by_express(facts: ServiceFacts) -> None:
    to = ships_to(RULES, facts, "Germany")
    assert to is not None
    found = delivered_by(RULES, facts, to, date(2026, 12, 3), MONDAY_NOON)
    assert (found.likely, found.likely_by_express) == ("maybe", "yes")
    late = delivered_by(RULES, facts, to, date(2026, 12, 1), MONDAY_NOON)
    assert (late.likely, late.likely_by_express) == ("no", "maybe")


def test_on_a_sunday_nobody_is_there_until_monday_morning(facts: ServiceFacts) -> None:
    found = open_now(facts, SUNDAY_NOON)
    assert (found.is_open, found.closes_at) == (False, None)
    assert found.opens_at is not None
    assert found.opens_at.isoformat() == "2026-11-30T08:00:00+01:00"


def test_on_a_monday_people_are_there_until_the_evening(facts: ServiceFacts) -> None:
    found = open_now(facts, MONDAY_NOON)
    assert found.is_open
    assert found.closes_at is not None
    assert found.closes_at.isoformat() == "2026-11-30T20:00:00+01:00"


def test_after_christmas_eve_the_next_working_day_opens(facts: ServiceFacts) -> None:
    found = open_now(facts, datetime(2026, 12, 24, 21, tzinfo=UTC))
    assert found.opens_at is not None
    assert found.opens_at.date() == date(2026, 12, 28)  # 25 and 26 are holidays, 27 is a Sunday


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("do you do klarna", [("instalments", False)]),
        ("花呗分期呢", [("instalments", False)]),
        ("can i pay with paypal or visa", [("card", True), ("paypal", True)]),
        ("能用支付宝吗", [("alipay", False)]),
        ("do you take seashells", []),
    ],
)
def test_ways_to_pay(facts: ServiceFacts, text: str, found: list[tuple[str, bool]]) -> None:
    assert pays_with(facts, text) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by december 3rd to germany", date(2026, 12, 3)),
        ("before 3 December", date(2026, 12, 3)),
        ("12月3日前能到德国吗", date(2026, 12, 3)),
        ("by 2026-12-24", date(2026, 12, 24)),
        ("will it be here by christmas", date(2026, 12, 25)),
        ("圣诞节前能到吗", date(2026, 12, 25)),
        ("by friday", date(2026, 12, 4)),
        ("明天能到吗", date(2026, 11, 30)),
        ("by january 5th", date(2027, 1, 5)),
        ("how long does it take", None),
        ("by 31 february", None),
    ],
)
def test_days_are_the_next_ones(text: str, day: date | None) -> None:
    assert read_day(text, date(2026, 11, 29)) == day


def test_a_wrong_fact_is_named_with_its_place() -> None:
    with pytest.raises(SettingsError, match=r"timezone.*Mars"):
        parse_facts('timezone = "Mars/Phobos"')
