"""What the shop's database already holds that an import may refer to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from ecomcore.shop.models import (
    Category,
    Customer,
    ImportedRow,
    Order,
    PaymentMethod,
    Product,
    ShopInfo,
    Variant,
)


@dataclass
class Stored:
    """Keys of the rows that are there, with the few fields that orders are completed from."""

    info: dict[str, Any] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)
    products: dict[str, dict[str, str]] = field(default_factory=dict)
    variants: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    customers: dict[str, str | None] = field(default_factory=dict)
    payment_methods: dict[str, str] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    imported_orders: set[str] = field(default_factory=set)


def read_stored(connection: Connection) -> Stored:
    """Read the keys of a shop; `connection` must see tables of the current revision."""

    def rows(*columns: Any) -> list[Any]:
        return list(connection.execute(select(*columns)))

    imported = select(ImportedRow.key).where(ImportedRow.kind == "order")
    return Stored(
        info=dict(map(tuple, rows(ShopInfo.key, ShopInfo.value))),
        categories={path for (path,) in rows(Category.path)},
        products=dict(map(tuple, rows(Product.id, Product.title))),
        variants={sku: (pid, opts) for sku, pid, opts in rows(*_variant_columns())},
        customers=dict(map(tuple, rows(Customer.id, Customer.email))),
        payment_methods=dict(map(tuple, rows(PaymentMethod.id, PaymentMethod.kind))),
        orders=dict(map(tuple, rows(Order.id, Order.customer_id))),
        imported_orders=set(connection.scalars(imported)),
    )


def _variant_columns() -> tuple[Any, Any, Any]:
    return Variant.sku, Variant.product_id, Variant.options
