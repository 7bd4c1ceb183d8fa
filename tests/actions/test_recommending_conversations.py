"""Recommendations in conversation: reasons, dismissals, what goes with a thing, presents, the shop window."""

from __future__ import annotations

import pytest

RAIN = "aldertop-rain-shell"


def ids(shopper) -> set[str]:
    return {card["id"] for card in shopper.cards}


def test_what_was_turned_down_does_not_come_again(shopper):
    guest = shopper()
    guest.say("recommend something", "recommend")
    first = ids(guest)
    guest.say("not interested", "something_else")
    assert guest.cards
    assert not first & ids(guest)


def test_of_a_customer_it_is_stored_only_where_one_product_was_meant(shopper):
    emma = shopper("C0001")
    emma.say("recommend something", "recommend")
    emma.say("not interested", "something_else")
    assert emma.rows("select * from product_feedback") == []
    first = emma.cards[0]
    reply = emma.say("i have the first one already", "something_else", ordinal=1)
    assert first["title"] in reply
    assert emma.rows("select product_id, kind from product_feedback") == [(first["id"], "have_it")]
    assert first["id"] not in ids(emma)


def test_who_did_not_agree_gets_the_list_of_a_guest_and_nothing_is_stored(shopper):
    guest, ben = shopper(), shopper("C0001")
    ben.run("update customer set consent_profiling = 0 where id = 'C0001'")
    guest.say("recommend something", "recommend")
    text = ben.say("recommend something", "recommend")
    assert [c["id"] for c in ben.cards] == [c["id"] for c in guest.cards]
    assert "you have bought" not in text
    ben.say("i have the first one already", "something_else", ordinal=1)
    assert ben.rows("select * from product_feedback") == []


def test_what_goes_with_a_thing_is_of_another_kind_and_says_why(shopper):
    guest = shopper()
    guest.say("aldertop rain shell", "product_details", product=RAIN)
    assert "What goes with it" in guest.buttons
    guest.say("what goes with this", "goes_with")
    assert guest.cards
    assert RAIN not in ids(guest)
    assert all("jacket" not in card["title"].lower() for card in guest.cards)
    assert all("Aldertop Rain Shell" in card["reason"] for card in guest.cards)


def test_the_cart_is_completed_with_what_is_not_in_it(shopper):
    guest = shopper()
    guest.say("add it", "cart_add", sku="ALD-RS-NVY-M")
    guest.say("complete my cart", "goes_with")
    assert guest.cards
    assert RAIN not in ids(guest)


@pytest.mark.parametrize("words", ["like this but cheaper", "类似的便宜点"])
def test_like_it_but_cheaper(shopper, words):
    guest = shopper()
    guest.say("aldertop stormline", "product_details", product="aldertop-stormline-3l")
    price = guest.cards[0]["price_cents"]
    guest.say(words, "similar_products")
    assert guest.cards
    assert all(card["price_cents"] < price for card in guest.cards)


def test_like_it_but_of_another_brand(shopper):
    guest = shopper()
    guest.say("aldertop rain shell", "product_details", product=RAIN)
    guest.say("something like it from another brand", "similar_products")
    assert guest.cards
    assert all("Aldertop" not in card["title"] for card in guest.cards)


def test_one_suggestion_a_conversation(shopper):
    guest = shopper()
    first = guest.say("add it", "cart_add", sku="ALD-RS-NVY-M")
    again = guest.say("add it", "cart_add", sku="OST-HSH-BLA")
    assert ("Goes well with it" in first) + ("Goes well with it" in again) == 1


def test_no_suggestion_after_a_complaint(shopper):
    guest = shopper()
    guest.say("this shop is a disgrace, i am furious", "complain")
    guest.events.append({"event": "bot", "text": guest.messages[0].text})
    assert "Goes well with it" not in guest.say("add it", "cart_add", sku="ALD-RS-NVY-M")
    assert "Goes well with it" not in guest.say("add it", "cart_add", sku="OST-HSH-BLA")


@pytest.mark.parametrize(
    "words",
    ["a gift for my father, 60, likes tea, under 40", "送爸爸的礼物，60岁，喜欢喝茶，40以内"],
)
def test_a_present_fits_person_likes_and_budget(shopper, words):
    guest = shopper()
    guest.say(words, "gift_ideas")
    assert guest.cards
    assert all(card["price_cents"] <= 4000 for card in guest.cards)
    assert any("tea" in card["id"] for card in guest.cards)


def test_a_present_keeps_the_person_when_the_budget_changes(shopper):
    guest = shopper()
    guest.say("a gift for my father, 60, likes tea", "gift_ideas")
    guest.say("no more than 20 dollars", "refine_search")
    assert guest.cards
    assert all(card["price_cents"] <= 2000 for card in guest.cards)
    assert any("tea" in card["id"] for card in guest.cards)


