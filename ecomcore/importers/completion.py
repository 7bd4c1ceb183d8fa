"""Works out what the rows of an order leave open: titles, totals, payments."""

from __future__ import annotations

from collections import defaultdict

from ecomcore.importers.collector import Collector
from ecomcore.importers.rows import (
    OrderEventRow,
    OrderLineRow,
    OrderRow,
    PaymentMethodRow,
    PaymentRow,
    ProductRow,
    VariantRow,
)
from ecomcore.importers.stored import Stored

UNPAID = "pending"
REFUNDED = ("cancelled", "returned")


def complete_orders(collector: Collector, stored: Stored) -> None:
    """Fill the open fields of orders and lines in place, and report totals that cannot be."""
    batch = collector.batch
    if not batch.of(OrderRow):
        return
    titles = stored.products | {row.id: row.title for row in batch.of(ProductRow)}
    variants = stored.variants | {
        row.sku: (row.product_id, row.options) for row in batch.of(VariantRow)
    }
    subtotals: dict[str, int] = defaultdict(int)
    for line in batch.of(OrderLineRow):
        product_id, options = variants.get(line.sku, (line.sku, {}))
        line.product_id = line.product_id or product_id
        line.title = line.title or titles.get(line.product_id) or {"en": line.sku}
        line.options = options if line.options is None else line.options
        subtotals[line.order_id] += line.quantity * line.unit_price_cents
    kinds = stored.payment_methods | {row.id: row.kind for row in batch.of(PaymentMethodRow)}
    for order in batch.of(OrderRow):
        order.payment_kind = order.payment_kind or kinds.get(order.payment_method_id or "")
        if order.subtotal_cents is None:
            order.subtotal_cents = subtotals[order.id]
        if order.total_cents is None:
            order.total_cents = order.subtotal_cents - order.discount_cents + order.shipping_cents
        if order.total_cents < 0:
            reason = "is more than the lines cost"
            collector.reject_row(order, "discount_cents", reason, order.discount_cents)
    if not batch.payments_given:
        _infer_payments(collector)


def _infer_payments(collector: Collector) -> None:
    """Add the payment that an order's status implies, where no payment of the order is given.

    Everything but a pending order was paid when it was placed; a cancelled or returned one was
    refunded at its last event.
    """
    batch = collector.batch
    given = {payment.order_id for payment in batch.of(PaymentRow)}
    last: dict[str, OrderEventRow] = {}
    for event in batch.of(OrderEventRow):
        if event.order_id not in last or event.at >= last[event.order_id].at:
            last[event.order_id] = event
    for order in batch.of(OrderRow):
        if order.id in given or order.status == UNPAID:
            continue
        kinds = ["payment", "refund"] if order.status in REFUNDED else ["payment"]
        for kind in kinds:
            is_late = kind == "refund" and order.id in last
            payment = PaymentRow.model_construct(
                order_id=order.id,
                at=last[order.id].at if is_late else order.placed_at,
                kind=kind,
                amount_cents=order.total_cents,
                method_id=order.payment_method_id,
            )
            batch.of(PaymentRow).append(payment)
