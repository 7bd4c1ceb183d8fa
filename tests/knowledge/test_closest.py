"""Entries read sentence by sentence beside a question."""

from __future__ import annotations

from ecomcore.knowledge.answers import Answer, Closest
from ecomcore.knowledge.brief import brief

SENDING = Answer(
    entry_id="sending",
    topic="shipping",
    title={"en": "Sending"},
    text={
        "en": "Parcels leave on weekdays. They are packed in paper. Sofas come by van. "
        "A van rings an hour before it comes."
    },
    passage="Parcels leave on weekdays.",
    score=0.9,
    source="Sending",
)


def test_the_sentences_that_answer_best_are_told_in_their_order_behind_the_rule():
    found = brief(SENDING, "do they phone ahead", "en", [-9.0, -8.0, -4.0, 2.0])
    assert found.text == (
        "Parcels leave on weekdays. Sofas come by van. A van rings an hour before it comes."
    )
    assert found.yes is None


def test_scores_of_another_text_are_not_taken():
    assert brief(SENDING, "parcels on weekdays?", "en", [1.0]) == brief(
        SENDING, "parcels on weekdays?", "en"
    )


def test_scores_are_those_of_the_section_that_is_named():
    found = Closest([SENDING], [[0.1, 0.2, 0.3]], 0, is_answer=False)
    assert found.of("sending", SENDING.text["en"]) == [0.1, 0.2, 0.3]
    assert found.of("sending", "another section") == []
    assert found.of("paying", SENDING.text["en"]) == []
