"""What words mean, in both languages, against a catalogue's own vocabulary."""

from dataclasses import replace
from typing import Any

import pytest

from ecomcore.search.catalogue import Catalogue
from ecomcore.search.query import Query, understand
from ecomcore.search.vocabulary import Vocabulary

CASES: list[tuple[str, dict[str, Any]]] = [
    ("rain jacket", {"types": ("rain jacket",)}),
    ("anorak", {"types": ("rain jacket",)}),
    ("冲锋衣", {"types": ("rain jacket",)}),
    ("jackets", {"categories": ("clothing/jackets",)}),
    ("Brookfell", {"brands": ("Brookfell",)}),
    ("溪岭的外套", {"brands": ("Brookfell",), "categories": ("clothing/jackets",)}),
    ("red jacket", {"colours": ("red",)}),
    ("wine red jacket", {"colours": ("burgundy",)}),
    ("酒红色外套", {"colours": ("burgundy",)}),
    ("light-blue shoes", {"colours": ("light-blue",)}),
    ("leather wallet", {"materials": ("leather",)}),
    ("真皮钱包", {"materials": ("leather",)}),
    ("jacket for women", {"audience": ("women",)}),
    ("女款外套", {"audience": ("women",)}),
    ("waterproof jackets", {"attributes": (("waterproof", "yes"),)}),
    ("防水的外套", {"attributes": (("waterproof", "yes"),)}),
    ("jacket under 50", {"price_max_cents": 5000}),
    ("jacket for less than $49.90", {"price_max_cents": 4990}),
    ("jacket between 20 and 30 euros", {"price_min_cents": 2000, "price_max_cents": 3000}),
    ("jackets 20-30", {"price_min_cents": 2000, "price_max_cents": 3000}),
    ("jacket over two hundred dollars", {"price_min_cents": 20000}),
    ("jacket about $100", {"price_min_cents": 8000, "price_max_cents": 12000}),
    ("$100 or less jacket", {"price_max_cents": 10000}),
    ("五百以内的外套", {"price_max_cents": 50000}),
    ("外套 不超过200元", {"price_max_cents": 20000}),
    ("两三百块的外套", {"price_min_cents": 20000, "price_max_cents": 30000}),
    ("六十块左右的钱包", {"price_min_cents": 4800, "price_max_cents": 7200}),
    ("预算一千的外套", {"price_max_cents": 100_000}),
    ("<b>wallet</b> under 30", {"price_max_cents": 3000}),
    ("bag for a laptop", {"types": ("laptop bag",)}),
    ("不是皮的钱包", {"excluded": (("material", "leather"),), "categories": ("bags/wallets",)}),
    ("wallets from cheap to expensive", {"sort": "price"}),
    ("钱包从便宜到贵", {"sort": "price"}),
    ("wallet pack of 2", {"quantity": 2}),
    ("cheap wallet", {"price_level": "low"}),
    ("premium wallet", {"price_level": "high"}),
    ("便宜的钱包", {"price_level": "low"}),
    ("jacket in stock", {"in_stock": True}),
    ("有货的外套", {"in_stock": True}),
    ("jackets on sale", {"on_sale": True}),
    ("打折的外套", {"on_sale": True}),
    ("要大号的", {"sizes": ("L",)}),
    ("要件中号外套", {"sizes": ("M",)}),
    ("jackets rated 4 stars and up", {"rating_min": 4.0}),
    ("4星以上的外套", {"rating_min": 4.0}),
    ("well rated jackets", {"rating_min": 4.0}),
    ("wallet not leather", {"excluded": (("material", "leather"),)}),
    ("wallet without leather", {"excluded": (("material", "leather"),)}),
    ("leather-free wallet", {"excluded": (("material", "leather"),)}),
    ("不要红色的外套", {"excluded": (("colour", "red"),)}),
    ("外套不要红色和黑色", {"excluded": (("colour", "red"), ("colour", "black"))}),
    ("jacket, not red or black", {"excluded": (("colour", "red"), ("colour", "black"))}),
    ("红色以外的外套", {"excluded": (("colour", "red"),)}),
    ("cheapest jacket", {"sort": "price"}),
    ("最便宜的外套", {"sort": "price"}),
    ("newest jackets", {"sort": "newest"}),
    ("评分最高的外套", {"sort": "rating"}),
    ("500ml bottle", {"attributes": (("capacity", "500 ml"),)}),
    ("1000 ml bottle", {"attributes": (("capacity", "1 l"),)}),
    ("500毫升杯子", {"attributes": (("capacity", "500 ml"),)}),
    ("13 inch laptop", {"attributes": (("screen_size", "13.3 inch"),)}),
    ("running shoes size 42", {"sizes": ("42",)}),
    ("42码跑鞋", {"sizes": ("42",)}),
    ("jacket size m", {"sizes": ("M",)}),
    ("jacket XL", {"sizes": ("XL",)}),
    ("L码外套", {"sizes": ("L",)}),
    ("2 wallets", {"quantity": 2}),
    ("买三个钱包", {"quantity": 3}),
    ("不要皮的 要帆布的", {"excluded": (("material", "leather"),)}),
    ("跑鞋不要了", {"types": (), "categories": ()}),
    ("跑鞋 不要红的", {"excluded": (("colour", "red"),)}),
    ("买双跑鞋", {"terms": ("跑鞋",)}),
    ("来件外套", {"categories": ("clothing/jackets",), "terms": ("外套",)}),
    ("给爸爸买件外套", {"audience": ("men",), "categories": ("clothing/jackets",)}),
    ("a jacket for my wife", {"audience": ("women",), "terms": ("jacket",)}),
    ("a present for my sister, she loves hiking", {"audience": ("women",), "terms": ("hiking",)}),
    ("送给喜欢露营的爸爸", {"audience": ("men",), "terms": ("露营",)}),
    ("jackts", {"corrections": (("jackts", "jackets"),), "categories": ("clothing/jackets",)}),
    ("冲峰衣", {"corrections": (("冲峰衣", "冲锋衣"),), "types": ("rain jacket",)}),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_understood(vocabulary: Vocabulary, text: str, expected: dict[str, Any]) -> None:
    query = understand(text, vocabulary)
    assert {name: getattr(query, name) for name in expected} == expected


NOTHING_CASES = [
    ("red dates", "colours", ("red",)),
    ("红枣", "colours", ()),
    ("orange juice", "colours", ()),
    ("small rice cooker", "attributes", ()),
    ("wallet under 1e309", "price_max_cents", None),
    ("wallet under 99999999999999", "price_max_cents", None),
    ("d battery", "sizes", ()),
    ("xbox one", "quantity", None),
]


@pytest.mark.parametrize(("text", "name", "value"), NOTHING_CASES)
def test_not_more_than_meant(vocabulary: Vocabulary, text: str, name: str, value: object) -> None:
    assert getattr(understand(text, vocabulary), name) == value


def test_the_last_of_two_kinds_is_the_thing(vocabulary: Vocabulary) -> None:
    query = understand("wallet bags", vocabulary)
    assert query.categories == ("bags",)
    assert query.terms == ("wallet", "bags")


def test_words_of_a_filter_are_not_searched_for(vocabulary: Vocabulary) -> None:
    assert understand("a red jacket under 50 please", vocabulary).terms == ("jacket",)


def test_a_product_word_with_a_fact_in_it(vocabulary: Vocabulary) -> None:
    query = understand("waterproof jacket", vocabulary)
    assert query.types == ("rain jacket",)
    assert query.attributes == (("waterproof", "yes"),)


def test_another_currency_than_the_shops_is_told(vocabulary: Vocabulary) -> None:
    assert understand("jacket under 50 euros", vocabulary).currency == "EUR"
    assert understand("jacket under 50 dollars", vocabulary).currency is None
    assert understand("jacket under 50 bucks", vocabulary).currency is None


def test_money_without_a_name_is_that_of_who_writes(
    vocabulary: Vocabulary, catalogue: Catalogue
) -> None:
    assert understand("五十块以内的外套", vocabulary).currency == "CNY"
    assert understand("五十刀以内的外套", vocabulary).currency is None
    at_home = Vocabulary.of(replace(catalogue, currency="TWD"))
    assert understand("五十块以内的外套", at_home).currency is None


def test_the_language_of_the_conversation_helps_where_words_do_not_tell(
    vocabulary: Vocabulary,
) -> None:
    assert understand("42", vocabulary, "zh").language == "zh"
    assert understand("红色外套", vocabulary, "en").language == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "?!…",
        "%_';--",
        "the of and",
        "\x00\u202e",
        "ジャケット",
        "أريد سترة",
        "jacket " * 5_000,
    ],
)
def test_odd_texts_are_queries_too(vocabulary: Vocabulary, text: str) -> None:
    query = understand(text, vocabulary)
    assert Query.from_dict(query.to_dict()) == query
    assert len(query.terms) <= 24


