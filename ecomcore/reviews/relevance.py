"""How likely each remark about a product answers a question: a logistic regression on what the two share.

They may share topics, telling words, characters, an aspect, and meaning: the cosine of their vectors, measured against
that of the product's other remarks in the same language, so that the weights hold for any encoder. Weights of their own
say what each is worth within alphabetic languages, within Chinese, and across languages. Fitted on questions about the
demo shop whose answers were marked by hand (`benchmarks/fit_relevance.py`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.topics import REMEMBERED, asked_about, speaks_of
from ecomcore.reviews.vocabulary import words
from ecomcore.text.tokens import has_chinese, tokenize

Floats = NDArray[np.float64]

PACKAGED = Path(__file__).parent / "relevance.json"
Unit = TypeVar("Unit")

LEAST_WORTH = 0.2
"""What a word or a topic that nearly every remark has still weighs."""
ENOUGH = 3
"""So many remarks of one language have a spread of cosines."""


@dataclass(frozen=True)
class Evidence:
    """What is known of a question and the remarks about a product, one entry a remark.

    `likeness` is the cosine of each remark to the question, `same_aspect` whether it is about an aspect that the
    question is about.
    """

    question: str
    language: str
    remarks: Sequence[Remark]
    likeness: Floats
    same_aspect: Floats


def chances(evidence: Evidence) -> Floats:
    """Return the probability that each remark answers the question, shape (remarks,)."""
    weights = packaged_weights()
    return np.asarray(1 / (1 + np.exp(-(features(evidence) @ weights[:-1] + weights[-1]))))


@lru_cache(maxsize=1)
def packaged_weights() -> Floats:
    """Return the fitted weights, shape (features + 1,), the last being the intercept."""
    return np.array(json.loads(PACKAGED.read_text("utf-8")), dtype=np.float64)


def features(evidence: Evidence) -> Floats:
    """Return what each remark shares with the question, shape (remarks, features)."""
    remarks, language = evidence.remarks, evidence.language
    asked = asked_about(evidence.question, language)
    small = words(language).small
    written = [_terms(remark.text, remark.language) for remark in remarks]
    things = [
        frozenset(thing for thing in asked.things if _tells(remark, thing)) for remark in remarks
    ]
    by_topic, by_word = _shared(asked.things, things), _shared(asked.words, written)
    literal = _shared(set(tokenize(evidence.question, language)) - small, written).share()
    share = np.maximum(literal, _shared_characters(evidence.question, small, remarks))
    total = by_topic.total + by_word.total
    covered = (by_topic.weight + by_word.weight) / (total or 1.0)
    has_topic = (by_topic.weight > 0).astype(float)
    is_same = np.array([float(remark.language == language) for remark in remarks])
    likeness = _standing(evidence.likeness, is_same > 0)
    is_other, chinese = 1 - is_same, float(has_chinese(evidence.question))
    columns = [
        covered, by_topic.share(), by_topic.weight / 3, literal, has_topic,
        covered * is_other, by_topic.share() * is_other, covered - covered.max(),
        (likeness - likeness.max()) / 3, likeness * has_topic / 3,
    ]  # fmt: skip
    for group in (is_same * (1 - chinese), is_same * chinese, is_other):
        columns += [
            share * group * 2, likeness * group / 3, evidence.same_aspect * group, group,
        ]  # fmt: skip
    whole = (covered.max(), bool(asked.things), by_word.total / (total or 1.0), likeness.max() / 3)
    columns += [np.full(len(remarks), float(value)) for value in whole]
    return np.stack(columns, axis=1)


@lru_cache(maxsize=REMEMBERED)
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(tokenize(text, language))


def _tells(remark: Remark, thing: Set[str]) -> bool:
    return any(speaks_of(remark.text, remark.language, topic) for topic in thing)


@dataclass(frozen=True)
class _Shared:
    """The weight of what is asked that each remark has, and of all that is asked."""

    weight: Floats
    total: float

    def share(self) -> Floats:
        return self.weight / (self.total or 1.0)


def _shared(asked: Set[Unit], said: Sequence[Set[Unit]]) -> _Shared:
    """Weigh what is asked in each of what is said: the more, the fewer have it."""
    worth = {
        unit: max(
            LEAST_WORTH, float(np.log((len(said) + 1) / (0.5 + sum(unit in one for one in said))))
        )
        for unit in asked
    }
    weight = np.array([sum(worth[unit] for unit in asked & one) for one in said], dtype=np.float64)
    return _Shared(weight, sum(worth.values()))


def _shared_characters(question: str, small: Set[str], remarks: Sequence[Remark]) -> Floats:
    """Return the share of the weight of a Chinese question's telling characters that each remark has."""
    asked = _characters(question) - _characters("".join(small))
    return _shared(asked, [_characters(remark.text) for remark in remarks]).share()


def _characters(text: str) -> set[str]:
    return {character for character in text if has_chinese(character)}


def _standing(likeness: Floats, is_same: NDArray[np.bool_]) -> Floats:
    """Return how many standard deviations each cosine lies above those of its side; 0 for a few or for none."""
    found = np.zeros(len(likeness))
    for side in (is_same, ~is_same):
        rows = side & (likeness != 0)
        if rows.sum() >= ENOUGH:
            spread = float(likeness[rows].std()) + 1e-6
            found[rows] = (likeness[rows] - likeness[rows].mean()) / spread
    return found
