"""Orders: finding them, planning a change by the rules, carrying it out once."""

from __future__ import annotations

from datetime import date, timedelta
from types import MappingProxyType

import order_plans
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ecomcore import orders
from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.orders import LineChoice, Plan
from ecomcore.shop import models as m

DATABASES = ("sqlite", "postgres")


def lines_of(session: Session, order_id: str) -> list[m.OrderLine]:
    session.flush()
    session.expire_all()
    return list(session.get_one(m.Order, order_id).lines)


def stock(session: Session, sku: str) -> int:
    return session.scalar(select(m.Variant.stock).where(m.Variant.sku == sku))


def money(session: Session, order_id: str) -> list[tuple[str, int, str | None]]:
    rows = session.scalars(
        select(m.Payment).where(m.Payment.order_id == order_id).order_by(m.Payment.id)
    )
    return [(row.kind, row.amount_cents, row.method_id) for row in rows]


def balance(session: Session, method_id: str) -> int | None:
    return session.scalar(
        select(m.PaymentMethod.balance_cents).where(m.PaymentMethod.id == method_id)
    )


def refusal(call, *args, **options) -> NotAllowedError:
    with pytest.raises(NotAllowedError) as caught:
        call(*args, **options)
    return caught.value


class TestFinding:
    @pytest.mark.parametrize(
        "text",
        [
            "10001",
            "#10001",
            "# 10001",
            "１０００１",
            "＃１０００１",
            "where is order no. 10001?",
            "我的订单10001到哪了",
        ],
    )
    def test_number_is_found_however_it_is_typed(self, session, text):
        found = orders.find_order(session, "C1", text)
        assert found is not None
        assert found.id == "10001"

    @pytest.mark.parametrize(
        "text", ["#W6067464", "w6067464", "Ｗ６０６７４６４", "6067464", "order W6067464 please"]
    )
    def test_letters_of_a_number_may_differ_in_case_or_be_left_out(self, session, text):
        found = orders.find_order(session, "C1", text)
        assert found is not None
        assert found.id == "#W6067464"

    @pytest.mark.parametrize("text", ["20001", "#20001", "99999", "", "my order", "1000"])
    def test_others_and_unknown_orders_are_not_found(self, session, text):
        assert orders.find_order(session, "C1", text) is None

    def test_anothers_order_cannot_be_got_or_changed(self, session, now):
        with pytest.raises(NotFoundError, match="20001"):
            orders.get_order(session, "C1", "20001")
        with pytest.raises(NotFoundError):
            order_plans.plan_cancel(session, "C1", "20001", now=now)

    def test_orders_come_newest_first(self, session):
        ids = [order.id for order in orders.orders_of(session, "C1")]
        assert ids == ["10002", "#W6067464", "10003", "10004", "10006", "10001", "10005"]
        assert [order.id for order in orders.orders_of(session, "C1", limit=1)] == ["10002"]

    def test_view_has_what_a_reply_needs(self, session):
        order = orders.get_order(session, "C1", "10004")
        parcel = order.shipments[0]
        assert (order.total_cents, order.paid_cents, order.currency) == (20000, 20000, "USD")
        assert order.expected_on == date(2026, 11, 20)
        assert parcel.tracking_url == "https://kestrel.example/KE7"
        assert parcel.carrier_name["zh"] == "红隼快递"
        assert order.payment_method is not None
        assert order.payment_method.last_four == "4821"
        assert order.number == "#10004"


