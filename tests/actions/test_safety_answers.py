"""Allergies, pregnancy and children: told from the data exactly, and what must be avoided is not offered."""

from __future__ import annotations

import pytest

CHOCOLATE = "hearthmoor-sea-salt-dark-chocolate"
COOKIES = "hearthmoor-butter-cookies-tin"
NUTS = "hearthmoor-roasted-mixed-nuts"
TILES = "cliffhouse-magnetic-tiles"


def test_the_data_of_what_is_in_hand_are_told_with_the_label(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product=CHOCOLATE)
    answer = guest.say("is it safe for someone with a nut allergy", "out_of_scope", confidence=0.6)
    assert "not with an allergy to nuts" in answer
    assert "may contain nuts" in answer
    assert "check the label" in answer


def test_in_chinese_too(shopper):
    guest = shopper()
    guest.say("介绍一下", "product_details", product=CHOCOLATE)
    answer = guest.say("我对坚果过敏，能吃吗", "out_of_scope", confidence=0.6)
    assert "对坚果过敏的话不要用" in answer
    assert "标签" in answer


def test_what_is_not_stated_is_said_as_such_and_handed_on(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="hearthmoor-early-harvest-olive-oil")
    answer = guest.say("can i have it with a sesame allergy", "ask_attribute")
    assert "do not state whether there is sesame" in answer
    guest.tap("colleague")
    [(question,)] = guest.rows("select question from ticket")
    assert question == "can i have it with a sesame allergy"


def test_every_one_on_the_screen_is_told_those_without_it_first(shopper):
    guest = shopper()
    guest.say("snacks", "search_product")
    assert {card["id"] for card in guest.cards} >= {COOKIES, NUTS}
    answer = guest.say("which can i eat with a nut allergy", "ask_attribute")
    assert answer.index("Butter Cookies") < answer.index("Mixed Nuts")
    assert guest.rows("select count(*) from ticket") == [(0,)]


def test_what_names_the_allergen_is_not_offered_any_more(shopper):
    guest = shopper()
    assert "leave out" in guest.say("my son has a nut allergy", "out_of_scope", confidence=0.6)
    assert guest.slots["allergies"] == ["nuts"]
    for words, intent in (
        ("snacks", "search_product"),
        ("something else", "show_more"),
        ("recommend something", "recommend"),
        ("a gift for a friend who likes chocolate", "gift_ideas"),
    ):
        answer = guest.say(words, intent)
        assert {card["id"] for card in guest.cards}.isdisjoint({NUTS, CHOCOLATE}), words
        assert "check the label" in answer or not guest.cards
    guest.say("like this one", "similar_products", product=COOKIES)
    assert {card["id"] for card in guest.cards}.isdisjoint({NUTS, CHOCOLATE})


def test_a_wish_in_the_same_message_is_not_lost(shopper):
    guest = shopper()
    answer = guest.say("cookies for my son, he is allergic to nuts", "tell_allergy")
    assert "Butter Cookies in a Tin: its data do not state whether there is nuts" in answer
    assert guest.slots["allergies"] == ["nuts"]


def test_it_holds_for_one_conversation_and_until_it_is_taken_back(shopper):
    guest = shopper()
    guest.say("i am allergic to nuts", "tell_allergy")
    guest.tap("Leave nothing out")
    guest.say("mixed nuts", "search_product")
    assert NUTS in {card["id"] for card in guest.cards}


def test_natural_rubber_is_latex(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="lotus-field-yoga-mat")
    answer = guest.say("im allergic to latex", "out_of_scope", confidence=0.7)
    assert "natural rubber" in answer
    guest.say("yoga mats", "search_product")
    assert "lotus-field-yoga-mat" not in {card["id"] for card in guest.cards}


def test_a_pregnant_woman_gets_the_data_and_no_advice(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="mistfold-earl-grey-black-tea")
    answer = guest.say("is that ok when pregnant", "out_of_scope", confidence=0.7)
    assert "doctor" in answer
    assert "Caffeine: high" in answer


def test_too_young_is_no(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product=TILES)
    answer = guest.say("can my 18 months old play with it, is it safe", "ask_attribute")
    assert "no, it is made for 3+ years" in answer
    assert "yes" in guest.say("and is it safe for a 4 year old", "ask_attribute")


def test_danger_is_no_question(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product=CHOCOLATE)
    guest.say("i have a nut allergy and my throat is swelling", "report_danger")
    assert guest.rows("select subject from ticket") == [("danger",)]


def test_what_is_worked_out_once_a_build_is_shared_with_who_avoids_something(service):
    service.avoiding(["nuts"]).kept["worked out"] = "once"
    assert service.kept["worked out"] == service.avoiding([]).kept["worked out"] == "once"


HONEY = "hearthmoor-wildflower-honey"


@pytest.mark.parametrize(
    "words",
    ["can my 10 month old have the honey", "is the wildflower honey ok for a baby under one"],
)
def test_a_younger_child_than_the_data_name_may_not_have_it(shopper, words):
    assert "no, it is made for over 1 year" in shopper().say(words, "ask_attribute")


@pytest.mark.parametrize(
    "words", ["婴儿八个月能吃你们家那个蜂蜜吗", "百花原蜜 一岁以下能吃吗", "百花原蜜 半岁能吃吗"]
)
def test_nor_in_chinese(shopper, words):
    assert "不行，适用年龄是1岁以上" in shopper().say(words, "ask_attribute")


def test_the_answer_to_the_question_which_allergy_is_taken_as_one(shopper):
    guest = shopper()
    assert "对什么过敏" in guest.say("我过敏体质", "tell_allergy")
    guest.say("花生，树坚果", "search_product")
    assert {card["id"] for card in guest.cards}.isdisjoint({NUTS, CHOCOLATE})
    assert guest.slots["allergies"] == ["peanuts", "nuts"]


def test_what_is_in_a_thing_of_the_kind_that_is_spoken_of(shopper):
    assert "可能含坚果" in shopper().say("那巧克力里有坚果没", "ask_attribute")


def test_the_name_of_a_product_tells_of_no_allergy(shopper):
    guest = shopper()
    answer = guest.say("is the oat face cream ok with fragrance allergy", "ask_attribute")
    assert guest.slots["allergies"] == ["fragrance"]
    assert "none of it (fragrance)" in answer


def test_what_is_left_out_of_a_list_is_said_with_the_list_only(shopper):
    guest = shopper()
    assert "Without anything whose data name gluten" in guest.say(
        "gluten free snacks", "search_product"
    )
    priced = guest.say("how much is the first one", "ask_attribute", ordinal="1")
    assert "costs today" in priced
    assert "gluten" not in priced


def test_no_other_kind_stands_in_for_what_must_be_without_something(shopper):
    guest = shopper()
    said = guest.say("chocolate without nuts", "search_product")
    assert "nothing of that kind whose data do not name nuts" in said
    assert not guest.cards
