"""Checks across rows: keys that come twice, and references to rows that are nowhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from ecomcore.importers.collector import Collector
from ecomcore.importers.rows import (
    BrowseEventRow,
    CategoryRow,
    CouponRow,
    CustomerRow,
    KnowledgeRow,
    OrderEventRow,
    OrderLineRow,
    OrderRow,
    PaymentMethodRow,
    PaymentRow,
    ProductRow,
    PromotionRow,
    ReviewRow,
    Row,
    ShipmentRow,
    VariantRow,
)
from ecomcore.importers.stored import Stored

KEYED: tuple[type[Row], ...] = (
    CategoryRow,
    ProductRow,
    VariantRow,
    CustomerRow,
    PaymentMethodRow,
    OrderRow,
    CouponRow,
    PromotionRow,
    ReviewRow,
    KnowledgeRow,
)
# Which field of which model names a row of which other model.
REFERENCES: tuple[tuple[type[Row], str, type[Row]], ...] = (
    (ProductRow, "category", CategoryRow),
    (VariantRow, "product_id", ProductRow),
    (ReviewRow, "product_id", ProductRow),
    (BrowseEventRow, "product_id", ProductRow),
    (BrowseEventRow, "customer_id", CustomerRow),
    (CouponRow, "category", CategoryRow),
    (PromotionRow, "category", CategoryRow),
    (PaymentMethodRow, "customer_id", CustomerRow),
    (OrderRow, "customer_id", CustomerRow),
    (OrderLineRow, "order_id", OrderRow),
    (OrderEventRow, "order_id", OrderRow),
    (PaymentRow, "order_id", OrderRow),
    (ShipmentRow, "order_id", OrderRow),
    (ReviewRow, "customer_id", CustomerRow),
)
NAMES: dict[type[Row], str] = {
    CategoryRow: "category",
    ProductRow: "product",
    CustomerRow: "customer",
    OrderRow: "order",
    PaymentMethodRow: "payment method",
}


def check(collector: Collector, stored: Stored) -> None:
    """Report keys that come twice, unknown references, and products that cannot be bought."""
    for model in KEYED:
        _check_twice(collector, model, model.KEY[0], lambda row: row.key())
    _check_twice(collector, CustomerRow, "email", lambda row: getattr(row, "email", None))
    for model, field, target in REFERENCES:
        _check_reference(collector, model, field, target, known_keys(stored, target))
    _check_owners(collector, stored)
    _check_products(collector, stored)
    _check_orders(collector, stored)


def known_keys(stored: Stored, target: type[Row]) -> Collection[str]:
    """Return the keys of a model that the shop holds already."""
    return {
        CategoryRow: stored.categories,
        ProductRow: stored.products.keys(),
        CustomerRow: stored.customers.keys(),
        OrderRow: stored.imported_orders,
    }[target]


def _check_twice(
    collector: Collector, model: type[Row], field: str, key: Callable[[Row], Any]
) -> None:
    """Report each row whose key was in an earlier row of the files, with the line of the first."""
    first: dict[Any, Row] = {}
    for row in collector.batch.of(model):
        value = key(row)
        earlier = first.setdefault(value, row)
        if value is not None and earlier is not row:
            place = f"line {earlier.origin.line} of {earlier.origin.file}"
            collector.reject_row(row, field, f"comes twice, first in {place}", value)


def _check_reference(
    collector: Collector,
    model: type[Row],
    field: str,
    target: type[Row],
    known: Collection[str],
) -> None:
    """Report rows that name a row which is nowhere; leave them out where the format lacks rows."""
    batch = collector.batch
    named = {row.key() for row in batch.of(target)}
    missing = [
        row
        for row in batch.of(model)
        if (value := getattr(row, field)) is not None
        and value not in named
        and value not in known
        and not collector.is_doubtful(target, value)
    ]
    if missing and model in batch.may_lack:
        left_out = set(map(id, missing))
        batch.rows[model] = [row for row in batch.of(model) if id(row) not in left_out]
        names = len({getattr(row, field) for row in missing})
        batch.warnings.append(
            f"{missing[0].origin.file}: {len(missing)} {model.NAME} left out, because the export "
            f"does not hold the {names} {NAMES[target]}(s) they are about"
        )
        return
    for row in missing:
        reason = f"there is no such {NAMES[target]} in the files or in the shop"
        collector.reject_row(row, field, reason, getattr(row, field))


def _check_owners(collector: Collector, stored: Stored) -> None:
    """Report what belongs to another customer in the shop already."""
    owners = {email: key for key, email in stored.customers.items() if email}
    named = {row.id for row in collector.batch.of(CustomerRow)}
    for customer in collector.batch.of(CustomerRow):
        owner = owners.get(customer.email or "")
        if owner not in (None, customer.id) and owner not in named:
            collector.reject_row(
                customer, "email", f"belongs to customer {owner!r} already", customer.email
            )
    for order in collector.batch.of(OrderRow):
        if order.id in stored.orders and order.id not in stored.imported_orders:
            reason = "is the number of an order that the shop took itself"
            collector.reject_row(order, "id", reason, order.id)


def _check_products(collector: Collector, stored: Stored) -> None:
    """Report products without variants, and variants that differ in their kinds of options."""
    sold = {row.product_id for row in collector.batch.of(VariantRow)}
    sold.update(product_id for product_id, _ in stored.variants.values())
    for product in collector.batch.of(ProductRow):
        if product.id not in sold and not collector.is_doubtful(VariantRow, product.id):
            collector.reject_row(product, "id", "has no variant that could be bought", product.id)
    first: dict[str, VariantRow] = {}
    for variant in collector.batch.of(VariantRow):
        other = first.setdefault(variant.product_id, variant)
        if other.options.keys() != variant.options.keys():
            reason = (
                f"has the options {_listed(variant.options)}, but {other.sku!r} of the same "
                f"product has {_listed(other.options)}"
            )
            collector.reject_row(variant, "options", reason)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "(none)"


def _check_orders(collector: Collector, stored: Stored) -> None:
    """Report orders without lines, lines of unknown variants, and others' payment methods."""
    batch = collector.batch
    skus = {row.sku for row in batch.of(VariantRow)} | stored.variants.keys()
    for line in [] if OrderLineRow in batch.may_lack else batch.of(OrderLineRow):
        is_unknown = line.product_id is None and line.sku not in skus
        if is_unknown and not collector.is_doubtful(VariantRow, line.sku):
            reason = "there is no such variant in the files or in the shop"
            collector.reject_row(line, "sku", reason, line.sku)
    with_lines = {line.order_id for line in batch.of(OrderLineRow)}
    methods = {method.id: method.customer_id for method in batch.of(PaymentMethodRow)}
    for order in batch.of(OrderRow):
        if order.id not in with_lines and not collector.is_doubtful(OrderLineRow, order.id):
            collector.reject_row(order, "id", "has no lines", order.id)
        method = order.payment_method_id
        if method is None:
            continue
        is_known = method in methods or method in stored.payment_methods
        if not is_known and not collector.is_doubtful(PaymentMethodRow, method):
            reason = "there is no such payment method in the files or in the shop"
            collector.reject_row(order, "payment_method_id", reason, method)
        elif methods.get(method, order.customer_id) != order.customer_id:
            reason = f"belongs to another customer than {order.customer_id!r}"
            collector.reject_row(order, "payment_method_id", reason, method)
