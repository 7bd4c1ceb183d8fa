"""Working out what an order operation would do, by the shop's rules; nothing is changed here.

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
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NoReturn, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.shop.business_days import add_days
from ecomcore.shop.models import Case, Customer, Order, OrderLine, PaymentMethod, Product, Variant
from ecomcore.shop.order_money import (
    LIVE,
    goods_shares,
    paid_by_method,
    split_refund,
    transfer,
)
from ecomcore.shop.order_plans import (
    ORIGINAL,
    STORE_CREDIT,
    LineChange,
    LineChoice,
    Operation,
    Plan,
    Request,
    Transfer,
    choices,
)
from ecomcore.shop.order_views import currency_of, delivered_at_of, expected_on_of, own_order
from ecomcore.shop.rules import (
    AddressRules,
    CancelRules,
    ClaimRules,
    ExchangeRules,
    ItemRules,
    OperationRules,
    PaymentRules,
    Reason,
    ReturnRules,
    Rules,
    SendBackRules,
    last_day,
    load_rules,
)

SHIPPING_REFUNDED = "shipping_refunded"
"""Key in `Order.details`: whether the cost of sending has been (or will be) given back."""
BALANCE_KINDS = ("gift_card", "store_credit")
CLOSED = ("closed", "done", "rejected")
_ADDRESS_FIELDS = (
    "name",
    "street",
    "street2",
    "district",
    "city",
    "state",
    "postcode",
    "country",
    "phone",
)
_INHERITED = ("name", "country")
_LONGEST_FIELD = 200


def refuse(code: str, message: str, **data: Any) -> NoReturn:
    """Raise the refusal with its facts."""
    raise NotAllowedError(message, code=code, data=data)


def store_credit_id(customer_id: str) -> str:
    """Return the id of a customer's store credit."""
    return f"store_credit_{customer_id}"[:60]


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

    @property
    def reason(self) -> Reason | None:
        """The reason given, as the rules know it."""
        return self.rule.reason(self.request.reason)

    def refuse_method(
        self, code: str, message: str, ways: Iterable[str], ids: Iterable[str]
    ) -> NoReturn:
        """Refuse a way to pay, naming those that would do."""
        refuse(code, message, ways=list(ways), methods=sorted(ids))


def _last_day(rule: OperationRules, order: Order) -> date | None:
    return last_day(rule, order.placed_at, delivered_at_of(order), expected_on_of(order))


def _check_moment(ask: Ask) -> None:
    rule, order = ask.rule, ask.order
    operation = ask.request.operation
    if not rule.enabled:
        refuse("operation_disabled", f"this shop does not offer {operation}")
    if order.status not in rule.statuses:
        refuse(
            "status",
            f"order {order.id} is {order.status!r}; {operation} needs one of {rule.statuses}",
            status=order.status,
            allowed=list(rule.statuses),
        )
    last = _last_day(rule, order)
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


def _check_reason(ask: Ask) -> None:
    code, rule = ask.request.reason, ask.rule
    known = [{"code": reason.code, "label": dict(reason.label)} for reason in rule.reasons]
    if code is None:
        if rule.reason_required:
            refuse("reason_needed", f"{ask.request.operation} needs a reason", reasons=known)
    elif rule.reasons and rule.reason(code) is None:
        refuse("reason_unknown", f"{code!r} is no reason of this shop", reasons=known)


@dataclass(frozen=True)
class _Pick:
    line: OrderLine
    quantity: int
    new_sku: str | None

    @property
    def value_cents(self) -> int:
        return self.quantity * self.line.unit_price_cents


def _pick(ask: Ask) -> list[_Pick]:
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
        picks.append(_Pick(line, quantity, choice.new_sku))
    return picks


def _is_whole(order: Order, picks: list[_Pick]) -> bool:
    live = sum(line.quantity for line in order.lines if line.status in LIVE)
    return sum(pick.quantity for pick in picks) == live


def _changes(
    order: Order, picks: list[_Pick], variants: Mapping[int, Variant] | None = None
) -> tuple[LineChange, ...]:
    shares = goods_shares(order, [pick.value_cents for pick in picks])
    taken = Counter[int]()
    for pick in picks:
        taken[pick.line.id] += pick.quantity
    changes = []
    for index, (pick, share) in enumerate(zip(picks, shares, strict=True)):
        variant = variants[index] if variants else None
        changes.append(
            LineChange(
                line_id=pick.line.id,
                product_id=pick.line.product_id,
                sku=pick.line.sku,
                title=dict(pick.line.title),
                options=dict(pick.line.options),
                quantity=pick.quantity,
                unit_price_cents=pick.line.unit_price_cents,
                amount_cents=share,
                whole_line=taken[pick.line.id] == pick.line.quantity,
                new_sku=variant.sku if variant else None,
                new_options=dict(variant.options) if variant else None,
                new_unit_price_cents=variant.price_cents if variant else None,
            )
        )
    return tuple(changes)


