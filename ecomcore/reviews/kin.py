"""Finds the reviewed products nearest to one that few have reviewed: of its kind, with the likest title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ecomcore.reviews.review import Review
from ecomcore.reviews.summary import FEW
from ecomcore.text.embed import TextEmbedder

KIN = 2
LEAST_LIKENESS = 0.45


def nearest_reviewed(
    products: Sequence[Mapping[Any, Any]], reviews: Sequence[Review], embedder: TextEmbedder
) -> dict[str, list[str]]:
    """Return up to two well-reviewed kin for each product with fewer than `FEW` reviews, where there are any.

    A product has `id`, `category`, `kind` and `title` (texts by language); kin are of the same kind or,
    where that is not known, of the same category.
    """
    written = Counter(review.product_id for review in reviews)
    poor = [product for product in products if written[str(product["id"])] < FEW]
    rich = [product for product in products if written[str(product["id"])] >= FEW]
    if not poor or not rich:
        return {}
    poor_vectors, rich_vectors = (
        embedder.embed([_title(p) for p in found]) for found in (poor, rich)
    )
    likeness = poor_vectors @ rich_vectors.T
    found: dict[str, list[str]] = {}
    for row, product in enumerate(poor):
        same = np.array([_is_kin(product, other) for other in rich])
        score = np.where(same, likeness[row], -1.0)
        best = [int(place) for place in np.argsort(-score)[:KIN] if score[place] >= LEAST_LIKENESS]
        if best:
            found[str(product["id"])] = [str(rich[place]["id"]) for place in best]
    return found


def _is_kin(product: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    if product["kind"] and other["kind"]:
        return bool(product["kind"] == other["kind"])
    return bool(product["category"] == other["category"])


def _title(product: Mapping[Any, Any]) -> str:
    title: Mapping[str, str] = product["title"]
    return title.get("en") or next(iter(title.values()), "")
