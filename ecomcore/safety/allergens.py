"""What somebody must avoid, read from their words, and whether a product's own data say that it is in there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from ecomcore.safety.words import LETTER, NEVER, facts, languages, places, plain, words
from ecomcore.text.tokens import has_chinese

OTHER = "other:"
"""Begins the key of what is on no list and is avoided by its own name (`other:mango`)."""
BEFORE = 3
"""So many words before a mention may say that it is not there ("free from any nuts")."""


class Goods(Protocol):
    """What is read of a product."""

    @property
    def title(self) -> Mapping[str, str]:
        """The title by language."""

    @property
    def description(self) -> Mapping[str, str]:
        """The description by language."""

    @property
    def category(self) -> str:
        """The path of its category."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """The properties."""


class Stated(StrEnum):
    """What a product's data say of something that is to be avoided."""

    CONTAINS = "contains"
    UNCLEAR = "unclear"
    """Something is named that may be it: "rubber" for who must avoid natural rubber."""
    FREE = "free"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Statement:
    """What is stated, and where: `key` names the property, or is `title` or `description`; `text` is its own words."""

    stated: Stated
    key: str = ""
    text: str = ""


def allergies_in(text: str) -> tuple[str, ...]:
    """Return what a text says somebody is allergic to, by the keys of the lists or as `other:` and the word."""
    read = plain(text)
    if places(words("no_allergy"), read):
        return ()
    found = [key for key in listed() if places(words("conditions", key), read)]
    if places(words("allergy"), read):
        found += named_in(text)
        found = found or [OTHER + what for what in _others(read)]
    return tuple(dict.fromkeys(found))


def allergies_after(held: Iterable[str], text: str, *, is_asked: bool = False) -> tuple[str, ...]:
    """Return what is to be avoided after a message: more than before, or less where it takes an allergy back.

    With `is_asked` it was just asked what somebody is allergic to, so that the bare names tell it.
    """
    read = plain(text)
    if not places(words("no_allergy"), read):
        told = allergies_in(text) or (named_in(text) if is_asked else ())
        return tuple(dict.fromkeys([*held, *told]))
    gone = {key for key in listed() if places(_called(key), read)}
    return tuple(key for key in held if gone and key not in gone)


def without_allergies(text: str) -> str:
    """Return a text without the names of what somebody is allergic to: a "nut allergy" asks for no nuts."""
    read, named = plain(text), allergies_in(text)
    names = [n for key in named for n in _called(key)]
    for start, end in reversed(places(names, read)):
        read = read[:start] + " " * (end - start) + read[end:]
    return " ".join(read.split())


def is_about_safety(text: str) -> bool:
    """Say whether a text asks whether something may be eaten or used, or what is in it."""
    return bool(places(words("asks_safety"), plain(text)))


def asks_contents(text: str) -> bool:
    """Say whether a text asks what is in something."""
    return _matches("asks_contents", text)


def asks_for_whom(text: str) -> bool:
    """Say whether a text asks whether somebody may have or use something."""
    return _matches("asks_for_whom", text)


def _matches(section: str, text: str) -> bool:
    read = plain(text)
    return any(
        re.search(str(own.get(section, NEVER)), read) is not None for own in languages().values()
    )


def named_in(text: str) -> tuple[str, ...]:
    """Return what a text names of the lists, whether or not it says that somebody is allergic to it."""
    read = _real(plain(text))
    return tuple(key for key in listed() if places(words("allergens", key), read))


def is_about_pregnancy(text: str) -> bool:
    """Say whether a text is about somebody who is pregnant or nurses a child."""
    return bool(places(words("pregnancy"), plain(text)))


def statement(goods: Goods, key: str) -> Statement:
    """Return what a product's own data say of one thing to avoid; what says that it is there counts first."""
    found = [s for name in _meant(key) for s in _statements(goods, name)]
    order = list(Stated)
    return min(found, key=lambda s: order.index(s.stated), default=Statement(Stated.NOTHING))


def states_absence(goods: Goods, keys: Iterable[str]) -> bool:
    """Say whether a product's own data state of each of several things that it is not in there."""
    return all(statement(goods, key).stated is Stated.FREE for key in keys)


def contains(goods: Goods, keys: Iterable[str]) -> bool:
    """Say whether a product's own data name one of several things to avoid, be it as traces."""
    return any(statement(goods, key).stated is Stated.CONTAINS for key in keys)


def called(key: str, language: str) -> str:
    """Return what a thing to avoid is called in a language, its key where the language has no word for it."""
    own = languages().get(language, {}).get("allergens", {}).get(key)
    return str(own[0]) if own else key.removeprefix(OTHER).replace("_", " ")


@lru_cache(maxsize=1)
def listed() -> tuple[str, ...]:
    """Return the keys of everything that there are words for."""
    return (*facts()["eaten"], *facts()["touched"])


def named(key: str) -> tuple[str, ...]:
    """Return the names of what is to be avoided, in all languages."""
    return (key.removeprefix(OTHER),) if key.startswith(OTHER) else words("allergens", key)


