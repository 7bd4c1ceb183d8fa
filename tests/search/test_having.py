"""A word that is only part of what an attribute is called is no thing that the shop has."""

from __future__ import annotations

import pytest

from ecomcore.search.engine import SearchEngine
from ecomcore.search.has import has


@pytest.mark.parametrize("thing", ["dishwashers", "a microwave oven", "洗碗机", "有没有微波炉"])
def test_part_of_a_label_is_no_thing(demo_engine: SearchEngine, thing: str) -> None:
    assert not has(demo_engine, thing).has


@pytest.mark.parametrize(
    "thing", ["anything dishwasher safe", "something waterproof", "有防水的吗", "tents", "雨伞"]
)
def test_a_whole_label_and_a_kind_are(demo_engine: SearchEngine, thing: str) -> None:
    assert has(demo_engine, thing).has


@pytest.mark.parametrize(
    "thing",
    ["do you sell rice?", "sofa covers?", "belts for men", "light bulbs?", "scooters", "batteries", "ladders",
     "大米有吗", "足球鞋有没有", "拳击手套有没有"],
)  # fmt: skip
def test_what_a_name_only_mentions_is_no_thing(demo_engine: SearchEngine, thing: str) -> None:
    assert not has(demo_engine, thing).has


@pytest.mark.parametrize(
    "thing",
    ["do you guys sell winter gloves", "swimming goggles for my son, do you have those?", "duvet covers, any?",
     "is there such a thing as a hammock in your range?", "a weekly planner", "flip flops or sandals",
     "冬天戴的手套有没有", "家里穿的拖鞋有吗", "帆布包有卖的吗", "露营的椅子有没有"],
)  # fmt: skip
def test_the_question_and_the_use_are_no_part_of_the_name(
    demo_engine: SearchEngine, thing: str
) -> None:
    assert has(demo_engine, thing).has


def test_what_an_accessory_is_for_counts(demo_engine: SearchEngine) -> None:
    assert not has(demo_engine, "a case for an iphone").has
    assert has(demo_engine, "a phone case").has


@pytest.mark.parametrize("text", ["店里有卫衣吗", "弹力带有吗", "多功能钳有吗"])
def test_words_that_no_dictionary_has_are_cut_behind_the_asking(
    demo_engine: SearchEngine, text: str
) -> None:
    assert has(demo_engine, text).has
