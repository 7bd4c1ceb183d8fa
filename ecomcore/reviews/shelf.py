"""The reviews of one product with their remarks and vectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ecomcore.reviews.consensus import Candidate, Consensus
from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review
from ecomcore.text.sentences import weight

MOST_TYPICAL = 300
"""Remarks of a product and language among which the typical ones are looked for."""

TYPICAL_WORDS = 45
LEAST_WORDS = 5


@dataclass
class Shelf:
    """The reviews of one product; `vectors` has the shape (remarks, dimension)."""

    reviews: list[Review] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    typical: dict[str, list[Remark]] = field(default_factory=dict)

    def plus(
        self, reviews: Sequence[Review], remarks: Sequence[Remark], vectors: NDArray[np.float32]
    ) -> Shelf:
        """Return a shelf with these reviews too; who reads this one goes on undisturbed."""
        joined = np.vstack([self.vectors, vectors]) if len(self.vectors) else vectors
        return Shelf([*self.reviews, *reviews], [*self.remarks, *remarks], joined)

    def without(self, review_ids: set[str]) -> Shelf:
        """Return a shelf without these reviews."""
        rows = [
            row for row, remark in enumerate(self.remarks) if remark.review_id not in review_ids
        ]
        kept = [review for review in self.reviews if review.id not in review_ids]
        return Shelf(kept, [self.remarks[row] for row in rows], self.vectors[rows])

    def typical_in(self, language: str) -> list[Remark]:
        """Return the sentences of a language (of any, where there are none) that stand for what all say."""
        if language not in self.typical:
            self.typical[language] = self._choose(language)
        return self.typical[language]

    def _choose(self, language: str) -> list[Remark]:
        known = np.flatnonzero(self.vectors.any(axis=1)).tolist()
        quotable = [row for row in known if self.remarks[row].is_quotable]
        telling = [row for row in quotable if _is_telling(self.remarks[row])] or quotable
        rows = [row for row in telling if self.remarks[row].language == language] or telling
        rows = rows[-MOST_TYPICAL:]
        found = [
            Candidate(r.text, r.review_id, r.language, r.position)
            for r in (self.remarks[row] for row in rows)
        ]
        chosen = Consensus.packaged().choose(found, self.vectors[rows], TYPICAL_WORDS)
        return [self.remarks[rows[row]] for row in chosen]


def _is_telling(remark: Remark) -> bool:
    """Say whether a remark, read alone, tells something of the product: an opinion about an aspect, in some words."""
    return bool(remark.side and remark.aspects) and weight(remark.text) >= LEAST_WORDS


def shelve(
    reviews: Sequence[Review], remarks: Sequence[Remark], vectors: np.ndarray
) -> dict[str, Shelf]:
    """Return the shelves of all reviewed products; `vectors` has the shape (remarks, dimension)."""
    shelves: dict[str, Shelf] = {}
    product_of = {}
    for review in reviews:
        shelves.setdefault(review.product_id, Shelf()).reviews.append(review)
        product_of[review.id] = review.product_id
    rows: dict[str, list[int]] = {name: [] for name in shelves}
    for row, remark in enumerate(remarks):
        rows[product_of[remark.review_id]].append(row)
    for name, shelf in shelves.items():
        shelf.remarks = [remarks[row] for row in rows[name]]
        shelf.vectors = vectors[rows[name]].astype(np.float32)
    return shelves
