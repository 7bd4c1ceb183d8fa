"""Spells out what chatters abbreviate in English ("can u find smth w/o sugar pls")."""

from __future__ import annotations

import re

from shoptalk.vocabulary import words_of

_ENGLISH = words_of("en")
_SPELLED = {
    str(short): str(meant) for meant, shorts in _ENGLISH["shorthand"].items() for short in shorts
}
_HAN = re.compile(r"[\u3400-\u9fff]")
_SHORT = re.compile(
    "|".join(
        rf"(?<![\w/@.'-]){re.escape(short)}"
        + ("(?=\\s|\\w)" if short == "w/" else r"(?![\w/@'-]|\.\w)")
        for short in sorted(_SPELLED, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"(?<![\w/@.'-])bc(?![\w/@'-])")
"""Only in small letters: in capitals it is a province of Canada."""
_ARE = re.compile(rf"\br(?=\s+(?:{_ENGLISH['are_before']})\b)", re.IGNORECASE)
_FOR = re.compile(rf"\b4(?=\s+(?:{_ENGLISH['for_before']})\b)", re.IGNORECASE)
_SHAPED = re.compile(rf"\bu(?=\s+(?:{_ENGLISH['shaped']})\b)", re.IGNORECASE)
"""A letter that names a form."""
_BARE: dict[str, str] = _ENGLISH["answers"]


def spelled_out(text: str) -> str:
    """Return a text with its shorthand written as words; a text with Chinese in it stays as it is."""
    if _HAN.search(text):
        return text
    text = _FOR.sub("for", _ARE.sub("are", _BECAUSE.sub("because", text)))
    shaped = {match.start() for match in _SHAPED.finditer(text)}
    return _SHORT.sub(lambda found: _word(found, shaped), text)


def answer_spelled_out(text: str) -> str:
    """Return the word that a message of a single letter stands for, any other text as it is."""
    return _BARE.get(text.strip(" .!").lower(), text)


def _word(found: re.Match[str], shaped: set[int]) -> str:
    if found.start() in shaped:
        return found.group()
    word = _SPELLED[found.group().lower()]
    is_joined = found.string[found.end() : found.end() + 1].isalnum()
    return f"{word} " if is_joined else word
