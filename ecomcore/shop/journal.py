"""What was said and answered, kept for the shop's staff: written without personal data, forgotten after some days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ecomcore.shop.models import Exchange
from ecomcore.shop.redact import redact

LONGEST = 2000
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Looked:
    """A search of the catalogue: its words, and how many products fitted all of it."""

    words: str
    found: int


@dataclass(frozen=True)
class Entry:
    """One message and its answer, as they were; `write` takes the personal data out.

    `spent_ms` is what the answer took from the moment at which the action server had the message.
    """

    conversation_id: str
    customer_id: str | None
    number: int
    at: datetime
    channel: str
    language: str
    said: str
    answered: str
    intent: str
    confidence: float
    skills: Sequence[str]
    is_missed: bool
    is_recommendation: bool
    products: Sequence[str]
    searches: Sequence[Looked]
    spent_ms: float


def write(session: Session, entry: Entry) -> None:
    """Keep an exchange in the transaction of its turn."""
    session.add(
        Exchange(
            conversation_id=entry.conversation_id,
            customer_id=entry.customer_id,
            number=entry.number,
            at=entry.at,
            channel=entry.channel[:40],
            language=entry.language,
            said=redact(entry.said)[:LONGEST],
            answered=redact(entry.answered)[:LONGEST],
            intent=entry.intent[:60],
            confidence=round(entry.confidence, 3),
            skills=list(entry.skills),
            is_missed=entry.is_missed,
            is_recommendation=entry.is_recommendation,
            products=list(entry.products),
            searches=[
                {"words": redact(one.words)[:LONGEST_SEARCH], "found": one.found}
                for one in entry.searches
            ],
            searched=len(entry.searches),
            searched_in_vain=sum(one.found == 0 for one in entry.searches),
            spent_ms=round(entry.spent_ms, 1),
        )
    )


def forget_old(session: Session, now: datetime, days: int) -> int:
    """Remove what is older than so many days, and return how many exchanges that were."""
    return _removed(session, Exchange.at < now - timedelta(days=days))


def forget_conversation(session: Session, conversation_id: str) -> int:
    """Remove one conversation, as whoever had it may ask for; return how many exchanges that were."""
    return _removed(session, Exchange.conversation_id == conversation_id)


def _removed(session: Session, condition: object) -> int:
    done = session.execute(delete(Exchange).where(condition))  # type: ignore[arg-type]
    return int(getattr(done, "rowcount", 0))