def _plan(ask: Ask, *, whole: bool = True, **fields: Any) -> Plan:
    order, rule, reason = ask.order, ask.rule, ask.reason
    after = rule.status_after if whole else rule.status_after_some
    values: dict[str, Any] = {
        "operation": ask.request.operation,
        "request": ask.request,
        "customer_id": order.customer_id,
        "order_id": order.id,
        "order_version": order.version,
        "currency": currency_of(ask.session),
        "status_before": order.status,
        "status_after": after or order.status,
        "whole_order": whole,
        "total_before_cents": order.total_cents,
        "total_after_cents": order.total_cents,
        "reason": ask.request.reason,
        "reason_label": dict(reason.label) if reason else None,
        "last_possible_on": _last_day(rule, order),
        "last_change": rule.once_per_order,
    }
    return Plan(**{**values, **fields})


def refund_moves(ask: Ask, amount_cents: int, ways: Sequence[str]) -> tuple[Transfer, ...]:
    """Return the refunds of an amount to where the shopper wants it, if the rules allow that way.

    Raises:
        NotAllowedError: `method_unknown` or `method_not_allowed`.
    """
    wish = ask.request.settle_with or (ORIGINAL if ORIGINAL in ways else next(iter(ways), ORIGINAL))
    payers = paid_by_method(ask.order)
    amount_cents = min(amount_cents, sum(payers.values()))
    fitting = [
        method.id
        for method in ask.methods.values()
        if method.kind in ways or (ORIGINAL in ways and method.id in payers)
    ]
    if wish == STORE_CREDIT and STORE_CREDIT in ways:
        return _to_store_credit(ask, amount_cents)
    if wish == ORIGINAL or (wish in payers and ORIGINAL in ways):
        if ORIGINAL not in ways:
            ask.refuse_method("method_not_allowed", "not to the original way to pay", ways, fitting)
        return split_refund(ask.order, amount_cents, ask.methods, ask.rules)
    method = ask.methods.get(wish)
    if wish == "gift_card":
        method = next((each for each in ask.methods.values() if each.kind == wish), None)
    if method is None and wish != STORE_CREDIT:
        ask.refuse_method(
            "method_unknown", f"the customer has no way to pay {wish!r}", ways, fitting
        )
    if method is None or method.kind not in ways:
        ask.refuse_method(
            "method_not_allowed", f"no refund to {wish!r} in this shop", ways, fitting
        )
    return _one(transfer("refund", amount_cents, method, None, ask.rules))


def _to_store_credit(ask: Ask, amount_cents: int) -> tuple[Transfer, ...]:
    move = transfer("refund", amount_cents, None, STORE_CREDIT, ask.rules)
    return _one(replace(move, method_id=store_credit_id(ask.request.customer_id)))


def _one(move: Transfer) -> tuple[Transfer, ...]:
    return (move,) if move.amount_cents else ()


def _check_balance(method: PaymentMethod, needed_cents: int) -> None:
    if method.kind in BALANCE_KINDS and (method.balance_cents or 0) < needed_cents:
        refuse(
            "gift_card_balance",
            f"{method.id} holds {method.balance_cents or 0}, {needed_cents} is needed",
            method_id=method.id,
            balance_cents=method.balance_cents or 0,
            needed_cents=needed_cents,
        )


