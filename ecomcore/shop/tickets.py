"""Handing a conversation to a person: a numbered ticket with what was said, redacted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.shop.models import Customer, Ticket
from ecomcore.shop.numbers import new_number
from ecomcore.shop.outbox.tickets import tell_ticket
from ecomcore.shop.redact import redact

Priority = Literal["low", "normal", "high"]
Sentiment = Literal["negative", "neutral", "positive"]
PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high")
MAX_ENTRIES = 60
MAX_TEXT = 1000
MAX_QUESTION = 2000


@dataclass(frozen=True)
class TicketView:
    """A ticket; `is_new` is false where the conversation had an open one already.

    `email` is where the answer goes, `question` what is to be answered, one line for each time a person was asked for.
    """

    number: str
    conversation_id: str
    customer_id: str | None
    email: str | None
    question: str
    order_id: str | None
    subject: str
    language: str
    priority: str
    sentiment: str
    transcript: tuple[dict[str, Any], ...]
    status: str
    created_at: datetime
    holder: str | None = None
    """Who of the shop's people writes at present."""
    answered_at: datetime | None = None
    is_new: bool = False


def _view(ticket: Ticket, is_new: bool = False) -> TicketView:
    return TicketView(
        number=ticket.number,
        conversation_id=ticket.conversation_id,
        customer_id=ticket.customer_id,
        email=ticket.email,
        question=ticket.question,
        order_id=ticket.order_id,
        subject=ticket.subject,
        language=ticket.language,
        priority=ticket.priority,
        sentiment=ticket.sentiment,
        transcript=tuple(dict(entry) for entry in ticket.transcript),
        status=ticket.status,
        created_at=ticket.created_at,
        holder=ticket.holder,
        answered_at=ticket.answered_at,
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
    email: str | None = None,
    question: str = "",
    order_id: str | None = None,
    suggestion: str = "",
) -> TicketView:
    """Open a ticket, or bring the conversation's open one up to date.

    A conversation has one open ticket: asking again keeps its number, adds what has been said
    since, and a new subject and question beside the old ones, and raises the priority if it was lower.

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
        email: where the answer goes; a customer's own address where none is given.
        question: what is to be answered, in the shopper's words; kept without personal data.
        order_id: the order that it is about.
        suggestion: what the bot would answer, for the person to use or not.
    """
    ticket = _open_one(session, conversation_id)
    is_new = ticket is None
    if ticket is None:
        ticket = Ticket(
            number=new_number("T", now, lambda number: _exists(session, number)),
            conversation_id=conversation_id,
            subject=redact(subject)[:120],
            question="",
            language=language,
            priority=priority,
            status="open",
            created_at=now,
        )
        session.add(ticket)
    elif redact(subject) not in ticket.subject:
        ticket.subject = f"{ticket.subject}; {redact(subject)}"[:120]
    ticket.customer_id = customer_id or ticket.customer_id
    customer = session.get(Customer, customer_id) if customer_id else None
    ticket.email = email or (customer.email if customer else None) or ticket.email
    ticket.order_id = order_id or ticket.order_id
    ticket.question = _asked(ticket.question, redact(" ".join(question.split())))
    ticket.sentiment = sentiment
    ticket.transcript = _redacted(transcript)
    ticket.priority = max(ticket.priority, str(priority), key=_rank)
    session.flush()
    if is_new:
        tell_ticket(
            session,
            ticket,
            "opened",
            {"transcript": list(ticket.transcript), "suggestion": redact(suggestion)[:MAX_TEXT]},
            now,
        )
    return _view(ticket, is_new)


def leave_email(session: Session, conversation_id: str, email: str) -> TicketView | None:
    """Keep where the answer to a conversation's open ticket goes; None where there is no such ticket."""
    ticket = _open_one(session, conversation_id)
    if ticket is None:
        return None
    ticket.email = email
    session.flush()
    return _view(ticket)


def latest_ticket(
    session: Session, conversation_id: str, *, customer_id: str | None = None
) -> TicketView | None:
    """Return the newest ticket of a conversation, else of a customer, open or closed; None where there is none."""
    owners = [Ticket.conversation_id == conversation_id]
    owners += [Ticket.customer_id == customer_id] if customer_id else []
    for owner in owners:
        ticket = session.scalars(select(Ticket).where(owner).order_by(Ticket.id.desc())).first()
        if ticket is not None:
            return _view(ticket)
    return None


def _open_one(session: Session, conversation_id: str) -> Ticket | None:
    return session.scalars(
        select(Ticket)
        .where(Ticket.conversation_id == conversation_id, Ticket.status == "open")
        .order_by(Ticket.id)
        .with_for_update()
    ).first()


def _asked(before: str, question: str) -> str:
    """Return the questions of a ticket with one more, the newest kept where they grow too long."""
    lines = [line for line in before.splitlines() if line and line != question]
    return "\n".join([*lines, question] if question else lines)[-MAX_QUESTION:]


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
    return _view(ticket_row(session, number))


def close_ticket(
    session: Session, number: str, now: datetime, *, name: str = "", via: str | None = None
) -> TicketView:
    """Mark a ticket as solved, so that the bot answers again; closing twice is closing once.

    Args:
        session: session on the shop's database; the caller commits.
        number: of the ticket.
        now: the current time.
        name: who closes it, for the shopper to read; default: who has answered.
        via: the desk's channel that it was closed by, which need not be told.

    Raises:
        NotFoundError: there is no such ticket (`ticket_not_found`).
    """
    ticket = ticket_row(session, number)
    if ticket.status == "open":
        by = name or ticket.holder or ""
        ticket.status, ticket.holder, ticket.closed_at = "closed", None, now
        session.flush()
        tell_ticket(session, ticket, "closed", {"name": by}, now, via=via)
    return _view(ticket)


def ticket_row(session: Session, number: str) -> Ticket:
    """Return the row of a ticket, locked.

    Raises:
        NotFoundError: there is no such ticket (`ticket_not_found`).
    """
    ticket = session.scalars(
        select(Ticket)
        .where(Ticket.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if ticket is None:
        raise NotFoundError(f"there is no ticket {number!r}", code="ticket_not_found")
    return ticket
