"""The scripted shopper: what it says, what it taps, what it never agrees to."""

from __future__ import annotations

import re
from typing import Any

import pytest

from benchmarks.tasks_policy import Action
from benchmarks.tasks_shopper import TURNS, Shopper
from benchmarks.tasks_state import Line, Method, OrderState, ShopState, VariantFacts
from benchmarks.tasks_wishes import KINDS, Task, Wish, wishes_of
from benchmarks.tasks_words import Words

NUMBER = "#W1234567"
HOME = {"street": "1 Oak Lane", "city": "Austin", "state": "TX", "postcode": "78701"}


def variant(sku: str, color: str) -> VariantFacts:
    return VariantFacts(sku, "4000", "Desk Lamp", {"color": color}, 1000, is_available=True)


VARIANTS = {"9001": variant("9001", "black"), "9002": variant("9002", "white")}


@pytest.fixture
def start() -> ShopState:
    """Ann has one delivered order with a black and a white lamp, and two ways to pay."""
    lines = [
        Line("9001", "4000", "Desk Lamp", {"color": "black"}, 1000),
        Line("9002", "4000", "Desk Lamp", {"color": "white"}, 1000),
    ]
    order = OrderState(NUMBER, "ann", "delivered", dict(HOME), "credit_card_5551", lines)
    order.payments["payment", "credit_card_5551"] = 2000
    card = Method("credit_card_5551", "ann", "credit_card", "1234", "visa", None)
    gift = Method("gift_card_5552", "ann", "gift_card", "", "", 3000)
    return ShopState({NUMBER: order}, {"ann": dict(HOME)}, {card.id: card, gift.id: gift})


def wishes(start: ShopState, name: str, instruction: str = "", **arguments: Any) -> list[Wish]:
    task = Task(1, "ann", instruction, (Action(name, {"order_id": NUMBER, **arguments}),))
    return wishes_of(task, start, VARIANTS)[0]


def returning(start: ShopState, instruction: str = "") -> list[Wish]:
    return wishes(
        start,
        "return_delivered_order_items",
        instruction,
        item_ids=["9001"],
        payment_method_id="gift_card_5552",
    )


def question(text: str, *titles: str) -> list[dict[str, Any]]:
    return [{"text": text, "buttons": [{"title": t, "payload": f"/{t}"} for t in titles]}]


def plan(*lines: str) -> list[dict[str, Any]]:
    head = f"I would register this return from order {NUMBER}:"
    return question("\n".join([head, *lines, "Shall I do that?"]), "Yes, do it", "No")


def test_items_of_one_name_are_told_apart_and_internal_ids_never_said(start: ShopState) -> None:
    for seed in range(40):
        said = Shopper(returning(start, f"Return {NUMBER}"), "", str(seed)).first().text
        assert re.search(r"desk lamp", said, re.IGNORECASE)
        assert "black" in said
        assert not re.search(r"9001|4000|5551|5552|_", said)


def test_facts_that_the_instruction_has_not_are_not_said_unasked(start: ShopState) -> None:
    for seed in range(20):
        said = Shopper(returning(start, "You want to return the lamp."), "", str(seed)).first().text
        assert "1234567" not in said
        assert "gift" not in said.lower()


def test_different_seeds_use_different_words(start: ShopState) -> None:
    said = {Shopper(returning(start), "", str(seed)).first().text.lower() for seed in range(40)}
    assert len(said) >= 4


def test_a_right_summary_gets_a_yes_and_the_end_is_the_end(start: ShopState) -> None:
    for seed in range(10):
        shopper = Shopper(returning(start), "", str(seed))
        shopper.first()
        move = shopper.react(
            plan("• Desk Lamp (black)", "$10.00 goes back to your gift card at once.")
        )
        assert move is not None
        assert move.confirms is not None
        assert move.payload in ("", "/Yes, do it")
        last = shopper.react([{"text": f"Done: the return from order {NUMBER} is registered."}])
        assert last is None or shopper.react([{"text": "Bye!"}]) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["• Desk Lamp (white)", "$10.00 goes back to your gift card at once."],
        ["• Desk Lamp (black)", "• Desk Lamp (white)", "$20.00 goes back to your gift card."],
        ["• Desk Lamp (black)", "$10.00 goes back to your credit card ending in 1234."],
    ],
)
def test_a_wrong_summary_never_gets_a_yes(start: ShopState, lines: list[str]) -> None:
    for seed in range(10):
        shopper = Shopper(returning(start), "", str(seed))
        shopper.first()
        for _ in range(8):
            move = shopper.react(plan(*lines))
            if move is None:
                break
            assert move.confirms is None
            assert not move.payload