def settle_moves(
    ask: Ask, difference_cents: int, ways: Sequence[str], any_method: bool
) -> tuple[Transfer, ...]:
    """Return how a difference in price is paid (positive) or given back (negative).

    An order that has not been paid yet only gets another total.

    Raises:
        NotAllowedError: the way is not allowed, none is known, or a gift card does not cover it.
    """
    payers = paid_by_method(ask.order)
    wish = ask.request.settle_with
    if difference_cents == 0 or not payers:
        return ()
    method = ask.methods.get(wish or "")
    if difference_cents < 0:
        if any_method and method is not None:
            return _one(transfer("refund", -difference_cents, method, None, ask.rules))
        return refund_moves(ask, -difference_cents, ways)
    originals = {ask.order.payment_method_id, *payers}
    fitting = [
        each.id
        for each in ask.methods.values()
        if any_method or each.id in originals or each.kind in ways
    ]
    if wish in (None, ORIGINAL):
        method = ask.methods.get(ask.order.payment_method_id or "")
        if method is None:
            ask.refuse_method("method_needed", "no stored way pays the difference", ways, fitting)
    if method is None:
        ask.refuse_method(
            "method_unknown", f"the customer has no way to pay {wish!r}", ways, fitting
        )
    if method.id not in fitting:
        ask.refuse_method("method_not_allowed", f"{method.id} cannot settle it", ways, fitting)
    _check_balance(method, difference_cents)
    return _one(transfer("payment", difference_cents, method, None, ask.rules))


def amended_money(order: Order, delta_cents: int) -> tuple[int, int, int]:
    """Return subtotal, discount and total when the goods cost `delta_cents` more (or less)."""
    subtotal = order.subtotal_cents + delta_cents
    discount = min(order.discount_cents, subtotal)
    return subtotal, discount, subtotal - discount + order.shipping_cents


def _plan_cancel(ask: Ask) -> Plan:
    rule = ask.rule
    assert isinstance(rule, CancelRules)  # noqa: S101 - by construction of `Rules`
    picks = _pick(ask)
    whole = _is_whole(ask.order, picks)
    if not whole and not rule.single_lines:
        refuse("whole_order_only", f"order {ask.order.id} can only be cancelled as a whole")
    lines = _changes(ask.order, picks)
    goods = sum(line.amount_cents for line in lines)
    paid = sum(paid_by_method(ask.order).values())
    moves = refund_moves(ask, paid if whole else goods, rule.refund_ways)
    return _plan(
        ask,
        whole=whole,
        lines=lines,
        transfers=moves,
        goods_cents=goods,
        shipping_refund_cents=ask.order.shipping_cents if whole and paid else 0,
        total_after_cents=0 if whole else ask.order.total_cents - goods,
        difference_cents=-sum(move.amount_cents for move in moves),
    )


def _variant_choices(ask: Ask, line: OrderLine) -> list[dict[str, Any]]:
    rows = ask.session.scalars(
        select(Variant).where(Variant.product_id == line.product_id).order_by(Variant.position)
    )
    return [
        {
            "sku": row.sku,
            "options": dict(row.options),
            "price_cents": row.price_cents,
            "stock": row.stock,
        }
        for row in rows
        if row.stock > 0 and row.sku != line.sku
    ]


def _new_variant(ask: Ask, pick: _Pick, same_allowed: bool, claimed: Counter[str]) -> Variant:
    line, sku = pick.line, pick.new_sku
    facts: dict[str, Any] = {"line_id": line.id, "variants": _variant_choices(ask, line)}
    if sku is None:
        refuse("variant_needed", f"which variant should replace line {line.id}?", **facts)
    facts["sku"] = sku
    variant = ask.session.get(Variant, sku)
    if variant is None:
        refuse("variant_unknown", f"there is no variant {sku!r}", **facts)
    if variant.product_id != line.product_id:
        refuse("other_product", f"{sku!r} is another product than line {line.id}", **facts)
    if variant.sku == line.sku and not same_allowed:
        refuse("same_variant", f"line {line.id} is {sku!r} already", **facts)
    claimed[sku] += pick.quantity
    if claimed[sku] > variant.stock:
        refuse("out_of_stock", f"{variant.stock} left of {sku!r}", stock=variant.stock, **facts)
    return variant


def _plan_swap(ask: Ask, rule: ItemRules | ExchangeRules, **fields: Any) -> Plan:
    picks = _pick(ask)
    claimed: Counter[str] = Counter()
    variants = {
        index: _new_variant(ask, pick, rule.same_variant, claimed)
        for index, pick in enumerate(picks)
    }
    lines = _changes(ask.order, picks, variants)
    delta = sum(
        line.quantity * ((line.new_unit_price_cents or 0) - line.unit_price_cents) for line in lines
    )
    _, _, total = amended_money(ask.order, delta)
    difference = total - ask.order.total_cents
    return _plan(
        ask,
        whole=_is_whole(ask.order, picks),
        lines=lines,
        transfers=settle_moves(ask, difference, rule.settle_ways, rule.any_method),
        goods_cents=delta,
        total_after_cents=total,
        difference_cents=difference,
        **fields,
    )


