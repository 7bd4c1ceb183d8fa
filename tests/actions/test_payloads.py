"""What channels draw from: the JSON of every payload, and that its page says what it is."""

from __future__ import annotations

import json
import re
from dataclasses import fields

import pytest

from actions.turn.payloads import (
    Card,
    Cart,
    Comparison,
    Explanation,
    File,
    Link,
    Order,
    OrderLine,
    OrderStep,
    Payload,
    Products,
    Rated,
    RatingBar,
    ReviewPoint,
    ReviewQuote,
    Reviews,
    Row,
    SignedOut,
    Told,
)
from actions.turn.trace import Answered, Change, Searched
from ecomcore.config import ROOT

PAGE = (ROOT / "docs" / "payloads.md").read_text("utf-8")
BARE = Card("a-mug", "A-1", "Mug A", "$12.00", 1200, "in stock")
FULL = Card("b", "B-1", "Mug B", "$9.00", 900, "few", "$11.00", "b.png", 4.5, 12, "fits red")


def documented():
    """The examples on the page, by type."""
    blocks = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    return {block["type"]: block for block in blocks if "type" in block}


@pytest.mark.parametrize(
    ("payload", "wire"),
    [
        (
            Products((BARE, FULL)),
            {
                "type": "products",
                "items": [
                    {
                        "id": "a-mug",
                        "sku": "A-1",
                        "title": "Mug A",
                        "price": "$12.00",
                        "price_cents": 1200,
                        "stock": "in stock",
                    },
                    {
                        "id": "b",
                        "sku": "B-1",
                        "title": "Mug B",
                        "price": "$9.00",
                        "price_cents": 900,
                        "stock": "few",
                        "old_price": "$11.00",
                        "image": "b.png",
                        "rating": 4.5,
                        "reviews": 12,
                        "reason": "fits red",
                    },
                ],
            },
        ),
        (
            Comparison((BARE,), (Row("Price", ("$12.00",)),)),
            {
                "type": "comparison",
                "items": [BARE.as_json()],
                "rows": [{"name": "Price", "values": ["$12.00"]}],
            },
        ),
        (
            Reviews(
                (
                    Rated(
                        "a-mug",
                        "Mug A",
                        4.0,
                        1,
                        (RatingBar(4, 1, 1.0),),
                        (ReviewPoint("quality", 1, 0, (ReviewQuote("好", 4, "Chinese"),)),),
                    ),
                )
            ),
            {
                "type": "reviews",
                "items": [
                    {
                        "id": "a-mug",
                        "title": "Mug A",
                        "average": 4.0,
                        "count": 1,
                        "bars": [{"stars": 4, "count": 1, "share": 1.0}],
                        "points": [
                            {
                                "name": "quality",
                                "praise": 1,
                                "blame": 0,
                                "quotes": [{"text": "好", "stars": 4, "language": "Chinese"}],
                            }
                        ],
                    }
                ],
            },
        ),
        (
            Order(
                *("20001", "#20001", "shipped", "$24.00"),
                (OrderLine("Mug A", "$24.00", None),),
                (OrderStep("ordered", None, "done"),),
            ),
            {
                "type": "order",
                "id": "20001",
                "number": "#20001",
                "status": "shipped",
                "total": "$24.00",
                "lines": [{"title": "Mug A", "price": "$24.00", "image": None}],
                "steps": [{"name": "ordered", "at": None, "state": "done"}],
            },
        ),
        (Cart("$24.00", 1), {"type": "cart", "total": "$24.00", "lines": 1}),
        (Link("https://a.example"), {"type": "link", "url": "https://a.example"}),
        (SignedOut(), {"type": "signed_out"}),
        (Told({"type": "link", "url": "u"}), {"type": "link", "url": "u"}),
        (File("/a.html"), {"type": "file", "path": "/a.html"}),
        (
            Explanation(
                [("greet", 0.9)],
                [Change("r", "a", "b")],
                [Answered("greet", "greet")],
                {"answer": 2.5},
                [Searched("a mug", 3)],
            ),
            {
                "type": "explanation",
                "ranking": [["greet", 0.9]],
                "sorting": [{"rule": "r", "before": "a", "after": "b"}],
                "answers": [
                    {"seen": "greet", "skill": "greet", "changes": [], "weighed": [], "ms": 0.0}
                ],
                "ms": {"answer": 2.5},
                "searches": [{"words": "a mug", "found": 3}],
            },
        ),
    ],
)
def test_a_payload_on_the_wire(payload, wire):
    assert json.loads(json.dumps(payload.as_json())) == wire


def test_every_payload_has_an_example_with_all_its_fields_on_the_page():
    examples = documented()
    # What was sent before has no form of its own.
    kinds = [kind for kind in Payload.__subclasses__() if kind is not Told]
    assert set(examples) == {kind.type for kind in kinds}
    for kind in kinds:
        assert set(examples[kind.type]) == {"type", *(field.name for field in fields(kind))}
    assert set(examples["products"]["items"][0]) == {field.name for field in fields(Card)}
    assert set(examples["order"]["lines"][0]) == {field.name for field in fields(OrderLine)}
    assert set(examples["order"]["steps"][0]) == {field.name for field in fields(OrderStep)}
    rated = examples["reviews"]["items"][0]
    assert set(rated) == {field.name for field in fields(Rated)}
    assert set(rated["bars"][0]) == {field.name for field in fields(RatingBar)}
    assert set(rated["points"][0]) == {field.name for field in fields(ReviewPoint)}
    assert set(rated["points"][0]["quotes"][0]) == {field.name for field in fields(ReviewQuote)}
    assert set(examples["comparison"]["rows"][0]) == {field.name for field in fields(Row)}


def test_a_skill_hands_typed_payloads_over(shopper):
    emma = shopper("C0001")
    emma.say("where is 20001", "order_status", order_number="20001")
    (order,) = [m.custom for m in emma.messages if isinstance(m.custom, Order)]
    assert (order.id, order.number) == ("20001", "#20001")
