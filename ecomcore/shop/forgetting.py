"""Deletes what was said in a conversation, at its shopper's wish."""

from __future__ import annotations

from sqlalchemy import Table, delete
from sqlalchemy.orm import Session

from ecomcore.shop.base import Base

SAID = ("turn", "exchange", "verification")
"""Tables that hold what was said in a conversation, or who was proved to be in it, by its id.

Tickets stay, since somebody was asked to answer them, and so do orders, wishes and scores: they are the shop's records.
"""


def forget_conversation(session: Session, conversation_id: str) -> None:
    """Delete what the shop's database holds of what was said in a conversation."""
    tables: dict[str, Table] = {name: table for name, table in Base.metadata.tables.items()}
    for name in SAID:
        table = tables.get(name)
        if table is not None:
            session.execute(delete(table).where(table.c.conversation_id == conversation_id))
