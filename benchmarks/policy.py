"""Measures answers to questions about how the demo shop works that have one right answer, or none in the shop's data.

Run: python -m benchmarks.policy [--language en] [--mistakes] [--json]
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from rich.progress import track

from actions.texts import texts
from benchmarks.locked import DATA, asked_for, language_of
from benchmarks.turns_labelled import LabelledConversation, LabelledTurn
from benchmarks.turns_play import Play, Shop, served, understood
from ecomcore.printing import print_json

YES, NO, NONE = "yes", "no", "none"
SAYS = {
    YES: (
        "knowledge.says_yes",
        "service.yes",
        "service.by_yes",
        "service.open",
        "service.open_on",
        "service.pays",
    ),
    NO: (
        "knowledge.says_no",
        "service.ships_not",
        "service.by_no",
        "service.closed",
        "service.closed_on",
        "service.pays_not",
    ),
}
"""Texts that say the verdict before anything else."""
ADMITS = (
    "knowledge.unknown",
    "knowledge.nearest",
    "fallback.out_of_scope",
    "fallback.not_understood",
    "fallback.not_understood_guess",
    "fallback.twice",
)
"""Texts that say that the bot does not know, or offer a person."""
ASKS_BACK = ("knowledge.which", "knowledge.overview", "fallback.which_meaning", "fallback.empty")
"""Texts that ask what is meant."""
_PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


class Mark(StrEnum):
    """How good an answer was."""

    RIGHT = "right"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Question:
    """A question and how its right answer is known."""

    question: str
    verdict: str
    """`yes`, `no`, `value`, or `none` where the shop's data do not say."""
    must: str
    """A pattern that a right answer holds."""
    must_not: str
    """A pattern that only wrong answers hold; may be empty."""
    source: str
    language: str = "en"


@dataclass(frozen=True)
class Replied:
    """What the bot said to a question."""

    text: str
    has_asked: bool = False
    """Whether it began a task, which asks for something."""
    language: str = "en"

    def says(self, keys: Iterable[str]) -> bool:
        """Say whether the answer, or one of several parts of it, begins with one of the bot's texts."""
        return any(_pattern(self.language, key).search(self.text) for key in keys)


@dataclass
class Found:
    """The marks of one language."""

    marks: Counter[str] = field(default_factory=Counter)
    said: int = 0
    """Right answers to yes-or-no questions that say the verdict first."""
    yes_or_no: int = 0
    """Right answers to yes-or-no questions."""
    answers: list[dict[str, str]] = field(default_factory=list)
    """Every question with its mark and what was said to it."""

    def as_dict(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        return {**vars(self), "marks": {m: self.marks[m] for m in Mark}}


@cache
def _pattern(language: str, key: str) -> re.Pattern[str]:
    """Return a pattern of a text at the start of a line, with anything at its placeholders."""
    pattern = "^" + _PLACEHOLDER.sub(".*", re.escape(texts(language)[key]))
    return re.compile(pattern, re.DOTALL | re.MULTILINE)


def questions(path: Path) -> list[Question]:
    """Return the questions of a file; its language stands before the last dot (`policy.en.csv`)."""
    language = language_of(path)
    with path.open(encoding="utf-8", newline="") as file:
        return [Question(**row, language=language) for row in csv.DictReader(file)]


def mark(question: Question, replied: Replied) -> Mark:
    """Return how good an answer is.

    A right one holds what it must, and neither what it must not nor the other verdict. Where the shop's data say
    nothing, only an answer is right that says so.
    """
    has_wrong = question.must_not and _holds(question.must_not, replied.text)
    if has_wrong or _says_other(question.verdict, replied):
        return Mark.WRONG
    is_admitted = replied.says(ADMITS)
    if question.verdict == NONE:
        if is_admitted:
            return Mark.RIGHT
    elif _holds(question.must, replied.text):
        return Mark.RIGHT
    is_open = is_admitted or replied.has_asked or replied.says(ASKS_BACK)
    return Mark.UNANSWERED if is_open else Mark.WRONG


def _holds(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE | re.DOTALL))


def _says_other(verdict: str, replied: Replied) -> bool:
    other = {YES: NO, NO: YES}.get(verdict)
    return other is not None and replied.says(SAYS[other])


def measure(shop: Shop, chosen: Iterable[Question], parses: dict[str, Any]) -> dict[str, Found]:
    """Ask every question as the first message of a guest; return the marks by language."""
    shop.reset()
    found: dict[str, Found] = {}
    for number, question in enumerate(chosen):
        each = found.setdefault(question.language, Found())
        replied, skills = _asked(shop, question, str(number), parses)
        given = mark(question, replied)
        each.marks[given] += 1
        told = {**asdict(question), "mark": given, "answer": replied.text, "skills": skills}
        each.answers.append(told)
        if given is Mark.RIGHT and question.verdict in SAYS:
            each.yes_or_no += 1
            each.said += replied.says(SAYS[question.verdict])
    return found


def _asked(
    shop: Shop, question: Question, name: str, parses: dict[str, Any]
) -> tuple[Replied, str]:
    turns = (LabelledTurn(question.question),)
    conversation = LabelledConversation(name, turns, language=question.language)
    play = Play(shop.service, parses, conversation)
    (played,) = play.turns()
    skills = "+".join(answer.skill for answer in played.answers)
    return Replied(played.text, bool(play.slots["tasks"]), question.language), skills


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    asked = asked_for(__doc__, "list what was not right", arguments)
    chosen = [each for name in asked.languages for each in questions(DATA / f"policy.{name}.csv")]
    prepared, settings = served()
    parses = understood(prepared.model, [each.question for each in chosen])
    shop = Shop(prepared.place, settings)
    found = measure(shop, track(chosen, "asking", disable=asked.json), parses)
    if asked.json:
        print_json({language: each.as_dict() for language, each in found.items()})
        return 0
    for language, each in found.items():
        marks = ", ".join(f"{each.marks[m]} {m}" for m in Mark)
        print(f"{language}: {marks} of {each.marks.total()}", end="; ")
        print(f"{each.said} of {each.yes_or_no} right yes-or-no answers say so first")
        wrong = [told for told in each.answers if told["mark"] != Mark.RIGHT]
        for told in wrong if asked.mistakes else ():
            print(f"  {told['mark']}: {told['question']!r} <- {told['skills']}: {told['answer']!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
