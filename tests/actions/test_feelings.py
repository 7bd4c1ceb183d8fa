"""Anger and complaints: an apology that names the problem comes before anything else."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("words", "intent", "sorry", "asked"),
    [
        (
            "you lot are useless!! my parcel never arrived",
            "report_missing",
            "your parcel has not reached you",
            "order number",
        ),
        ("the lamp came broken", "report_damaged", "arrived in that state", "order number"),
        (
            "I'm so disappointed, cancel my order",
            "cancel_order",
            "such a bad experience",
            "order number",
        ),
        ("你们真没用，包裹没收到", "report_missing", "包裹没有送到您手上", "订单号"),
        ("杯子碎了", "report_damaged", "到手是这个样子", "订单号"),
        ("太失望了，我要退货", "return_order", "这么不愉快", "订单号"),
    ],
)
def test_an_apology_comes_before_the_question_who_asks(shopper, words, intent, sorry, asked):
    said = shopper().say(words, intent)
    assert sorry in said
    assert said.index(sorry) < said.index(asked)


def test_a_calm_request_gets_no_apology(shopper):
    assert "sorry" not in shopper().say("I want to return the shoes", "return_order")
    assert "抱歉" not in shopper().say("我要退货", "return_order")


def test_one_apology_is_enough(shopper):
    said = shopper("C0001").say("this is ridiculous, still waiting", "complain")
    assert said.lower().count("sorry") == 1
    assert "colleague" in said


def test_a_problem_is_read_by_whole_words(shopper):
    said = shopper("C0001").say("I am disappointed by this chocolate plate", "complain")
    assert "let you down" in said
