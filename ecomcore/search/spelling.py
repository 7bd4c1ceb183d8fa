"""Repair of misspelt words from the words of the catalogue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from ecomcore.text.english import is_english
from ecomcore.text.tokens import has_chinese, is_chinese_word, normalise, stem

SHORTEST = 4
TWO_ERRORS_FROM = 8
"""Words of so many letters may have two errors, shorter ones one."""

CHINESE_LENGTHS = range(3, 7)
"""A Chinese phrase of so many characters may have one wrong character."""

_LATIN = re.compile(r"[^\W\d_\u3400-\u9fff]+")


@dataclass
class Speller:
    """Knows the words of a catalogue; `counts` holds those that a misspelling may stand for.

    `known` has the stems of all words that are right.
    """

    counts: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)
    _by_first: dict[str, list[str]] = field(default_factory=dict)
    _patterns: dict[str, str] = field(default_factory=dict)

    def add_targets(self, text: str, weight: int = 1) -> None:
        """Take up the words of a title, a brand or a product type as possible repairs."""
        for word in _LATIN.findall(normalise(text)):
            if len(word) >= SHORTEST and word not in self.counts:
                self._by_first.setdefault(word[0], []).append(word)
            self.counts[word] += weight
            self.known.add(stem(word))

    def add_known(self, texts: Iterable[str]) -> None:
        """Take up words that are right but too unspecific to be a repair."""
        for text in texts:
            self.known.update(stem(word) for word in _LATIN.findall(normalise(text)))

    def add_chinese(self, phrase: str) -> None:
        """Take up a Chinese phrase that may be meant by one with a wrong character."""
        if len(phrase) in CHINESE_LENGTHS and all(has_chinese(char) for char in phrase):
            for at in range(len(phrase)):
                self._patterns.setdefault(f"{phrase[:at]}?{phrase[at + 1 :]}", phrase)

    def repair(self, word: str) -> str | None:
        """Return the catalogue's word that `word` most likely stands for, None if it is right or unlike all.

        An English word is right though the catalogue lacks it: who wants soda is not shown a sofa. The first letter
        must be right, which it is in nearly all misspellings; of equally near words the more frequent one is taken.
        """
        if len(word) < SHORTEST or not word.isalpha() or stem(word) in self.known:
            return None
        most = 2 if len(word) >= TWO_ERRORS_FROM else 1
        best: tuple[int, int, str] | None = None
        for candidate in self._by_first.get(word[0], ()):
            if abs(len(candidate) - len(word)) > most:
                continue
            distance = OSA.distance(word, candidate, score_cutoff=most)
            if distance <= most:
                rank = (distance, -self.counts[candidate], candidate)
                best = min(best, rank) if best else rank
        return best[2] if best and not is_english(word) else None

    def repair_chinese(self, text: str) -> str | None:
        """Return the phrase that the beginning of `text` is but for one character, the longest if several.

        Of equally long ones, that with the most right characters in a row is taken (电饭包 is 电饭煲, not 电脑包).
        Where the dictionary has a word of two characters in it, it is taken as right.
        """
        for length in reversed(CHINESE_LENGTHS):
            piece = text[:length]
            if len(piece) < length or any(
                is_chinese_word(piece[i : i + 2]) for i in range(length - 1)
            ):
                continue
            for at in sorted(range(length), key=lambda at: min(at, length - 1 - at)):
                phrase = self._patterns.get(f"{piece[:at]}?{piece[at + 1 :]}")
                if phrase is not None and phrase != piece:
                    return phrase
        return None
