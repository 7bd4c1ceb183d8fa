"""What products are called: finding the one that a message calls by its name, whole or in part, in any language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.texts import languages
from actions.turn.turn import Turn
from ecomcore.text.tokens import has_chinese, normalise, tokenize
from shoptalk import vocabulary

if TYPE_CHECKING:
    from actions.turn.service import Service
    from ecomcore.search.catalogue import SearchProduct

RARE = 2
"""Most products that a word of a name occurs with."""
MOST_OF_TITLE = 0.75
AS_GOOD = 0.1
"""Products whose score is this close to the best one's are meant as likely."""
PIECE = 3
"""Chinese characters in a row that a message and a title share, so that this can be a name and no accident."""
WORD = re.compile(r"[a-z0-9]+")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
MODEL_NUMBER = re.compile(r"[a-z]+\d+|\d+[a-z]+\d")
SMALL_WORDS = frozenset(
    token
    for language in vocabulary.languages()
    for word in vocabulary.listed(language, "small")
    for token in tokenize(word, language)
)
"""Words that tell nothing about what is meant."""


@dataclass(frozen=True)
class Name:
    """What one product is called."""

    words: frozenset[str]
    """The words of its titles in all languages, as the tokenizer cuts them, and their pieces of Chinese characters."""
    titles: tuple[frozenset[str], ...]
    """The words of each title without the brand."""
    model: frozenset[str]
    """The first word of each title after the brand, which is what shoppers call a product."""
    brand: frozenset[str]
    spoken: frozenset[str] = frozenset()
    """The words of its titles as they are written."""

    def share(self, said: Iterable[str]) -> float:
        """Return how much of the title that fits best was said, from 0 to 1."""
        heard = frozenset(said)
        return max((len(title & heard) / len(title) for title in self.titles), default=0.0)


@dataclass(frozen=True)
class NameBook:
    """The names of all products of a build, and how many products each of their words stands with."""

    names: Mapping[str, Name]
    products_with: Counter[str]
    """In how many products' titles, descriptions, properties and options a word stands."""
    products_named: Mapping[str, frozenset[str]]
    """The products that have a word in their name."""
    forms_of: Mapping[str, frozenset[str]]
    """The plain forms of each word of a title: "contain" is no way to say "containers"."""

    @classmethod
    def of(cls, products: Iterable[SearchProduct]) -> NameBook:
        """Read the names of a catalogue."""
        names: dict[str, Name] = {}
        counted: Counter[str] = Counter()
        named: dict[str, set[str]] = {}
        forms: dict[str, set[str]] = {}
        for product in products:
            name = _name(product)
            names[product.id] = name
            for word in name.words.union(*name.titles):
                named.setdefault(word, set()).add(product.id)
            options = (value for each in product.variants for value in each.options.values())
            values = {"en": " ".join([*product.attributes.values(), *options])}
            counted.update(name.words | _words(product.description) | _words(values))
            for plain in WORD.findall(normalise(" ".join(product.title.values()))):
                for word in tokenize(plain, "en"):
                    known = forms.setdefault(word, set())
                    known.update((plain, f"{plain}s", plain.removesuffix("s")))
        return cls(names, counted, _frozen(named), _frozen(forms))

    def said_in(self, text: str) -> frozenset[str]:
        """Return the words of a message as names are cut into them, in a form in which a name would be said."""
        plain = frozenset(WORD.findall(normalise(text)))
        said = {word for language in languages() for word in tokenize(text, language)}
        said |= _pieces(text)
        return frozenset(
            word for word in said if word not in self.forms_of or self.forms_of[word] & plain
        )

    def is_rare(self, word: str) -> bool:
        """Say whether a word is part of a name rather than of the language; a bare number is a size or an amount."""
        return self.products_with[word] <= RARE and not word.isdigit()

    def called(self, text: str, candidates: Iterable[str] | None = None) -> list[str]:
        """Return the products that the message calls by name, best first.

        A product is called by a word that few products have ("the Tarn"), by its model number ("the P5"), by most of
        its title, or by its brand or model beside words that only its title has together ("the Corvane wallet").
        """
        said = self.said_in(text)
        likely = frozenset().union(*(self.products_named.get(word, ()) for word in said))
        hits = {product_id: self.names[product_id].words & said for product_id in likely}
        scored: list[tuple[float, str]] = []
        for product_id in likely if candidates is None else likely.intersection(candidates):
            score = self._score(product_id, hits, said)
            if score:
                scored.append((score, product_id))
        best = max((score for score, _ in scored), default=0.0)
        return [found for score, found in sorted(scored, reverse=True) if score >= best - AS_GOOD]

    def without_name(self, text: str) -> str:
        """Return a text without the words of the name of the product that it calls."""
        return self.without_names_of(self.called(text)[:1], text)

    def without_names_of(self, products: Iterable[str], text: str) -> str:
        """Return a text without the words of the names of some products."""
        for product_id in products:
            for word in sorted(self.names[product_id].spoken, key=len, reverse=True):
                edge = "" if has_chinese(word) else r"\b"
                text = re.sub(rf"{edge}{re.escape(word)}{edge}", " ", text, flags=re.IGNORECASE)
        return text

    def _score(
        self, product_id: str, hits: Mapping[str, frozenset[str]], said: frozenset[str]
    ) -> float:
        """Return how sure it is that the words call this product, 0 if they do not."""
        name, own = self.names[product_id], hits[product_id]
        rare = sum(self.is_rare(word) for word in own)
        model = sum(self._is_model(word) for word in own & name.model)
        share = name.share(said)
        alone = self._only_here(product_id, hits)
        if model or alone or share >= MOST_OF_TITLE:
            return model + rare + alone + share
        return rare

    def _is_model(self, word: str) -> bool:
        return self.is_rare(word) or MODEL_NUMBER.fullmatch(word) is not None

    def _only_here(self, product_id: str, hits: Mapping[str, frozenset[str]]) -> bool:
        """Say whether brand or model stand beside words that no other product's title has together with them."""
        name, own = self.names[product_id], hits[product_id]
        others = own - name.brand
        is_called = (bool(own & name.model) and len(own) > 1) or bool(own & name.brand and others)
        return is_called and not any(
            own <= found for other, found in hits.items() if other != product_id
        )


