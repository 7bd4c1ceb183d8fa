"""Signing in and out: what is known ends with it, and what was put aside before comes along."""

from __future__ import annotations

from actions.turn.payloads import SignedOut

EMMA = ("20003", "emma.clark@example.com")


def test_who_signs_out_has_to_prove_anew_who_they_are(shopper):
    guest = shopper()
    assert "20003" in guest.proves(*EMMA)
    assert "You are signed out" in guest.say("log me out", "sign_out")
    said = guest.say("and where is 20003 now?", "order_status", order_number="20003")
    assert "e-mail" in said
    assert guest.rows("select customer_id, verified_until from verification") == [(None, None)]


def test_signing_out_closes_what_was_begun(shopper):
    guest = shopper()
    guest.proves(*EMMA)
    guest.say("cancel order 20001", "cancel_order", order_number="20001")
    assert "what we had begun is closed" in guest.say("sign me out", "sign_out")
    guest.say("yes", "affirm")
    assert guest.slots["tasks"] == []
    assert guest.rows("select status from \"order\" where id = '20001'") == [("pending",)]


def test_signing_out_in_chinese(shopper):
    guest = shopper()
    guest.proves(*EMMA)
    assert "已经帮您退出登录" in guest.say("退出登录", "sign_out")
    assert "您在这里并没有登录" in guest.say("退出登录", "sign_out")


def test_a_guest_is_told_that_there_is_nothing_to_sign_out_of(shopper):
    assert "You are not signed in here" in shopper().say("log out", "sign_out")


def test_who_is_signed_in_at_the_site_is_sent_there(shopper):
    emma = shopper("C0001")
    assert "please sign out there, too" in emma.say("log out please", "sign_out")
    assert "请在网站上也退出登录" in emma.say("帮我退出登录", "sign_out")


def test_signing_out_ends_the_conversation_for_the_channel(shopper):
    guest = shopper()
    guest.say("log out", "sign_out")
    assert guest.slots["ended"] is False  # there was nothing to sign out of
    guest.proves(*EMMA)
    guest.say("log out", "sign_out")
    assert guest.slots["ended"] is True
    assert [m.custom for m in guest.messages] == [SignedOut()]


def test_the_button_ends_also_the_conversation_of_somebody_unknown(shopper):
    guest = shopper()
    guest.say("/sign_out", "sign_out")
    assert guest.slots["ended"] is True


def test_what_one_customer_began_is_dropped_when_another_signs_in_and_the_conversation_goes_on(
    shopper,
):
    someone = shopper("C0001")
    someone.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    someone.customer = "C0003"
    someone.say("yes", "affirm")
    assert someone.slots["tasks"] == []
    assert someone.rows("select status from \"order\" where id = '20001'") == [("pending",)]
    assert "20021" in someone.say("where is 20021", "order_status", order_number="20021")


def test_what_a_guest_began_goes_on_when_they_sign_in(shopper):
    guest = shopper()
    guest.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    guest.customer = "C0001"
    guest.say("20001", "give_details", order_number="20001")
    assert [task["kind"] for task in guest.slots["tasks"]] == ["cancel_order"]


def test_the_cart_of_a_guest_comes_along_at_sign_in(shopper):
    guest = shopper()
    guest.say("add the tent", "cart_add", sku="FEL-T2-ORG")
    assert guest.rows("select cart_id, sku, quantity from cart_line") == [
        ("chat:test-conversation", "FEL-T2-ORG", 1)
    ]
    guest.proves(*EMMA)
    assert "Fellside" in guest.say("show my cart", "cart_show")
    assert guest.rows("select cart_id, sku, quantity from cart_line") == [
        ("customer:C0001", "FEL-T2-ORG", 1)
    ]
    guest.say("log me out", "sign_out")
    assert "Your cart is empty" in guest.say("show my cart", "cart_show")
