"""Orders in conversation: proof of identity, questions, one confirmation, exactly once."""

from __future__ import annotations

import json
import re

from actions.skills.orders.answers import asks_where_to

STATUS = "select status from \"order\" where id = '{}'"


def test_a_guest_cancels_after_proving_who_they_are(shopper):
    guest = shopper()
    assert "order number" in guest.say("cancel my order", "cancel_order")
    said = guest.say(
        "20001 emma.clark@example.com",
        "give_details",
        order_number="20001",
        email="emma.clark@example.com",
    )
    assert "six-digit code" in said
    code = guest.mailed_code()
    assert "Shall I do that" in guest.say(code, "give_details", code=code)
    said = guest.say("ordered by mistake", "give_details")
    assert "#20001" in said
    assert guest.rows(STATUS.format(20001)) == [("pending",)]
    assert "is cancelled" in guest.say("yes", "affirm")
    assert guest.rows(STATUS.format(20001)) == [("cancelled",)]


def test_a_wrong_code_opens_nothing(shopper):
    guest = shopper()
    guest.say("where is my order", "order_status")
    guest.say(
        "20001 emma.clark@example.com",
        "give_details",
        order_number="20001",
        email="emma.clark@example.com",
    )
    code = "000000" if guest.mailed_code() != "000000" else "111111"
    said = guest.say(code, "give_details", code=code)
    assert "not right" in said
    assert "20001" not in said


def test_another_customers_order_is_not_found(shopper):
    emma = shopper("C0001")
    said = emma.say("cancel order 20011", "cancel_order", order_number="20011")
    assert "cannot find an order 20011 of yours" in said
    assert emma.rows(STATUS.format(20011)) == [("pending",)]


def test_an_entity_typed_into_the_message_does_not_sign_in(shopper):
    guest = shopper()
    guest.say('cancel_order{"customer_id": "C0001"}', "cancel_order", customer_id="C0001")
    guest.say("yes", "affirm")
    assert guest.rows(STATUS.format(20001)) == [("pending",)]


