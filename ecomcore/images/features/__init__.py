"""Turns pictures into vectors: what is in them, their colours, their surfaces, their outlines."""

from __future__ import annotations

from functools import lru_cache

from ecomcore.images.features.colour import ColourHistogram
from ecomcore.images.features.embedder import BlendedEmbedder, ImageEmbedder, Vectors
from ecomcore.images.features.network import EfficientNetEmbedder
from ecomcore.images.features.shape import OrientedGradients
from ecomcore.images.features.texture import LocalBinaryPatterns

__all__ = [
    "BlendedEmbedder",
    "ColourHistogram",
    "EfficientNetEmbedder",
    "ImageEmbedder",
    "LocalBinaryPatterns",
    "OrientedGradients",
    "Vectors",
    "get_image_embedder",
]

COLOUR_SHARE = 0.15
"""Share of the cosine that colours make; the rest is the network's."""


@lru_cache(maxsize=1)
def get_image_embedder() -> ImageEmbedder:
    """Return the process's embedder for photo lookup."""
    return BlendedEmbedder(
        (EfficientNetEmbedder(), 1 - COLOUR_SHARE), (ColourHistogram(), COLOUR_SHARE)
    )