def _plan_change_items(ask: Ask) -> Plan:
    assert isinstance(ask.rule, ItemRules)  # noqa: S101
    return _plan_swap(ask, ask.rule)


def _send_back(ask: Ask, rule: SendBackRules) -> dict[str, Any]:
    return {
        "settle": rule.settle,
        "return_paid_by": (ask.reason and ask.reason.paid_by) or rule.paid_by,
        "send_back_within_days": rule.send_back_within_days,
    }


def _check_categories(ask: Ask, rule: SendBackRules, picks: Iterable[_Pick]) -> None:
    if ask.reason is not None and ask.reason.shop_fault:
        return
    for pick in picks:
        product = ask.session.get(Product, pick.line.product_id)
        path = f"{product.category}/" if product else ""
        for category in rule.excluded_categories:
            if path.startswith(f"{category}/"):
                refuse(
                    "category_excluded",
                    f"goods of {category!r} are only taken back when the shop is at fault",
                    line_id=pick.line.id,
                    category=category,
                )


def _plan_exchange(ask: Ask) -> Plan:
    assert isinstance(ask.rule, ExchangeRules)  # noqa: S101
    _check_categories(ask, ask.rule, _pick(ask))
    return _plan_swap(ask, ask.rule, **_send_back(ask, ask.rule))


def _plan_return(ask: Ask) -> Plan:
    rule, order = ask.rule, ask.order
    assert isinstance(rule, ReturnRules)  # noqa: S101
    picks = _pick(ask)
    _check_categories(ask, rule, picks)
    whole = _is_whole(order, picks)
    lines = _changes(order, picks)
    goods = sum(line.amount_cents for line in lines)
    shipping = 0
    if whole and rule.refund_shipping_when_all and not order.details.get(SHIPPING_REFUNDED):
        shipping = order.shipping_cents
    sending = _send_back(ask, rule)
    fee = min(rule.fee_cents, goods) if sending["return_paid_by"] == "customer" else 0
    moves = refund_moves(ask, goods + shipping - fee, rule.refund_ways)
    return _plan(
        ask,
        whole=whole,
        lines=lines,
        transfers=moves,
        goods_cents=goods,
        shipping_refund_cents=shipping,
        fee_cents=fee,
        difference_cents=-sum(move.amount_cents for move in moves),
        **sending,
    )


def _plan_change_payment(ask: Ask) -> Plan:
    rule, order = ask.rule, ask.order
    assert isinstance(rule, PaymentRules)  # noqa: S101
    payers = paid_by_method(order)
    current = set(payers) or {order.payment_method_id}
    fitting = [
        method.id
        for method in ask.methods.values()
        if (not rule.kinds or method.kind in rule.kinds) and current != {method.id}
    ]
    wish = ask.request.settle_with
    if wish is None:
        ask.refuse_method("method_needed", "which way to pay instead?", rule.kinds, fitting)
    method = ask.methods.get(wish)
    if method is None:
        ask.refuse_method("method_unknown", f"no stored way to pay {wish!r}", rule.kinds, fitting)
    if current == {method.id}:
        ask.refuse_method("same_method", f"{wish!r} pays the order already", rule.kinds, fitting)
    if method.id not in fitting:
        ask.refuse_method("method_not_allowed", f"not by {method.kind!r}", rule.kinds, fitting)
    net = sum(payers.values())
    _check_balance(method, net or order.total_cents)
    moves: tuple[Transfer, ...] = ()
    if net:
        moves = (
            transfer("payment", net, method, None, ask.rules),
            *split_refund(order, net, ask.methods, ask.rules),
        )
    return _plan(ask, transfers=moves)


def _new_address(request: Request, before: Mapping[str, Any], rule: AddressRules) -> dict[str, str]:
    given = request.address or {}
    after = {
        name: " ".join(str(given[name]).split())[:_LONGEST_FIELD]
        for name in _ADDRESS_FIELDS
        if str(given.get(name) or "").strip()
    }
    for name in _INHERITED:
        if name not in after and before.get(name):
            after[name] = str(before[name])
    missing = [name for name in rule.required if name not in after]
    if missing:
        refuse("address_incomplete", f"the address lacks {missing}", missing=missing)
    country = rule.country(after.get("country", ""))
    if country is None:
        refuse(
            "country_not_served",
            f"this shop does not send to {after.get('country')!r}",
            countries=list(rule.countries),
        )
    if country:
        after["country"] = country
    if after == {name: value for name, value in before.items() if value}:
        refuse("address_unchanged", "the address is the same as before")
    return after


