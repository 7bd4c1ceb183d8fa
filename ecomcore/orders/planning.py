"""Working out what an order operation would do; nothing is changed here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, NotFoundError, refuse
from ecomcore.orders.arrivals import delivered_at_of, expected_on_of
from ecomcore.orders.checks import (
    Ask,
    Pick,
    check_moment,
    check_pending,
    check_reason,
    is_whole,
    last_day_of,
    pick_lines,
)
from ecomcore.orders.money import goods_shares, paid_by_method, split_refund, transfer
from ecomcore.orders.new_address import new_address
from ecomcore.orders.plans import LineChange, Operation, Plan, Request, Transfer
from ecomcore.orders.replacements import new_variant
from ecomcore.orders.settlement import amended_money, check_balance, refund_moves, settle_moves
from ecomcore.orders.views import own_order
from ecomcore.shop.business_days import add_days
from ecomcore.shop.currency import currency_of
from ecomcore.shop.models import Case, Customer, Product, Variant
from ecomcore.shop.operation_rules import (
    AddressRules,
    CancelRules,
    ClaimRules,
    ExchangeRules,
    ItemRules,
    PaymentRules,
    ReturnRules,
    SendBackRules,
)
from ecomcore.shop.reads import kept
from ecomcore.shop.rules import Rules, load_rules

SHIPPING_REFUNDED = "shipping_refunded"
"""Key in `Order.details`: whether the cost of sending has been (or will be) given back."""
WHOLE = ("change_address", "change_payment")
"""Operations that are about an order, not about lines of it."""
CLOSED = ("closed", "done", "rejected")


def _changes(
    ask: Ask, picks: list[Pick], variants: Mapping[int, Variant] | None = None
) -> tuple[LineChange, ...]:
    order = ask.order
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
                new_unit_price_cents=ask.price_of(variant, pick.line) if variant else None,
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
        "last_possible_on": last_day_of(ask),
        "last_change": rule.once_per_order,
    }
    return Plan(**{**values, **fields})


def _plan_cancel(ask: Ask) -> Plan:
    rule = ask.rule
    assert isinstance(rule, CancelRules)  # noqa: S101 - by construction of `Rules`
    picks = pick_lines(ask)
    whole = is_whole(ask.order, picks)
    if not whole and not rule.single_lines:
        refuse("whole_order_only", f"order {ask.order.id} can only be cancelled as a whole")
    lines = _changes(ask, picks)
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


def _plan_swap(ask: Ask, rule: ItemRules | ExchangeRules, **fields: Any) -> Plan:
    picks = pick_lines(ask)
    claimed: Counter[str] = Counter()
    variants = {
        index: new_variant(ask, pick, rule.same_variant, claimed)
        for index, pick in enumerate(picks)
    }
    lines = _changes(ask, picks, variants)
    delta = sum(
        line.quantity * ((line.new_unit_price_cents or 0) - line.unit_price_cents) for line in lines
    )
    _, _, total = amended_money(ask.order, delta)
    difference = total - ask.order.total_cents
    return _plan(
        ask,
        whole=is_whole(ask.order, picks),
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


def _check_categories(ask: Ask, rule: SendBackRules, picks: Iterable[Pick]) -> None:
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
    _check_categories(ask, ask.rule, pick_lines(ask))
    return _plan_swap(ask, ask.rule, **_send_back(ask, ask.rule))


def _plan_return(ask: Ask) -> Plan:
    rule, order = ask.rule, ask.order
    assert isinstance(rule, ReturnRules)  # noqa: S101
    picks = pick_lines(ask)
    _check_categories(ask, rule, picks)
    whole = is_whole(order, picks)
    lines = _changes(ask, picks)
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
    check_balance(method, net or order.total_cents)
    moves: tuple[Transfer, ...] = ()
    if net:
        moves = (
            transfer("payment", net, method, None, ask.rules),
            *split_refund(order, net, ask.methods, ask.rules),
        )
    return _plan(ask, transfers=moves)


def _plan_change_address(ask: Ask) -> Plan:
    assert isinstance(ask.rule, AddressRules)  # noqa: S101
    if ask.request.account and not ask.rule.account:
        refuse("operation_disabled", "this shop does not let the account's address be changed")
    before = dict(ask.order.address)
    return _plan(
        ask, address_before=before, address_after=new_address(ask.request, before, ask.rule)
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
        address_after=new_address(request, before, rule),
    )


def _check_claim(ask: Ask, rule: ClaimRules, kind: str, picks: list[Pick]) -> None:
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
    picks = pick_lines(ask)
    _check_claim(ask, rule, kind, picks)
    lines = _changes(ask, picks)
    worth = sum(line.amount_cents for line in lines)
    high = rule.high_from_cents is not None and worth >= rule.high_from_cents
    return _plan(
        ask,
        whole=is_whole(ask.order, picks),
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
    check_moment(ask)
    # Nobody should be asked for the reason of what is not possible anyway.
    check_pending(ask, [] if request.operation in WHOLE else pick_lines(ask))
    check_reason(ask)
    return _PLANNERS[request.operation](ask)


@kept
def possible_operations(
    session: Session, customer_id: str, order_id: str, *, now: datetime
) -> tuple[Operation, ...]:
    """Return the operations that the order's status, age and history allow now."""
    rules, order = load_rules(session), own_order(session, customer_id, order_id)
    possible = []
    for operation in get_args(Operation):
        ask = Ask(session, Request(operation, customer_id, order_id), now, rules, order)
        try:
            check_moment(ask)
        except NotAllowedError:
            continue
        possible.append(operation)
    return tuple(possible)
