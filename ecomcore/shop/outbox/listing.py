"""Reading changes: as a list for the shop's staff, as CSV for its system, as what became of a shopper's requests."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop.models import Change, Delivery, OutboxEntry

COLUMNS = (
    "number", "made_at", "operation", "state", "order_id", "customer_id", "customer_email",
    "skus", "refund_cents", "charge_cents", "currency", "reason", "decided_at", "decision_reason", "facts",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run as a formula."""


@dataclass(frozen=True)
class Told:
    """How far one channel has come with what is to be told of a change."""

    channel: str
    delivered_at: datetime | None
    attempts: int
    error: str | None


@dataclass(frozen=True)
class ChangeView:
    """A change with what was last told of it, and how far each channel has come."""

    number: str
    operation: str
    subject: str
    order_id: str | None
    customer_id: str | None
    state: str
    made_at: datetime
    decided_at: datetime | None
    reason: str | None
    facts: dict[str, Any]
    told: tuple[Told, ...] = ()

    @property
    def skus(self) -> tuple[str, ...]:
        """The versions that it is about, each as `SKU`, `2 x SKU` or `SKU -> NEW SKU`."""
        return tuple(_named(line) for line in self.facts.get("lines") or ())


def list_changes(
    session: Session,
    *,
    states: Sequence[str] = (),
    order_id: str | None = None,
    customer_id: str | None = None,
    since: datetime | None = None,
    limit: int | None = None,
) -> list[ChangeView]:
    """Return changes, the newest first, as far as they fit what is asked for."""
    query = select(Change).order_by(Change.made_at.desc(), Change.number.desc()).limit(limit)
    if states:
        query = query.where(Change.state.in_(states))
    if order_id is not None:
        query = query.where(Change.order_id == order_id)
    if customer_id is not None:
        query = query.where(Change.customer_id == customer_id)
    if since is not None:
        query = query.where(Change.made_at >= since)
    return _views(session, list(session.scalars(query)))


def view_of(session: Session, change: Change) -> ChangeView:
    """Return the view of one change."""
    return _views(session, [change])[0]


def write_csv(changes: Iterable[ChangeView], file: TextIO) -> None:
    """Write changes as CSV; `facts` holds all that is known of one as JSON.

    A text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in changes:
        facts = change.facts
        person = facts.get("customer") or {}
        cells = (
            change.number, change.made_at.isoformat(), change.operation, change.state, change.order_id,
            change.customer_id, person.get("email"), "; ".join(change.skus), facts.get("refund_cents"),
            facts.get("charge_cents"), facts.get("currency"), facts.get("reason"),
            change.decided_at.isoformat() if change.decided_at else None, change.reason,
            json.dumps(facts, ensure_ascii=False, sort_keys=True),
        )  # fmt: skip
        writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _named(line: dict[str, Any]) -> str:
    named = str(line["sku"]) if line["quantity"] == 1 else f"{line['quantity']} x {line['sku']}"
    return f"{named} -> {line['new_sku']}" if line.get("new_sku") else named


def _views(session: Session, changes: list[Change]) -> list[ChangeView]:
    if not changes:
        return []
    numbers = [change.number for change in changes]
    entries = session.scalars(
        select(OutboxEntry).where(OutboxEntry.change_number.in_(numbers)).order_by(OutboxEntry.id)
    ).all()
    latest = {entry.change_number: entry for entry in entries}
    deliveries = session.scalars(
        select(Delivery).where(Delivery.entry_id.in_([entry.id for entry in latest.values()]))
    ).all()
    told: dict[int, list[Told]] = {}
    for row in deliveries:
        told.setdefault(row.entry_id, []).append(
            Told(row.channel, row.delivered_at, row.attempts, row.error)
        )
    return [
        ChangeView(
            number=change.number,
            operation=change.operation,
            subject=change.subject,
            order_id=change.order_id,
            customer_id=change.customer_id,
            state=change.state,
            made_at=change.made_at,
            decided_at=change.decided_at,
            reason=change.reason,
            facts=dict(latest[change.number].body),
            told=tuple(sorted(told.get(latest[change.number].id, []), key=lambda t: t.channel)),
        )
        for change in changes
    ]
