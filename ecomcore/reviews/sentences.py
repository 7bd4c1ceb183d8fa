"""Cuts reviews into the sentences that their writers wrote, in English and Chinese."""

from __future__ import annotations

import re

_END = re.compile(
    r"(?<=[。！？；\n])(?![”』」）])"
    r"|(?<=[.!?…])(?=\s)|(?<=[.!?…][\"”')\]])(?=\s)"
    r"|(?<=[.!?…~～])(?=[\u3400-\u9fff])"
)
_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENING = "\"”')] "


def sentences(text: str) -> list[str]:
    """Return the sentences of a review as they were written, without space around them."""
    parts = [part.strip() for part in _END.split(text)]
    joined: list[str] = []
    for part in parts:
        if part and joined and all(character in _OPENING for character in part):
            joined[-1] += part
        elif part:
            joined.append(part)
    return joined


def weight(sentence: str) -> int:
    """Return the length as a reader feels it: words, where two Chinese characters make one."""
    return len(_WORD.findall(_CJK.sub(" ", sentence))) + (len(_CJK.findall(sentence)) + 1) // 2
