"""Checking an order operation by the shop's rules: the moment, the reason, the lines.

Refusals are `NotAllowedError`s; their `code` and `data` are:

| code | data |
|---|---|
| `operation_disabled` | |
| `status` | `status`, `allowed` |
| `too_late` | `last_possible_on` |
| `too_early` | `possible_from` |
| `once_per_order` | `done_at` |
| `reason_needed`, `reason_unknown` | `reasons` (code and label) |
| `nothing_left` | |
| `line_unknown` | `line_id` |
| `line_status` | `line_id`, `status` |
| `quantity` | `line_id`, `most` |
| `whole_order_only` | |
| `category_excluded` | `line_id`, `category` |
| `variant_needed` | `line_id`, `variants` |
| `variant_unknown`, `other_product`, `same_variant` | `line_id`, `sku`, `variants` |
| `out_of_stock` | `line_id`, `sku`, `stock`, `variants` |
| `method_needed`, `method_unknown`, `method_not_allowed`, `same_method` | `ways`, `methods` |
| `gift_card_balance` | `method_id`, `balance_cents`, `needed_cents` |
| `address_incomplete` | `missing` |
| `address_unchanged` | |
| `country_not_served` | `countries` |
| `resolution_unknown` | `resolutions` |
| `already_claimed` | `number` |
| `already_requested` | `number`, `requested_at` |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import refuse
from ecomcore.orders.arrivals import (
    assumed_arrival_of,
    delivered_at_of,
    expected_on_of,
    status_on,
)
from ecomcore.orders.money import LIVE
from ecomcore.orders.plans import LineChoice, Request
from ecomcore.shop.models import Change, Order, OrderLine, PaymentMethod, Variant
from ecomcore.shop.operation_rules import OperationRules, Reason, last_day
from ecomcore.shop.prices import PriceList
from ecomcore.shop.rules import Rules


@dataclass
class Ask:
    """One request with the rows and rules it is about."""

    session: Session
    request: Request
    now: datetime
    rules: Rules
    order: Order

    @cached_property
    def rule(self) -> OperationRules:
        """The rules of the operation."""
        return self.rules.of(self.request.operation)

    @cached_property
    def methods(self) -> dict[str, PaymentMethod]:
        """The customer's stored ways to pay."""
        rows = self.session.scalars(
            select(PaymentMethod)
            .where(PaymentMethod.customer_id == self.request.customer_id)
            .order_by(PaymentMethod.id)
        )
        return {row.id: row for row in rows}

    @cached_property
    def _prices(self) -> PriceList:
        return PriceList.of(self.session, self.now.date())

    def price_of(self, variant: Variant, line: OrderLine) -> int | None:
        """Return what a variant costs that comes instead of a line: today's price; for the same again what was paid."""
        if variant.sku == line.sku:
            return line.unit_price_cents
        return self._prices.price(variant, variant.product.category).cents

    @property
    def reason(self) -> Reason | None:
        """The reason given, as the rules know it."""
        return self.rule.reason(self.request.reason)

    def refuse_method(
        self, code: str, message: str, ways: Iterable[str], ids: Iterable[str]
    ) -> NoReturn:
        """Refuse a way to pay, naming those that would do."""
        refuse(code, message, ways=list(ways), methods=sorted(ids))


def last_day_of(ask: Ask) -> date | None:
    """Return the last day on which the rule allows the operation, or none without a limit."""
    order, arrived = ask.order, delivered_at_of(ask.order)
    arrived_on = arrived.date() if arrived else assumed_arrival_of(order, ask.rules)
    return last_day(ask.rule, order.placed_at, arrived_on, expected_on_of(order))


