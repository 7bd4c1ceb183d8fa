"""The part of the build that holds the recommender."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.errors import BuildError, ModelMismatchError
from ecomcore.recommend.blend import Blend
from ecomcore.recommend.cleaning import Interactions
from ecomcore.recommend.collect import interactions_of, sales_of, shop_interactions
from ecomcore.recommend.engine import Models, ShopRecommender
from ecomcore.recommend.features import age_group
from ecomcore.recommend.goods import load_goods, read_goods, save_goods
from ecomcore.recommend.learning import learn
from ecomcore.recommend.models.likeness import LikenessModel
from ecomcore.recommend.models.repeat import RepeatModel
from ecomcore.recommend.models.together import TogetherModel
from ecomcore.recommend.segments import SegmentPopularity
from ecomcore.recommend.tuning import kinds
from ecomcore.recommend.vectors import content_vectors, text_vectors
from ecomcore.shop.data import ShopData
from ecomcore.text.embed import TextEmbedder
from ecomcore.vectors.choice import build_index, load_index, save_index

NAME = "recommend"
VERSION = 3
PRODUCTS, CHOICE, SEGMENTS = "products.json", "choice.json", "segments.npz"
ASKED_ALONE = ("content", "repeat", "together")
"""Models that are kept even where they weigh nothing in the blend."""


def inputs(data: ShopData) -> object:
    """Return what the products are, who bought them when, and the groups of the customers."""
    customers = data.customers[["id", "age", "gender", "consent_profiling"]]
    return {
        "products": product_texts(data),
        "goods": [good.__dict__ for good in read_goods(data, sales_of(data))],
        "events": _digest(interactions_of(data)),
        "customers": _digest(customers.astype(str)),
    }


def make(data: ShopData, embedder: TextEmbedder, folder: Path) -> dict[str, float]:
    """Learn from the shop's own interactions and write vectors, index and models."""
    goods = read_goods(data, sales_of(data))
    save_goods(goods, folder / PRODUCTS)
    texts = text_vectors(product_texts(data), embedder)
    vectors = content_vectors(texts, goods)
    save_index(*build_index(np.arange(len(goods), dtype=np.int64), vectors), folder)
    found = shop_interactions(data, [good.id for good in goods])
    models, chosen = learn(found.log, kinds(vectors))
    used = {name for weights in chosen.weights.values() for name, w in weights.items() if w > 0}
    kept = {name: m for name, m in models.items() if name in used or name in ASKED_ALONE}
    for name, model in kept.items():
        _write(folder / f"model-{name}.npz", model.arrays())
    segments = _segments(data, found)
    _write(folder / SEGMENTS, segments.arrays())
    choice = chosen.as_dict() | {"models": {name: model.settings for name, model in kept.items()}}
    (folder / CHOICE).write_text(json.dumps(choice | {"report": found.report.as_dict()}), "utf-8")
    return {
        "products": len(goods),
        "sold": int((found.log.counts() > 0).sum()),
    } | {f"validation_ndcg_{name}": round(score, 4) for name, score in chosen.scores.items()}


def load(folder: Path, embedder: TextEmbedder) -> ShopRecommender:
    """Read the recommender.

    Raises:
        BuildError: a file is missing or damaged.
        ModelMismatchError: files do not belong together.
    """
    goods = load_goods(folder / PRODUCTS)
    try:
        choice = json.loads((folder / CHOICE).read_text("utf-8"))
        arrays = {name: _read(folder / f"model-{name}.npz") for name in choice["models"]} | {
            SEGMENTS: _read(folder / SEGMENTS)
        }
    except (OSError, ValueError, KeyError) as error:
        raise BuildError(
            f"{folder} cannot be read ({type(error).__name__}: {error}); run 'ecomcore build'"
        ) from error
    models = {
        name: kinds(arrays["content"]["targets"])[name].make(**settings).restore(arrays[name])
        for name, settings in choice["models"].items()
    }
    content, repeat, together = (models.get(name) for name in ASKED_ALONE)
    if not isinstance(content, LikenessModel) or len(content.targets) != len(goods):
        count = len(content.targets) if isinstance(content, LikenessModel) else 0
        raise ModelMismatchError(f"{folder} holds {count} vectors for {len(goods)} products")
    content.use(load_index(folder)[0])
    return ShopRecommender(
        goods,
        Models(
            Blend(models, choice["weights"]),
            content,
            SegmentPopularity.restore(arrays[SEGMENTS]),
            repeat if isinstance(repeat, RepeatModel) else None,
            together if isinstance(together, TogetherModel) else None,
        ),
    )


def _digest(table: pd.DataFrame) -> str:
    """Return a digest of the rows of a table in their order."""
    rows = pd.util.hash_pandas_object(table, index=False).to_numpy()
    return hashlib.sha256(rows.tobytes()).hexdigest()


def _write(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    named: dict[str, Any] = dict(arrays)
    np.savez(path, **named)


def _read(path: Path) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as file:
        return dict(file)


def _segments(data: ShopData, found: Interactions) -> SegmentPopularity:
    """Count what groups of customers buy; who does not agree to profiling is in no group."""
    table = data.customers.assign(id=data.customers["id"].astype(str)).set_index("id")
    known = table.reindex(list(found.customers))
    agreed = known["consent_profiling"].fillna(False).astype(bool)
    ages = [age_group(age) if yes else None for age, yes in zip(known["age"], agreed, strict=True)]
    genders = [
        str(value) if yes and isinstance(value, str) and value else None
        for value, yes in zip(known["gender"], agreed, strict=True)
    ]
    return SegmentPopularity.fit(found.log, ages, genders)


def product_texts(data: ShopData) -> list[list[str]]:
    """Return the texts to embed of each product on sale, one a language, in the order of the ids."""
    found = []
    categories = dict(data.categories[["path", "name"]].itertuples(index=False, name=None))
    columns = ["id", "category", "title", "description"]
    for product, category, title, description in data.products[columns].itertuples(
        index=False, name=None
    ):
        names = categories.get(category, {})
        texts = [
            ". ".join(filter(None, (names.get(language), words, description.get(language))))
            for language, words in sorted(title.items())
            if words
        ]
        found.append(texts or [product])
    return found
