"""Which product is meant: by a button, "the second one", "the cheap one", a name, or "it"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from actions import cards
from actions.texts import heard, languages
from actions.turn import Turn
from ecomcore.text.tokens import normalise, tokenize

if TYPE_CHECKING:
    from ecomcore.search.catalogue import SearchProduct

LAST = -1
RARE = 2
"""Most products that a word of a name occurs with."""
MOST_OF_TITLE = 0.75


BETWEEN = re.compile(
    r"\b(?:and|or|vs|versus|with|to|than)\b|[,，、]|和|跟|与|还是|比", re.IGNORECASE
)
WORD = re.compile(r"[a-z0-9]+")
SUPERLATIVES = ("cheapest", "dearest", "best_rated")


def shown_ids(turn: Turn) -> list[str]:
    """Return the products on the list that the shopper saw last."""
    return list((turn.memory.shown or {}).get("ids") or [])


def by_position(turn: Turn) -> list[str]:
    """Return the products of the last list that the message counts ("the first and the third")."""
    ids = shown_ids(turn)
    found = []
    for number in turn.request.values("ordinal"):
        index = len(ids) - 1 if number == LAST else int(number) - 1
        if 0 <= index < len(ids):
            found.append(ids[index])
    return list(dict.fromkeys(found))


def by_quality(turn: Turn) -> str | None:
    """Return the product of the last list that a superlative singles out ("the cheapest one")."""
    lowered = normalise(turn.text)
    said = [name for name in SUPERLATIVES if any(word in lowered for word in heard(name))]
    products = cards.load(turn, shown_ids(turn)) if said else []
    if not products:
        return None
    if said[0] == "best_rated":
        stars = cards.ratings(turn, [product.id for product in products])
        return max(products, key=lambda product: stars.get(product.id, (0.0, 0))).id
    by_price = sorted(products, key=lambda product: cards.best_variant(product).price_cents)
    return by_price[0].id if said[0] == "cheapest" else by_price[-1].id


def by_option(turn: Turn) -> str | None:
    """Return the one product of the last list that comes in the colour the message names ("the red one")."""
    wanted = wanted_options(turn)
    if not wanted.colours:
        return None
    fitting = [
        product.id
        for product in cards.load(turn, shown_ids(turn))
        if any(wanted.fits(v.options) for v in product.variants)
    ]
    return fitting[0] if len(fitting) == 1 else None


@dataclass(frozen=True)
class Names:
    """The words in the titles of all products, and in how many products' texts each word stands."""

    words_of: dict[str, frozenset[str]]
    titles_of: dict[str, tuple[frozenset[str], ...]]
    """The words of each title without the brand, one set a language."""
    model_of: dict[str, frozenset[str]]
    """The first word of each title after the brand, which is what shoppers call a product."""
    products_with: Counter[str]
    forms_of: dict[str, frozenset[str]]
    """The plain forms of each word of a title: "contain" is no way to say "containers"."""

    def rare(self, word: str) -> bool:
        """Say whether a word is part of a name rather than of the language."""
        return self.products_with[word] <= RARE

    def spoken(self, word: str, plain: frozenset[str]) -> bool:
        """Say whether a word of a title is among the plain words of a message in a form of its own."""
        return word not in self.forms_of or bool(self.forms_of[word] & plain)


def names(turn: Turn) -> Names:
    """Return the names of the catalogue in service; worked out once a build."""
    held: Names | None = turn.service.kept.get("names")
    if held is None:
        words_of, titles_of, model_of, counted = {}, {}, {}, Counter[str]()
        forms: dict[str, set[str]] = {}
        for product in turn.service.engine.products:
            words_of[product.id] = _words(product.title)
            titles_of[product.id] = _titles(product)
            model_of[product.id] = _model(product)
            for plain in WORD.findall(normalise(" ".join(product.title.values()))):
                for word in tokenize(plain, "en"):
                    forms.setdefault(word, set()).update(
                        (plain, f"{plain}s", plain.removesuffix("s"))
                    )
            values = {"en": " ".join(product.attributes.values())}
            counted.update(words_of[product.id] | _words(product.description) | _words(values))
        held = Names(
            words_of,
            titles_of,
            model_of,
            counted,
            {word: frozenset(found) for word, found in forms.items()},
        )
        turn.service.kept["names"] = held
    return held


def _words(texts: Mapping[str, str]) -> frozenset[str]:
    return frozenset(word for language, text in texts.items() for word in tokenize(text, language))


def _titles(product: SearchProduct) -> tuple[frozenset[str], ...]:
    brand = set(tokenize(product.brand))
    titles = (set(tokenize(title, language)) for language, title in product.title.items())
    return tuple(frozenset(title - brand) for title in titles if title - brand)


