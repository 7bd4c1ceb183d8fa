"""Handing a conversation to a person: a numbered ticket with what was said, redacted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.shop.models import Ticket
from ecomcore.shop.numbers import new_number
from ecomcore.shop.redact import redact

Priority = Literal["low", "normal", "high"]
Sentiment = Literal["negative", "neutral", "positive"]
PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high")
MAX_ENTRIES = 60
MAX_TEXT = 1000


@dataclass(frozen=True)
class TicketView:
    """A ticket; `is_new` is false where the conversation had an open one already."""

    number: str
    conversation_id: str
    customer_id: str | None
    subject: str
    language: str
    priority: str
    sentiment: str
    transcript: tuple[dict[str, Any], ...]
    status: str
    created_at: datetime
    is_new: bool = False


def _view(ticket: Ticket, is_new: bool = False) -> TicketView:
    return TicketView(
        number=ticket.number,
        conversation_id=ticket.conversation_id,
        customer_id=ticket.customer_id,
        subject=ticket.subject,
        language=ticket.language,
        priority=ticket.priority,
        sentiment=ticket.sentiment,
        transcript=tuple(dict(entry) for entry in ticket.transcript),
        status=ticket.status,
        created_at=ticket.created_at,
        is_new=is_new,
    )


def _redacted(transcript: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the last entries; texts are cut and freed of personal data, other values kept."""
    return [
        {
            key: redact(value)[:MAX_TEXT] if isinstance(value, str) else value
            for key, value in entry.items()
        }
        for entry in transcript[-MAX_ENTRIES:]
    ]


def open_ticket(
    session: Session,
    *,
    conversation_id: str,
    customer_id: str | None,
    subject: str,
    language: str,
    transcript: Sequence[Mapping[str, Any]],
    now: datetime,
    sentiment: Sentiment | str = "neutral",
    priority: Priority | str = "normal",
) -> TicketView:
    """Open a ticket, or bring the conversation's open one up to date.

    A conversation has one open ticket: asking again keeps its number, adds what has been said
    since, and a new subject beside the old one, and raises the priority if it was lower.

    Args:
        session: session on the shop's database; the caller commits.
        conversation_id: the conversation.
        customer_id: who it is with, if that is proved.
        subject: a few words for the person who takes over.
        language: language of the conversation.
        transcript: what was said, oldest first: objects with texts such as `{"who": "user", "text":
            "…"}`.
        now: the current time.
        sentiment: `negative`, `neutral` or `positive`.
        priority: `low`, `normal` or `high`.
    """
    ticket = session.scalars(
        select(Ticket)
        .where(Ticket.conversation_id == conversation_id, Ticket.status == "open")
        .order_by(Ticket.id)
        .with_for_update()
    ).first()
    is_new = ticket is None
    if ticket is None:
        ticket = Ticket(
            number=new_number("T", now, lambda number: _exists(session, number)),
            conversation_id=conversation_id,
            subject=redact(subject)[:120],
            language=language,
            priority=priority,
            status="open",
            created_at=now,
        )
        session.add(ticket)
    elif redact(subject) not in ticket.subject:
        ticket.subject = f"{ticket.subject}; {redact(subject)}"[:120]
    ticket.customer_id = customer_id or ticket.customer_id
    ticket.sentiment = sentiment
    ticket.transcript = _redacted(transcript)
    ticket.priority = max(ticket.priority, str(priority), key=_rank)
    session.flush()
    return _view(ticket, is_new)


def _rank(priority: str) -> int:
    return PRIORITIES.index(priority) if priority in PRIORITIES else PRIORITIES.index("normal")


def _exists(session: Session, number: str) -> bool:
    return session.scalar(select(Ticket.id).where(Ticket.number == number)) is not None


def open_tickets(session: Session) -> list[TicketView]:
    """Return the open tickets, the most urgent and oldest first."""
    rows = session.scalars(select(Ticket).where(Ticket.status == "open").order_by(Ticket.id))
    return [_view(row) for row in sorted(rows, key=lambda row: -_rank(row.priority))]


def find_ticket(session: Session, number: str) -> TicketView:
    """Return a ticket.

    Raises:
        NotFoundError: there is no such ticket (`ticket_not_found`).
    """
    return _view(_ticket(session, number))


def close_ticket(session: Session, number: str) -> TicketView:
    """Mark a ticket as solved.

    Raises:
        NotFoundError: there is no such ticket (`ticket_not_found`).
    """
    ticket = _ticket(session, number)
    ticket.status = "closed"
    session.flush()
    return _view(ticket)


def _ticket(session: Session, number: str) -> Ticket:
    ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one_or_none()
    if ticket is None:
        raise NotFoundError(f"there is no ticket {number!r}", code="ticket_not_found")
    return ticket
