"""What stands in an order that has been placed: asked in one's own words, answered by that one fact."""

from __future__ import annotations

import pytest

from actions.skills.orders import facts
from actions.understanding.likeness import NONE, examples

EMMA = "C0001"


@pytest.mark.parametrize(
    ("words", "intent", "order", "told"),
    [
        ("so what did 20004 cost me", "order_status", "20004", "You paid $156.90"),
        ("what card did 20004 go on", "change_payment", "20004", "ending in 4821"),
        ("to what address do you send 20001", "change_address", "20001", "14 Garden Road"),
        ("what day did I place 20004", "order_status", "20004", "9 Nov"),
        ("what's the tracking number for 20003", "order_status", "20003", "KE2000300417"),
        ("any coupon used on 20001?", "ask_coupons", "20001", "nothing was taken off"),
        ("订单20004我花了多少钱", "own_spending", "20004", "US$156.90"),
        ("20001会寄到哪儿去", "change_address", "20001", "14 Garden Road"),
        ("20004当时怎么付的钱", "change_payment", "20004", "4821"),
        ("20003的快递单号是什么", "order_status", "20003", "KE2000300417"),
    ],
)
def test_a_fact_of_an_order_that_is_named(shopper, words, intent, order, told):
    answer = shopper(customer=EMMA).say(words, intent, order_number=order)
    assert told in answer
    assert len(answer.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "intent", "asked"),
    [
        ("pay 20001 by gift card instead", "change_payment", "gift card"),
        ("send 20001 somewhere else", "change_address", "new address"),
    ],
)
def test_a_change_is_no_question(shopper, words, intent, asked):
    assert asked in shopper(customer=EMMA).say(words, intent, order_number="20001")


def test_an_invoice_is_no_fact(shopper):
    said = shopper(customer=EMMA).say(
        "can u send the invoice for 20004", "invoice", order_number="20004"
    )
    assert "invoice" in said.casefold()
    assert "You paid" not in said


def test_the_order_spoken_of_last_is_meant(shopper):
    emma = shopper(customer=EMMA)
    emma.say("where is 20003", "order_status", order_number="20003")
    assert "14 Garden Road" in emma.say("and which address does it go to", "change_address")


def test_which_order_is_asked_where_several_have_the_goods(shopper):
    emma = shopper(customer=EMMA)
    answer = emma.say("how many did I order of the tea", "list_orders")
    assert answer.startswith("Which order do you mean?")
    assert "2 ×" in emma.tap("#20004")


def test_a_guest_is_not_asked_who_they_are_for_a_likely_meaning(shopper):
    guest = shopper()
    guest.say("kettles", "search_product")
    assert "e-mail" not in guest.say("what is the total", "cart_show")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fact_that_is_asked_for_is_told(language):
    assert set(examples(facts.GROUP, language)) - {NONE, facts.OF_ALL} == set(facts.TELLERS)
