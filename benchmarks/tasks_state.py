"""What the orders of a shop look like, in a form that two ways to the same end have in common."""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, select

from ecomcore.shop.models import (
    Case,
    Customer,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentMethod,
)

ADDRESS = ("street", "street2", "district", "city", "state", "postcode", "country")
ORIGINAL = "original"


@dataclass
class Line:
    """A line of an order."""

    sku: str
    product_id: str
    title: str
    options: dict[str, str]
    price_cents: int
    quantity: int = 1
    status: str = "ordered"


@dataclass
class CaseState:
    """A return or an exchange that was asked for.

    `items` are pairs of what goes back and, in an exchange, what comes instead. `method_id` is where the refund goes
    or, in an exchange, what settles the difference; empty where no money moves.
    """

    kind: str
    items: tuple[tuple[str, str], ...]
    method_id: str = ""


@dataclass
class OrderState:
    """An order, without what differs from run to run (times, numbers of cases and of payments)."""

    id: str
    customer_id: str
    status: str
    address: dict[str, str]
    method_id: str
    lines: list[Line]
    payments: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Cents by kind (`payment`, `refund`) and way to pay."""
    cases: list[CaseState] = field(default_factory=list)
    cancel_reason: str = ""
    changes: int = 0
    """How often its items were changed."""

    @property
    def total_cents(self) -> int:
        """Return what its goods cost."""
        return sum(line.price_cents * line.quantity for line in self.lines)

    def paid(self) -> dict[str, int]:
        """Return what each way to pay has paid, after refunds."""
        net: Counter[str] = Counter()
        for (kind, method), cents in self.payments.items():
            net[method] += cents if kind == "payment" else -cents
        return {method: cents for method, cents in net.items() if cents}

    def comparable(self) -> dict[str, Any]:
        """Return what has to be equal."""
        lines = Counter((line.sku, line.status, line.price_cents) for line in self.lines)
        return {
            "status": self.status,
            "address": {key: self.address.get(key, "") for key in ADDRESS},
            "method": self.method_id,
            "lines": sorted((*line, count) for line, count in lines.items()),
            "payments": sorted((*key, cents) for key, cents in self.payments.items() if cents),
            "cases": sorted((c.kind, tuple(sorted(c.items)), c.method_id) for c in self.cases),
            "cancel_reason": self.cancel_reason,
        }


@dataclass
class Method:
    """A way to pay of a customer."""

    id: str
    customer_id: str
    kind: str
    last_four: str
    brand: str
    balance_cents: int | None


@dataclass
class ShopState:
    """All orders, addresses and ways to pay, or those of one customer."""

    orders: dict[str, OrderState]
    addresses: dict[str, dict[str, str]]
    methods: dict[str, Method]

    def of(self, customer_id: str) -> ShopState:
        """Return a copy of what belongs to one customer."""
        return copy.deepcopy(
            ShopState(
                {k: o for k, o in self.orders.items() if o.customer_id == customer_id},
                {k: a for k, a in self.addresses.items() if k == customer_id},
                {k: m for k, m in self.methods.items() if m.customer_id == customer_id},
            )
        )

    def comparable(self) -> dict[str, Any]:
        """Return what has to be equal, by a name that says what it is."""
        parts: dict[str, Any] = {
            f"order {key}": order.comparable() for key, order in self.orders.items()
        }
        for key, address in self.addresses.items():
            parts[f"address of {key}"] = {name: address.get(name, "") for name in ADDRESS}
        for key, method in self.methods.items():
            parts[f"balance of {key}"] = method.balance_cents
        return parts


def differences(wanted: ShopState, found: ShopState) -> list[str]:
    """Return, in words, where two states differ; empty where they are equal."""
    left, right = wanted.comparable(), found.comparable()
    lines = []
    for name in sorted(left.keys() | right.keys()):
        before, after = left.get(name), right.get(name)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            lines += [
                f"{name}: {key} should be {before[key]}, is {after[key]}"
                for key in before
                if before[key] != after[key]
            ]
        else:
            lines.append(f"{name} should be {before}, is {after}")
    return lines


def read_state(connection: Connection, customer_id: str | None = None) -> ShopState:
    """Read all orders, addresses and ways to pay of the shop, or those of one customer."""

    def own(query: Select[Any], column: Any) -> Iterable[Any]:
        wanted = query if customer_id is None else query.where(column == customer_id)
        return connection.execute(wanted).all()

    orders = {
        row.id: OrderState(
            id=row.id,
            customer_id=row.customer_id,
            status=row.status,
            address=_words(row.address),
            method_id=row.payment_method_id or "",
            lines=[],
        )
        for row in own(
            select(
                Order.id, Order.customer_id, Order.status, Order.address, Order.payment_method_id
            ),
            Order.customer_id,
        )
    }
    _read_parts(connection, orders, customer_id)
    addresses = {
        row.id: _words(row.address)
        for row in own(select(Customer.id, Customer.address), Customer.id)
    }
    methods = {
        row.id: Method(
            row.id,
            row.customer_id,
            row.kind,
            row.last_four or "",
            row.brand or "",
            row.balance_cents,
        )
        for row in own(select(PaymentMethod.__table__), PaymentMethod.customer_id)
    }
    return ShopState(orders, addresses, methods)


def _read_parts(
    connection: Connection, orders: dict[str, OrderState], customer_id: str | None
) -> None:
    def rows(table: Any) -> Iterable[Any]:
        query = select(table.__table__)
        if customer_id is not None:
            query = query.where(table.order_id.in_(list(orders)))
        return connection.execute(query).all()

    for row in rows(OrderLine):
        title = next(iter(row.title.values()), "")
        orders[row.order_id].lines.append(
            Line(
                row.sku, row.product_id, title, dict(row.options), row.unit_price_cents, row.quantity,
                row.status,
            )
        )  # fmt: skip
    for row in rows(Payment):
        orders[row.order_id].payments[row.kind, row.method_id or ""] += row.amount_cents
    for row in rows(Case):
        orders[row.order_id].cases.append(_case(row, orders[row.order_id]))
    for row in rows(OrderEvent):
        if row.kind == "cancel":
            orders[row.order_id].cancel_reason = str(row.detail.get("reason") or "")
        orders[row.order_id].changes += row.kind == "change_items"


def _case(row: Any, order: OrderState) -> CaseState:
    items = tuple(sorted((line["sku"], line.get("new_sku") or "") for line in row.lines))
    given = str((row.detail.get("request") or {}).get("settle_with") or ORIGINAL)
    moves = row.refund_cents or row.detail.get("difference_cents")
    method = row.refund_method_id or (order.method_id if given == ORIGINAL else given)
    return CaseState(row.kind, items, method if moves else "")


def _words(address: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in address.items() if value}


@dataclass(frozen=True)
class VariantFacts:
    """A variant that the shop sells."""

    sku: str
    product_id: str
    title: str
    options: Mapping[str, str]
    price_cents: int
    is_available: bool


def read_variants(connection: Connection) -> dict[str, VariantFacts]:
    """Read what the shop sells, by sku."""
    from ecomcore.shop.models import Product, Variant

    query = select(
        Variant.sku,
        Variant.product_id,
        Product.title,
        Variant.options,
        Variant.price_cents,
        Variant.stock,
    ).join(Product, Product.id == Variant.product_id)
    return {
        row.sku: VariantFacts(
            row.sku,
            row.product_id,
            next(iter(row.title.values()), ""),
            dict(row.options),
            row.price_cents,
            row.stock > 0,
        )
        for row in connection.execute(query)
    }


def variants_by_product(variants: Mapping[str, VariantFacts]) -> dict[str, list[VariantFacts]]:
    """Return the variants of each product."""
    grouped: dict[str, list[VariantFacts]] = defaultdict(list)
    for variant in variants.values():
        grouped[variant.product_id].append(variant)
    return dict(grouped)
