"""Which parts of a message belong together, and a change of several orders."""

from __future__ import annotations

import pytest

from actions.turn.turn import Request
from actions.understanding.parts import by_order, joined, sorted_out, without_postcodes


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


def test_a_number_after_no_is_in_the_sentence_before_it():
    (one,) = sorted_out([request("Please cancel order no. 20001", "cancel_order", "20001")])
    assert one.text == "Please cancel order no. 20001"


def test_a_chinese_sentence_may_end_with_a_western_sign():
    parts = sorted_out(
        [
            request(
                "把20001取消掉吧!请把20004改寄到上海市静安区南京西路1号",
                "cancel_order",
                "20001",
                "20004",
            )
        ]
    )
    assert [part.intent for part in parts] == ["cancel_order", "change_address"]


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


def told(*requests):
    return [(r.intent, r.text, r.values("order_number")) for r in sorted_out(requests)]


def test_a_piece_of_an_enumeration_is_no_question_about_a_product():
    said = told(
        request("Change the weights in W6002467 to 30 lbs", "change_item", "W6002467"),
        request("material urethane and set type fixed.", "ask_attribute"),
    )
    assert [intent for intent, _, _ in said] == ["change_item"]
    assert "urethane" in said[0][1]


def test_a_question_about_a_product_stays_one():
    said = told(
        request("Cancel W6002467", "cancel_order", "W6002467"),
        request("show me cheaper headphones", "search_product"),
    )
    assert [intent for intent, _, _ in said] == ["cancel_order", "search_product"]
    said = told(
        request("退掉20001的杯子", "return_order", "20001"),
        request("有没有便宜的耳机", "search_product"),
    )
    assert len(said) == 2


def test_goods_named_before_the_return_belong_to_it():
    said = told(
        request("I got the earbuds", "report_damaged"),
        request("the boots", "search_product"),
        request(
            "the skateboard from W7293142, I'd like to return them", "return_order", "W7293142"
        ),
    )
    assert [(intent, numbers) for intent, _, numbers in said] == [("return_order", ["W7293142"])]
    assert "earbuds" in said[0][1]


def test_an_address_is_always_a_change_of_the_address():
    text = "Please ship W6002467 to 544 Sunset Drive, Suite 337, Jacksonville, FL 32205 instead."
    assert told(request(text, "change_item", "W6002467", "32205")) == [
        ("change_address", text, ["W6002467"])
    ]


def test_an_address_is_taken_out_of_another_change_of_the_order():
    text = (
        "I typed the wrong address for W8645374. It should be 297 Highland Drive, Washington, DC 20056. "
        "Can you switch the camera in W8645374 to 30MP?"
    )
    address, item = told(request(text, "change_item", "W8645374"))
    assert address[0] == "change_address"
    assert "297 Highland Drive" in address[1]
    assert item == ("change_item", "Can you switch the camera in W8645374 to 30MP?", ["W8645374"])


def test_a_sentence_about_another_order_and_another_change_is_its_own():
    said = told(
        request("I'd like to change some items in W8073920", "change_item", "W8073920"),
        request(
            "Please change the boots to size 11. And can you cancel my order W6779827?",
            "change_item",
            "W6779827",
        ),
    )
    assert [(intent, numbers) for intent, _, numbers in said] == [
        ("change_item", ["W8073920"]),
        ("cancel_order", ["W6779827"]),
    ]
    assert "boots" in said[0][1]


def test_a_request_without_words_stays():
    assert told(request("", "cancel_order")) == [("cancel_order", "", [])]


def test_another_version_of_something_ordered_is_a_change():
    for text in ("can I get 20002 in navy instead of black?", "20002那件换成藏青色的有吗"):
        assert told(request(text, "search_product", "20002"))[0][0] == "change_item"
    assert told(request("do you have 20002 in navy", "ask_stock", "20002"))[0][0] == "ask_stock"


def test_a_complaint_keeps_what_it_is_about():
    (one,) = sorted_out(
        [
            request("your mugs are awful", "search_product"),
            request("they broke in a day", "report_damaged"),
        ]
    )
    assert (one.intent, one.text) == ("report_damaged", "your mugs are awful. they broke in a day")
    parts = [
        request("show me mugs", "search_product"),
        request("this lamp broke in a day", "report_damaged"),
    ]
    assert len(sorted_out(parts)) == 2


