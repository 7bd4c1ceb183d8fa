"""What a wish was understood as, and what is said where the shop has nothing for it."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("wish", "thing"),
    [
        ("i want a real fridge", "fridge"),
        ("curtains?", "curtains"),
        ("我想买个窗帘", "窗帘"),
        ("有电视机吗", "电视机"),
    ],
)
def test_what_is_not_sold_is_said_plainly(shopper, wish: str, thing: str):
    guest = shopper()
    assert thing in guest.say(wish, "search_product").split("\n")[0]
    assert not guest.cards


def test_what_is_near_is_named_as_such(shopper):
    guest = shopper()
    said = guest.say("a proper adult bicycle please", "search_product")
    assert "we do not have bicycle. These come nearest:" in said
    assert "balance" in guest.cards[0]["title"].casefold()


@pytest.mark.parametrize("wish", ["something for the beach", "a snack for the office"])
def test_what_something_is_for_is_nothing_that_a_shop_lacks(shopper, wish: str):
    assert "do not have" not in shopper().say(wish, "search_product")


def test_no_goods_of_another_kind_where_none_of_the_kind_fits(shopper):
    guest = shopper()
    said = guest.say("honey for an 8 month old", "search_product")
    assert "None of our" in said
    assert "8 months old" in said
    assert not guest.cards
    assert not [title for title in guest.buttons if title.startswith("Without")]


def test_only_conditions_can_be_taken_away(shopper):
    guest = shopper()
    guest.say("show me tents", "search_product")
    assert not [title for title in guest.buttons if title.startswith("Without")]
    guest.say("black backpacks", "search_product")
    assert [title for title in guest.buttons if title.startswith("Without")] == ['Without "black"']


def test_money_that_is_not_named_is_converted_for_who_writes_chinese(shopper):
    guest = shopper()
    said = guest.say("三百块以内的马克杯", "search_product")
    assert "CNY" in said
    assert guest.cards
    assert all(card["price_cents"] <= 4500 for card in guest.cards)
    assert "CNY" not in guest.say("三百刀以内的马克杯", "search_product")


def test_a_limit_that_nothing_meets_is_not_said_to_be_met(shopper):
    guest = shopper()
    assert "Nothing here meets" in guest.say("a sleeping bag for -10 degrees", "search_product")
    assert "this one fits" in guest.say("a tent for 4 people", "search_product")


@pytest.mark.parametrize("wish", ["any scarf n hat", "gloves lol", "pens. sub 100"])
def test_an_ordinary_word_is_not_named_back(shopper, wish: str):
    assert "nothing called" not in shopper().say(wish, "search_product")
