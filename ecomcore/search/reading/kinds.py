"""Kinds of product and their qualities in a wish, and what a name does to its neighbours."""

from __future__ import annotations

from functools import lru_cache

from ecomcore.search.lexicon import synonyms, words_of
from ecomcore.search.phrases import PRODUCT_KINDS, Match, Meaning
from ecomcore.search.purposes import FOR, verb_before
from ecomcore.search.reading.refusals import is_attributive, list_joiner
from ecomcore.search.reading.state import Reading
from ecomcore.text.tokens import stem

KEPT_IN_TEXT = frozenset(
    {"category", "type", "type_like", "brand", "material", "attribute", "word"}
)
"""Kinds whose words also help retrieval, because titles and descriptions have them."""

ENTITIES = (
    "category",
    "type",
    "type_like",
    "brand",
    "material",
    "attribute",
    "audience",
    "attribute_name",
)
"""What a phrase is taken for where it could be several things: the first of these. A word that is
both a category and a type is the category, which has all of that type."""


def entity(reading: Reading, at: int) -> int:
    """Read a kind of product, a brand, a colour, an attribute …: wanted, or excluded after a refusal."""
    item = reading.items[at][0]
    if reading.negating and reading.get(at, "list_joiners"):
        return list_joiner(reading, at)
    meaning = item.get(*ENTITIES)
    colour = item.get("colour")
    if colour and reading.text(at - 1) in words_of("turning"):
        return at + 1  # "my skin gets red"
    if colour and not _is_shy(reading, at):
        meaning = colour
    if meaning is None:
        return at
    if meaning.kind == "attribute_name":
        return _attribute_name(reading, at, meaning)
    if meaning.kind in PRODUCT_KINDS and _product_kind(reading, at):
        return at + 1
    meanings = [each for each in item.meanings if each.kind == meaning.kind]
    reading.keep_all(meanings)
    if meaning.kind == "attribute" and len(meanings) > 1 and not reading.negating:
        reading.either.append(meanings)
    if meaning.kind in KEPT_IN_TEXT and not reading.negating:
        reading.found.text.append(item.text)
        reading.found.sources += [(each, item.text) for each in meanings]
        _inner_attributes(reading, item)
    reading.negating = reading.negating and not is_attributive(reading, at)
    return at + 1


def _product_kind(reading: Reading, at: int) -> bool:
    """See what the name of a kind of product does to its neighbours; say whether that was all."""
    if reading.negating and reading.found.excluded:
        reading.negating = False
    if reading.negating:
        return False
    thing = _thing_for(reading, at)
    if thing is None and at in reading.objects:
        _object(reading, at)
        return True
    demote_modifier(reading, at)
    if thing is None:
        return False
    reading.keep_all(thing)
    reading.found.text.append(reading.items[at][0].text)
    return True


def _object(reading: Reading, at: int) -> None:
    """Note what something is done with; "keep coffee hot" is also a condition, "keeps hot"."""
    item = reading.items[at][0]
    reading.found.purposes += [
        m._replace(kind=m.kind.removesuffix("_like"))
        for m in item.meanings
        if m.kind in PRODUCT_KINDS
    ]
    reading.found.text.append(item.text)
    verb = verb_before([match for match, _ in reading.items], at)
    if verb < 0 or at + 1 == len(reading.items):
        return
    ends = (reading.items[verb][0], reading.items[at + 1][0])
    key = tuple(piece.key for end in ends for piece in reading.pieces[end.start : end.end])
    around = [m for m in reading.vocabulary.book.meanings.get(key, ()) if m.kind == "attribute"]
    reading.keep_all(around)
    if len(around) > 1:
        reading.either.append(around)


def _thing_for(reading: Reading, at: int) -> list[Meaning] | None:
    """Return what "sleeve for a laptop" asks for: a laptop sleeve where the catalogue knows it.

    An empty list is something for the product that the catalogue does not name as one; None
    is where the text does not ask for something for it.
    """
    before = at - 1
    while before > 0 and reading.items[before][0].text != FOR and _is_passed(reading, before):
        before -= 1
    if before < 1 or reading.items[before][0].text != FOR:
        return None
    thing = reading.items[before - 1][0]
    keys = [piece.key for piece in reading.pieces[thing.start : thing.end]]
    if not set(keys) <= accessory_stems():
        return None
    own = reading.items[at][0]
    joined = (*(piece.key for piece in reading.pieces[own.start : own.end]), *keys)
    meanings = reading.vocabulary.book.meanings.get(joined, ())
    return [meaning for meaning in meanings if meaning.kind in PRODUCT_KINDS]


def _is_passed(reading: Reading, at: int) -> bool:
    """Say whether an item may stand between "for" and the product: "for my 13 inch laptop"."""
    return bool(
        reading.number(at)
        or reading.get(at, "stop", "units", "brand", "colour", "material", "size_words")
    )


def demote_modifier(reading: Reading, at: int) -> None:
    """Take back a kind of product named directly before another: laptop bags are bags."""
    if reading.get(at - 1, *PRODUCT_KINDS) and at - 1 not in reading.objects:
        before = {m.value for m in reading.items[at - 1][0].meanings if m.kind in PRODUCT_KINDS}
        reading.found.wanted = [
            m
            for m in reading.found.wanted
            if m.kind not in ("type", "category") or m.value not in before
        ]


def _inner_attributes(reading: Reading, item: Match) -> None:
    """Keep what the words of a product type say: noise cancelling headphones cancel noise."""
    kinds = [m.value for m in item.meanings if m.kind in ("type", "type_like")]
    for end in range(item.start + 1, item.end):
        key = tuple(piece.key for piece in reading.pieces[item.start : end])
        for meaning in reading.vocabulary.book.meanings.get(key, ()):
            is_told = reading.vocabulary.groups_with(kinds, meaning.key, meaning.value)
            if meaning.kind == "attribute" and is_told:
                reading.keep(meaning)


def _attribute_name(reading: Reading, at: int, meaning: Meaning) -> int:
    """Read the name of an attribute: "without caffeine" is a condition, alone it is a word."""
    text = reading.items[at][0].text
    is_without = reading.negating or reading.get(at + 1, "negation_suffix")
    if not is_without:
        reading.found.text.append(text)
        return at + 1
    if meaning.value:
        reading.found.wanted.append(Meaning("attribute", meaning.value, meaning.key))
    else:
        reading.found.excluded.append(Meaning("word", text))
    end = at + 1 if reading.negating else at + 2
    reading.negating = False
    return end


def _is_shy(reading: Reading, at: int) -> bool:
    """Say whether a colour word that is also a thing (orange, mint) is meant as the thing."""
    text = reading.items[at][0].text
    if text in words_of("colour_words"):
        return True  # "colors" has the stem of "colourful"
    if text not in words_of("shy_colours"):
        return False
    beside = [reading.get(at - 1, "colour_words", "colour"), reading.get(at + 1, "colour_words")]
    return not any(beside)


@lru_cache(maxsize=1)
def accessory_stems() -> frozenset[str]:
    """Return the stems of the words for things that are made for another thing."""
    return frozenset(stem(str(word)) for word in synonyms()["accessories"])
