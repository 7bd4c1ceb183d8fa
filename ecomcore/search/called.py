"""What a product is called, and not what its name only mentions: a rice cooker is no rice, a sofa blanket no sofa."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ecomcore.search.engine import SearchEngine
from ecomcore.search.lexicon import words_of
from ecomcore.search.phrases import PRODUCT_KINDS, Unit, units
from ecomcore.search.query import Query
from ecomcore.search.reading.kinds import accessory_stems
from ecomcore.text.nouns import names_a_thing
from ecomcore.text.tokens import has_chinese, normalise, stem

_PARTS = re.compile(r"[\s,，、()（）/|–—:：]+")
SHORTEST_COMPOUND = 3
"""Characters of the shortest Chinese word that is read as what it is made of (帆布 + 包)."""


def is_called(engine: SearchEngine, words: Sequence[str], row: int) -> bool:
    """Say whether a title ends a name with these words in a row, or has them and a word for a set behind them.

    Several words need not be the end: a title that holds all of "duvet cover" in its order names one.
    """
    titles = [normalise(title) for title in engine.products[row].title.values()]
    if has_chinese(words[-1]):
        *others, last = words
        return any(
            _ends_name(title, last) and all(word in title for word in others) for title in titles
        ) or (not others and is_compound_of(engine, last, row))
    keys = [stem(piece.text) for word in words for piece in units(word)]
    return any(_has_name(title, keys) for title in titles)


def is_in_category(engine: SearchEngine, word: str, row: int) -> bool:
    """Say whether the category of a product is called so."""
    path = engine.products[row].category
    labels = engine.vocabulary.labels.get("category", {}).get(path, {})
    if has_chinese(word):
        return any(_ends_name(normalise(label), word) for label in labels.values())
    names = (*labels.values(), path.rpartition("/")[2].replace("-", " "))
    return any(_has_name(normalise(name), [stem(word)]) for name in names)


def _has_name(title: str, keys: Sequence[str]) -> bool:
    sets = {stem(word) for word in words_of("set_names")}
    for part in re.split(r"[,()/|–—:&]", title):
        pieces = [piece.key for piece in units(part)]
        for at in range(len(pieces) - len(keys) + 1):
            if pieces[at : at + len(keys)] != list(keys):
                continue
            behind = pieces[at + len(keys) :]
            if len(keys) > 1 or not behind or behind[0] in sets or not _is_noun(behind[0], part):
                return True
    return False


def _is_noun(key: str, text: str) -> bool:
    """Say whether the word of this stem in a text may be what the word before it only describes."""
    word = next((piece.text for piece in units(text) if piece.key == key), key)
    return word.isalpha() and word not in words_of("relating") and names_a_thing(word)


def _ends_name(title: str, word: str) -> bool:
    """Say whether a part of a Chinese name ends in a word, also with a word for a set behind it."""
    sets = "|".join(map(re.escape, sorted(words_of("set_names"), key=len, reverse=True)))
    for suffix in words_of("noun_suffixes"):
        word = word.removesuffix(suffix) or word  # the chair of a camp (椅子, 露营椅)
    found = rf"{re.escape(word)}(\w?)(?:{sets})$"
    return any(
        part.endswith(word) or ((match := re.search(found, part)) and _is_count(match[1]))
        for part in _PARTS.split(title)
    )


def _is_count(sign: str) -> bool:
    return not sign or sign.isnumeric()


def is_compound_of(engine: SearchEngine, word: str, row: int) -> bool:
    """Say whether one title has both parts of a Chinese word, the last at the end of a name (帆布 and 包)."""
    if len(word) < SHORTEST_COMPOUND:
        return False
    first, last = word[:-1], word[-1]
    titles = [normalise(title) for title in engine.products[row].title.values()]
    return any(first in title and _ends_name(title, last) for title in titles)


def near_the_kind(query: Query, words: Sequence[str]) -> tuple[str, ...]:
    """Return those of the words for a thing that belong to its name; all where no kind of thing is named.

    They stand right before what names the kind ("gaming chair"), or are a thing right behind it ("chair cover"). What
    is further off tells of the person, the use or the question ("do you guys sell …", "for my son", 冬天戴的手套).
    """
    term = next(
        (term for key, term in reversed(query.sources) if _is_kind(key)),
        "",
    )
    pieces = units(query.text)
    start = _place(pieces, units(term)) if term else -1
    if start < 0:
        return tuple(words)
    loose = {piece.key: word for word in words for piece in units(word) if word != term}
    near = []
    at = start - 1
    while at >= 0 and pieces[at].key in loose:
        near.append(loose[pieces[at].key])
        at -= 1
    at = start + len(units(term))
    while at < len(pieces) and pieces[at].key in loose and names_a_thing(loose[pieces[at].key]):
        near.append(loose[pieces[at].key])
        at += 1
    return tuple(word for word in words if word == term or word in near)


def told_purposes(query: Query, words: Sequence[str]) -> tuple[str, ...]:
    """Return those of the words that say what an accessory is for ("a case for an iphone"): things behind "for"."""
    named = {piece.key for key, term in query.sources if _is_kind(key) for piece in units(term)}
    if not named & accessory_stems():
        return ()
    pieces = units(query.text)
    relating = {stem(word) for word in words_of("relating")}
    first = next((at for at, piece in enumerate(pieces) if piece.key in relating), len(pieces))
    behind = {piece.key for piece in pieces[first + 1 :]}
    return tuple(
        word
        for word in words
        if names_a_thing(word) and any(piece.key in behind for piece in units(word))
    )


def _is_kind(key: str) -> bool:
    return key.partition(":")[0] in PRODUCT_KINDS


def _place(pieces: Sequence[Unit], wanted: Sequence[Unit]) -> int:
    keys = [piece.key for piece in wanted]
    for at in range(len(pieces) - len(keys) + 1):
        if [piece.key for piece in pieces[at : at + len(keys)]] == keys:
            return at
    return -1
