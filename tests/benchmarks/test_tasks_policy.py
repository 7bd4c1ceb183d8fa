"""The independent reading of the policy: what each action gives, what is refused, which changes broke a rule."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from benchmarks.tasks_policy import Action, broken_rules, expected
from benchmarks.tasks_state import (
    CaseState,
    Line,
    Method,
    OrderState,
    ShopState,
    VariantFacts,
    differences,
)

HOME = {"street": "1 Oak Lane", "city": "Austin", "state": "TX", "postcode": "78701"}
LAMPS = {"lamp-black": 1000, "lamp-white": 1500, "lamp-gone": 900}
MOVE = {
    "address1": "2 Elm Street",
    "address2": "Suite 3",
    "city": "Chicago",
    "country": "USA",
    "state": "IL",
    "zip": "60601",
}


@pytest.fixture
def variants() -> dict[str, VariantFacts]:
    """A lamp in three colours, one of them sold out, and a mug."""
    lamps = {
        sku: VariantFacts(sku, "lamp", "Lamp", {"color": sku[5:]}, price, sku != "lamp-gone")
        for sku, price in LAMPS.items()
    }
    return {**lamps, "mug": VariantFacts("mug", "mug", "Mug", {}, 700, is_available=True)}


def order(number: str, status: str, owner: str = "ann") -> OrderState:
    """Return an order of a black lamp and a mug, 17.00 paid by card."""
    return OrderState(
        number,
        owner,
        status,
        dict(HOME),
        "card",
        [
            Line("lamp-black", "lamp", "Lamp", {"color": "black"}, 1000),
            Line("mug", "mug", "Mug", {}, 700),
        ],
        Counter({("payment", "card"): 1700}),
    )


@pytest.fixture
def start() -> ShopState:
    """Ann has one pending and one delivered order, a card, PayPal and a gift card of 4.00; Bob has an order."""
    return ShopState(
        {
            "#P": order("#P", "pending"),
            "#D": order("#D", "delivered"),
            "#B": order("#B", "pending", "bob"),
        },
        {"ann": dict(HOME), "bob": dict(HOME)},
        {
            "card": Method("card", "ann", "credit_card", "1234", "visa", None),
            "pal": Method("pal", "ann", "paypal", "", "", None),
            "gift": Method("gift", "ann", "gift_card", "", "", 400),
        },
    )


def after(
    start: ShopState, variants: dict[str, VariantFacts], name: str, **arguments: Any
) -> tuple[ShopState, dict[int, str]]:
    """Return what one action gives."""
    return expected([Action(name, arguments)], start, variants, "ann")


def test_a_cancelled_order_is_refunded_the_way_it_was_paid(start: ShopState, variants: Any) -> None:
    end, refused = after(
        start, variants, "cancel_pending_order", order_id="#P", reason="no longer needed"
    )
    cancelled = end.orders["#P"]
    assert refused == {}
    assert cancelled.status == "cancelled"
    assert cancelled.payments == {("payment", "card"): 1700, ("refund", "card"): 1700}
    assert {line.status for line in cancelled.lines} == {"cancelled"}
    assert start.orders["#P"].status == "pending"


@pytest.mark.parametrize(
    "arguments",
    [
        {"order_id": "#D", "reason": "no longer needed"},
        {"order_id": "#P", "reason": "too expensive"},
        {"order_id": "#B", "reason": "no longer needed"},
        {"order_id": "#X", "reason": "no longer needed"},
    ],
)
def test_a_cancellation_against_the_policy_changes_nothing(
    start: ShopState, variants: Any, arguments: dict[str, str]
) -> None:
    end, refused = after(start, variants, "cancel_pending_order", **arguments)
    assert list(refused) == [0]
    assert differences(start.of("ann"), end) == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("cancel_pending_order", {"order_id": "#P"}),
        ("modify_pending_order_address", {"order_id": "#P", "address1": None}),
        ("modify_pending_order_payment", {"payment_method_id": "pal"}),
        ("modify_user_address", {}),
        ("return_delivered_order_items", {"order_id": "#D", "payment_method_id": "card"}),
        (
            "exchange_delivered_order_items",
            {
                "order_id": "#D",
                "item_ids": ["lamp-black", "mug"],
                "new_item_ids": ["lamp-white"],
                "payment_method_id": "card",
            },
        ),
    ],
)
def test_an_incomplete_action_changes_nothing(
    start: ShopState, variants: Any, name: str, arguments: dict[str, Any]
) -> None:
    end, refused = after(start, variants, name, **arguments)
    assert list(refused) == [0]
    assert differences(start.of("ann"), end) == []


def test_reads_change_nothing(start: ShopState, variants: Any) -> None:
    end, refused = after(start, variants, "get_order_details", order_id="#P")
    assert refused == {}
    assert differences(start.of("ann"), end) == []


def test_a_dearer_item_is_paid_by_the_method_given(start: ShopState, variants: Any) -> None:
    end, _ = after(
        start,
        variants,
        "modify_pending_order_items",
        order_id="#P",
        item_ids=["lamp-black"],
        new_item_ids=["lamp-white"],
        payment_method_id="pal",
    )
    assert end.orders["#P"].status == "pending (item modified)"
    assert [line.sku for line in end.orders["#P"].lines] == ["lamp-white", "mug"]
    assert end.orders["#P"].payments["payment", "pal"] == 500


@pytest.mark.parametrize(
    ("new", "method", "why"),
    [
        ("lamp-gone", "card", "sold out"),
        ("mug", "card", "same product"),
        ("lamp-black", "card", "no item"),
        ("lamp-white", "gift", "gift card holds 400"),
        ("lamp-white", "other", "no such way"),
    ],
)
def test_item_changes_against_the_policy_are_refused(
    start: ShopState, variants: Any, new: str, method: str, why: str
) -> None:
    for name, number in (
        ("modify_pending_order_items", "#P"),
        ("exchange_delivered_order_items", "#D"),
    ):
        end, refused = after(
            start,
            variants,
            name,
            order_id=number,
            item_ids=["lamp-black"],
            new_item_ids=[new],
            payment_method_id=method,
        )
        assert why in refused[0]
        assert differences(start.of("ann"), end) == []


def test_items_are_changed_once_only(start: ShopState, variants: Any) -> None:
    change = {
        "order_id": "#P",
        "item_ids": ["lamp-black"],
        "new_item_ids": ["lamp-white"],
        "payment_method_id": "card",
    }
    actions = [
        Action("modify_pending_order_items", change),
        Action("cancel_pending_order", {"order_id": "#P", "reason": "no longer needed"}),
        Action("modify_pending_order_address", {"order_id": "#P", **MOVE}),
    ]
    _, refused = expected(actions, start, variants, "ann")
    assert list(refused) == [1, 2]


def test_an_item_that_stays_the_same_is_left_out(start: ShopState, variants: Any) -> None:
    end, refused = after(
        start,
        variants,
        "exchange_delivered_order_items",
        order_id="#D",
        item_ids=["lamp-black", "mug"],
        new_item_ids=["lamp-white", "mug"],
        payment_method_id="pal",
    )
    assert refused == {}
    assert end.orders["#D"].cases == [CaseState("exchange", (("lamp-black", "lamp-white"),), "pal")]
    assert [line.status for line in end.orders["#D"].lines] == ["exchange_requested", "ordered"]
    assert end.orders["#D"].payments == {("payment", "card"): 1700}


@pytest.mark.parametrize(("method", "is_allowed"), [("card", True), ("gift", True), ("pal", False)])
def test_a_return_is_refunded_to_the_original_way_or_a_gift_card(
    start: ShopState, variants: Any, method: str, is_allowed: bool
) -> None:
    end, refused = after(
        start,
        variants,
        "return_delivered_order_items",
        order_id="#D",
        item_ids=["mug"],
        payment_method_id=method,
    )
    assert (refused == {}) is is_allowed
    assert end.orders["#D"].status == ("return requested" if is_allowed else "delivered")


def test_a_payment_by_gift_card_needs_the_whole_amount(start: ShopState, variants: Any) -> None:
    _, refused = after(
        start, variants, "modify_pending_order_payment", order_id="#P", payment_method_id="gift"
    )
    assert "1700 are needed" in refused[0]
    start.methods["gift"].balance_cents = 2000
    end, refused = after(
        start, variants, "modify_pending_order_payment", order_id="#P", payment_method_id="gift"
    )
    assert refused == {}
    assert end.orders["#P"].paid() == {"gift": 1700}
    assert end.methods["gift"].balance_cents == 300


def test_addresses_of_an_order_and_of_the_account(start: ShopState, variants: Any) -> None:
    end, _ = after(start, variants, "modify_pending_order_address", order_id="#P", **MOVE)
    assert end.orders["#P"].address["postcode"] == "60601"
    assert end.addresses["ann"] == HOME
    end, _ = after(start, variants, "modify_user_address", user_id="ann", **MOVE)
    assert end.addresses["ann"]["street2"] == "Suite 3"
    assert end.orders["#P"].address == HOME


def test_what_the_policy_allows_breaks_no_rule(start: ShopState, variants: Any) -> None:
    actions = [
        Action("cancel_pending_order", {"order_id": "#P", "reason": "ordered by mistake"}),
        Action(
            "return_delivered_order_items",
            {"order_id": "#D", "item_ids": ["mug"], "payment_method_id": "gift"},
        ),
    ]
    end, _ = expected(actions, start, variants, "ann")
    assert broken_rules(start.of("ann"), end, variants) == []


def test_broken_rules_are_named(start: ShopState, variants: Any) -> None:
    def broken(number: str, **changes: Any) -> str:
        end = start.of("ann")
        for name, value in changes.items():
            setattr(end.orders[number], name, value)
        return "\n".join(broken_rules(start.of("ann"), end, variants))

    assert "of an order that is 'delivered'" in broken("#D", status="cancelled")
    assert "cancelled for 'bored'" in broken("#P", status="cancelled", cancel_reason="bored")
    pal = CaseState("return", (("mug", ""),), "pal")
    assert "a refund to pal" in broken("#D", status="return requested", cases=[pal])
    two = [CaseState("return", (("mug", ""),), "card"), CaseState("return", (), "card")]
    assert "2 cases" in broken("#D", status="return requested", cases=two)
    same = [CaseState("exchange", (("mug", "mug"),), "")]
    assert "mug became mug" in broken("#D", status="exchange requested", cases=same)
    other = [Line("mug", "mug", "Mug", {}, 700), Line("mug", "mug", "Mug", {}, 700)]
    assert "products of the order" in broken("#P", status="pending (item modified)", lines=other)


def test_differences_are_told_in_words(start: ShopState, variants: Any) -> None:
    end, _ = after(
        start, variants, "cancel_pending_order", order_id="#P", reason="no longer needed"
    )
    found = differences(end, start.of("ann"))
    assert "order #P: status should be cancelled, is pending" in found
