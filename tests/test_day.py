"""The simulated day: who says what, and when it seems to have been said."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ecomcore.shop import models as m
from scripts import day
from scripts.day import HOURS, Scene, buy, choose, scenes, spread

PEOPLE = [("C1", "en", True), ("C2", "zh", False), ("C3", "en", False)]


def test_the_script_speaks_both_languages_for_guests_and_customers():
    found = scenes()
    assert {scene.language for scene in found} == {"en", "zh"}
    assert {scene.customers for scene in found} == {"", "any", "open"}
    assert len(HOURS) == 24


def test_customers_speak_the_language_of_what_they_say():
    wanted = [
        Scene(1, "en", ("hi",)),
        Scene(1, "en", ("hi",), "any"),
        Scene(1, "en", ("cancel",), "open"),
        Scene(1, "zh", ("你好",), "any"),
        Scene(1, "zh", ("取消",), "open"),
    ]
    drawn = choose(wanted, PEOPLE, 300, random.Random(1))
    who = {(scene.language, scene.customers): set() for scene in wanted}
    for scene, customer in drawn:
        who[scene.language, scene.customers].add(customer)
    assert who["en", ""] == {None}
    assert who["en", "any"] == {"C1", "C3"}
    assert who["en", "open"] == {"C1"}
    assert who["zh", "any"] == {"C2"}
    assert who["zh", "open"] == {None}


def test_the_same_seed_draws_the_same_day():
    one, other = (choose(scenes(), PEOPLE, 20, random.Random(3)) for _ in range(2))
    assert one == other


@pytest.fixture
def played(session, now):
    for number in range(20):
        for place in (1, 2):
            session.add(
                m.Exchange(
                    conversation_id=f"c{number}", number=place, at=now, channel="web", language="en",
                    said="x", answered="y", intent="recommend", confidence=1, skills=["recommend"],
                    spent_ms=1, customer_id="C1", is_recommendation=True, products=["mug"],
                )
            )  # fmt: skip
    session.flush()


def test_conversations_are_spread_over_the_day_and_stay_in_order(session, played):
    start = datetime(2026, 11, 24, tzinfo=UTC)
    spread(session, start, random.Random(1))
    rows = list(session.scalars(select(m.Exchange)))
    assert all(start <= row.at < start + timedelta(days=1) for row in rows)
    assert len({row.at.hour for row in rows}) > 5
    for number in range(20):
        first, second = sorted(
            (row for row in rows if row.conversation_id == f"c{number}"), key=lambda row: row.number
        )
        assert timedelta(seconds=10) < second.at - first.at < timedelta(seconds=100)


def test_some_customers_buy_what_was_recommended(session, played, monkeypatch):
    monkeypatch.setattr(day, "BUYS", 1.0)
    assert buy(session, random.Random(1)) == 40
    session.flush()
    order = session.get(m.Order, "D0000")
    assert (order.customer_id, order.lines[0].product_id, order.total_cents) == ("C1", "mug", 1500)