def test_the_wish_is_corrected_with_what_was_wrong(start: ShopState) -> None:
    shopper = Shopper(returning(start), "", "1")
    shopper.first()
    move = shopper.react(plan("• Desk Lamp (black)", "$10.00 back to your credit card."))
    assert move is not None
    assert "gift card" in move.text.lower()


def test_questions_are_answered_in_words(start: ShopState) -> None:
    shopper = Shopper(returning(start), "", "3")
    shopper.first()
    for text, word in (
        ("Which order is it, for the return?", "1234567"),
        (f"What from order {NUMBER} would you like to send back?", "black"),
        ("Which way to pay shall it be?", "gift card"),
    ):
        move = shopper.react(question(text))
        assert move is not None
        assert word in move.text.lower()


def test_a_button_is_tapped_only_if_its_title_says_what_is_wanted(start: ShopState) -> None:
    for seed in range(20):
        shopper = Shopper(returning(start), "", str(seed))
        shopper.first()
        asked = question(
            f"What from order {NUMBER} would you like to send back?",
            "Desk Lamp (white)",
            "Desk Lamp (black)",
            "All of it",
        )
        move = shopper.react(asked)
        assert move is not None
        assert move.payload in ("", "/Desk Lamp (black)")


def test_what_the_policy_refuses_is_given_up(start: ShopState) -> None:
    asked = wishes(start, "cancel_pending_order", reason="no longer needed")
    assert asked[0].refused
    shopper = Shopper(asked, "", "1")
    shopper.first()
    refusal = f'Order {NUMBER} is "delivered", and that is only possible while it is "pending".'
    shopper.react(question(refusal, "Talk to a person"))
    assert shopper.react([{"text": "You are welcome."}]) is None


def test_the_same_variant_again_is_left_out_when_the_bot_objects(start: ShopState) -> None:
    asked = wishes(
        start,
        "exchange_delivered_order_items",
        item_ids=["9001", "9002"],
        new_item_ids=["9002", "9002"],
        payment_method_id="credit_card_5551",
    )
    shopper = Shopper(asked, "", "1")
    shopper.first()
    move = shopper.react(
        question(
            "That is the one you have already. Which version would you like instead of Desk Lamp (white)?",
            "black",
        )
    )
    assert move is not None
    assert "white" in move.text
    assert [item.options["color"] for item in asked[0].items] == ["black"]


def test_a_task_without_changes_only_asks(start: ShopState) -> None:
    task = Task(1, "ann", f"Ask about {NUMBER}, then keep everything.", ())
    asked, _ = wishes_of(task, start, VARIANTS)
    shopper = Shopper(asked, task.instruction, "1")
    assert "1234567" in shopper.first().text
    move = shopper.react(plan("• Desk Lamp (black)"))
    assert move is None or move.confirms is None


def test_options_are_said_with_their_values() -> None:
    options = {"color": "blue", "battery life": "8 hours", "water resistance": "no", "size": "M"}
    for seed in range(30):
        said = Words(str(seed)).options(options)
        for value in ("blue", "8 hours", "water resistance", "M"):
            assert value in said


@pytest.mark.parametrize("name", sorted(KINDS))
@pytest.mark.parametrize(
    "arguments", [{}, {"item_ids": ["none"], "new_item_ids": ["9002", "9001"]}]
)
def test_whatever_a_task_lacks_the_shopper_goes_on_and_agrees_to_nothing(
    start: ShopState, name: str, arguments: dict[str, Any]
) -> None:
    replies = [
        question("Which order is it?"),
        question("What is the reason for the cancellation?"),
        question("Which version would you like instead of Desk Lamp?"),
        question("Which way to pay shall it be?"),
        question("What is the new address?"),
        question(f"I would cancel order {NUMBER}: Shall I do that?", "Yes, do it", "No"),
        question("I am not sure what you mean."),
    ]
    for number, reply in enumerate(replies):
        task = Task(1, "nobody", "", (Action(name, arguments),))
        shopper = Shopper(wishes_of(task, start, VARIANTS)[0], "", str(number))
        shopper.first()
        moves = [shopper.react(reply) for _ in range(TURNS)]
        assert not any(move and move.confirms for move in moves)
