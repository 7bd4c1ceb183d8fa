"""Writing changes down, in the transaction that makes them: what was done or asked for, and what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.shop.models import Change, Customer, Delivery, OutboxEntry
from ecomcore.shop.numbers import new_number
from ecomcore.shop.outbox.people import person_told

State = Literal["done", "requested", "confirmed", "refused"]
SHOP_CHANNELS = ("webhook", "shop_mail")
"""Channels that tell the shop, of every event."""
SHOPPER_CHANNEL = "shopper"
"""The channel that tells the shopper what the shop decided."""
NUMBER_PREFIX = "C"
_LONGEST_REASON = 500


@dataclass(frozen=True)
class Subject:
    """What a change is about; what is told of one subject is told in its order."""

    kind: Literal["order", "customer", "cart"]
    id: str

    def __str__(self) -> str:
        """Return it as it is stored: `order:10023`."""
        return f"{self.kind}:{self.id}"


def record(
    session: Session,
    operation: str,
    subject: Subject,
    *,
    customer_id: str | None,
    facts: Mapping[str, Any],
    now: datetime,
    state: Literal["done", "requested"] = "done",
    language: str | None = None,
    plan: Mapping[str, Any] | None = None,
) -> Change:
    """Write down a change that is being made, or that the shop is asked for.

    Args:
        session: session on the shop's database; the change and its entry are stored when the caller commits.
        operation: what was done, such as `cancel` or `hand_over`.
        subject: what it was done to.
        customer_id: for whom, if that is proved.
        facts: what the shop's systems must know of it, as JSON values.
        now: the current time.
        state: `done`, or `requested` where the shop decides.
        language: that of the conversation; default: the customer's.
        plan: what is to be carried out once the shop has confirmed it.
    """
    customer = session.get(Customer, customer_id) if customer_id else None
    change = Change(
        number=new_number(NUMBER_PREFIX, now, lambda number: _exists(session, number)),
        operation=operation,
        subject=str(subject),
        order_id=subject.id if subject.kind == "order" else None,
        customer_id=customer_id,
        language=language or (customer.language if customer else "en"),
        state=state,
        plan=dict(plan or {}),
        made_at=now,
    )
    session.add(change)
    session.flush()
    _tell(session, change, facts, now)
    return change


def decide(
    session: Session,
    change: Change,
    state: Literal["confirmed", "refused"],
    *,
    facts: Mapping[str, Any],
    now: datetime,
    reason: str | None = None,
) -> None:
    """Write down what the shop said to a request."""
    change.state = state
    change.reason = " ".join(reason.split())[:_LONGEST_REASON] if reason else None
    change.decided_at = now
    session.flush()
    _tell(session, change, {**facts, "decision_reason": change.reason}, now)


def find_change(session: Session, number: str, *, lock: bool = False) -> Change:
    """Return a change by its number, locked for a decision if asked.

    Raises:
        NotFoundError: there is no such change (`change_not_found`).
    """
    query = select(Change).where(Change.number == number.strip())
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    change = session.scalars(query).one_or_none()
    if change is None:
        raise NotFoundError(f"there is no change {number!r}", code="change_not_found")
    return change


def is_open(change: Change, wanted: Literal["confirmed", "refused"]) -> bool:
    """Say whether a request still waits for the shop's word; false where the shop said the same before.

    Raises:
        NotAllowedError: it was done at once, or the shop has said otherwise (`change_decided`).
    """
    if change.state == "requested":
        return True
    if change.state == wanted:
        return False
    raise NotAllowedError(
        f"change {change.number} is {change.state!r} already, so it cannot be {wanted}",
        code="change_decided",
        data={"state": change.state},
    )


def _exists(session: Session, number: str) -> bool:
    return session.get(Change, number) is not None


def _tell(session: Session, change: Change, facts: Mapping[str, Any], now: datetime) -> None:
    customer = session.get(Customer, change.customer_id) if change.customer_id else None
    body = {
        "change": change.number,
        "operation": change.operation,
        "state": change.state,
        "order_id": change.order_id,
        "customer": person_told(customer),
        "language": change.language,
        **facts,
    }
    entry = OutboxEntry(
        uid=uuid.uuid4().hex,
        subject=change.subject,
        change_number=change.number,
        event=change.state,
        body=body,
        at=now,
    )
    session.add(entry)
    session.flush()
    channels = list(SHOP_CHANNELS)
    if change.decided_at is not None and customer is not None and customer.email:
        channels.append(SHOPPER_CHANNEL)
    session.add_all(Delivery(entry_id=entry.id, channel=channel) for channel in channels)
    session.flush()
