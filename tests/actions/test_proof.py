"""Proving who one is: once in a conversation, whatever else is asked meanwhile."""

from __future__ import annotations

import dataclasses

import pytest

from actions.turn.turn import Turn

EMMA = "emma.clark@example.com"


@pytest.mark.parametrize(
    ("first", "second", "answers"),
    [
        ("where is my order 20001", "what about the refund of 20004", ("#20001", "#20004")),
        ("我的订单20001到哪了", "20004的退款呢", ("#20001", "#20004")),
    ],
)
def test_two_requests_in_one_message_ask_for_proof_once(shopper, first, second, answers):
    guest = shopper()
    said = guest.several(
        (first, "order_status", {"order_number": "20001"}),
        (second, "refund_status", {"order_number": "20004"}),
    )
    assert "#20001" not in said
    guest.say(EMMA, "give_details", email=EMMA)
    code = guest.mailed_code()
    said = guest.say(code, "give_details", code=code)
    assert all(answer in said for answer in answers)
    assert guest.slots["tasks"] == []
    assert guest.slots["queue"] == []


def test_a_change_that_waited_for_the_proof_is_led_on_with_it(shopper):
    guest = shopper()
    guest.several(
        ("cancel 20001", "cancel_order", {"order_number": "20001"}),
        ("where is 20002", "order_status", {"order_number": "20002"}),
    )
    guest.say(EMMA, "give_details", email=EMMA)
    code = guest.mailed_code()
    assert "Shall I do that" in guest.say(code, "give_details", code=code)
    guest.say("ordered by mistake", "give_details")
    assert "#20002" in guest.say("yes", "affirm")


def test_nothing_can_be_set_on_the_copy_of_a_turn_that_answers_one_request():
    assert Turn.__dataclass_params__.frozen
    assert {"memory", "visitor"} <= {field.name for field in dataclasses.fields(Turn)}