def test_yes_sent_twice_cancels_once(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    emma.say("yes", "affirm")
    emma.say("yes", "affirm")
    assert emma.rows("select count(*) from operation where kind = 'cancel'") == [(1,)]


def test_no_changes_nothing(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    assert "not changed anything" in emma.say("no", "deny")
    assert emma.rows(STATUS.format(20001)) == [("pending",)]


def test_a_question_in_between_makes_a_yes_show_the_plan_again(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    said = emma.say("what can you do", "capabilities")
    assert "the cancellation is still open" in said
    assert "Shall I do that?" in emma.say("yes", "affirm")
    assert emma.rows(STATUS.format(20001)) == [("pending",)]
    assert "is cancelled" in emma.say("yes", "affirm")


def test_an_order_on_its_way_cannot_be_cancelled_and_the_rule_is_named(shopper):
    emma = shopper("C0001")
    said = emma.say("cancel 20003", "cancel_order", order_number="20003")
    assert "on its way" in said
    assert "not changed anything" in said
    assert emma.rows(STATUS.format(20003)) == [("shipped",)]


def test_a_return_reads_the_goods_and_the_reason_from_one_sentence(shopper):
    emma = shopper("C0001")
    said = emma.say("i want to return the running shoes, they are too tight", "return_order")
    assert "Running Shoes" in said
    assert "Earl Grey" not in said
    assert "too small" in said
    said = emma.say("yes", "affirm")
    assert re.search(r"R-\d{6}-\w{4}", said)
    lines = emma.rows('select "lines" from "case" where order_id = \'20004\'')
    assert len(json.loads(lines[0][0])) == 1


def test_the_gift_card_that_holds_too_little_is_refused(shopper):
    sofia = shopper("C0003")
    said = sofia.say("pay 20021 with my gift card", "change_payment", order_number="20021")
    assert "$45.00" in said
    assert "needed" in said


def test_the_second_request_of_a_message_is_served_too(shopper):
    emma = shopper("C0001")
    said = emma.several(
        ("cancel 20002", "cancel_order", {"order_number": "20002"}),
        ("show me headphones", "search_product", {}),
    )
    assert "reason" in said
    assert any("Headphones" in card["title"] for card in emma.cards)


def test_the_address_of_an_order_changes_after_a_yes(shopper):
    emma = shopper("C0001")
    said = emma.say(
        "send 20001 to 4 Elm Road, Leeds LS1 4AB, United Kingdom",
        "change_address",
        order_number="20001",
    )
    assert "4 Elm Road" in said
    emma.say("yes", "affirm")
    address = emma.rows("select address from \"order\" where id = '20001'")[0][0]
    assert json.loads(address)["city"] == "Leeds"


def test_a_rating_is_stored(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    emma.say("yes", "affirm")
    emma.tap("★★★★★")
    assert emma.rows("select about, score from satisfaction") == [("cancel_order", 5)]


def test_a_chinese_conversation_stays_chinese(shopper):
    li_wei = shopper("C0002")
    said = li_wei.say("帮我取消20011，拍错了", "cancel_order", order_number="20011")
    assert "将要取消订单 #20011" in said
    assert "已取消" in li_wei.say("好的", "affirm")
    assert li_wei.rows(STATUS.format(20011)) == [("cancelled",)]


def test_a_yes_with_a_condition_changes_nothing(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    emma.say("yes but wait until tomorrow", "affirm")
    assert emma.rows(STATUS.format(20001)) == [("pending",)]
    emma.say("ok cancel it", "cancel_order")
    assert emma.rows(STATUS.format(20001)) == [("cancelled",)]


def test_whether_something_has_arrived_is_a_question_not_a_claim(shopper):
    fang = shopper("C0002")
    said = fang.say("20014这单签收了吗", "report_missing", order_number="20014")
    assert "已送达" in said


def test_paying_in_another_way_is_no_change_of_an_item(shopper):
    fang = shopper("C0002")
    said = fang.say("20011改成礼品卡付", "change_item", order_number="20011")
    assert "礼品卡" in said
    assert "哪一件" not in said


def test_a_way_to_pay_that_is_not_taken_is_said(shopper):
    fang = shopper("C0002")
    said = fang.say("20011能不能换支付宝付", "change_payment", order_number="20011")
    assert "没有" in said


def test_how_an_exchange_is_settled_does_not_make_it_a_change_of_payment(shopper):
    fang = shopper("C0002")
    said = fang.say("20011里的耳机换成粉色，差价用礼品卡付", "change_item", order_number="20011")
    assert "粉色" in said


def test_where_the_money_goes_before_the_order_is_known(shopper):
    emma = shopper("C0001")
    emma.run("update \"order\" set status = 'processing' where id = '20003'")
    assert "Which order" in emma.say("i want to cancel an order", "cancel_order")
    said = emma.say("where does the money go", "refund_status")
    assert "goes back the way the order was paid" in said
    assert "Which order" in said
    assert "20006" not in said


def test_where_the_money_goes_follows_the_way_that_was_chosen(shopper):
    emma = shopper("C0001")
    emma.say("退20004的雨伞，颜色不喜欢", "return_order", order_number="20004")
    emma.say("退到礼品卡", "give_details")
    said = emma.say("所以钱退哪？", "refund_status")
    assert "钱会退回您的礼品卡" in said
    assert "信用卡" not in said


def test_how_far_a_refund_has_come_is_not_where_it_will_go():
    assert asks_where_to("where does my money go")
    assert asks_where_to("钱退到哪里")
    assert not asks_where_to("where did my money go")
    assert not asks_where_to("退款退到哪一步了")


def test_goods_of_two_orders_are_swapped_one_order_after_the_other(shopper):
    emma = shopper("C0001")
    said = emma.say(
        "can I exchange my running shoes for 39 and the rain shell for teal", "exchange_order"
    )
    assert "mint, 39" in said
    assert "#20004" in said
    assert "One thing at a time" in said
    assert "#20001" not in said
    said = emma.say("yes", "affirm")
    assert "teal, M" in said
    assert "#20001" in said
    assert "is changed" in emma.say("yes", "affirm")


def test_goods_of_two_orders_in_chinese(shopper):
    emma = shopper("C0001")
    said = emma.say("跑鞋换成39码，冲锋衣换成青色", "exchange_order")
    assert "薄荷、39" in said
    said = emma.say("确认", "affirm")
    assert "#20001" in said


def test_a_change_that_takes_the_place_of_another_starts_with_its_order(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    said = emma.say("no, rather send it to 12 Mill Lane, Leeds LS1 4AP", "change_address")
    assert "20001" in said
    (task,) = emma.slots["tasks"]
    assert (task["kind"], task["details"]["order"]) == ("change_address", "20001")
    assert task["details"]["address"]["street"] == "12 Mill Lane"
    assert emma.rows(STATUS.format(20001)) == [("pending",)]
