"""How often one turn asks the database: what was read is kept until something is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from ecomcore.shop.database import engine_for

KEEPING_THE_ANSWER = 7
"""What it takes to know whether a message has been answered and whether a person writes, to store the answer, and to
note it for the shop's staff."""
SEARCH, ORDER = 8 + KEEPING_THE_ANSWER, 20 + KEEPING_THE_ANSWER


@contextmanager
def statements(service) -> Iterator[list[str]]:
    """Gather the statements that the shop's database is given inside the block."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        seen.append(statement)

    engine = engine_for(service.shop, service.settings)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("words", "intent"),
    [("a warm jacket under 100", "search_product"), ("green tea", "search_product")],
)
def test_a_search_asks_little(shopper, service, words, intent):
    guest = shopper()
    guest.say("hello", "greet")
    with statements(service) as seen:
        guest.say(words, intent)
    assert guest.cards
    assert len(seen) <= SEARCH, "\n".join(seen)


@pytest.mark.parametrize(
    ("words", "intent", "entities"),
    [
        ("where is my order 20001", "order_status", {"order_number": "20001"}),
        ("i want to return the running shoes", "return_order", {}),
        ("cancel order 20001", "cancel_order", {"order_number": "20001"}),
    ],
)
def test_an_order_turn_asks_little(shopper, service, words, intent, entities):
    known = shopper("C0001")
    known.say("hello", "greet")
    with statements(service) as seen:
        known.say(words, intent, **entities)
    assert len(seen) <= ORDER, f"{len(seen)}:\n" + "\n".join(s[:150] for s in seen)


def test_a_search_reads_only_the_versions_it_may_show(shopper, service):
    guest = shopper()
    with statements(service) as seen:
        guest.say("green tea", "search_product")
    prices = [s for s in seen if "price_cents" in s and "stock" in s and "FROM variant" in s]
    assert prices
    assert all("WHERE" in s for s in prices)
