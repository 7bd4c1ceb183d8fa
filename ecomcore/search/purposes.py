"""What a wish names only to say what the thing wanted is for: the coffee in "something to keep my coffee hot"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ecomcore.search.lexicon import lexicons
from ecomcore.search.phrases import PRODUCT_KINDS, Match

FOR = "for"
ATTRIBUTIVE = "的"
CLAUSE = 5
"""Within so many words after it, 的 ends what is done with a thing (给手机充电的)."""


def objects(matches: Sequence[Match]) -> frozenset[int]:
    """Return the positions of kinds of product that something is done with, and that are not asked for themselves.

    They are the object of the verb after "something to" and 什么东西可以, of a verb of use in Chinese
    (装咖啡的, 给手机充电的), or follow "for" after another kind of product ("a mug for tea"). Somebody who gets the
    thing (a cat, a dog) is no object.
    """
    found: set[int] = set()
    for at, match in enumerate(matches):
        if not match.get(*PRODUCT_KINDS) or _says(match, "beings"):
            continue
        is_listed = at - 2 in found and matches[at - 1].get("list_joiners") is not None
        if is_listed or any(is_so(matches, at) for is_so in (_is_needed, _is_used, _is_for)):
            found.add(at)
    return frozenset(found)


def verb_before(matches: Sequence[Match], at: int) -> int:
    """Return the position of the word before a noun and its "my" or "the"; -1 where there is none."""
    before = at - 1
    while before >= 0 and _says(matches[before], "determiners"):
        before -= 1
    return before


def _is_needed(matches: Sequence[Match], at: int) -> bool:
    verb = verb_before(matches, at)
    if verb < 1 or matches[verb - 1].get("needs") is None:
        return False
    return matches[verb].get("stop") is None or _says(matches[verb], "coverbs")


def _is_used(matches: Sequence[Match], at: int) -> bool:
    if at < 1:
        return False
    ends = [
        i for i in range(at + 1, min(at + 1 + CLAUSE, len(matches))) if _is_attributive(matches[i])
    ]
    if not ends:
        return False
    if _says(matches[at - 1], "use_verbs"):
        is_taste = at > 1 and _says(matches[at - 2], "likes")
        return ends[0] == at + 1 and not is_taste
    return _says(matches[at - 1], "coverbs") and any(
        matches[i].get("stop") is None for i in range(at + 1, ends[0])
    )


def _is_for(matches: Sequence[Match], at: int) -> bool:
    before = verb_before(matches, at)
    if before < 1 or matches[before].text != FOR or not matches[before - 1].get(*PRODUCT_KINDS):
        return False
    return at + 1 == len(matches) or bool(matches[at + 1].meanings)


def _is_attributive(match: Match) -> bool:
    return match.text.endswith(ATTRIBUTIVE)


def _says(match: Match, section: str) -> bool:
    return match.text in _words(section)


@lru_cache(maxsize=8)
def _words(section: str) -> frozenset[str]:
    return frozenset(word for lexicon in lexicons().values() for word in lexicon.words(section))
