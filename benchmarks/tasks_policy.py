"""What the shop's policy makes of an action: carried out on a state, or refused; and whether a change kept to it.

Written from the text of the policy alone, apart from the code that the bot runs, so that the two check each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.tasks_state import CaseState, Line, OrderState, ShopState, VariantFacts

REASONS = ("no longer needed", "ordered by mistake")
FIELDS = {
    "address1": "street",
    "address2": "street2",
    "city": "city",
    "state": "state",
    "zip": "postcode",
    "country": "country",
}
CHANGES = (
    "cancel_pending_order",
    "modify_pending_order_address",
    "modify_pending_order_items",
    "modify_pending_order_payment",
    "return_delivered_order_items",
    "exchange_delivered_order_items",
    "modify_user_address",
)
CHANGED_STATUS = "pending (item modified)"
_NEEDED = {
    "cancel_pending_order": ("order_id", "reason"),
    "modify_pending_order_address": ("order_id", "address1"),
    "modify_pending_order_items": ("order_id", "item_ids", "new_item_ids", "payment_method_id"),
    "modify_pending_order_payment": ("order_id", "payment_method_id"),
    "return_delivered_order_items": ("order_id", "item_ids", "payment_method_id"),
    "exchange_delivered_order_items": ("order_id", "item_ids", "new_item_ids", "payment_method_id"),
    "modify_user_address": ("address1",),
}


@dataclass(frozen=True)
class Action:
    """One call that a task expects; `changes` tells whether it changes anything."""

    name: str
    arguments: Mapping[str, Any]

    @property
    def changes(self) -> bool:
        """Say whether it changes the database; all others only read."""
        return self.name in CHANGES

    def skus(self, name: str) -> list[str]:
        """Return a list of variants among the arguments, empty where there is none."""
        given = self.arguments.get(name)
        return [str(sku) for sku in given] if isinstance(given, list) else []


class RefusedError(Exception):
    """The policy forbids an action; the message says why."""


def expected(
    actions: Sequence[Action],
    start: ShopState,
    variants: Mapping[str, VariantFacts],
    customer_id: str,
) -> tuple[ShopState, dict[int, str]]:
    """Return the customer's state after the actions, and the refused ones by their position with the reason.

    What the policy refuses changes nothing: a single item that would be exchanged for the very same variant is left
    out of its action, and an action that would break a rule is left out as a whole.
    """
    state = start.of(customer_id)
    refused: dict[int, str] = {}
    for index, action in enumerate(actions):
        if not action.changes:
            continue
        try:
            _check_complete(action)
            _ACTIONS[action.name](state, action.arguments, variants, customer_id)
        except RefusedError as error:
            refused[index] = str(error)
    return state, refused


def _check_complete(action: Action) -> None:
    """Refuse a call that lacks an argument, or has not one new item for each old one."""
    lacking = [name for name in _NEEDED[action.name] if not action.arguments.get(name)]
    if lacking:
        raise RefusedError(f"{action.name} lacks {', '.join(lacking)}")
    if "new_item_ids" in _NEEDED[action.name]:
        if len(action.skus("item_ids")) != len(action.skus("new_item_ids")):
            raise RefusedError("not every item has one that comes instead")


def new_address(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return the address of an action in the names of the shop's tables."""
    return {
        ours: str(arguments[theirs]) for theirs, ours in FIELDS.items() if arguments.get(theirs)
    }


