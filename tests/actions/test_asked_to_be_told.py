"""Asking to be told in the chat: how an order goes on, that goods are back; and ending it."""

from __future__ import annotations

import pytest


@pytest.fixture
def customer(shopper):
    return shopper("C0001", conversation="telegram:501")


def status(customer) -> str:
    return customer.say("where is order 20001", "order_status", order_number="20001")


def test_news_of_an_order_are_asked_for_by_a_button_and_ended_in_words(customer):
    status(customer)
    assert "Tell me the news" in customer.buttons
    assert "20001" in customer.tap("Tell me the news")
    watched = "select conversation_id, order_id, status from order_watch"
    assert customer.rows(watched) == [("telegram:501", "20001", "pending")]
    status(customer)
    assert "Tell me the news" not in customer.buttons
    assert "news of order 20001" in customer.say("stop the messages", "stop_messages")
    assert customer.rows(watched) == []


def test_nobody_is_told_of_an_order_that_is_not_theirs(shopper):
    other = shopper("C0003", conversation="web-3")
    payload = '/order_status{"order": "20001", "choice": "news"}'
    other._send(
        payload, "order_status", 1.0, {"order": "20001", "choice": "news"}, {"tapped": True}
    )
    assert other.rows("select count(*) from order_watch") == [(0,)]


def test_a_shop_that_tells_no_news_offers_none(customer, service):
    service.settings = service.settings.model_copy(update={"notices": "off"})
    status(customer)
    assert "Tell me the news" not in customer.buttons


def test_on_a_messenger_no_address_is_asked_for(shopper, service):
    guest = shopper(conversation="telegram:502")
    ((product,),) = guest.rows(
        "select product_id from variant group by product_id having sum(stock) = 0 limit 1"
    )
    guest._send(
        f'/product_details{{"product": "{product}"}}', "product_details", 1.0,
        {"product": product}, {"tapped": True},
    )  # fmt: skip
    said = guest.say("tell me when it is back", "back_in_stock")
    assert "in this chat" in said
    assert "e-mail" not in said
    noted = guest.rows("select distinct conversation_id, email from stock_alert")
    assert noted == [("telegram:502", None)]