def _plan_change_address(ask: Ask) -> Plan:
    assert isinstance(ask.rule, AddressRules)  # noqa: S101
    if ask.request.account and not ask.rule.account:
        refuse("operation_disabled", "this shop does not let the account's address be changed")
    before = dict(ask.order.address)
    return _plan(
        ask, address_before=before, address_after=_new_address(ask.request, before, ask.rule)
    )


def _plan_account_address(session: Session, request: Request, rules: Rules) -> Plan:
    rule = rules.change_address
    customer = session.get(Customer, request.customer_id)
    if customer is None:
        raise NotFoundError(f"no customer {request.customer_id!r}", code="customer_not_found")
    if not rule.account:
        refuse("operation_disabled", "this shop does not let the account's address be changed")
    before = dict(customer.address)
    return Plan(
        operation=request.operation,
        request=request,
        customer_id=customer.id,
        order_id=None,
        order_version=None,
        currency=currency_of(session),
        status_before=None,
        status_after=None,
        address_before=before,
        address_after=_new_address(request, before, rule),
    )


def _check_claim(ask: Ask, rule: ClaimRules, kind: str, picks: list[_Pick]) -> None:
    wish = ask.request.resolution
    if wish is not None and wish not in rule.resolutions:
        refuse("resolution_unknown", f"{wish!r} is not offered", resolutions=list(rule.resolutions))
    concerned = {pick.line.id for pick in picks}
    open_claims = ask.session.scalars(
        select(Case).where(
            Case.order_id == ask.order.id, Case.kind == kind, Case.status.not_in(CLOSED)
        )
    )
    for case in open_claims:
        if concerned & {line["line_id"] for line in case.lines}:
            refuse("already_claimed", f"case {case.number} is open for it", number=case.number)


def _plan_claim(ask: Ask, kind: str) -> Plan:
    rule = ask.rule
    assert isinstance(rule, ClaimRules)  # noqa: S101
    picks = _pick(ask)
    _check_claim(ask, rule, kind, picks)
    lines = _changes(ask.order, picks)
    worth = sum(line.amount_cents for line in lines)
    high = rule.high_from_cents is not None and worth >= rule.high_from_cents
    return _plan(
        ask,
        whole=_is_whole(ask.order, picks),
        lines=lines,
        goods_cents=worth,
        priority="high" if high else rule.priority,
        resolution=ask.request.resolution,
        answer_within_days=rule.answer_within_days,
    )


def _plan_report_damaged(ask: Ask) -> Plan:
    return _plan_claim(ask, "damaged")


def _plan_report_missing(ask: Ask) -> Plan:
    rule, order = ask.rule, ask.order
    assert isinstance(rule, ClaimRules)  # noqa: S101
    expected = expected_on_of(order)
    if expected is not None and delivered_at_of(order) is None:
        earliest = add_days(expected, rule.wait_business_days)
        if ask.now.date() < earliest:
            refuse("too_early", f"expected on {expected}", possible_from=earliest)
    return _plan_claim(ask, "missing")


_PLANNERS: dict[Operation, Callable[[Ask], Plan]] = {
    "cancel": _plan_cancel,
    "change_address": _plan_change_address,
    "change_items": _plan_change_items,
    "change_payment": _plan_change_payment,
    "return_lines": _plan_return,
    "exchange_lines": _plan_exchange,
    "report_damaged": _plan_report_damaged,
    "report_missing": _plan_report_missing,
}


def plan_for(session: Session, request: Request, now: datetime) -> Plan:
    """Check a request by the shop's rules and return what it would do.

    Raises:
        NotFoundError: the customer has no such order.
        NotAllowedError: the rules forbid it, or something is missing; see the table of codes.
    """
    rules = load_rules(session)
    if request.order_id is None:
        return _plan_account_address(session, request, rules)
    ask = Ask(
        session, request, now, rules, own_order(session, request.customer_id, request.order_id)
    )
    _check_moment(ask)
    _check_reason(ask)
    return _PLANNERS[request.operation](ask)


