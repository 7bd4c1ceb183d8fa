"""What somebody must avoid, and what a product's own data say of it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ecomcore.safety.allergens import (
    Stated,
    allergies_after,
    allergies_in,
    contains,
    listed,
    statement,
    without_allergies,
)
from ecomcore.safety.words import languages


@dataclass
class Thing:
    """A product with as much as a test needs."""

    attributes: dict[str, str] = field(default_factory=dict)
    title: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    category: str = ""


def stated(key: str, **thing: object) -> Stated:
    return statement(Thing(**thing), key).stated


class TestReading:
    @pytest.mark.parametrize(
        ("text", "keys"),
        [
            ("my daughter has a peanut allergy", ("peanuts",)),
            ("we are allergic to eggs and milk", ("milk", "eggs")),
            ("I can't have wheat", ("gluten",)),
            ("lactose intolerant over here", ("milk",)),
            ("my brother is a coeliac", ("gluten",)),
            ("latex allergy!", ("latex",)),
            ("she's allergic to shellfish", ("crustaceans", "molluscs")),
            ("allergic to strawberries", ("other:strawberries",)),
            ("我儿子对花生过敏", ("peanuts",)),
            ("对羊毛过敏的人能穿吗", ("wool",)),
            ("乳糖不耐能喝吗", ("milk",)),
            ("我对草莓过敏", ("other:草莓",)),
            ("我對堅果過敏", ("nuts",)),
        ],
    )
    def test_what_somebody_is_allergic_to(self, text: str, keys: tuple[str, ...]):
        assert allergies_in(text) == keys

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "do you have nuts",
            "does it contain milk",
            "hypoallergenic pillow",
            "it is not allergic season",
            "any allergens?",
            "有坚果吗",
            "我不过敏",
            "过敏季用的口罩",
        ],
    )
    def test_what_names_no_allergy(self, text: str):
        assert allergies_in(text) == ()

    def test_an_allergy_is_kept_until_it_is_taken_back(self):
        held = allergies_after((), "I'm allergic to nuts")
        held = allergies_after(held, "and my wife has an egg allergy")
        assert allergies_after(held, "show me some biscuits") == ("nuts", "eggs")
        assert allergies_after(held, "sorry, she is not allergic to eggs") == ("nuts",)
        assert allergies_after(held, "no allergies after all") == ()
        held = allergies_after(held, "my brother is coeliac")
        assert "gluten" not in allergies_after(held, "sorry, not allergic: he is no coeliac")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("my son has a nut allergy", "my son has a allergy"),
        ("snacks without milk, I am allergic to nuts", "snacks without , i am allergic to"),
        ("我对坚果过敏 有饼干吗", "我对 过敏 有饼干吗"),
        ("gifts for my coeliac brother", "gifts for my brother"),
        ("do you have mixed nuts", "do you have mixed nuts"),
    ],
)
def test_what_somebody_is_allergic_to_is_not_what_is_asked_for(text: str, rest: str):
    assert without_allergies(text) == rest


class TestStatements:
    def test_traces_count_as_in_it(self):
        assert stated("nuts", attributes={"allergens": "may contain nuts"}) is Stated.CONTAINS

    def test_the_own_words_are_given_back_with_their_place(self):
        said = statement(Thing({"allergens": "wheat, milk, egg"}), "eggs")
        assert (said.key, said.text) == ("allergens", "wheat, milk, egg")

    def test_who_avoids_nuts_avoids_peanuts_and_the_other_way_round(self):
        assert stated("nuts", attributes={"ingredients": "roasted peanuts"}) is Stated.CONTAINS
        assert stated("peanuts", attributes={"allergens": "nuts"}) is Stated.CONTAINS

    @pytest.mark.parametrize(
        ("key", "text"),
        [
            ("nuts", "made without nuts"),
            ("nuts", "no nuts"),
            ("nuts", "nut-free"),
            ("milk", "free from any dairy"),
            ("gluten", "不含麸质"),
            ("peanuts", "无花生"),
        ],
    )
    def test_what_is_said_not_to_be_there(self, key: str, text: str):
        assert stated(key, attributes={"ingredients": text}) is Stated.FREE

    @pytest.mark.parametrize(
        ("key", "text"),
        [
            ("nuts", "coconut, nutmeg, doughnut"),
            ("milk", "oat milk, cocoa butter"),
            ("soy", "soy wax"),
            ("gluten", "buckwheat"),
            ("gluten", "荞麦"),
        ],
    )
    def test_what_only_looks_like_it(self, key: str, text: str):
        assert stated(key, attributes={"ingredients": text}) is Stated.NOTHING

    def test_food_is_read_in_title_and_description_other_goods_are_not(self):
        milk = {"en": "Goes well with milk and honey."}
        assert stated("milk", description=milk, category="food/snacks") is Stated.CONTAINS
        assert stated("milk", description=milk, attributes={"cocoa": "70 %"}) is Stated.CONTAINS
        assert stated("milk", title={"en": "Milk frother"}, category="kitchen") is Stated.NOTHING

    def test_what_touches_the_skin_is_read_in_materials(self):
        assert stated("latex", attributes={"material": "natural rubber"}) is Stated.CONTAINS
        assert stated("wool", attributes={"material": "lambswool"}) is Stated.CONTAINS
        assert stated("feathers", attributes={"filling": "goose down"}) is Stated.CONTAINS
        assert stated("latex", description={"zh": "乳胶枕"}) is Stated.CONTAINS

    def test_a_word_that_may_mean_it_is_told_and_not_counted_as_in_it(self):
        boots = Thing({"sole": "rubber"})
        assert statement(boots, "latex").stated is Stated.UNCLEAR
        assert not contains(boots, ["latex"])
        assert stated("latex", attributes={"material": "silicone rubber"}) is Stated.NOTHING

    def test_a_property_of_that_name_says_whether_there_is_some(self):
        assert stated("fragrance", attributes={"fragrance": "none"}) is Stated.FREE
        assert stated("fragrance", attributes={"fragrance": "fig"}) is Stated.CONTAINS

    def test_what_is_on_no_list_is_avoided_by_its_name(self):
        jam = Thing({"flavour": "strawberry"}, {"en": "Strawberries in syrup"}, category="food")
        assert contains(jam, ["other:strawberries"])
        assert not contains(Thing(title={"en": "Strawberries poster"}), ["other:strawberries"])


def test_every_allergen_has_words_in_every_language():
    for name, own in languages().items():
        assert set(own["allergens"]) == set(listed()), name
