"""Cutting reviews into sentences."""

import pytest

from ecomcore.reviews.sentences import sentences, weight


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
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_sentences_are_quoted_word_for_word() -> None:
    text = "Three weeks of rain… still dry! 真的防水。Would buy again :)"
    assert all(sentence in text for sentence in sentences(text))


@pytest.mark.parametrize(
    ("text", "words"), [("don't like it", 3), ("很暖和", 2), ("M码 fits me", 4), ("👍👍 10/10", 0)]
)
def test_weight_counts_two_characters_as_a_word(text: str, words: int) -> None:
    assert weight(text) == words
