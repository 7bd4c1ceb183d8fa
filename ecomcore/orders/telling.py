"""What the shop's systems are told of a change of an order, as JSON values (docs/changes.md)."""

from __future__ import annotations

from typing import Any

from ecomcore.orders.plans import LINES, TRANSFERS, Plan, Receipt
from ecomcore.shop.outbox.changes import Subject


def subject_of(plan: Plan) -> Subject:
    """Return what a plan is about: an order, or the customer's account."""
    if plan.order_id is None:
        return Subject("customer", plan.customer_id)
    return Subject("order", plan.order_id)


def facts_of(plan: Plan, receipt: Receipt | None = None) -> dict[str, Any]:
    """Return what a plan would do, or has done where there is a receipt of it."""
    request = plan.request
    return {
        "currency": plan.currency,
        "whole_order": plan.whole_order,
        "lines": LINES.dump_python(plan.lines, mode="json"),
        "reason": plan.reason,
        "refund_cents": plan.refund_cents,
        "charge_cents": plan.charge_cents,
        "transfers": TRANSFERS.dump_python(plan.transfers, mode="json"),
        "settle": plan.settle,
        "total_cents": plan.total_after_cents,
        "address": plan.address_after,
        "is_account_address": plan.order_id is None or request.account,
        "payment_method": request.settle_with,
        "resolution": plan.resolution,
        "note": request.note,
        "priority": plan.priority,
        "order_status": receipt.status if receipt else plan.status_before,
        "case_number": receipt.case_number if receipt else None,
        "return_label": receipt.label if receipt else None,
    }


def facts_of_receipt(receipt: Receipt) -> dict[str, Any]:
    """Return what has happened to goods that came back."""
    return {
        "currency": receipt.currency,
        "lines": LINES.dump_python(receipt.lines, mode="json"),
        "refund_cents": receipt.refund_cents,
        "charge_cents": receipt.charge_cents,
        "transfers": TRANSFERS.dump_python(receipt.transfers, mode="json"),
        "total_cents": receipt.total_cents,
        "order_status": receipt.status,
        "case_number": receipt.case_number,
    }
