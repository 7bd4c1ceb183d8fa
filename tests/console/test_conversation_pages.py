"""What the staff read: conversations, what was not understood, searches in vain, tickets."""

from __future__ import annotations

import pytest

from ecomcore.console import talks
from ecomcore.shop.tickets import open_ticket

DATABASES = ("sqlite", "postgres")


def test_conversations_are_listed_with_who_it_was_masked(session, day, say):
    say("a", "where is my order", hours=-1, number=1, customer_id="C1042")
    say("a", "and the other?", hours=1, number=2, is_missed=True)
    say("b", "hello")
    first, second = talks.talks(session, day)
    assert (first.id, first.exchanges, first.missed) == ("a", 2, 1)
    assert first.first == "where is my order"
    assert first.who == "C1••••"
    assert (second.id, second.who) == ("b", "")
    assert [talk.id for talk in talks.talks(session, day, only_missed=True)] == ["a"]


def test_one_conversation_is_read_in_its_order(session, say):
    say("a", "second", number=2)
    say("a", "first", number=1)
    say("b", "another")
    assert [row.said for row in talks.exchanges(session, "a")] == ["first", "second"]


def test_what_was_not_understood_is_counted_by_its_words(session, day, say):
    say("a", "Flurb  it", is_missed=True, hours=-2)
    say("b", "flurb it", is_missed=True, intent="cancel_order", confidence=0.3)
    say("c", "wimble", is_missed=True)
    say("d", "/affirm", is_missed=True)
    say("e", "hello")
    say("f", "zorp", intent="nlu_fallback", hours=-3)
    found = talks.unclear(session, day)
    assert [(one.words, one.times) for one in found] == [
        ("flurb it", 2),
        ("wimble", 1),
        ("zorp", 1),
    ]
    assert (found[0].intent, found[0].confidence) == ("cancel_order", 0.3)


def test_searches_in_vain_are_counted_by_their_words(session, day, say):
    say("a", searches=[{"words": "a boat", "found": 0}])
    say("b", searches=[{"words": "A boat", "found": 0}, {"words": "kettle", "found": 4}])
    assert [(one.words, one.times) for one in talks.unfound(session, day)] == [("A boat", 2)]


def test_tickets_come_with_what_was_said(session, day, now):
    open_ticket(
        session, conversation_id="a", customer_id=None, subject="person_asked", language="en",
        transcript=[{"who": "user", "text": "mail me at emma@example.com"}], now=now, question="why?",
    )  # fmt: skip
    (ticket,) = talks.tickets(session, day)
    assert ticket.transcript == (("user", "mail me at [email]"),)
    assert (ticket.status, ticket.question) == ("open", "why?")


@pytest.mark.parametrize(("name", "shown"), [(None, ""), ("", ""), ("C1042", "C1••••")])
def test_of_an_id_only_the_beginning_can_be_read(name, shown):
    assert talks.masked(name) == shown
