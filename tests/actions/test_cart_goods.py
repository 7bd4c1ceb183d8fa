"""Several goods in one message for the cart, and goods that are not in it."""

from __future__ import annotations


def lines(guest) -> list[tuple[str, int]]:
    return guest.rows("select sku, quantity from cart_line order by sku")


def test_what_is_in_hand_and_another_thing_are_each_put_in(shopper):
    guest = shopper()
    guest.say("the Lope road running shoes in 43 black, got them?", "ask_stock")
    said = guest.say("add them and the merino hiking socks", "cart_add")
    assert "(black, 43)" in said
    assert "Which version of Aldertop Merino" in said


def test_a_version_asked_about_is_the_one_that_is_put_in(shopper):
    guest = shopper()
    assert "black, 44" not in guest.say("the Lope road shoes in 43 black?", "ask_stock")
    guest.say("add them", "cart_add")
    assert lines(guest) == [("STR-LRR-43-BLK", 1)] or "43" in lines(guest)[0][0]


def test_two_colours_of_one_thing_are_no_two_things(shopper):
    guest = shopper()
    guest.say("the Lope road running shoes", "product_details")
    guest.say("add the black and white mug", "cart_add")
    assert not any(sku.startswith("STR") for sku, _ in lines(guest))


def test_the_only_line_is_not_taken_for_something_else_that_is_named(shopper):
    guest = shopper()
    guest.say("add the rain shell jacket in navy M", "cart_add")
    before = lines(guest)
    assert "not in your cart" in guest.say("remove the kettle", "cart_remove")
    guest.say("2 of the hiking socks", "cart_update", quantity=2)
    assert lines(guest) == before


def test_what_waits_to_be_put_in_can_be_left_out_again(shopper):
    guest = shopper()
    guest.say("the Metro commuter backpack", "product_details")
    said = guest.say("in the cart, and a water bottle", "cart_add")
    assert "Which version of Corvane Metro" in said
    assert "not put anything in" in guest.say("remove the bottle", "cart_remove")
    assert "bottle" not in guest.say("grey", "give_details").lower()


def test_how_one_of_them_shall_be_wrapped_is_no_number_of_pieces(shopper):
    guest = shopper()
    guest.say("add the river stone mug", "cart_add")
    assert "All right, 1" not in guest.say("gift wrap one of them", "ask_policy", quantity=1)


def test_a_word_of_a_name_means_what_is_on_the_screen_first(shopper):
    guest = shopper()
    guest.say("celadon tea set", "search_product")
    assert "Celadon Tea Set" in guest.say("the celadon one, what is it made of", "product_details")


def test_a_colour_of_what_is_in_hand_is_no_name_of_another(shopper):
    guest = shopper()
    guest.say("the Metro commuter backpack", "product_details")
    assert "Olive Oil" not in guest.say("how much is the olive one", "product_details")


def test_what_was_in_hand_is_still_it_after_a_list_that_nobody_searched_for(shopper):
    guest = shopper()
    guest.say("the Rain Shell jacket", "product_details")
    guest.say("anything on sale?", "on_sale")
    assert "Rain Shell Jacket (navy, M)" in guest.say("add it in navy M", "cart_add")
