"""Why a message was answered as it was, for the log and for who works on the bot."""

from __future__ import annotations

import json
import logging

from actions.turn.payloads import Explanation
from actions.turn.trace import Trace
from actions.understanding import parts, spoken

RULES = (*spoken.RULES, *parts.RULES)


def traced(caplog) -> dict:
    """Return the trace of the last message in the log."""
    lines = [r.getMessage() for r in caplog.records if r.name == "actions.conversation.dialogue"]
    return json.loads(lines[-1])


def test_the_log_says_what_changed_the_intent_and_which_skill_answered(shopper, caplog):
    guest = shopper()
    with caplog.at_level(logging.INFO):
        guest.say("a mug", "search_product")
        guest.say("not a mug", "deny")
    trace = traced(caplog)
    assert trace["answers"][0]["seen"] == "deny"
    assert trace["answers"][0]["skill"] == "refine_search"
    assert [c["rule"] for c in trace["answers"][0]["changes"]] == ["refuses-a-kind"]
    assert set(trace["ms"]) == {"look", "understand", "answer", "store"}


def test_the_log_has_nothing_that_the_shopper_wrote(shopper, caplog):
    guest = shopper()
    with caplog.at_level(logging.INFO):
        guest.say("my mail is zoe@home.example, a mug for Zoe", "search_product")
    assert "zoe" not in caplog.text.lower()


def test_pieces_of_a_message_that_are_joined_are_noted(shopper, caplog):
    known = shopper("C0001")
    with caplog.at_level(logging.INFO):
        known.several(
            ("cancel 20001", "cancel_order", {"order_number": "20001"}),
            ("ordered by mistake", "complain", {}),
        )
    assert Trace(**{**traced(caplog), "answers": []}).sorting == [
        {"rule": "reason", "before": "complain", "after": "joined"}
    ]


def test_the_explanation_is_shown_only_where_it_is_set(shopper):
    guest = shopper()
    guest.say("hello", "greet")
    assert not [m for m in guest.messages if isinstance(m.custom, Explanation)]
    guest.service.settings.explain = True
    guest.say("hello", "greet")
    assert [m.custom.type for m in guest.messages if m.custom] == ["explanation"]


def test_every_rule_has_a_name_of_its_own_and_an_example():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert all(rule.example and rule.meant for rule in RULES)


def test_the_explanation_tells_what_was_searched(shopper):
    guest = shopper()
    guest.service.settings.explain = True
    guest.say("do you sell car tyres", "search_product")
    (told,) = [m.custom for m in guest.messages if isinstance(m.custom, Explanation)]
    assert [(search.words, search.found) for search in told.searches] == [
        ("do you sell car tyres", 0)
    ]


def test_the_log_has_no_words_of_a_search(shopper, caplog):
    with caplog.at_level(logging.INFO):
        shopper().say("do you sell car tyres", "search_product")
    assert "tyres" not in caplog.text
