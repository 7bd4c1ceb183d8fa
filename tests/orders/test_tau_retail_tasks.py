"""The recorded actions of tau-retail's training tasks, carried out by the shop's own operations."""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import order_plans
import pytest
from small_shop import NOW
from sqlalchemy.orm import Session

from ecomcore import orders
from ecomcore.config import Settings
from ecomcore.errors import NotAllowedError
from ecomcore.importers import import_shop
from ecomcore.orders import LineChoice, Plan
from ecomcore.shop import models as m
from ecomcore.shop.database import engine_for

pytestmark = pytest.mark.shared
ACTIONS_IN_DATA = {
    "modify_pending_order_items": 205,
    "cancel_pending_order": 177,
    "exchange_delivered_order_items": 158,
    "return_delivered_order_items": 146,
    "modify_pending_order_address": 48,
    "modify_pending_order_payment": 34,
}
AGAINST_THE_POLICY = {
    # The very same item again; the policy asks for another option of the product.
    ("modify_pending_order_items", "same_variant"): 24,
    ("exchange_delivered_order_items", "same_variant"): 23,
    # A gift card that does not cover the amount (one more does after an earlier refund in its task).
    ("modify_pending_order_items", "gift_card_balance"): 8,
    ("exchange_delivered_order_items", "gift_card_balance"): 2,
    ("modify_pending_order_payment", "gift_card_balance"): 9,
}
"""Actions of the data that the shop's written policy forbids, counted from its raw files."""
STATUS_AFTER = {
    "modify_pending_order_items": "pending (item modified)",
    "cancel_pending_order": "cancelled",
    "exchange_delivered_order_items": "exchange requested",
    "return_delivered_order_items": "return requested",
    "modify_pending_order_address": "pending",
    "modify_pending_order_payment": "pending",
}


@pytest.fixture(scope="module")
def tau(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = Settings(var_dir=tmp_path_factory.mktemp("tau"), shop="tau")
    import_shop("tau-retail", shared_data / "shops" / "tau_retail", "tau", settings=settings)
    yield settings
    engine_for("tau", settings).dispose()


@pytest.fixture(scope="module")
def tasks(shared_data: Path) -> list[dict[str, Any]]:
    with gzip.open(shared_data / "shops" / "tau_retail" / "tasks_train.jsonl.gz", "rt") as file:
        return [json.loads(line) for line in file]


def picks(
    session: Session, order_id: str, items: list[str], new_items: list[str] | None
) -> list[LineChoice]:
    """Name the lines by the items that they hold; an item named twice means another line, or piece."""
    open_lines: dict[str, list[int]] = defaultdict(list)
    for line in session.get_one(m.Order, order_id).lines:
        open_lines[line.sku] += [line.id] * line.quantity
    wanted = new_items or [None] * len(items)
    return [
        LineChoice(open_lines[item].pop(0), 1, new) for item, new in zip(items, wanted, strict=True)
    ]


def plan_of(session: Session, customer: str, name: str, given: dict[str, Any]) -> Plan:
    order_id, method = given["order_id"], given.get("payment_method_id")
    if name == "cancel_pending_order":
        return order_plans.plan_cancel(session, customer, order_id, reason=given["reason"], now=NOW)
    if name == "modify_pending_order_address":
        address = {
            "street": given["address1"],
            "street2": given["address2"],
            "city": given["city"],
            "state": given["state"],
            "postcode": given["zip"],
            "country": given["country"],
        }
        return order_plans.plan_change_address(session, customer, order_id, address, now=NOW)
    if name == "modify_pending_order_payment":
        return order_plans.plan_change_payment(session, customer, order_id, method, now=NOW)
    lines = picks(session, order_id, given["item_ids"], given.get("new_item_ids"))
    if name == "return_delivered_order_items":
        return order_plans.plan_return(
            session, customer, order_id, lines=lines, refund_to=method, now=NOW
        )
    plan: Callable[..., Plan] = {
        "modify_pending_order_items": order_plans.plan_change_items,
        "exchange_delivered_order_items": order_plans.plan_exchange,
    }[name]
    return plan(session, customer, order_id, lines, settle_with=method, now=NOW)


def difference(session: Session, given: dict[str, Any]) -> int:
    """Return today's price of the new items less what the old ones cost in the order."""
    paid = {
        line.sku: line.unit_price_cents
        for line in session.get_one(m.Order, given["order_id"]).lines
    }
    new = sum(session.get_one(m.Variant, sku).price_cents for sku in given["new_item_ids"])
    return new - sum(paid[sku] for sku in given["item_ids"])


def test_recorded_actions_are_carried_out_except_those_against_the_policy(tau, tasks):
    seen: Counter[str] = Counter()
    refused: Counter[tuple[str, str]] = Counter()
    for task in tasks:
        with Session(engine_for("tau", tau), expire_on_commit=False) as session:
            for index, action in enumerate(task["actions"]):
                name, given = action["name"], action["kwargs"]
                seen[name] += 1
                try:
                    plan = plan_of(session, task["user_id"], name, given)
                except NotAllowedError as refusal:
                    refused[name, refusal.code] += 1
                    continue
                if "new_item_ids" in given:
                    assert plan.difference_cents == difference(session, given)
                receipt = orders.execute(session, plan, f"k{index}", NOW)
                assert receipt.status == STATUS_AFTER[name]
            session.rollback()
    assert seen == ACTIONS_IN_DATA
    assert refused == AGAINST_THE_POLICY
