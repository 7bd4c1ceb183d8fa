"""Coupons in the cart: used, and taken off again."""

from __future__ import annotations

from datetime import datetime


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


def test_who_asks_for_codes_is_told_which_takes_off_most_of_the_cart(shopper):
    guest = shopper()
    assert "in your cart" not in guest.say("any coupons?", "apply_coupon")
    guest.say("add the tent", "cart_add", sku="FEL-T2-ORG")
    said = guest.say("any coupons?", "apply_coupon")
    assert "For what is in your cart now, the best is WELCOME10: $22.90 off." in said
    assert "最划算的是 WELCOME10：减 US$22.90" in guest.say("有优惠券吗", "apply_coupon")
    assert guest.rows("select coupon from cart") == [(None,)]


def on(service, now):
    service.settings = service.settings.model_copy(update={"now": datetime.fromisoformat(now)})


def test_the_sale_that_runs_is_told_with_its_last_day(shopper, service):
    guest = shopper()
    assert "Black Friday" not in guest.say("are there any deals", "apply_coupon")
    on(service, "2026-11-27T10:00:00+00:00")
    said = guest.say("are there any deals", "apply_coupon")
    assert "Black Friday weekend: 15 % off everything until Mon 30 Nov" in said


def test_the_sale_is_told_in_chinese(shopper, service):
    guest = shopper()
    on(service, "2026-11-27T10:00:00+00:00")
    said = guest.say("有什么优惠吗", "apply_coupon")
    assert "黑色星期五全场优惠：全场立减15%，到11月30日" in said


def test_the_cart_says_what_free_shipping_lacks(shopper):
    guest = shopper()
    ((sku, cents),) = guest.rows(
        "select sku, price_cents from variant where stock > 0 and price_cents < 3000 order by sku limit 1"
    )
    guest.say("add it", "cart_add", sku=sku)
    missing = (5900 - cents) / 100
    assert f"Shipping is free if you add goods for ${missing:.2f}." in guest.say(
        "my cart", "cart_show"
    )
