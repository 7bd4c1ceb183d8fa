"""How a request is weighed: candidates, their features, and which of them counts."""

from __future__ import annotations

import math

import pytest

from actions.conversation.arbiter import Arbiter, Choice
from actions.conversation.features import Candidate
from actions.understanding.reading import Reading


def ranked(arbiter: Arbiter, *candidates: Candidate) -> list[tuple[str, float]]:
    scores = [arbiter.score(candidate.features) for candidate in candidates]
    return sorted(
        zip((c.skill for c in candidates), scores, strict=True), key=lambda pair: -pair[1]
    )


def test_a_score_is_the_sum_of_what_the_features_weigh():
    arbiter = Arbiter({"greet": 0.5, "chance": 2.0})
    assert arbiter.score({"greet": 1.0, "chance": 0.25, "never learned": 7.0}) == pytest.approx(1.0)


def test_the_stronger_reading_counts():
    arbiter = Arbiter({"reader=a": 1.0, "reader=b": 1.0})
    first = Candidate("greet", features={"reader=a": 0.25})
    second = Candidate("thank", features={"reader=b": 0.5})
    assert [skill for skill, _ in ranked(arbiter, first, second)] == ["thank", "greet"]


def choice(skill: str, probability: float, *, is_sure: bool = False) -> Choice:
    return Choice(Candidate(skill, (Reading(skill, "a-reader", is_sure=is_sure),)), probability)


@pytest.mark.parametrize(
    ("sure", "likely", "first"),
    [(0.3, 0.7, "show_more"), (0.04, 0.8, "show_more"), (0.04, 0.95, "exchange_order")],
    ids=["doubted", "unlikely, the other not likely enough", "overruled"],
)
def test_what_a_reader_is_sure_of_counts_unless_all_else_speaks_against_it(sure, likely, first):
    arbiter = Arbiter({"reader=a-reader": 0.1}, {"show_more": 50, "exchange_order": 50})
    found = arbiter.ordered(
        [choice("exchange_order", likely), choice("show_more", sure, is_sure=True)]
    )
    assert found[0].skill == first


def test_a_sure_reader_that_was_not_met_while_learning_is_not_overruled():
    found = Arbiter({}, {}).ordered(
        [choice("ask_stock", 0.97), choice("photo_search", 0.01, is_sure=True)]
    )
    assert found[0].skill == "photo_search"


@pytest.mark.parametrize(
    ("first", "share", "counts"),
    [
        ("ask_attribute", 0.75, "refine_search"),
        ("ask_attribute", 0.65, "ask_attribute"),
        ("apply_coupon", 0.85, "apply_coupon"),
        ("apply_coupon", 0.95, "refine_search"),
    ],
)
def test_of_two_about_as_likely_the_one_that_a_reader_found_counts(first, share, counts):
    skills = dict.fromkeys(("ask_attribute", "apply_coupon", "refine_search"), 50)
    found = Arbiter({}, skills).ordered(
        [Choice(Candidate(first), 0.4), choice("refine_search", 0.4 * share)]
    )
    assert found[0].skill == counts


def test_what_a_trace_keeps_of_a_choice_has_nothing_of_the_message():
    reading = Reading("refine_search", "adds-conditions", 0.5, "blue for Zoe")
    told = Choice(Candidate("refine_search", (reading,)), 0.81234).told()
    assert (told.skill, told.probability, dict(told.readers)) == (
        "refine_search",
        0.812,
        {"adds-conditions": 0.5},
    )


def seen(
    shopper, words: str, intent: str, confidence: float, **entities: object
) -> dict[str, float]:
    """Say something and return how likely each way to understand it was found."""
    shopper.service.settings.explain = True
    shopper.say(words, intent, confidence=confidence, **entities)
    explanation = next(m.custom for m in reversed(shopper.messages) if m.custom is not None)
    return {found.skill: found.probability for found in explanation.answers[-1].weighed}


def test_the_probabilities_of_what_was_weighed_add_up(shopper):
    weighed = seen(shopper(), "a red mug", "search_product", 0.9)
    assert max(weighed, key=weighed.__getitem__) == "search_product"
    assert math.fsum(weighed.values()) <= 1.001


def test_an_answer_is_only_read_where_a_question_is_open(shopper):
    guest = shopper()
    assert "answer" not in seen(guest, "42", "give_details", 0.9)
    guest.say("where is my order", "order_status")
    assert "answer" in seen(guest, "hm 42", "nlu_fallback", 0.5)


def test_a_condition_without_a_kind_refines_what_is_looked_for(shopper):
    guest = shopper()
    guest.say("i want a tent", "search_product")
    weighed = seen(guest, "for 2 people, below 300", "out_of_scope", 0.6)
    assert max(weighed, key=weighed.__getitem__) == "refine_search"


def test_what_the_arbiter_has_hardly_learned_of_is_left_to_a_sure_classifier(shopper):
    known = shopper("C0001")
    known.say("cancel 20001", "cancel_order", order_number="20001")
    assert "what we had begun here is closed." in known.say("log me out", "sign_out")


def test_a_tapped_button_is_not_weighed(shopper):
    guest = shopper()
    guest.service.settings.explain = True
    guest.say("a red mug", "search_product")
    title = guest.buttons[0]
    guest.tap(title)
    explanation = next(m.custom for m in reversed(guest.messages) if m.custom is not None)
    assert explanation.answers[-1].weighed == []
