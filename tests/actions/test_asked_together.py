"""Several things of one message about one product, and what a message only tells beside its question."""

from __future__ import annotations


def in_hand(shopper, product: str):
    guest = shopper()
    guest.say("tell me about it", "product_details", product=product)
    return guest


def test_each_thing_that_is_asked_is_answered(shopper):
    guest = in_hand(shopper, "aldertop-rain-shell")
    answer = guest.say("how heavy is it, and where was it made?", "ask_attribute")
    assert "310 g" in answer
    assert "Vietnam" in answer


def test_each_of_two_questions_without_a_comma_in_chinese(shopper):
    guest = in_hand(shopper, "aldertop-rain-shell")
    answer = guest.say("多重 怎么洗", "ask_attribute")
    assert "310" in answer
    assert "30" in answer


def test_what_is_only_told_is_not_asked(shopper):
    guest = in_hand(shopper, "loomfen-washed-linen-duvet-set")
    answer = guest.say("natural, size double. can it go in the washing machine?", "ask_attribute")
    assert answer.startswith("Yes")
    assert "machine wash" in answer


def test_what_the_data_say_in_other_words_is_found(shopper):
    guest = in_hand(shopper, "fennholt-risewell-standing-desk")
    answer = guest.say("is it noisy when it goes up?", "ask_attribute")
    assert "I do not find that" not in answer
