"""Keeps copies of one picture on one side of a split: what was learned by heart is not recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ecomcore.images.hashing import LENGTH, NEAR, Bits, perceptual_hash
from ecomcore.images.photo_set import PhotoSet


def without_copies(
    learned: PhotoSet, rows: Sequence[int], asked: PhotoSet, asked_rows: Sequence[int]
) -> list[int]:
    """Return those of the `rows` to learn from whose picture is no copy of one that is asked about.

    Copies differ by `NEAR` bits of their perceptual hashes at most (another size, compression or brightness).
    """
    own = _signs([perceptual_hash(learned.image(row)) for row in rows])
    others = _signs([perceptual_hash(asked.image(row)) for row in asked_rows])
    nearest = (LENGTH - own @ others.T).min(axis=1) // 2
    return [row for row, bits in zip(rows, nearest, strict=True) if bits > NEAR]


def only(photos: PhotoSet, rows: Sequence[int]) -> PhotoSet:
    """Return the set with these photos only."""
    return replace(
        photos,
        names=tuple(photos.names[row] for row in rows),
        labels=photos.labels[list(rows)],
        loaders=tuple(photos.loaders[row] for row in rows),
    )


def _signs(hashes: Sequence[Bits]) -> np.ndarray[tuple[int, int], np.dtype[np.int32]]:
    return np.where(np.stack(hashes), 1, -1).astype(np.int32)
