"""What things cost today: the one that is meant, a version of it, so many of it, several together."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("words", "price"),
    [
        ("how much is it", "$34.00"),
        ("whats the price of the 300ml in silver", "costs $39.00 today"),
    ],
)
def test_of_what_is_in_hand(shopper, words, price):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="pellmire-fireside-moka-pot")
    assert price in guest.say(words, "ask_attribute")


def test_of_the_second_on_the_screen(shopper):
    guest = shopper()
    guest.say("kettles", "search_product")
    answer = guest.say("how much is the second one", "product_details", ordinal=2)
    assert "costs" in answer
    assert "$" in answer


def test_of_so_many_in_the_packs_that_are_sold(shopper):
    guest = shopper()
    guest.say("wine glasses", "search_product")
    answer = guest.say("how much for 6 then", "ask_attribute")
    assert "pack of 6" in answer
    assert "$96.00" in answer


def test_of_two_together(shopper):
    guest = shopper()
    guest.say("headlamps", "search_product")
    assert "Together: $51.90" in guest.say("how much are both together", "compare_products")


def test_in_chinese(shopper):
    guest = shopper()
    guest.say("铁观音", "search_product")
    assert "今天的价格" in guest.say("多少钱", "cart_show")


def test_the_price_of_shipping_is_another_question(shopper):
    guest = shopper()
    guest.say("kettles", "search_product")
    assert "costs today" not in guest.say("how much is shipping", "ask_policy")