class TestCancel:
    def test_whole_order_gives_everything_back_and_restores_stock(self, session, now):
        plan = order_plans.plan_cancel(session, "C1", "10003", now=now, reason="mistake")
        assert (plan.whole_order, plan.refund_cents, plan.status_after) == (
            True,
            12200,
            "cancelled",
        )
        assert (plan.transfers[0].days_least, plan.transfers[0].days_most) == (5, 7)
        assert plan.reason_label == {"en": "by mistake", "zh": "拍错了"}

        receipt = orders.execute(session, plan, "k1", now)

        assert (receipt.status, receipt.refund_cents) == ("cancelled", 12200)
        assert money(session, "10003")[-1] == ("refund", 12200, "card1")
        assert (stock(session, "J-NVY-M"), stock(session, "MUG-BLU")) == (4, 12)
        assert {line.status for line in lines_of(session, "10003")} == {"cancelled"}
        assert orders.get_order(session, "C1", "10003").events[-1].kind == "cancel"

    def test_unpaid_order_is_cancelled_without_money(self, session, now):
        plan = order_plans.plan_cancel(session, "C1", "10002", now=now)
        assert plan.transfers == ()
        orders.execute(session, plan, "k1", now)
        assert money(session, "10002") == []

    def test_one_line_gives_back_its_price_less_its_part_of_the_discount(self, session, now):
        jacket, _ = lines_of(session, "10003")
        plan = order_plans.plan_cancel(session, "C1", "10003", now=now, lines=[jacket.id])
        # 10000 of 13000 bear 1000 of the discount of 1300.
        assert (plan.refund_cents, plan.total_after_cents, plan.whole_order) == (9000, 3200, False)
        orders.execute(session, plan, "k1", now)
        order = orders.get_order(session, "C1", "10003")
        assert (order.subtotal_cents, order.discount_cents, order.total_cents) == (3000, 300, 3200)
        assert order.status == "processing"

    def test_one_of_two_pieces_splits_the_line(self, session, now):
        _, mugs = lines_of(session, "10003")
        plan = order_plans.plan_cancel(
            session, "C1", "10003", now=now, lines=[LineChoice(mugs.id, quantity=1)]
        )
        assert plan.refund_cents == 1350
        orders.execute(session, plan, "k1", now)
        left = [(line.sku, line.quantity, line.status) for line in lines_of(session, "10003")]
        assert sorted(left) == [
            ("J-NVY-M", 1, "ordered"),
            ("MUG-BLU", 1, "cancelled"),
            ("MUG-BLU", 1, "ordered"),
        ]

    def test_lines_one_by_one_add_up_to_the_whole(self, session, now):
        for index, line in enumerate(lines_of(session, "10003")):
            plan = order_plans.plan_cancel(session, "C1", "10003", now=now, lines=[line.id])
            orders.execute(session, plan, f"k{index}", now)
        assert (
            sum(amount for kind, amount, _ in money(session, "10003") if kind == "refund") == 12200
        )
        assert orders.get_order(session, "C1", "10003").status == "cancelled"

    def test_refund_may_go_to_a_gift_card_or_become_store_credit(self, session, now):
        plan = order_plans.plan_cancel(session, "C1", "10003", now=now, refund_to="gift1")
        assert plan.transfers[0].days_most == 0
        orders.execute(session, plan, "k1", now)
        assert balance(session, "gift1") == 5000 + 12200

        plan = order_plans.plan_cancel(
            session, "C1", "#W6067464", now=now, refund_to="store_credit"
        )
        orders.execute(session, plan, "k2", now)
        assert balance(session, "store_credit_C1") == 3000

    def test_refund_never_goes_to_a_way_that_did_not_pay(self, session, now):
        error = refusal(
            order_plans.plan_cancel, session, "C1", "10003", now=now, refund_to="paypal1"
        )
        assert error.code == "method_not_allowed"
        assert error.data["methods"] == ["card1", "gift1"]
        error = refusal(order_plans.plan_cancel, session, "C1", "10003", now=now, refund_to="card2")
        assert error.code == "method_unknown"

    def test_shipped_order_is_refused_with_the_allowed_statuses(self, session, now):
        error = refusal(order_plans.plan_cancel, session, "C1", "10004", now=now)
        assert error.code == "status"
        assert error.data == {"status": "shipped", "allowed": ["pending", "paid", "processing"]}

    def test_unknown_reason_is_refused_with_the_known_ones(self, session, now):
        error = refusal(order_plans.plan_cancel, session, "C1", "10003", now=now, reason="whim")
        assert error.code == "reason_unknown"
        assert [reason["code"] for reason in error.data["reasons"]] == ["mistake", "late"]

    def test_lines_of_another_order_and_too_many_pieces_are_refused(self, session, now):
        jacket, mugs = lines_of(session, "10003")
        foreign = lines_of(session, "20001")[0]
        plan = order_plans.plan_cancel
        assert (
            refusal(plan, session, "C1", "10003", now=now, lines=[foreign.id]).code
            == "line_unknown"
        )
        too_many = [LineChoice(mugs.id, quantity=3)]
        error = refusal(plan, session, "C1", "10003", now=now, lines=too_many)
        assert (error.code, error.data["most"]) == ("quantity", 2)
        twice = [LineChoice(jacket.id), LineChoice(jacket.id)]
        assert refusal(plan, session, "C1", "10003", now=now, lines=twice).code == "quantity"


