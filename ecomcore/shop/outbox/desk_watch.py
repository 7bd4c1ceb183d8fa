"""Tells a shopper the truth about their ticket: that it does not reach the shop's people, and when it has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop.models import Delivery, OutboxEntry, Ticket
from ecomcore.shop.outbox.tickets import CONVERSATION_CHANNEL, Event, tell_ticket

LATE_AFTER = 3
"""Attempts, that is some 15 seconds, after which the shopper is told."""


class DeskWatch:
    """Watches the channels that bring tickets to the shop's people."""

    def __init__(self, channels: Sequence[str]) -> None:
        """Watch the channels that are set up: a ticket is late while none of them has brought it."""
        self.channels = channels

    def noted(self, session: Session, entry: OutboxEntry, row: Delivery) -> None:
        """Write a word to the shopper where a new ticket is late, and another one when it has come through."""
        if entry.event != "opened" or entry.change_number is not None:
            return
        told = self._told(session, entry)
        if row.delivered_at is not None:
            if told == "delayed":
                self._tell(session, entry, "reached", row.delivered_at)
        elif row.attempts >= LATE_AFTER and told is None and not self._has_arrived(session, entry):
            self._tell(session, entry, "delayed", row.due_at)

    def _has_arrived(self, session: Session, entry: OutboxEntry) -> bool:
        rows = session.scalars(
            select(Delivery).where(
                Delivery.entry_id == entry.id, Delivery.channel.in_(self.channels)
            )
        )
        return any(row.delivered_at is not None for row in rows)

    def _told(self, session: Session, entry: OutboxEntry) -> str | None:
        return session.scalar(
            select(OutboxEntry.event)
            .join(Delivery, Delivery.entry_id == OutboxEntry.id)
            .where(
                OutboxEntry.subject == entry.subject,
                Delivery.channel == CONVERSATION_CHANNEL,
                OutboxEntry.event.in_(("delayed", "reached")),
            )
            .order_by(OutboxEntry.id.desc())
        )

    def _tell(
        self, session: Session, entry: OutboxEntry, event: Event, at: datetime | None
    ) -> None:
        number = str(entry.body["ticket"])
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one_or_none()
        if ticket is not None and ticket.status == "open":
            tell_ticket(session, ticket, event, {}, at or entry.at)
