"""The language of a short text: the script first, a model only between Latin-script languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

MAX_CHARACTERS = 400
CHINESE_SHARE = 0.4
"""Chinese with brand names in it ("我想买 Ostrello Hush 耳机") is still Chinese; a Latin word
counts as much as one character."""

MIN_CONFIDENCE = 0.45
MAX_ENGLISH_SHARE = 0.2
"""Another Latin-script language is believed only when English is this much less likely than it."""

SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "CJK": "zh",
    "CYRILLIC": "ru",
    "ARABIC": "ar",
    "HEBREW": "he",
    "GREEK": "el",
    "THAI": "th",
    "DEVANAGARI": "hi",
}
_ENGLISH = frozenset(
    """
    a about all am an and any are around as at be best better between big but buy by can cancel
    cheap cheaper cheapest delivery do does for from get gift have hello help hey hi how i in is
    it less like me men more my need new no not of ok okay on one or order out over please price
    red refund return sale shipping show size small some something thank thanks that the them
    these they thing this to track under up want was what when where which who why will with
    without women yes you your
    """.split()
)
_NOT_WORDS = re.compile(
    r"https?://[!-~]+|[\w.+-]+@[\w.-]+|[a-z0-9_-]*\d[a-z0-9_-]*", re.ASCII | re.IGNORECASE
)
_LATIN_WORD = re.compile(r"[a-zà-öø-ÿœ']+")


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of `text`, or None where no words tell it.

    Numbers, addresses and order or model numbers do not count as words. A Latin-script text is
    `en` unless a model is sure that it is another language, because brand names and single
    product words look like many languages.
    """
    text = _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])).casefold()
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return None
    scripts = Counter(_script(char) for char in letters)
    if scripts["ja"]:
        return "ja"
    latin_words = len(_LATIN_WORD.findall(text))
    if scripts["zh"] and scripts["zh"] >= CHINESE_SHARE * (scripts["zh"] + latin_words):
        return "zh"
    script, _ = scripts.most_common(1)[0]
    return script if script != "latin" else _latin_language(text)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    name = unicodedata.name(char, "")
    return next((code for prefix, code in SCRIPTS.items() if name.startswith(prefix)), "latin")


def _latin_language(text: str) -> str | None:
    words = _LATIN_WORD.findall(text)
    if not any(len(word) > 1 for word in words):
        return None
    if sum(word in _ENGLISH for word in words) * 2 >= len(words):
        return "en"
    confidence = {
        value.language.iso_code_639_1.name.lower(): value.value
        for value in _detector().compute_language_confidence_values(" ".join(words))
    }
    best = max(confidence, key=confidence.__getitem__)
    is_sure = (
        confidence[best] >= MIN_CONFIDENCE
        and confidence["en"] <= MAX_ENGLISH_SHARE * confidence[best]
    )
    return best if is_sure else "en"


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    """Load the model (about 150 MB, one second) at the first text that needs it."""
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(
        Language.ENGLISH,
        Language.GERMAN,
        Language.FRENCH,
        Language.SPANISH,
        Language.ITALIAN,
        Language.PORTUGUESE,
        Language.DUTCH,
    ).build()
