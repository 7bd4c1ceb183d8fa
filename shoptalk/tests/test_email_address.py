"""E-mail addresses in what people write."""

import pytest

from shoptalk.email_address import address_in, is_address, without_addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Mei.Li@Example.com", "mei.li@example.com"),
        ("write to a.b+shop@mail.example.co.uk, please.", "a.b+shop@mail.example.co.uk"),
        ("我的邮箱是sofia.rossi@example.com，谢谢", "sofia.rossi@example.com"),
        ("邮箱a@b.co。", "a@b.co"),
        ("mail (mei_li@example.com)", "mei_li@example.com"),
        ("first@example.com or second@example.com", "first@example.com"),
        ("it's o'brien@example.com", "o'brien@example.com"),
        ("'mei@example.com'", "mei@example.com"),
        ("邮箱：ｍｅｉ＠ｅｘａｍｐｌｅ．ｃｏｍ", "mei@example.com"),
        ("a..b@example.com or c@example.com", "c@example.com"),
        ("@shop", None),
        ("a@b", None),
        ("10 @ 5.99 each", None),
        ("a@b.c", None),
        (f"{'a' * 65}@example.com", None),
    ],
)
def test_the_first_address_in_a_text(text: str, address: str | None) -> None:
    assert address_in(text) == address


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("mei@example.com", True),
        ("用户@例子.公司", True),
        ("a..b@old.example", True),
        ("lee@shop.test", True),
        ("mei@example", False),
        ("mei li@example.com", False),
        ("", False),
    ],
)
def test_what_can_be_an_address(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


def test_a_text_without_its_addresses() -> None:
    assert without_addresses("Lee, lee@example.com, Bonn") == "Lee,  , Bonn"
