"""Learns when a section answers a question and when none does.

Learnt from three kinds of questions, none of which the index that is asked holds: the entries' own (each asked of an
index without a third of its entry's questions, itself among them, and again with its entry taken away), questions
that no shop answers, and, for the packaged model, questions written for the demo shop in the way people write.
The entries' own questions alone made the model too doubtful (benchmarks/knowledge.md). So the packaged model serves
every shop that keeps the default encoder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from ecomcore.knowledge.choice import Choice, Example, best_threshold, fit
from ecomcore.knowledge.index import Embeds, Features, KnowledgeIndex
from ecomcore.knowledge.sections import Section

FOLDER = Path(__file__).parent
UNANSWERABLE = FOLDER / "unanswerable.yml"
PACKAGED = FOLDER / "packaged_choice.json"

GROUPS = 6
HELD_BACK = 3
"""A section's own questions are held back by this many parts in turn."""

SHORTLIST = 64
MIN_QUESTIONS = 60
MIN_SECTIONS = 10
MAX_QUESTIONS = 2_000

WEIGHTS = {"written": 5.0, "own": 1.0, "hidden": 0.2, "foreign": 2.5}
"""What a question counts: `hidden` ones, whose section was taken away, may well be answered by a neighbour."""


@dataclass(frozen=True)
class Case:
    """A question to learn from; those of one `group` are kept together when the model is checked."""

    kind: str
    example: Example
    group: int


@dataclass(frozen=True)
class Learned:
    """A model, with what it scored on questions that it had not seen; none for the packaged one."""

    choice: Choice
    metrics: dict[str, float]


def shortlist(features: Features) -> NDArray[np.int64]:
    """Return the rows of the sections that may be chosen: the best by the sum of their features."""
    order = np.argsort(-features.sum(axis=1), kind="stable")
    return np.sort(order[:SHORTLIST])


def choice_for(index: KnowledgeIndex, embeds: Embeds, is_default: bool) -> Learned:
    """Return the model for a shop: the packaged one with the default encoder, else one learnt from its entries.

    A shop with another encoder but too few questions gets the packaged one too.
    """
    count = sum(len(asked) for s in index.sections for asked in s.questions.values())
    if is_default or count < MIN_QUESTIONS or len(index.sections) < MIN_SECTIONS:
        return Learned(Choice.load(PACKAGED), {})
    return learn([*own_cases(index.sections, embeds), *foreign_cases(index, embeds)])


def learn(cases: Sequence[Case]) -> Learned:
    """Fit on all cases; take the threshold and the metrics from fits that had not seen a case's group."""
    scores, right = np.zeros(len(cases)), np.zeros(len(cases), dtype=bool)
    for group in range(GROUPS):
        choice = fit([case.example for case in cases if case.group != group])
        for row, case in enumerate(cases):
            if case.group == group:
                chances = choice.probabilities(case.example.features)
                scores[row] = chances.sum()
                right[row] = int(chances.argmax()) == case.example.answer
    answerable = np.array([case.example.answer is not None for case in cases])
    weights = [case.example.weight for case in cases]
    threshold = best_threshold(scores.tolist(), answerable.tolist(), weights)
    metrics = {"threshold": round(threshold, 4)}
    for kind in WEIGHTS:
        of_kind = np.array([case.kind == kind for case in cases])
        asked, refusable = of_kind & answerable, of_kind & ~answerable
        if asked.any():
            metrics[f"{kind}_accuracy_at_1"] = round(float(right[asked].mean()), 4)
            metrics[f"{kind}_answered"] = round(float((scores[asked] >= threshold).mean()), 4)
        if refusable.any():
            metrics[f"{kind}_refused"] = round(float((scores[refusable] < threshold).mean()), 4)
    final = fit([case.example for case in cases])
    return Learned(Choice(final.weights, final.outside, threshold), metrics)


def own_cases(sections: Sequence[Section], embeds: Embeds) -> Iterator[Case]:
    """Yield the entries' own questions, each twice: with its section there, and without."""
    every = 1 + sum(len(a) for s in sections for a in s.questions.values()) // MAX_QUESTIONS
    for part in range(HELD_BACK):
        held = [held_back(section, part) for section in sections]
        shown = [
            replace(section, questions=_without(section, back))
            for section, back in zip(sections, held, strict=True)
        ]
        index = KnowledgeIndex.build(shown, embeds)
        asked = [(row, question) for row, back in enumerate(held) for question in back]
        for row, question in asked[::every]:
            features = index.features(index.question(question, embeds))
            group = row % GROUPS
            yield Case("own", example(features, row, "own"), group)
            without = np.delete(features, row, axis=0)
            yield Case("hidden", example(without, None, "hidden"), group)


def held_back(section: Section, part: int) -> list[str]:
    """Return one part of a section's questions, dealt out in turn in each language."""
    return [question for asked in section.questions.values() for question in asked[part::HELD_BACK]]


def _without(section: Section, hidden: Iterable[str]) -> dict[str, list[str]]:
    left_out = set(hidden)
    return {
        language: [question for question in asked if question not in left_out]
        for language, asked in section.questions.items()
    }


def foreign_cases(index: KnowledgeIndex, embeds: Embeds) -> Iterator[Case]:
    """Yield the questions that no shop's rules answer."""
    for number, question in enumerate(unanswerable()):
        features = index.features(index.question(question, embeds))
        yield Case("foreign", example(features, None, "foreign"), number % GROUPS)


@lru_cache(maxsize=1)
def unanswerable() -> tuple[str, ...]:
    """Return questions that no shop's own rules answer, in every language of the file."""
    by_language = yaml.safe_load(UNANSWERABLE.read_text("utf-8"))
    return tuple(question for questions in by_language.values() for question in questions)


def example(features: Features, answer: int | None, kind: str) -> Example:
    """Return the example of a question: the sections that may be chosen, and the one that should be."""
    rows = shortlist(features)
    if answer is None:
        return Example(features[rows], None, WEIGHTS[kind])
    rows = np.union1d(rows, [answer])
    return Example(features[rows], int(np.searchsorted(rows, answer)), WEIGHTS[kind])
