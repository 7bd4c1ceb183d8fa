"""Measures lookup in a shop: its own pictures as a phone would take them, and photos of what it does not have."""

from __future__ import annotations

import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.images.augment import phone_photo
from ecomcore.images.found import Found
from ecomcore.images.lookup import PhotoLookup
from ecomcore.images.reading import read_image

DEFAULT = "lookup"


def evaluate_shop(
    lookup: PhotoLookup,
    files: Sequence[tuple[str, Path]],
    strangers: Sequence[Path],
    *,
    count: int = 200,
    seed: int = 11,
) -> Evaluation:
    """Look up changed pictures of the shop, and photos of things that it does not have.

    Args:
        lookup: the shop's index.
        files: product id and file of each of its pictures.
        strangers: photos of things that the shop does not have; may be empty.
        count: how many of the pictures, chosen at random.
        seed: of the choice and the changes; another than that of the calibration.
    """
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(len(files))[:count]
    found: list[tuple[str, Found]] = []
    spent = []
    for row in chosen:
        product, file = files[row]
        photo = _encoded(phone_photo(read_image(file), rng))
        started = time.perf_counter()
        found.append((product, lookup.find(photo)))
        spent.append(time.perf_counter() - started)
    scores: Metrics = {
        "top1": _share([_place(answer, product) == 0 for product, answer in found]),
        "top5": _share([_place(answer, product) < 5 for product, answer in found]),
        "known_recognised": _share([answer.verdict == "same" for _, answer in found]),
        "p95_ms": round(float(np.percentile(spent, 95)) * 1000, 1) if spent else 0.0,
    }
    if strangers:
        answers = [lookup.find(path) for path in strangers]
        scores["unknown_recognised"] = _share([answer.verdict != "same" for answer in answers])
    data = {
        "pictures": len(lookup),
        "looked_up": len(chosen),
        "strangers": len(strangers),
        "changes": "background, turn of 15 degrees, crop, light, blur, JPEG 50",
    }
    return Evaluation(data, DEFAULT, {DEFAULT: scores})


def _place(answer: Found, product: str) -> int:
    names = [match.product_id for match in answer.nearest]
    return names.index(product) if product in names else len(names) + 5


def _share(hits: Sequence[bool]) -> float:
    return round(float(np.mean(hits)), 4) if hits else 0.0


def _encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=50)
    return buffer.getvalue()
