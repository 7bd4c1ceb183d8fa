"""What a person and a shopper write to each other in a ticket, and when the bot is silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.shop import models as m
from ecomcore.shop import talks
from ecomcore.shop.tickets import close_ticket, find_ticket, open_ticket

DATABASES = ("sqlite", "postgres")
CHAT = "telegram:501"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def number(session, now) -> str:
    return open_ticket(
        session,
        conversation_id=CHAT,
        customer_id="C1",
        subject="person_asked",
        language="en",
        transcript=[{"who": "user", "text": "a person please"}],
        question="is the mug lead-free?",
        suggestion="The mug is glazed; write to emma@example.com",
        now=now,
    ).number


def told(session: Session) -> list[tuple[str, list[str]]]:
    """What was written down, each with the channels that are to tell it."""
    entries = session.scalars(select(m.OutboxEntry).order_by(m.OutboxEntry.id))
    return [
        (
            entry.event,
            sorted(
                session.scalars(select(m.Delivery.channel).where(m.Delivery.entry_id == entry.id))
            ),
        )
        for entry in entries
    ]


def answer(session: Session, number: str, now, uid: str = "chatwoot:1", **more) -> bool:
    given = {"text": "It is.", "name": "Ann", **more}
    return talks.answer(session, number, uid=uid, now=now, **given)


def test_a_new_ticket_is_told_with_all_that_is_known(session, number):
    assert told(session) == [("opened", ["chatwoot", "desk_mail", "webhook"])]
    body = session.scalars(select(m.OutboxEntry)).one().body
    assert body["channel"] == "telegram"
    assert body["customer"]["id"] == "C1"
    assert body["question"] == "is the mug lead-free?"
    assert body["suggestion"] == "The mug is glazed; write to [email]"
    assert body["transcript"] == [{"who": "user", "text": "a person please"}]


def test_the_bot_is_silent_from_the_first_answer_until_the_ticket_is_closed(session, number, now):
    assert talks.holding(session, CHAT, now) is None
    assert answer(session, number, now)
    assert talks.holding(session, CHAT, now) == talks.Holding(number, "Ann", is_late=False)
    assert talks.holding(session, "telegram:502", now) is None
    close_ticket(session, number, now)
    assert talks.holding(session, CHAT, now) is None


def test_who_does_not_write_for_half_an_hour_is_late(session, number, now):
    answer(session, number, now)
    assert not talks.holding(session, CHAT, now + 30 * MINUTE).is_late
    assert talks.holding(session, CHAT, now + 31 * MINUTE).is_late
    talks.release(session, number)
    assert talks.holding(session, CHAT, now + 31 * MINUTE) is None
    answer(session, number, now + 40 * MINUTE, "chatwoot:2")
    assert not talks.holding(session, CHAT, now + 41 * MINUTE).is_late


def test_an_answer_goes_into_the_conversation_to_the_other_desks_and_to_the_mailbox(
    session, number, now
):
    answer(session, number, now, via="chatwoot")
    assert told(session)[1:] == [
        ("answered", ["answer_mail", "conversation", "desk_mail", "webhook"])
    ]


def test_the_same_answer_twice_is_one(session, number, now):
    assert answer(session, number, now)
    assert not answer(session, number, now)
    assert answer(session, number, now, "chatwoot:2")
    assert [event for event, _ in told(session)] == ["opened", "answered", "answered"]
    assert [line.text for line in talks.lines_of(session, number)] == ["It is.", "It is."]


def test_an_answer_needs_words_and_a_ticket(session, number, now):
    with pytest.raises(NotAllowedError, match="words"):
        answer(session, number, now, text="  ")
    with pytest.raises(NotFoundError, match="T-0"):
        answer(session, "T-0", now)


def test_what_was_written_before_the_end_and_comes_after_it_does_not_take_the_talk_back(
    session, number, now
):
    close_ticket(session, number, now, name="Ann")
    assert answer(session, number, now + MINUTE, written_at=now - MINUTE)
    assert find_ticket(session, number).status == "closed"
    assert talks.holding(session, CHAT, now) is None
    assert answer(session, number, now + MINUTE, "chatwoot:2", written_at=now + MINUTE)
    assert find_ticket(session, number).status == "open"
    assert talks.holding(session, CHAT, now + MINUTE).name == "Ann"


def test_closing_is_told_once_and_by_whom(session, number, now):
    answer(session, number, now)
    close_ticket(session, number, now, via="chatwoot")
    close_ticket(session, number, now)
    events = told(session)
    assert events[2:] == [("closed", ["conversation", "desk_mail", "webhook"])]
    last = session.scalars(select(m.OutboxEntry).order_by(m.OutboxEntry.id.desc())).first()
    assert last.body["name"] == "Ann"


def share(session: Session, now, text: str, uid: str = "m1", **more) -> bool:
    return talks.share(session, CHAT, uid=uid, text=text, now=now, **more)


def test_what_is_said_to_the_bot_is_passed_on_without_personal_data(session, number, now):
    assert share(session, now, "mail emma@example.com", replies=["Noted: emma@example.com"])
    entry = session.scalars(select(m.OutboxEntry).where(m.OutboxEntry.event == "said")).one()
    assert (entry.body["text"], entry.body["replies"]) == ("mail [email]", ["Noted: [email]"])
    assert not entry.body["is_held"]
    assert not share(session, now, "mail emma@example.com")


def test_who_talks_to_a_person_is_passed_on_as_they_wrote(session, number, now):
    answer(session, number, now)
    assert share(session, now, "mail emma@example.com")
    entry = session.scalars(select(m.OutboxEntry).where(m.OutboxEntry.event == "said")).one()
    assert (entry.body["text"], entry.body["is_held"]) == ("mail emma@example.com", True)


def test_nothing_is_passed_on_where_nobody_waits_for_a_person(session, number, now):
    assert not talks.share(session, "chat-9", uid="m1", text="hello", now=now)
    assert not share(session, now + timedelta(hours=25), "hello")
    assert not share(session, now, "  ")
    close_ticket(session, number, now)
    assert not share(session, now, "hello")


def test_an_answer_counts_as_read_once_the_shopper_writes(session, number, now):
    share(session, now, "hello?")
    answer(session, number, now)
    assert not talks.has_written_since(session, number, "It is.")
    share(session, now, "thanks", "m2")
    assert talks.has_written_since(session, number, "It is.")


def test_the_usual_wait_is_the_median_of_enough_tickets(session, number, now):
    for place, minutes in enumerate((1, 3, 5, 8), 1):
        made = open_ticket(
            session, conversation_id=f"c{place}", customer_id=None, subject="x", language="en",
            transcript=[], now=now,
        )  # fmt: skip
        answer(session, made.number, now + minutes * MINUTE, f"chatwoot:{place}")
    assert talks.usual_wait(session, now) is None
    answer(session, number, now + 90 * MINUTE, "chatwoot:9")
    assert talks.usual_wait(session, now) == 5 * MINUTE
    assert talks.usual_wait(session, now + timedelta(days=40)) is None
