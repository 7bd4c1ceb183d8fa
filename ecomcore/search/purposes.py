"""What a wish names only to say what the thing wanted is for: the coffee in "something to keep my coffee hot"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from ecomcore.search.lexicon import words_of
from ecomcore.search.phrases import PRODUCT_KINDS, Match, Meaning, PhraseBook, Unit, units

FOR = "for"
ATTRIBUTIVE = tuple(words_of("attributive"))
PAIR = 2
REACH = 3
"""So many words may stand between "for" and what it leads to ("for my early morning dog walks")."""
CLAUSE = 5
"""Within so many words after it, 的 ends what is done with a thing (给手机充电的)."""


def objects(matches: Sequence[Match]) -> frozenset[int]:
    """Return the positions of kinds of product that something is done with, and that are not asked for themselves.

    They are the object of the verb after "something to" and 什么东西可以, of a verb of use in Chinese
    (装咖啡的, 给手机充电的), follow "for" after another kind of product ("a mug for tea"), or tell an occasion ("for my
    dog walks"). Somebody who gets the thing (a cat, a dog) is no object.
    """
    found: set[int] = set()
    for at, match in enumerate(matches):
        if match.get(*PRODUCT_KINDS) and (
            _is_of_an_occasion(matches, at) or _is_of_a_use(matches, at)
        ):
            found.add(at)
        if not match.get(*PRODUCT_KINDS) or _says(match, "beings"):
            continue
        is_listed = at - 2 in found and matches[at - 1].get("list_joiners") is not None
        if is_listed or any(is_so(matches, at) for is_so in (_is_needed, _is_used, _is_for)):
            found.add(at)
    return frozenset(found)


def containers(
    matches: Sequence[Match], found: frozenset[int], pieces: Sequence[Unit], book: PhraseBook
) -> list[Meaning]:
    """Return the kinds of product that hold what is to be carried or stored: a laptop sleeve for a laptop.

    `found` are the positions of the objects. English says "in" after them ("something to carry my laptop in"),
    Chinese needs the verb alone (装电脑的).
    """
    held = [matches[at] for at in found if _is_held(matches, at)]
    named: list[Meaning] = []
    for match in held:
        names = {tuple(piece.key for piece in pieces[match.start : match.end])}
        names |= {_key(m.value) for m in match.meanings if m.kind in ("type", "type_like")}
        for name, container in product(sorted(names), sorted(words_of("containers"))):
            meanings = book.meanings.get((*name, *_key(container)), ())
            named += [m for m in meanings if m.kind in PRODUCT_KINDS]
    return list(dict.fromkeys(named))


def for_beings(matches: Sequence[Match], pieces: Sequence[Unit], book: PhraseBook) -> list[Meaning]:
    """Return the kinds of product that are for an animal that a wish names: dog toys in "toys for my dog".

    Only where the shop has such things for some animal ("dog toys", "cat bed"); a mug with a cat stays a mug.
    Where it has them for another animal, everything for this one is meant.
    """
    animals = [m for m in matches if _says(m, "beings") and m.get("category")]
    kinds = [m for m in matches if m not in animals and m.get(*PRODUCT_KINDS)]
    named: list[Meaning] = []
    for animal in animals:
        for kind in kinds:
            own = tuple(piece.key for piece in pieces[kind.start : kind.end])
            known = {
                being: book.meanings[key]
                for being in words_of("beings")
                if (key := (*_key(being), *own)) in book.meanings
            }
            if known:
                named += known.get(animal.text) or animal.meanings
    return [m for m in dict.fromkeys(named) if m.kind in PRODUCT_KINDS]


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
    if _is_use(matches[at - 1]):
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


def _is_of_an_occasion(matches: Sequence[Match], at: int) -> bool:
    """Say whether a kind only describes a word that is no product, after "for": the dog of "for my dog walks"."""
    if at + 1 >= len(matches):
        return False
    thing = matches[at + 1]
    is_word = thing.text.isalpha() and thing.text.isascii() and not thing.meanings
    if not is_word or _says(thing, "enthusiasts"):
        return False
    before = at - 1
    while before >= max(0, at - REACH) and not matches[before].get(*PRODUCT_KINDS):
        if matches[before].text == FOR:
            return True
        before -= 1
    return False


def _is_of_a_use(matches: Sequence[Match], at: int) -> bool:
    """Say whether a kind tells where another is used: the bed of "a lamp for reading in bed"."""
    place = verb_before(matches, at)
    doing = place - 1
    if (
        doing < PAIR
        or not _says(matches[place], "insides")
        or not matches[doing].text.endswith("ing")
    ):
        return False
    thing = verb_before(matches, doing)
    return matches[thing].text == FOR and matches[thing - 1].get(*PRODUCT_KINDS) is not None


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(unit.key for unit in units(phrase))


def _is_held(matches: Sequence[Match], at: int) -> bool:
    verb = verb_before(matches, at)
    if verb < 0:
        return False
    is_inside = at + 1 < len(matches) and _says(matches[at + 1], "insides")
    return _without_modal(matches[verb].text) in words_of("holding_verbs") or (
        is_inside and _says(matches[verb], "carrying_verbs")
    )


def _is_use(match: Match) -> bool:
    return _without_modal(match.text) in words_of("use_verbs")


def _without_modal(text: str) -> str:
    """Return a Chinese verb without the "can" that a segmenter glues to it: 能装."""
    modal = next((word for word in words_of("modals") if text.startswith(word)), "")
    return text.removeprefix(modal)


def _is_attributive(match: Match) -> bool:
    return match.text.startswith(ATTRIBUTIVE) or match.text.endswith(ATTRIBUTIVE)


def _says(match: Match, section: str) -> bool:
    return match.text in words_of(section)
