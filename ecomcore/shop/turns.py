"""Which messages of a conversation have been answered, kept in the transaction of what the answers changed.

Whoever is answered may not learn of it: a process can be killed, or a connection lost, between the change and the
answer. The same message sent again, to any process, then gets the answer that was due, and nothing is done twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import TurnDone

KEPT = 20
"""How many answers of a conversation are kept: whoever sends a message again does so soon."""
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Done:
    """An answer: what was sent, and what the conversation remembers since."""

    number: int
    messages: list[dict[str, Any]]
    slots: dict[str, Any]


def answered(session: Session, conversation_id: str, message_id: str) -> Done | None:
    """Return the answer that a message has had, if it has had one."""
    row = session.get(TurnDone, (conversation_id, message_id))
    return Done(row.number, row.messages, row.slots) if row else None


def latest(session: Session, conversation_id: str) -> Done | None:
    """Return the latest answer of a conversation."""
    row = session.scalars(
        select(TurnDone)
        .where(TurnDone.conversation_id == conversation_id)
        .order_by(TurnDone.number.desc())
        .limit(1)
    ).first()
    return Done(row.number, row.messages, row.slots) if row else None


def record(
    session: Session, conversation_id: str, message_id: str, done: Done, now: datetime
) -> bool:
    """Keep an answer, and say whether it is the first to this message.

    Where another process is answering the same message, this waits for it; if it is not the first, the caller must
    roll back what it has changed.
    """
    is_first = insert_if_absent(
        session,
        TurnDone,
        conversation_id=conversation_id,
        message_id=message_id,
        number=done.number,
        messages=done.messages,
        slots=done.slots,
        at=now,
    )
    if is_first:
        session.execute(
            delete(TurnDone).where(
                TurnDone.conversation_id == conversation_id,
                TurnDone.number <= done.number - KEPT,
            )
        )
    return is_first


def forget_old(session: Session, now: datetime) -> None:
    """Remove the answers of conversations that nobody can go on with any more."""
    session.execute(delete(TurnDone).where(TurnDone.at < now - KEPT_FOR))
