"""Learns, from the entries' own questions, when a section answers a question and when none does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml

from ecomcore.knowledge.choice import Choice, Example, best_threshold, fit
from ecomcore.knowledge.index import Embed, Features, KnowledgeIndex
from ecomcore.knowledge.sections import Section

FOLDER = Path(__file__).parent
UNANSWERABLE = FOLDER / "unanswerable.yml"
PACKAGED = FOLDER / "packaged_choice.json"
"""The model of the demo shop with the default embedding model: for shops with too few questions to learn from."""

FOLDS = 3
"""Folds of an entry's own questions: what is hidden is judged by the other two thirds."""

GROUPS = 5
SHORTLIST = 64
MIN_QUESTIONS = 60
MIN_SECTIONS = 10
MAX_QUESTIONS = 2_000
HIDDEN_WEIGHT = 0.2
"""Weight of a question whose own section was taken away: a neighbour may well answer it too."""

FOREIGN_WEIGHT = 2.0
"""Weight of a question that no shop's rules answer: there are few of them."""


@dataclass(frozen=True)
class Case:
    """A question to learn from; its `group` is kept together when the model is checked."""

    example: Example
    group: int


@dataclass(frozen=True)
class Learned:
    """The model, with what it scored on questions it had not seen (empty for the packaged model)."""

    choice: Choice
    metrics: dict[str, float]


def shortlist(features: Features) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the rows of the sections that may be chosen: the best by the sum of their features."""
    order = np.argsort(-features.sum(axis=1), kind="stable")
    return np.sort(order[:SHORTLIST])


def learn(sections: list[Section], index: KnowledgeIndex, embed: Embed) -> Learned:
    """Return the model for these sections.

    Each known question is asked of an index that does not hold it: once with its section there, once without,
    beside questions that no shop answers. Where there are too few questions, the packaged model is used.
    """
    count = sum(len(asked) for section in sections for asked in section.questions.values())
    if count < MIN_QUESTIONS or len(sections) < MIN_SECTIONS:
        return Learned(Choice.load(PACKAGED), {})
    cases = [*_own(sections, embed), *_foreign(index, embed)]
    return _checked(cases)


def _own(sections: list[Section], embed: Embed) -> Iterator[Case]:
    every = max(1, sum(len(a) for s in sections for a in s.questions.values()) // MAX_QUESTIONS)
    for fold in range(FOLDS):
        shown = [replace(s, questions=_without(s.questions, fold)) for s in sections]
        index = KnowledgeIndex.build(shown, embed)
        hidden = [
            (number, question)
            for number, section in enumerate(sections)
            for asked in section.questions.values()
            for question in asked[fold::FOLDS]
        ]
        for number, question in hidden[::every]:
            features = index.features(index.question(question, embed))
            yield Case(_example(features, number, 1.0), number % GROUPS)
            yield Case(
                _example(np.delete(features, number, axis=0), None, HIDDEN_WEIGHT), number % GROUPS
            )


def _without(questions: Mapping[str, Sequence[str]], fold: int) -> dict[str, list[str]]:
    return {
        language: [question for number, question in enumerate(asked) if number % FOLDS != fold]
        for language, asked in questions.items()
    }


def _foreign(index: KnowledgeIndex, embed: Embed) -> Iterator[Case]:
    for number, question in enumerate(unanswerable()):
        features = index.features(index.question(question, embed))
        yield Case(_example(features, None, FOREIGN_WEIGHT), number % GROUPS)


@lru_cache(maxsize=1)
def unanswerable() -> tuple[str, ...]:
    """Return questions that no shop's own rules answer, in every language of the file."""
    by_language = yaml.safe_load(UNANSWERABLE.read_text("utf-8"))
    return tuple(question for questions in by_language.values() for question in questions)


def _example(features: Features, answer: int | None, weight: float) -> Example:
    rows = shortlist(features)
    if answer is None:
        return Example(features[rows], None, weight)
    rows = np.union1d(rows, [answer])
    return Example(features[rows], int(np.searchsorted(rows, answer)), weight)


def _checked(cases: list[Case]) -> Learned:
    """Fit on all cases; take the threshold and the metrics from fits that had not seen the case's section."""
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
    foreign = np.array([case.example.weight == FOREIGN_WEIGHT for case in cases])
    metrics = {
        "questions": float(answerable.sum()),
        "held_out_accuracy_at_1": round(float(right[answerable].mean()), 4),
        "held_out_answered": round(float((scores[answerable] >= threshold).mean()), 4),
        "foreign_refused": round(float((scores[foreign] < threshold).mean()), 4),
        "threshold": round(threshold, 4),
    }
    final = fit([case.example for case in cases])
    return Learned(Choice(final.weights, final.outside, threshold), metrics)
