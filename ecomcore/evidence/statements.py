"""Everything that a shop's data state about each product, cut into statements that can be quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ecomcore.evidence.model import Place
from ecomcore.evidence.reading import Read, content_words
from ecomcore.shop.data import ShopData
from ecomcore.text.sentences import weight
from ecomcore.text.tokens import has_chinese, normalise
from ecomcore.text.words import written
from shoptalk.sentences import sentences

SHORTEST_NAME = 2
FEWEST_WORDS = 2
_NAME_PARTS = re.compile(rf"\s*(?:[&,/+、]|{written('evidence', 'and')})\s*")
NAMING_KEYS = ("material", "tea_type", "filling", "fill", "upper_material", "outer_material")
"""Attributes whose value knowledge entries speak of ("wash wool by hand", "green tea keeps for 3 months")."""

NO_MATERIALS = frozenset({"yes", "no", "none", "mixed", "assorted"})


@dataclass(frozen=True)
class Statement:
    """A sentence about a product, as it was written; `key` is the id of the review or of the entry."""

    place: Place
    text: str
    language: str
    key: str = ""
    title: str = ""
    rating: int | None = None


@dataclass(frozen=True)
class ProductFacts:
    """What is known about one product: its attributes, its versions' options, and its statements."""

    id: str
    kind: str
    category: str
    title: Mapping[str, str]
    attributes: Mapping[str, str]
    options: Mapping[str, Sequence[str]]
    rating: float
    reviews: int
    statements: Sequence[Statement] = field(default_factory=tuple)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> ProductFacts:
        """Return what `as_dict` wrote."""
        statements = tuple(
            Statement(**{**entry, "place": Place(entry["place"])}) for entry in raw["statements"]
        )
        return cls(**{**raw, "statements": statements})


def read_facts(data: ShopData) -> list[ProductFacts]:
    """Return the facts of every product on sale."""
    options: dict[str, dict[str, list[str]]] = {}
    for row in _rows(data.variants):
        own = options.setdefault(row.product_id, {})
        for key, value in (row.options or {}).items():
            values = own.setdefault(key, [])
            if value not in values:
                values.append(str(value))
    reviews: dict[str, list[Any]] = {}
    for row in _rows(data.reviews):
        reviews.setdefault(row.product_id, []).append(row)
    advice = list(_advice(data))
    names = _category_names(data)
    spellings = _value_spellings(data)
    return [
        _facts_of(row, options.get(row.id, {}), reviews.get(row.id, []), advice, names, spellings)
        for row in _rows(data.products)
    ]


def frequencies(products: Iterable[ProductFacts]) -> dict[str, int]:
    """Return in how many products each word or idea stands, for telling rare ones from common ones."""
    counts: Counter[str] = Counter()
    for product in products:
        terms: set[str] = set()
        texts = [
            *(statement.text for statement in product.statements),
            *product.attributes.values(),
            *product.title.values(),
        ]
        for text in texts:
            read = Read(text)
            terms.update(read.hits)
            terms.update(hit.term for hit in content_words(read))
        counts.update(terms)
    return dict(counts)


def _facts_of(
    row: Any,
    options: Mapping[str, Sequence[str]],
    reviews: Sequence[Any],
    advice: Sequence[Statement],
    names: Mapping[str, Sequence[str]],
    spellings: Mapping[str, Sequence[str]],
) -> ProductFacts:
    attributes = {key: str(value) for key, value in (row.attributes or {}).items()}
    statements = [
        Statement(Place.DESCRIPTION, sentence, language)
        for language, text in (row.description or {}).items()
        for sentence in sentences(text)
    ]
    called = _names_of(row, attributes, names, spellings)
    statements += [entry for entry in advice if _is_named(called, entry.text)]
    for review in reviews:
        statements += _sentences_of(review)
    ratings = [int(review.rating) for review in reviews]
    return ProductFacts(
        id=row.id,
        kind=row.kind or "",
        category=row.category or "",
        title=dict(row.title),
        attributes=attributes,
        options={key: list(values) for key, values in options.items()},
        rating=round(sum(ratings) / len(ratings), 2) if ratings else 0.0,
        reviews=len(ratings),
        statements=tuple(statements),
    )


def _sentences_of(review: Any) -> list[Statement]:
    title = review.title.strip() if isinstance(review.title, str) else ""  # pandas: NaN for NULL
    parts = [sentence for sentence in sentences(review.text) if weight(sentence) >= FEWEST_WORDS]
    if weight(title):
        parts.insert(0, title)
    return [
        Statement(Place.REVIEW, part, review.language, review.id, title, int(review.rating))
        for part in parts
    ]


def _advice(data: ShopData) -> Iterable[Statement]:
    """Return the sentences of the knowledge entries; which product each is about, its words tell."""
    for row in _rows(data.knowledge):
        for language, text in (row.text or {}).items():
            title = (row.title or {}).get(language, "")
            for sentence in sentences(text):
                yield Statement(Place.KNOWLEDGE, sentence, language, row.id, title)


def _category_names(data: ShopData) -> dict[str, list[str]]:
    return {row.path: list((row.name or {}).values()) for row in _rows(data.categories)}


def _value_spellings(data: ShopData) -> dict[str, list[str]]:
    """Return the words of every language for the values and kinds of the shop, by the English one."""
    found: dict[str, list[str]] = {}
    for row in _rows(data.terms):
        if row.kind in ("value", "type", "kind"):
            words = [str(word) for word in (row.words or {}).values()]
            found.setdefault((row.words or {}).get("en", ""), []).extend(words)
    return found


def _names_of(
    row: Any,
    attributes: Mapping[str, str],
    names: Mapping[str, Sequence[str]],
    spellings: Mapping[str, Sequence[str]],
) -> list[str]:
    """Return what a product may be called in advice: its kind, its categories, what it is made of."""
    kind = str(row.kind or "").replace("_", " ")
    called = {kind, *spellings.get(kind, ())}
    parts = (row.category or "").split("/")
    for depth in range(1, len(parts) + 1):
        path = "/".join(parts[:depth])
        for name in names.get(path, (parts[depth - 1],)):
            called.update(_NAME_PARTS.split(name))
    for key in NAMING_KEYS:
        value = attributes.get(key, "")
        if value and value not in NO_MATERIALS:
            called.update({value, *value.split()[-1:], *spellings.get(value, ())})
    return [plain for name in called if len(plain := normalise(name)) >= SHORTEST_NAME]


def _is_named(names: Sequence[str], sentence: str) -> bool:
    plain = normalise(sentence)
    return any(
        name in plain
        if has_chinese(name)
        else re.search(rf"\b{re.escape(name)}(?:s|es)?\b", plain) is not None
        for name in names
    )


def _rows(frame: Any) -> Iterable[Any]:
    return frame.itertuples(index=False)  # type: ignore[no-any-return]
