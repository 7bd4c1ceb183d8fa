"""How long a sentence feels to its reader."""

from __future__ import annotations

import re

_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def weight(sentence: str) -> int:
    """Return the length as a reader feels it: words, where two Chinese characters make one."""
    return len(_WORD.findall(_CJK.sub(" ", sentence))) + (len(_CJK.findall(sentence)) + 1) // 2