class TestOnce:
    def test_same_key_changes_nothing_twice_and_gives_the_first_receipt(self, session, now):
        plan = order_plans.plan_cancel(session, "C1", "10003", now=now)
        first = orders.execute(session, plan, "k1", now)
        second = orders.execute(session, plan, "k1", now + timedelta(minutes=1))
        assert second == first
        assert (first.repeated, second.repeated) == (False, True)
        assert len(money(session, "10003")) == 2
        assert stock(session, "MUG-BLU") == 12

    def test_key_belongs_to_its_customer(self, session, now):
        mine = order_plans.plan_cancel(session, "C1", "10003", now=now)
        theirs = order_plans.plan_cancel(session, "C2", "20001", now=now)
        orders.execute(session, mine, "k1", now)
        assert orders.execute(session, theirs, "k1", now).order_id == "20001"

    def test_plan_of_a_changed_order_is_refused_with_the_new_plan(self, session, now):
        _, mugs = lines_of(session, "10003")
        whole = order_plans.plan_cancel(session, "C1", "10003", now=now)
        part = order_plans.plan_cancel(session, "C1", "10003", now=now, lines=[mugs.id])
        orders.execute(session, part, "k1", now)

        error = refusal(orders.execute, session, whole, "k2", now)

        assert error.code == "changed"
        again = Plan.from_dict(error.data["plan"])
        assert again.refund_cents == 12200 - 2700
        assert orders.execute(session, again, "k2", now).status == "cancelled"

    def test_plan_is_refused_when_the_rules_forbid_it_by_now(self, session, now):
        plan = order_plans.plan_cancel(session, "C1", "10003", now=now)
        session.execute(update(m.Order).where(m.Order.id == "10003").values(status="shipped"))
        assert refusal(orders.execute, session, plan, "k1", now).code == "status"
        assert session.get(m.Operation, "C1:k1") is None

    def test_plan_survives_json(self, session, now):
        plan = order_plans.plan_cancel(
            session, "C1", "10003", now=now, reason="late", refund_to="gift1"
        )
        assert Plan.from_dict(plan.as_dict()) == plan

    def test_two_processes_with_one_key_change_the_order_once(self, shop, now):
        with shop.session() as first, shop.session() as second:
            plan = order_plans.plan_cancel(first, "C1", "10003", now=now)
            same = order_plans.plan_cancel(second, "C1", "10003", now=now)
            receipt = orders.execute(first, plan, "k1", now)
            first.commit()
            repeated = orders.execute(second, same, "k1", now)
            second.commit()
            assert repeated == receipt
            assert repeated.repeated
            assert len(money(second, "10003")) == 2

    def test_two_keys_for_one_plan_change_the_order_once(self, shop, now):
        with shop.session() as first, shop.session() as second:
            plan = order_plans.plan_cancel(first, "C1", "10003", now=now)
            same = order_plans.plan_cancel(second, "C1", "10003", now=now)
            orders.execute(first, plan, "k1", now)
            first.commit()
            assert refusal(orders.execute, second, same, "k2", now).code == "status"


