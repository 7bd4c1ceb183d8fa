"""Products in conversation: lists, what "the second one" and "it" mean, facts and where they are from, the cart."""

from __future__ import annotations

import pytest


def test_a_price_limit_holds_for_every_card(shopper):
    guest = shopper()
    guest.say("a warm jacket under 100 dollars", "search_product")
    assert guest.cards
    assert all(card["price_cents"] <= 10_000 for card in guest.cards)


def test_show_more_shows_others(shopper):
    guest = shopper()
    guest.say("jackets", "search_product")
    first = {card["id"] for card in guest.cards}
    guest.say("more", "show_more")
    assert guest.cards
    assert not first & {card["id"] for card in guest.cards}


def test_cheaper_is_cheaper_than_the_middle_of_what_was_shown(shopper):
    guest = shopper()
    guest.say("jackets", "search_product")
    prices = sorted(card["price_cents"] for card in guest.cards)
    guest.say("something cheaper", "refine_search")
    assert guest.cards
    assert max(card["price_cents"] for card in guest.cards) < prices[len(prices) // 2]


def test_the_second_one_and_it(shopper):
    guest = shopper()
    guest.say("kettles", "search_product")
    second = guest.cards[1]["title"]
    assert second in guest.say("tell me about the second one", "product_details", ordinal=2)
    assert second in guest.say("is it dishwasher safe", "ask_attribute")


def test_a_fact_from_the_data_says_so(shopper):
    guest = shopper()
    said = guest.say("is the Tarn fleece waterproof", "ask_attribute")
    assert "product data" in said
    assert "no" in said.rpartition(":")[2]


def test_what_nobody_has_said_is_not_guessed(shopper):
    guest = shopper()
    said = guest.say("does the Tarn fleece glow in the dark at sea level", "ask_attribute")
    assert (
        "glow" not in said.replace("glow in the dark at sea level", "") or "will not guess" in said
    )


def test_a_version_is_chosen_before_something_goes_into_the_cart(shopper):
    guest = shopper()
    assert "Which version" in guest.say("add the Tarn fleece in olive", "cart_add")
    said = guest.say("size m", "give_details")
    assert "olive, M" in said
    assert guest.rows("select sku, quantity from cart_line")[0][1] == 1


def test_an_expired_coupon_says_when_it_ended(shopper):
    guest = shopper()
    guest.say("add the Tarn fleece olive M", "cart_add")
    assert "ended on" in guest.say("use SUMMER25", "apply_coupon")
    assert "WELCOME10 works" in guest.say("WELCOME10 then", "apply_coupon")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("any coupons?", "ask_policy"),
        ("are there any promotions right now", "recommend"),
        ("do you have any discount codes", "apply_coupon"),
        ("有优惠券吗", "apply_coupon"),
        ("现在有什么优惠活动", "recommend"),
    ],
)
def test_only_codes_that_the_shop_publishes_are_told(shopper, text, intent):
    said = shopper().say(text, intent)
    assert "WELCOME10" in said
    assert not any(code in said for code in ("THANKYOU8", "PINE5", "SUMMER25", "SPRING27"))


@pytest.mark.parametrize("text", ["can I combine any coupons", "有优惠券怎么用"])
def test_how_coupons_are_used_is_a_question_about_the_shop(shopper, text):
    assert "WELCOME10" not in shopper().say(text, "ask_policy")


def test_comparing_shows_both_side_by_side(shopper):
    guest = shopper()
    guest.say("kettles", "search_product")
    titles = [card["title"] for card in guest.cards[:2]]
    said = guest.say("compare the first and the second", "compare_products", ordinal=[1, 2])
    assert all(title in said for title in titles)
    rows = guest.messages[0].custom.as_json()["rows"]
    assert {len(row["values"]) for row in rows} == {2}


def test_two_misses_offer_a_person(shopper):
    guest = shopper()
    guest.say("blorf", "nlu_fallback", confidence=0.1)
    assert "person" in guest.say("wibble", "nlu_fallback", confidence=0.1)
    assert "T-" in guest.say("yes", "affirm")
    assert guest.rows("select count(*) from ticket") == [(1,)]


def test_the_reply_is_in_the_language_of_the_message(shopper):
    guest = shopper()
    assert "您好" in guest.say("你好", "greet")
    assert "Hello" in guest.say("hello there my friend", "greet")
    assert "中文" in guest.say("speak Chinese please", "change_language")
    assert "不客气" in guest.say("👍", "thank")


def test_wool_things_are_a_search_also_with_a_list_before(shopper):
    guest = shopper()
    guest.say("show me kettles", "search_product")
    said = guest.say("show me wool things", "product_details")
    assert "Which one" not in said
    assert guest.cards
    guest.say("tell me about the wool one", "product_details")


