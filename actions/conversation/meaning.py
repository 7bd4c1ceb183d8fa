"""What a message means, as a few numbers: its sentence vector along the directions in which labelled messages differ.

The classifier reads a message by itself; these let the arbiter learn what the same words ask for at different places of
a conversation. The directions are principal components of the labelled messages' vectors (`make arbiter`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from actions.turn.turn import Turn

FILE = Path(__file__).parent / "directions.npz"
DIRECTIONS = 32
SCALE = 2.0
"""Makes a coordinate about as large as the other features, so that it is shrunk as much as they are."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Directions:
    """The directions (rows of `axes`) around `mean`, for vectors of one embedding model."""

    model: str
    mean: Floats
    axes: Floats

    @classmethod
    def of(cls, vectors: Floats, model: str) -> Directions:
        """Return the directions in which vectors, shape `(n, dimension)`, differ most."""
        mean = vectors.mean(axis=0)
        _, _, axes = np.linalg.svd(vectors - mean, full_matrices=False)
        return cls(model, mean, axes[:DIRECTIONS])

    def coordinates(self, vector: Floats) -> list[float]:
        """Return where a vector lies."""
        found: list[float] = (self.axes @ (vector - self.mean) * SCALE).tolist()
        return found

    def save(self) -> None:
        """Write them where later processes read them; the weights that were learned with them belong to them."""
        np.savez(FILE, model=self.model, mean=self.mean, axes=self.axes.astype(np.float32))


_in_use: list[Directions] = []
"""The directions of this process: those that were learned last, unless others are adopted."""


def adopt(directions: Directions) -> None:
    """Look at messages along these directions from now on, in this process only."""
    _in_use[:] = [directions]


def learned() -> Directions:
    """Return the directions in use, read at the first use."""
    if not _in_use:
        with np.load(FILE, allow_pickle=False) as kept:
            axes = kept["axes"].astype(np.float64)
            adopt(Directions(str(kept["model"]), kept["mean"], axes))
    return _in_use[0]


def meaning(turn: Turn) -> list[float]:
    """Return where the message lies, nothing where the shop's embedding model is another than it was learned with."""
    embedder = turn.service.build.embedder
    if not turn.text or embedder.identity != learned().model:
        return []

    def located() -> list[float]:
        return learned().coordinates(embedder.embed([turn.text])[0].astype(np.float64))

    return turn.once(("meaning", turn.text), located)
