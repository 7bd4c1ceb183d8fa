"""The part of the build that holds the recommenders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ecomcore.errors import ModelMismatchError
from ecomcore.recommend.blended import BlendedRecommender
from ecomcore.recommend.content import ContentRecommender
from ecomcore.recommend.popularity import PopularityRecommender, decayed_sales
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder, Vectors

NAME = "recommend"
VERSION = 1
UNSOLD = ("cancelled", "returned")
VECTORS, PRODUCTS = "vectors.npy", "products.json"


def inputs(data: ShopData) -> object:
    """Return the texts of the products and what was sold of them."""
    return {"products": _texts(data), "sales": _sales(data)}


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Write product vectors and sales."""
    texts, sales = _texts(data), _sales(data)
    np.save(folder / VECTORS, product_vectors([entry["texts"] for entry in texts], embedder))
    products = [
        {name: entry[name] for name in ("id", "kind", "title")} | sold
        for entry, sold in zip(texts, sales, strict=True)
    ]
    (folder / PRODUCTS).write_text(json.dumps(products, ensure_ascii=False), "utf-8")
    return {"products": len(products), "sold": sum(entry["decayed"] > 0 for entry in sales)}


def load(folder: Path, embedder: TextEmbedder) -> BlendedRecommender:
    """Read the recommenders; the blended one gives access to the two others."""
    vectors: Vectors = np.load(folder / VECTORS, allow_pickle=False)
    products = json.loads((folder / PRODUCTS).read_text("utf-8"))
    if len(vectors) != len(products):
        raise ModelMismatchError(
            f"{folder} holds {len(vectors)} vectors for {len(products)} products"
        )
    ids = [entry["id"] for entry in products]
    return BlendedRecommender(
        ContentRecommender(ids, vectors, [entry["title"] for entry in products]),
        PopularityRecommender(
            ids,
            np.array([entry["decayed"] for entry in products], dtype=np.float64),
            np.array([entry["recent"] for entry in products], dtype=np.int64),
            np.array([entry["newness"] for entry in products], dtype=np.float64),
        ),
        {entry["id"]: entry["kind"] for entry in products},
    )


def product_vectors(texts: list[list[str]], embedder: TextEmbedder) -> Vectors:
    """Return the mean of the vectors of each product's texts (one a language), of length one.

    What all products have in common is taken off first, so that cosines are not all alike.
    """
    flat = embedder.embed([text for group in texts for text in group])
    owners = np.repeat(np.arange(len(texts)), [len(group) for group in texts])
    sums = np.zeros((len(texts), flat.shape[1]), dtype=np.float32)
    np.add.at(sums, owners, flat)
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    if len(sums) > 1:
        sums -= sums.mean(axis=0)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(lengths, 1e-9), dtype=np.float32)


def _texts(data: ShopData) -> list[dict[str, Any]]:
    """Return id, kind, title and the texts to embed of each product."""
    rows = []
    categories = dict(data.categories[["path", "name"]].itertuples(index=False, name=None))
    columns = ["id", "kind", "category", "title", "description"]
    for product, kind, category, title, description in data.products[columns].itertuples(
        index=False, name=None
    ):
        names = categories.get(category, {})
        texts = [
            ". ".join(filter(None, (names.get(language), words, description.get(language))))
            for language, words in sorted(title.items())
            if words
        ]
        group = kind if isinstance(kind, str) else category
        rows.append({"id": product, "kind": group, "title": title, "texts": texts or [product]})
    return rows


def _sales(data: ShopData) -> list[dict[str, float]]:
    """Return decayed and recent pieces and the newness of each product, in the order of the products.

    Sales age up to the last order of the shop, so that the result depends on the data alone.
    """
    products = data.products
    position = pd.Series(np.arange(len(products)), index=products["id"])
    lines = data.order_lines.merge(
        data.orders[["id", "placed_at", "status"]],
        left_on="order_id",
        right_on="id",
        suffixes=("", "_order"),
    )
    lines = lines[~lines["status"].isin(UNSOLD) & ~lines["status_order"].isin(UNSOLD)]
    lines = lines[lines["product_id"].isin(position.index)]
    placed = pd.to_datetime(lines["placed_at"], utc=True)
    ages = (placed.max() - placed).dt.total_seconds().to_numpy(dtype=np.float64) / 86_400
    decayed, recent = decayed_sales(
        position.loc[lines["product_id"]].to_numpy(dtype=np.int64),
        lines["quantity"].to_numpy(dtype=np.int64),
        ages,
        len(products),
    )
    created = pd.to_datetime(products["created_on"]).rank(pct=True).fillna(0.0)
    return [
        {"decayed": round(float(old), 6), "recent": int(new), "newness": round(float(rank), 6)}
        for old, new, rank in zip(decayed, recent, created, strict=True)
    ]
