"""Words of a message that nobody in the shop uses, which is how a thing that is not sold here shows itself."""

from __future__ import annotations

import difflib
import re

from sqlalchemy import select

from actions.texts import heard
from actions.turn import Turn
from ecomcore.shop.models import KnowledgeEntry, Review
from ecomcore.text.names import proper_nouns
from ecomcore.text.tokens import words

WORD = re.compile(r"[a-z]{3,}")
"""Latin letters; in Chinese, where a word cut wrongly looks new, only what a grammar takes for a name counts."""
SHORT = 4
ALIKE = 0.8
"""So much a misspelt word resembles the right one (`difflib.SequenceMatcher.ratio`)."""


def unheard(turn: Turn) -> list[str]:
    """Return the words of the message that stand in no product's text, review or entry, nor resemble one that does."""
    in_use = _words_in_use(turn)
    foreign = [name for name in proper_nouns(turn.text) if name not in in_use]
    latin = [w for w in words(turn.text) if WORD.fullmatch(w) and w not in in_use]
    return list(dict.fromkeys(foreign + [word for word in latin if not _is_misspelt(word, in_use)]))


def _is_misspelt(word: str, in_use: frozenset[str]) -> bool:
    """Say whether a word is one in use with a slip: its first letter is seldom wrong, and a short one rarely longer."""
    likely = [w for w in in_use if w[0] == word[0] and (len(word) > SHORT or len(w) >= len(word))]
    return bool(difflib.get_close_matches(word, likely, 1, ALIKE))


def _words_in_use(turn: Turn) -> frozenset[str]:
    """Return the words of the catalogue, the reviews, the entries, and those that questions are asked with."""
    held: frozenset[str] | None = turn.service.kept.get("words_in_use")
    if held is None:
        texts = [phrase for meaning in ("asking", "points") for phrase in heard(meaning)]
        for product in turn.service.engine.products:
            texts += [product.brand, *product.title.values(), *product.description.values()]
            texts += [
                f"{key} {value}".replace("_", " ") for key, value in product.attributes.items()
            ]
        texts += turn.session.scalars(select(Review.text))
        for entry in turn.session.scalars(select(KnowledgeEntry)):
            texts += [*entry.title.values(), *entry.text.values()]
            texts += [question for asked in entry.questions.values() for question in asked]
        held = frozenset(word for text in texts for word in words(text))
        turn.service.kept["words_in_use"] = held
    return held
