"""The language of a short message: its scripts are weighed first, then what the Latin, Cyrillic and Arabic ones share.

There is one detector for both processes; what the bot finds travels with the message.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Literal

from shoptalk import alphabets
from shoptalk.email_address import PATTERN
from shoptalk.plain import simplifier, traditionaliser
from shoptalk.vocabulary import languages, listed, words_of

MAX_CHARACTERS = 400
CHINESE_WORD, JAPANESE_WORD, THAI_WORD = 1.7, 2.5, 5.0
"""Characters that make about as much of a sentence as a word of a script with spaces."""
FUNCTION_WEIGHT = 1.5
"""How much more a word counts that holds the sentence together: it belongs to the sentence, not to a product's name."""
NAME_WEIGHT = 0.4
"""How much a word in capitals, or with one, counts: names and places stand in sentences of any language."""
KANA_SHARE = 0.1
"""Japanese has at least so much of its own letters; Chinese may have one as an ornament (无印良品の杯子)."""

_NO_WORD = re.compile(
    rf"https?://[!-~]+|{PATTERN}|[A-Za-z0-9_#-]*\d[A-Za-z0-9_-]*", re.ASCII | re.IGNORECASE
)
"""What tells nothing about the language; Chinese right beside it, without a space, does."""
_WORD = re.compile(
    r"(?P<zh>[\u3400-\u9fff\uf900-\ufaff])|(?P<ja>[\u3041-\u30ff])|(?P<ko>[\uac00-\ud7af\u1100-\u11ff\u3130-\u318f]+)"
    r"|(?P<th>[\u0e00-\u0e7f])|(?P<el>[\u0370-\u03ff\u1f00-\u1fff]+)|(?P<he>[\u0590-\u05ff]+)"
    r"|(?P<hi>[\u0900-\u097f]+)|(?P<cyrillic>[\u0400-\u052f]+)|(?P<arabic>[\u0600-\u06ff\u200c]+)"
    r"|(?P<latin>(?:(?![\u0370-\U0010ffff])[^\W\d_]|[\u1e00-\u1eff])+(?:'[a-zA-ZÀ-ɏ]+)*)"
)
_WEIGHTS = {"zh": 1 / CHINESE_WORD, "ja": 1 / JAPANESE_WORD, "th": 1 / THAI_WORD}


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language of a text, or None where no words tell it ("10023", "👍", "M").

    The language is that of the sentence, not of a name in it: "show me 红茶" is English, "有没有 mouse" Chinese.
    Numbers, addresses and order or model numbers are no words. A text in Latin letters is English unless it clearly
    is not, because brands and names of things look like many languages. Only the beginning is read.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).replace("’", "'")
    found = [(str(m.lastgroup), m.group()) for m in _WORD.finditer(_NO_WORD.sub(" ", text))]
    weights: Counter[str] = Counter()
    for at, (script, word) in enumerate(found):
        weights[script] += _weight(script, word, is_first=at == 0)  # type: ignore[assignment]  # a Counter of weights
    _give_kana(weights, found)
    if not any(weights.values()):
        return None
    script = max(weights, key=lambda each: (weights[each], each != "latin"))
    words = [word.lower() for each, word in found if each == script]
    return alphabets.language_of(words, script) if script in alphabets.SHARED else script


def chinese_script(text: str) -> Literal["Hans", "Hant"] | None:
    """Return the ISO 15924 code of the Chinese characters in a text, or None where both would be written the same.

    Say it of the text as typed: its plain form is simplified.
    """
    text = text[:MAX_CHARACTERS]
    simplified, traditional = simplifier().convert(text), traditionaliser().convert(text)
    is_traditional = sum(a != b for a, b in zip(text, simplified, strict=False))
    is_simplified = sum(a != b for a, b in zip(text, traditional, strict=False))
    if is_traditional == is_simplified:
        return None
    return "Hant" if is_traditional > is_simplified else "Hans"


def _weight(script: str, word: str, *, is_first: bool) -> float:
    if script == "latin":
        if len(word) == 1 and word.lower() not in _latin():
            return 0.0
        if len(word) > 1 and (word.isupper() or (word[0].isupper() and not is_first)):
            return NAME_WEIGHT
        return 1.0 + FUNCTION_WEIGHT * (word.lower() in _latin())
    is_function = script == "zh" and simplifier().convert(word) in _chinese()
    return _WEIGHTS.get(script, 1.0) + FUNCTION_WEIGHT * is_function


def _give_kana(weights: Counter[str], found: list[tuple[str, str]]) -> None:
    """Count the characters that Chinese and Japanese share to the one of them that the text is written in."""
    kana = sum(script == "ja" for script, _ in found)
    han = [word for script, word in found if script == "zh"]
    functions = sum(simplifier().convert(word) in _chinese() for word in han)
    is_japanese = kana >= KANA_SHARE * (kana + len(han)) and kana >= functions
    taken, given = ("zh", "ja") if is_japanese else ("ja", "zh")
    if kana:
        weights[given] += weights.pop(taken, 0)


@lru_cache(maxsize=1)
def _latin() -> frozenset[str]:
    """Return the function words of the languages in Latin letters."""
    return frozenset(
        word
        for code in languages()
        if code in alphabets.SHARED["latin"]
        for word in listed(code, "function")
    )


@lru_cache(maxsize=1)
def _chinese() -> frozenset[str]:
    return frozenset(words_of("zh")["function"])
