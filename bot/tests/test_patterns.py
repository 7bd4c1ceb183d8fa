"""The regular entities of a shop's chat."""

import pytest
from components.patterns import find, mask


def found(text):
    """The entities of a text as pairs."""
    return [(item.entity, item.value) for item in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is order #10023?", [("order_number", "10023")]),
        ("10023", [("order_number", "10023")]),
        ("#w1234567 please", [("order_number", "W1234567")]),
        ("W1234567", [("order_number", "W1234567")]),
        ("order SO-2024-001 is late", [("order_number", "SO-2024-001")]),
        ("订单10023到哪了", [("order_number", "10023")]),
        (
            "取消20002,等等,20001",
            [("order_number", "20002"), ("order_number", "20001")],
        ),
        ("my order number is 123456", [("order_number", "123456")]),
        ("Mei.Li@Example.com", [("email", "mei.li@example.com")]),
        ("482913", [("code", "482913")]),
        ("验证码是482913", [("code", "482913")]),
        ("the code is 482913", [("code", "482913")]),
    ],
)
def test_numbers_and_addresses(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两万零一十三号的单子到哪了", "20013"),
        ("订单两万零一十三", "20013"),
        ("二零零幺三这个单子", "20013"),
        ("where is two oh oh one three", "20013"),
        ("order two double oh one three please", "20013"),
        ("twenty thousand and thirteen", "20013"),
    ],
)
def test_dictated_order_numbers(text, number):
    assert found(text) == [("order_number", number)]


@pytest.mark.parametrize(
    "text",
    [
        "一万两千三百四十五元",
        "两万毫安的充电宝",
        "两万五的电脑",
        "twenty five thousand dollars",
        "one two three",
    ],
)
def test_amounts_in_words_are_no_order_numbers(text):
    assert [name for name, _ in found(text) if name == "order_number"] == []


@pytest.mark.parametrize(
    "text",
    [
        "under $12345",
        "a 20000 mah power bank",
        "不超过10000元",
        "Springfield, IL 62704",
        "zip 62704",
        "a laptop of 15 inch",
    ],
)
def test_prices_sizes_and_postcodes_are_no_order_numbers(text):
    assert [name for name, _ in found(text) if name in {"order_number", "code"}] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add two of them", [("quantity", 2)]),
        ("put two blue mugs in my cart", [("quantity", 2)]),
        ("make it 3", [("quantity", 3)]),
        ("3 pairs please", [("quantity", 3)]),
        ("我要两个", [("quantity", 2)]),
        ("来三双", [("quantity", 3)]),
        ("十二个", [("quantity", 12)]),
        ("the second one", [("ordinal", 2)]),
        ("第二个有蓝色的吗", [("ordinal", 2)]),
        ("the last one", [("ordinal", -1)]),
        ("最后一个", [("ordinal", -1)]),
        ("add two of the 3rd one", [("quantity", 2), ("ordinal", 3)]),
        ("5 stars", [("rating", 5)]),
        ("给四颗星", [("rating", 4)]),
    ],
)
def test_counts_and_places(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text", ["第一次来", "at first I liked it", "a second hand bike", "一个人", "5月1号"]
)
def test_words_that_only_look_like_a_place(text):
    assert [name for name, _ in found(text) if name == "ordinal"] == []


def test_entities_stand_where_they_say():
    text = "send 2 pieces of order #10023 to a@b.co"
    for item in find(text):
        assert str(item.value).lower() == text[item.start : item.end].lower().lstrip("#")


def test_mask_hides_what_differs_between_shoppers():
    assert mask("order #10023 of a@b.co").split() == ["order", "_order_", "of", "_email_"]
