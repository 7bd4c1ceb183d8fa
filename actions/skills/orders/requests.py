"""What the shop is asked for instead of being done at once: the plan, that it was passed on, and what became of it."""

from __future__ import annotations

from actions.skills.orders import wording as order_texts
from actions.skills.orders.repertoire import CHANGES
from actions.turn.turn import Turn
from ecomcore.orders import OrderView, Plan, Receipt, Transfer, methods_of
from ecomcore.orders.plans import Operation
from ecomcore.shop.models import Customer
from ecomcore.shop.outbox.listing import ChangeView, list_changes
from ecomcore.shop.rules import load_rules

STATES = ("requested", "confirmed", "refused")
_TASKS: dict[str, str] = {change.operation: change.name for change in CHANGES.values()}


def is_asked_of_shop(turn: Turn, operation: Operation) -> bool:
    """Say whether the shop decides about an operation."""
    return load_rules(turn.session).mode_of(operation) == "request"


def plan_words(turn: Turn, plan: Plan, kind: str) -> str:
    """Return what will happen if the shopper says yes: it is done, or the shop is asked for it."""
    if not is_asked_of_shop(turn, plan.operation):
        return order_texts.plan_words(turn, plan, kind)
    number, task = order_texts.number_words(plan.order_id), turn.say(f"orders.task_{kind}")
    key = "orders.plan_passed_on" if plan.order_id else "orders.plan_passed_on_account"
    parts = [turn.say(key, task=task, number=number), *order_texts.plan_facts(turn, plan)]
    parts += [_sum_words(turn, move) for move in plan.transfers if kind != "change_payment"]
    if kind == "change_payment":
        parts.append(_new_way(turn, plan))
    parts += [*order_texts.plan_notes(turn, plan), turn.say("orders.shall_i")]
    return "\n".join(parts)


def _sum_words(turn: Turn, move: Transfer) -> str:
    way = order_texts.method_words(turn, move.method_kind, move.last_four)
    key = "orders.asked_refund" if move.kind == "refund" else "orders.asked_payment"
    return turn.say(key, amount=turn.speaker.money(move.amount_cents), way=way)


def _new_way(turn: Turn, plan: Plan) -> str:
    chosen = plan.request.settle_with or ""
    method = methods_of(turn.session, plan.customer_id).get(chosen)
    way = order_texts.method_label(turn, method) if method else chosen
    return turn.say("orders.asked_way", way=way)


def passed_on_words(turn: Turn, receipt: Receipt, kind: str) -> str:
    """Return that the shop was asked, under which number, and how the shopper learns its word."""
    said = {
        "task": turn.say(f"orders.task_{kind}"),
        "order": order_texts.number_words(receipt.order_id),
        "number": receipt.change_number,
    }
    key = "orders.passed_on" if receipt.order_id else "orders.passed_on_account"
    customer = turn.session.get(Customer, turn.identity.customer_id or "")
    has_mail = customer is not None and bool(customer.email)
    follows = turn.say("orders.shop_writes" if has_mail else "orders.ask_me_again")
    return "\n".join([turn.say(key, **said), follows])


def became_words(turn: Turn, order: OrderView) -> list[str]:
    """Return what became of all that the shop was asked for about an order, the newest first."""
    found = list_changes(
        turn.session, states=STATES, order_id=order.id, customer_id=order.customer_id
    )
    return [became(turn, change) for change in found]


def was_asked(turn: Turn, order_id: str) -> bool:
    """Say whether the shop was asked for anything about an order of this shopper."""
    customer_id = turn.identity.customer_id
    found = list_changes(turn.session, states=STATES, order_id=order_id, customer_id=customer_id)
    return bool(found)


def asked_for(turn: Turn, number: str | None) -> ChangeView | None:
    """Return the request of this shopper that a number names, or none."""
    wanted = (number or "").strip().casefold()
    asked = list_changes(turn.session, states=STATES, customer_id=turn.identity.customer_id)
    return next((change for change in asked if change.number.casefold() == wanted), None)


def became(turn: Turn, change: ChangeView) -> str:
    """Return what became of a request."""
    at = change.made_at if change.decided_at is None else change.decided_at
    return turn.say(
        f"orders.request_{change.state}",
        task=turn.say(f"orders.task_{_TASKS[change.operation]}"),
        number=change.number,
        date=turn.speaker.day(at),
        reason=change.reason or "",
    )