def _model(product: SearchProduct) -> frozenset[str]:
    brand = set(tokenize(product.brand))
    titles = [tokenize(title, language) for language, title in product.title.items()]
    firsts = [next((word for word in title if word not in brand), "") for title in titles]
    return frozenset(word for word in firsts if word)


def said_words(turn: Turn) -> set[str]:
    """Return the words of the message as titles are cut into them."""
    return {word for language in languages() for word in tokenize(turn.text, language)}


def by_name(turn: Turn, candidates: Sequence[str] | None = None) -> list[str]:
    """Return the products that the message calls by name, best first.

    A product is named by a word that few titles have ("the Tarn"), or by most of its title.
    """
    book, said = names(turn), said_words(turn)
    plain = frozenset(WORD.findall(normalise(turn.text)))
    said = {word for word in said if book.spoken(word, plain)}
    scored: list[tuple[float, str]] = []
    for product_id in candidates if candidates is not None else book.words_of:
        title = book.words_of.get(product_id, frozenset())
        hits = title & said
        rare = sum(book.rare(word) for word in hits)
        titles = book.titles_of.get(product_id, ())
        share = max((len(words & said) / len(words) for words in titles), default=0.0)
        if rare or share >= MOST_OF_TITLE:
            model = sum(book.rare(word) for word in hits & book.model_of[product_id])
            scored.append((model + rare + share, product_id))
    best = max((score for score, _ in scored), default=0.0)
    return [product_id for score, product_id in sorted(scored, reverse=True) if score >= best - 0.3]


def by_kind(turn: Turn) -> str | None:
    """Return the one product of the last list that is of the kind the message names ("the kettle")."""
    book, said, ids = names(turn), said_words(turn), shown_ids(turn)
    counts = Counter(word for product_id in ids for word in book.words_of.get(product_id, ()))
    telling = {word for word in said if counts[word] == 1}
    fitting = [i for i in ids if book.words_of.get(i, frozenset()) & telling]
    return fitting[0] if len(fitting) == 1 and len(ids) > 1 else None


def is_other_kind(turn: Turn, product_id: str) -> bool:
    """Say whether the message names a kind of product that this one is not."""
    engine = turn.service.engine
    query, row = engine.understand(turn.text, turn.language), engine.row_of.get(product_id)
    if row is None or not (query.types or query.categories):
        return False
    own = engine.products[row]
    if any(f"{own.category}/".startswith(f"{path}/") for path in query.categories):
        return False
    kinds = query.types
    return not set(kinds) & set(engine.vocabulary.types_of(own.title))


def wanted_options(turn: Turn) -> cards.Wanted:
    """Return the colours and sizes that the message names."""
    query = turn.service.engine.understand(turn.text, turn.language)
    return cards.Wanted(frozenset(query.colours), frozenset(query.sizes))


def product(turn: Turn) -> str | None:
    """Return the product that the message is about, or None where nothing tells."""
    tapped = turn.request.value("product")
    if tapped:
        return str(tapped)
    counted = by_position(turn)
    if counted:
        return counted[0]
    singled = by_quality(turn)
    if singled:
        return singled
    named = by_name(turn, shown_ids(turn)) or by_name(turn)
    if named:
        return named[0]
    of_kind = by_kind(turn)
    if of_kind:
        return of_kind
    if turn.memory.focus is not None:
        return None if is_other_kind(turn, turn.memory.focus) else turn.memory.focus
    coloured = by_option(turn)
    if coloured:
        return coloured
    ids = shown_ids(turn)
    return ids[0] if len(ids) == 1 and not is_other_kind(turn, ids[0]) else None


def _each_by_name(turn: Turn) -> list[str]:
    """Return the products that the message names, each part between "and", "or", "vs" for itself."""
    found = by_name(turn, shown_ids(turn))
    parts = [replace(turn.request, text=part) for part in BETWEEN.split(turn.text) if part.strip()]
    for part in parts if len(found) < 2 else []:
        found += by_name(replace(turn, request=part))[:1]
    return list(dict.fromkeys(found))


def several(turn: Turn, most: int = 3) -> list[str]:
    """Return the products to set side by side: those counted, those named, else the first ones shown."""
    tapped = [str(value) for value in turn.request.values("product")]
    counted = by_position(turn)
    named = [i for i in _each_by_name(turn) if i not in counted]
    chosen = tapped or counted or named
    if len(chosen) == 1:
        others = [i for i in (turn.memory.focus, *shown_ids(turn)) if i and i not in chosen]
        chosen = [*chosen, *others[:1]]
    if len(chosen) < 2:
        chosen = shown_ids(turn)
    return chosen[:most]