def test_a_child_gets_what_is_made_for_its_age(shopper):
    guest = shopper()
    guest.say("my daughter is 4 years old, what can i get her for christmas", "gift_ideas")
    assert guest.cards
    rows = [
        row[1:] for row in guest.rows("select id, attributes from product") if row[0] in ids(guest)
    ]
    assert all("kids" in text or "age_group" in text for (text,) in rows)
    assert all(
        f'"age_group": "{young}' not in text
        for (text,) in rows
        for young in ("5+", "6+", "7+", "8+", "12+ years")
    )


def test_what_they_have_is_left_out_of_presents(shopper):
    guest = shopper()
    guest.say("gift for my father, 60, likes tea", "gift_ideas")
    guest.say("he has a teapot already", "something_else")
    assert guest.cards
    assert all("pot" not in card["title"].lower() for card in guest.cards)


def test_best_sellers_come_in_the_order_of_what_was_sold(shopper):
    guest = shopper()
    guest.say("best sellers", "best_sellers")
    counts = [int(card["reason"].split()[0]) for card in guest.cards]
    assert counts == sorted(counts, reverse=True)
    most = guest.rows(
        'select sum(l.quantity) n from order_line l join "order" o on o.id = l.order_id '
        "where o.placed_at >= '2026-10-21' and o.status not in ('cancelled', 'returned') "
        "and l.status not in ('cancelled', 'returned') group by l.product_id order by n desc limit 1"
    )
    assert counts[0] == most[0][0]


def test_best_sellers_of_a_kind_and_their_next_page(shopper):
    guest = shopper()
    guest.say("best selling tea", "best_sellers")
    first = ids(guest)
    assert all("tea" in product for product in first)
    guest.say("more", "show_more")
    assert not first & ids(guest)


def test_new_arrivals_are_the_newest(shopper):
    guest = shopper()
    guest.say("what's new", "new_arrivals")
    came = dict(guest.rows("select id, created_on from product where created_on <= '2026-11-20'"))
    stocked = {row[0] for row in guest.rows("select product_id from variant where stock > 0")}
    newest = sorted((came[product] for product in came.keys() & stocked), reverse=True)[:5]
    assert sorted((came[product] for product in ids(guest)), reverse=True) == newest


def test_on_sale_says_how_much_and_what_is_to_come(shopper):
    guest = shopper()
    text = guest.say("what is on sale", "on_sale")
    assert "Black Friday" in text
    assert all(card["old_price"] for card in guest.cards)
    assert all("%" in card["reason"] for card in guest.cards)


def test_on_sale_names_the_last_day_of_a_promotion(shopper):
    guest = shopper()
    guest.run("update promotion set starts_on = '2026-11-19' where id = 'black-friday-2026'")
    text = guest.say("what is on sale", "on_sale")
    assert "30 Nov" in text
    assert any("until Mon 30 Nov" in card["reason"] for card in guest.cards)


def test_a_shelf_is_narrowed_and_stays_a_shelf(shopper):
    guest = shopper()
    guest.say("what is on sale", "on_sale")
    guest.say("only tea", "refine_search")
    assert all("tea" in card["id"] and card["old_price"] for card in guest.cards)


def test_a_surprise_is_not_what_comes_first_and_changes(shopper):
    guest, other = shopper(), shopper(conversation="another")
    guest.say("recommend something", "recommend")
    usual = ids(guest)
    other.say("surprise me", "surprise_me")
    first = ids(other)
    assert first
    assert not first & usual
    other.say("another", "something_else")
    assert not first & ids(other)


def test_popular_with_an_age_says_how_many_of_them(shopper):
    guest = shopper()
    assert "age" in guest.say("what's popular with people my age", "popular_with")
    guest.say("35", "popular_with")
    assert guest.cards
    assert "35" in guest.messages[0].text


def test_a_customers_own_age_is_used_only_with_consent(shopper):
    emma = shopper("C0001")
    assert "34" in emma.say("what's popular with people my age", "popular_with")
    emma.run("update customer set consent_profiling = 0 where id = 'C0001'")
    emma.say("what's popular with people my age", "popular_with")
    assert not emma.cards


def test_why_these_tells_each_reason_that_was_shown(shopper):
    emma = shopper("C0001")
    emma.say("recommend something", "recommend")
    told = emma.say("why these?", "explain_choice")
    assert all(card["title"] in told and card["reason"] in told for card in emma.cards)


