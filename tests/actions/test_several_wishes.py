"""Messages with more than one wish, and wishes that lean on what was said before them."""

from __future__ import annotations

import pytest

from actions.turn.payloads import Products


def titles(guest) -> list[list[str]]:
    """Return the titles of each list of products in the latest reply."""
    return [
        [card.title for card in message.custom.items]
        for message in guest.messages
        if isinstance(message.custom, Products)
    ]


def lines(guest) -> list[tuple[str, int]]:
    return guest.rows("select sku, quantity from cart_line order by sku")


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("an umbrella that survives wind and a scarf", "Umbrella", "Scarf"),
        ("hiking socks for my dad and a beanie please", "Socks", "Beanie"),
        ("给我找件雨衣和一双雨靴", "雨", "雨靴"),
    ],
)
def test_two_kinds_of_things_are_two_lists(shopper, words, first, second):
    guest = shopper()
    guest.say(words, "search_product")
    lists = titles(guest)
    assert len(lists) == 2
    assert first in lists[0][0]
    assert second in lists[1][0]


def test_a_condition_with_and_in_it_is_one_list(shopper):
    guest = shopper()
    guest.say("shampoo for dry and damaged hair", "search_product")
    assert len(titles(guest)) == 1


def test_a_yes_and_another_wish_are_both_heard(shopper):
    guest = shopper("C0004")
    guest.say("cancel the white kettle of my order", "cancel_order")
    said = guest.say("yes please, and show me kettles in black", "search_product", confidence=0.83)
    assert "taken out of order" in said
    assert titles(guest)


def test_a_yes_in_a_sentence_of_its_own_is_a_yes(shopper):
    guest = shopper("C0003")
    guest.say("change my order from today: sneakers in black 38", "change_item")
    said = guest.say("yes. and the tea, make it 3", "cart_update", quantity=3)
    assert "#20021" in said.split("tea")[0]
    assert "Shall I do that" not in said.split("tea")[0]


def test_an_address_and_a_question_are_both_heard(shopper):
    guest = shopper()
    guest.say("a person please", "talk_to_person")
    said = guest.say("mila@example.com. how long does delivery take?", "give_details")
    assert "mila@example.com" in said
    assert "business days" in said


@pytest.mark.parametrize(
    ("words", "entities", "expected"),
    [
        ("earl grey 2 tins pls", {"quantity": 2}, ("MIS-EGR-125GTIN", 2)),
        ("3 earl grey, the bags", {"quantity": 3}, ("MIS-EGR-50PYRBAG", 3)),
        ("伯爵茶来两罐", {"quantity": 2}, ("MIS-EGR-125GTIN", 2)),
        ("two of the braid usb-c cable 2m in grey", {"quantity": 2}, ("KIV-BRD-GRE-2M", 2)),
    ],
)
def test_version_and_number_are_taken_from_the_words(shopper, words, entities, expected):
    guest = shopper()
    guest.say(words, "cart_add", **entities)
    assert lines(guest) == [expected]


def test_the_number_is_kept_when_the_version_is_said(shopper):
    guest = shopper()
    guest.say("earl grey", "cart_add", quantity=3)
    guest.say("the bags", "ask_attribute")
    assert lines(guest) == [("MIS-EGR-50PYRBAG", 3)]


def test_how_big_it_is_picks_one_of_the_list(shopper):
    guest = shopper()
    guest.say("show me rice cookers", "search_product")
    said = guest.say("i'll take the small one in green", "cart_add")
    assert "In your cart: Pellmire Little Harvest Mini Rice Cooker (green)" in said


def test_two_of_the_list_are_both_put_in(shopper):
    guest = shopper()
    guest.say("两百刀以内的行李箱", "search_product")
    said = guest.say("那个20寸的银色加购 再来个28寸的", "cart_add")
    assert "已加入购物车：柯凡20寸登机拉杆箱38升（银色）" in said
    assert "28寸大容量托运行李箱要哪一款" in said


def test_who_takes_this_one_of_several_is_asked_which(shopper):
    guest = shopper()
    guest.say("三岁小孩玩具", "search_product")
    assert "哪一件" in guest.say("就这个吧 包装好看点", "praise", confidence=0.7)


@pytest.mark.parametrize(
    "words", ["put a 100 dollar gift card into my basket", "礼品卡100块的加到购物车"]
)
def test_what_is_no_product_is_not_put_in(shopper, words):
    guest = shopper()
    guest.say(words, "cart_add", confidence=0.88)
    assert lines(guest) == []
    assert "10" in guest.messages[0].text
    assert "500" in guest.messages[0].text


def test_a_question_after_a_story_opens_no_ticket(shopper):
    guest = shopper()
    guest.say("新闻里说有人被骗了 有点怕 你们怎么付款", "report_fraud", confidence=0.72)
    assert guest.rows("select count(*) from ticket") == [(0,)]


def test_what_the_last_question_was_about_is_put_right_without_a_ticket(shopper):
    guest = shopper()
    guest.say("what time do you close", "ask_policy")
    guest.say("no i mean the people on the phone", "talk_to_person", confidence=0.55)
    assert guest.rows("select count(*) from ticket") == [(0,)]


def test_whether_it_is_a_machine_is_said_plainly(shopper):
    said = shopper().say("u r a bot right? is bad english ok", "change_language", confidence=0.8)
    assert "machine" in said


def test_a_question_about_the_cart_is_let_go_when_another_product_is_talked_of(shopper):
    guest = shopper()
    guest.say("add the hush buds to my cart", "cart_add")
    guest.say("and show me desks", "search_product")
    assert "Hush" not in guest.say("is the bamboo one in stock", "ask_stock")


def test_who_curses_the_shop_has_not_told_of_broken_goods(shopper):
    guest = shopper()
    said = guest.say("破店 垃圾 再也不来了", "complain")
    assert "抱歉" in said
    assert not any("report_damaged" in b["payload"] for m in guest.messages for b in m.buttons)


def test_another_thing_in_a_colour_is_no_version_of_the_first(shopper):
    guest = shopper()
    guest.say("add the river stone mug in white and a black kettle", "cart_add")
    assert any("ettle" in title for shown in titles(guest) for title in shown) or any(
        "ettle" in message.text for message in guest.messages
    )
