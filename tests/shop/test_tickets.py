"""Tickets, stock alerts and satisfaction."""

from __future__ import annotations

import re

import pytest

from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.shop import alerts
from ecomcore.shop import models as m
from ecomcore.shop.satisfaction import rate, summarise
from ecomcore.shop.tickets import (
    close_ticket,
    latest_ticket,
    leave_email,
    open_ticket,
    open_tickets,
)

DATABASES = ("sqlite", "postgres")

TALK = [
    {"who": "user", "text": "write to emma@example.com, code 482913"},
    {"who": "bot", "text": "Sorry!"},
]


class Unreachable:
    """A notifier whose server is down."""

    def send(self, message) -> None:
        raise ConnectionRefusedError


@pytest.fixture
def ticket(session, now):
    def make(chat="chat-1", **fields):
        values = {
            "conversation_id": chat,
            "customer_id": None,
            "subject": "person_asked",
            "language": "en",
            "transcript": TALK,
            "now": now,
        }
        return open_ticket(session, **{**values, **fields})

    return make


class TestTickets:
    def test_ticket_has_a_number_and_no_personal_data(self, ticket):
        opened = ticket(sentiment="negative", priority="high")
        assert re.fullmatch(r"T-261124-[2-9a-z]{4}", opened.number)
        assert opened.is_new
        assert [entry["text"] for entry in opened.transcript] == [
            "write to [email], code [code]",
            "Sorry!",
        ]
        assert (opened.sentiment, opened.priority, opened.status) == ("negative", "high", "open")

    def test_asking_again_keeps_the_ticket_and_never_lowers_its_priority(self, ticket):
        first = ticket(priority="high")
        second = ticket(customer_id="C1", transcript=[*TALK, {"who": "user", "text": "hello?"}])
        assert (second.number, second.is_new) == (first.number, False)
        assert (second.priority, second.customer_id, len(second.transcript)) == ("high", "C1", 3)

    def test_question_order_and_address_stay_with_it(self, ticket, session):
        ticket(question="is it for induction? my number is 13800138000", order_id="20003")
        ticket(question="and when does it come", email="anna@home.example")
        again = ticket(question="and when does it come")
        assert again.question == "is it for induction? my number is [phone]\nand when does it come"
        assert (again.order_id, again.email) == ("20003", "anna@home.example")

    def test_a_customers_answer_goes_to_the_account(self, ticket):
        assert ticket(customer_id="C1").email == "emma@example.com"

    def test_an_address_is_left_later(self, ticket, session):
        opened = ticket()
        assert leave_email(session, "another chat", "anna@home.example") is None
        kept = leave_email(session, "chat-1", "anna@home.example")
        assert (kept.number, kept.email) == (opened.number, "anna@home.example")

    def test_the_newest_of_a_conversation_is_found_else_of_the_customer(self, ticket, session, now):
        assert latest_ticket(session, "chat-1") is None
        first = ticket(customer_id="C1")
        close_ticket(session, first.number, now)
        second = ticket()
        assert latest_ticket(session, "chat-1").number == second.number
        assert latest_ticket(session, "chat-9") is None
        assert latest_ticket(session, "chat-9", customer_id="C1").number == first.number

    def test_closed_ticket_is_followed_by_a_new_one(self, ticket, session, now):
        first = ticket()
        assert close_ticket(session, first.number, now).status == "closed"
        assert ticket().number != first.number
        with pytest.raises(NotFoundError, match="T-0"):
            close_ticket(session, "T-0", now)

    def test_urgent_and_old_ones_come_first(self, ticket, session):
        normal, urgent, later = ticket("a"), ticket("b", priority="high"), ticket("c")
        assert [each.number for each in open_tickets(session)] == [
            urgent.number,
            normal.number,
            later.number,
        ]