class TestAddress:
    new = MappingProxyType({"street": "1 Quay", "city": "Leeds", "postcode": "LS1 1AA"})

    def test_new_address_keeps_name_and_country(self, session, now):
        plan = order_plans.plan_change_address(session, "C1", "10003", self.new, now=now)
        orders.execute(session, plan, "k1", now)
        assert orders.get_order(session, "C1", "10003").address == {
            **self.new,
            "country": "United Kingdom",
        }
        assert session.get_one(m.Customer, "C1").address["city"] == "London"

    def test_account_address_changes_alone_or_together(self, session, now):
        plan = order_plans.plan_change_address(session, "C1", None, self.new, now=now)
        assert plan.address_after == {**self.new, "name": "Emma Clark", "country": "United Kingdom"}
        orders.execute(session, plan, "k1", now)
        assert session.get_one(m.Customer, "C1").address["city"] == "Leeds"
        other = {**self.new, "city": "York"}
        plan = order_plans.plan_change_address(session, "C1", "10003", other, now=now, account=True)
        orders.execute(session, plan, "k2", now)
        assert session.get_one(m.Customer, "C1").address["city"] == "York"

    def test_country_is_written_as_the_shop_writes_it(self, session, now):
        plan = order_plans.plan_change_address(
            session, "C1", "10003", {**self.new, "country": "英国"}, now=now
        )
        assert plan.address_after is not None
        assert plan.address_after["country"] == "United Kingdom"

    def test_incomplete_unserved_and_unchanged_addresses_are_refused(self, session, now):
        plan = order_plans.plan_change_address
        error = refusal(plan, session, "C1", "10003", {"street": "1 Quay"}, now=now)
        assert (error.code, error.data) == ("address_incomplete", {"missing": ["city", "postcode"]})
        far = {**self.new, "country": "Atlantis"}
        error = refusal(plan, session, "C1", "10003", far, now=now)
        assert error.code == "country_not_served"
        same = session.get_one(m.Customer, "C1").address
        assert refusal(plan, session, "C1", None, same, now=now).code == "address_unchanged"

    def test_sent_order_keeps_its_address(self, session, now):
        error = refusal(order_plans.plan_change_address, session, "C1", "10004", self.new, now=now)
        assert error.code == "status"


class TestItems:
    def test_dearer_variant_charges_the_difference(self, session, now):
        line = lines_of(session, "20001")[0]
        plan = order_plans.plan_change_items(
            session, "C2", "20001", [LineChoice(line.id, new_sku="J-RED-M")], now=now
        )
        assert (plan.difference_cents, plan.charge_cents, plan.total_after_cents) == (
            2000,
            2000,
            12000,
        )
        orders.execute(session, plan, "k1", now)
        assert money(session, "20001")[-1] == ("payment", 2000, "card2")
        assert (stock(session, "J-NVY-M"), stock(session, "J-RED-M")) == (4, 4)
        changed = lines_of(session, "20001")[0]
        assert (changed.sku, changed.unit_price_cents) == ("J-RED-M", 12000)
        assert changed.options == {"colour": "red", "size": "M"}

    def test_cheaper_variant_gives_the_difference_back(self, session, now):
        line = lines_of(session, "20001")[0]
        plan = order_plans.plan_change_items(
            session, "C2", "20001", [LineChoice(line.id, new_sku="J-GRN-M")], now=now
        )
        assert (plan.difference_cents, plan.refund_cents) == (-1000, 1000)

    def test_another_variant_costs_what_it_costs_today(self, session, now):
        today = now.date()
        session.add(
            m.Promotion(
                id="week", percent=15, starts_on=today, ends_on=today, title={"en": "A week"}
            )
        )
        session.flush()
        line = lines_of(session, "20001")[0]
        plan = order_plans.plan_change_items(
            session, "C2", "20001", [LineChoice(line.id, new_sku="J-RED-M")], now=now
        )
        assert (plan.lines[0].new_unit_price_cents, plan.charge_cents) == (10200, 200)
        error = refusal(
            order_plans.plan_change_items, session, "C2", "20001", [LineChoice(line.id)], now=now
        )
        offered = {each["sku"]: each["price_cents"] for each in error.data["variants"]}
        assert offered["J-RED-M"] == 10200

    def test_unpaid_order_only_gets_another_total(self, session, now):
        line = lines_of(session, "10002")[0]
        session.get_one(m.Variant, "MUG-WHT").price_cents = 1700
        plan = order_plans.plan_change_items(
            session, "C1", "10002", [LineChoice(line.id, new_sku="MUG-WHT")], now=now
        )
        assert (plan.transfers, plan.total_after_cents) == ((), 2290)

    @pytest.mark.parametrize(
        ("sku", "code"),
        [
            (None, "variant_needed"),
            ("NOPE", "variant_unknown"),
            ("MUG-BLU", "other_product"),
            ("J-NVY-M", "same_variant"),
            ("J-NVY-L", "out_of_stock"),
        ],
    )
    def test_wrong_variants_are_refused_with_those_that_can_be_had(self, session, now, sku, code):
        line = lines_of(session, "20001")[0]
        choice = [LineChoice(line.id, new_sku=sku)]
        error = refusal(order_plans.plan_change_items, session, "C2", "20001", choice, now=now)
        assert error.code == code
        assert [each["sku"] for each in error.data["variants"]] == ["J-RED-M", "J-GRN-M"]

    def test_gift_card_must_cover_the_difference(self, session, now):
        session.get_one(m.PaymentMethod, "gift1").balance_cents = 500
        session.add(m.Variant(sku="MUG-GLD", product_id="mug", price_cents=2000, stock=9))
        line = lines_of(session, "#W6067464")[0]
        error = refusal(
            order_plans.plan_change_items,
            session,
            "C1",
            "#W6067464",
            [LineChoice(line.id, new_sku="MUG-GLD")],
            now=now,
            settle_with="gift1",
        )
        assert error.code == "gift_card_balance"
        assert error.data == {"method_id": "gift1", "balance_cents": 500, "needed_cents": 1000}


