"""The intent that the words of a request name."""

from __future__ import annotations

import pytest

from actions.turn.turn import Request
from actions.understanding.spoken import as_spoken


def intent(text, seen, *numbers):
    entities = tuple({"entity": "order_number", "value": number} for number in numbers)
    return as_spoken(Request(text, seen, 0.5, entities)).intent


@pytest.mark.parametrize(
    ("text", "seen", "meant"),
    [
        ("cancel 20021, my mail is a@b.example", "give_details", "cancel_order"),
        ("20021帮我取消", "nlu_fallback", "cancel_order"),
        ("20021, my email address is a@b.example", "give_details", "give_details"),
        ("20021 is already cancelled", "give_details", "give_details"),
        ("20021我不要了", "give_details", "cancel_order"),
        ("i dont want 20021 anymore", "deny", "cancel_order"),
        ("can I get 20021 in navy instead", "ask_stock", "change_item"),
        ("return the mug in 20021, it is faulty", "report_damaged", "return_order"),
        ("you sent me the wrong mug in 20021, money back", "return_order", "report_damaged"),
        ("you sent me the wrong mug, 20021", "complain", "report_damaged"),
        ("20021发错货了，退款", "refund_status", "report_damaged"),
        ("sent me the wrong mug in 20021, I want to return it", "return_order", "return_order"),
        ("20021改寄到 8 Mill Street, Perth 6000, Australia", "order_status", "change_address"),
    ],
)
def test_what_is_said_about_a_numbered_order(text, seen, meant):
    assert intent(text, seen, "20021") == meant


@pytest.mark.parametrize(
    ("text", "seen", "meant"),
    [
        ("wait, don't cancel it", "cancel_order", "stop_task"),
        ("等等，先别取消", "cancel_order", "stop_task"),
        ("take the mug out of that order", "cart_remove", "cancel_order"),
        ("take the mug out of my cart", "cart_remove", "cart_remove"),
        ("I don't want it anymore", "deny", "deny"),
        ("you sent me the wrong one", "complain", "complain"),
    ],
)
def test_what_is_said_without_a_number(text, seen, meant):
    assert intent(text, seen) == meant


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Change the lamp to the white one. Any difference goes to my gift card.", "change_item"),
        ("把灯换成白色的，差价退到礼品卡", "change_item"),
        ("Change the payment to my gift card.", "change_payment"),
        ("change how I pay. Put it on my gift card", "change_payment"),
    ],
)
def test_a_way_to_pay_for_a_difference_is_no_change_of_the_payment(text, intent):
    assert as_spoken(Request(text, "change_payment", 0.5)).intent == intent


def test_a_thing_in_an_order_is_not_put_into_the_cart():
    request = Request("I want the white one in the order that has not been sent", "cart_add", 0.9)
    assert as_spoken(request).intent == "change_item"
