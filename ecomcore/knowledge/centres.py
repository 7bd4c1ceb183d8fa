"""The centre of each section's texts, in a space where ways of asking for the same thing lie close together.

Linear discriminant analysis (Fisher, 1936) with a shrunk covariance (Friedman, "Regularized discriminant analysis",
1989): directions in which the known questions of one section differ among themselves count less.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError

Vectors = NDArray[np.float32]
SHRINKAGE = 0.5
"""Share of a round covariance in the one that is used; any from 0.4 to 0.7 does as well on the demo shop."""

PASSAGE_WEIGHT = 0.3
"""How much a run of sentences counts beside a known question."""


@dataclass(frozen=True)
class Centres:
    """The whitening (`origin`, `transform`) and the whitened unit-length centres, one row a section."""

    origin: Vectors
    transform: Vectors
    centres: Vectors

    @classmethod
    def fit(
        cls,
        asked: Vectors,
        asked_of: NDArray[np.int64],
        passages: Vectors,
        passage_of: NDArray[np.int64],
    ) -> Centres:
        """Fit on the vectors of known questions and titles, and of passages; `*_of` are their sections.

        Every section must have a title or question.
        """
        count, dimension = int(asked_of.max()) + 1, asked.shape[1]
        sums, weights = np.zeros((count, dimension)), np.zeros(count)
        np.add.at(sums, asked_of, asked)
        np.add.at(weights, asked_of, 1.0)
        np.add.at(sums, passage_of, PASSAGE_WEIGHT * passages)
        np.add.at(weights, passage_of, PASSAGE_WEIGHT)
        means = sums / weights[:, None]
        spread = asked - means[asked_of]
        covariance = spread.T @ spread / len(spread)
        level = float(np.trace(covariance)) / dimension or 1.0
        covariance = (1 - SHRINKAGE) * covariance + SHRINKAGE * level * np.eye(dimension)
        transform = np.linalg.cholesky(np.linalg.inv(covariance))
        origin = asked.mean(axis=0)
        centres = _unit((means - origin) @ transform)
        return cls(*(np.asarray(part, dtype=np.float32) for part in (origin, transform, centres)))

    def cosines(self, vector: Vectors) -> Vectors:
        """Return the cosine of a vector with every centre, shape `(sections,)`."""
        return np.asarray(self.centres @ _unit((vector - self.origin) @ self.transform))

    def save(self, path: Path) -> None:
        """Write the arrays to an `.npz` file."""
        np.savez(path, origin=self.origin, transform=self.transform, centres=self.centres)

    @classmethod
    def load(cls, path: Path) -> Centres:
        """Read what `save` wrote.

        Raises:
            BuildError: the file is missing or damaged.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return cls(arrays["origin"], arrays["transform"], arrays["centres"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise BuildError(
                f"{path} is damaged ({type(error).__name__}: {error}); run 'ecomcore build'"
            ) from error


def _unit(vectors: NDArray[Any]) -> NDArray[Any]:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9))