def test_pieces_about_the_wanted_version_belong_to_the_swap():
    for piece, intent in (
        ("with glass material and in blue?", "ask_attribute"),
        ("I'd prefer a bigger one", "search_product"),
    ):
        parts = [
            request("Can you switch the mug in 20001 to red", "change_item", "20001"),
            request(piece, intent),
        ]
        assert [part.intent for part in sorted_out(parts)] == ["change_item"]


def test_a_story_about_a_return_belongs_to_it():
    (one,) = sorted_out(
        [
            request("I saw the same board cheaper and want to return mine", "search_product"),
            request("get me a full refund", "return_order"),
        ]
    )
    assert one.intent == "return_order"
    parts = [request("show me mugs", "search_product"), request("return the lamp", "return_order")]
    assert len(sorted_out(parts)) == 2


def test_an_address_that_was_cut_at_its_comma_is_put_together_again():
    moved, parcel = joined(
        [
            request("Change my default address to 12 Harbor View, Oakland", "change_address"),
            request("CA 94607, USA. And can the parcel still go there?", "order_status", "94607"),
        ]
    )
    assert moved.text == "Change my default address to 12 Harbor View, Oakland, CA 94607, USA."
    assert (parcel.text, parcel.entities) == ("And can the parcel still go there?", ())


def test_what_was_bought_is_no_complaint_before_a_cancellation():
    (one,) = joined(
        [
            request("I ordered two helmets", "report_damaged"),
            request("I want to cancel the smaller one of 20001", "cancel_order", "20001"),
        ]
    )
    assert one.intent == "cancel_order"
    assert one.text.startswith("I ordered two helmets")


def test_a_complaint_before_a_return_of_something_else_stays_one():
    parts = [
        request("the blue mug came broken", "report_damaged"),
        request("cancel 20002", "cancel_order", "20002"),
    ]
    assert [part.intent for part in joined(parts)] == ["report_damaged", "cancel_order"]


def test_the_end_of_an_enumeration_belongs_to_what_it_began_with():
    back, swap = joined(
        [
            request("I'd like to return the camera", "return_order"),
            Request(
                "the watch of 20001. And the bed should be exchanged for a large one",
                "exchange_order",
                0.6,
                ({"entity": "order_number", "value": "20001"},),
            ),
        ]
    )
    assert back.text == "I'd like to return the camera and the watch of 20001."
    assert back.values("order_number") == ["20001"]
    assert swap.text == "And the bed should be exchanged for a large one"
    assert swap.values("order_number") == []


def test_what_is_taken_back_before_a_swap_is_no_request_of_its_own():
    for refusal, wish in (
        ("算了，别退了", "给我换个新的吧"),
        ("no, don't return it", "send me a new one"),
    ):
        (one,) = joined([request(refusal, "return_order"), request(wish, "exchange_order")])
        assert one.intent == "exchange_order"


@pytest.mark.parametrize("correction", ["no wait just one", "actually make it one", "不对，一个"])
def test_the_number_that_takes_another_s_place_counts(correction):
    two = Request("add two of those", "cart_add", 0.9, ({"entity": "quantity", "value": 2},))
    one = Request(correction, "cart_update", 0.9, ({"entity": "quantity", "value": 1},))
    (meant,) = joined([two, one])
    assert (meant.intent, meant.values("quantity")) == ("cart_add", [1])


@pytest.mark.parametrize(
    ("first", "second"),
    [("cancel 20002", "no wait, just change its address"), ("取消20002，等等", "还是改地址吧")],
)
def test_a_change_that_takes_another_s_place_is_the_only_one(first, second):
    parts = [
        request(first, "cancel_order", "20002"),
        request(second, "change_address"),
    ]
    (meant,) = joined(parts)
    assert (meant.intent, meant.values("order_number")) == ("change_address", ["20002"])


def test_another_change_beside_the_first_is_no_correction():
    parts = [
        request("cancel 20002", "cancel_order", "20002"),
        request("also change the address of 20001", "change_address", "20001"),
    ]
    assert len(joined(parts)) == 2


def test_the_order_named_after_a_correction_is_meant():
    text = "cancel 20002, no wait, 20001"
    numbers = tuple(
        {"entity": "order_number", "value": number, "start": text.index(number)}
        for number in ("20002", "20001")
    )
    (meant,) = sorted_out([Request(text, "cancel_order", 0.9, numbers)])
    assert meant.values("order_number") == ["20001"]
