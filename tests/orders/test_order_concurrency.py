"""Several workers at once, on SQLite and on a real PostgreSQL: every change happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import order_plans
from small_shop import NOW, SmallShop
from sqlalchemy import select

from ecomcore import orders
from ecomcore.errors import NotAllowedError
from ecomcore.shop import carts
from ecomcore.shop import models as m
from ecomcore.shop.carts import CartOwner

DATABASES = ("sqlite", "postgres")
WORKERS = 4


def all_at_once(work: Callable[[int], str]) -> list[str]:
    """Run `work` in several threads that start together; return what they gave, sorted."""
    barrier = threading.Barrier(WORKERS)

    def run(number: int) -> str:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(WORKERS) as pool:
        return sorted(pool.map(run, range(WORKERS)))


def cancel(shop: SmallShop, key: str) -> str:
    with shop.session() as session, session.begin():
        try:
            plan = order_plans.plan_cancel(session, "C1", "10003", now=NOW)
            receipt = orders.execute(session, plan, key, NOW)
        except NotAllowedError as refusal:
            return refusal.code
    return "repeated" if receipt.repeated else "done"


def refunds(shop: SmallShop) -> list[int]:
    with shop.session() as session:
        rows = select(m.Payment.amount_cents).where(
            m.Payment.order_id == "10003", m.Payment.kind == "refund"
        )
        return list(session.scalars(rows))


def test_one_key_is_carried_out_once(shop):
    with shop.session() as session:
        plan = order_plans.plan_cancel(session, "C1", "10003", now=NOW)

    def confirm(_: int) -> str:
        with shop.session() as session, session.begin():
            receipt = orders.execute(session, plan, "same", NOW)
        return "repeated" if receipt.repeated else "done"

    assert all_at_once(confirm) == ["done", "repeated", "repeated", "repeated"]
    assert refunds(shop) == [12200]


def test_many_keys_cancel_once(shop):
    """Who comes too late is refused: by the order's status, or by its lines if these were read after it."""
    done, *refused = all_at_once(lambda number: cancel(shop, f"k{number}"))
    assert done == "done"
    assert len(refused) == WORKERS - 1
    assert set(refused) <= {"status", "nothing_left"}
    assert refunds(shop) == [12200]


def test_last_piece_goes_to_one(shop):
    """The one white mug is wanted by two orders."""
    wanted = (("10002", 1), ("#W6067464", 1))

    def swap(number: int) -> str:
        order_id, quantity = wanted[number % 2]
        with shop.session() as session, session.begin():
            line = session.get_one(m.Order, order_id).lines[0]
            choice = [orders.LineChoice(line.id, quantity, "MUG-WHT")]
            try:
                plan = order_plans.plan_change_items(session, "C1", order_id, choice, now=NOW)
                orders.execute(session, plan, f"k{number}", NOW)
            except NotAllowedError as refusal:
                return refusal.code
        return "done"

    assert all_at_once(swap).count("done") == 1
    with shop.session() as session:
        assert session.get_one(m.Variant, "MUG-WHT").stock == 0


def test_cart_of_one_customer_from_many_conversations(shop):
    def add(number: int) -> str:
        with shop.session() as session, session.begin():
            carts.add(session, CartOwner(f"chat-{number}", "C1"), "TEA-100", now=NOW)
        return "added"

    assert all_at_once(add) == ["added"] * WORKERS
    with shop.session() as session, session.begin():
        assert carts.show(session, CartOwner("chat-0", "C1"), now=NOW).count == WORKERS
