"""Measures lookup of photos among catalogue pictures, one a product, with nothing learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ecomcore.evaluation import Metrics
from ecomcore.images.features import (
    ColourHistogram,
    EfficientNetEmbedder,
    LocalBinaryPatterns,
    OrientedGradients,
    Vectors,
    get_image_embedder,
)
from ecomcore.images.photo_set import PhotoSet

LOOKUP = "lookup"


def catalogue_scores(
    photos: Sequence[Image.Image], true: NDArray[np.str_], catalogue: PhotoSet
) -> dict[str, Metrics]:
    """Return `catalogue_top1` and `catalogue_top5` of each kind of features; `lookup` is what the product uses."""
    pictures = [catalogue.image(row) for row in range(len(catalogue))]
    embedders = {
        LOOKUP: get_image_embedder(),
        "lookup_network": EfficientNetEmbedder(),
        "lookup_colour": ColourHistogram(),
        "lookup_texture": LocalBinaryPatterns(),
        "lookup_shape": OrientedGradients(),
    }
    return {
        name: _scores(
            embedder.embed_photos(photos), embedder.embed(pictures), true, catalogue.labels
        )
        for name, embedder in embedders.items()
    }


def _scores(
    photos: Vectors, pictures: Vectors, true: NDArray[np.str_], labels: NDArray[np.str_]
) -> Metrics:
    best = labels[np.argsort(-(photos @ pictures.T), axis=1, kind="stable")[:, :5]]
    hits = best == true[:, None]
    return {
        "catalogue_top1": round(float(hits[:, 0].mean()), 4),
        "catalogue_top5": round(float(hits.any(axis=1).mean()), 4),
    }
