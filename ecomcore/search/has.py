"""Whether the shop has a thing: yes with the products, or no with the nearest, named as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ecomcore.categories import is_within
from ecomcore.search.called import (
    is_called,
    is_compound_of,
    is_in_category,
    near_the_kind,
    told_purposes,
)
from ecomcore.search.catalogue import Mask
from ecomcore.search.engine import Live, SearchEngine
from ecomcore.search.lexicon import lexicons, words_of
from ecomcore.search.phrases import units
from ecomcore.search.purposes import ATTRIBUTIVE
from ecomcore.search.query import Query
from ecomcore.search.results import Hit
from ecomcore.text.nouns import names_a_thing
from ecomcore.text.tokens import has_chinese, normalise, stem, tokenize

EVERYTHING = ("title", "category", "brand", "attributes", "description")
NAMING = ("title", "category", "brand", "attributes")
"""Fields in which a word names what a thing is or how it is; a description only mentions things."""

CONDITIONS = {
    "size": "sizes",
    "colour": "colours",
    "material": "materials",
    "brand": "brands",
    "audience": "audience",
    "attributes": "attributes",
    "price": "price_max_cents",
}
GENERIC = frozenset({"type", "category"})


@dataclass(frozen=True)
class Has:
    """Whether the shop has what was asked for.

    `hits` are the products that are it. Where there is none, `nearest` are of the same kind if the shop has the kind
    (`knows_kind`), else what is closest in meaning; `missing` says what nothing meets: words of the question, or the
    names of conditions (`size`, `colour`, `price` …) that had to be given up.
    """

    thing: str
    has: bool
    hits: tuple[Hit, ...]
    nearest: tuple[Hit, ...]
    missing: tuple[str, ...]
    knows_kind: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)


def has(
    engine: SearchEngine,
    text: str,
    language: str | None = None,
    k: int = 4,
    live: Live | None = None,
) -> Has:
    """Return whether the shop sells the thing that `text` names ("do you have books", 有没有婴儿车).

    Everything that was named must be true of a product: a "gaming chair" is no office chair, and size 46 no 45. The
    kind of thing is never given up for a condition.
    """
    query = engine.understand(text, language)
    result = engine.search(query, k=10 * k, live=live)
    said = _thing_words(query)
    words = list(near_the_kind(query, said))
    thing = " ".join(words) if words else query.text
    if query.code and result.items:
        return Has(thing, True, tuple(result.items[:k]), (), (), True)
    kinds = set(query.types) | set(query.categories)
    own = [hit for hit in result.items if _is_of_kind(engine, query, hit)]
    purposes = [word for word in told_purposes(query, said) if word not in words]
    full = [
        hit
        for hit in own
        if not _unnamed(engine, query, hit, words)
        and _is_it(engine, query, hit, words)
        and _is_for(engine, query, hit, purposes)
    ]
    given_up = tuple(name for name in result.relaxed if name in CONDITIONS)
    if full and not given_up and not set(result.relaxed) & GENERIC and (words or kinds):
        return Has(thing, True, tuple(full[:k]), (), (), True)
    if called := () if given_up else _called(engine, words, k, live):
        return Has(thing, True, called, (), (), True)
    nearest = own if kinds else (result.nearest or result.items)
    missing = given_up or _least_unnamed(engine, query, own or result.items, words)
    return Has(thing, False, (), tuple(nearest[:k]), missing, bool(kinds and own))


def _is_it(engine: SearchEngine, query: Query, hit: Hit, words: Sequence[str]) -> bool:
    """Say whether a product is the thing that the last word names, and not something that only has to do with it."""
    known = {term for _, term in query.sources}
    if any(word in query.text for word in words_of("open_things")):
        return True
    things = [word for word in words if word not in known and names_a_thing(word)]
    if not things or things[-1] != words[-1]:
        return True
    row = engine.row_of[hit.product_id]
    return is_called(engine, things[-1:], row) or is_in_category(engine, things[-1], row)


def _is_for(engine: SearchEngine, query: Query, hit: Hit, purposes: Sequence[str]) -> bool:
    """Say whether something about a product tells of what it is wanted for; who it is for tells nothing."""
    row = engine.row_of[hit.product_id]
    for word in purposes:
        if word in words_of("beings") or has_chinese(word):
            continue
        terms = tokenize(word, query.language) or [stem(word)]
        if not all(engine.retriever.lexical.named([term], EVERYTHING)[row] for term in terms):
            return False
    return True


def _called(
    engine: SearchEngine, words: Sequence[str], k: int, live: Live | None
) -> tuple[Hit, ...]:
    """Return products that are called by just these words, however the words were understood."""
    if not words or not any(names_a_thing(word.split()[-1]) for word in words):
        return ()
    rows = [row for row in range(len(engine.products)) if is_called(engine, words, row)]
    ids = {engine.products[row].id for row in rows}
    if not ids:
        return ()
    found = engine.search(Query(text=" ".join(words), terms=tuple(words)), k=10 * k, live=live)
    return tuple(hit for hit in found.items if hit.product_id in ids)[:k]


def lacked_thing(engine: SearchEngine, query: Query) -> str:
    """Return the one thing that a wish is for, where nothing in the shop is called so; "" where there is none such.

    "A real fridge" names a thing; "something for the beach" and "whatever you have with lavender" do not.
    """
    if query.types or query.categories or query.brands or query.code:
        return ""
    things = [term for term in query.terms if names_a_thing(term) and term not in _asking()]
    if len(things) != 1 or not _is_wished_for(query.text, things[0]):
        return ""
    return "" if _is_named_anywhere(engine, things[0], query.language) else things[0]


def _is_named_anywhere(engine: SearchEngine, word: str, language: str) -> bool:
    """Say whether a word stands in what names any product."""
    if has_chinese(word):
        rows = range(len(engine.products))
        return any(_is_named(engine, word, row, language) for row in rows)
    return bool(_naming(engine, word, language).any())


def _is_wished_for(text: str, thing: str) -> bool:
    """Say whether a thing is what a text asks for, not what something is asked for ("a snack for the office")."""
    said = normalise(text)
    before = [unit.key for unit in units(said.partition(thing)[0])]
    if has_chinese(thing):
        behind = said.partition(thing)[2]
        return not any(word in said for word in words_of("open_things")) and not (
            behind.startswith(ATTRIBUTIVE)
        )
    relating = [word for word in before if word in _stems("relating")]
    is_sought = not relating or bool(set(before) & _stems("seeking"))
    return is_sought and not set(before) & _stems("open_things")


@lru_cache(maxsize=8)
def _stems(section: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(section))


def _thing_words(query: Query) -> list[str]:
    """Return the words for the thing itself, as they were read; asking words are none of them."""
    no_thing = _asking() | words_of("stop")
    return [term for term in query.terms if term not in no_thing]


def _asking() -> frozenset[str]:
    return frozenset(
        word for lexicon in lexicons().values() for word in lexicon.words("asking_for_a_thing")
    )


def _is_of_kind(engine: SearchEngine, query: Query, hit: Hit) -> bool:
    """Say whether a product is of the kind that was named; everything is where none was."""
    if not (query.types or query.categories):
        return True
    row = engine.row_of[hit.product_id]
    if set(query.types) & set(engine.types[row]):
        return True
    return is_within(hit.category, query.categories)


def _unnamed(engine: SearchEngine, query: Query, hit: Hit, words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of the thing that nothing about a product names."""
    row = engine.row_of[hit.product_id]
    sources: dict[str, list[str]] = {}
    for key, term in query.sources:
        sources.setdefault(term, []).append(key)
    is_kind_named = bool(query.types or query.categories)
    unnamed = []
    for word in words:
        keys = sources.get(word, [])
        if not is_kind_named and any(_is_part_of_label(engine, key, word) for key in keys):
            is_said = stem(word) in normalise(" ".join(engine.products[row].title.values()))
        else:
            is_said = any(_holds(engine, key, row) for key in keys)
            is_said = is_said or _is_named(engine, word, row, query.language)
        if not is_said:
            unnamed.append(word)
    return tuple(unnamed)


