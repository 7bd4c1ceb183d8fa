"""The language of short shop texts."""

import pytest

from ecomcore.text.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my order", "en"),
        ("laptop", "en"),
        ("Aldertop Rain Shell", "en"),
        ("ok", "en"),
        ("我的订单到哪了", "zh"),
        ("我想買一件紅色的外套", "zh"),
        ("想要 Ostrello Hush Noise Cancelling 耳机", "zh"),
        ("42码跑鞋", "zh"),
        ("我邮箱是sofia.rossi@example.com，不想要了", "zh"),
        ("これはいくらですか", "ja"),
        ("배송은 언제 되나요", "ko"),
        ("где мой заказ", "ru"),
        ("أين طلبي", "ar"),
        ("wo ist meine Bestellung", "de"),
        ("dónde está mi pedido", "es"),
    ],
)
def test_language_of_a_short_text(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "   ", "12345", "#W6067464", "ALD-RS-NVY-XS2", "?!…", "😀", "M"]
)
def test_no_words_to_tell_by(text: str) -> None:
    assert detect(text) is None


def test_a_very_long_text_is_judged_by_its_beginning() -> None:
    assert detect("please show me some jackets " * 5_000) == "en"
