"""Words of a text for search: the same stems from a catalogue as from a shopper."""

from __future__ import annotations

import logging
import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ecomcore.config import get_settings
from shoptalk.plain import simplifier

if TYPE_CHECKING:
    import jieba
    import Stemmer

STEMMERS = {
    "en": "english",
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "sv": "swedish",
    "da": "danish",
    "nb": "norwegian",
    "fi": "finnish",
    "ro": "romanian",
    "hu": "hungarian",
    "ru": "russian",
    "tr": "turkish",
    "ar": "arabic",
}
_CJK = re.compile(r"[\u3400-\u9fff]+")
_GLUED = re.compile(r"[\u0e00-\u0e7f\u3041-\u30ff\uac00-\ud7af]+")
"""Thai, Japanese kana and Korean: words stand without spaces, or with particles at their ends."""
_RUN = re.compile(
    rf"[\u3400-\u9fff]+|{_GLUED.pattern}"
    r"|[^\W_\u3400-\u9fff\u0e00-\u0e7f\u3041-\u30ff\uac00-\ud7af]+"
    r"(?:[.'\-/+&][^\W_\u3400-\u9fff\u0e00-\u0e7f\u3041-\u30ff\uac00-\ud7af]+)*"
)
_DECIMAL = re.compile(r"\d+\.\d+\w*")
_JOINERS = re.compile(r"['\-/+&.]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LOCK = threading.Lock()


def normalise(text: str) -> str:
    """Return the text in lower case, half-width, in simplified characters, with single spaces.

    Accents are kept; `1,299` loses its comma; control characters become spaces.
    """
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    if _CJK.search(text):
        text = simplifier().convert(text)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(_THOUSANDS.sub("", text).split())


def has_chinese(text: str) -> bool:
    """Say whether the text has a Chinese character."""
    return _CJK.search(text) is not None


def stem(word: str, language: str = "en") -> str:
    """Return the stem of a normalised word; Chinese words and words with digits are kept."""
    if not word.isalpha() or _CJK.search(word):
        return word
    return _stemmed(fold_accents(word), language)


def fold_accents(word: str) -> str:
    """Return the word without the marks on its letters."""
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def tokenize(text: str, language: str = "en") -> list[str]:
    """Return the terms to index or to look up, in the order of the text, repeats kept.

    Latin-script words are stemmed by the Snowball rules of `language`; a compound such as
    `tn-2110` gives its parts and its joined form. Chinese is cut by jieba's search mode, and
    words of three and more characters also give their pairs of characters, so that a word
    unknown to the dictionary is still found by its parts; so do runs of Thai, kana and Korean.
    """
    return list(_tokens(normalise(text), language))


def words(text: str) -> list[str]:
    """Return unstemmed, normalised words: Latin-script runs whole, Chinese without overlap."""
    found: list[str] = []
    for match in _RUN.finditer(normalise(text)):
        run = match.group()
        found.extend(segmenter().cut(run) if _CJK.match(run) else [run])
    return found


def is_chinese_word(text: str) -> bool:
    """Say whether the dictionary has this Chinese word of two or more characters."""
    return len(text) > 1 and bool(segmenter().FREQ.get(text))


def _tokens(text: str, language: str) -> Iterator[str]:
    for match in _RUN.finditer(text):
        run = match.group()
        if _CJK.match(run):
            yield from _chinese(run)
        elif _GLUED.match(run):
            yield from _pairs(run)
        elif _DECIMAL.fullmatch(run):
            yield run
        else:
            yield from _latin(run, language)


def _latin(run: str, language: str) -> Iterator[str]:
    if run.endswith("'s"):
        run = run[:-2]
    parts = [part for part in _JOINERS.split(run) if part]
    for part in parts:
        yield stem(part, language)
    if len(parts) > 1:
        yield stem("".join(parts), language)


def _pairs(run: str) -> Iterator[str]:
    """Yield a run of a script without clear words, and its pairs of characters."""
    yield run
    if len(run) > 2:
        yield from (run[i : i + 2] for i in range(len(run) - 1))


def _chinese(run: str) -> Iterator[str]:
    seen: set[str] = set()
    for word in segmenter().cut_for_search(run):
        pieces = (
            [word] if len(word) < 3 else [word, *(word[i : i + 2] for i in range(len(word) - 1))]
        )
        for piece in pieces:
            if piece not in seen:
                seen.add(piece)
                yield piece


@lru_cache(maxsize=65_536)
def _stemmed(word: str, language: str) -> str:
    with _LOCK:  # a Snowball stemmer may not be shared by threads at the same moment
        return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Stemmer.Stemmer:
    import Stemmer

    return Stemmer.Stemmer(STEMMERS.get(language, "english"), 0)


@lru_cache(maxsize=1)
def segmenter() -> jieba.Tokenizer:
    """Return our own segmenter, its cache in the project's `var` instead of a shared folder."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    folder = get_settings().var_dir / "cache"
    folder.mkdir(parents=True, exist_ok=True)
    segmenter.tmp_dir = str(folder)
    segmenter.initialize()
    return segmenter
