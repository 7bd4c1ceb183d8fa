"""Decides which reading of a request counts: a logistic regression over what all readers and the classifier say.

Its weights are learned from labelled turns by `make arbiter` (docs/understanding.md) and kept in `arbiter.json`, so
that what a decision was made of can be read: a candidate's weight is the sum over its features.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp
from pathlib import Path

from actions.conversation.features import ABSORBED, Candidate, Features, candidates
from actions.conversation.readers import readings
from actions.skills.registry import STAFF_ONLY, handlers
from actions.turn.trace import Weighed
from actions.turn.turn import SURE, Turn
from actions.understanding.reading import ANSWER, Reading

WEIGHTS = Path(__file__).parent / "arbiter.json"


LIKELIER_THAN_NOT = 0.5
SURE_ENOUGH = 0.6
"""Least probability of what changes something at once; below it, what is meant is asked."""
NAMED_ENOUGH = 0.35
AS_LIKELY = 0.9
"""Share of the probability of another from which on a reading is about as likely ..."""
LIKELY_BESIDE = {"ask_attribute": 0.7}
"""... and less where the answer of the other was looked for in the data, and not found."""
UNSERVED = frozenset({"out_of_scope", "nlu_fallback"})
WORTH_A_TRY = 0.15
UNLIKELY, LIKELY = 0.05, 0.9
"""A sure reading that is less likely than the one is overruled by another that is likelier than the other."""
FEW = 8
"""Of a skill that was right fewer times than this, the arbiter has hardly learned."""


@dataclass(frozen=True)
class Learned:
    """What was learned from labelled turns."""

    weights: Mapping[str, float]
    skills: Mapping[str, int]


@dataclass(frozen=True)
class Choice:
    """One way to understand a request and the probability that it is the right one."""

    candidate: Candidate
    probability: float

    def told(self) -> Weighed:
        """Return what a trace keeps of it: nothing that the shopper wrote."""
        read = {reading.reader: reading.strength for reading in self.candidate.readings}
        return Weighed(self.skill, round(self.probability, 3), read)

    @property
    def is_sure_enough(self) -> bool:
        """Whether something may be changed on its account: less is enough where what to change is named."""
        least = NAMED_ENOUGH if self._is_named else SURE_ENOUGH
        return self.is_sure or self.probability >= least

    @property
    def is_likely(self) -> bool:
        """Whether it is likelier than all others together, or a reader is sure of it."""
        return self.is_sure or self.probability >= LIKELIER_THAN_NOT

    @property
    def _is_named(self) -> bool:
        """Whether a reader finds in the message what the skill would change, or it is counted."""
        is_counted = self.candidate.features.get(f"{self.skill}&counts", 0.0) > 0
        return is_counted or bool(self.candidate.readings)

    @property
    def is_sure(self) -> bool:
        """Whether a reader is sure of it."""
        return any(reading.is_sure for reading in self.candidate.readings)

    @property
    def skill(self) -> str:
        """The skill that it is for."""
        return self.candidate.skill


def considered(turn: Turn) -> list[Candidate]:
    """Return every way to understand the request.

    What only the staff may ask is none for a shopper unless the classifier is sure: a refusal must not be a guess.
    """
    known = set(handlers())
    if not turn.is_staff and turn.request.confidence < SURE:
        known -= STAFF_ONLY
    return candidates(turn, readings(turn), known)


class Arbiter:
    """Ranks the ways to understand a request."""

    def __init__(
        self, weights: Mapping[str, float] | None = None, seen: Mapping[str, int] | None = None
    ) -> None:
        """Keep the weights of features, and how often each skill was right where they were learned.

        Without `weights`, what was learned last is read when it is needed.
        """
        self._given = None if weights is None else Learned(weights, seen or {})

    @cached_property
    def learned(self) -> Learned:
        """The weight of each feature (what has none counts nothing), and how often each skill was met."""
        if self._given is not None:
            return self._given
        found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        return Learned(found["weights"], found["skills"])

    def ranked(self, turn: Turn) -> list[Choice]:
        """Return the ways to understand the request in order; the probabilities add up to one."""
        found = considered(turn)
        chances = _softmax([self.score(candidate.features) for candidate in found])
        return self.ordered([Choice(c, p) for c, p in zip(found, chances, strict=True)])

    def ordered(self, choices: Sequence[Choice]) -> list[Choice]:
        """Return the choices, the one that counts first.

        First comes what a reader is sure of, unless all else speaks against it; then a skill that the arbiter has
        hardly learned of (such as one that a shop adds) where the classifier is sure of it, then a likely answer to
        the open question.
        """
        most = max((choice.probability for choice in choices), default=0.0)
        ranked = sorted(
            choices, key=lambda choice: (-self._precedence(choice, most), -choice.probability)
        )
        return _served_first(_read_first(ranked))

    def _precedence(self, choice: Choice, most: float) -> int:
        is_new = self.learned.skills.get(choice.skill, 0) < FEW and choice.skill not in ABSORBED
        is_overruled = choice.probability < UNLIKELY and most > LIKELY
        if any(
            r.is_sure and not (is_overruled and self._may_overrule(r))
            for r in choice.candidate.readings
        ):
            return 3
        if is_new and choice.candidate.features.get("seen&sure", 0.0) > 0:
            return 2
        is_answer = choice.skill == ANSWER and choice.probability > LIKELIER_THAN_NOT
        return int(is_answer)

    def _may_overrule(self, reading: Reading) -> bool:
        """Say whether the arbiter has learned how much a reader is right, and the reading is not certain."""
        return not reading.is_certain and f"reader={reading.reader}" in self.learned.weights

    def score(self, features: Features) -> float:
        """Return the sum of what the features weigh."""
        weights = self.learned.weights
        return sum(weights.get(name, 0.0) * value for name, value in features.items())


def _read_first(ranked: list[Choice]) -> list[Choice]:
    """Return the choices, of the first two the one that a reader found where they are about as likely."""
    if len(ranked) < 2 or ranked[0].candidate.readings or not ranked[1].candidate.readings:
        return ranked
    share = LIKELY_BESIDE.get(ranked[0].skill, AS_LIKELY)
    is_tie = ranked[1].probability >= share * ranked[0].probability
    return [ranked[1], ranked[0], *ranked[2:]] if is_tie else ranked


def _served_first(ranked: list[Choice]) -> list[Choice]:
    """Return the choices, a doubtful "nobody serves this" after what a reader has found in the message."""
    if not ranked or ranked[0].skill not in UNSERVED or ranked[0].probability > LIKELIER_THAN_NOT:
        return ranked
    read = (c for c in ranked if c.candidate.readings and c.skill != ANSWER)
    best = next((c for c in read if c.probability >= WORTH_A_TRY), None)
    return ranked if best is None else [best, *(c for c in ranked if c is not best)]


def _softmax(scores: Sequence[float]) -> list[float]:
    if not scores:
        return []
    most = max(scores)
    raised = [exp(score - most) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]