def _called(key: str) -> tuple[str, ...]:
    """Return the names of what is to be avoided, and of the conditions that mean it."""
    return (*named(key), *words("conditions", key))


def _meant(key: str) -> tuple[str, ...]:
    return (key, *facts()["includes"].get(key, ()))


def _others(read: str) -> list[str]:
    """Return what somebody is allergic to that is on no list ("allergic to strawberries", 对芒果过敏)."""
    found: list[str] = []
    for own in languages().values():
        ends = [str(word) for word in own.get("ends_what", ())]
        for template in own.get("of", ()):
            what = (
                r"(?P<what>[\u3400-\u9fff]{1,5}?)"
                if has_chinese(template)
                else rf"(?P<what>{LETTER}{{3,}}(?: {LETTER}{{3,}})?)"
            )
            for match in re.finditer(template.replace("{what}", what), read):
                kept = _without_ends(match["what"], ends)
                if kept and kept not in own.get("stop", ()):
                    found.append(kept)
    return found[:2]


def _without_ends(what: str, ends: list[str]) -> str:
    """Return a phrase without the words that are no part of a substance."""
    if has_chinese(what):
        begins = next((end for end in ends if what.startswith(end)), "")
        return _without_ends(what.removeprefix(begins), ends) if begins else what
    return " ".join(word for word in what.split() if word not in ends)


def _statements(goods: Goods, key: str) -> list[Statement]:
    names = named(key)
    unclear = words("unclear", key)
    found: list[Statement] = []
    for place, text in _texts(goods, key):
        if plain(place) in {plain(n) for n in names}:
            is_none = plain(text) in words("nothing")
            found.append(Statement(Stated.FREE if is_none else Stated.CONTAINS, place, text))
            continue
        if _is_named_absence(place, names):
            is_so = plain(text) in words("affirmed")
            found.append(Statement(Stated.FREE if is_so else Stated.CONTAINS, place, text))
            continue
        found += _read(place, text, names, Stated.CONTAINS)
        found += _read(place, text, unclear, Stated.UNCLEAR)
    return found


def _is_named_absence(place: str, names: tuple[str, ...]) -> bool:
    """Say whether a property is called by the absence of what has these names (`gluten_free`)."""
    read = plain(place)
    return any(_is_without(read, start, end) for start, end in places(names, read))


def _read(place: str, text: str, names: tuple[str, ...], meaning: Stated) -> list[Statement]:
    """Return what one text says of something that has these names."""
    read = _real(plain(text))
    found = []
    for start, end in places(names, read):
        is_without = _is_without(read, start, end)
        if is_without and meaning is Stated.UNCLEAR:
            continue
        found.append(Statement(Stated.FREE if is_without else meaning, place, text))
    return found


def _texts(goods: Goods, key: str) -> list[tuple[str, str]]:
    """Return the texts that may say what is in a product, each with the name of its place."""
    known = facts()
    is_touched = key in known["touched"] or key.startswith(OTHER)
    is_eaten = key in known["eaten"] or key.startswith(OTHER)
    names = {plain(n) for n in words("allergens", key)}
    found: list[tuple[str, str]] = []
    for name, value in goods.attributes.items():
        is_content = name in known["content_keys"]
        is_material = is_touched and name in known["material_keys"]
        is_called_so = plain(name) in names or _is_named_absence(name, tuple(names))
        if is_content or is_material or is_called_so:
            found.append((name, value))
    is_named = is_touched and not key.startswith(OTHER)
    if is_named or (is_eaten and is_consumed(goods) and not _only_looks(goods, key)):
        found += [("title", text) for text in goods.title.values()]
        found += [("description", text) for text in (goods.description or {}).values()]
    return found


def is_consumed(goods: Goods) -> bool:
    """Say whether a product is eaten, drunk or put on the skin, as its properties or its category tell."""
    known = facts()
    if any(key in goods.attributes for key in known["consumed_keys"]):
        return True
    return bool(places(tuple(known["consumed_categories"]), plain(goods.category or "")))


def _only_looks(goods: Goods, key: str) -> bool:
    known = facts()
    is_applied = any(name in goods.attributes for name in known["applied_keys"])
    return is_applied and key in known["looks_on_skin"]


def _real(read: str) -> str:
    """Return a plain text without what names an allergen only by its looks ("cocoa butter")."""
    for start, end in reversed(places(words("unlike"), read)):
        read = read[:start] + " " * (end - start) + read[end:]
    return read


def _is_without(read: str, start: int, end: int) -> bool:
    """Say whether the words around a mention say that it is not there."""
    if has_chinese(read[start:end]):
        before = read[max(0, start - 4) : start]
        return bool(places([w for w in words("without_before") if has_chinese(w)], before))
    before = " ".join(re.split(r"[.;!?]", read[:start])[-1].split()[-BEFORE:])
    if places([w for w in words("without_before") if not has_chinese(w)], before):
        return True
    after = " ".join(read[end:].replace("-", " ").split()[:1])
    return after in words("without_after")
