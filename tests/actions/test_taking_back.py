"""A change that is taken back while it is being arranged, perhaps for another one of the same order."""

from __future__ import annotations

import pytest

from actions.phrases import listening
from actions.understanding.order_words import taken_back

CHANGES = "select count(*) from operation"


@pytest.mark.parametrize(
    ("language", "task", "words", "left"),
    [
        ("en", "return_order", "forget the return", ""),
        ("en", "return_order", "i don't want to return it anymore", ""),
        (
            "en",
            "cancel_order",
            "please don't cancel 20011 yet, can i pay by paypal",
            "can i pay by paypal",
        ),
        ("en", "exchange_order", "i changed my mind, no exchange", "i changed my mind,"),
        ("zh", "return_order", "不要退了，取消退货", ""),
        ("zh", "change_address", "地址不改了", ""),
        ("zh", "cancel_order", "先别取消，能改成礼品卡付吗", "能改成礼品卡付吗"),
    ],
)
def test_words_that_take_a_change_back(language, task, words, left):
    with listening(language):
        assert taken_back(words, task) == left


@pytest.mark.parametrize(
    ("language", "task", "words"),
    [
        ("en", "cancel_order", "no, cancel it"),
        ("en", "return_order", "don't return the mug"),
        ("en", "change_payment", "don't charge my visa"),
        ("en", "change_item", "don't change the colour"),
        ("zh", "cancel_order", "不要了取消吧"),
        ("zh", "return_order", "为什么不能退"),
        ("zh", "return_order", "茶叶不退"),
    ],
)
def test_words_that_take_nothing_back(language, task, words):
    with listening(language):
        assert taken_back(words, task) is None


@pytest.mark.parametrize(
    ("begin", "take_back", "intent", "sign"),
    [
        ("20014 退水壶，不喜欢", "不退了", "return_order", "没有做任何改动"),
        ("20014 退水壶，不喜欢", "不要退了，取消退货", "cancel_order", "没有做任何改动"),
        (
            "return the kettle of 20014, i don't like it",
            "forget the return",
            "return_order",
            "not changed",
        ),
    ],
)
def test_a_return_that_is_taken_back_is_dropped(shopper, begin, take_back, intent, sign):
    wei = shopper("C0002")
    wei.say(begin, "return_order", order_number="20014")
    said = wei.say(take_back, intent, confidence=0.7)
    assert sign in said
    assert "20014" not in said
    wei.say("好的" if "退" in begin else "yes", "affirm")
    assert wei.rows(CHANGES) == [(0,)]


def test_a_cancellation_taken_back_for_another_way_to_pay_leads_on_to_it(shopper):
    emma = shopper("C0001")
    emma.say("取消订单20001", "cancel_order", order_number="20001")
    said = emma.say("先别取消，能改成礼品卡付吗", "change_payment", confidence=0.7)
    assert "没有做任何改动" in said
    assert "礼品卡" in said
    assert "将要取消" not in said


def test_a_way_to_pay_that_no_phrases_are_listed_for_breaks_nothing(shopper):
    shopper = shopper("C0983")
    shopper.say("14871 取消掉吧", "cancel_order", order_number="14871")
    assert "没有做任何改动" in shopper.say(
        "等下，先别取消，能改成礼品卡付吗", "change_payment", confidence=0.64
    )
    shopper.say("取消14871", "cancel_order", order_number="14871")
    assert shopper.say("能退到礼品卡吗", "refund_status", confidence=0.64)