class TestAlerts:
    def wish(self, session, now, **fields):
        values = {"conversation_id": "chat-1", "customer_id": "C1", "sku": "J-NVY-L", "now": now}
        return alerts.subscribe(session, **{**values, **fields})

    def test_asking_twice_is_asking_once(self, session, now):
        first, second = self.wish(session, now), self.wish(session, now)
        assert (first.id, first.is_new, second.is_new) == (second.id, True, False)
        assert (first.email, first.available) == ("emma@example.com", False)

    def test_shopper_is_told_once_when_stock_returns(self, session, shop, now):
        self.wish(session, now)
        assert alerts.send_due_alerts(session, shop.outbox, now) == []
        session.get_one(m.Variant, "J-NVY-L").stock = 2
        session.flush()
        sent = alerts.send_due_alerts(session, shop.outbox, now)
        assert [alert.sku for alert in sent] == ["J-NVY-L"]
        assert shop.outbox.messages[0].to == "emma@example.com"
        assert "Rain Jacket (navy, L)" in shop.outbox.messages[0].text
        assert alerts.send_due_alerts(session, shop.outbox, now) == []

    def test_guest_is_told_in_the_conversation_or_at_the_address_given(self, session, shop, now):
        self.wish(session, now, conversation_id="guest", customer_id=None)
        self.wish(
            session,
            now,
            conversation_id="客人",
            customer_id=None,
            email="a@example.com",
            language="zh",
        )
        session.get_one(m.Variant, "J-NVY-L").stock = 2
        session.flush()
        assert len(alerts.send_due_alerts(session, shop.outbox, now)) == 1
        assert "到货通知" in shop.outbox.messages[0].subject
        [due] = alerts.due_alerts(session, "guest")
        alerts.mark_told(session, due.id, now)
        assert alerts.due_alerts(session) == []

    def test_alert_that_cannot_be_sent_stays_due(self, session, now):
        self.wish(session, now)
        session.get_one(m.Variant, "J-NVY-L").stock = 2
        session.flush()
        assert alerts.send_due_alerts(session, Unreachable(), now) == []
        assert len(alerts.due_alerts(session)) == 1

    def test_only_what_is_named_ends(self, session, now):
        self.wish(session, now)
        mine = {"conversation_id": "chat-1", "customer_id": "C1"}
        [alert] = alerts.alerts_of(session, **mine)
        assert alerts.unsubscribe(session, **mine, product_ids=["another"]) == []
        assert alerts.alerts_of(session, conversation_id="chat-9", customer_id=None) == []
        assert alerts.unsubscribe(session, **mine, product_ids=[alert.product_id]) == [alert.title]
        assert alerts.alerts_of(session, **mine) == []

    def test_unknown_variant_is_refused(self, session, now):
        with pytest.raises(NotFoundError, match="NOPE"):
            self.wish(session, now, sku="NOPE")


class TestSatisfaction:
    def give(self, session, now, score, about="refund", chat="chat-1"):
        rate(session, conversation_id=chat, customer_id=None, about=about, score=score, now=now)

    def test_summary_counts_every_conversation_once(self, session, now):
        for chat, score in (("a", 5), ("b", 4), ("c", 1), ("a", 2)):
            self.give(session, now, score, chat=chat)
        self.give(session, now, 5, about="return")
        everything, parts = summarise(session)
        assert (everything.count, everything.mean, everything.satisfied_share) == (4, 3.0, 0.5)
        assert parts["refund"].by_score == {1: 1, 2: 1, 3: 0, 4: 1, 5: 0}
        assert list(parts) == ["refund", "return"]

    def test_nobody_answered(self, session, now):
        everything, parts = summarise(session, since=now)
        assert (everything.count, everything.mean, parts) == (0, None, {})

    @pytest.mark.parametrize("score", [0, 6, 4.5, True, "5"])
    def test_other_scores_are_refused(self, session, now, score):
        with pytest.raises(NotAllowedError, match="from 1 to 5"):
            self.give(session, now, score)