class TestPayment:
    def test_unpaid_order_only_changes_its_way_to_pay(self, session, now):
        plan = order_plans.plan_change_payment(session, "C1", "10002", "paypal1", now=now)
        assert plan.transfers == ()
        orders.execute(session, plan, "k1", now)
        order = session.get_one(m.Order, "10002")
        assert (order.payment_method_id, order.payment_kind) == ("paypal1", "paypal")

    def test_same_missing_and_foreign_ways_are_refused(self, session, now):
        plan = order_plans.plan_change_payment
        assert refusal(plan, session, "C1", "10002", "card1", now=now).code == "same_method"
        error = refusal(plan, session, "C1", "10002", None, now=now)
        assert (error.code, error.data["methods"]) == ("method_needed", ["gift1", "paypal1"])
        assert refusal(plan, session, "C1", "10002", "card2", now=now).code == "method_unknown"


class TestReturn:
    def test_refund_waits_for_the_goods(self, session, now):
        jacket, _ = lines_of(session, "10001")
        plan = order_plans.plan_return(
            session, "C1", "10001", now=now, lines=[jacket.id], reason="size"
        )
        # 10000 less 1000 of the discount less the customer's postage of 400; sending is not refunded.
        assert (plan.goods_cents, plan.fee_cents, plan.refund_cents) == (9000, 400, 8600)
        assert (plan.settle, plan.return_paid_by, plan.status_after) == (
            "receipt",
            "customer",
            "delivered",
        )
        assert plan.last_possible_on == date(2026, 12, 19)

        receipt = orders.execute(session, plan, "k1", now)

        assert receipt.case_number is not None
        assert receipt.case_number.startswith("R-261124-")
        assert receipt.label is not None
        assert receipt.label["send_back_by"] == "2026-12-08"
        assert receipt.label["carrier_name"]["en"] == "Kestrel Parcel"
        assert len(money(session, "10001")) == 1
        waiting = orders.refund_status(session, "C1", "10001", now=now)[0]
        assert (waiting.state, waiting.amount_cents) == ("waiting_for_goods", 8600)

        received = orders.receive_goods(session, receipt.case_number, "w1", now)

        assert received.refund_cents == 8600
        assert money(session, "10001")[-1] == ("refund", 8600, "card1")
        assert stock(session, "J-NVY-M") == 4
        assert orders.receive_goods(session, receipt.case_number, "w1", now) == received
        assert orders.get_order(session, "C1", "10001").status == "delivered"
        on_way = orders.refund_status(session, "C1", "10001", now=now)[0]
        assert (on_way.state, on_way.expected_from, on_way.expected_by) == (
            "on_the_way",
            date(2026, 12, 1),
            date(2026, 12, 3),
        )

    def test_faulty_goods_come_back_at_the_shops_cost_and_are_not_sold_again(self, session, now):
        plan = order_plans.plan_return(session, "C1", "10001", now=now, reason="faulty")
        assert (plan.goods_cents, plan.shipping_refund_cents, plan.fee_cents) == (11700, 500, 0)
        assert plan.refund_cents == 12200
        receipt = orders.execute(session, plan, "k1", now)
        done = orders.receive_goods(session, receipt.case_number or "", "w1", now)
        assert done.status == "returned"
        assert stock(session, "J-NVY-M") == 3

    def test_lines_one_by_one_add_up_to_the_whole(self, session, now):
        for index, line in enumerate(lines_of(session, "10001")):
            plan = order_plans.plan_return(
                session, "C1", "10001", now=now, lines=[line.id], reason="faulty"
            )
            orders.execute(session, plan, f"k{index}", now)
        waiting = orders.refund_status(session, "C1", "10001", now=now)
        assert sum(state.amount_cents for state in waiting) == 12200

    def test_period_is_over(self, session, now):
        error = refusal(order_plans.plan_return, session, "C1", "10005", now=now, reason="size")
        assert (error.code, error.data["last_possible_on"]) == ("too_late", date(2026, 11, 4))

    def test_last_day_counts(self, session, now):
        last = now + timedelta(days=25)
        assert order_plans.plan_return(session, "C1", "10001", now=last, reason="size").refund_cents
        next_day = last + timedelta(days=1)
        error = refusal(order_plans.plan_return, session, "C1", "10001", now=next_day)
        assert error.code == "too_late"

    def test_food_only_comes_back_when_it_is_bad(self, session, now):
        error = refusal(order_plans.plan_return, session, "C1", "10006", now=now, reason="size")
        assert (error.code, error.data["category"]) == ("category_excluded", "food")
        assert order_plans.plan_return(session, "C1", "10006", now=now, reason="faulty").lines

    def test_returned_lines_cannot_be_returned_again(self, session, now):
        plan = order_plans.plan_return(session, "C1", "10001", now=now, reason="size")
        orders.execute(session, plan, "k1", now)
        error = refusal(order_plans.plan_return, session, "C1", "10001", now=now, reason="size")
        assert error.code == "nothing_left"


