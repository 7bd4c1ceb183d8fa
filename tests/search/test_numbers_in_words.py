"""Numbers as shoppers write them."""

import pytest

from ecomcore.search.numbers import read_number

ENGLISH = {"two": 2, "five": 5, "twenty": 20, "fifty": 50, "hundred": 100, "thousand": 1000}


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("50", 50, 50),
        ("49.90", 49.9, 49.9),
        ("1.5k", 1500, 1500),
        ("fifty", 50, 50),
        ("two hundred", 200, 200),
        ("twenty five", 25, 25),
        ("two thousand five hundred", 2500, 2500),
        ("五 百", 500, 500),
        ("两 三 百", 200, 300),
        ("一 百 二", 120, 120),
        ("两 千 五", 2500, 2500),
        ("三 千 五 百 二 十", 3520, 3520),
        ("十 五", 15, 15),
        ("一 万 二", 12000, 12000),
        ("几 百", 100, 900),
        ("3 百", 300, 300),
    ],
)
def test_numbers(words: str, low: float, high: float) -> None:
    pieces = words.split()
    number = read_number(pieces, 0, ENGLISH)
    assert number is not None
    assert (number.low, number.high, number.end) == (low, high, len(pieces))


@pytest.mark.parametrize("word", ["mug", "1e309", "ps4", "9" * 30, ""])
def test_no_numbers(word: str) -> None:
    assert read_number([word], 0, ENGLISH) is None
