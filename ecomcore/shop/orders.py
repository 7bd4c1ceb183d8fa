"""A customer's orders, in one place: find, look, plan a change, carry it out.

Every change takes two steps. `plan_…` checks the shop's rules and returns a frozen `Plan` that says exactly what will
happen, or raises `NotAllowedError` with a `code` and `data` to explain it with. `execute` carries the plan out exactly
once under an idempotency key, and refuses it (`changed`) when it would no longer do the same.
"""

from ecomcore.shop.invoices import Invoice, InvoiceLine, invoice
from ecomcore.shop.order_checks import (
    plan_cancel,
    plan_change_address,
    plan_change_items,
    plan_change_payment,
    plan_exchange,
    plan_report_damaged,
    plan_report_missing,
    plan_return,
    possible_operations,
)
from ecomcore.shop.order_execution import execute, receive_goods
from ecomcore.shop.order_plans import (
    ORIGINAL,
    STORE_CREDIT,
    LineChange,
    LineChoice,
    Plan,
    Receipt,
    Request,
    Transfer,
)
from ecomcore.shop.order_views import (
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
from ecomcore.shop.refunds import RefundState, refund_status
from ecomcore.shop.reorders import ReorderLine, ReorderResult, reorder

__all__ = [
    "ORIGINAL",
    "STORE_CREDIT",
    "CaseView",
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
    "execute",
    "find_order",
    "get_order",
    "invoice",
    "methods_of",
    "orders_of",
    "plan_cancel",
    "plan_change_address",
    "plan_change_items",
    "plan_change_payment",
    "plan_exchange",
    "plan_report_damaged",
    "plan_report_missing",
    "plan_return",
    "possible_operations",
    "receive_goods",
    "refund_status",
    "reorder",
]
