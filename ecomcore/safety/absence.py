"""What a wish says must not be in a thing: "gluten-free", "without nuts or milk", 不含坚果."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ecomcore.safety.allergens import named
from ecomcore.safety.words import LETTER, NEVER, facts, places, plain, words
from ecomcore.text.tokens import has_chinese, normalise


class Absent(NamedTuple):
    """What must not be in a thing, by the keys of the lists, and the text without the words that say so."""

    keys: tuple[str, ...]
    rest: str


class _Mention(NamedTuple):
    start: int
    end: int
    key: str


def absent_in(text: str) -> Absent:
    """Return which eaten things a text wants to be without; the text as it is where it names none.

    What somebody is allergic to is read by `allergens.allergies_in`.
    """
    read = _undoubted(plain(text))
    gone: list[_Mention] = []
    last_end = -1
    for mention in _mentions(read):
        start, end = _words_of_absence(read, mention, last_end)
        if start < mention.start or end > mention.end:
            gone.append(mention._replace(start=start, end=end))
            last_end = end
    if not gone:
        return Absent((), text)
    for mention in reversed(gone):
        read = f"{read[: mention.start]} {read[mention.end :]}"
    return Absent(tuple(dict.fromkeys(m.key for m in gone)), " ".join(read.split()))


def _mentions(read: str) -> list[_Mention]:
    """Return where eaten things are named, in the order of the text; one place may name several."""
    looks = places(words("unlike"), read)
    found = [
        _Mention(start, end, key)
        for key in facts()["eaten"]
        for start, end in places(named(key), read)
        if not any(a <= start and end <= b for a, b in looks)
    ]
    return sorted(found)


def _words_of_absence(read: str, mention: _Mention, last_end: int) -> tuple[int, int]:
    """Return from where to where a text says that what is mentioned is not to be there, else where the mention is.

    `last_end` is the end of the last thing that is not to be there: what is joined to it ("or milk") is meant as well.
    """
    start, end = mention.start, mention.end
    before = _before().search(read, 0, start)
    if before:
        start = before.start()
    elif last_end == start or (0 <= last_end < start and _joiner().fullmatch(read[last_end:start])):
        start = last_end if last_end < start else start - 1
    after = _after().match(read, end)
    return start, after.end() if after else end


def _undoubted(read: str) -> str:
    """Return a text whose Chinese questions (有没有) do not look like denials."""
    return _doubt().sub(r"\1", read)


@lru_cache(maxsize=1)
def _doubt() -> re.Pattern[str]:
    return re.compile("|".join(words("asks_whether")) or NEVER)


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    latin, chinese = _parted(words("without_before"))
    between = rf"(?:{_any(_parted(words('of_any'))[0])} )*"
    spaced = rf"(?<!{LETTER}){_any(latin)} {between}$"
    return re.compile(rf"{spaced}|{_any(chinese)}(?:{_any(_parted(words('of_any'))[1])})?$")


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    return re.compile(rf"[ -]?{_any(words('without_after'))}(?!{LETTER})")


@lru_cache(maxsize=1)
def _joiner() -> re.Pattern[str]:
    latin, chinese = _parted(words("joins_absent"))
    return re.compile(rf" ?(?:{_any(latin)}|{_any(chinese)}) ?")


def _parted(several: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the words that spaces part, and the Chinese ones."""
    found: tuple[list[str], list[str]] = ([], [])
    for word in several:
        found[has_chinese(word)].append(word)
    return found


def _any(several: Sequence[str]) -> str:
    ordered = sorted({normalise(word) for word in several}, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, ordered)) or NEVER})"
