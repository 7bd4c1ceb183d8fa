"""Carts: stock, totals, coupons each with its own refusal, and links that cannot be forged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ecomcore.errors import NotAllowedError
from ecomcore.shop import carts, checkout
from ecomcore.shop import models as m
from ecomcore.shop.carts import CartOwner

DATABASES = ("sqlite", "postgres")

GUEST = CartOwner("chat-1")
EMMA = CartOwner("chat-1", "C1")


@pytest.fixture(autouse=True)
def _coupons(session):
    session.add_all(
        [
            m.Coupon(code="TEN", kind="percent", value=10),
            m.Coupon(code="FIVE", kind="amount", value=500, min_total_cents=4000),
            m.Coupon(code="KITCHEN", kind="percent", value=50, category="kitchen"),
            m.Coupon(code="OLD", kind="percent", value=10, ends_on=date(2026, 11, 23)),
            m.Coupon(code="SOON", kind="percent", value=10, starts_on=date(2026, 11, 25)),
            m.Coupon(
                code="TODAY",
                kind="percent",
                value=10,
                starts_on=date(2026, 11, 24),
                ends_on=date(2026, 11, 24),
            ),
        ]
    )
    session.flush()


def refusal(call, *args, **options) -> NotAllowedError:
    with pytest.raises(NotAllowedError) as caught:
        call(*args, **options)
    return caught.value


class TestLines:
    def test_adding_counts_up_and_shows_the_total_with_sending(self, session, now):
        carts.add(session, GUEST, "MUG-BLU", 2, now=now)
        view = carts.add(session, GUEST, "MUG-BLU", 1, now=now)
        assert [(line.sku, line.quantity, line.total_cents) for line in view.lines] == [
            ("MUG-BLU", 3, 4500)
        ]
        assert (view.subtotal_cents, view.shipping_cents, view.total_cents) == (4500, 590, 5090)
        assert (view.free_shipping_missing_cents, view.count, view.currency) == (1400, 3, "USD")
        view = carts.add(session, GUEST, "MUG-BLU", 1, now=now)
        assert (view.shipping_cents, view.free_shipping_missing_cents) == (0, None)

    def test_no_more_than_there_is(self, session, now):
        carts.add(session, GUEST, "J-NVY-M", 2, now=now)
        error = refusal(carts.add, session, GUEST, "J-NVY-M", 2, now=now)
        assert error.code == "out_of_stock"
        assert error.data == {"sku": "J-NVY-M", "stock": 3, "in_cart": 2}
        assert refusal(carts.add, session, GUEST, "J-NVY-L", now=now).code == "out_of_stock"

    def test_what_is_not_sold_cannot_be_added(self, session, now):
        assert refusal(carts.add, session, GUEST, "NOPE", now=now).code == "variant_unknown"
        session.get_one(m.Product, "tea").active = False
        session.flush()
        assert refusal(carts.add, session, GUEST, "TEA-100", now=now).code == "variant_unknown"

    @pytest.mark.parametrize("quantity", [0, -1, 21])
    def test_odd_quantities_are_refused(self, session, now, quantity):
        error = refusal(carts.add, session, GUEST, "TEA-100", quantity, now=now)
        assert (error.code, error.data) == ("quantity", {"most": 20})

    def test_update_remove_and_clear(self, session, now):
        carts.add(session, GUEST, "MUG-BLU", 2, now=now)
        carts.add(session, GUEST, "TEA-100", now=now)
        assert carts.update(session, GUEST, "MUG-BLU", 5, now=now).count == 6
        assert carts.update(session, GUEST, "MUG-BLU", 0, now=now).count == 1
        assert carts.remove(session, GUEST, "TEA-100", now=now).is_empty
        assert refusal(carts.remove, session, GUEST, "TEA-100", now=now).code == "not_in_cart"
        carts.add(session, GUEST, "TEA-100", now=now)
        empty = carts.clear(session, GUEST, now=now)
        assert (empty.is_empty, empty.total_cents) == (True, 0)

    def test_line_says_when_stock_has_gone_since(self, session, now):
        carts.add(session, GUEST, "MUG-BLU", 3, now=now)
        session.get_one(m.Variant, "MUG-BLU").stock = 2
        session.flush()
        assert carts.show(session, GUEST, now=now).lines[0].problem == "less_in_stock"
        session.get_one(m.Variant, "MUG-BLU").stock = 0
        session.flush()
        assert carts.show(session, GUEST, now=now).lines[0].problem == "out_of_stock"

    def test_carts_of_two_conversations_are_apart(self, session, now):
        carts.add(session, GUEST, "TEA-100", now=now)
        assert carts.show(session, CartOwner("chat-2"), now=now).is_empty


class TestSignIn:
    def test_guests_cart_joins_the_customers(self, session, now):
        carts.add(session, CartOwner("phone", "C1"), "MUG-BLU", 2, now=now)
        carts.add(session, GUEST, "MUG-BLU", 1, now=now)
        carts.add(session, GUEST, "TEA-100", 1, now=now)
        carts.apply_coupon(session, GUEST, "TEN", now=now)
        view = carts.show(session, EMMA, now=now)
        assert {line.sku: line.quantity for line in view.lines} == {"MUG-BLU": 3, "TEA-100": 1}
        assert view.coupon is not None
        assert view.coupon.code == "TEN"
        assert carts.show(session, CartOwner("phone", "C1"), now=now).count == 4
        assert carts.show(session, GUEST, now=now).is_empty
        assert carts.show(session, EMMA, now=now).count == 4

    def test_conversation_cannot_name_itself_into_a_customers_cart(self, session, now):
        carts.add(session, EMMA, "TEA-100", now=now)
        assert carts.show(session, CartOwner("customer:C1"), now=now).is_empty

    def test_long_conversation_ids_are_kept_apart(self, session, now):
        first, second = CartOwner("x" * 119 + "1"), CartOwner("x" * 119 + "2")
        carts.add(session, first, "TEA-100", now=now)
        assert carts.show(session, second, now=now).is_empty


class TestCoupons:
    @pytest.fixture(autouse=True)
    def _goods(self, session, now):
        carts.add(session, GUEST, "J-NVY-M", 1, now=now)
        carts.add(session, GUEST, "MUG-BLU", 1, now=now)

    @pytest.mark.parametrize("typed", ["TEN", " ten ", "Ｔｅｎ"])
    def test_percent_of_all_goods(self, session, now, typed):
        view = carts.apply_coupon(session, GUEST, typed, now=now)
        assert (view.subtotal_cents, view.discount_cents, view.total_cents) == (11500, 1150, 10350)

    def test_percent_of_one_category(self, session, now):
        assert carts.apply_coupon(session, GUEST, "KITCHEN", now=now).discount_cents == 750

    def test_fixed_amount(self, session, now):
        assert carts.apply_coupon(session, GUEST, "FIVE", now=now).discount_cents == 500

    def test_first_and_last_day_count(self, session, now):
        assert carts.apply_coupon(session, GUEST, "TODAY", now=now).discount_cents == 1150

    @pytest.mark.parametrize(
        ("typed", "code", "fact"),
        [
            ("NOPE", "coupon_unknown", {"coupon": "NOPE"}),
            ("OLD", "coupon_expired", {"coupon": "OLD", "ended_on": date(2026, 11, 23)}),
            ("SOON", "coupon_not_yet", {"coupon": "SOON", "starts_on": date(2026, 11, 25)}),
        ],
    )
    def test_each_refusal_has_its_code(self, session, now, typed, code, fact):
        carts.apply_coupon(session, GUEST, "TEN", now=now)
        error = refusal(carts.apply_coupon, session, GUEST, typed, now=now)
        assert (error.code, error.data) == (code, fact)
        kept = carts.show(session, GUEST, now=now).coupon
        assert kept is not None
        assert kept.code == "TEN"

    def test_minimum_and_goods_are_checked(self, session, now):
        carts.remove(session, GUEST, "J-NVY-M", now=now)
        error = refusal(carts.apply_coupon, session, GUEST, "FIVE", now=now)
        assert (error.code, error.data["missing_cents"]) == ("coupon_minimum", 2500)
        carts.remove(session, GUEST, "MUG-BLU", now=now)
        assert refusal(carts.apply_coupon, session, GUEST, "TEN", now=now).code == "cart_empty"
        carts.add(session, GUEST, "TEA-100", now=now)
        error = refusal(carts.apply_coupon, session, GUEST, "KITCHEN", now=now)
        assert (error.code, error.data["category_name"]["zh"]) == ("coupon_goods", "厨房")

    def test_coupon_stops_counting_when_the_cart_no_longer_fits(self, session, now):
        carts.apply_coupon(session, GUEST, "FIVE", now=now)
        view = carts.remove(session, GUEST, "J-NVY-M", now=now)
        assert view.coupon is not None
        assert (view.coupon.problem, view.discount_cents) == ("coupon_minimum", 0)
        assert carts.remove_coupon(session, GUEST, now=now).coupon is None


class TestCheckout:
    def test_link_opens_this_cart_until_it_expires(self, session, shop, now):
        carts.add(session, GUEST, "TEA-100", 2, now=now)
        link = checkout.checkout_link(session, GUEST, now=now, settings=shop.settings)
        assert link.url == f"http://127.0.0.1:5005/webhooks/web/checkout?cart={link.token}"
        for page, address in (
            ("https://shop.example/pay", f"https://shop.example/pay?cart={link.token}"),
            ("https://shop.example/?go=pay", f"https://shop.example/?go=pay&cart={link.token}"),
        ):
            own = shop.settings.model_copy(update={"checkout_url": page})
            assert checkout.checkout_link(session, GUEST, now=now, settings=own).url == address
        assert link.expires_at == now + timedelta(hours=1)
        opened = checkout.open_checkout(session, link.token, now=now, settings=shop.settings)
        assert opened == link.cart
        late = link.expires_at + timedelta(seconds=1)
        error = refusal(
            checkout.open_checkout, session, link.token, now=late, settings=shop.settings
        )
        assert error.code == "link_expired"

    def test_the_outbox_learns_of_each_cart_that_is_handed_over_once(self, session, shop, now):
        carts.add(session, GUEST, "TEA-100", 2, now=now)
        for _ in range(2):
            checkout.checkout_link(session, GUEST, now=now, settings=shop.settings)
        carts.add(session, GUEST, "MUG-BLU", now=now)
        checkout.checkout_link(session, GUEST, now=now, settings=shop.settings)
        entries = session.scalars(select(m.OutboxEntry).order_by(m.OutboxEntry.id)).all()
        told = [(entry.body["total_cents"], len(entry.body["lines"])) for entry in entries]
        # 2 teas at 20 and 5.90 of shipping; with a mug at 15 they come to 55, still under 59
        assert told == [(4590, 1), (6090, 2)]

    def test_forged_and_outdated_links_are_refused(self, session, shop, now):
        carts.add(session, GUEST, "TEA-100", 2, now=now)
        link = checkout.checkout_link(session, GUEST, now=now, settings=shop.settings)
        bad = f"{link.token[:-1]}{'A' if link.token[-1] != 'A' else 'B'}"
        opening = checkout.open_checkout
        for token in ("", "x.y.z", f"a{link.token}", bad[:-4]):
            error = refusal(opening, session, token, now=now, settings=shop.settings)
            assert error.code == "link_invalid"
        session.get_one(m.Variant, "TEA-100").price_cents = 1
        session.flush()
        error = refusal(opening, session, link.token, now=now, settings=shop.settings)
        assert error.code == "link_changed"

    def test_nothing_and_sold_out_goods_cannot_be_paid(self, session, shop, now):
        link = checkout.checkout_link
        assert refusal(link, session, GUEST, now=now, settings=shop.settings).code == "cart_empty"
        carts.add(session, GUEST, "MUG-WHT", now=now)
        session.get_one(m.Variant, "MUG-WHT").stock = 0
        session.flush()
        error = refusal(link, session, GUEST, now=now, settings=shop.settings)
        assert (error.code, error.data["skus"]) == ("cart_problem", ["MUG-WHT"])
