"""The shop's rules: their defaults, their files, and what a wrong one says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import order_plans
import pytest
from sqlalchemy.orm import Session

from ecomcore import orders
from ecomcore.config import ROOT
from ecomcore.errors import NotAllowedError, SettingsError
from ecomcore.orders import LineChoice
from ecomcore.shop import models as m
from ecomcore.shop.business_days import add_days
from ecomcore.shop.rules import Rules, load_rules, packaged_rules, parse_rules, read_rules

PLACED = datetime(2026, 11, 1, tzinfo=UTC)


def code_of(call, *args, **options) -> str:
    with pytest.raises(NotAllowedError) as caught:
        call(*args, **options)
    return caught.value.code


def test_demo_shop_has_complete_rules_in_two_languages():
    rules = parse_rules(read_rules(ROOT / "data" / "shop" / "policies.toml"))
    assert rules.return_lines.within_days == 30
    assert rules.refund_days_of("paypal").most == 7
    assert rules.change_address.country("英国") == "United Kingdom"
    for name in ("cancel", "return_lines", "exchange_lines", "report_damaged", "report_missing"):
        for reason in rules.of(name).reasons:
            assert set(reason.label) >= {"en", "zh"}
    for carrier in rules.carriers.values():
        assert set(carrier.name) >= {"en", "zh"}


def test_stored_rules_are_the_rules_again():
    stored = packaged_rules("tau_retail")
    assert parse_rules(stored).model_dump(mode="json") == stored


def test_wrong_rules_are_named_with_their_place():
    with pytest.raises(SettingsError, match=r"cancel\.statusses.*return_lines\.within_days"):
        parse_rules({"cancel": {"statusses": ["paid"]}, "return_lines": {"within_days": -1}})
    with pytest.raises(SettingsError, match="more than most"):
        parse_rules({"refund_days": {"default": {"least": 3, "most": 1}}})


def test_broken_file_and_unknown_set_are_named(tmp_path):
    path = tmp_path / "policies.toml"
    path.write_text("[cancel", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"policies\.toml"):
        read_rules(path)
    with pytest.raises(SettingsError, match="tau_retail"):
        packaged_rules("nothing")


def test_shop_without_rules_has_the_defaults(session: Session):
    session.delete(session.get_one(m.ShopInfo, "rules"))
    session.flush()
    assert load_rules(session) == Rules()


@pytest.mark.parametrize(
    ("goods", "country", "cost"),
    [
        (0, None, 0),
        (5899, None, 590),
        (5900, None, 0),
        (5899, "norway", 1200),
        (20000, "Norway", 1200),
    ],
)
def test_sending_costs_by_worth_and_country(goods, country, cost):
    rules = parse_rules(
        {
            "shipping": {
                "cost_cents": 590,
                "free_over_cents": 5900,
                "zones": [{"countries": ["Norway"], "cost_cents": 1200}],
            }
        }
    )
    assert rules.shipping.cost(goods, country) == cost


@pytest.mark.parametrize("goods", [0, 100, 20000])
def test_sending_is_not_free_where_nobody_has_said_what_it_costs(goods):
    assert parse_rules({}).shipping.cost(goods) is None


def test_business_days_leave_out_weekends():
    friday = date(2026, 11, 20)
    assert add_days(friday, 1) == date(2026, 11, 23)
    assert add_days(friday, 5) == date(2026, 11, 27)
    assert add_days(friday, 1, business=False) == date(2026, 11, 21)
    assert add_days(date(2026, 11, 21), 0) == date(2026, 11, 21)


class TestTauRetail:
    """The same operations under the rules of another shop."""

    @pytest.fixture
    def tau(self, make_shop):
        shop = make_shop(packaged_rules("tau_retail"))
        with shop.session() as session:
            session.get_one(m.Order, "20001").status = "pending"
            session.get_one(m.Order, "#W6067464").status = "pending"
            session.flush()
            yield session

    def line(self, session: Session, order_id: str) -> int:
        return session.get_one(m.Order, order_id).lines[0].id

    def test_only_pending_orders_for_two_reasons_are_cancelled_whole(self, tau, now):
        plan = order_plans.plan_cancel
        assert code_of(plan, tau, "C2", "20001", now=now) == "reason_needed"
        assert code_of(plan, tau, "C2", "20001", now=now, reason="whim") == "reason_unknown"
        assert code_of(plan, tau, "C1", "10003", now=now, reason="no longer needed") == "status"
        piece = [LineChoice(self.line(tau, "#W6067464"), quantity=1)]
        reason = "ordered by mistake"
        assert (
            code_of(plan, tau, "C1", "#W6067464", now=now, lines=piece, reason=reason)
            == "whole_order_only"
        )
        done = orders.execute(tau, plan(tau, "C1", "#W6067464", now=now, reason=reason), "k1", now)
        assert (done.status, done.refund_cents, done.transfers[0].method_id) == (
            "cancelled",
            3000,
            "card1",
        )

    def test_items_are_modified_once_and_then_nothing_more(self, tau, now):
        swap = [LineChoice(self.line(tau, "20001"), new_sku="J-RED-M")]
        plan = order_plans.plan_change_items(tau, "C2", "20001", swap, now=now)
        assert plan.last_change
        done = orders.execute(tau, plan, "k1", now)
        assert done.status == "pending (item modified)"
        assert code_of(order_plans.plan_change_items, tau, "C2", "20001", swap, now=now) == "status"
        assert (
            code_of(order_plans.plan_cancel, tau, "C2", "20001", now=now, reason="no longer needed")
            == "status"
        )

    def test_payment_moves_to_one_other_way_that_covers_it(self, tau, now):
        plan = order_plans.plan_change_payment(tau, "C1", "#W6067464", "gift1", now=now)
        done = orders.execute(tau, plan, "k1", now)
        assert (done.status, done.charge_cents, done.refund_cents) == ("pending", 3000, 3000)
        assert tau.get_one(m.PaymentMethod, "gift1").balance_cents == 2000
        tau.get_one(m.PaymentMethod, "gift1").balance_cents = 0
        tau.flush()
        back = order_plans.plan_change_payment(tau, "C1", "#W6067464", "paypal1", now=now)
        orders.execute(tau, back, "k2", now)
        assert tau.get_one(m.PaymentMethod, "gift1").balance_cents == 3000
        assert (
            code_of(order_plans.plan_change_payment, tau, "C2", "20001", "gift1", now=now)
            == "method_unknown"
        )

    def test_return_goes_to_the_original_way_or_a_gift_card(self, tau, now):
        plan = order_plans.plan_return
        assert (
            code_of(plan, tau, "C1", "10001", now=now, refund_to="paypal1") == "method_not_allowed"
        )
        assert (
            code_of(plan, tau, "C1", "10001", now=now, refund_to="store_credit")
            == "method_not_allowed"
        )
        done = orders.execute(tau, plan(tau, "C1", "10001", now=now, refund_to="gift1"), "k1", now)
        assert (done.status, done.label) == ("return requested", None)
        assert code_of(plan, tau, "C1", "10001", now=now) == "status"

    def test_exchange_is_settled_by_any_stored_way(self, tau, now):
        swap = [LineChoice(self.line(tau, "10001"), new_sku="J-RED-M")]
        plan = order_plans.plan_exchange(tau, "C1", "10001", swap, now=now, settle_with="paypal1")
        done = orders.execute(tau, plan, "k1", now)
        assert (done.status, done.transfers[0].method_id) == ("exchange requested", "paypal1")
        tau.get_one(m.PaymentMethod, "gift1").balance_cents = 1999
        tau.flush()
        dear = [LineChoice(self.line(tau, "10005"), new_sku="J-RED-M")]
        exchange = order_plans.plan_exchange
        assert (
            code_of(exchange, tau, "C1", "10005", dear, now=now, settle_with="gift1")
            == "gift_card_balance"
        )
