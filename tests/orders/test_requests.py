"""Changes in the outbox: each with its entry in one transaction; those that the shop decides change nothing before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import order_plans
import pytest
from small_shop import NOW, SMALL_RULES, SmallShop, order
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ecomcore import orders
from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.shop import models as m
from ecomcore.shop.outbox.listing import list_changes
from ecomcore.shop.rules import parse_rules

DATABASES = ("sqlite", "postgres")
ASKING: dict[str, Any] = {**SMALL_RULES, "mode": "request"}


@pytest.fixture
def asking(make_shop) -> SmallShop:
    """The small shop, where everything is asked of the shop."""
    return make_shop(ASKING)


def entries(session: Session) -> list[m.OutboxEntry]:
    return list(session.scalars(select(m.OutboxEntry).order_by(m.OutboxEntry.id)))


def ask(session: Session, key: str = "k1", order_id: str = "10003") -> orders.Receipt:
    plan = order_plans.plan_cancel(session, "C1", order_id, now=NOW)
    return orders.submit(session, plan, key, NOW)


def refusal(call, *args: Any) -> NotAllowedError:
    with pytest.raises(NotAllowedError) as caught:
        call(*args)
    return caught.value


class TestDone:
    def test_a_change_and_its_entry_are_stored_together_or_not_at_all(self, shop: SmallShop):
        with shop.session() as session:
            ask(session)
            assert session.get_one(m.Order, "10003").status == "cancelled"
            assert len(entries(session)) == 1
            session.rollback()
            assert session.get_one(m.Order, "10003").status == "processing"
            assert entries(session) == []

    def test_the_entry_says_what_was_done(self, session: Session):
        receipt = ask(session)
        (entry,) = entries(session)
        assert (entry.subject, entry.event) == ("order:10003", "done")
        body = entry.body
        assert body["change"] == receipt.change_number
        assert (body["operation"], body["order_status"]) == ("cancel", "cancelled")
        assert [(line["sku"], line["quantity"]) for line in body["lines"]] == [
            ("J-NVY-M", 1),
            ("MUG-BLU", 2),
        ]
        # 100 + 2 × 15 of goods, less 13 of discount, and 5 of shipping
        assert (body["refund_cents"], body["currency"]) == (12200, "USD")
        assert body["customer"] == {
            "id": "C1", "name": "Emma Clark", "email": "emma@example.com"
        }  # fmt: skip

    def test_the_same_confirmation_twice_is_one_entry(self, session: Session):
        first = ask(session)
        plan = orders.Plan.from_dict(
            {**order_plans.plan_cancel(session, "C1", "#W6067464", now=NOW).as_dict()}
        )
        again = orders.submit(session, plan, "k1", NOW)
        assert again.repeated
        assert again.change_number == first.change_number
        assert len(entries(session)) == 1

    def test_goods_that_come_back_are_an_entry_of_the_same_order(self, session: Session, now):
        plan = order_plans.plan_return(session, "C1", "10001", now=now, reason="size")
        asked = orders.submit(session, plan, "k1", now)
        orders.receive_goods(session, asked.case_number or "", "w1", now)
        assert [(e.subject, e.body["operation"]) for e in entries(session)] == [
            ("order:10001", "return_lines"),
            ("order:10001", "receive_return"),
        ]
        assert entries(session)[1].body["case_number"] == asked.case_number

    def test_an_address_of_the_account_is_about_the_customer(self, session: Session, now):
        address = {"street": "1 High Street", "city": "Leeds", "postcode": "LS1", "country": "UK"}
        plan = order_plans.plan_change_address(session, "C1", None, address, now=now)
        orders.submit(session, plan, "k1", now)
        (entry,) = entries(session)
        assert (entry.subject, entry.body["order_id"]) == ("customer:C1", None)
        assert entry.body["address"]["city"] == "Leeds"


class TestAsked:
    def test_nothing_changes_before_the_shop_has_decided(self, asking: SmallShop):
        with asking.session() as session:
            before = session.scalar(select(m.Variant.stock).where(m.Variant.sku == "MUG-BLU"))
            receipt = ask(session)
            assert (receipt.state, receipt.status) == ("requested", "processing")
            assert session.get_one(m.Order, "10003").status == "processing"
            after = session.scalar(select(m.Variant.stock).where(m.Variant.sku == "MUG-BLU"))
            assert after == before
            refunds = select(func.count()).where(m.Payment.kind == "refund")
            assert session.scalar(refunds) == 0
            assert [e.event for e in entries(session)] == ["requested"]

    def test_confirmed_it_is_done_here_too_once(self, asking: SmallShop):
        with asking.session() as session:
            number = ask(session).change_number or ""
            first = orders.confirm(session, number, NOW + timedelta(days=2))
            assert first.receipt is not None
            assert first.receipt.refund_cents == 12200
            assert session.get_one(m.Order, "10003").status == "cancelled"
            again = orders.confirm(session, number, NOW + timedelta(days=3))
            assert (again.state, again.repeated) == ("confirmed", True)
            assert [e.event for e in entries(session)] == ["requested", "confirmed"]

    def test_a_return_asked_for_in_time_is_confirmed_after_its_last_day(self, asking: SmallShop):
        with asking.session() as session:
            plan = order_plans.plan_return(session, "C1", "10001", now=NOW, reason="size")
            number = orders.submit(session, plan, "k1", NOW).change_number or ""
            decision = orders.confirm(session, number, NOW + timedelta(days=60))
            assert decision.receipt is not None
            assert (decision.receipt.case_number or "").startswith("R-")

    def test_an_order_that_has_moved_on_stays_as_it_is(self, asking: SmallShop):
        with asking.session() as session:
            number = ask(session).change_number or ""
            session.get_one(m.Order, "10003").status = "shipped"
            session.flush()
            decision = orders.confirm(session, number, NOW)
            assert (decision.state, decision.receipt) == ("confirmed", None)
            assert session.get_one(m.Order, "10003").status == "shipped"

    def test_refused_nothing_has_changed_and_the_reason_is_told(self, asking: SmallShop):
        with asking.session() as session:
            number = ask(session).change_number or ""
            assert (
                refusal(orders.refuse_request, session, number, " ", NOW).code == "reason_missing"
            )
            orders.refuse_request(session, number, "It left an hour ago.", NOW)
            assert session.get_one(m.Order, "10003").status == "processing"
            assert entries(session)[1].body["decision_reason"] == "It left an hour ago."
            assert refusal(orders.confirm, session, number, NOW).code == "change_decided"

    def test_the_shop_is_not_asked_twice_until_it_has_answered(self, asking: SmallShop):
        with asking.session() as session:
            number = ask(session).change_number or ""
            error = refusal(ask, session, "k2")
            assert (error.code, error.data["number"]) == ("already_requested", number)
            orders.refuse_request(session, number, "no", NOW)
            assert ask(session, "k3").change_number != number

    def test_other_lines_of_the_order_may_be_asked_for_meanwhile(self, asking: SmallShop):
        with asking.session() as session:
            jacket, mugs = session.get_one(m.Order, "10001").lines
            for key, line in (("k1", jacket.id), ("k2", mugs.id)):
                plan = order_plans.plan_return(
                    session, "C1", "10001", [line], now=NOW, reason="size"
                )
                orders.submit(session, plan, key, NOW)
            assert len(entries(session)) == 2

    def test_what_was_done_at_once_is_no_request(self, session: Session):
        number = ask(session).change_number or ""
        assert refusal(orders.confirm, session, number, NOW).code == "change_decided"
        with pytest.raises(NotFoundError):
            orders.confirm(session, "C-000000-none", NOW)

    def test_each_operation_may_have_its_own_mode(self, make_shop):
        rules = {**ASKING, "cancel": {"mode": "act"}, "return_lines": {"mode": "off"}}
        shop = make_shop(rules)
        with shop.session() as session:
            assert ask(session).state == "done"
            error = refusal(
                lambda: order_plans.plan_return(session, "C1", "10001", now=NOW, reason="size")
            )
            assert error.code == "operation_disabled"

    def test_a_shop_that_says_nothing_is_asked(self):
        assert parse_rules({}).mode_of("cancel") == "request"
        assert parse_rules({"cancel": {"enabled": False}}).mode_of("cancel") == "off"
        assert parse_rules({"cancel": {"enabled": True}, "mode": "act"}).mode_of("cancel") == "act"

    def test_a_shopper_finds_what_became_of_it(self, asking: SmallShop):
        with asking.session() as session:
            number = ask(session).change_number or ""
            (asked,) = list_changes(session, customer_id="C1", order_id="10003")
            assert (asked.number, asked.state, asked.skus) == (
                number,
                "requested",
                ("J-NVY-M", "2 x MUG-BLU"),
            )
            assert list_changes(session, customer_id="C2") == []


class TestNothingIsPromised:
    """A shop that has loaded no rules: no days, no label, no free shipping."""

    @pytest.fixture
    def bare(self, make_shop) -> SmallShop:
        return make_shop({"mode": "act"})

    def test_of_a_refund(self, bare: SmallShop):
        with bare.session() as session:
            plan = order_plans.plan_cancel(session, "C1", "10003", now=NOW)
            (move,) = plan.transfers
            assert (move.amount_cents, move.days_least, move.days_most) == (12200, None, None)
            orders.execute(session, plan, "k1", NOW)
            (state,) = orders.refund_status(session, "C1", "10003", now=NOW)
            assert (state.state, state.expected_by) == ("made", None)

    def test_of_a_return_or_a_claim(self, bare: SmallShop):
        with bare.session() as session:
            plan = order_plans.plan_return(session, "C1", "10001", now=NOW)
            assert (plan.return_paid_by, plan.send_back_within_days) == (None, None)
            assert orders.execute(session, plan, "k1", NOW).label is None
            claim = order_plans.plan_report_damaged(session, "C1", "10006", now=NOW)
            assert claim.answer_within_days is None


class TestAssumedArrival:
    """Orders whose source tells that they were sent, and never that they came."""

    @pytest.fixture
    def sent(self, make_shop) -> SmallShop:
        shop = make_shop({**SMALL_RULES, "delivery": {"assumed_after_days": 7}})
        parcel = m.Shipment(status="shipped", shipped_at=NOW - timedelta(days=6))
        with shop.session() as session, session.begin():
            session.add(order("30001", "shipped", [("J", 1)], age_days=8, parcel=parcel))
        return shop

    def test_it_can_be_returned_once_it_should_have_arrived(self, sent: SmallShop):
        plan_return = order_plans.plan_return
        with sent.session() as session:
            early = refusal(lambda: plan_return(session, "C1", "30001", now=NOW, reason="size"))
            assert (early.code, early.data["status"]) == ("status", "shipped")
            tomorrow = NOW + timedelta(days=1)
            plan = plan_return(session, "C1", "30001", now=tomorrow, reason="size")
            # 24 November less 6 days is the 18th, and 7 more the 25th: 30 days from then
            assert plan.last_possible_on == date(2026, 12, 25)
            view = orders.get_order(session, "C1", "30001")
            assert (view.status, view.assumed_arrival_on) == ("shipped", date(2026, 11, 25))

    def test_nothing_is_assumed_where_the_source_knows_more(self, shop: SmallShop):
        with shop.session() as session:
            assert orders.get_order(session, "C1", "10004").assumed_arrival_on is None
            late = NOW + timedelta(days=100)
            error = refusal(
                lambda: order_plans.plan_return(session, "C1", "10004", now=late, reason="size")
            )
            assert error.code == "status"

    def test_nothing_is_assumed_where_the_shop_does_not_want_it(self, make_shop):
        never = make_shop({**SMALL_RULES, "delivery": {"assumed_after_days": "never"}})
        parcel = m.Shipment(status="shipped", shipped_at=NOW - timedelta(days=90))
        with never.session() as session:
            session.add(order("30001", "shipped", [("J", 1)], age_days=91, parcel=parcel))
            session.flush()
            assert orders.get_order(session, "C1", "30001").assumed_arrival_on is None