def test_who_was_told_why_and_is_not_interested_means_that_one(shopper):
    guest = shopper()
    guest.say("recommend something", "recommend")
    second = guest.cards[1]
    assert second["reason"] in guest.say("why the second?", "explain_choice", ordinal=2)
    assert second["title"] in guest.say("not interested", "something_else")


@pytest.mark.parametrize("words", ["the second leaves me cold", "第二个算了吧"])
def test_who_points_at_one_thing_and_wants_another_does_not_want_that_one(shopper, words):
    guest = shopper()
    guest.say("recommend something", "recommend")
    names = [guest.cards[1]["title"]]
    reply = guest.say(words, "something_else", ordinal=2)
    assert names[0] in reply or "记下" in reply


@pytest.mark.parametrize(
    ("words", "because"),
    [
        ("i like the second one, but show me something else", "because you liked"),
        ("第二个不错，再看看别的", "因为您喜欢"),
    ],
)
def test_who_likes_one_thing_and_wants_to_see_others_is_shown_what_follows_from_it(
    shopper, words, because
):
    guest = shopper()
    guest.say("recommend something", "recommend")
    first = ids(guest)
    guest.say(words, "something_else", ordinal=2)
    assert not first & ids(guest)
    assert any(because in card["reason"] for card in guest.cards)


def test_an_empty_cart_has_nothing_to_complete(shopper):
    guest = shopper()
    guest.say("aldertop rain shell", "product_details", product=RAIN)
    reply = guest.say("complete my cart", "goes_with")
    assert "cart is empty" in reply
    assert "Aldertop Rain Shell" not in reply
    assert guest.cards


def test_a_wished_material_is_no_name_of_a_thing_on_the_list(shopper):
    guest = shopper()
    guest.say("the felt slippers", "product_details", product="saltmere-felt-slippers")
    guest.say("like it, of another brand", "similar_products")
    reply = guest.say("similar ones in leather?", "similar_products")
    assert "Saltmere Wool Felt Slippers" in reply


def test_what_is_like_tea_is_no_hand_cream(shopper):
    guest = shopper()
    guest.say("earl grey", "product_details", product="mistfold-earl-grey-black-tea")
    guest.say("something like this but cheaper", "similar_products")
    assert guest.cards
    assert all("tea" in card["id"] for card in guest.cards)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "a gift for my aunt, she loves deep-sea fishing",
            "I have nothing for “deep-sea fishing” within that",
        ),
        ("送我阿姨的礼物，她喜欢钓鱼", "没有和“钓鱼”对得上的"),
    ],
)
def test_a_present_is_not_said_to_fit_what_nothing_fits(shopper, words, answer):
    guest = shopper()
    assert answer in guest.say(words, "gift_ideas")
    assert guest.cards
    assert not any("fits what was said" in card["reason"] for card in guest.cards)


@pytest.mark.parametrize(
    "words", ["gift for my niece, 7, into science, below 30 dollars", "送侄女的礼物（7），喜欢科学"]
)
def test_a_bare_number_beside_the_person_is_an_age(shopper, words):
    guest = shopper()
    guest.say(words, "gift_ideas")
    assert guest.cards
    assert not any(word in card["id"] for card in guest.cards for word in ("shampoo", "laptop"))


def test_why_these_is_about_the_list_not_about_what_it_started_from(shopper):
    guest = shopper()
    guest.say("the felt slippers", "product_details", product="saltmere-felt-slippers")
    guest.say("something like it", "similar_products")
    told = guest.say("why did you pick these?", "explain_choice")
    assert all(card["reason"] in told for card in guest.cards)


@pytest.mark.parametrize(
    "words", ["what about under 25?", "and about 25 dollars?", "around 25 euros then"]
)
def test_a_price_for_a_present_is_no_age(shopper, words):
    guest = shopper()
    guest.say("a gift for my father, 60", "gift_ideas")
    guest.say(words, "refine_search")
    assert guest.cards
    assert not any("25-34" in card["reason"] for card in guest.cards)


def test_a_surprise_keeps_to_what_is_named(shopper):
    guest = shopper()
    guest.say("surprise me with some tea", "surprise_me")
    assert guest.cards
    assert all("tea" in card["title"].lower() for card in guest.cards)


def test_a_budget_for_a_present_in_another_currency_is_reckoned_in_the_shops(shopper):
    guest = shopper()
    said = guest.say("a present for my mum who loves tea, up to 200 yuan", "gift_ideas")
    assert "7.1" in said
    assert all(card["price_cents"] <= 2_900 for card in guest.cards)


def test_a_budget_is_no_age(shopper):
    said = shopper().say("something for a baby shower, budget 40", "popular_with")
    assert "35-44" not in said
    assert "customers of about" not in said
