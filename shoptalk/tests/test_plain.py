"""The plain form of what shoppers type."""

import pytest

from shoptalk.plain import MAX_CHARACTERS, to_plain


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
def test_plain_text(typed: str, plain: str) -> None:
    assert to_plain(typed) == plain


def test_a_plain_text_is_its_own_plain_text() -> None:
    once = to_plain("請問　ＯＲＤＥＲ　＃１００２３ 到哪了？？？ 😭😭😭😭")
    assert to_plain(once) == once


def test_only_the_beginning_of_a_very_long_text_is_read() -> None:
    assert len(to_plain("ab" * MAX_CHARACTERS)) == MAX_CHARACTERS
