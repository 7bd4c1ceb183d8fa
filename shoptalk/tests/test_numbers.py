"""Numbers as shoppers write, say and dictate them."""

import pytest

from shoptalk.dictation import spoken_number
from shoptalk.numbers import chinese_number, read_number, whole_number

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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("2nd", 2),
        ("22nd", 22),
        ("twelve", 12),
        ("dozen", 12),
        ("third", 3),
        ("两", 2),
        ("仨", 3),
        ("十", 10),
        ("二十三", 23),
        ("mug", None),
        ("半", None),
        ("", None),
    ],
)
def test_whole_numbers(text: str, value: int | None) -> None:
    assert whole_number(text) == value


@pytest.mark.parametrize(
    ("run", "value"),
    [("两万零一十三", 20_013), ("一千零五十", 1_050), ("三十", 30), ("俩百", None), ("十百", None)],
)
def test_chinese_numerals(run: str, value: int | None) -> None:
    assert chinese_number(run) == value


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("two oh oh one three", "20013"),
        ("two double oh one three", "20013"),
        ("twenty thousand and thirteen", "20013"),
        ("二零零幺三", "20013"),
        ("两万零一十三", "20013"),
        ("零二零零一三三", "0200133"),
        ("twenty five thousand", None),
        ("两万五", None),
        ("one two three", None),
        ("one two three four five six", None),
    ],
)
def test_dictated_numbers_of_orders(text: str, digits: str | None) -> None:
    assert spoken_number(text) == digits
