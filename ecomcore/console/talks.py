"""Conversations as the staff read them, and what of them was not understood or not found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from ecomcore.console.period import Period
from ecomcore.shop.base import Base
from ecomcore.shop.models import Exchange, Ticket
from ecomcore.shop.redact import redact

MASK_SHOWN = 4
MOST = 500
FALLBACK = "nlu_fallback"
"""What the classifier says where it is sure of nothing."""
ANSWERS = "ticket_message"
"""The table of what people wrote in tickets, in a release that has it."""


@dataclass(frozen=True)
class Talk:
    """One conversation of the list."""

    id: str
    started_at: datetime
    ended_at: datetime
    exchanges: int
    missed: int
    language: str
    channel: str
    who: str
    """A customer's masked id, empty for a guest."""
    first: str
    """What was said first."""
    has_ticket: bool


@dataclass(frozen=True)
class Unclear:
    """Words that were not understood, as often as they came; `intent` is what they were taken for."""

    words: str
    language: str
    times: int
    intent: str
    confidence: float
    latest_at: datetime
    conversation_id: str


@dataclass(frozen=True)
class Unfound:
    """A search that nothing fitted, as often as it came."""

    words: str
    times: int
    latest_at: datetime


@dataclass(frozen=True)
class Line:
    """One exchange as it is exported."""

    number: int
    at: datetime
    said: str
    answered: str
    intent: str
    confidence: float
    skills: tuple[str, ...]
    is_missed: bool
    spent_ms: float


@dataclass(frozen=True)
class TicketRow:
    """A ticket with what was said in it and what people answered; texts are without personal data."""

    number: str
    status: str
    priority: str
    sentiment: str
    subject: str
    question: str
    language: str
    created_at: datetime
    transcript: tuple[tuple[str, str], ...]
    """Who said what, oldest first."""
    answers: tuple[tuple[str, str, datetime], ...]
    """Who wrote what when, once a person had taken over."""


def masked(name: str | None) -> str:
    """Return an id of which only the beginning can be read, empty for none."""
    return f"{name[:2]}{'•' * MASK_SHOWN}" if name else ""


def talks(session: Session, period: Period, *, only_missed: bool = False) -> list[Talk]:
    """Return the conversations of a period, the latest first; perhaps only those with a miss."""
    ids = (
        select(Exchange.conversation_id)
        .where(Exchange.at >= period.start, Exchange.at < period.end)
        .group_by(Exchange.conversation_id)
        .order_by(func.max(Exchange.at).desc())
        .limit(MOST)
    )
    if only_missed:
        ids = ids.where(Exchange.is_missed)
    latest = list(session.scalars(ids))
    with_ticket = set(
        session.scalars(select(Ticket.conversation_id).where(Ticket.conversation_id.in_(latest)))
    )
    found: dict[str, list[Exchange]] = {}
    rows = _within(period).where(Exchange.conversation_id.in_(latest))
    for row in session.scalars(rows.order_by(Exchange.at, Exchange.id)):
        found.setdefault(row.conversation_id, []).append(row)
    listed = [_talk(rows, name in with_ticket) for name, rows in found.items()]
    return sorted(listed, key=lambda talk: talk.ended_at, reverse=True)


def exchanges(session: Session, conversation_id: str) -> list[Line]:
    """Return what was said in one conversation, oldest first."""
    rows = session.scalars(
        select(Exchange)
        .where(Exchange.conversation_id == conversation_id)
        .order_by(Exchange.number, Exchange.id)
    )
    return [
        Line(
            row.number, row.at, row.said, row.answered, row.intent, row.confidence,
            tuple(row.skills), row.is_missed, row.spent_ms,
        )
        for row in rows
    ]  # fmt: skip


def unclear(session: Session, period: Period) -> list[Unclear]:
    """Return what was not understood in a period, the most frequent first; buttons are no words.

    What the classifier was sure of nothing in counts, too, where a search answered it all the same.
    """
    found: dict[tuple[str, str], list[Exchange]] = {}
    missed = or_(Exchange.is_missed, Exchange.intent == FALLBACK)
    rows = _within(period).where(missed).order_by(Exchange.at, Exchange.id)
    for row in session.scalars(rows):
        words = " ".join(row.said.split())
        if words and not words.startswith("/"):
            found.setdefault((words.lower(), row.language), []).append(row)
    listed = [
        Unclear(
            " ".join(rows[-1].said.split()), language, len(rows), rows[-1].intent,
            rows[-1].confidence, rows[-1].at, rows[-1].conversation_id,
        )
        for (_, language), rows in found.items()
    ]  # fmt: skip
    return sorted(listed, key=lambda one: (-one.times, -one.latest_at.timestamp()))[:MOST]


def unfound(session: Session, period: Period) -> list[Unfound]:
    """Return the searches of a period that nothing fitted, the most frequent first."""
    times: dict[str, list[datetime]] = {}
    said: dict[str, str] = {}
    rows = session.execute(
        select(Exchange.searches, Exchange.at)
        .where(Exchange.at >= period.start, Exchange.at < period.end, Exchange.searched_in_vain > 0)
        .order_by(Exchange.at, Exchange.id)
    )
    for row in rows:
        for search in row.searches:
            if search["found"] == 0:
                key = " ".join(str(search["words"]).lower().split())
                times.setdefault(key, []).append(row.at)
                said[key] = str(search["words"])
    listed = [Unfound(said[key], len(at), at[-1]) for key, at in times.items()]
    return sorted(listed, key=lambda one: (-one.times, -one.latest_at.timestamp()))[:MOST]


def tickets(session: Session, period: Period) -> list[TicketRow]:
    """Return the tickets of a period, the newest first."""
    rows = session.scalars(
        select(Ticket)
        .where(Ticket.created_at >= period.start, Ticket.created_at < period.end)
        .order_by(Ticket.created_at.desc())
    )
    return [_ticket(session, row) for row in rows]


def _within(period: Period) -> Select[Exchange]:
    return select(Exchange).where(Exchange.at >= period.start, Exchange.at < period.end)


def _talk(rows: list[Exchange], has_ticket: bool) -> Talk:
    return Talk(
        id=rows[0].conversation_id,
        started_at=rows[0].at,
        ended_at=rows[-1].at,
        exchanges=len(rows),
        missed=sum(row.is_missed for row in rows),
        language=rows[-1].language,
        channel=rows[0].channel,
        who=masked(next((row.customer_id for row in rows if row.customer_id), None)),
        first=rows[0].said,
        has_ticket=has_ticket,
    )


def _ticket(session: Session, row: Ticket) -> TicketRow:
    return TicketRow(
        number=row.number,
        status=row.status,
        priority=row.priority,
        sentiment=row.sentiment,
        subject=row.subject,
        question=row.question,
        language=row.language,
        created_at=row.created_at,
        transcript=tuple((str(e.get("who", "")), str(e.get("text", ""))) for e in row.transcript),
        answers=tuple(_answers(session, row.number)),
    )


def _answers(session: Session, number: str) -> Iterator[tuple[str, str, datetime]]:
    table: Any = Base.metadata.tables.get(ANSWERS)
    if table is None:
        return
    columns = table.c
    rows = session.execute(
        select(columns.who, columns.text, columns.at)
        .where(columns.ticket_number == number)
        .order_by(columns.number)
    )
    for who, text, at in rows:
        yield str(who), redact(str(text)), at
