"""What an order operation asks for and will do: request, plan, receipt, and their JSON forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter

Texts = dict[str, str]
Operation = Literal[
    "cancel",
    "change_address",
    "change_items",
    "change_payment",
    "return_lines",
    "exchange_lines",
    "report_damaged",
    "report_missing",
]
ORIGINAL = "original"
STORE_CREDIT = "store_credit"


@dataclass(frozen=True)
class LineChoice:
    """A line that the shopper means.

    `quantity` none means all its pieces; `new_sku` is the variant wanted instead (changes and
    exchanges).
    """

    line_id: int
    quantity: int | None = None
    new_sku: str | None = None


@dataclass(frozen=True)
class Request:
    """What a shopper wants done: with the database and the time, all that a plan depends on."""

    operation: Operation
    customer_id: str
    order_id: str | None
    lines: tuple[LineChoice, ...] = ()
    reason: str | None = None
    settle_with: str | None = None
    address: dict[str, str] | None = None
    account: bool = False
    note: str | None = None
    resolution: str | None = None
    photo: str | None = None


@dataclass(frozen=True)
class LineChange:
    """Some pieces of a line and what happens to them.

    `amount_cents` is what these pieces count after the order's discount; `new_*` is the variant
    that comes instead.
    """

    line_id: int
    product_id: str
    sku: str
    title: Texts
    options: Texts
    quantity: int
    unit_price_cents: int
    amount_cents: int
    whole_line: bool
    new_sku: str | None = None
    new_options: Texts | None = None
    new_unit_price_cents: int | None = None


@dataclass(frozen=True)
class Transfer:
    """Money that will move: a `refund` to the customer or a `payment` to the shop.

    It arrives between `days_least` and `days_most` days after it is made (business days if
    `business_days`); none where the shop has not said.
    """

    kind: Literal["refund", "payment"]
    method_id: str | None
    method_kind: str | None
    last_four: str | None
    amount_cents: int
    days_least: int | None
    days_most: int | None
    business_days: bool


@dataclass(frozen=True)
class Plan:
    """Exactly what will happen if the shopper says yes; nothing has happened yet.

    `difference_cents` is what the customer pays more (negative: gets back); `settle` says whether
    `transfers` are made at once or when the goods have come back. `last_change` warns that
    afterwards no further change of this kind is possible. `last_possible_on` is the last day on
    which the operation is allowed.
    """

    operation: Operation
    request: Request
    customer_id: str
    order_id: str | None
    order_version: int | None
    currency: str
    status_before: str | None
    status_after: str | None
    lines: tuple[LineChange, ...] = ()
    whole_order: bool = False
    transfers: tuple[Transfer, ...] = ()
    settle: Literal["request", "receipt"] = "request"
    total_before_cents: int = 0
    total_after_cents: int = 0
    difference_cents: int = 0
    goods_cents: int = 0
    shipping_refund_cents: int = 0
    fee_cents: int = 0
    reason: str | None = None
    reason_label: Texts | None = None
    return_paid_by: Literal["shop", "customer"] | None = None
    send_back_within_days: int | None = None
    address_before: dict[str, Any] | None = None
    address_after: dict[str, Any] | None = None
    priority: str | None = None
    resolution: str | None = None
    answer_within_days: int | None = None
    last_possible_on: date | None = None
    last_change: bool = False

    @property
    def refund_cents(self) -> int:
        """What the customer gets back."""
        return sum(move.amount_cents for move in self.transfers if move.kind == "refund")

    @property
    def charge_cents(self) -> int:
        """What the customer pays."""
        return sum(move.amount_cents for move in self.transfers if move.kind == "payment")

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as JSON values, to be kept until the shopper has answered."""
        dumped: dict[str, Any] = _PLAN.dump_python(self, mode="json")
        return dumped

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Plan:
        """Return the plan that `as_dict` wrote."""
        return _PLAN.validate_python(value)


@dataclass(frozen=True)
class Receipt:
    """What has happened; `repeated` says that it had happened before, under the same key.

    `state` is `requested` where the shop was asked for it and nothing has changed yet;
    `change_number` names it in the outbox.
    """

    operation: str
    order_id: str | None
    at: datetime
    currency: str
    status: str | None
    total_cents: int
    lines: tuple[LineChange, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    settle: Literal["request", "receipt"] = "request"
    refund_cents: int = 0
    charge_cents: int = 0
    case_number: str | None = None
    label: dict[str, Any] | None = None
    address: dict[str, Any] | None = None
    priority: str | None = None
    state: Literal["done", "requested"] = "done"
    change_number: str | None = None
    repeated: bool = field(default=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the receipt as JSON values."""
        dumped: dict[str, Any] = _RECEIPT.dump_python(self, mode="json")
        return dumped

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Receipt:
        """Return the receipt that `as_dict` wrote."""
        return _RECEIPT.validate_python(value)


_PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)
_RECEIPT: TypeAdapter[Receipt] = TypeAdapter(Receipt)
REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
LINES: TypeAdapter[tuple[LineChange, ...]] = TypeAdapter(tuple[LineChange, ...])
TRANSFERS: TypeAdapter[tuple[Transfer, ...]] = TypeAdapter(tuple[Transfer, ...])


def choices(lines: Sequence[LineChoice | int]) -> tuple[LineChoice, ...]:
    """Return the choices, where a bare line id means the whole line."""
    return tuple(line if isinstance(line, LineChoice) else LineChoice(line) for line in lines)