def name_book(turn: Turn) -> NameBook:
    """Return the names of the catalogue in service; worked out once a build."""
    return names_of(turn.service)


def names_of(service: Service) -> NameBook:
    """Return the names of the catalogue that a service has; the first call works them out."""
    held: NameBook | None = service.kept.get("names")
    if held is None:
        held = NameBook.of(service.engine.products)
        service.kept["names"] = held
    return held


def called(
    turn: Turn, candidates: Sequence[str] | None = None, text: str | None = None
) -> list[str]:
    """Return the products that the message, or a part of it, calls by name, best first."""
    return name_book(turn).called(turn.text if text is None else text, candidates)


def _name(product: SearchProduct) -> Name:
    brand = frozenset(tokenize(product.brand))
    cut = [tokenize(title, language) for language, title in product.title.items()]
    titles = [frozenset(title) - brand for title in cut]
    firsts = (next((word for word in title if word not in brand), "") for title in cut)
    words = frozenset().union(*cut, *map(_pieces, product.title.values())) - SMALL_WORDS
    # A single character stands for too much: the 帮 of a shoe is also the 帮 of "help me".
    words = frozenset(word for word in words if len(word) > 1 or not has_chinese(word))
    written = " ".join(product.title.values())
    spoken = {word for word in WORD.findall(normalise(written)) if not word.isdigit()}
    return Name(
        words,
        tuple(filter(None, titles)),
        frozenset(filter(None, firsts)),
        brand & words,
        frozenset(spoken) | {word for word in words if has_chinese(word)},
    )


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(found) for key, found in sets.items()}


def _words(texts: Mapping[str, str]) -> frozenset[str]:
    found = {word for language, text in texts.items() for word in tokenize(text, language)}
    return frozenset(found.union(*map(_pieces, texts.values())))


def _pieces(text: str) -> frozenset[str]:
    """Return every run of three Chinese characters: names are not in the dictionary that cuts words."""
    runs = CHINESE.findall(normalise(text))
    return frozenset(run[at : at + PIECE] for run in runs for at in range(len(run) - PIECE + 1))
