"""How the scripted shopper reads the bot: which question is open, and whether a summary may be agreed to."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.tasks_reading import fits, objections, read
from benchmarks.tasks_state import Method
from benchmarks.tasks_wishes import Item, Wish

CARD = Method("card", "ann", "credit_card", "1234", "visa", None)
PAYPAL = Method("pal", "ann", "paypal", "", "", None)
YES_NO = [{"title": "Yes, do it", "payload": "/y"}, {"title": "No", "payload": "/n"}]


def lamp(**facts: Any) -> Item:
    return Item("Desk Lamp", {"color": "black", "brightness": "low"}, **facts)


def exchange(method: Method = CARD) -> Wish:
    new = {"color": "white", "brightness": "low"}
    return Wish("exchange", "#W1234567", [lamp(new=new)], [Item("Mug", {})], method)


def summary(*lines: str) -> str:
    return "\n".join(
        ["I would register this exchange for order #W1234567:", *lines, "Shall I do that?"]
    )


RIGHT = "• Desk Lamp (color: black, brightness: low) → color: white, brightness: low"
PAID = "$5.00 will be charged to your credit card ending in 1234."


@pytest.mark.parametrize(
    ("text", "titles", "asked"),
    [
        (summary(RIGHT), ["Yes, do it", "No"], "confirm"),
        ("So I cancel order #W1234567. Is that correct?", [], "confirm"),
        (
            "Which order is it, for the return?",
            ["#W1234567 · delivered · Mug", "#W7654321 · delivered"],
            "order",
        ),
        (
            "What is the reason for the cancellation?",
            ["no longer needed", "ordered by mistake"],
            "reason",
        ),
        ("Which version would you like instead of Desk Lamp?", ["white, low"], "variant"),
        ("What from order #W1234567 would you like to send back?", ["Mug", "All of it"], "items"),
        ("Which way to pay shall it be?", ["PayPal"], "method"),
        ("What is the new address? Please give street and number.", [], "address"),
        (
            "By the way, the return is still open. Shall we go on with it?",
            ["Go on", "Drop it"],
            "go_on",
        ),
        (
            'Order #W1234567 is "delivered", and that is only possible while it is "pending".',
            ["Talk to a person"],
            "refused",
        ),
        ("I am not sure what you mean. Could you put it in other words?", [], "unclear"),
        ("Done: order #W1234567 is cancelled.", [], "nothing"),
    ],
)
def test_the_open_question_is_recognised(text: str, titles: list[str], asked: str) -> None:
    buttons = [{"title": title, "payload": "/x"} for title in titles]
    assert read([{"text": text, "buttons": buttons}]).asked == asked


def test_a_rating_is_no_question_about_a_wish() -> None:
    stars = [{"title": str(n), "payload": "/rate"} for n in range(1, 6)]
    reading = read(
        [
            {"text": "Done: order #W1234567 is cancelled."},
            {"text": "How was it?", "buttons": stars},
        ]
    )
    assert reading.done
    assert reading.asked == "nothing"


def test_a_question_behind_a_finished_task_counts() -> None:
    reading = read(
        [
            {"text": "Done: order #W1111111 is cancelled."},
            {"text": summary(RIGHT), "buttons": YES_NO},
        ]
    )
    assert reading.done
    assert reading.asked == "confirm"
    assert "W1111111" not in reading.last


def test_a_summary_of_exactly_the_wish_is_agreed_to() -> None:
    assert fits(exchange(), summary(RIGHT, PAID))
    assert objections(exchange(), summary(RIGHT, PAID)) == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([RIGHT.replace("white", "silver"), PAID], ["options"]),
        ([RIGHT, "• Mug → Mug", PAID], ["more_items"]),
        (["• Mug → Mug", PAID], ["items", "more_items"]),
        ([RIGHT, PAID.replace("1234", "9999")], ["method"]),
        ([RIGHT, "$5.00 will be charged to your PayPal."], ["method"]),
    ],
)
def test_a_wrong_summary_is_objected_to(lines: list[str], wrong: list[str]) -> None:
    assert objections(exchange(), summary(*lines)) == wrong


def test_a_summary_of_another_order_or_another_operation_does_not_fit() -> None:
    assert not fits(exchange(), summary(RIGHT).replace("1234567", "7654321"))
    assert not fits(exchange(), "I would cancel order #W1234567:\nShall I do that?")
    items = Wish("items", "#W1234567", [lamp()])
    assert not fits(items, "I would send order #W1234567 to another address. I change that?")
    assert fits(items, "I would change order #W1234567 like this:")


def test_two_items_of_one_name_are_told_apart_by_their_options() -> None:
    wish = Wish(
        "return",
        "#W1234567",
        [lamp(telling={"brightness": "low"})],
        [Item("Desk Lamp", {"brightness": "high"}, {"brightness": "high"})],
        PAYPAL,
    )
    head = "I would register this return from order #W1234567:\n"
    money = "\n$9.00 goes back to your PayPal."
    assert objections(wish, f"{head}• Desk Lamp (black, low){money}") == []
    assert objections(wish, f"{head}• Desk Lamp (black, high){money}") == ["items", "more_items"]


def test_reason_and_address_are_checked() -> None:
    cancel = Wish("cancel", "#W1234567", reason="no longer needed")
    assert objections(cancel, "I would cancel order #W1234567:\nReason: ordered by mistake") == [
        "reason"
    ]
    assert objections(cancel, "I would cancel order #W1234567:\nReason: no longer needed") == []
    address = {"street": "2 Elm Street", "city": "Chicago", "postcode": "60601"}
    move = Wish("address", "#W1234567", address=address)
    assert objections(move, "New address: 2 Elm Street, Chicago, IL, 60601, USA") == []
    assert objections(move, "New address: 12 Elm Street, Chicago, IL, 60601") == ["address"]
