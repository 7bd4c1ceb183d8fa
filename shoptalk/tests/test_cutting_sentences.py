"""Cutting texts into sentences."""

import pytest

from shoptalk.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Warm. Light!", ["Warm.", "Light!"]),
        ("Costs $19.90 and holds 2.5 l.", ["Costs $19.90 and holds 2.5 l."]),
        ('He said "wow!" Twice.', ['He said "wow!"', "Twice."]),
        ("很暖和。拉链有点紧！推荐", ["很暖和。", "拉链有点紧！", "推荐"]),
        ("不错~下次还来", ["不错~", "下次还来"]),
        ("No end\nsecond line", ["No end", "second line"]),
        ("老人家原话：“这锅才叫锅。”真的", ["老人家原话：“这锅才叫锅。”真的"]),
        ("   ", []),
        ("It is free. Really? Yes!", ["It is free.", "Really?", "Yes!"]),
        (
            "It costs $5.90, e.g. for a box. Prices incl. VAT.",
            ["It costs $5.90, e.g. for a box.", "Prices incl. VAT."],
        ),
        ("Mon. Closed.", ["Mon. Closed."]),
        ("30天内可以退。满60元包邮！可以吗？", ["30天内可以退。", "满60元包邮！", "可以吗？"]),
        ("ok!!! love it. fits no. 5 pots", ["ok!!!", "love it.", "fits no. 5 pots"]),
        ("Is it any good? No. It broke.", ["Is it any good?", "No.", "It broke."]),
        (
            "Sent to the U.S. in 3 days. Mr. Lee signed.",
            ["Sent to the U.S. in 3 days.", "Mr. Lee signed."],
        ),
        ("great kettle.broke after a week", ["great kettle.broke after a week"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentences_are_quoted_word_for_word() -> None:
    text = "Three weeks of rain… still dry! 真的防水。Would buy again :)"
    assert all(sentence in text for sentence in sentences(text))
