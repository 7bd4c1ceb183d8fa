"""Handing over: the question, the order and the address go with the ticket, and its number is told again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

SUNDAY = datetime(2026, 11, 22, 10, tzinfo=UTC)
TICKET = "select subject, question, email, order_id from ticket"


def test_the_address_given_after_the_ticket_is_kept_with_it(shopper):
    guest = shopper()
    guest.say("is the kettle made of steel inside", "ask_attribute")
    asked = guest.say("i want to talk to a person", "talk_to_person")
    assert "used for this answer only" in asked
    answer = guest.say("it's Anna, anna@home.example", "search_product")
    assert "anna@home.example" in answer
    assert guest.cards == []
    [(subject, question, email, _)] = guest.rows(TICKET)
    assert (subject, email) == ("person_asked", "anna@home.example")
    assert question == "is the kettle made of steel inside / i want to talk to a person"


def test_the_address_typed_before_is_used_and_said(shopper):
    guest = shopper()
    answer = guest.say("a person please, write to anna@home.example", "talk_to_person")
    assert "anna@home.example" in answer
    assert "Where should" not in answer
    [(_, question, email, _)] = guest.rows(TICKET)
    assert email == "anna@home.example"
    assert "anna@home.example" not in question


def test_an_address_that_comes_later_still_finds_its_ticket(shopper):
    guest = shopper()
    guest.say("i want a person", "talk_to_person")
    guest.say("show me kettles", "search_product")
    guest.say("oh and my mail is anna@home.example", "give_details", email="anna@home.example")
    assert guest.rows(TICKET)[0][2] == "anna@home.example"


def test_half_an_address_is_asked_for_again(shopper):
    guest = shopper()
    guest.say("i want a person", "talk_to_person")
    assert "whole e-mail address" in guest.say("anna@home", "nlu_fallback")
    guest.say("anna@home.example", "nlu_fallback")
    assert guest.rows(TICKET)[0][2] == "anna@home.example"


def test_a_customers_ticket_has_the_order_and_the_address_of_the_account(shopper):
    known = shopper("C0001")
    known.say("where is 20003", "order_status", order_number="20003")
    known.say("let me talk to somebody about it", "talk_to_person")
    [(_, _, email, order)] = known.rows(TICKET)
    assert order == "20003"
    assert [(email,)] == known.rows("select email from customer where id = 'C0001'")


def test_a_question_that_the_data_do_not_answer_travels_with_the_button(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="songlan-river-stone-mug")
    guest.say("does it glow in the dark", "ask_attribute")
    guest.tap("colleague")
    assert guest.rows(TICKET)[0][1] == "does it glow in the dark"


@pytest.mark.parametrize(("words", "yes"), [("i want to complain", "yes"), ("我要投诉", "好的")])
def test_a_complaint_offers_a_person_and_is_the_question(shopper, words: str, yes: str):
    guest = shopper()
    guest.say(words, "complain")
    assert any(title in ("Talk to a person", "找人工客服") for title in guest.buttons)
    guest.say(yes, "affirm")
    assert guest.rows("select question from ticket") == [(words,)]


class TestTicketNumber:
    def test_it_is_told_again(self, shopper):
        guest = shopper()
        guest.say("i want a person", "talk_to_person")
        [(number,)] = guest.rows("select number from ticket")
        answer = guest.say("what's the ticket number", "ask_ticket")
        assert number in answer
        assert guest.rows("select count(*) from ticket") == [(1,)]

    def test_a_closed_one_is_said_to_be_closed(self, shopper):
        guest = shopper()
        guest.say("i want a person", "talk_to_person")
        guest.run("update ticket set status = 'closed'")
        assert "has been closed" in guest.say("any news on my ticket", "ask_ticket")

    def test_where_there_is_none_a_person_is_offered(self, shopper):
        guest = shopper()
        assert "no ticket yet" in guest.say("what's my ticket number", "ask_ticket")
        guest.say("yes please", "affirm")
        assert guest.rows("select count(*) from ticket") == [(1,)]


class TestHours:
    def test_who_asks_while_somebody_is_there_is_told_until_when(self, shopper):
        assert "until 20:00" in shopper().say("i want a person", "talk_to_person")

    def test_who_asks_on_a_sunday_is_told_when_somebody_is_back(self, shopper, service):
        service.settings = service.settings.model_copy(update={"now": SUNDAY})
        answer = shopper().say("i want a person", "talk_to_person")
        assert "Nobody is there at the moment" in answer
        assert "Mon 23 Nov at 08:00" in answer


class TestUnhelped:
    def test_the_third_answer_in_a_row_that_helps_nobody_offers_a_person(self, shopper):
        guest = shopper()
        guest.say("tell me about it", "product_details", product="songlan-river-stone-mug")
        for words in ("does it glow in the dark", "is it sung to by whales"):
            assert "of much help" not in guest.say(words, "ask_attribute")
        guest.say("who won the match", "out_of_scope")
        assert "Talk to a person" in guest.buttons
        guest.say("yes", "affirm")
        assert guest.rows("select count(*) from ticket") == [(1,)]

    def test_an_answer_that_helps_begins_anew(self, shopper):
        guest = shopper()
        guest.say("tell me about it", "product_details", product="songlan-river-stone-mug")
        guest.say("does it glow in the dark", "ask_attribute")
        guest.say("show me kettles", "search_product")
        assert guest.slots["misses"] == 0

    @pytest.mark.parametrize("words", ["where is my order", "我的订单到哪了"])
    def test_a_guest_without_an_order_number_is_offered_a_person(self, shopper, words: str):
        guest = shopper()
        first = guest.say(words, "order_status")
        second = guest.say(words, "order_status")
        assert first != second
        assert any(title in ("Talk to a person", "找人工客服") for title in guest.buttons)
        guest.say("yes please" if words[0] == "w" else "好的", "affirm")
        assert guest.rows("select count(*) from ticket") == [(1,)]
