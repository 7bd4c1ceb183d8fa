"""What a wish says must not be in a thing."""

from __future__ import annotations

import pytest

from ecomcore.safety.absence import absent_in


@pytest.mark.parametrize(
    ("text", "keys", "rest"),
    [
        ("gluten-free pasta", ("gluten",), "pasta"),
        ("crackers without wheat", ("gluten",), "crackers"),
        ("a cake without any nuts or dairy", ("nuts", "milk"), "a cake"),
        ("no soy, eggs and sesame please", ("soy", "eggs", "sesame"), "please"),
        ("nut free and lactose free biscuits", ("nuts", "milk"), "biscuits"),
        ("不含坚果的饼干", ("nuts",), "的饼干"),
        ("无麸质、不含鸡蛋的面条", ("gluten", "eggs"), "、 的面条"),
        ("不要牛奶和芝麻的点心", ("milk", "sesame"), "的点心"),
    ],
)
def test_what_must_not_be_in_it(text: str, keys: tuple[str, ...], rest: str):
    assert absent_in(text) == (keys, rest)


@pytest.mark.parametrize(
    "text",
    [
        "do you have nuts",
        "no, i want almonds",
        "milk chocolate",
        "free peanut tasting",
        "peanut butter is not what i asked for",
        "有没有坚果",
        "含不含花生",
        "shoes without laces",
        "a cup without coconut milk",
    ],
)
def test_what_may_be_in_it(text: str):
    assert absent_in(text) == ((), text)
