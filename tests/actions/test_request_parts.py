"""Which parts of a message belong together, and a change of several orders."""

from __future__ import annotations

from actions.request_parts import by_order, joined, without_postcodes
from actions.turn import Request


def request(text, intent, *numbers):
    entities = tuple({"entity": "order_number", "value": number} for number in numbers)
    return Request(text, intent, 0.9, entities)


def test_how_the_difference_is_paid_belongs_to_the_exchange():
    (one,) = joined(
        [
            request("Exchange the mug from 20001 for a blue one", "exchange_order", "20001"),
            request("I'd settle the difference with PayPal", "change_payment"),
        ]
    )
    assert one.intent == "exchange_order"
    assert (
        one.text
        == "Exchange the mug from 20001 for a blue one. I'd settle the difference with PayPal"
    )
    assert one.values("order_number") == ["20001"]


def test_where_the_money_goes_belongs_to_the_return():
    parts = [
        request("我要退20001的杯子", "return_order", "20001"),
        request("退到礼品卡", "refund_status"),
    ]
    assert [part.intent for part in joined(parts)] == ["return_order"]


def test_a_question_about_a_refund_stays_one():
    parts = [
        request("return the mug", "return_order"),
        request("where is my refund", "refund_status"),
    ]
    assert len(joined(parts)) == 2


def test_a_change_of_the_payment_stays_one():
    parts = [
        request("change the mug in 20001 to blue", "change_item", "20001"),
        request("pay it with PayPal", "change_payment"),
    ]
    assert len(joined(parts)) == 2


def test_the_number_said_in_the_second_sentence_is_that_of_the_first():
    (one,) = joined(
        [
            request("I want to exchange some things", "exchange_order"),
            request("In 20001, change the mug to blue", "change_item", "20001"),
        ]
    )
    assert one.values("order_number") == ["20001"]


def test_two_orders_are_two_requests():
    parts = [
        request("change the mug in 20001 to blue", "change_item", "20001"),
        request("exchange the lamp from 20002", "exchange_order", "20002"),
    ]
    assert len(joined(parts)) == 2
    numbers = [
        part.values("order_number") for part in by_order(request("both", "cancel_order", "1", "2"))
    ]
    assert numbers == [["1"], ["2"]]


def test_a_question_about_two_orders_is_not_divided():
    assert len(by_order(request("where are 1 and 2", "order_status", "1", "2"))) == 1


def test_a_reason_is_no_request_of_its_own():
    parts = [
        request("return the earbuds from 20024", "return_order", "20024"),
        request("they are faulty", "report_damaged"),
    ]
    assert [part.intent for part in joined(parts)] == ["return_order"]


def test_a_complaint_about_another_order_stays_a_request():
    parts = [
        request("cancel 20001", "cancel_order", "20001"),
        request("20004 came broken", "report_damaged", "20004"),
    ]
    assert len(joined(parts)) == 2


def test_a_complaint_before_a_swap_is_its_reason():
    (one,) = joined(
        [
            request("the shoes from 20004 are too tight", "report_damaged", "20004"),
            request("can I swap them for a 39", "exchange_order"),
        ]
    )
    assert one.intent == "exchange_order"
    assert one.values("order_number") == ["20004"]


def test_the_money_wanted_back_belongs_to_the_complaint():
    parts = [
        request("you sent the wrong umbrella in 20004", "report_damaged", "20004"),
        request("I want my money back for it", "return_order"),
    ]
    assert [part.intent for part in joined(parts)] == ["report_damaged"]


def test_other_goods_after_a_complaint_stay_a_request():
    parts = [
        request("the mug is broken", "report_damaged"),
        request("return the jacket", "return_order"),
    ]
    assert len(joined(parts)) == 2


def test_the_second_name_of_a_comparison_belongs_to_it():
    (one,) = joined(
        [
            request("what is the difference between the Tarn", "compare_products"),
            request("Grid half-zip", "search_product"),
        ]
    )
    assert one.intent == "compare_products"


def test_a_postcode_is_no_order_number():
    text = "send W6002467 to 544 Sunset Drive, Jacksonville, FL 32205"
    kept = without_postcodes(request(text, "change_address", "W6002467", "32205"))
    assert kept.values("order_number") == ["W6002467"]
