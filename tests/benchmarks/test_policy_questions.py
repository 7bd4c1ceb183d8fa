"""When an answer about how the shop works is right, wrong, or none."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from actions.texts import texts
from benchmarks.locked import DATA, LANGUAGES
from benchmarks.policy import Mark, Question, Replied, mark, questions


def asked(verdict: str, must: str = "", must_not: str = "") -> Question:
    return Question("do you sell it?", verdict, must, must_not, "")


COST = asked("value", r"5\.90", r"14\.90")
FREE = asked("no", r"\$59")
UNSAID = asked("none")


@pytest.mark.parametrize(
    ("question", "text", "given"),
    [
        (COST, "It costs $5.90.", Mark.RIGHT),
        (COST, "It costs $14.90, not $5.90.", Mark.WRONG),
        (COST, "Returns are free.", Mark.WRONG),
        (FREE, "It is free from $59.", Mark.RIGHT),
        (FREE, texts("en")["knowledge.says_no"].format(text="It is free from $59."), Mark.RIGHT),
        (FREE, texts("en")["knowledge.says_yes"].format(text="It is free from $59."), Mark.WRONG),
        (COST, texts("en")["knowledge.unknown"], Mark.UNANSWERED),
        (COST, texts("en")["knowledge.which"], Mark.UNANSWERED),
        (UNSAID, texts("en")["knowledge.unknown"], Mark.RIGHT),
        (UNSAID, texts("en")["knowledge.nearest"].format(text="A", source="B"), Mark.RIGHT),
        (UNSAID, texts("en")["knowledge.which"], Mark.UNANSWERED),
        (UNSAID, "Students pay half.", Mark.WRONG),
    ],
)
def test_an_answer_is_marked_by_what_it_says(question: Question, text: str, given: Mark):
    assert mark(question, Replied(text)) is given


def test_a_task_that_asks_for_something_is_no_answer():
    assert mark(COST, Replied("Which order?", has_asked=True)) is Mark.UNANSWERED
    assert mark(UNSAID, Replied("Which order?", has_asked=True)) is Mark.UNANSWERED


def test_one_of_several_parts_may_say_that_it_is_unknown():
    text = "I found no such goods.\n" + texts("en")["knowledge.unknown"]
    assert mark(UNSAID, Replied(text)) is Mark.RIGHT


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sixth_of_the_questions_has_no_answer_and_every_other_one_says_what_it_must(
    language: str,
):
    asked = questions(DATA / f"policy.{language}.csv")
    verdicts = Counter(question.verdict for question in asked)
    assert (verdicts.total(), verdicts["none"]) == (60, 10)
    for question in asked:
        assert bool(re.compile(question.must).pattern) == (question.verdict != "none")
        assert not question.must_not or re.compile(question.must_not)
