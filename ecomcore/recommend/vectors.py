"""The content of products as vectors: what is said of them, what they are like, what they cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from ecomcore.recommend.goods import Good
from ecomcore.text.embed import TextEmbedder
from ecomcore.vectors.index import Vectors

TEXT_SHARE, ATTRIBUTE_SHARE, PRICE_SHARE = 0.6, 0.3, 0.1
"""How much of the likeness of two products comes from each."""

ATTRIBUTE_DIMENSIONS = 96
PRICE_POINTS = 8
COMMON_SHARE = 0.5


def text_vectors(texts: Sequence[Sequence[str]], embedder: TextEmbedder) -> Vectors:
    """Return the mean vector of each product's texts (one a language), of length one.

    What all products have in common is taken off first, so that cosines are not all alike.
    """
    flat = embedder.embed([text for group in texts for text in group])
    owners = np.repeat(np.arange(len(texts)), [len(group) for group in texts])
    sums = np.zeros((len(texts), flat.shape[1]), dtype=np.float32)
    np.add.at(sums, owners, flat)
    sums = unit(sums)
    common = sums.mean(axis=0) if len(sums) > 1 else np.zeros(flat.shape[1], dtype=np.float32)
    return unit(sums - common)


def content_vectors(texts: Vectors, goods: Sequence[Good], seed: int = 0) -> Vectors:
    """Return one vector a product, of length one: text, attributes and price side by side, each with its share.

    The inner product of two is the weighted mean of the cosines of the blocks, so the reason can name the block.
    """
    blocks = [
        (TEXT_SHARE, texts),
        (ATTRIBUTE_SHARE, attribute_vectors(goods, seed)),
        (PRICE_SHARE, price_vectors(goods)),
    ]
    return unit(np.hstack([np.sqrt(share) * block for share, block in blocks]))


def attribute_vectors(goods: Sequence[Good], seed: int = 0) -> Vectors:
    """Return the attributes, kind, category and brand of each product as a random projection, rows of length one.

    A value counts the more the fewer products have it (inverse document frequency); what more than half of them have
    tells nothing. (Random projection: Achlioptas, 2003.)
    """
    facts = [_facts(good) for good in goods]
    counts = Counter(fact for row in facts for fact in row)
    rng = np.random.default_rng(seed)
    found = np.zeros((len(goods), ATTRIBUTE_DIMENSIONS), dtype=np.float32)
    directions: dict[tuple[str, str], Vectors] = {}
    for fact in sorted(counts):
        directions[fact] = rng.choice([-1.0, 1.0], ATTRIBUTE_DIMENSIONS).astype(np.float32)
    for row, present in enumerate(facts):
        for fact in sorted(present):
            if counts[fact] <= COMMON_SHARE * len(goods) or len(goods) < 3:
                found[row] += directions[fact] * np.log(1 + len(goods) / counts[fact])
    return unit(found)


def price_vectors(goods: Sequence[Good]) -> Vectors:
    """Return where each price lies among those of all products, as soft steps of the logarithm, rows of length one."""
    logs = np.log1p(np.array([good.price_cents for good in goods], dtype=np.float64))
    if not len(logs) or np.ptp(logs) == 0:
        return unit(np.ones((len(goods), PRICE_POINTS), dtype=np.float32))
    points = np.linspace(logs.min(), logs.max(), PRICE_POINTS)
    width = (points[1] - points[0]) or 1.0
    near = np.exp(-0.5 * ((logs[:, None] - points[None, :]) / width) ** 2)
    return unit(near.astype(np.float32))


def unit(vectors: Vectors) -> Vectors:
    """Return the rows with length one; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def _facts(good: Good) -> set[tuple[str, str]]:
    facts = {("category", good.category), ("kind", good.kind), ("brand", good.brand)}
    facts |= {(key, value.lower()) for key, value in good.attributes.items()}
    return {(key, value) for key, value in facts if value}
