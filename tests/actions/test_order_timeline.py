"""How far an order has come, as channels draw it."""

from __future__ import annotations

import pytest


def steps(shopper, order: str):
    guest = shopper(customer="C0001")
    guest.say(f"where is my order {order}", "order_status", order_number=order)
    return next(
        payload["steps"]
        for message in guest.messages
        if message.custom and (payload := message.custom.as_json())["type"] == "order"
    )


@pytest.mark.parametrize(
    ("order", "states"),
    [
        ("20001", ["now", "next", "next", "next"]),  # pending
        ("20002", ["done", "now", "next", "next"]),  # being packed
        ("20003", ["done", "done", "now", "next"]),  # on its way
        ("20004", ["done", "done", "done", "done"]),  # delivered
        ("20006", []),  # cancelled
    ],
)
def test_the_steps_say_where_the_order_is(shopper, order, states):
    assert [step["state"] for step in steps(shopper, order)] == states


def test_a_step_has_its_day_where_one_is_known(shopper):
    ordered, packed, sent, arrived = steps(shopper, "20004")
    assert packed["at"] is None
    assert all(step["at"] for step in (ordered, sent, arrived))
    assert ordered["name"] == "ordered"


def test_the_steps_are_in_the_language_of_the_answer(shopper):
    guest = shopper(customer="C0001")
    guest.say("我的订单20003到哪了", "order_status", order_number="20003")
    payload = next(m.custom.as_json() for m in guest.messages if m.custom)
    assert all("\u4e00" <= step["name"][0] <= "\u9fff" for step in payload["steps"])
