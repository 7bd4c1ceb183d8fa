"""Queries as data: JSON, chips, refinements."""

import json

import pytest

from ecomcore.search.query import Query, understand
from ecomcore.search.vocabulary import Vocabulary


def test_a_query_survives_json(vocabulary: Vocabulary) -> None:
    query = understand("red waterproof jacket for women under 50, not leather, size M", vocabulary)
    assert Query.from_dict(json.loads(json.dumps(query.to_dict()))) == query


def test_keys_of_another_version_are_left_out() -> None:
    assert Query.from_dict({"text": "x", "mood": "good"}) == Query(text="x")


def test_chips_name_what_was_understood(vocabulary: Vocabulary) -> None:
    query = understand(
        "red waterproof jackets for women under 50, not leather, size M, cheapest", vocabulary
    )
    assert query.chips("en", vocabulary) == [
        ("type:rain jacket", "rain jacket"),
        ("colour:red", "red"),
        ("size:M", "Size M"),
        ("audience:women", "For women"),
        ("attribute:waterproof=yes", "waterproof"),
        ("price", "up to $50"),
        ("excluded:material:leather", "not leather"),
        ("sort", "cheapest first"),
    ]


def test_chips_in_the_other_language(vocabulary: Vocabulary) -> None:
    query = understand("red jackets between 20 and 50 in stock", vocabulary)
    labels = [label for _, label in query.chips("zh", vocabulary)]
    assert labels == ["外套", "红色", "US$20到US$50", "有货"]


def test_every_chip_can_be_taken_away(vocabulary: Vocabulary) -> None:
    query = understand(
        "2 red waterproof Brookfell leather jackets for women size M from 20 to 50 on sale in stock, "
        "4 stars, not black, cheapest, cheap",
        vocabulary,
    )
    chips = [key for key, _ in query.chips("en", vocabulary)]
    assert len(chips) >= 13
    for key in chips:
        left = query.without(key)
        assert key not in [other for other, _ in left.chips("en", vocabulary)]
        assert len(left.chips("en", vocabulary)) == len(chips) - 1


def test_an_unknown_chip_changes_nothing(vocabulary: Vocabulary) -> None:
    query = understand("red jacket", vocabulary)
    assert query.without("mood:good") == query


@pytest.mark.parametrize("words", ["cheaper", "something cheaper please", "再便宜点", "太贵了"])
def test_cheaper_is_below_the_middle_of_what_was_shown(vocabulary: Vocabulary, words: str) -> None:
    query = understand("jacket", vocabulary).refined(
        words, vocabulary, shown_cents=[8000, 2000, 5000]
    )
    assert query.price_max_cents == 4999
    assert query.categories == ("clothing/jackets",)


def test_cheaper_without_anything_shown_sorts_by_price(vocabulary: Vocabulary) -> None:
    assert understand("jacket", vocabulary).refined("cheaper", vocabulary).sort == "price"


def test_a_colour_takes_the_place_of_the_other(vocabulary: Vocabulary) -> None:
    query = understand("red jacket under 90", vocabulary)
    assert query.refined("in blue", vocabulary).colours == ("blue",)
    assert query.refined("只要蓝色的", vocabulary).colours == ("blue",)
    assert query.refined("in blue", vocabulary).price_max_cents == 9000


def test_bigger_moves_along_the_sizes(vocabulary: Vocabulary) -> None:
    assert understand("jacket size M", vocabulary).refined("bigger", vocabulary).sizes == ("L",)
    assert understand("running shoes size 42", vocabulary).refined("小一码", vocabulary).sizes == (
        "41",
    )


def test_not_that_brand_is_the_first_one_shown(vocabulary: Vocabulary) -> None:
    query = understand("jacket", vocabulary).refined(
        "not that brand", vocabulary, shown_brands=["Brookfell", "Tannery"]
    )
    assert query.excluded == (("brand", "Brookfell"),)


def test_another_colour(vocabulary: Vocabulary) -> None:
    query = understand("red jacket", vocabulary).refined("换个颜色", vocabulary)
    assert (query.colours, query.excluded) == ((), (("colour", "red"),))


def test_another_kind_of_product_is_a_new_search(vocabulary: Vocabulary) -> None:
    query = understand("red jacket under 90", vocabulary).refined("show me wallets", vocabulary)
    assert query.categories == ("bags/wallets",)
    assert (query.colours, query.price_max_cents) == ((), None)


def test_nothing_asked_is_empty(vocabulary: Vocabulary) -> None:
    assert understand("hello, please", vocabulary).is_empty
    assert not understand("on sale", vocabulary).is_empty


def test_shorthand_is_no_word_to_look_for(vocabulary: Vocabulary) -> None:
    spelled = understand("do you have something red please, thanks", vocabulary)
    assert understand("do u have smth red pls, thx", vocabulary).terms == spelled.terms


def test_without_may_be_written_short(vocabulary: Vocabulary) -> None:
    assert understand("wallet w/o leather", vocabulary).excluded == (("material", "leather"),)
