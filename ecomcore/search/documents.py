"""The texts of a product that search indexes: fields for keywords, one text for vectors."""

from __future__ import annotations

from collections.abc import Mapping

from ecomcore.search.catalogue import SearchProduct
from ecomcore.search.lexical import FieldWeights, LexicalSettings
from ecomcore.search.vocabulary import Vocabulary
from ecomcore.text.tokens import tokenize

SETTINGS = LexicalSettings(
    fields={
        "title": FieldWeights(weight=1.0, b=0.75),
        "brand": FieldWeights(weight=1.0, b=0.0),
        "category": FieldWeights(weight=0.5, b=0.0),
        "attributes": FieldWeights(weight=0.1, b=0.75),
        "description": FieldWeights(weight=1.0, b=0.75),
    },
    k1=1.2,
)
"""Chosen by cross-validation over judged queries (benchmarks/search.md)."""


def document(product: SearchProduct, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Return the terms of a product by field, of all its languages together."""
    labels = vocabulary.labels.get("category", {})
    parts = product.category.split("/") if product.category else []
    paths = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    categories = [name for path in paths for name in labels.get(path, {"en": path}).values()]
    attributes = [
        f"{key.replace('_', ' ')} {value}"
        for key, value in product.attributes.items()
        if value not in ("no", "none")
    ]
    attributes += product.keywords
    attributes += {value for v in product.variants for value in v.options.values()}
    brands = {product.brand, *vocabulary.labels.get("brand", {}).get(product.brand, {}).values()}
    return {
        "title": tokens(product.title),
        "brand": [term for brand in sorted(brands) for term in tokenize(brand)],
        "category": [term for name in categories for term in tokenize(name)],
        "attributes": [term for text in attributes for term in tokenize(text)],
        "description": tokens(product.description),
    }


def tokens(texts: Mapping[str, str]) -> list[str]:
    """Return the terms of texts by language, each with its language's stemmer."""
    return [term for language, text in texts.items() for term in tokenize(text, language)]


def passages(product: SearchProduct) -> list[str]:
    """Return the texts that a product is embedded by, one a language."""
    return [title for title in product.title.values() if title]