def plan_cancel(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    reason: str | None = None,
    refund_to: str | None = None,
) -> Plan:
    """Plan to cancel an order, or some of its lines.

    Args:
        session: session on the shop's database.
        customer_id: who asks; only orders of this customer are found.
        order_id: exact id of the order (see `find_order`).
        now: the current time.
        lines: lines (ids, or choices with a quantity); empty for the whole order.
        reason: code of one of the shop's reasons.
        refund_to: `original` (default), `store_credit`, `gift_card`, or the id of a way to pay.
    """
    request = Request(
        "cancel", customer_id, order_id, choices(lines), reason=reason, settle_with=refund_to
    )
    return plan_for(session, request, now)


def plan_change_address(
    session: Session,
    customer_id: str,
    order_id: str | None,
    address: Mapping[str, str],
    *,
    now: datetime,
    account: bool = False,
) -> Plan:
    """Plan to send an order to another address.

    Args:
        session: session on the shop's database.
        customer_id: who asks.
        order_id: the order, or none to change only the account's default address.
        address: name, street, street2, district, city, state, postcode, country, phone; name and
            country are taken from the old address where they are left out.
        now: the current time.
        account: whether the account's default address changes too.
    """
    request = Request(
        "change_address", customer_id, order_id, address=dict(address), account=account
    )
    return plan_for(session, request, now)


def plan_change_items(
    session: Session,
    customer_id: str,
    order_id: str,
    lines: Sequence[LineChoice],
    *,
    now: datetime,
    settle_with: str | None = None,
) -> Plan:
    """Plan to take other variants (`new_sku`) of the same products in an order that has not left.

    `settle_with` is the way to pay that pays or receives the difference; default: as the order was
    paid.
    """
    request = Request(
        "change_items", customer_id, order_id, choices(lines), settle_with=settle_with
    )
    return plan_for(session, request, now)


def plan_change_payment(
    session: Session, customer_id: str, order_id: str, method_id: str | None, *, now: datetime
) -> Plan:
    """Plan to pay an order by one other stored way to pay."""
    request = Request("change_payment", customer_id, order_id, settle_with=method_id)
    return plan_for(session, request, now)


def plan_return(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    reason: str | None = None,
    refund_to: str | None = None,
    note: str | None = None,
) -> Plan:
    """Plan to send lines (empty: all) back for a refund; arguments as in `plan_cancel`."""
    request = Request(
        "return_lines",
        customer_id,
        order_id,
        choices(lines),
        reason=reason,
        settle_with=refund_to,
        note=note,
    )
    return plan_for(session, request, now)


def plan_exchange(
    session: Session,
    customer_id: str,
    order_id: str,
    lines: Sequence[LineChoice],
    *,
    now: datetime,
    reason: str | None = None,
    settle_with: str | None = None,
    note: str | None = None,
) -> Plan:
    """Plan to send lines back for other variants (`new_sku`) of the same products."""
    request = Request(
        "exchange_lines",
        customer_id,
        order_id,
        choices(lines),
        reason=reason,
        settle_with=settle_with,
        note=note,
    )
    return plan_for(session, request, now)


def plan_report_damaged(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    reason: str | None = None,
    resolution: str | None = None,
    note: str | None = None,
    photo: str | None = None,
) -> Plan:
    """Plan a claim that lines (empty: all) arrived broken, wrong or incomplete.

    `resolution` is what the shopper would like (`refund`, `replacement`), `photo` the name of a
    picture kept elsewhere.
    """
    request = Request(
        "report_damaged",
        customer_id,
        order_id,
        choices(lines),
        reason=reason,
        resolution=resolution,
        note=note,
        photo=photo,
    )
    return plan_for(session, request, now)


def plan_report_missing(
    session: Session,
    customer_id: str,
    order_id: str,
    *,
    now: datetime,
    lines: Sequence[LineChoice | int] = (),
    resolution: str | None = None,
    note: str | None = None,
) -> Plan:
    """Plan a claim that a parcel, or lines of it, never arrived."""
    request = Request(
        "report_missing",
        customer_id,
        order_id,
        choices(lines),
        resolution=resolution,
        note=note,
    )
    return plan_for(session, request, now)


def possible_operations(
    session: Session, customer_id: str, order_id: str, *, now: datetime
) -> tuple[Operation, ...]:
    """Return the operations that the order's status, age and history allow now."""
    rules, order = load_rules(session), own_order(session, customer_id, order_id)
    possible = []
    for operation in get_args(Operation):
        ask = Ask(session, Request(operation, customer_id, order_id), now, rules, order)
        try:
            _check_moment(ask)
        except NotAllowedError:
            continue
        possible.append(operation)
    return tuple(possible)
