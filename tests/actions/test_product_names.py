"""What products are called: by a part of the name, a model number, brand and kind, or Chinese characters in a row."""

from __future__ import annotations

import pytest

from actions.catalogue.names import NameBook
from ecomcore.search.catalogue import SearchProduct

CATALOGUE = (
    ("hush", "Ostrello", "Ostrello Hush Over-Ear Headphones", "Ostrello Hush 头戴式降噪耳机"),
    (
        "hush-buds",
        "Ostrello",
        "Ostrello Hush Buds Pro Earbuds",
        "Ostrello Hush Buds Pro 入耳式耳机",
    ),
    ("drift", "Ostrello", "Ostrello Drift On-Ear Headphones", "Ostrello Drift 贴耳式耳机"),
    ("drift-shoes", "Strideholm", "Strideholm Drift Running Shoes", "步岸 女款跑鞋"),
    ("p5", "Kivenbo", "Kivenbo P5 Smartphone", "Kivenbo P5 智能手机"),
    ("p5-case", "Kivenbo", "Kivenbo P5 Soft Silicone Phone Case", "Kivenbo P5 液态硅胶手机壳"),
    ("mug", "Songlan", "Songlan River Stone Mug", "松岚窑 溪石粗陶马克杯"),
    ("enamel", "Hearthmoor", "Hearthmoor Enamel Mug", "炉野 复古搪瓷马克杯"),
    ("cup", "Hearthmoor", "Hearthmoor Glass Mug", "炉野 玻璃马克杯"),
    ("tee", "Saltmere", "Saltmere Everyday Cotton T-Shirt", "汐屿 纯棉T恤"),
    ("shoe", "Strideholm", "Strideholm Mid Hiking Shoe", "步岸 女款中帮轻量徒步鞋"),
    ("bear", "Moss", "Moss Hugo Plush Bear, 110 cm", "苔豆 大抱熊 110厘米"),
    ("polo", "Saltmere", "Saltmere Cotton Polo Shirt", "汐屿 纯棉Polo衫"),
)
EVERYDAY = {"en": "For everyday use, and everyday wear."}


@pytest.fixture(scope="module")
def book() -> NameBook:
    return NameBook.of(
        SearchProduct(id, {"en": english, "zh": chinese}, EVERYDAY, brand=brand)
        for id, brand, english, chinese in CATALOGUE
    )


@pytest.mark.parametrize(
    ("message", "product"),
    [
        ("is the river stone one dishwasher safe?", "mug"),
        ("溪石的马克杯能进微波炉吗", "mug"),
        ("what do people say about the hush buds pro", "hush-buds"),
        ("Ostrello Drift充满电能听多久", "drift"),
        ("tell me about the P5", "p5"),
        ("two saltmere everyday t-shirts please", "tee"),
    ],
)
def test_a_part_of_the_name_is_enough(book, message, product):
    assert book.called(message) == [product]


def test_two_that_are_called_alike_are_both_meant(book):
    assert sorted(book.called("the hush")) == ["hush", "hush-buds"]


@pytest.mark.parametrize(
    "message",
    [
        "a mug",
        "in 110?",
        "something for everyday",
        "马克杯",
        "show me ostrello",
        "帮我看看评价怎么样",
    ],
)
def test_a_kind_a_brand_or_a_common_word_is_no_name(book, message):
    assert book.called(message) == []


def test_only_the_candidates_count(book):
    assert book.called("the hush", ["hush", "mug"]) == ["hush"]
