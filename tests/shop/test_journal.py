"""The journal of exchanges: what it keeps, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ecomcore.shop import journal
from ecomcore.shop.journal import Entry, Looked
from ecomcore.shop.models import Exchange

DATABASES = ("sqlite", "postgres")


@pytest.fixture
def entry(now):
    return Entry(
        conversation_id="chat-1", customer_id=None, number=1, at=now, channel="web", language="en",
        said="call me at +31 6 1234 5678", answered="I wrote to emma@example.com", intent="greet",
        confidence=0.91234, skills=["greet"], is_missed=False, is_recommendation=False,
        products=["kettle"], searches=[Looked("a gift for emma@example.com", 0)], spent_ms=12.34,
    )  # fmt: skip


def conversations(session):
    return list(session.scalars(select(Exchange.conversation_id).order_by(Exchange.id)))


def test_no_text_keeps_personal_data(session, entry):
    journal.write(session, entry)
    session.flush()
    row = session.scalars(select(Exchange)).one()
    assert row.said == "call me at [phone]"
    assert row.answered == "I wrote to [email]"
    assert row.searches == [{"words": "a gift for [email]", "found": 0}]
    assert (row.searched, row.searched_in_vain) == (1, 1)
    assert (row.confidence, row.spent_ms) == (0.912, 12.3)


def test_what_is_too_old_is_forgotten(session, entry, now):
    journal.write(session, replace(entry, conversation_id="old", at=now - timedelta(days=91)))
    journal.write(session, replace(entry, conversation_id="new", at=now - timedelta(days=89)))
    assert journal.forget_old(session, now, 90) == 1
    assert conversations(session) == ["new"]


def test_a_conversation_is_forgotten_alone(session, entry):
    journal.write(session, entry)
    journal.write(session, replace(entry, conversation_id="chat-2"))
    assert journal.forget_conversation(session, "chat-1") == 1
    assert conversations(session) == ["chat-2"]
