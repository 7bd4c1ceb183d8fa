"""The memory of a conversation: what is written into slots comes back, what an older release wrote does no harm."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from actions.skills.cart.adding import CartDetails
from actions.skills.orders.details import (
    AddressDetails,
    ClaimDetails,
    LookupDetails,
    OrderDetails,
    for_order,
    taken_over,
)
from actions.skills.registry import handlers
from actions.turn.memory import (
    Asked,
    AskedVersion,
    Memory,
    Offer,
    Proof,
    Question,
    Queued,
    Shown,
    Task,
    Wait,
)
from actions.turn.request import Request
from ecomcore.search.query import Query

QUERY = Query("red mugs", ("mug",), colours=("red",), excluded=(("brand", "Kestrel"),))
FULL = Memory(
    language="zh",
    shown=Shown(
        ids=("a-mug", "b-mug"),
        skus=("A-1", "B-1"),
        prices=(1200, 900),
        query=QUERY,
        offset=5,
        total=7,
        at=3,
        asked=AskedVersion("a-mug", ("red",), ("M",)),
    ),
    focus="a-mug",
    order_focus="20001",
    tasks=[
        Task("t1", "order_status", LookupDetails(number="20001", offered=("20001", "20002"))),
        Task(
            "t2",
            "exchange_order",
            OrderDetails(
                proof=Proof(order_number="20001", email="a@b.example", sent=True),
                order="20001",
                lines=(4, 9),
                quantities={4: 1},
                variants={9: "B-2"},
                variant_line=4,
                not_methods=("pm-1",),
            ),
            asking=Question.VARIANT,
            message="m7",
            asked_at=6,
            repeats=1,
        ),
        Task("t3", "change_address", AddressDetails(address={"city": "Leeds"}, account=True)),
        Task("t4", "report_damaged", ClaimDetails(note="it is torn", resolution="refund")),
        Task("t5", "cart_add", CartDetails(product="a-mug", options={"colour": "red"})),
    ],
    queue=[Queued(Request("returns?", "ask_policy", 0.5, ({"entity": "x", "value": 1},)), 3)],
    misses=1,
    asked=Asked(
        offer=Offer("back_in_stock", {"choice": "drone"}),
        wait=Wait(product="a-mug", skus=("A-1",)),
        outcome="It is done.",
        dropped=Task("t0", "cancel_order", OrderDetails(order="20002")),
    ),
    turns=7,
)


@pytest.fixture(autouse=True)
def _skills():
    handlers()


def through_json(memory):
    return json.loads(json.dumps(memory.as_slots()))


def test_what_is_remembered_comes_back_from_the_slots_as_it_was():
    assert Memory.from_slots(through_json(FULL)) == FULL


def test_numbers_that_the_tracker_holds_as_floats_are_whole():
    memory = Memory.from_slots({"turns": 3.0, "misses": 1.0})
    assert (memory.turns, memory.misses) == (3, 1)


def test_a_conversation_without_slots_begins_with_nothing():
    assert Memory.from_slots({}) == Memory()
    assert Memory.from_slots({name: None for name in Memory().as_slots()}) == Memory()


def test_a_running_conversation_of_the_release_before_keeps_its_tasks_and_its_list():
    memory = Memory.from_slots(
        {
            "shown": {
                "ids": ["a-mug"],
                "skus": ["A-1"],
                "prices": [1200],
                "query": {"text": "mugs", "terms": ["mug"], "colours": ["red"], "gone": 1},
                "offset": 0,
                "total": 1,
                "at": 2,
            },
            "tasks": [
                {
                    "id": "t1",
                    "kind": "cancel_order",
                    "asking": "optional_reason",
                    "message": "m1",
                    "asked_at": 2,
                    "details": {
                        "proof": {"order_number": "20001", "sent": True},
                        "order": "20001",
                        "lines": [4],
                        "quantities": {"4": 1},
                        "variants": {},
                    },
                }
            ],
            "queue": [{"text": "and my refund", "intent": "refund_status", "entities": []}],
        }
    )
    assert memory.shown.query == Query("mugs", ("mug",), colours=("red",))
    (task,) = memory.tasks
    assert task.asking is Question.OPTIONAL_REASON
    assert task.details == OrderDetails(
        proof=Proof("20001", sent=True), order="20001", lines=(4,), quantities={4: 1}
    )
    assert memory.queue == [Queued(Request("and my refund", "refund_status"))]


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("shown", "yesterday"),
        ("shown", {"ids": 5}),
        ("shown", {"ids": ["a-mug"], "query": {"colours": 5}}),
        ("tasks", {"id": "t1"}),
        ("tasks", [None, "x", {}, {"kind": "cancel_order"}]),
        ("tasks", [{"id": "t1", "kind": "paint_the_house", "details": {}}]),
        ("tasks", [{"id": "t1", "kind": "cancel_order", "details": {"lines": "all"}}]),
        ("tasks", [{"id": "t1", "kind": "cancel_order", "details": {}, "asking": "mood"}]),
        ("queue", ["x", {"text": "no intent"}, {"request": 5}]),
        ("asked", ["x"]),
        ("asked", {"offer": {"entities": {}}}),
        ("asked", {"intent": "talk_to_person"}),
        ("misses", "many"),
        ("turns", {"n": 1}),
        ("focus", ["a", "b"]),
        ("language", 5),
    ],
)
def test_a_slot_of_another_form_is_forgotten(slot, value):
    assert Memory.from_slots({slot: value}) == Memory()


def test_a_broken_task_leaves_the_others():
    slots = through_json(FULL)
    slots["tasks"][0]["details"] = {"number": {"not": "a number"}}
    assert [task.id for task in Memory.from_slots(slots).tasks] == ["t2", "t3", "t4", "t5"]


def test_what_is_dropped_is_logged_without_what_it_said(caplog):
    with caplog.at_level(logging.WARNING, logger="actions.turn.memory"):
        Memory.from_slots({"order_focus": {"mail": "emma@example.com"}})
    assert "order_focus" in caplog.text
    assert "emma" not in caplog.text


def test_a_shopper_with_broken_slots_is_answered(shopper):
    emma = shopper("C0001")
    emma.slots = {"shown": 5, "tasks": [{"kind": "cancel_order", "details": 5}], "queue": {}}
    assert "#20001" in emma.say("where is 20001", "order_status", order_number="20001")


def test_whether_a_message_changed_something_is_a_comparison():
    details = OrderDetails(order="20001", lines=(1,))
    assert replace(details, lines=(1,)) == details
    assert replace(details, lines=(2,)) != details


def test_what_was_said_of_one_orders_lines_does_not_hold_for_another():
    details = OrderDetails(order="20001", lines=(1,), variants={1: "X"}, method="m", reason="late")
    assert for_order(details, "20001") == details
    assert for_order(details, "20002") == OrderDetails(order="20002", reason="late")


def test_a_claim_that_becomes_a_return_takes_along_what_a_return_can_use():
    claim = ClaimDetails(order="20001", lines=(1,), note="torn")
    assert taken_over(claim, OrderDetails) == OrderDetails(order="20001", lines=(1,))
