"""What a message gains before it is understood: its plain text, its language, its tokens."""

import pytest
from components.language import LANGUAGE, PLAIN_TEXT, SCRIPT, MessageLanguage
from components.tokens import tokens_of
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


def test_the_message_keeps_its_text_and_gains_its_properties():
    (message,) = MessageLanguage().process([Message({TEXT: "我要退貨"})])
    parsed = message.as_dict(only_output_properties=True)
    assert message.get(TEXT) == "我要退貨"
    assert (parsed[PLAIN_TEXT], parsed[LANGUAGE]) == ("我要退货", "zh")
    assert parsed[SCRIPT] == "zh-Hant"


def test_tokens_of_mixed_text():
    text = "我要两个 wireless mouse, 订单#10023 don't 😀"
    tokens = list(tokens_of(text))
    words = [word for word, _ in tokens]
    assert {"wireless", "mouse", "订单", "10023", "don't", "😀"} <= {w.lstrip("#") for w in words}
    assert all(text[start : start + len(word)] == word for word, start in tokens)


@pytest.mark.parametrize("whole", ["W1234567", "SO-2024-001", "a.b@example.com"])
def test_numbers_and_addresses_stay_whole(whole):
    assert [word for word, _ in tokens_of(f"see {whole} now")] == ["see", whole, "now"]
