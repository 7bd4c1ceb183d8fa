"""The part of the build that holds the reviews, read: remarks, opinions, vectors, doubts, kin, digests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from ecomcore.reviews.book import ReviewBook
from ecomcore.reviews.digest import ProductReviews, ReviewDigests, digest_reviews
from ecomcore.reviews.kin import nearest_reviewed
from ecomcore.reviews.opinions import OpinionModel
from ecomcore.reviews.reading import read_shop
from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review, reviews_of
from ecomcore.reviews.shelf import shelve
from ecomcore.reviews.suspicion import Suspicion, suspicions
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder

NAME = "reviews"
VERSION = 4
DIGESTS, MODEL, REVIEWS, REMARKS = "digests.json", "opinions.json", "reviews.json", "remarks.json"
VECTORS, DOUBTS, PRODUCTS = "vectors.npy", "suspicious.json", "products.json"
COLUMNS = ["id", "product_id", "rating", "text", "language", "created_on"]
MANY = 5_000
"""Reviews from which a bar shows on a terminal how far the reading is."""

PRODUCT_COLUMNS = ["id", "category", "kind", "title"]


def inputs(data: ShopData) -> object:
    """Return the reviews and the products as far as the answers depend on them."""
    frames = (data.reviews[COLUMNS], data.products[PRODUCT_COLUMNS])
    return [frame.astype(str).to_numpy().tolist() for frame in frames]


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Read all reviews and write what is served."""
    reviews = reviews_of(data.reviews)
    with tqdm(unit="sentence", disable=None if len(reviews) >= MANY else True) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        read = read_shop(reviews, embedder, show)
    quotable = [r if r.id in read.near else replace(r, text="") for r in reviews]
    digests = digest_reviews([asdict(review) for review in quotable], read.known)
    doubts = suspicions(reviews, read.remarks, read.plain)
    products = data.products[PRODUCT_COLUMNS].to_dict("records")
    kin = nearest_reviewed(products, reviews, embedder)
    read.model.save(folder / MODEL)
    np.save(folder / VECTORS, read.vectors.astype(np.float16))
    _write(folder / DIGESTS, {name: found.as_dict() for name, found in sorted(digests.items())})
    _write(folder / REVIEWS, [[*asdict(review).values()] for review in reviews])
    _write(folder / REMARKS, [[*remark.as_dict().values()] for remark in read.remarks])
    _write(folder / DOUBTS, [doubt.as_dict() for doubt in doubts])
    categories = {str(product["id"]): str(product["category"]) for product in products}
    _write(folder / PRODUCTS, {"kin": kin, "categories": categories})
    return {"reviews": len(reviews), "products": len(digests)}


def load(folder: Path, embedder: TextEmbedder) -> ReviewBook:
    """Read what is served."""
    reviews = [_review(values) for values in _read(folder / REVIEWS)]
    remarks = [Remark(*values) for values in _read(folder / REMARKS)]
    vectors = np.load(folder / VECTORS)
    products = _read(folder / PRODUCTS)
    digests = _read(folder / DIGESTS)
    return ReviewBook(
        shelve(reviews, remarks, vectors),
        OpinionModel.load(folder / MODEL),
        embedder,
        digests=ReviewDigests(
            {name: ProductReviews.from_dict(entry) for name, entry in digests.items()}
        ),
        suspicious=[
            Suspicion(**doubt | {"reasons": tuple(doubt["reasons"])})
            for doubt in _read(folder / DOUBTS)
        ],
        kin=products["kin"],
        categories=products["categories"],
    )


def _review(values: Sequence[Any]) -> Review:
    review_id, product_id, rating, text, language, written = values
    created_on = date.fromisoformat(written) if written else None
    return Review(review_id, product_id, rating, text, language, created_on)


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, default=str), "utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))