def check_moment(ask: Ask) -> None:
    """Refuse what the order's status, age or history does not allow (now)."""
    rule, order = ask.rule, ask.order
    operation = ask.request.operation
    if ask.rules.mode_of(operation) == "off":
        refuse("operation_disabled", f"this shop does not offer {operation}")
    status = status_on(order, ask.rules, ask.now.date())
    if not {status, order.status} & set(rule.statuses):
        refuse(
            "status",
            f"order {order.id} is {status!r}; {operation} needs one of {rule.statuses}",
            status=status,
            allowed=list(rule.statuses),
        )
    last = last_day_of(ask)
    if last is not None and ask.now.date() > last:
        refuse(
            "too_late", f"{operation} of order {order.id} ended on {last}", last_possible_on=last
        )
    if rule.once_per_order:
        for event in order.events:
            if event.kind == operation:
                refuse(
                    "once_per_order", f"{operation} of {order.id} was done before", done_at=event.at
                )


def check_reason(ask: Ask) -> None:
    """Refuse a reason that is missing or unknown."""
    code, rule = ask.request.reason, ask.rule
    known = [{"code": reason.code, "label": dict(reason.label)} for reason in rule.reasons]
    if code is None:
        if rule.reason_required:
            refuse("reason_needed", f"{ask.request.operation} needs a reason", reasons=known)
    elif rule.reasons and rule.reason(code) is None:
        refuse("reason_unknown", f"{code!r} is no reason of this shop", reasons=known)


@dataclass(frozen=True)
class Pick:
    """Pieces of one line that the shopper means, and the variant wanted instead."""

    line: OrderLine
    quantity: int
    new_sku: str | None

    @property
    def value_cents(self) -> int:
        """Price of the pieces, before any discount."""
        return self.quantity * self.line.unit_price_cents


def pick_lines(ask: Ask) -> list[Pick]:
    """Return the pieces that a request means; without any named, all that nothing happened to.

    Raises:
        NotAllowedError: `nothing_left`, `line_unknown`, `line_status` or `quantity`.
    """
    wanted: Sequence[LineChoice] = ask.request.lines
    lines = {line.id: line for line in ask.order.lines}
    if not wanted:
        wanted = [LineChoice(line.id) for line in lines.values() if line.status == "ordered"]
    if not wanted:
        refuse("nothing_left", f"order {ask.order.id} has no line left for {ask.request.operation}")
    taken: Counter[int] = Counter()
    picks = []
    for choice in wanted:
        line = lines.get(choice.line_id)
        if line is None:
            refuse(
                "line_unknown",
                f"order {ask.order.id} has no line {choice.line_id}",
                line_id=choice.line_id,
            )
        if line.status != "ordered":
            refuse(
                "line_status",
                f"line {line.id} is {line.status!r} already",
                line_id=line.id,
                status=line.status,
            )
        quantity = line.quantity if choice.quantity is None else choice.quantity
        taken[line.id] += quantity
        if quantity < 1 or taken[line.id] > line.quantity:
            refuse(
                "quantity",
                f"line {line.id} has {line.quantity} piece(s), not {taken[line.id]}",
                line_id=line.id,
                most=line.quantity,
            )
        picks.append(Pick(line, quantity, choice.new_sku))
    return picks


def check_pending(ask: Ask, picks: Sequence[Pick]) -> None:
    """Refuse what the shop has been asked for and has not answered yet, for the order or for the same lines."""
    pending = ask.session.scalars(
        select(Change)
        .where(
            Change.order_id == ask.order.id,
            Change.operation == ask.request.operation,
            Change.state == "requested",
        )
        .order_by(Change.made_at)
    )
    meant = {pick.line.id for pick in picks}
    for change in pending:
        asked = {line["line_id"] for line in change.plan["lines"]}
        if not picks or meant & asked:
            refuse(
                "already_requested",
                f"the shop has been asked for it as {change.number} and has not answered",
                number=change.number,
                requested_at=change.made_at,
            )


def is_whole(order: Order, picks: list[Pick]) -> bool:
    """Say whether the pieces are all that the customer still has of the order."""
    live = sum(line.quantity for line in order.lines if line.status in LIVE)
    return sum(pick.quantity for pick in picks) == live