def swaps(arguments: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the pairs of old and new variant of an action, without those where nothing would change."""
    pairs = zip(arguments["item_ids"], arguments["new_item_ids"], strict=True)
    return [(str(old), str(new)) for old, new in pairs if old != new]


def _order(state: ShopState, arguments: Mapping[str, Any], status: str) -> OrderState:
    order = state.orders.get(str(arguments["order_id"]))
    if order is None:
        raise RefusedError("the customer has no such order")
    if order.status != status:
        raise RefusedError(f"the order is {order.status!r}, not {status!r}")
    return order


def _method(state: ShopState, arguments: Mapping[str, Any]) -> str:
    method = str(arguments["payment_method_id"])
    if method not in state.methods:
        raise RefusedError("the customer has no such way to pay")
    return method


def _check_balance(state: ShopState, method: str, cents: int) -> None:
    balance = state.methods[method].balance_cents
    if balance is not None and balance < cents:
        raise RefusedError(f"the gift card holds {balance}, {cents} are needed")


def _move(state: ShopState, order: OrderState, kind: str, method: str, cents: int) -> None:
    order.payments[kind, method] += cents
    held = state.methods.get(method)
    if held is not None and held.balance_cents is not None:
        held.balance_cents += cents if kind == "refund" else -cents


def _cancel(state: ShopState, arguments: Mapping[str, Any], _v: object, _c: str) -> None:
    order = _order(state, arguments, "pending")
    reason = str(arguments["reason"])
    if reason not in REASONS:
        raise RefusedError(f"{reason!r} is no reason to cancel")
    for method, cents in order.paid().items():
        _move(state, order, "refund", method, cents)
    order.status, order.cancel_reason = "cancelled", reason
    for line in order.lines:
        line.status = "cancelled"


def _change_address(state: ShopState, arguments: Mapping[str, Any], _v: object, _c: str) -> None:
    _order(state, arguments, "pending").address = new_address(arguments)


def _change_account(state: ShopState, arguments: Mapping[str, Any], _v: object, owner: str) -> None:
    state.addresses[owner] = new_address(arguments)


def _change_payment(state: ShopState, arguments: Mapping[str, Any], _v: object, _c: str) -> None:
    order, method = _order(state, arguments, "pending"), _method(state, arguments)
    paid = order.paid()
    if set(paid) == {method}:
        raise RefusedError("the order is already paid that way")
    _check_balance(state, method, sum(paid.values()))
    _move(state, order, "payment", method, sum(paid.values()))
    for before, cents in paid.items():
        _move(state, order, "refund", before, cents)
    order.method_id = method


def _taken(order: OrderState, skus: Sequence[str]) -> list[Line]:
    """Return one line for each sku.

    Raises:
        RefusedError: the order has fewer of one.
    """
    free = [line for line in order.lines if line.status == "ordered"]
    taken = []
    for sku in skus:
        line = next((line for line in free if line.sku == sku), None)
        if line is None:
            raise RefusedError(f"the order has no (more) {sku}")
        free.remove(line)
        taken.append(line)
    return taken


def _checked_swaps(
    order: OrderState, arguments: Mapping[str, Any], variants: Mapping[str, VariantFacts]
) -> list[tuple[Line, VariantFacts]]:
    pairs = swaps(arguments)
    if not pairs:
        raise RefusedError("no item would become another one")
    changes = []
    for line, (_, new) in zip(_taken(order, [old for old, _ in pairs]), pairs, strict=True):
        variant = variants.get(new)
        if variant is None or variant.product_id != line.product_id:
            raise RefusedError(f"{new} is no variant of the same product")
        if not variant.is_available:
            raise RefusedError(f"{new} is sold out")
        changes.append((line, variant))
    return changes


def _difference(changes: Sequence[tuple[Line, VariantFacts]]) -> int:
    return sum(variant.price_cents - line.price_cents for line, variant in changes)


def _change_items(
    state: ShopState, arguments: Mapping[str, Any], variants: Mapping[str, VariantFacts], _c: str
) -> None:
    order, method = _order(state, arguments, "pending"), _method(state, arguments)
    changes = _checked_swaps(order, arguments, variants)
    difference = _difference(changes)
    _check_balance(state, method, difference)
    _move(state, order, "payment" if difference > 0 else "refund", method, abs(difference))
    for line, variant in changes:
        line.sku, line.options = variant.sku, dict(variant.options)
        line.price_cents = variant.price_cents
    order.status = CHANGED_STATUS
    order.changes += 1


def _return(state: ShopState, arguments: Mapping[str, Any], _v: object, _c: str) -> None:
    order, method = _order(state, arguments, "delivered"), _method(state, arguments)
    if method not in order.paid() and state.methods[method].kind != "gift_card":
        raise RefusedError("a refund goes to the original way to pay or to a gift card")
    skus = [str(sku) for sku in arguments["item_ids"]]
    for line in _taken(order, skus):
        line.status = "return_requested"
    order.status = "return requested"
    order.cases.append(CaseState("return", tuple((sku, "") for sku in sorted(skus)), method))


def _exchange(
    state: ShopState, arguments: Mapping[str, Any], variants: Mapping[str, VariantFacts], _c: str
) -> None:
    order, method = _order(state, arguments, "delivered"), _method(state, arguments)
    changes = _checked_swaps(order, arguments, variants)
    difference = _difference(changes)
    _check_balance(state, method, difference)
    for line, _ in changes:
        line.status = "exchange_requested"
    order.status = "exchange requested"
    items = tuple(sorted((line.sku, variant.sku) for line, variant in changes))
    order.cases.append(CaseState("exchange", items, method if difference else ""))


_ACTIONS = {
    "cancel_pending_order": _cancel,
    "modify_pending_order_address": _change_address,
    "modify_user_address": _change_account,
    "modify_pending_order_payment": _change_payment,
    "modify_pending_order_items": _change_items,
    "return_delivered_order_items": _return,
    "exchange_delivered_order_items": _exchange,
}


def broken_rules(
    before: ShopState, after: ShopState, variants: Mapping[str, VariantFacts]
) -> list[str]:
    """Return which rules of the policy one step from `before` to `after` has broken, in words."""
    found = []
    for key, order in after.orders.items():
        if key not in before.orders:
            found.append(f"{key}: an order appeared")
        elif order.comparable() != before.orders[key].comparable():
            found += [f"{key}: {text}" for text in _broken(before.orders[key], order, variants)]
            found += [f"{key}: {text}" for text in _badly_refunded(before, after, order)]
    for key, method in after.methods.items():
        if (method.balance_cents or 0) < 0:
            found.append(f"{key}: holds less than nothing")
    return found


def _broken(
    before: OrderState, after: OrderState, variants: Mapping[str, VariantFacts]
) -> list[str]:
    found = []
    kind = _kind(before, after)
    if before.status != ("delivered" if kind in ("return", "exchange") else "pending"):
        found.append(f"{kind} of an order that is {before.status!r}")
    if kind == "cancel" and after.cancel_reason not in REASONS:
        found.append(f"cancelled for {after.cancel_reason!r}")
    if kind in ("return", "exchange") and len(after.cases) != len(before.cases) + 1:
        found.append(f"{len(after.cases)} cases on one order")
    pairs: list[tuple[str, str]] = []
    if kind == "exchange":
        pairs = [pair for case in after.cases[len(before.cases) :] for pair in case.items]
    if kind == "items":
        gone = Counter(line.sku for line in before.lines) - Counter(
            line.sku for line in after.lines
        )
        come = Counter(line.sku for line in after.lines) - Counter(
            line.sku for line in before.lines
        )
        found += _unlike_products(gone, come, variants)
        pairs = [("", sku) for sku in come]
    for old, new in pairs:
        variant = variants.get(new)
        if old == new or variant is None or not variant.is_available:
            found.append(f"{old} became {new}, which is the same, unknown or sold out")
        elif old and variants[old].product_id != variant.product_id:
            found.append(f"{old} became another product, {new}")
    return found


def _unlike_products(
    gone: Counter[str], come: Counter[str], variants: Mapping[str, VariantFacts]
) -> list[str]:
    def products(skus: Counter[str]) -> Counter[str]:
        return Counter(variants[sku].product_id for sku in skus.elements() if sku in variants)

    return [] if products(gone) == products(come) else ["the products of the order have changed"]


def _badly_refunded(before: ShopState, after: ShopState, order: OrderState) -> list[str]:
    paid = before.orders[order.id].paid()
    return [
        f"a refund to {case.method_id}"
        for case in order.cases
        if case.kind == "return"
        and case.method_id not in paid
        and (m := after.methods.get(case.method_id)) is not None
        and m.kind != "gift_card"
    ]


def _kind(before: OrderState, after: OrderState) -> str:
    if after.status == "cancelled":
        return "cancel"
    if len(after.cases) > len(before.cases) or after.status != before.status:
        started = after.cases[len(before.cases) :]
        return started[0].kind if started else "items"
    if sorted(line.sku for line in after.lines) != sorted(line.sku for line in before.lines):
        return "items"
    return "address" if after.address != before.address else "payment"
