"""Words of a message that nobody in the shop uses, which is how a thing that is not sold here shows itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import Indel
from sqlalchemy import select

from actions.phrases import heard_anywhere
from actions.turn.turn import Turn
from ecomcore.shop.models import KnowledgeEntry, Review
from ecomcore.text.english import is_english
from ecomcore.text.names import is_chinese_noun, proper_nouns
from ecomcore.text.tokens import has_chinese, words
from shoptalk.alphabets import is_latin

WORD = re.compile(r"[a-z]{3,}")
"""Latin letters; in Chinese, where a word cut wrongly looks new, only what a grammar takes for a name counts."""
SHORT = 4
EVERYDAY = 0.002
"""A word in a larger share of a shop's texts is one of everyday."""
ROUNDING = 1e-6
ALIKE = 0.8
"""So much a misspelt word resembles the right one (twice the letters in common, by all letters of both)."""
LONGEST = 2 / ALIKE - 1
"""A word that is more than so many times as long cannot be alike."""


@dataclass(frozen=True)
class WordsInUse:
    """The words of a shop, by first letter and length, so that a word is compared only with those it could be."""

    words: Counter[str]
    """In how many texts each word is."""
    texts: int
    alike: Mapping[tuple[str, int], tuple[str, ...]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> WordsInUse:
        """Return the words of texts."""
        each = [frozenset(words(text)) for text in texts if text]
        found = Counter(word for cut in each for word in cut)
        alike: dict[tuple[str, int], list[str]] = {}
        for word in found:
            alike.setdefault((word[0], len(word)), []).append(word)
        return cls(found, len(each), {key: tuple(those) for key, those in alike.items()})

    def is_rare(self, word: str) -> bool:
        """Say whether hardly any text has the word, in the singular or the plural."""
        forms = {word, word.removesuffix("s")}
        return sum(self.words[form] for form in forms) <= EVERYDAY * self.texts

    def has_like(self, word: str) -> bool:
        """Say whether a word is one in use with a slip; its first letter is seldom wrong, a short one rarely longer."""
        size = len(word)
        shortest = size if size <= SHORT else int(size / LONGEST)
        return any(
            process.extractOne(
                word,
                self.alike.get((word[0], length), ()),
                scorer=Indel.normalized_similarity,
                score_cutoff=ALIKE - ROUNDING,
            )
            for length in range(shortest, int(size * LONGEST) + 1)
        )


def unheard(turn: Turn) -> list[str]:
    """Return the words of the message that stand in no product's text, review or entry, nor resemble one that does.

    Where the shop has no texts in the message's language, its words prove nothing by not standing there.
    """
    if is_latin(turn.language) and turn.language not in turn.service.engine.vocabulary.languages:
        return []
    in_use = _words_in_use(turn)
    foreign = [name for name in proper_nouns(turn.text) if name not in in_use.words]
    latin = [w for w in words(turn.text) if WORD.fullmatch(w) and w not in in_use.words]
    return list(dict.fromkeys(foreign + [word for word in latin if not in_use.has_like(word)]))


def is_noun(word: str) -> bool:
    """Say whether a word is one of the language that may name a thing."""
    return is_chinese_noun(word) if has_chinese(word) else is_english(word)


def is_absent(turn: Turn, word: str) -> bool:
    """Say whether a word is one of the language that hardly anybody in the shop uses: a thing that is not sold here.

    A word of everyday ("today", "quality") stands in many reviews and entries.
    """
    return is_noun(word) and _words_in_use(turn).is_rare(word)


def _words_in_use(turn: Turn) -> WordsInUse:
    """Return the words of the catalogue, the reviews, the entries, and those that questions are asked with."""
    held: WordsInUse | None = turn.service.kept.get("words_in_use")
    if held is None:
        texts = [phrase for meaning in ("asking", "points") for phrase in heard_anywhere(meaning)]
        for product in turn.service.engine.products:
            texts += [product.brand, *product.title.values(), *product.description.values()]
            texts += [
                f"{key} {value}".replace("_", " ") for key, value in product.attributes.items()
            ]
        texts += turn.session.scalars(select(Review.text).where(Review.status == "approved"))
        for entry in turn.session.scalars(select(KnowledgeEntry)):
            texts += [*entry.title.values(), *entry.text.values()]
            texts += [question for asked in entry.questions.values() for question in asked]
        held = WordsInUse.of(texts)
        turn.service.kept["words_in_use"] = held
    return held
