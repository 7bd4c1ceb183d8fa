"""What a shop calls its properties and their values, in every language, for reading questions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ecomcore.evidence.reading import Phrases, book, content_words
from ecomcore.evidence.reading import Read as ReadText
from ecomcore.evidence.statements import ProductFacts
from ecomcore.evidence.words import tables
from ecomcore.text.tokens import normalise

UNKNOWN_RARITY = 1.0


@dataclass(frozen=True)
class Vocabulary:
    """The words of one shop.

    `asking` finds the properties that a text names, `values` the values of properties (by the shop's own English
    word); `known` are all values that a property takes, and `counts` in how many of the `products` a word stands.
    """

    asking: Phrases
    values: Phrases
    names: Mapping[str, Mapping[str, str]]
    known: Mapping[str, frozenset[str]]
    counts: Mapping[str, int]
    products: int

    @classmethod
    def of(
        cls,
        terms: Iterable[Mapping[str, Any]],
        products: Sequence[ProductFacts],
        counts: Mapping[str, int],
    ) -> Vocabulary:
        """Put together the shop's terms, the words of the language files, and what the products have."""
        known: dict[str, set[str]] = {}
        for product in products:
            for key, value in product.attributes.items():
                known.setdefault(key, set()).add(value)
            for key, several in product.options.items():
                known.setdefault(key, set()).update(several)
        asking = [(key.replace("_", " "), key) for key in known]
        asking += [(word, key) for key, words in tables("properties").items() for word in words]
        values: list[tuple[str, str]] = []
        names: dict[str, dict[str, str]] = {}
        for term in terms:
            own = (term["words"] or {}).get("en", "")
            spellings = [str(word) for word in (term["words"] or {}).values()]
            spellings += [str(w) for words in (term["synonyms"] or {}).values() for w in words]
            if term["kind"] in ("attribute", "option"):
                asking += [(word, own) for word in spellings if _is_telling(word) and len(word) > 1]
                names[own] = dict(term["words"])
            elif term["kind"] in ("value", "kind"):
                values += [(word, own) for word in spellings if len(word) > 1]
                names.setdefault(own, dict(term["words"]))
        return cls(
            asking=book(asking),
            values=book(values),
            names=names,
            known={key: frozenset(several) for key, several in known.items()},
            counts=counts,
            products=len(products),
        )

    def rarity(self, term: str) -> float:
        """Return how telling a word is: 1 for one that no product has, near 0 for one that all have."""
        count = self.counts.get(term, 0)
        return math.log((self.products + 1) / (count + 1)) / math.log(self.products + 1)

    def spellings(self, word: str) -> frozenset[str]:
        """Return a property's or a value's names in all languages, normalised, with the stems of Latin ones."""
        found = {normalise(name) for name in (word, *self.names.get(word, {}).values())}
        return frozenset(found | {hit.term for name in found for hit in ReadText(name).stems})

    def name(self, word: str, language: str) -> str:
        """Return what a property or a value is called in a language."""
        names = self.names.get(word, {})
        return names.get(language) or names.get("en") or word.replace("_", " ")


def _is_telling(phrase: str) -> bool:
    """Say whether a phrase names a property by itself: "use" or "fits" would be in every other question."""
    return bool(content_words(ReadText(normalise(phrase))))