class TestExchange:
    def test_exchange_reserves_and_then_settles(self, session, now):
        jacket, _ = lines_of(session, "10001")
        plan = order_plans.plan_exchange(
            session, "C1", "10001", [LineChoice(jacket.id, new_sku="J-RED-M")], now=now
        )
        assert (plan.difference_cents, plan.charge_cents, plan.last_change) == (2000, 2000, True)
        receipt = orders.execute(session, plan, "k1", now)
        assert receipt.case_number is not None
        assert receipt.case_number.startswith("E-")
        assert stock(session, "J-RED-M") == 4
        assert len(money(session, "10001")) == 1

        orders.receive_goods(session, receipt.case_number, "w1", now)

        assert money(session, "10001")[-1] == ("payment", 2000, "card1")
        order = orders.get_order(session, "C1", "10001")
        assert (order.total_cents, order.status) == (14200, "delivered")
        states = sorted((line.sku, line.status) for line in order.lines)
        assert ("J-NVY-M", "exchanged") in states
        assert ("J-RED-M", "ordered") in states
        assert stock(session, "J-NVY-M") == 4

    def test_only_once_per_order(self, session, now):
        jacket, mugs = lines_of(session, "10001")
        swap = [LineChoice(jacket.id, new_sku="J-RED-M")]
        plan = order_plans.plan_exchange(session, "C1", "10001", swap, now=now)
        orders.execute(session, plan, "k1", now)
        second = [LineChoice(mugs.id, 1, "MUG-WHT")]
        error = refusal(order_plans.plan_exchange, session, "C1", "10001", second, now=now)
        assert error.code == "once_per_order"

    def test_stock_is_claimed_by_all_lines_together(self, session, now):
        _, mugs = lines_of(session, "10001")
        swaps = [LineChoice(mugs.id, 1, "MUG-WHT"), LineChoice(mugs.id, 1, "MUG-WHT")]
        error = refusal(order_plans.plan_exchange, session, "C1", "10001", swaps, now=now)
        assert (error.code, error.data["stock"]) == ("out_of_stock", 1)


