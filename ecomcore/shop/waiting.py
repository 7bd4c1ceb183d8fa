"""What a shopper waits to be told of, whichever table it is noted in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.shop.models import StockAlert, Wish

Awaited = TypeVar("Awaited", StockAlert, Wish)


def waited_for(
    session: Session, table: type[Awaited], *, conversation_id: str, customer_id: str | None
) -> list[Awaited]:
    """Return what a conversation, and the customer if one is known, has not been told yet, oldest first."""
    is_theirs = table.conversation_id == conversation_id
    if customer_id is not None:
        is_theirs |= table.customer_id == customer_id
    found = session.scalars(
        select(table).where(is_theirs, table.notified_at.is_(None)).order_by(table.id)
    )
    return list(found)


def end_waiting(session: Session, rows: Iterable[Awaited]) -> None:
    """Delete what is not waited for any more, with the address that was left for it."""
    for row in rows:
        session.delete(row)
    session.flush()
