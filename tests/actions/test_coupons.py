"""Coupons in the cart: used, and taken off again."""

from __future__ import annotations


def with_coupon(shopper, words="use PINE5"):
    guest = shopper()
    guest.say("add the tent", "cart_add", sku="FEL-T2-ORG")
    guest.say(words, "apply_coupon")
    assert guest.rows("select coupon from cart") == [("PINE5",)]
    return guest


def test_a_coupon_is_taken_off_again(shopper):
    guest = with_coupon(shopper)
    said = guest.say("take the coupon off", "remove_coupon")
    assert "The coupon PINE5 is taken off" in said
    assert "Total: $229.00" in said
    assert guest.rows("select coupon from cart") == [(None,)]


def test_a_coupon_is_taken_off_in_chinese(shopper):
    guest = with_coupon(shopper, "用优惠码 PINE5")
    assert "优惠码 PINE5 已经拿掉" in guest.say("把优惠券去掉", "remove_coupon")
    assert guest.rows("select coupon from cart") == [(None,)]


def test_without_a_coupon_there_is_nothing_to_take_off(shopper):
    guest = shopper()
    assert "no coupon in your cart" in guest.say("remove the coupon", "remove_coupon")
    assert "没有用优惠码" in guest.say("去掉优惠码", "remove_coupon")
