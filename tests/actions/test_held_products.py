"""A product that several readers of a message ask for is read from the database once."""

from __future__ import annotations

from sqlalchemy import event

from ecomcore.shop.database import engine_for


def test_a_product_is_read_once_a_turn(shopper, service):
    guest = shopper()
    guest.say("show me jackets", "search_product")
    first = guest.slots["shown"]["ids"][0]
    read: list[str] = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if "FROM product" in statement and first in parameters:
            read.append(statement)

    engine = engine_for(service.shop, service.settings)
    event.listen(engine, "before_cursor_execute", note)
    try:
        said = guest.say("is the first one in stock?", "ask_stock")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert "stock" in said
    assert len(read) == 1
