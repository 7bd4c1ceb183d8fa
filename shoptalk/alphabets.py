"""Tells the languages apart that share an alphabet: letter statistics (lingua) with each language's function words."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from shoptalk.vocabulary import listed

if TYPE_CHECKING:
    from lingua import LanguageDetector

SHARED = {
    "latin": (
        "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "tr", "vi", "id", "cs", "ro", "hu",
    ),
    "cyrillic": ("ru", "uk", "bg"),
    "arabic": ("ar", "fa", "ur"),
}  # fmt: skip
"""The languages of each shared alphabet; the first is what a text is where nothing tells."""

FUNCTION_WORDS = 16.0
"""What a text made of nothing but function words is worth, in logarithms of a probability."""
LEAST_PROBABILITY = 1e-3
LONGEST_DOUBTED = 8
LEAST_LEAD, MOST_LEAD = 2.0, 7.0
SHORT_WORD = 3


def language_of(words: list[str], alphabet: str) -> str | None:
    """Return the language of words in lower case, all of one shared alphabet, or None where they are too few letters.

    English has the benefit of the doubt, the more the fewer the words are: another language of its alphabet must lead
    by so much that one more name of a thing would not change it.
    """
    if not any(len(word) > 1 for word in words):
        return None
    if alphabet != "latin":
        return _likeliest(tuple(words), alphabet)[0]
    everyday = listed("en", "everyday")
    if 2 * sum(word in everyday for word in words) >= len(words):
        return "en"
    best, lead = _likeliest(tuple(words), alphabet)
    is_short = len(words) == 1 and len(words[0]) <= SHORT_WORD and words[0].isascii()
    needed = min(MOST_LEAD, max(LEAST_LEAD, LONGEST_DOUBTED - len(words)))
    return best if lead > needed and not is_short else "en"


@lru_cache(maxsize=4096)
def _likeliest(words: tuple[str, ...], alphabet: str) -> tuple[str, float]:
    """Return the best language and how far it is before the alphabet's first one."""
    text = " ".join(words)
    letters = {
        value.language.iso_code_639_1.name.lower(): value.value
        for value in _detector().compute_language_confidence_values(text)
    }
    scores = {
        code: math.log(letters.get(code, 0.0) + LEAST_PROBABILITY)
        + FUNCTION_WORDS * sum(word in _function_words(code) for word in words) / len(words)
        for code in SHARED[alphabet]
    }
    best = max(scores, key=scores.__getitem__)
    return best, scores[best] - scores[SHARED[alphabet][0]]


@cache
def _function_words(code: str) -> frozenset[str]:
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords("no" if code == "nb" else code))


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    """Load the model of three-letter sequences (30 MB); the larger ones need half a gigabyte and a minute."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for group in SHARED.values() for code in group]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().build()
