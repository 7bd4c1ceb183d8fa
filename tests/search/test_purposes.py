"""What a thing is for, against what it is: "something to keep my coffee hot" asks for no coffee."""

from __future__ import annotations

import pytest

from ecomcore.search.engine import SearchEngine

COFFEE = ("category", "food/coffee")


@pytest.mark.parametrize(
    "wish",
    [
        "something to keep my coffee hot",
        "anything that keeps coffee hot on a long train ride",
        "有没有保温杯 装咖啡的",
        "有没有装咖啡的保温杯",
        "能让咖啡保温的东西",
        "什么东西可以让咖啡保温",
    ],
)
def test_what_is_kept_hot_is_not_what_is_wanted(demo_engine: SearchEngine, wish: str) -> None:
    query = demo_engine.understand(wish)
    assert COFFEE in query.purposes
    assert query.categories == ()
    assert query.attributes == (("insulated", "yes"),)
    found = [hit.category for hit in demo_engine.search(query).items]
    assert found[0] == "outdoor/bottles"
    assert "food/coffee" not in found


@pytest.mark.parametrize(
    ("wish", "thing", "not_thing"),
    [
        ("a mug for tea", "kitchen/tableware", "food/tea"),
        ("mugs for coffee and tea", "kitchen/tableware", "food/coffee"),
        ("给手机充电的东西", "electronics/accessories", "electronics/phones"),
        ("有什么可以放笔记本电脑的包", "electronics/accessories", "electronics/computers"),
        ("煮咖啡的壶", "kitchen/coffee", "food/coffee"),
    ],
)
def test_a_thing_for_another_thing(
    demo_engine: SearchEngine, wish: str, thing: str, not_thing: str
) -> None:
    found = [hit.category for hit in demo_engine.search(wish, k=3).items]
    assert thing in found
    assert not_thing not in found


@pytest.mark.parametrize(
    ("wish", "category"),
    [
        ("something for my cat", "pets/cats"),
        ("给我看看手机的价格", "electronics/phones"),
        ("I would like coffee", "food/coffee"),
        ("好喝的咖啡", "food/coffee"),
    ],
)
def test_what_is_wanted_stays_wanted(demo_engine: SearchEngine, wish: str, category: str) -> None:
    query = demo_engine.understand(wish)
    assert category in query.categories
    assert query.purposes == ()


@pytest.mark.parametrize("wish", ["car tyres", "汽车轮胎"])
def test_the_last_word_of_a_name_says_what_is_wanted(demo_engine: SearchEngine, wish: str) -> None:
    assert len(demo_engine.search(wish).unknown) == 1


@pytest.mark.parametrize("wish", ["kidding", "are you kidding me"])
def test_a_verb_with_the_stem_of_a_thing_is_not_the_thing(
    demo_engine: SearchEngine, wish: str
) -> None:
    assert demo_engine.understand(wish).audience == ()


@pytest.mark.parametrize("wish", ["running shoes", "cycling helmet", "bedding"])
def test_names_that_are_written_as_verbs_are_understood(
    demo_engine: SearchEngine, wish: str
) -> None:
    query = demo_engine.understand(wish)
    assert query.categories or query.types


@pytest.mark.parametrize(
    ("wish", "sort"),
    [
        ("cheaper backpacks", "price"),
        ("更便宜的双肩包", "price"),
        ("more expensive phones", "price_down"),
    ],
)
def test_cheaper_than_nothing_is_an_order_by_price(
    demo_engine: SearchEngine, wish: str, sort: str
) -> None:
    result = demo_engine.search(wish)
    prices = [hit.price_cents for hit in result.items]
    assert result.applied.sort == sort
    assert prices == sorted(prices, reverse=sort == "price_down")


def test_a_condition_taken_away_takes_its_words_along(demo_engine: SearchEngine) -> None:
    query = demo_engine.understand("leather Corvane bag 13 inch")
    assert "leather" in query.terms
    assert "leather" not in query.without("material:leather").terms
    assert "corvane" not in query.without("brand:Corvane").terms
    assert "bag" in query.without("category:bags").terms


def test_another_brand_takes_the_place_of_the_first(demo_engine: SearchEngine) -> None:
    query = demo_engine.understand("Ostrello headphones").refined(
        "from Kivenbo", demo_engine.vocabulary
    )
    assert query.brands == ("Kivenbo",)
    assert "ostrello" not in query.terms


def test_conditions_on_different_properties_add_up(demo_engine: SearchEngine) -> None:
    query = demo_engine.understand("waterproof jacket").refined("windproof", demo_engine.vocabulary)
    assert set(query.attributes) == {("waterproof", "yes"), ("windproof", "yes")}


@pytest.mark.parametrize(
    ("wish", "holder"),
    [
        ("something to carry my laptop in", "laptop sleeve"),
        ("anything to put a phone into", "phone case"),
        ("能装笔记本电脑的东西", "laptop sleeve"),
        ("有什么能装手机的", "phone case"),
    ],
)
def test_what_a_thing_is_carried_in_comes_first(
    demo_engine: SearchEngine, wish: str, holder: str
) -> None:
    query = demo_engine.understand(wish)
    assert query.types == (holder,)
    first = demo_engine.search(query, k=1).items[0]
    assert holder.rpartition(" ")[2] in first.title["en"].lower()


@pytest.mark.parametrize(
    ("wish", "category"),
    [
        ("toys for cats", "pets/cats"),
        ("a bed for my puppy", "pets/dogs"),
        ("toys for my dog", "pets/dogs"),
        ("给猫玩的玩具", "pets/cats"),
        ("给狗狗买个玩具", "pets/dogs"),
        ("小猫的玩具", "pets/cats"),
    ],
)
def test_things_for_an_animal_are_not_those_for_people(
    demo_engine: SearchEngine, wish: str, category: str
) -> None:
    found = demo_engine.search(wish, k=5)
    assert {hit.category for hit in found.items} == {category}
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("wish", "category"),
    [("toys for kids", "toys"), ("孩子的玩具", "toys"), ("cat mug", "kitchen/tableware")],
)
def test_things_for_people_stay_theirs(demo_engine: SearchEngine, wish: str, category: str) -> None:
    found = demo_engine.search(wish, k=3).items
    assert found
    assert all(hit.category.startswith(category) for hit in found)
