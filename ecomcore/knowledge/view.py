"""The sections as one encoder sees them: vectors of their texts, and how near a question is to each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError
from ecomcore.knowledge.centres import Centres
from ecomcore.knowledge.sections import Section
from ecomcore.knowledge.units import PASSAGE, Embed, Unit, Vectors, units_of

COLUMNS = ("question_cosine", "mean_cosine", "centre_cosine", "passage_cosine")


class View:
    """The units of the sections, of all languages or of one, with their vectors.

    A few thousand vectors are compared at once by one matrix product; every similarity is needed, not only
    the nearest, so an index of nearest neighbours would not help.
    """

    def __init__(self, units: list[Unit], vectors: Vectors, centres: Centres) -> None:
        """Keep the parts; `vectors` has one row a unit; units are in the order of the sections.

        `covered` are the numbers of the sections that the view has texts of; every result has one row for each.
        """
        self.units = units
        self.vectors = vectors
        self.centres = centres
        self.covered, owners = _numbered(units)
        self._owners = owners
        self._is_asked = _is_asked(units)
        self._means = np.stack(
            [_mean(vectors[self._is_asked & (owners == row)]) for row in range(len(self.covered))]
        )

    @classmethod
    def build(cls, sections: Sequence[Section], language: str | None, embed: Embed) -> View:
        """Embed the texts in `language`, or in all languages; there must be some."""
        units = _titled(units_of(sections, language))
        vectors = embed([unit.text for unit in units])
        _, owners = _numbered(units)
        asked = _is_asked(units)
        centres = Centres.fit(vectors[asked], owners[asked], vectors[~asked], owners[~asked])
        return cls(units, vectors, centres)

    def columns(self, vector: Vectors) -> NDArray[np.float32]:
        """Return how near a question's vector is to each section, shape `(covered, len(COLUMNS))`."""
        cosines = self.vectors @ vector
        columns = {
            "question_cosine": self._best(cosines, self._is_asked),
            "mean_cosine": self._means @ vector,
            "centre_cosine": self.centres.cosines(vector),
            "passage_cosine": self._best(cosines, ~self._is_asked),
        }
        return np.stack([columns[name] for name in COLUMNS], axis=1)

    def nearest(self, vector: Vectors) -> NDArray[np.float32]:
        """Return the cosine of the nearest text of each section, shape `(covered,)`."""
        return self._best(self.vectors @ vector, np.ones(len(self.units), dtype=bool))

    def _best(self, cosines: Vectors, rows: NDArray[np.bool_]) -> NDArray[np.float32]:
        best = np.zeros(len(self.covered), dtype=np.float32)
        np.maximum.at(best, self._owners[rows], cosines[rows])
        return best

    def passages(self, section: int, language: str) -> list[int]:
        """Return the rows of a section's runs of sentences in `language`."""
        return [
            row
            for row, unit in enumerate(self.units)
            if (unit.section, unit.kind, unit.language) == (section, PASSAGE, language)
        ]

    def save(self, folder: Path, name: str) -> None:
        """Write the vectors and the centres; the units are made again from the sections."""
        np.save(folder / f"vectors-{name}.npy", self.vectors, allow_pickle=False)
        self.centres.save(folder / f"centres-{name}.npz")

    @classmethod
    def load(
        cls, folder: Path, name: str, sections: Sequence[Section], language: str | None
    ) -> View:
        """Read what `save` wrote.

        Raises:
            BuildError: a file is missing, damaged, or belongs to other sections.
        """
        path = folder / f"vectors-{name}.npy"
        try:
            vectors = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise BuildError(
                f"{path} is damaged ({type(error).__name__}: {error}); run 'ecomcore build'"
            ) from error
        units = _titled(units_of(sections, language))
        if len(vectors) != len(units):
            raise BuildError(
                f"{path} has {len(vectors)} vectors for {len(units)} texts; run 'ecomcore build'"
            )
        return cls(units, vectors, Centres.load(folder / f"centres-{name}.npz"))


def _titled(units: list[Unit]) -> list[Unit]:
    """Leave out the sections of which there is neither a title nor a question."""
    named = {unit.section for unit in units if unit.kind != PASSAGE}
    return [unit for unit in units if unit.section in named]


def _numbered(units: list[Unit]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sections that there are units of, and for each unit the place of its section among them."""
    covered, owners = np.unique([unit.section for unit in units], return_inverse=True)
    return covered.astype(np.int64), owners.astype(np.int64)


def _is_asked(units: list[Unit]) -> NDArray[np.bool_]:
    return np.array([unit.kind != PASSAGE for unit in units], dtype=bool)


def _mean(vectors: Vectors) -> Vectors:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), dtype=np.float32)
