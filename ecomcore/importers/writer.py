"""Stores a checked batch: adds what is new, changes what differs, touches nothing else.

Rows that live on after an import (customers, their payment methods, orders, the stock of variants)
are written only when the files say something else than at the last import. So what the shop's
service did to them in between survives when the same files are imported again.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from ecomcore.importers.batch import ShopBatch
from ecomcore.importers.collector import Progress
from ecomcore.importers.rows import (
    BrowseEventRow,
    CategoryRow,
    CouponRow,
    CustomerRow,
    KnowledgeRow,
    OrderEventRow,
    OrderLineRow,
    OrderPart,
    OrderRow,
    PaymentMethodRow,
    PaymentRow,
    ProductRow,
    PromotionRow,
    ReviewRow,
    Row,
    ShipmentRow,
    StockRow,
    TermRow,
    VariantRow,
)
from ecomcore.shop import models
from ecomcore.shop.models import COUNTED

Values = dict[str, Any]
T = TypeVar("T")
CHUNK = 1000

BEFORE_ORDERS = (
    CategoryRow,
    TermRow,
    ProductRow,
    VariantRow,
    StockRow,
    CustomerRow,
    PaymentMethodRow,
)
AFTER_ORDERS = (CouponRow, PromotionRow, ReviewRow, BrowseEventRow, KnowledgeRow)
FROM_CATALOGUE = ("product_id", "title", "options")
ORDER_PARTS: tuple[type[OrderPart], ...] = (OrderLineRow, ShipmentRow, OrderEventRow, PaymentRow)


@dataclass
class Count:
    """What became of the rows of one table."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def store(connection: Connection, batch: ShopBatch, progress: Progress) -> dict[str, Count]:
    """Write the batch on a connection inside a transaction, and return what was done by table."""
    writer = _Writer(connection)
    steps: tuple[type[Row], ...] = (*BEFORE_ORDERS, OrderRow, *AFTER_ORDERS)
    info = [{"key": key, "value": value} for key, value in batch.info.items()]
    writer.upsert("shop_info", models.ShopInfo, "key", info)
    for number, model in enumerate(steps):
        progress("storing", number, len(steps))
        if model is OrderRow:
            writer.write_orders(batch)
        elif model is TermRow:
            writer.write_terms(batch.of(TermRow))
        elif model is BrowseEventRow:
            writer.write_browse_events(batch.of(BrowseEventRow))
        elif model is VariantRow:
            writer.write_variants(batch.of(VariantRow))
        elif model is StockRow:
            writer.write_stocks(batch.of(StockRow))
        elif model in (CustomerRow, PaymentMethodRow):
            writer.write_living(model, batch.of(model))
        else:
            rows = [row.model_dump() for row in batch.of(model)]
            writer.upsert(model.NAME, model.TABLE, model.KEY[0], rows)
    progress("storing", len(steps), len(steps))
    return {name: count for name, count in writer.counts.items() if count != Count()}


