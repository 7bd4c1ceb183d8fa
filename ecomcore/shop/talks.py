"""What a person of the shop and a shopper write to each other in a ticket, whichever way it comes in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ecomcore.errors import refuse
from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import Ticket, TicketMessage
from ecomcore.shop.outbox.tickets import tell_ticket
from ecomcore.shop.redact import redact
from ecomcore.shop.tickets import ticket_row

SILENT_FOR = timedelta(minutes=30)
"""How long after a person's last message the bot stays silent."""
SHARED_FOR = timedelta(hours=24)
"""How long the desk is told what is said in a conversation whose ticket nobody has answered."""
LONGEST = 4000
LONGEST_NAME = 80
LONGEST_UID = 120
USUAL_OF = timedelta(days=28)
USUAL_LEAST = 5


@dataclass(frozen=True)
class Holding:
    """The person who has taken a conversation over; `is_late` once they have not written for half an hour."""

    number: str
    name: str
    is_late: bool


@dataclass(frozen=True)
class Line:
    """One message of a ticket."""

    who: str
    name: str
    text: str
    at: datetime


def answer(
    session: Session,
    number: str,
    *,
    uid: str,
    text: str,
    name: str,
    now: datetime,
    via: str | None = None,
    written_at: datetime | None = None,
) -> bool:
    """Take in what a person answers: it goes into the conversation, and the bot is silent from now on.

    What was written before the ticket was closed, and comes in late, does not open it again; what is written after
    that does.

    Args:
        session: session on the shop's database; the caller commits.
        number: of the ticket.
        uid: what tells a repetition, such as `chatwoot:17`.
        text: the answer.
        name: who answers, for the shopper to read.
        now: the current time.
        via: the desk's channel that it came by, which need not be told.
        written_at: when it was written, where that is known.

    Returns:
        Whether it is new; the same `uid` again changes nothing.

    Raises:
        NotFoundError: there is no such ticket (`ticket_not_found`).
        NotAllowedError: the answer is empty (`answer_empty`).
    """
    text = text.strip()[:LONGEST]
    if not text:
        refuse("answer_empty", "an answer needs words")
    ticket = ticket_row(session, number)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not _add(session, ticket, uid, "person", name, text, now):
        return False
    is_late = ticket.closed_at is not None and (written_at or now) <= ticket.closed_at
    if ticket.status == "open" or not is_late:
        ticket.status, ticket.holder, ticket.held_at = "open", name or ticket.holder or "", now
    ticket.answered_at = ticket.answered_at or now
    session.flush()
    tell_ticket(session, ticket, "answered", {"text": text, "name": name}, now, via=via)
    return True


def holding(session: Session, conversation_id: str, now: datetime) -> Holding | None:
    """Return who has taken a conversation over, none where the bot leads it."""
    ticket = session.scalars(
        select(Ticket)
        .where(
            Ticket.conversation_id == conversation_id,
            Ticket.status == "open",
            Ticket.holder.is_not(None),
        )
        .order_by(Ticket.id.desc())
    ).first()
    if ticket is None or ticket.held_at is None:
        return None
    return Holding(ticket.number, ticket.holder or "", now - ticket.held_at > SILENT_FOR)


def share(
    session: Session,
    conversation_id: str,
    *,
    uid: str,
    text: str,
    now: datetime,
    replies: Sequence[str] = (),
) -> bool:
    """Pass on to the desk what a shopper wrote while their ticket is open, with what the bot answered, if it did.

    Who has had an answer from a person is passed on as they wrote; what is said to the bot alone is freed of personal
    data.
    Nothing is passed on of a ticket that nobody has answered within a day.

    Returns:
        Whether it was passed on.
    """
    ticket = session.scalars(
        select(Ticket)
        .where(Ticket.conversation_id == conversation_id, Ticket.status == "open")
        .order_by(Ticket.id.desc())
        .with_for_update()
    ).first()
    if ticket is None or not text.strip():
        return False
    is_held, is_answered = ticket.holder is not None, ticket.answered_at is not None
    if not is_answered and now - ticket.created_at > SHARED_FOR:
        return False
    if not is_answered:
        text, replies = redact(text), [redact(reply) for reply in replies]
    text = text.strip()[:LONGEST]
    if not _add(session, ticket, f"{conversation_id}:{uid}", "shopper", "", text, now):
        return False
    told = {"text": text, "replies": [reply[:LONGEST] for reply in replies], "is_held": is_held}
    tell_ticket(session, ticket, "said", told, now)
    return True


def release(session: Session, number: str) -> None:
    """Let the bot answer again although the ticket is open: the person has not written for long."""
    ticket_row(session, number).holder = None
    session.flush()


def lines_of(session: Session, number: str) -> list[Line]:
    """Return what was written in a ticket, oldest first."""
    rows = session.scalars(
        select(TicketMessage)
        .where(TicketMessage.ticket_number == number)
        .order_by(TicketMessage.number)
    )
    return [Line(row.who, row.name, row.text, row.at) for row in rows]


def has_written_since(session: Session, number: str, text: str) -> bool:
    """Say whether the shopper wrote in a ticket after a person's answer, which they have read then."""
    lines = lines_of(session, number)
    places = [i for i, line in enumerate(lines) if line.who == "person" and line.text == text]
    return bool(places) and any(line.who == "shopper" for line in lines[places[-1] :])


def usual_wait(session: Session, now: datetime) -> timedelta | None:
    """Return how long the first answers of the last four weeks took, their median; none where they were few."""
    rows = session.execute(
        select(Ticket.created_at, Ticket.answered_at).where(
            Ticket.answered_at.is_not(None), Ticket.created_at >= now - USUAL_OF
        )
    ).all()
    waits = sorted(answered - created for created, answered in rows if answered)
    return waits[len(waits) // 2] if len(waits) >= USUAL_LEAST else None


def _add(
    session: Session, ticket: Ticket, uid: str, who: str, name: str, text: str, now: datetime
) -> bool:
    before = session.scalar(
        select(func.count()).where(TicketMessage.ticket_number == ticket.number)
    )
    return insert_if_absent(
        session,
        TicketMessage,
        uid=uid if len(uid) <= LONGEST_UID else hashlib.sha256(uid.encode()).hexdigest(),
        ticket_number=ticket.number,
        number=(before or 0) + 1,
        who=who,
        name=name,
        text=text,
        at=now,
    )
