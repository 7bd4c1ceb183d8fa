"""The age of a child in what people write, and in what products are made for."""

from __future__ import annotations

import pytest

from ecomcore.safety.ages import age_in, least_age, youngest_in


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("toys for a 4 year old", 48),
        ("my niece turns 6 next week", 72),
        ("he is 5", 60),
        ("something for a two-year-old", 24),
        ("for our 14 months old", 14),
        ("she is two and a half years old", 30),
        ("present for a 2.5 year old", 30),
        ("kids of 3 and 7 years old", 36),
        ("a newborn", 0),
        ("5yo boy", 60),
        ("给四岁的孩子", 48),
        ("两岁半能玩吗", 30),
        ("一岁半的宝宝", 18),
        ("宝宝10个月了", 10),
        ("6个月大的宝宝", 6),
        ("十二岁男孩", 144),
        ("满月礼", 0),
        ("a baby under one", 11),
        ("for children younger than 3 years", 35),
        ("she is 7 months", 7),
        ("一岁以下能吃吗", 11),
        ("未满一岁可以吗", 11),
        ("半岁的娃", 6),
    ],
)
def test_the_youngest_child_that_is_named(text: str, months: int):
    assert age_in(text) == months


@pytest.mark.parametrize(
    "text",
    [
        "5 year warranty",
        "a tent for 4",
        "size 6",
        "my mum is 62 years old",
        "2年质保",
        "三个月保修",
        "45岁",
        "",
    ],
)
def test_other_numbers_are_no_age_of_a_child(text: str):
    assert age_in(text) is None


@pytest.mark.parametrize(
    ("value", "months"),
    [
        ("3-9 years", 36),
        ("18+ months", 18),
        ("3+ years", 36),
        ("over 1 year", 12),
        ("from birth", 0),
        ("adults and children over 8", 96),
        ("adult", 216),
        ("adult dogs", None),
        ("6岁以上", 72),
        ("3-6岁", 36),
        ("all", None),
    ],
)
def test_from_which_age_a_product_is_made(value: str, months: int | None):
    assert least_age({"age_group": value}) == months


def test_without_an_age_there_is_none():
    assert least_age({"material": "wood"}) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("can babies have it", 11),
        ("宝宝能不能吃", 11),
        ("my baby is 2 years old", 24),
        ("for me", None),
    ],
)
def test_a_baby_without_an_age_is_under_one(text: str, months: int | None):
    assert youngest_in(text) == months
