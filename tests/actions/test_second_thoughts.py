"""A no that is a yes, a task taken up again, and the question whether it is done."""

from __future__ import annotations

import pytest

CANCELS = "select count(*) from operation where kind = 'cancel'"


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("no that's all right, go ahead", "deny"),
        ("actually no, do it", "stop_task"),
        ("不用改了，就这样办", "deny"),
        ("算了，还是办吧", "stop_task"),
    ],
)
def test_a_go_ahead_after_a_no_is_a_yes(shopper, words, intent):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    emma.say(words, intent)
    assert emma.rows(CANCELS) == [(1,)]


@pytest.mark.parametrize("words", ["nah card is fine", "不用，卡就行"])
def test_a_no_that_names_another_way_to_pay_as_fine_is_asked_about(shopper, words):
    emma = shopper("C0001")
    emma.say("cancel 20002, ordered by mistake", "cancel_order", order_number="20002")
    said = emma.say(words, "deny")
    assert "20002" in said
    assert emma.rows(CANCELS) == [(0,)]
    emma.say("yes", "affirm")
    assert emma.rows(CANCELS) == [(1,)]


@pytest.mark.parametrize(
    ("drop", "take_up"),
    [(("no", "deny"), "actually no, do it"), (("算了", "stop_task"), "我改主意了，还是办吧")],
)
def test_a_dropped_task_comes_back_and_is_confirmed_again(shopper, drop, take_up):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    emma.say(*drop)
    assert "#20001" in emma.say(take_up, "stop_task")
    assert emma.rows(CANCELS) == [(0,)]
    emma.say("yes", "affirm")
    assert emma.rows(CANCELS) == [(1,)]


def test_a_task_dropped_earlier_does_not_come_back(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    emma.say("no", "deny")
    emma.say("thanks", "thank")
    assert "20001" not in emma.say("do it", "affirm")


@pytest.mark.parametrize(
    ("words", "waiting", "done"),
    [("is it done?", "Not yet", "is cancelled"), ("好了吗", "还没有", "已取消")],
)
def test_the_question_whether_it_is_done_is_answered_and_changes_nothing(
    shopper, words, waiting, done
):
    emma = shopper("C0001")
    emma.say(
        "取消20001，拍错了" if waiting == "还没有" else "cancel 20001, ordered by mistake",
        "cancel_order",
        order_number="20001",
    )
    said = emma.say(words, "affirm")
    assert waiting in said
    assert "20001" in said
    assert emma.rows(CANCELS) == [(0,)]
    emma.say("好的" if waiting == "还没有" else "yes", "affirm")
    assert done in emma.say(words, "smalltalk")
    assert done in emma.say(words, "greet")
    assert emma.rows(CANCELS) == [(1,)]


@pytest.mark.parametrize(("words", "state"), [("is it done?", "on its way"), ("好了没", "运输中")])
def test_without_a_task_the_order_spoken_of_is_told(shopper, words, state):
    emma = shopper("C0001")
    emma.say("20003", "order_status", order_number="20003")
    assert state in emma.say(words, "search_product")


def test_after_a_no_nothing_is_done(shopper):
    emma = shopper("C0001")
    emma.say("cancel 20001, ordered by mistake", "cancel_order", order_number="20001")
    emma.say("no", "deny")
    assert "not changed anything" in emma.say("is it done?", "search_product")
