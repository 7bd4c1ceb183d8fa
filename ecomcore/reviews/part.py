"""The part of the build that holds the review digests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ecomcore.reviews.digest import ProductReviews, ReviewDigests, digest_reviews
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "reviews"
VERSION = 3
FILE = "digests.json"
COLUMNS = ["id", "product_id", "rating", "text", "language"]


def inputs(data: ShopData) -> object:
    """Return the reviews as far as the digests depend on them."""
    return _rows(data)


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Write the digests of all reviewed products."""
    rows = _rows(data)
    digests = digest_reviews(rows, embedder)
    value = {product: found.as_dict() for product, found in sorted(digests.items())}
    (folder / FILE).write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    return {"reviews": len(rows), "products": len(digests)}


def load(folder: Path, embedder: TextEmbedder) -> ReviewDigests:
    """Read the digests."""
    value = json.loads((folder / FILE).read_text("utf-8"))
    return ReviewDigests({name: ProductReviews.from_dict(entry) for name, entry in value.items()})


def _rows(data: ShopData) -> list[dict[str, Any]]:
    return [
        dict(zip(COLUMNS, row, strict=True))
        for row in data.reviews[COLUMNS].itertuples(index=False, name=None)
    ]