def _is_part_of_label(engine: SearchEngine, key: str, word: str) -> bool:
    """Say whether a word is only part of what an attribute is called: a dishwasher is not "dishwasher safe"."""
    kind, _, value = key.partition(":")
    if kind != "attribute":
        return False
    name = value.partition("=")[0]
    labels = engine.vocabulary.labels.get("attribute", {}).get(name, {})
    called = [normalise(label.replace("_", " ")) for label in (name, *labels.values())]
    said = stem(normalise(word))
    return any(said in label and len(said) + 1 < len(label) for label in called)


def _holds(engine: SearchEngine, key: str, row: int) -> bool:
    """Say whether what a word was read as ("type:mug", "category:home") is true of a product."""
    kind, _, value = key.partition(":")
    product = engine.products[row]
    if kind == "type":
        return value in engine.types[row]
    if kind == "category":
        return is_within(product.category, [value])
    if kind == "brand":
        return normalise(product.brand) == normalise(value)
    return kind in ("material", "attribute", "colour", "size", "audience")


def _is_named(engine: SearchEngine, word: str, row: int, language: str) -> bool:
    """Say whether a word stands in what names a product: all its parts, in any of the naming fields."""
    if has_chinese(word):
        product = engine.products[row]
        names = [*product.title.values(), *product.attributes.values()]
        labels = engine.vocabulary.labels.get("category", {}).get(product.category, {})
        is_said = any(word in normalise(name) for name in (*names, *labels.values()))
        return is_said or is_compound_of(engine, word, row)
    return bool(_naming(engine, word, language)[row])


def _naming(engine: SearchEngine, word: str, language: str) -> Mask:
    """Return the products that have all parts of a word in what names them."""
    terms = tokenize(word, language) or [stem(word)]
    named = [engine.retriever.lexical.named([term], NAMING) for term in terms]
    found: Mask = np.logical_and.reduce(named)
    return found


def _least_unnamed(
    engine: SearchEngine, query: Query, hits: Sequence[Hit], words: Sequence[str]
) -> tuple[str, ...]:
    """Return the fewest words that are left unnamed by one of the hits; all where there is no hit."""
    found = [_unnamed(engine, query, hit, words) for hit in hits]
    return min(found, key=len, default=tuple(words))


def shelves_of(engine: SearchEngine, query: Query) -> tuple[str, ...]:
    """Return the top categories in which things of the kind that a query asks for stand."""
    ids = engine.products_of(query.types, query.categories)
    found = {engine.products[engine.row_of[i]].category.partition("/")[0] for i in ids}
    return tuple(sorted(found - {""}))
