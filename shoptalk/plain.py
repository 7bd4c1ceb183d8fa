"""Turns what a shopper typed into the plain form that the rest of the understanding reads."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from shoptalk.shorthand import answer_spelled_out, spelled_out

if TYPE_CHECKING:
    from opencc import OpenCC

MAX_CHARACTERS = 2_000

_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‛": "'", "`": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-"}
)
_INVISIBLE = re.compile(r"[\u200b\u200c\u200e\u200f\u2060\ufeff\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_PUNCTUATION_RUN = re.compile(r"([!?。,;~.…])\1+")
_LAUGHTER = re.compile(r"\b(?:a?(?:ha){3,}h?|(?:he){3,}|l(?:ol){2,})\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_TAG = re.compile(
    r"""</?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:=(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))?)*\s*/?>""",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=1)
def simplifier() -> OpenCC:
    """Return what writes traditional characters as simplified ones."""
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=1)
def traditionaliser() -> OpenCC:
    """Return what writes simplified characters as traditional ones."""
    from opencc import OpenCC

    return OpenCC("s2t")


def to_plain(text: str) -> str:
    """Return the plain form of `text`.

    Full-width letters and digits become half-width (NFKC), traditional characters simplified, curly quotes straight;
    invisible characters and the skin tone of emoji go; a letter repeated three times or more ("soooo", "好好好好")
    is written twice, repeated punctuation once; the tags of a pasted page go; white space is single; English
    shorthand is spelled out. E-mail and web addresses keep their letters.
    Only the first 2,000 characters are read.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).translate(_QUOTES)
    text = _TAG.sub(" ", _INVISIBLE.sub("", text))
    text = "".join(_shorten(part) for part in _split_addresses(text))
    if _HAN.search(text):
        text = simplifier().convert(text)
    return answer_spelled_out(_SPACE.sub(" ", text).strip())


def _split_addresses(text: str) -> list[str]:
    parts: list[str] = []
    position = 0
    for match in _ADDRESS.finditer(text):
        parts += [text[position : match.start()], match.group()]
        position = match.end()
    return [*parts, text[position:]]


def _shorten(part: str) -> str:
    if _ADDRESS.fullmatch(part):
        return part
    part = _LAUGHTER.sub("haha", part)
    part = _LONG_RUN.sub(r"\1\1", part)
    return spelled_out(_PUNCTUATION_RUN.sub(r"\1", part))