def test_an_article_before_a_sign_is_no_other_dollar(vocabulary: Vocabulary) -> None:
    query = understand("a $50 jacket", vocabulary)
    assert (query.currency, query.price_max_cents) == (None, 6000)
    assert understand("jacket ca $50", vocabulary).currency is None
    assert understand("jacket for CA$50", vocabulary).currency == "CAD"


def test_what_a_thing_costs_is_a_limit_that_it_breaks(vocabulary: Vocabulary) -> None:
    assert understand("the jacket is over 30", vocabulary).price_max_cents == 3000
    assert understand("那件外套超过30了", vocabulary).price_max_cents == 3000
    assert understand("a jacket that is over 30", vocabulary).price_min_cents == 3000


def test_the_limit_said_last_counts(vocabulary: Vocabulary) -> None:
    query = understand("jacket, about 185. max 80 dollars", vocabulary)
    assert (query.price_min_cents, query.price_max_cents) == (None, 8000)


@pytest.mark.parametrize("text", ["外套 三个人穿", "外套 八个月", "宝宝六个月 外套"])
def test_people_and_months_are_no_pieces(vocabulary: Vocabulary, text: str) -> None:
    assert understand(text, vocabulary).quantity is None
    assert understand("三件外套", vocabulary).quantity == 3


