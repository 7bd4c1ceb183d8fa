"""Whether a sentence says a thing or denies it: "with a hood", "no hood", 不带帽子, "plastic-free"."""

from __future__ import annotations

import re
from functools import lru_cache

from ecomcore.evidence.reading import Hit, Read
from ecomcore.evidence.words import said
from ecomcore.text.tokens import has_chinese
from ecomcore.text.words import pattern

REACH_CHARACTERS = 6
"""How far before a Chinese word its negation may stand."""

NEXT_TO = 2
REACH_WORDS = 6
REACH_WORDS_AFTER = 3


def is_denied(read: Read, hit: Hit, *, after: bool = True) -> bool:
    """Say whether the sentence denies the word at `hit`; with `after` a negation behind it counts too."""
    start, end = clause_bounds(read.plain, hit)
    before = _blanked(read.plain[start : hit.start])
    behind = read.plain[hit.end : end]
    if has_chinese(read.plain[hit.start : hit.end]):
        near = before[-REACH_CHARACTERS:]
        return bool(_chinese().search(near) or _after_chinese().search(behind[:8]))
    if re.match(r"[\s-]?free\b", behind):
        return True
    near_words = " ".join(before.split()[-REACH_WORDS:])
    if _latin().search(near_words):
        return True
    behind_words = " ".join(behind.split()[:REACH_WORDS_AFTER])
    return after and bool(_verbs_denied().search(behind_words))


def has_negation(read: Read) -> bool:
    """Say whether anything in the sentence is denied."""
    plain = _blanked(read.plain)
    return bool(_latin().search(plain) or _verbs_denied().search(plain) or _chinese().search(plain))


def is_denied_at_once(read: Read, hit: Hit) -> bool:
    """Say whether a negation stands right before a Chinese word (一点不扎脖子 denies 扎)."""
    if not has_chinese(read.plain[hit.start : hit.end]):
        return False
    start, _ = clause_bounds(read.plain, hit)
    return bool(_chinese().search(_blanked(read.plain[start : hit.start])[-NEXT_TO:]))


def is_bad(read: Read, asked: Hit | None = None) -> bool:
    """Say whether a sentence complains; the word that was `asked` for is no complaint by itself."""
    plain = read.plain
    for match in _bad().finditer(plain):
        if asked and match.start() < asked.end and asked.start < match.end():
            continue
        if not is_denied(read, Hit("", match.start(), match.end()), after=False):
            return True
    return False


def is_of_another(read: Read, hit: Hit) -> bool:
    """Say whether the clause of a word speaks of another thing or of the past ("my old one had latex")."""
    start, end = clause_bounds(read.plain, hit)
    return _of_another().search(read.plain[start:end]) is not None


def clause_bounds(plain: str, hit: Hit) -> tuple[int, int]:
    """Return where the clause of a word begins and ends in a normalised text."""
    start = max((m.end() for m in _ends().finditer(plain, 0, hit.start)), default=0)
    after = _ends().search(plain, hit.end)
    return start, after.start() if after else len(plain)


def _blanked(text: str) -> str:
    """Return a text without the phrases that only look like a negation."""
    return _unlike().sub(" ", text)


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


@lru_cache(maxsize=1)
def _latin() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:{_either([w for w in said('negating') if not has_chinese(w)])})(?!\w)|\bnon-?$"
    )


@lru_cache(maxsize=1)
def _verbs_denied() -> re.Pattern[str]:
    return pattern("evidence", "verbs_denied")


@lru_cache(maxsize=1)
def _chinese() -> re.Pattern[str]:
    return re.compile(_either([w for w in said("negating") if has_chinese(w)]))


@lru_cache(maxsize=1)
def _after_chinese() -> re.Pattern[str]:
    return re.compile(_either([w for w in said("negating_after") if has_chinese(w)]))


@lru_cache(maxsize=1)
def _unlike() -> re.Pattern[str]:
    return re.compile(_either(said("not_negating")))


@lru_cache(maxsize=1)
def _bad() -> re.Pattern[str]:
    words = said("bad")
    latin = _either([word for word in words if not has_chinese(word)])
    chinese = _either([word for word in words if has_chinese(word)])
    return re.compile(rf"\b(?:{latin})\b|{chinese}")


@lru_cache(maxsize=1)
def _of_another() -> re.Pattern[str]:
    words = said("of_another")
    latin = _either([word for word in words if not has_chinese(word)])
    chinese = _either([word for word in words if has_chinese(word)])
    return re.compile(rf"\b(?:{latin})\b|{chinese}")


@lru_cache(maxsize=1)
def _ends() -> re.Pattern[str]:
    return re.compile(_either(said("clause_ends")) + r"|(?<=\D)\.(?=\D|$)")
