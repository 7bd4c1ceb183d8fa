"""The language of short shop texts: written first, the detector after them."""

import csv
from pathlib import Path

import pytest

from shoptalk.language import chinese_script, detect

with (Path(__file__).parent / "messages.csv").open(encoding="utf-8", newline="") as _file:
    MESSAGES = list(csv.DictReader(_file))
"""Sixty messages, half of them with words of another script: language, Chinese script where it can be told, message."""


@pytest.mark.parametrize("row", MESSAGES, ids=lambda row: row["message"])
def test_the_language_is_that_of_the_sentence(row: dict[str, str]) -> None:
    assert detect(row["message"]) == row["language"]


@pytest.mark.parametrize(
    "row", [row for row in MESSAGES if row["language"] == "zh"], ids=lambda row: row["message"]
)
def test_traditional_characters_are_told_from_simplified_ones(row: dict[str, str]) -> None:
    assert chinese_script(row["message"]) == (row["script"] or None)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"),
        ("where is my parcel", "en"),
        ("laptop", "en"),
        ("Aldertop Rain Shell", "en"),
        ("ok", "en"),
        ("haha", "en"),
        ("我的订单到哪了", "zh"),
        ("我的包裹到哪了", "zh"),
        ("我想買一件紅色的外套", "zh"),
        ("想要 Ostrello Hush Noise Cancelling 耳机", "zh"),
        ("42码跑鞋", "zh"),
        ("我邮箱是sofia.rossi@example.com，不想要了", "zh"),
        ("有没有 wireless mouse", "zh"),
        ("show me 红茶", "en"),
        ("iPhone case 有吗", "zh"),
        ("これはいくらですか", "ja"),
        ("返品したいです", "ja"),
        ("배송은 언제 되나요", "ko"),
        ("환불해 주세요", "ko"),
        ("где мой заказ", "ru"),
        ("أين طلبي", "ar"),
        ("wo ist meine Bestellung", "de"),
        ("dónde está mi pedido", "es"),
    ],
)
def test_language_of_a_short_text(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "12345", "#W6067464", "W1234567", "#10023", "ALD-RS-NVY-XS2", "mei@example.com", "?!…", "😀", "👍",
        "M",
    ],
)  # fmt: skip
def test_no_words_to_tell_by(text: str) -> None:
    assert detect(text) is None


def test_a_very_long_text_is_judged_by_its_beginning() -> None:
    assert detect("please show me some jackets " * 5_000) == "en"


def test_a_chinese_language_without_chinese_has_no_script() -> None:
    assert chinese_script("where is my order") is None