def digest(value: object) -> str:
    """Return a fingerprint of JSON-like data."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    listed = list(items)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


class _Writer:
    """One import's writing, table by table."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.counts: dict[str, Count] = defaultdict(Count)

    def upsert(
        self,
        name: str,
        model: type[models.Base],
        key: str,
        rows: list[Values],
        stored: dict[Any, Values] | None = None,
    ) -> None:
        """Insert rows with new keys, and update those that differ from what is stored."""
        table = cast(Table, model.__table__)
        if not rows:
            return
        stored = self._stored(table, key, rows) if stored is None else stored
        new = [row for row in rows if row[key] not in stored]
        known = [row for row in rows if row[key] in stored]
        differing = [row for row in known if any(stored[row[key]][c] != row[c] for c in row)]
        self._insert(table, new)
        self._update(table, key, differing)
        count = self.counts[name]
        count.added += len(new)
        count.changed += len(differing)
        count.unchanged += len(known) - len(differing)

    def _stored(self, table: Table, key: str, rows: list[Values]) -> dict[Any, Values]:
        columns = [table.c[name] for name in rows[0]]
        stored: dict[Any, Values] = {}
        for keys in _chunks(row[key] for row in rows):
            found = self.connection.execute(select(*columns).where(table.c[key].in_(keys)))
            stored.update((row[key], dict(row)) for row in found.mappings())
        return stored

    def _insert(self, table: Table, rows: Sequence[Values]) -> None:
        if rows:
            self.connection.execute(insert(table), list(rows))

    def _update(self, table: Table, key: str, rows: Sequence[Values]) -> None:
        if rows:
            statement = update(table).where(table.c[key] == bindparam("key_"))
            self.connection.execute(
                statement,
                [{"key_": row[key]} | {k: v for k, v in row.items() if k != key} for row in rows],
            )

    def _news(self, kind: str, digests: dict[str, str]) -> set[str]:
        """Return the keys that the files say something else about than before, and remember it."""
        table = cast(Table, models.ImportedRow.__table__)
        before: dict[str, str] = {}
        for keys in _chunks(digests):
            query = select(table.c.key, table.c.digest).where(
                table.c.kind == kind, table.c.key.in_(keys)
            )
            before.update(map(tuple, self.connection.execute(query)))
        news = {key for key, value in digests.items() if before.get(key) != value}
        old = [{"k": key, "d": digests[key]} for key in news & before.keys()]
        if old:
            statement = update(table).where(table.c.kind == kind, table.c.key == bindparam("k"))
            self.connection.execute(statement.values(digest=bindparam("d")), old)
        self._insert(
            table,
            [{"kind": kind, "key": k, "digest": digests[k]} for k in sorted(news - before.keys())],
        )
        return news

    def write_variants(self, rows: list[VariantRow]) -> None:
        """Write variants; a stock that the files do not change stays as it is now."""
        if not rows:
            return
        news = self._news("stock", {row.sku: counted(row.stock, row.counting) for row in rows})
        values = [row.model_dump() for row in rows]
        stored = self._stored(cast(Table, models.Variant.__table__), "sku", values)
        for row in values:
            if row["sku"] not in news and row["sku"] in stored:
                for column in ("stock", "counting"):
                    row[column] = stored[row["sku"]][column]
        self.upsert(VariantRow.NAME, models.Variant, "sku", values, stored)

    def write_stocks(self, rows: list[StockRow]) -> None:
        """Write stocks of variants that the shop has, where the list says something new."""
        values = {row.sku: (row.stock, row.counting) for row in rows if row.sku}
        news = self._news("stock", {sku: counted(*value) for sku, value in values.items()})
        table = cast(Table, models.Variant.__table__)
        written = [
            {"sku": sku, "stock": values[sku][0], "counting": values[sku][1]}
            for sku in sorted(news)
        ]
        self._update(table, "sku", written)
        self.counts[StockRow.NAME].changed += len(written)
        self.counts[StockRow.NAME].unchanged += len(values) - len(written)

    def write_living(self, model: type[Row], rows: list[Row]) -> None:
        """Write customers or payment methods that the files say something new about."""
        if not rows:
            return
        table = cast(Table, model.TABLE.__table__)
        values = [row.model_dump() for row in rows]
        news = self._news(table.name, {row["id"]: digest(row) for row in values})
        stored = self._stored(table, "id", values)
        written = [row for row in values if row["id"] in news or row["id"] not in stored]
        self.counts[model.NAME].unchanged += len(values) - len(written)
        if model is CustomerRow:
            # Two customers may swap their addresses, which must not collide half-way.
            moved = [row["id"] for row in written if row["id"] in stored]
            for ids in _chunks(moved):
                self.connection.execute(update(table).where(table.c.id.in_(ids)).values(email=None))
        self.upsert(model.NAME, model.TABLE, "id", written, stored)

    def write_terms(self, rows: list[TermRow]) -> None:
        """Make the words stored under each kind and first word those of the files."""
        table = cast(Table, models.Term.__table__)
        wanted = _merge_terms(rows)
        stored: dict[tuple[str, str], list[Values]] = defaultdict(list)
        for row in self.connection.execute(select(table)).mappings():
            stored[_term_group(row["kind"], row["words"])].append(dict(row))
        count = self.counts[TermRow.NAME]
        new: list[Values] = []
        changed: list[Values] = []
        dropped: list[int] = []
        for group, terms in wanted.items():
            old = stored.get(group, [])
            for term in terms:
                same = next((o for o in old if o["words"] == term["words"]), None)
                term["id"] = same["id"] if same else None
                if same:
                    old.remove(same)
                    if same == term:
                        count.unchanged += 1
                    else:
                        changed.append(term)
            for term in terms:
                if term["id"] is None and old:
                    term["id"] = old.pop(0)["id"]
                    changed.append(term)
                elif term["id"] is None:
                    new.append({k: v for k, v in term.items() if k != "id"})
            dropped.extend(o["id"] for o in old)
        self._insert(table, new)
        self._update(table, "id", changed)
        for ids in _chunks(dropped):
            self.connection.execute(delete(table).where(table.c.id.in_(ids)))
        count.added += len(new)
        count.changed += len(changed) + len(dropped)

    def write_browse_events(self, rows: list[BrowseEventRow]) -> None:
        """Add the events that are not stored yet."""
        customers = list({row.customer_id for row in rows})
        self._add_missing(
            BrowseEventRow, [row.model_dump() for row in rows], "customer_id", customers
        )

    def _add_missing(
        self, model: type[Row], rows: list[Values], owner: str, owners: Iterable[str]
    ) -> None:
        """Insert the rows, as often as they come, that their owners do not have yet."""
        if not rows:
            return
        table = cast(Table, model.TABLE.__table__)
        columns = [table.c[name] for name in rows[0]]
        there: Counter[str] = Counter()
        for ids in _chunks(owners):
            found = self.connection.execute(select(*columns).where(table.c[owner].in_(ids)))
            there.update(digest(dict(row)) for row in found.mappings())
        new = []
        for row in rows:
            fingerprint = digest(row)
            if there[fingerprint]:
                there[fingerprint] -= 1
            else:
                new.append(row)
        self._insert(table, new)
        self.counts[model.NAME].added += len(new)
        self.counts[model.NAME].unchanged += len(rows) - len(new)

    def write_orders(self, batch: ShopBatch) -> None:
        """Write the orders that the files say something new about, with all their parts."""
        table = cast(Table, models.Order.__table__)
        orders = {row.id: row.model_dump() for row in batch.of(OrderRow)}
        parts: dict[type[OrderPart], dict[str, list[Values]]] = {}
        for model in ORDER_PARTS:
            parts[model] = defaultdict(list)
            for row in batch.of(model):
                parts[model][row.order_id].append(row.model_dump())
        digests = {
            order_id: digest([values, [_as_written(parts[p][order_id]) for p in ORDER_PARTS]])
            for order_id, values in orders.items()
        }
        news = self._news("order", digests)
        versions = self._versions(orders)
        new = [order_id for order_id in orders if order_id not in versions]
        changed = [order_id for order_id in orders if order_id in versions and order_id in news]
        self._insert(table, [orders[order_id] | {"version": 1} for order_id in new])
        self._update(table, "id", [orders[i] | {"version": versions[i] + 1} for i in changed])
        count = self.counts[OrderRow.NAME]
        count.added += len(new)
        count.changed += len(changed)
        count.unchanged += len(orders) - len(new) - len(changed)
        for model in ORDER_PARTS:
            rows = [row for order_id in new for row in parts[model][order_id]]
            self._insert(cast(Table, model.TABLE.__table__), rows)
            self.counts[model.NAME].added += len(rows)
        for model in (OrderLineRow, ShipmentRow):
            self._replace_in_place(model, {i: parts[model][i] for i in changed})
        for model in (OrderEventRow, PaymentRow):
            rows = [row for order_id in changed for row in parts[model][order_id]]
            self._add_missing(model, rows, "order_id", changed)

    def _versions(self, order_ids: Iterable[str]) -> dict[str, int]:
        versions: dict[str, int] = {}
        for ids in _chunks(order_ids):
            query = select(models.Order.id, models.Order.version).where(models.Order.id.in_(ids))
            versions.update((i, version) for i, version in self.connection.execute(query))
        return versions

    def _replace_in_place(self, model: type[Row], rows: dict[str, list[Values]]) -> None:
        """Give orders these rows in this order; rows that stay keep their ids."""
        table = cast(Table, model.TABLE.__table__)
        ids: dict[str, list[int]] = defaultdict(list)
        for order_ids in _chunks(rows):
            query = select(table.c.order_id, table.c.id).where(table.c.order_id.in_(order_ids))
            for order_id, row_id in self.connection.execute(query.order_by(table.c.id)):
                ids[order_id].append(row_id)
        kept = [
            row | {"id": row_id}
            for order_id, listed in rows.items()
            for row_id, row in zip(ids[order_id], listed, strict=False)
        ]
        new = [row for order_id, listed in rows.items() for row in listed[len(ids[order_id]) :]]
        gone = [i for order_id, listed in rows.items() for i in ids[order_id][len(listed) :]]
        self._update(table, "id", kept)
        self._insert(table, new)
        for row_ids in _chunks(gone):
            self.connection.execute(delete(table).where(table.c.id.in_(row_ids)))
        count = self.counts[model.NAME]
        count.changed += len(kept) + len(gone)
        count.added += len(new)


def counted(stock: int, counting: str) -> str:
    """Return what the files say of a stock, as it is remembered."""
    return str(stock) if counting == COUNTED else f"{counting} {stock}"


def _as_written(rows: list[Values]) -> list[Values]:
    """Return rows without what the catalogue lends them: a new title is no news about an order."""
    return [{k: v for k, v in row.items() if k not in FROM_CATALOGUE} for row in rows]


def _term_group(kind: str, words: dict[str, str]) -> tuple[str, str]:
    first = words.get("en") or words[min(words)]
    return kind, first.casefold()


def _merge_terms(rows: list[TermRow]) -> dict[tuple[str, str], list[Values]]:
    """Return the terms by kind and first word, those with the same words made one."""
    merged: dict[Any, Values] = {}
    for row in rows:
        term = merged.setdefault(row.key(), {"kind": row.kind, "words": row.words, "synonyms": {}})
        for language, words in row.synonyms.items():
            both = [*term["synonyms"].get(language, []), *words]
            term["synonyms"][language] = list(dict.fromkeys(both))
    groups: dict[tuple[str, str], list[Values]] = defaultdict(list)
    for term in merged.values():
        groups[_term_group(term["kind"], term["words"])].append(term)
    return groups
