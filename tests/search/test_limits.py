"""Conditions by measure, against what products tell of themselves with units."""

import json

import pytest

from ecomcore.search.catalogue import Catalogue, SearchProduct, SearchVariant
from ecomcore.search.filters import Filters
from ecomcore.search.limits import read_extents
from ecomcore.search.query import Query, understand
from ecomcore.search.vocabulary import Vocabulary


def _product(name: str, category: str, options: dict[str, str], **told: str) -> SearchProduct:
    variant = SearchVariant(name.upper(), 1000, 5, options, None)
    return SearchProduct(
        name, {"en": name}, {}, category=category, attributes=told, variants=(variant,)
    )


PRODUCTS = (
    _product("cosy", "outdoor/tents", {}, sleeps="2 people", weight="2.1 kg"),
    _product("family", "outdoor/tents", {}, sleeps="4 people", weight="8.4 kg"),
    _product("autumn", "outdoor/bags", {}, temperature_rating="-2 °C"),
    _product("summer", "outdoor/bags", {}, temperature_rating="12 °C"),
    _product("small-desk", "home/desks", {"size": "110x55 cm"}, dimensions="110x55x75 cm"),
    _product("big-desk", "home/desks", {}, dimensions="140x70 cm"),
    _product("mat", "home/rugs", {"size": "160x230 cm"}),
    _product("carpet", "home/rugs", {"size": "2 x 3 m"}),
)
CATEGORIES = {
    "outdoor/tents": {"en": "Tents", "zh": "帐篷"},
    "outdoor/bags": {"en": "Sleeping bags", "zh": "睡袋"},
    "home/desks": {"en": "Desks", "zh": "书桌"},
    "home/rugs": {"en": "Rugs", "zh": "地毯"},
}
CATALOGUE = Catalogue(PRODUCTS, CATEGORIES, (), "USD", ("en", "zh"))
VOCABULARY = Vocabulary.of(CATALOGUE)
FILTERS = Filters(CATALOGUE, [frozenset()] * len(PRODUCTS))


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ("a tent for 3 people", {"family"}),
        ("帐篷 三个人用", {"family"}),
        ("a tent for two people", {"cosy", "family"}),
        ("tent lighter than 3 kg", {"cosy"}),
        ("帐篷 不超过3公斤", {"cosy"}),
        ("sleeping bag for 0 degrees", {"autumn"}),
        ("sleeping bags for -2 degrees", {"autumn"}),
        ("desk at most 120 cm wide", {"small-desk"}),
        ("书桌 宽不超过120厘米", {"small-desk"}),
        ("desk, width at least 1.2 m", {"big-desk"}),
        ("rug 2 x 3 m", {"carpet"}),
        ("地毯 1.6米乘2.3米", {"mat"}),
    ],
)
def test_what_is_within_a_limit_fits(text: str, fitting: set[str]) -> None:
    kept = FILTERS.apply(understand(text, VOCABULARY))
    assert kept.given_up == ()
    assert {PRODUCTS[row].id for row in kept.products.nonzero()[0]} == fitting


@pytest.mark.parametrize(
    "text", ["a tent for 5 people", "sleeping bag for -5 degrees", "睡袋 零下十度", "rug 3 x 4 m"]
)
def test_a_limit_that_nothing_meets_is_given_up_aloud(text: str) -> None:
    assert FILTERS.apply(understand(text, VOCABULARY)).given_up == ("limits",)


def test_a_limit_is_a_chip_and_survives_json() -> None:
    query = understand("a tent for 3 people", VOCABULARY)
    assert ("limit:sleeps", "sleeps: 3 people or more") in query.chips("en", VOCABULARY)
    assert query.without("limit:sleeps").limits == ()
    assert Query.from_dict(json.loads(json.dumps(query.to_dict()))) == query


def test_extents_are_numbers_in_one_unit() -> None:
    assert read_extents("110x55x75 cm") == ((1100, 550, 750), "mm")
    assert read_extents("-2 °C") == ((-2,), "°C")
    assert read_extents("3-season") is None
