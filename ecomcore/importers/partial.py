"""Loading what is right of a batch with wrong rows: which rows go, and what has to go with them."""

from __future__ import annotations

from collections.abc import Iterable

from ecomcore.importers.checks import NAMES, REFERENCES, known_keys
from ecomcore.importers.collector import Collector
from ecomcore.importers.rows import (
    OrderLineRow,
    OrderPart,
    OrderRow,
    ProductRow,
    Row,
    VariantRow,
)
from ecomcore.importers.stored import Stored


def leave_out_bad(collector: Collector, stored: Stored) -> None:
    """Take the wrong rows out of the batch, with those that mean nothing without them.

    An order goes as a whole when one of its parts is wrong: half an order would be another one. What goes
    along is reported with what it belonged to.
    """
    for model, rows in collector.batch.rows.items():
        collector.batch.rows[model] = [row for row in rows if not collector.is_rejected(row)]
    while _leave_out_followers(collector, stored):
        pass


def _leave_out_followers(collector: Collector, stored: Stored) -> bool:
    gone = False
    for model, field, target in REFERENCES:
        there = {row.key() for row in collector.batch.of(target)}
        known = known_keys(stored, target)
        lost = [
            row
            for row in collector.batch.of(model)
            if (value := getattr(row, field)) is not None
            and value not in there
            and value not in known
        ]
        for row in lost:
            what = f"{NAMES[target]} {getattr(row, field)!r}"
            _leave_out(collector, model, [row], f"was left out with the {what} that it belongs to")
            gone = True
    return gone | _leave_out_broken(collector, stored)


def _leave_out_broken(collector: Collector, stored: Stored) -> bool:
    batch = collector.batch
    with_lines = {line.order_id for line in batch.of(OrderLineRow)}
    orders = [
        row
        for row in batch.of(OrderRow)
        if row.id in collector.broken_orders or row.id not in with_lines
    ]
    sold = {row.product_id for row in batch.of(VariantRow)}
    sold.update(product_id for product_id, _ in stored.variants.values())
    products = [row for row in batch.of(ProductRow) if row.id not in sold]
    _leave_out(collector, OrderRow, orders, "was left out with a part of it that is wrong")
    _leave_out(collector, ProductRow, products, "was left out with its only variants")
    return bool(orders or products)


def _leave_out(collector: Collector, model: type[Row], rows: Iterable[Row], reason: str) -> None:
    out = {id(row): row for row in rows}
    if not out:
        return
    collector.batch.rows[model] = [row for row in collector.batch.of(model) if id(row) not in out]
    for row in out.values():
        if isinstance(row, OrderPart):
            collector.broken_orders.add(row.order_id)
        if not _is_told(collector, row):
            collector.reject(row.origin, "row", reason)


def _is_told(collector: Collector, row: Row) -> bool:
    """Say whether a line of the files has been reported already, so that each fault is told once."""
    return any((bad.file, bad.line) == (row.origin.file, row.origin.line) for bad in collector.bad)
