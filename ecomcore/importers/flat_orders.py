"""Orders and customers of systems that write them flat: one row a line or an order, columns under known names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from ecomcore.importers.collector import Collector
from ecomcore.importers.exports import language_of
from ecomcore.importers.fingerprint import fingerprint
from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import WORDS, handle, option_key, slug
from ecomcore.importers.origin import Origin
from ecomcore.importers.pricing import plain_columns
from ecomcore.importers.rows import CustomerRow, OrderLineRow, OrderRow, PaymentRow, ShipmentRow
from ecomcore.importers.tablefile import Table

Cells = Mapping[str, str]
ADDRESS = ("name", "street", "street2", "city", "state", "postcode", "country")
MONEY = (
    "subtotal",
    "discount",
    "shipping",
    "total",
    "refunded",
    "unit_price",
    "line_total",
    "line_shipping",
)
FIELDS = {
    "id": "id",
    "order_id": "id",
    "subtotal_cents": "subtotal",
    "discount_cents": "discount",
    "shipping_cents": "shipping",
    "total_cents": "total",
    "unit_price_cents": "unit_price",
    "amount_cents": "total",
    "payment_kind": "payment",
}
"""Where the fields of rows are found among the flat ones."""
TIMES = (
    "%b %d, %Y %I:%M:%S %p", "%b %d, %Y, %I:%M:%S %p", "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M", "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M", "%B %d, %Y %I:%M %p", "%b %d, %Y", "%m/%d/%Y", "%m/%d/%y",
)  # fmt: skip
STATUSES = ("status", "payment_status")
UNPAID = ("pending", "cancelled")


@dataclass(frozen=True)
class FlatTable:
    """How a system's table is read: the columns that tell it, and where each field stands (first one there).

    `lines` are the column and the pattern of tables that write all goods of an order into one cell.
    """

    source: str
    marks: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_orders: bool = True
    lines: tuple[str, re.Pattern[str]] | None = None

    def fits(self, header: Sequence[str]) -> bool:
        """Say whether a file with these columns is such a table."""
        return set(self.marks) <= set(header)

    def flat(self, cells: Cells) -> dict[str, str]:
        """Return a row by our fields; a field without a column is empty."""
        return {
            name: next((cells[c].strip() for c in columns if cells.get(c, "").strip()), "")
            for name, columns in self.columns.items()
        }

    def rows(self, cells: Cells) -> list[dict[str, str]]:
        """Return a row by our fields, once for each of the goods that one of its cells lists."""
        flat = self.flat(cells)
        flat["id"] = flat.get("id", "").lstrip("'")
        for name in STATUSES:
            if not set(self.columns.get(name, ())) & set(cells):
                flat.pop(name, None)
        if self.lines is None:
            return [flat]
        column, pattern = self.lines
        listed = [match.groupdict() for match in pattern.finditer(cells.get(column, ""))]
        return [flat | each for each in listed] or [flat]

    def shown(self, header: Sequence[str]) -> dict[str, str]:
        """Return the file's own column of each field, for messages."""
        known = {
            name: next((c for c in columns if c in header), name)
            for name, columns in self.columns.items()
        }
        return known | {ours: known.get(flat, flat) for ours, flat in FIELDS.items()}


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return tomllib.loads((WORDS / "orders.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _statuses() -> dict[str, str]:
    return {name: status for status, names in _words()["statuses"].items() for name in names}


def _status_named(written: str) -> str | None:
    """Return the status that a system's word stands for."""
    word = written.strip().lower()
    return _statuses().get(word) or _statuses().get(word.replace(" ", "").replace("-", ""))


def loose_instant(written: str) -> str:
    """Return a time as ISO writes it if one of the systems' ways fits, else as it is."""
    text = " ".join(written.split())
    for form in TIMES:
        try:
            return datetime.strptime(text, form).isoformat(sep=" ")
        except ValueError:
            continue
    return text


def read_order_table(table: Table, form: FlatTable, collector: Collector) -> None:
    """Add the orders of a table; rows of one number are one order."""
    money = [c for name in MONEY for c in form.columns.get(name, ()) if c in table.frame.columns]
    plain_columns(table, list(dict.fromkeys(money)), collector)
    shown = form.shown(list(table.frame.columns))
    orders: dict[str, list[tuple[Origin, dict[str, str]]]] = {}
    for number, cells in table.records():
        for flat in form.rows(cells):
            orders.setdefault(flat["id"], []).append((Origin(table.name, number, shown), flat))
    titles = [rows[0][1].get("title", "") for rows in orders.values()]
    reader = OrderReader(form.source, collector.language or language_of([], titles), collector)
    for rows in orders.values():
        reader.add(rows[0][1], rows)


class OrderReader:
    """Adds flat orders with their customers, lines, payments and parcels."""

    def __init__(self, source: str, language: str, collector: Collector) -> None:
        """Go on with the customers that were read before."""
        self.source = source
        self.language = language
        self.collector = collector
        self.known = {row.id for row in collector.batch.of(CustomerRow)}
        collector.batch.payments_given = True
        collector.batch.may_lack.add(OrderLineRow)

    def add(self, first: Cells, rows: Sequence[tuple[Origin, Cells]]) -> None:
        """Add one order; `first` has its facts, each of `rows` one line."""
        origin = rows[0][0]
        if self.collector.is_elsewhere(first.get("currency", "")):
            return
        first = {**first, "shipping": _shipping(first, rows)}
        if not first.get("total"):
            first["total"] = _total(first, [cells for _, cells in rows])
        status = self._status(first, origin)
        customer = customer_of(first, self.source, self.language)
        if customer["id"] not in self.known:
            self.known.add(customer["id"])
            self.collector.add(CustomerRow, customer, origin)
        self.collector.add(OrderRow, self._order(first, customer["id"], status), origin)
        lines = [row for row in rows if row[1].get("sku") or row[1].get("title")]
        for position, (place, cells) in enumerate(lines or [(origin, self._only_line(first))]):
            self.collector.add(
                OrderLineRow, self._line(first["id"], position, cells, status), place
            )
        self._add_payments(first, status, origin)
        if status in ("shipped", "delivered"):
            values = {
                "order_id": first["id"],
                "status": status,
                "carrier": first.get("carrier", ""),
            }
            values |= {"tracking_number": first.get("tracking", "")}
            at = loose_instant(first.get("fulfilled_at", ""))
            values |= {"delivered_at" if status == "delivered" else "shipped_at": at}
            self.collector.add(ShipmentRow, values, origin)

    def _status(self, first: Cells, origin: Origin) -> str:
        if not set(STATUSES) & set(first):
            # A table without a word for it tells it by its days.
            return "shipped" if first.get("fulfilled_at") else "paid"
        written = first.get("status") or first.get("payment_status", "")
        found = _status_named(first.get("fulfilment", "")) or _status_named(written)
        if found is None:
            self.collector.reject(origin, "status", "is no status that is known here", written)
        return found or "pending"

    def _order(self, first: Cells, customer_id: str, status: str) -> dict[str, Any]:
        address = {name: first.get(f"ship_{name}", "") or first.get(name, "") for name in ADDRESS}
        return {
            "id": first["id"],
            "customer_id": customer_id,
            "status": status,
            "placed_at": loose_instant(first.get("placed_at", "")),
            "discount_cents": first.get("discount", "").lstrip("-"),
            "shipping_cents": first.get("shipping", ""),
            "total_cents": first.get("total", ""),
            "coupon": first.get("coupon", ""),
            "payment_kind": option_key(first.get("payment", ""))[:30],
            "address": {name: text for name, text in address.items() if text},
            "details": {"source": self.source},
        }

    def _only_line(self, first: Cells) -> dict[str, str]:
        """Return the line of an order whose export does not list its goods."""
        amount = first.get("subtotal") or first.get("total") or ""
        return {"unit_price": amount, "quantity": "1", "title": first.get("goods", "")}

    def _line(self, order_id: str, position: int, cells: Cells, status: str) -> dict[str, Any]:
        title = plain_text(cells.get("title", ""))
        quantity = cells.get("quantity") or "1"
        return {
            "order_id": order_id,
            "position": position,
            "sku": cells.get("sku") or handle(slug(title) or f"order-{slug(order_id)}"),
            "title": {self.language: title} if title else dict(_words()["goods"]),
            "quantity": quantity,
            "unit_price_cents": cells.get("unit_price")
            or _each(cells.get("line_total", ""), quantity),
            "status": status if status in ("cancelled", "returned") else "ordered",
        }

    def _add_payments(self, first: Cells, status: str, origin: Origin) -> None:
        if status in UNPAID:
            return
        at = loose_instant(first.get("paid_at") or first.get("placed_at", ""))
        paid = {"order_id": first["id"], "at": at, "kind": "payment"}
        self.collector.add(PaymentRow, paid | {"amount_cents": first.get("total", "")}, origin)
        refunded = first.get("refunded", "").lstrip("-")
        if status == "returned" and not refunded.strip("0."):
            refunded = first.get("total", "")
        if refunded.strip("0.") != "":
            back = {"order_id": first["id"], "at": at, "kind": "refund", "amount_cents": refunded}
            self.collector.add(PaymentRow, back, origin)


def _shipping(first: Cells, rows: Sequence[tuple[Origin, Cells]]) -> str:
    """Return what sending an order costs, which some tables part among its lines."""
    parts = [cells.get("line_shipping", "") for _, cells in rows]
    try:
        return (
            str(sum(Decimal(part) for part in parts if part))
            if any(parts)
            else first.get("shipping", "")
        )
    except InvalidOperation:
        return first.get("shipping", "")


def _total(first: Cells, lines: Sequence[Cells]) -> str:
    """Return what an order comes to whose table does not say it; nothing where its amounts are no numbers."""
    try:
        goods = sum(
            Decimal(
                cells.get("unit_price") or _each(cells.get("line_total", ""), cells["quantity"])
            )
            * int(cells["quantity"])
            for cells in lines
        )
        less = abs(Decimal(first.get("discount") or 0))
        return str(goods - less + Decimal(first.get("shipping") or 0))
    except (InvalidOperation, ValueError, KeyError):
        return ""


def _each(line_total: str, quantity: str) -> str:
    """Return what one piece of a line costs; what is no number stays for the check of the row to refuse."""
    try:
        return str(round(Decimal(line_total) / int(quantity), 4).normalize())
    except (InvalidOperation, ValueError, ZeroDivisionError):
        return line_total


def customer_of(first: Cells, source: str, language: str) -> dict[str, Any]:
    """Return the fields of a customer: whoever has the e-mail address, else the telephone number, else the name."""
    name = first.get("name") or " ".join(
        filter(None, (first.get("first_name", ""), first.get("last_name", "")))
    )
    mark = first.get("email", "").lower() or first.get("phone") or name or first.get("id", "")
    address = {key: first.get(key, "") for key in ADDRESS[1:] if first.get(key)}
    return {
        "id": f"{source}-{fingerprint(mark)}",
        "name": name or first.get("email") or mark,
        "email": first.get("email", ""),
        "phone": first.get("phone", ""),
        "city": first.get("city", ""),
        "country": first.get("country", ""),
        "language": language,
        "joined_on": loose_instant(first.get("joined", ""))[:10],
        "address": {"name": name, **address} if "street" in address else {},
        "consent_marketing": first.get("consent") or "no",
    }


def read_customer_table(table: Table, form: FlatTable, collector: Collector) -> None:
    """Add the customers of a table; a second row of the same person adds nothing."""
    shown = form.shown(list(table.frame.columns))
    known = {row.id for row in collector.batch.of(CustomerRow)}
    for number, cells in table.records():
        values = customer_of(form.flat(cells), form.source, collector.language or "en")
        if values["id"] not in known:
            known.add(values["id"])
            collector.add(CustomerRow, values, Origin(table.name, number, shown))
