"""What "it" means to a shopper who chats from a product's page of the shop."""

from __future__ import annotations

import pytest

JACKET, TOTE = "aldertop-stormline-3l", "corvane-market-tote"


@pytest.mark.parametrize("page", [JACKET, "ALD-ST3-BLK-M"])
def test_a_question_without_a_name_is_about_the_product_of_the_page(shopper, page):
    said = shopper().on_page(page, "is this one waterproof?", "ask_attribute")
    assert "Aldertop Stormline 3-Layer Mountain Jacket" in said
    assert "yes" in said.lower()


def test_the_same_in_chinese(shopper):
    said = shopper().on_page(JACKET, "这个防水吗？", "ask_attribute")
    assert "风暴线" in said or "Stormline" in said or "防水" in said
    assert shopper().on_page(TOTE, "这个防水吗？", "ask_attribute") != said


def test_another_page_is_another_product(shopper):
    guest = shopper()
    guest.on_page(JACKET, "is this one waterproof?", "ask_attribute")
    said = guest.on_page(TOTE, "and is this one waterproof?", "ask_attribute")
    assert "Corvane Market Canvas Tote Bag" in said


def test_the_conversation_may_move_on_from_the_page(shopper):
    guest = shopper()
    guest.on_page(TOTE, "tell me about this", "product_details")
    guest.on_page(TOTE, "tell me about the Aldertop Rain Shell Jacket", "product_details")
    said = guest.on_page(TOTE, "is it waterproof?", "ask_attribute")
    assert "Rain Shell" in said


def test_what_is_looked_at_is_not_what_a_name_means(shopper):
    said = shopper().on_page(TOTE, "is the Aldertop Rain Shell Jacket waterproof?", "ask_attribute")
    assert "Rain Shell" in said
    assert "Tote" not in said


@pytest.mark.parametrize("page", ["no-such-product", "'; drop table product; --", "C0001"])
def test_a_page_that_the_shop_does_not_have_is_passed_over(shopper, page):
    guest = shopper()
    assert guest.on_page(page, "hello", "greet") == shopper().say("hello", "greet")
    assert guest.slots["focus"] is None
