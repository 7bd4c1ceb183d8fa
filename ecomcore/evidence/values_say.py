"""What the form of a property's value tells: which models it fits, whether a thing can be adjusted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ecomcore.evidence.question import Question
from ecomcore.evidence.reading import Read
from ecomcore.evidence.vocabulary import Vocabulary

STEPS = ("settings", "modes", "levels")
"""How properties end that count in how many steps a thing works."""


def asks_for_another_model(
    question: Question, several: Sequence[str], vocabulary: Vocabulary
) -> bool:
    """Say whether the question names a model that things of this shop fit, and these do not ("the P5 Lite")."""
    own = {hit.term for value in several for hit in Read(value).stems}
    if not any(_is_model_number(word) for word in own):
        return False
    known = {
        hit.term
        for value in vocabulary.known.get("compatible_with", ())
        if any(_is_model_number(stem.term) for stem in Read(value).stems)
        for hit in Read(value).stems
    }
    return any(hit.term in known - own for hit in question.read.stems)


def _is_model_number(word: str) -> bool:
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def has_steps(key: str, plain: Sequence[str]) -> bool:
    """Say whether a value is a range or a number of steps, so that the thing can be adjusted."""
    is_range = any(re.search(r"\d\s*[-–~]\s*\d", value) for value in plain)
    return is_range or (key.endswith(STEPS) and any(value not in ("0", "1") for value in plain))
