"""Writing down what happens to a ticket: for the desk's systems, for the conversation, for the shopper's mailbox."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop.models import Customer, Delivery, OutboxEntry, Ticket
from ecomcore.shop.outbox.people import person_told
from shoptalk.messaging import channel_of

Event = Literal["opened", "said", "answered", "closed", "delayed", "reached"]
DESK_CHANNELS = ("webhook", "chatwoot", "desk_mail")
"""Channels that bring a ticket to the shop's people."""
CONVERSATION_CHANNEL = "conversation"
"""The channel into the conversation that the ticket came from."""
ANSWER_CHANNEL = "answer_mail"
"""The channel that mails an answer to who has left the conversation."""
MAIL_AFTER = timedelta(minutes=10)
"""So long an answer waits to be read in the conversation before it is mailed as well."""
_TO_DESK = {"opened", "said", "answered", "closed"}
_TO_CONVERSATION = {"answered", "closed", "delayed", "reached"}


def subject_of(number: str) -> str:
    """Return what entries about a ticket are about, as it is stored."""
    return f"ticket:{number}"


def tell_ticket(
    session: Session,
    ticket: Ticket,
    event: Event,
    facts: Mapping[str, Any],
    now: datetime,
    *,
    via: str | None = None,
) -> OutboxEntry:
    """Write down what happened to a ticket, in the transaction in which it happens.

    Args:
        session: session on the shop's database; the caller commits.
        ticket: the ticket as it is now.
        event: what happened.
        facts: what else is to be told, as JSON values.
        now: the current time.
        via: the desk's channel that it came by, which is not told.
    """
    customer = session.get(Customer, ticket.customer_id) if ticket.customer_id else None
    body = {
        "ticket": ticket.number,
        "status": ticket.status,
        "conversation_id": ticket.conversation_id,
        "channel": channel_of(ticket.conversation_id)[0],
        "customer": person_told(customer),
        "email": ticket.email,
        "language": ticket.language,
        "subject": ticket.subject,
        "question": ticket.question,
        "order_id": ticket.order_id,
        "sentiment": ticket.sentiment,
        "priority": ticket.priority,
        **facts,
    }
    entry = OutboxEntry(
        uid=uuid.uuid4().hex, subject=subject_of(ticket.number), event=event, body=body, at=now
    )
    session.add(entry)
    session.flush()
    session.add_all(_deliveries(entry, ticket, via))
    session.flush()
    return entry


def _deliveries(entry: OutboxEntry, ticket: Ticket, via: str | None) -> list[Delivery]:
    channels = [c for c in DESK_CHANNELS if c != via] if entry.event in _TO_DESK else []
    if entry.event in _TO_CONVERSATION:
        channels.append(CONVERSATION_CHANNEL)
    found = [Delivery(entry_id=entry.id, channel=channel) for channel in channels]
    if entry.event == "answered" and ticket.email:
        # The real time, also where the shop's own clock is fixed, as all that is due is held against it.
        due = datetime.now(UTC) + MAIL_AFTER
        found.append(Delivery(entry_id=entry.id, channel=ANSWER_CHANNEL, due_at=due))
    return found


def is_stuck(session: Session, channels: Sequence[str], number: str | None = None) -> bool:
    """Say whether every one of these channels has failed to bring the desk a ticket and not brought one since.

    Args:
        session: session on the shop's database.
        channels: those of the desk's channels that are set up.
        number: of the ticket; none: any that is open.
    """
    return bool(channels) and all(_fails(session, channel, number) for channel in channels)


def _fails(session: Session, channel: str, number: str | None) -> bool:
    query = (
        select(Delivery.entry_id)
        .join(OutboxEntry, OutboxEntry.id == Delivery.entry_id)
        .where(
            Delivery.channel == channel,
            Delivery.delivered_at.is_(None),
            Delivery.error.is_not(None),
            OutboxEntry.change_number.is_(None),
        )
        .limit(1)
    )
    if number is not None:
        query = query.where(OutboxEntry.subject == subject_of(number))
    return session.scalar(query) is not None
