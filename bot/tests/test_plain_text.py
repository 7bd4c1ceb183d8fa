"""The plain form of what shoppers type, and its language."""

import pytest
from components.language import LANGUAGE, PLAIN_TEXT, MessageLanguage, language_of
from components.plain_text import MAX_CHARACTERS, to_plain
from components.tokens import tokens_of
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("订单１００２３", "订单10023"),
        ("我想退貨，發票在哪裡", "我想退货,发票在哪里"),
        ("soooooo  slow!!!!", "soo slow!"),
        ("it’s “late”", 'it\'s "late"'),
        ("hahahahaha", "haha"),
        ("a\u200bb \ufeff", "ab"),
        ("👍🏽", "👍"),
        ("mail aaa.lee@example.com", "mail aaa.lee@example.com"),
        ("order 100000", "order 100000"),
        ('<p>a <b>blue</b> mug<br/> <a href="x">here</a></p>', "a blue mug here"),
        ("i <3 it, 5 < 6 > 4", "i <3 it, 5 < 6 > 4"),
        (
            "does it ship to the u.s. or u.k. and contain msg",
            "does it ship to the u.s. or u.k. and contain msg",
        ),
        ("can u show me smth w/o sugar pls", "can you show me something without sugar please"),
        ("jacket w/hood bc its cold, thx", "jacket with hood because its cold, thanks"),
        ("where r my orders, need it tmrw", "where are my orders, need it tomorrow"),
        ("a gift 4 my mum", "a gift for my mum"),
        ("nvm", "never mind"),
        (" k ", "ok"),
        ("k a@b.example", "k a@b.example"),
        ("Victoria, BC V8W 1P6", "Victoria, BC V8W 1P6"),
        ("a u shaped pillow, size k", "a u shaped pillow, size k"),
        ("mail ur.name@pls.example pls", "mail ur.name@pls.example please"),
        ("给 u 盘", "给 u 盘"),
        ("", ""),
    ],
)
def test_plain_text(typed, plain):
    assert to_plain(typed) == plain


def test_a_plain_text_is_its_own_plain_text():
    once = to_plain("請問　ＯＲＤＥＲ　＃１００２３ 到哪了？？？ 😭😭😭😭")
    assert to_plain(once) == once


def test_only_the_beginning_of_a_very_long_text_is_read():
    assert len(to_plain("ab" * MAX_CHARACTERS)) == MAX_CHARACTERS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my parcel", "en"),
        ("我的包裹到哪了", "zh"),
        ("有没有 wireless mouse", "zh"),
        ("show me 红茶", "en"),
        ("iPhone case 有吗", "zh"),
        ("#10023", None),
        ("W1234567", None),
        ("mei@example.com", None),
        ("👍", None),
        ("返品したいです", "ja"),
        ("환불해 주세요", "ko"),
        ("где мой заказ", "ru"),
    ],
)
def test_language(text, language):
    assert language_of(text) == language


def test_the_message_keeps_its_text_and_gains_both_properties():
    (message,) = MessageLanguage().process([Message({TEXT: "我要退貨"})])
    parsed = message.as_dict(only_output_properties=True)
    assert message.get(TEXT) == "我要退貨"
    assert (parsed[PLAIN_TEXT], parsed[LANGUAGE]) == ("我要退货", "zh")


def test_tokens_of_mixed_text():
    text = "我要两个 wireless mouse, 订单#10023 don't 😀"
    tokens = list(tokens_of(text))
    words = [word for word, _ in tokens]
    assert {"wireless", "mouse", "订单", "10023", "don't", "😀"} <= {w.lstrip("#") for w in words}
    assert all(text[start : start + len(word)] == word for word, start in tokens)


@pytest.mark.parametrize("whole", ["W1234567", "SO-2024-001", "a.b@example.com"])
def test_numbers_and_addresses_stay_whole(whole):
    assert [word for word, _ in tokens_of(f"see {whole} now")] == ["see", whole, "now"]
