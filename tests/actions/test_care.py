"""Danger, fraud, data, unwanted messages, haste: passed on as said, and nothing else is done."""

from __future__ import annotations

import pytest


def test_danger_gets_help_first_and_nobody_is_asked_who_they_are(shopper):
    guest = shopper()
    answer = guest.say("my son swallowed a bead", "report_danger")
    assert answer.index("112") < answer.index("ticket")
    assert "e-mail address" not in answer
    assert guest.rows("select subject, priority from ticket") == [("danger", "high")]


@pytest.mark.parametrize("wish", ["delete_data", "export_data"])
def test_what_is_wanted_with_data_is_passed_on_and_changes_nothing(shopper, wish: str):
    known = shopper("C0001")
    known.say("add the mug", "cart_add", product="songlan-river-stone-mug")
    before = known.rows("select count(*) from cart_line")
    answer = known.say("delete my data", wish)
    [(number, subject)] = known.rows("select number, subject from ticket")
    assert number in answer
    assert subject == wish
    assert known.rows("select count(*) from cart_line") == before
    assert known.rows("select count(*) from customer where id = 'C0001'") == [(1,)]


def test_a_second_wish_stands_on_the_same_ticket(shopper):
    guest = shopper()
    guest.say("my card was charged twice", "report_fraud")
    guest.say("and delete my data", "delete_data")
    assert guest.rows("select subject from ticket") == [("fraud; delete_data",)]


def test_an_alert_that_is_not_wanted_any_more_ends(shopper):
    guest = shopper()
    guest.run(
        "insert into stock_alert (conversation_id, product_id, sku, email, language, created_at)"
        " select 'test-conversation', product_id, sku, 'a@home.example', 'en', '2026-11-01'"
        " from variant where stock = 0 limit 1"
    )
    answer = guest.say("no more alerts", "stop_messages")
    assert guest.rows(
        "select count(*) from stock_alert where conversation_id = 'test-conversation'"
    ) == [(0,)]
    assert "no more messages" in answer
    assert guest.rows("select count(*) from ticket") == [(0,)]


def test_advertising_is_passed_on_where_there_is_no_alert(shopper):
    guest = shopper()
    assert "ticket" in guest.say("no more advertising", "stop_messages")
    assert guest.rows("select subject from ticket") == [("stop_messages",)]


def test_who_is_in_a_hurry_is_told_how_the_order_stands(shopper):
    known = shopper("C0001")
    answer = known.say("please hurry with 20003", "hurry_order", order_number="20003")
    assert "20003" in answer
    assert known.rows("select subject from ticket") == [("hurry_order",)]


def test_a_guest_in_a_hurry_is_not_said_to_be_passed_on_yet(shopper):
    guest = shopper()
    guest.say("please hurry with my order", "hurry_order")
    assert guest.rows("select count(*) from ticket") == [(0,)]
