"""Cuts English and Chinese texts into the sentences that their writers wrote."""

from __future__ import annotations

import re
from functools import cache

from shoptalk.vocabulary import languages, words_of

_END = re.compile(
    r"(?<=[。！？；])(?![”』」）])"
    r"|(?<=[.!?…])(?=\s)|(?<=[.!?…][\"”')\]])(?=\s)"
    r"|(?<=[.!?…~～])(?=[\u3400-\u9fff])"
)
_OPENING = "\"”')] "
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,}")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text word for word, without space around them; a line is at least one.

    A full stop ends none after an abbreviation that wants what follows ("e.g. for a box", "no. 5", "the U.S. in May").
    """
    found: list[str] = []
    for line in text.split("\n"):
        joined: list[str] = []
        for part in filter(None, (piece.strip() for piece in _END.split(line))):
            if joined and all(character in _OPENING for character in part):
                joined[-1] += part
            elif joined and _goes_on(joined[-1], part):
                joined[-1] += f" {part}"
            else:
                joined.append(part)
        found += joined
    return found


def _goes_on(before: str, after: str) -> bool:
    """Say whether the full stop at the end of `before` is one of an abbreviation in the middle of a sentence."""
    last = before.split()[-1].lstrip("\"'(“")
    if last in _abbreviations("before_anything"):
        return True
    if last in _abbreviations("before_number"):
        return after[0].isdigit()
    return after[0].islower() and (
        last in _abbreviations("before_small") or _INITIALS.fullmatch(last) is not None
    )


@cache
def _abbreviations(kind: str) -> frozenset[str]:
    found = [
        word
        for language in languages()
        for word in str(words_of(language).get("abbreviations", {}).get(kind, "")).split()
    ]
    return frozenset([*found, *(word.capitalize() for word in found)])
