"""A customer's orders, in one place: find, look, plan a change, carry it out.

Every change takes two steps. `plan_for` checks the shop's rules and returns a frozen `Plan` that says exactly what will
happen, or raises `NotAllowedError` with a `code` and `data` to explain it with. `execute` carries the plan out exactly
once under an idempotency key, and refuses it (`changed`) when it would no longer do the same. `submit` carries it out
or, where the shop's rules say so, asks the shop for it, which then says `confirm` or `refuse_request`.
"""

from __future__ import annotations

from ecomcore.orders.execution import execute
from ecomcore.orders.invoices import Invoice, InvoiceLine, invoice
from ecomcore.orders.planning import plan_for, possible_operations
from ecomcore.orders.plans import (
    ORIGINAL,
    STORE_CREDIT,
    LineChange,
    LineChoice,
    Plan,
    Receipt,
    Request,
    Transfer,
    choices,
)
from ecomcore.orders.receiving import receive_goods
from ecomcore.orders.refunds import RefundState, refund_status
from ecomcore.orders.reorders import ReorderLine, ReorderResult, reorder
from ecomcore.orders.requests import Decision, confirm, refuse_request, submit
from ecomcore.orders.views import (
    CaseView,
    EventView,
    LineView,
    MethodView,
    OrderView,
    PaymentView,
    ShipmentView,
    find_order,
    get_order,
    methods_of,
    orders_of,
)

__all__ = [
    "ORIGINAL",
    "STORE_CREDIT",
    "CaseView",
    "Decision",
    "EventView",
    "Invoice",
    "InvoiceLine",
    "LineChange",
    "LineChoice",
    "LineView",
    "MethodView",
    "OrderView",
    "PaymentView",
    "Plan",
    "Receipt",
    "RefundState",
    "ReorderLine",
    "ReorderResult",
    "Request",
    "ShipmentView",
    "Transfer",
    "choices",
    "confirm",
    "execute",
    "find_order",
    "get_order",
    "invoice",
    "methods_of",
    "orders_of",
    "plan_for",
    "possible_operations",
    "receive_goods",
    "refund_status",
    "refuse_request",
    "reorder",
    "submit",
]
