"""What was said of an order is carried over, and only what was named is changed."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("begin", "correction", "intent"),
    [
        ("20034 全部退货，有质量问题", "小白鞋和茶杯没问题，只退耳机", "search_product"),
        ("20034 全部退货，有质量问题", "鞋子和杯子都好的，只有耳机要退", "return_order"),
    ],
)
def test_what_is_fine_does_not_go_back(shopper, begin, correction, intent):
    fang = shopper("C0004")
    fang.say(begin, "return_order", order_number="20034")
    said = fang.say(correction, intent, confidence=0.4)
    assert "耳机" in said
    assert "小白鞋" not in said
    assert "分离杯" not in said


def test_the_lines_of_a_kind_are_cancelled_and_the_rest_stays(shopper):
    emma = shopper("C0001")
    said = emma.say(
        "cancel only the clothing item from 20001 and leave the rest",
        "cancel_order",
        order_number="20001",
    )
    assert "Rain Shell" in said
    assert "Mug" not in said


def test_a_part_that_is_not_found_is_asked_for(shopper):
    emma = shopper("C0001")
    said = emma.say(
        "cancel just the drinking vessel from 20001", "cancel_order", order_number="20001"
    )
    assert "shall be cancelled" in said


def test_a_small_word_of_a_title_names_no_goods(shopper):
    emma = shopper("C0001")
    emma.say("cancel order 20001", "cancel_order", order_number="20001")
    said = emma.say("can i have it back with my card", "refund_status", confidence=0.5)
    assert "I would take this out" not in said


def test_what_broke_is_remembered_over_the_proof(shopper):
    guest = shopper()
    guest.say("订单20014，杯子碎了", "report_damaged", order_number="20014")
    guest.say("li.wei@example.com", "give_details", email="li.wei@example.com")
    code = guest.mailed_code()
    said = guest.say(code, "give_details", code=code)
    assert "您希望怎么处理" in said
    assert "马克杯" in guest.say("补发一个吧", "reorder", quantity=1)


def test_the_rest_is_no_other_reason(shopper):
    said = shopper("C0002").say("20011 只取消茶叶，其他不变", "cancel_order", order_number="20011")
    assert "龙井" in said
    assert "其他原因" not in said


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("return the earbuds from 20024, they keep cutting out", "20024"),
        ("退货：20024 耳机，都有杂音", "20024"),
        ("20024 退耳机，按键失灵", "20024"),
        ("return the earbuds from 20024, the lid won't close", "20024"),
    ],
)
def test_the_problem_is_the_reason(shopper, words, order):
    said = shopper("C0003").say(words, "return_order", order_number=order)
    assert "It is faulty" in said or "有质量问题" in said
    assert "?" not in said.split("\n")[0]


def test_opened_goods_stay_and_the_sealed_ones_go_back(shopper):
    emma = shopper("C0001")
    said = emma.say(
        "return the tea from 20004, i opened one tin and don't like it",
        "return_order",
        order_number="20004",
        quantity=1,
    )
    assert "Once opened" in said
    assert "$14.00" in said


def test_goods_that_were_all_opened_are_refused(shopper):
    said = shopper("C0002").say(
        "20014的铁观音退货，已经拆开喝过了，不喜欢", "return_order", order_number="20014"
    )
    assert "拆封后不支持退货" in said
    assert "确认办理" not in said


def test_opened_goods_that_are_faulty_go_back(shopper):
    said = shopper("C0002").say(
        "20014的铁观音退货，拆开发现发霉，有质量问题", "return_order", order_number="20014"
    )
    assert "将要为订单 #20014 登记退货" in said


@pytest.mark.parametrize(
    ("words", "intent", "order"),
    [
        ("我想加一双袜子到还没发的订单里", "cancel_order", None),
        ("20011这单再加一盒龙井", "cart_add", "20011"),
        ("can you add a mug to my order 20011", "cart_add", "20011"),
        ("put socks into my open order as well", "reorder", None),
    ],
)
def test_nothing_is_added_to_a_placed_order(shopper, words, intent, order):
    named = {"order_number": order} if order else {}
    said = shopper("C0002").say(words, intent, confidence=0.6, **named)
    assert "second order" in said or "另下一单" in said


def test_what_is_on_its_way_is_not_hurried(shopper):
    said = shopper("C0002").say("20013能不能加急", "hurry_order", order_number="20013")
    assert "没办法加快" in said
    assert "工单" not in said


def test_whether_old_goods_may_be_returned_is_told_with_the_day(shopper):
    said = shopper("C0002").say("那双登山靴还能退吗", "ask_policy", confidence=0.99)
    assert "9月" in said
    assert "保修" in said


def test_a_telephone_number_is_no_order(shopper):
    fang = shopper("C0004")
    fang.say("20032 改地址", "change_address", order_number="20032")
    said = fang.say(
        "香港九龙弥敦道100号 张三收 电话98765432", "change_address", order_number="98765432"
    )
    assert "弥敦道100号" in said
    assert "张三" in said
    assert "确认办理" in said


def test_another_version_is_taken_for_the_exchange_that_is_open(shopper):
    sofia = shopper("C0003")
    sofia.say("exchange the rain jacket of 20024 for M", "exchange_order", order_number="20024")
    said = sofia.say("yes but can i get it in navy instead of teal", "ask_stock", confidence=0.68)
    assert "navy, M" in said
