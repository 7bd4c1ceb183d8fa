"""Measures photo lookup on a set of photos with known products: the GroceryStoreDataset's layout."""

from __future__ import annotations

import csv
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.errors import NotFoundError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.images.features import (
    COLOUR_SHARE,
    ColourHistogram,
    EfficientNetEmbedder,
    Vectors,
    blend,
    get_image_embedder,
)
from ecomcore.images.reading import read_image

Classes = NDArray[np.int64]
DEFAULT = "efficientnet_lite0+hsv"


def evaluate_images(folder: Path, *, use_train: bool = True) -> Evaluation:
    """Look up each validation photo among the catalogue pictures, and among the training photos.

    `catalogue_*` is what a shop has: one clean picture a product. `photos_*` is one nearest neighbour among
    natural photos. `top1` and `top5` are the share of photos whose product is first, or among five; `coarse_top1`
    counts a product of the same coarse class.

    Args:
        folder: `classes.csv`, `train.txt`, `val.txt`, `images.tar`, `train.tar`.
        use_train: whether to read the training photos, which takes longer.

    Raises:
        NotFoundError: a file is missing.
    """
    names, coarse = _classes(folder)
    catalogue, labels = _catalogue(folder, names)
    photos, asked = _listed(folder, "val.txt", "images.tar")
    train, train_labels = (
        _listed(folder, "train.txt", "train.tar") if use_train else ([], asked[:0])
    )
    vectors = _features([photos, catalogue, train])
    found: dict[str, Metrics] = {}
    for name, (queries, pictures, others) in vectors.items():
        found[name] = _scores(queries, asked, pictures, labels, coarse, "catalogue")
        if use_train:
            found[name] |= _scores(queries, asked, others, train_labels, coarse, "photos")
    found[DEFAULT]["embed_ms"] = _milliseconds(photos[:20])
    data = {
        "photos": len(photos),
        "catalogue_pictures": len(catalogue),
        "training_photos": len(train),
        "classes": len(coarse),
        "split": "validation photos; nothing is fitted",
    }
    return Evaluation(data, DEFAULT, found)


def _features(groups: list[list[Image.Image]]) -> dict[str, list[Vectors]]:
    """Return the vectors of each group of pictures, by the name of the features."""
    colour = [ColourHistogram().embed(images) for images in groups]
    network = EfficientNetEmbedder()
    content = [network.embed(images) for images in groups]
    both = [blend(one, other, COLOUR_SHARE) for one, other in zip(content, colour, strict=True)]
    return {"hsv": colour, "efficientnet_lite0": content, DEFAULT: both}


def _milliseconds(photos: list[Image.Image]) -> float:
    """Return the time that the product's features take for one photo at a time."""
    embedder = get_image_embedder()
    embedder.embed(photos[:1])
    started = time.perf_counter()
    for photo in photos:
        embedder.embed([photo])
    return round((time.perf_counter() - started) / len(photos) * 1000, 2)


def _scores(
    queries: Vectors, asked: Classes, pictures: Vectors, labels: Classes, coarse: Classes, prefix: str
) -> Metrics:  # fmt: skip
    ranked = np.argsort(-(queries @ pictures.T), axis=1, kind="stable")[:, :5]
    hits = labels[ranked] == asked[:, None]
    coarse_hits = coarse[labels[ranked[:, 0]]] == coarse[asked]
    return {
        f"{prefix}_top1": round(float(hits[:, 0].mean()), 4),
        f"{prefix}_top5": round(float(hits.any(axis=1).mean()), 4),
        f"{prefix}_coarse_top1": round(float(coarse_hits.mean()), 4),
    }


def _classes(folder: Path) -> tuple[dict[str, int], Classes]:
    """Return the class of each catalogue picture by its path, and the coarse class of each class."""
    text = _existing(folder / "classes.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names = {row["Iconic Image Path (str)"].lstrip("/"): int(row["Class ID (int)"]) for row in rows}
    coarse = np.zeros(len(rows), dtype=np.int64)
    for row in rows:
        coarse[int(row["Class ID (int)"])] = int(row["Coarse Class ID (int)"])
    return names, coarse


def _catalogue(folder: Path, names: dict[str, int]) -> tuple[list[Image.Image], Classes]:
    pictures = [
        (image, names[name]) for name, image in _members(folder / "images.tar") if name in names
    ]
    return [image for image, _ in pictures], np.array([label for _, label in pictures])


def _listed(folder: Path, listing: str, archive: str) -> tuple[list[Image.Image], Classes]:
    lines = [
        line.split(",")
        for line in _existing(folder / listing).read_text("utf-8").splitlines()
        if line
    ]
    labels = {path.strip(): int(fine) for path, fine, _ in lines}
    photos = [(image, labels[name]) for name, image in _members(folder / archive) if name in labels]
    return [image for image, _ in photos], np.array([label for _, label in photos])


def _members(path: Path) -> Iterator[tuple[str, Image.Image]]:
    with tarfile.open(_existing(path)) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, read_image(file.read())


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise NotFoundError(
            f"{path} does not exist; name the folder of the photo set with --photos"
        )
    return path