@pytest.mark.parametrize(
    "text",
    [
        "外套 防水 不要太重",
        "防水外套 不要有味道",
        "waterproof jacket, not too heavy",
        "a waterproof jacket that is not itchy",
    ],
)
def test_a_refused_property_excludes_no_thing(vocabulary: Vocabulary, text: str) -> None:
    query = understand(text, vocabulary)
    assert query.excluded == ()
    assert query.categories or query.types
    assert query.attributes == (("waterproof", "yes"),)


@pytest.mark.parametrize("text", ["shoes, feet not wet", "鞋子 不要太湿"])
def test_the_opposite_of_what_is_refused_is_wanted(vocabulary: Vocabulary, text: str) -> None:
    assert understand(text, vocabulary).attributes == (("waterproof", "yes"),)


def test_a_colour_that_something_takes_on_is_not_wished_for(vocabulary: Vocabulary) -> None:
    assert understand("my nose gets red, a jacket please", vocabulary).colours == ()
    assert understand("forget men's. a women's jacket", vocabulary).audience == ("women",)


@pytest.mark.parametrize(
    "text", ["jacket lol", "jacket n shoes", "jacket. sub 100", "外套选几码", "外套太硬"]
)
def test_ordinary_words_are_no_things(vocabulary: Vocabulary, text: str) -> None:
    assert understand(text, vocabulary).heads == ()
    assert understand("jacket tyres", vocabulary).heads == ("tyres",)
