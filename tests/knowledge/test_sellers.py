"""Whose rules a question is about."""

import pytest

from ecomcore.knowledge.sellers import is_about_another_seller


@pytest.mark.parametrize(
    "question", ["amazon refund", "return period at IKEA?", "京东退款几天到", "淘寶的運費怎麼算"]
)
def test_another_sellers_rules_are_not_this_shops(question):
    assert is_about_another_seller(question)


@pytest.mark.parametrize(
    "question",
    [
        "amazon is cheaper, do you match that",
        "京东更便宜，你们能同价吗",
        "how do I get a refund",
        "a pizza delivered to Zaragoza",
    ],
)
def test_questions_to_this_shop_are_for_it(question):
    assert not is_about_another_seller(question)
