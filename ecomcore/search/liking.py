"""Which products fit what somebody likes ("science", "hiking", 喝茶), for those who look for a present."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ecomcore.search.catalogue import SearchProduct
from ecomcore.text.tokens import tokenize

if TYPE_CHECKING:
    from ecomcore.search.engine import SearchEngine

LOOKED_AT = 40
"""So many products of a search are looked at."""
NEAR_IF_NAMED, NEAR = 0.15, 0.25
"""How near in meaning (cosine) a product must be whose texts have every word of it, and any other: "fishing" is in the
description of a pan for fish, and "sea" in a chocolate's name."""


def fitting(engine: SearchEngine, thing: str, language: str | None = None) -> dict[str, float]:
    """Return the ids of the products that fit one thing that somebody likes, each with how well, 0 to 1."""
    found = engine.search(thing, k=LOOKED_AT, language=language)
    rows = {hit.product_id: engine.row_of[hit.product_id] for hit in found.items}
    if not rows:
        return {}
    everything = np.ones(len(engine.products), dtype=np.bool_)
    vector = engine.retriever.embedder.embed([thing])
    near = engine.retriever.similar(vector, everything, len(engine.products))
    words = frozenset(tokenize(thing, found.query.language))
    best = max(hit.score for hit in found.items)
    return {
        hit.product_id: hit.score / best
        for hit in found.items
        if near[rows[hit.product_id]]
        >= (NEAR_IF_NAMED if _has_all(engine.products[rows[hit.product_id]], words) else NEAR)
    }


def _has_all(product: SearchProduct, words: frozenset[str]) -> bool:
    """Say whether the texts of a product in one language have all of some words."""
    return any(
        words <= set(tokenize(f"{title} {product.description.get(language, '')}", language))
        for language, title in product.title.items()
    )
