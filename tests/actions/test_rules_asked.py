"""What is allowed: told to a guest as the rule, before anybody is asked who they are."""

from __future__ import annotations

import pytest

ASKED_WHO = ("e-mail address you ordered with", "下单用的邮箱")


@pytest.mark.parametrize(
    ("words", "intent", "told"),
    [
        ("is opened tea something I can return?", "return_order", "opened food and tea"),
        ("已经发货的还能取消吗", "cancel_order", "交给快递"),
    ],
)
def test_the_rule_comes_first_and_doing_it_is_a_tap_away(shopper, words, intent, told):
    guest = shopper()
    answer = guest.say(words, intent)
    assert told in answer
    assert not any(asked in answer for asked in ASKED_WHO)


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("can you cancel it for me?", "cancel_order"),
        ("can I return my order?", "return_order"),
        ("帮我改一下地址好吗", "change_address"),
    ],
)
def test_who_wants_it_done_is_asked_who_they_are(shopper, words, intent):
    answer = shopper().say(words, intent)
    assert any(asked in answer for asked in ASKED_WHO)


def test_who_is_known_goes_on_with_their_order(shopper):
    assert "From:" not in shopper("C0001").say("is a return of opened tea ok?", "return_order")
