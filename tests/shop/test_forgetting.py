"""A shopper has a conversation deleted: what was said goes, of this conversation only; the shop's records stay."""

from __future__ import annotations

from sqlalchemy import func, select

from ecomcore.shop import models as m
from ecomcore.shop.forgetting import SAID, forget_conversation
from ecomcore.shop.turns import Done, record


def counted(session, table, conversation_id):
    query = select(func.count()).where(table.conversation_id == conversation_id)
    return session.scalar(query)


def test_what_was_said_goes_and_records_stay(session, now):
    for chat in ("chat-1", "chat-2"):
        record(session, chat, "m1", Done(1, [{"text": "hello"}], {}), now)
        session.add(m.Verification(conversation_id=chat, customer_id=None))
        session.add(m.Satisfaction(conversation_id=chat, about="chat", score=5, at=now))
    session.flush()
    forget_conversation(session, "chat-1")
    for table in (m.TurnDone, m.Verification):
        assert [counted(session, table, chat) for chat in ("chat-1", "chat-2")] == [0, 1]
    assert counted(session, m.Satisfaction, "chat-1") == 1


def test_every_table_that_keeps_answers_is_among_them():
    assert {m.TurnDone.__tablename__, m.Verification.__tablename__} <= set(SAID)