class TestClaims:
    def test_damage_opens_one_case_of_high_priority(self, session, now):
        jacket, _ = lines_of(session, "10001")
        plan = order_plans.plan_report_damaged(
            session,
            "C1",
            "10001",
            now=now,
            lines=[jacket.id],
            resolution="replacement",
            note="torn",
        )
        receipt = orders.execute(session, plan, "k1", now)
        assert receipt.priority == "high"
        assert receipt.case_number is not None
        assert receipt.case_number.startswith("D-")
        error = refusal(
            order_plans.plan_report_damaged, session, "C1", "10001", now=now, lines=[jacket.id]
        )
        assert (error.code, error.data["number"]) == ("already_claimed", receipt.case_number)
        assert orders.get_order(session, "C1", "10001").cases[0].detail["note"] == "torn"

    def test_missing_parcel_is_taken_up_after_two_business_days(self, session, now):
        early = now - timedelta(days=1)  # Monday; expected on Friday
        error = refusal(order_plans.plan_report_missing, session, "C1", "10004", now=early)
        assert (error.code, error.data["possible_from"]) == ("too_early", date(2026, 11, 24))
        plan = order_plans.plan_report_missing(session, "C1", "10004", now=now)
        assert (plan.priority, plan.goods_cents) == ("high", 20000)


class TestRest:
    def test_possible_operations_follow_the_status(self, session, now):
        assert orders.possible_operations(session, "C1", "10003", now=now) == (
            "cancel",
            "change_address",
        )
        assert orders.possible_operations(session, "C1", "10001", now=now) == (
            "return_lines",
            "exchange_lines",
            "report_damaged",
            "report_missing",
        )

    def test_invoice_has_the_figures_and_a_safe_page(self, session, now, tmp_path):
        session.get_one(m.Customer, "C1").name = "<b>Emma</b>"
        made = orders.invoice(
            session, "C1", "10001", folder=tmp_path / "invoices", language="zh", now=now
        )
        assert (made.number, made.total_cents, made.lines[0].title) == (
            "INV-10001",
            12200,
            "冲锋衣",
        )
        page = made.path.read_text(encoding="utf-8")
        assert "发票" in page
        assert "US$122.00" in page
        assert "<b>Emma" not in page
        assert made.path.stat().st_mode & 0o077 == 0

    def test_unpaid_order_has_no_invoice(self, session, now, tmp_path):
        error = refusal(
            orders.invoice, session, "C1", "10002", folder=tmp_path, language="en", now=now
        )
        assert error.code == "status"

    def test_reorder_says_what_cannot_be_had(self, session, now):
        from ecomcore.shop.carts import CartOwner

        session.get_one(m.Variant, "MUG-BLU").stock = 1
        session.get_one(m.Variant, "J-NVY-M").price_cents = 11000
        session.flush()
        result = orders.reorder(session, CartOwner("chat-1", "C1"), "C1", "10001", now=now)
        assert [(line.sku, line.added, line.state) for line in result.lines] == [
            ("J-NVY-M", 1, "added"),
            ("MUG-BLU", 1, "partly"),
        ]
        assert result.lines[0].price_change_cents == 1000
        assert [line.sku for line in result.left_out] == ["MUG-BLU"]
        assert result.cart.count == 2
