"""Changes that the shop decides: asked for under a number, then confirmed or refused by its staff or its system."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.orders.execution import carried_out, execute, lock_unchanged
from ecomcore.orders.once import once
from ecomcore.orders.planning import plan_for
from ecomcore.orders.plans import Plan, Receipt
from ecomcore.orders.telling import facts_of, subject_of
from ecomcore.shop.models import Change
from ecomcore.shop.outbox.changes import decide, find_change, is_open, record
from ecomcore.shop.rules import load_rules


@dataclass(frozen=True)
class Decision:
    """What the shop said to a request; `receipt` is there where the order here was changed accordingly.

    There is none for a refusal, and where the order is not any more as it was when the shopper asked: then the shop's
    own system has the truth, and the next import brings it here.
    """

    number: str
    state: str
    receipt: Receipt | None = None
    repeated: bool = False


def submit(
    session: Session, plan: Plan, key: str, now: datetime, *, language: str | None = None
) -> Receipt:
    """Do what the shopper agreed to as the shop's rules say: carry it out, or ask the shop for it.

    Args:
        session: session on the shop's database; the caller commits.
        plan: what `plan_for` returned, and the shopper agreed to.
        key: names this one confirmation, as in `execute`.
        now: the current time.
        language: that of the conversation; default: the customer's.

    Raises:
        NotAllowedError, NotFoundError: as in `execute`.
    """
    mode = load_rules(session).mode_of(plan.operation)
    if mode == "act":
        return execute(session, plan, key, now, language=language)

    def work() -> Receipt:
        order = lock_unchanged(session, plan, now)
        change = record(
            session,
            plan.operation,
            subject_of(plan),
            customer_id=plan.customer_id,
            facts=facts_of(plan),
            now=now,
            state="requested",
            language=language,
            plan=plan.as_dict(),
        )
        return Receipt(
            operation=plan.operation,
            order_id=plan.order_id,
            at=now,
            currency=plan.currency,
            status=order.status if order else None,
            total_cents=plan.total_before_cents,
            lines=plan.lines,
            state="requested",
            change_number=change.number,
        )

    return once(session, plan.customer_id, key, f"request:{plan.operation}"[:40], now, work)


def confirm(session: Session, number: str, now: datetime) -> Decision:
    """Note that the shop did what was asked, and do the same to the order here, if it still is as it was.

    Confirming twice is confirming once.

    Raises:
        NotFoundError: there is no such change (`change_not_found`). NotAllowedError: it was refused
        before, or is no request (`change_decided`).
    """
    change = find_change(session, number, lock=True)
    if not is_open(change, "confirmed"):
        return Decision(change.number, change.state, repeated=True)
    plan = Plan.from_dict(change.plan)
    change.state = "confirmed"  # its own request no longer stands in the way of the plan
    session.flush()
    receipt = _applied(session, change, plan, now)
    decide(session, change, "confirmed", facts=facts_of(plan, receipt), now=now)
    return Decision(change.number, change.state, receipt)


def refuse_request(session: Session, number: str, reason: str, now: datetime) -> Decision:
    """Note that the shop does not do what was asked, and why; refusing twice is refusing once.

    Raises:
        NotFoundError: there is no such change (`change_not_found`). NotAllowedError: it was
        confirmed before, or is no request (`change_decided`), or no reason is given
        (`reason_missing`).
    """
    if not reason.strip():
        raise NotAllowedError("a refusal needs a reason to tell the shopper", code="reason_missing")
    change = find_change(session, number, lock=True)
    if not is_open(change, "refused"):
        return Decision(change.number, change.state, repeated=True)
    facts = facts_of(Plan.from_dict(change.plan))
    decide(session, change, "refused", facts=facts, now=now, reason=reason)
    return Decision(change.number, change.state)


def _applied(session: Session, change: Change, plan: Plan, now: datetime) -> Receipt | None:
    """Carry out the plan as of the day it was asked for; none where the order has moved on since."""
    try:
        fresh = plan_for(session, plan.request, change.made_at)
        if _outcome(fresh) != _outcome(plan):
            return None
        order = lock_unchanged(session, fresh, change.made_at)
    except (NotAllowedError, NotFoundError):
        return None
    return replace(carried_out(session, fresh, order, now), change_number=change.number)


def _outcome(plan: Plan) -> dict[str, Any]:
    """Return what a plan does, whichever version of the order it starts from."""
    return replace(plan, order_version=None).as_dict()
