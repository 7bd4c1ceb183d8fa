"""Tells the languages apart that share an alphabet: letter statistics (lingua) with each language's function words."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from shoptalk.vocabulary import languages, listed

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


def is_latin(code: str) -> bool:
    """Say whether a language is written in Latin letters."""
    return code in SHARED["latin"]


def language_of(words: list[str], alphabet: str) -> str | None:
    """Return the language of words in lower case, all of one shared alphabet, or None where they are too few letters.

    English has the benefit of the doubt, the more the fewer the words are: another language of its alphabet must lead
    by so much that one more name of a thing would not change it. Where the shop speaks several languages of the
    alphabet, it has none: what nothing tells ("ok", a thing's name) is None; a conversation stays in its language.
    """
    if not any(len(word) > 1 for word in words):
        return None
    if alphabet == "latin" and (everyday := _everyday(words)):
        return everyday
    scores = _scores(tuple(words), alphabet)
    best = max(scores, key=scores.__getitem__)
    if alphabet != "latin":
        return best
    is_short = len(words) == 1 and len(words[0]) <= SHORT_WORD and words[0].isascii()
    needed = min(MOST_LEAD, max(LEAST_LEAD, LONGEST_DOUBTED - len(words)))
    if len(_spoken()) == 1:
        return best if scores[best] - scores["en"] > needed and not is_short else "en"
    needed = LEAST_LEAD if best in _spoken() else needed
    lead = scores[best] - max(scores[code] for code in _spoken() if code != best)
    return best if lead > needed and not is_short else None


def _everyday(words: list[str]) -> str | None:
    """Return the one language that the shop speaks whose everyday words are half of a text, or None."""
    counts = {code: sum(word in listed(code, "everyday") for word in words) for code in _spoken()}
    most = max(counts.values())
    named = [code for code, count in counts.items() if count == most and 2 * count >= len(words)]
    return named[0] if len(named) == 1 else None


@cache
def _spoken() -> tuple[str, ...]:
    """Return the languages in Latin letters that the shop speaks, English first."""
    return tuple(sorted({*languages()} & {*SHARED["latin"]}, key=lambda code: (code != "en", code)))


@lru_cache(maxsize=4096)
def _scores(words: tuple[str, ...], alphabet: str) -> dict[str, float]:
    """Return how likely each language of an alphabet is, as logarithms that can be compared."""
    text = " ".join(words)
    letters = {
        value.language.iso_code_639_1.name.lower(): value.value
        for value in _detector().compute_language_confidence_values(text)
    }
    return {
        code: math.log(letters.get(code, 0.0) + LEAST_PROBABILITY)
        + FUNCTION_WORDS * sum(word in function_words(code) for word in words) / len(words)
        for code in SHARED[alphabet]
    }


@cache
def function_words(code: str) -> frozenset[str]:
    """Return the words that hold sentences of a language together (stopwords-iso)."""
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords("no" if code == "nb" else code))


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    """Load the model of three-letter sequences (30 MB); the larger ones need half a gigabyte and a minute."""
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for group in SHARED.values() for code in group]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().build()
