"""What turns pictures into vectors: the one shape, and how two of them are put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Vectors = NDArray[np.float32]


class ImageEmbedder(Protocol):
    """Something that turns pictures into unit-length vectors."""

    @property
    def dimension(self) -> int:
        """Length of the vectors."""

    @property
    def identity(self) -> str:
        """A text that differs between embedders whose vectors must not be mixed."""

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return an array of shape `(len(images), dimension)`, rows of length one, from RGB pictures of a catalogue."""

    def embed_photos(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the same of photos that people take: the thing may lie anywhere in them, among others."""


class SameForPhotos:
    """What describes photos as it describes pictures of a catalogue."""

    def embed_photos(self: ImageEmbedder, images: Sequence[Image.Image]) -> Vectors:
        """Return what `embed` returns."""
        return self.embed(images)


class BlendedEmbedder:
    """Puts embedders side by side so that the cosine is the weighted mean of theirs."""

    def __init__(self, *parts: tuple[ImageEmbedder, float]) -> None:
        """Take each embedder with its share of the cosine; the shares add up to 1."""
        self.parts = parts

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return sum(embedder.dimension for embedder, _ in self.parts)

    @property
    def identity(self) -> str:
        """The identities with their shares."""
        return "+".join(f"{share:g}*{embedder.identity}" for embedder, share in self.parts)

    def embed(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the weighted vectors of all, side by side."""
        return self._side_by_side([embedder.embed(images) for embedder, _ in self.parts])

    def embed_photos(self, images: Sequence[Image.Image]) -> Vectors:
        """Return the same of photos."""
        return self._side_by_side([embedder.embed_photos(images) for embedder, _ in self.parts])

    def _side_by_side(self, vectors: Sequence[Vectors]) -> Vectors:
        weighted = [
            each * np.sqrt(share) for each, (_, share) in zip(vectors, self.parts, strict=True)
        ]
        return np.asarray(np.hstack(weighted), dtype=np.float32)


def unit(vectors: NDArray[np.floating]) -> Vectors:
    """Return rows of length one; a row of zeros becomes one that is the same in all directions."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    level = 1 / np.sqrt(max(1, vectors.shape[1]))
    found: Vectors = np.where(lengths > 1e-9, vectors / np.maximum(lengths, 1e-9), level).astype(
        np.float32
    )
    return found


def rows(found: Sequence[NDArray[np.floating]], dimension: int) -> Vectors:
    """Return vectors stacked, with the right shape where there are none."""
    if not found:
        return np.zeros((0, dimension), dtype=np.float32)
    return np.stack(found).astype(np.float32)
