"""Whether a message says the value of an option: a colour, a size, a pack."""

from __future__ import annotations

import re

from actions.catalogue import cards
from actions.turn.turn import Turn
from ecomcore.text.tokens import normalise


def is_said(turn: Turn, value: str, text: str) -> bool:
    """Say whether an option's value is in the text, in the catalogue's word or in the reply's language."""
    return last_said(turn, value, text) >= 0


def last_said(turn: Turn, value: str, text: str) -> int:
    """Return where an option's value is said last in the normalised text, or -1."""
    lowered = normalise(text)
    spoken = {normalise(value), normalise(cards.word(turn, "value", value))}
    return max((_last(word, lowered) for word in spoken if word), default=-1)


def _last(word: str, lowered: str) -> int:
    if not word.isascii():
        return lowered.rfind(word)
    found = [
        m.start() for m in re.finditer(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", lowered)
    ]
    return found[-1] if found else -1
