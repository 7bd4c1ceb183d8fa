"""The console's figures, counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ecomcore.console.figures import by_skill, figures, over_time, percentile, read
from ecomcore.console.period import Period, days_in, days_until, zone_of
from ecomcore.console.recommended import effect
from ecomcore.errors import SettingsError
from ecomcore.service.facts import FACTS_KEY, ServiceFacts, stored
from ecomcore.shop import models as m
from ecomcore.shop.satisfaction import rate
from ecomcore.shop.tickets import open_ticket

DATABASES = ("sqlite", "postgres")


@pytest.fixture
def hand_over(session, now):
    def hand(conversation, hours=0.0):
        open_ticket(
            session, conversation_id=conversation, customer_id=None, subject="person_asked", language="en",
            transcript=[], now=now + timedelta(hours=hours),
        )  # fmt: skip

    return hand


def test_a_conversation_is_contained_that_led_to_no_ticket(session, day, say, hand_over):
    for conversation in ("a", "b", "b", "c", "d"):
        say(conversation)
    hand_over("b")
    hand_over("left its words elsewhere")
    found = figures(read(session, day))
    assert (found.conversations, found.exchanges, found.handed_over) == (4, 5, 1)
    assert found.contained_share == 0.75
    assert found.tickets == 2


def test_misses_searches_ratings_and_times_are_counted(session, day, say, now):
    say("a", is_missed=True, spent_ms=10)
    say("b", searches=[{"words": "kettle", "found": 3}, {"words": "boat", "found": 0}], spent_ms=20)
    say("c", spent_ms=90)
    say("d", spent_ms=40)
    for conversation, score in (("a", 2), ("b", 4), ("c", 5)):
        rate(
            session,
            conversation_id=conversation,
            customer_id=None,
            about="x",
            score=score,
            now=now,
        )
    found = figures(read(session, day))
    assert (found.missed, found.missed_share) == (1, 0.25)
    assert (found.searches, found.searches_without_result) == (2, 1)
    assert (found.median_ms, found.p95_ms) == (30, 90)
    assert found.ratings == 3
    assert found.mean_rating == pytest.approx(11 / 3)
    assert found.satisfied_share == pytest.approx(2 / 3)


def test_of_nothing_there_are_no_shares(session, day):
    found = figures(read(session, day))
    assert found.conversations == 0
    assert found.contained_share is found.missed_share is found.median_ms is found.p95_ms is None


def test_what_lies_outside_the_period_does_not_count(session, day, say):
    say("before", hours=-12.01)
    say("first", hours=-12)
    say("after", hours=12)
    assert figures(read(session, day)).conversations == 1


def test_every_hour_of_a_day_has_its_figures(session, day, say, hand_over):
    say("a", hours=-2)
    say("b", hours=-2)
    say("a", hours=3)
    hand_over("a", hours=3)
    slots = over_time(read(session, day))
    assert len(slots) == 24
    busy = {slot.start.hour: slot.figures for slot in slots if slot.figures.exchanges}
    assert {hour: found.conversations for hour, found in busy.items()} == {10: 2, 15: 1}
    assert busy[15].handed_over == 1


def test_days_are_those_of_the_shop(session, say):
    """23:30 UTC is the next day in Shanghai."""
    zone = ZoneInfo("Asia/Shanghai")
    period = days_until(datetime(2026, 11, 24, 12, tzinfo=UTC), 3, zone)
    say("late", hours=-12.5)  # 23 November, 23:30 UTC
    slots = over_time(read(session, period))
    assert [(slot.start.day, slot.figures.conversations) for slot in slots] == [
        (22, 0),
        (23, 0),
        (24, 1),
    ]


def test_a_day_on_which_the_clocks_change_has_25_hours():
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 25, tzinfo=zone)
    slots = Period(start, datetime(2026, 10, 26, tzinfo=zone), zone).slots()
    assert len(slots) == 25
    assert len({slot.astimezone(UTC) for slot in slots}) == 25


def test_the_shops_zone_is_taken_from_its_facts(session):
    assert zone_of(session) is UTC
    facts = ServiceFacts(timezone="Europe/Berlin")
    session.add(m.ShopInfo(key=FACTS_KEY, value=stored(facts)))
    assert zone_of(session) == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("text", ["", "7", "d", "week", "-1d", "1000d"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(SettingsError, match="period"):
        days_until(datetime(2026, 11, 24, tzinfo=UTC), days_in(text))


def test_skills_stand_in_the_order_of_their_work(session, day, say):
    say("a", skills=["greet"], spent_ms=10)
    say("a", skills=["search_product", "greet"], spent_ms=30)
    say("a", skills=["order_status"], spent_ms=50)
    assert by_skill(read(session, day)) == [
        ("greet", 2, 20),
        ("order_status", 1, 50),
        ("search_product", 1, 30),
    ]


@pytest.mark.parametrize(
    ("values", "share", "found"), [([], 0.95, None), ([5], 0.95, 5), (range(1, 101), 0.95, 95)]
)
def test_a_percentile_is_a_value_that_was_seen(values, share, found):
    assert percentile(values, share) == found


class TestSalesAfterARecommendation:
    """A customer who has ordered nothing but what the tests say."""

    @pytest.fixture
    def buys(self, session, now):
        session.add(m.Customer(id="C9", name="Ann"))

        def buy(order_id, product, hours, quantity=1, price=1500, customer="C9", status="pending"):
            session.add(
                m.Order(
                    id=order_id, customer_id=customer, status=status, placed_at=now + timedelta(hours=hours),
                    subtotal_cents=price, total_cents=price,
                    lines=[
                        m.OrderLine(
                            product_id=product, sku="x", title={"en": product}, quantity=quantity,
                            unit_price_cents=price,
                        )
                    ],
                )
            )  # fmt: skip
            session.flush()

        return buy

    @pytest.fixture
    def recommend(self, say):
        def tell(*products, hours=0.0, customer="C9", **fields):
            say(
                "a", hours=hours, customer_id=customer, products=list(products), is_recommendation=True, **fields
            )  # fmt: skip

        return tell

    def test_what_was_bought_within_a_week_counts(self, session, day, buys, recommend):
        recommend("mug", "jacket")
        buys("o1", "mug", 30, quantity=2)
        buys("o2", "tea", 30)
        buys("o3", "jacket", 24 * 7.1, price=10000)
        found = effect(session, day)
        assert found.recommended == 2
        assert [(line.order_id, line.quantity) for line in found.lines] == [("o1", 2)]
        assert found.amount_cents == 3000
        assert found.before == 0

    def test_what_they_buy_anyhow_is_told_beside_it(self, session, day, buys, recommend):
        recommend("mug")
        buys("o1", "mug", -20)
        assert (effect(session, day).lines, effect(session, day).before) == ((), 1)

    def test_a_line_counts_once_however_often_it_was_recommended(
        self, session, day, buys, recommend
    ):
        recommend("mug", hours=0)
        recommend("mug", hours=2)
        buys("o1", "mug", 5)
        (line,) = effect(session, day).lines
        assert line.bought_at - line.recommended_at == timedelta(hours=3)

    def test_cancelled_orders_others_orders_and_searches_do_not_count(
        self, session, day, buys, recommend, say
    ):
        recommend("mug")
        say("a", customer_id="C9", products=["tea"])
        buys("o1", "mug", 1, status="cancelled")
        buys("o2", "mug", 1, customer="C2")
        buys("o3", "tea", 1)
        assert effect(session, day).lines == ()