@pytest.mark.parametrize(("words", "count"), [("2 of them", 2), ("actually just one", 1)])
def test_how_many_is_a_number_of_pieces_and_no_choice(shopper, words, count):
    guest = shopper()
    asked = guest.say("add three of the ribbed merino beanie to my cart", "cart_add", quantity=3)
    assert "version" in asked
    assert "version" in guest.say(words, "cart_update", quantity=count)
    guest.tap("grey")
    assert guest.rows("select quantity from cart_line") == [(count,)]


def test_a_button_is_shown_once_and_not_for_what_was_just_served(shopper):
    guest = shopper()
    beanie = "tell me about the ribbed merino beanie"
    guest.several((beanie, "product_details", {}), ("is it warm", "ask_attribute", {}))
    assert len(guest.buttons) == len(set(guest.buttons))
    guest.say("what do reviewers say about it", "product_reviews")
    assert "What reviewers say" not in guest.buttons


@pytest.mark.parametrize(
    ("first", "text", "source"),
    [
        ("tell me about the Aldertop Tarn fleece", "how do I use it?", "Tarn"),
        ("雾岭佛手柑伯爵红茶怎么样", "怎么用", "伯爵红茶"),
    ],
)
def test_how_it_is_used_is_asked_about_the_product(shopper, first, text, source):
    guest = shopper()
    guest.say(first, "product_details")
    said = guest.say(text, "capabilities")
    assert source in said


@pytest.mark.parametrize("text", ["how do I use this chat", "怎么用你们的聊天机器人"])
def test_how_the_chat_is_used_is_not(shopper, text):
    guest = shopper()
    guest.say("tell me about the Aldertop Tarn fleece", "product_details")
    assert "Tarn" not in guest.say(text, "capabilities")


def test_the_colour_cream_is_no_texture_in_chinese(shopper):
    said = shopper().say(
        "Brookside 不锈钢保温水瓶怎么样", "product_details", product="brookside-insulated-bottle"
    )
    assert "奶油色" in said
    assert "霜状" not in said


def test_the_only_version_does_not_go_in_where_another_colour_is_wanted(shopper):
    guest = shopper()
    said = guest.say("add the Glade air purifier in black", "cart_add")
    assert "does not come in black. It comes in white" in said
    assert guest.rows("select count(*) from cart_line") == [(0,)]
    assert "In your cart" in guest.tap("white")


def test_a_colour_in_the_name_of_a_product_is_no_wish(shopper):
    guest = shopper()
    said = guest.say("add the Mistfold Earl Grey Black Tea, 125 g tin", "cart_add")
    assert "In your cart" in said


def test_another_kind_of_thing_is_no_answer_to_the_question_for_a_version(shopper):
    guest = shopper()
    guest.say("add the Saltmere Everyday T-shirt", "cart_add")
    said = guest.say("show me black kettles", "search_product")
    assert "kettle" in said.lower()
    assert guest.rows("select count(*) from cart_line") == [(0,)]


def test_a_size_that_looks_like_an_exchange_answers_the_question_for_a_version(shopper):
    guest = shopper()
    guest.say("add the Saltmere Everyday T-shirt", "cart_add")
    guest.say("i want a large", "exchange_order")
    assert guest.buttons == ["white, L", "black, L"]
    guest.say("来件黑的", "refine_search")
    assert guest.rows("select sku, quantity from cart_line") == [("SAL-EVT-BLK-L", 1)]


def test_a_thing_that_only_looks_found_is_a_no_with_the_nearest(shopper):
    guest = shopper()
    assert "No, we do not have books. These come nearest:" in guest.say(
        "do you have books?", "search_product"
    )
    assert "I looked for" not in guest.say("do you sell pianos?", "search_product")


def test_a_colour_that_a_product_does_not_come_in_is_said_whatever_the_question_looks_like(shopper):
    guest = shopper()
    said = guest.say("does the Drift wireless headphones come in purple", "ask_attribute")
    assert "do not find" not in said
    assert "black" in said


def test_each_of_two_questions_about_one_product_is_answered(shopper):
    guest = shopper()
    guest.say("tell me about it", "product_details", product="hearthmoor-ceramic-nonstick-pan")
    answer = guest.say("is it pfas free and does it work on induction", "ask_attribute")
    assert answer.count("Yes.") == 2


def test_a_comparison_says_which_one_to_take_where_that_is_asked(shopper):
    guest = shopper()
    guest.say("电饭煲", "search_product")
    assert "我会选" in guest.say("一个人住 哪个好", "compare_products")
