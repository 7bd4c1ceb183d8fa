"""Reads all reviews of a shop in one go: sentences, vectors, the model of opinions, remarks.

Up to `MOST_VECTORS` sentences get vectors, dealt out so that every product has its share, newest first. In a larger
shop the others are read by a student: hashed n-grams with ridge regressions that were taught what the model of vectors
says of a sample (Hinton, Vinyals and Dean, "Distilling the knowledge in a neural network", 2015). That is a hundred
times faster; such remarks count in every figure and are found by their words and aspects, not by their meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ecomcore.reviews.learning import model_for
from ecomcore.reviews.opinions import OpinionModel
from ecomcore.reviews.remarks import (
    Remark,
    cut,
    embed_all,
    plain_opinions,
    read_reviews,
    remarks_from,
)
from ecomcore.reviews.review import Review
from ecomcore.reviews.student import Student
from ecomcore.text.embed import TextEmbedder, Vectors

MOST_VECTORS = 60_000


@dataclass(frozen=True)
class ReadShop:
    """All remarks in the order of the reviews, their vectors (zero where a remark has none), and the fitted model.

    `plain` is the opinion of each review's words alone, without its stars, by review id; `near` are the ids of
    the reviews that have vectors, and `known` gives the vectors of their sentences.
    """

    remarks: list[Remark]
    vectors: Vectors
    model: OpinionModel
    plain: dict[str, float]
    near: frozenset[str]
    known: KnownVectors


class KnownVectors:
    """Gives the vectors of sentences that were worked out already, and works out the others."""

    def __init__(self, texts: Sequence[str], vectors: Vectors, embedder: TextEmbedder) -> None:
        """Keep the vectors of the texts, shape (texts, dimension)."""
        self._rows = {text: row for row, text in enumerate(texts)}
        self._vectors = vectors
        self._embedder = embedder

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of the texts, shape (texts, dimension)."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if missing:
            more = self._embedder.embed(missing)
            start = len(self._vectors)
            self._rows |= {text: start + place for place, text in enumerate(missing)}
            self._vectors = np.vstack([self._vectors, more]) if start else more
        if not texts:
            return self._vectors[:0]
        return self._vectors[[self._rows[text] for text in texts]]


def read_shop(
    reviews: Sequence[Review],
    embedder: TextEmbedder,
    progress: Callable[[int, int], None] = lambda done, all_: None,
) -> ReadShop:
    """Read reviews; `progress` is called with the different sentences embedded so far and those to embed."""
    cuts = [cut(review) for review in reviews]
    chosen = with_vectors(reviews, [len(found) for found in cuts])
    texts = [text for row in chosen for text in cuts[row]]
    different = len(set(texts))
    vectors = embed_all(texts, embedder, lambda done: progress(done, different))
    model = model_for(embedder)
    near = [reviews[row] for row in chosen]
    remarks, vectors = read_reviews(near, embedder, model, vectors)
    plain = plain_opinions(remarks, vectors, model)
    known = KnownVectors(texts, vectors, embedder)
    with_own = frozenset(review.id for review in near)
    if len(chosen) == len(reviews):
        return ReadShop(remarks, vectors, model, plain, with_own, known)
    rest = sorted(set(range(len(reviews))) - set(chosen))
    far = _read_by_student(
        [reviews[row] for row in rest], [cuts[row] for row in rest], remarks, model
    )
    blank = np.zeros((len(far), vectors.shape[1]), dtype=np.float32)
    return ReadShop([*remarks, *far], np.vstack([vectors, blank]), model, plain, with_own, known)


def with_vectors(reviews: Sequence[Review], lengths: Sequence[int]) -> list[int]:
    """Return the rows of the reviews whose sentences get vectors: all, or each product's newest in turn."""
    if sum(lengths) <= MOST_VECTORS:
        return list(range(len(reviews)))
    turn: dict[str, int] = {}
    order = sorted(
        range(len(reviews)), key=lambda row: str(reviews[row].created_on or ""), reverse=True
    )
    turns = []
    for row in order:
        product = reviews[row].product_id
        turn[product] = turn.get(product, 0) + 1
        turns.append((turn[product], row))
    chosen, used = [], 0
    for _, row in sorted(turns, key=lambda pair: pair[0]):
        if used + lengths[row] > MOST_VECTORS:
            break
        used += lengths[row]
        chosen.append(row)
    return sorted(chosen)


def _read_by_student(
    reviews: Sequence[Review],
    cuts: Sequence[Sequence[str]],
    taught: Sequence[Remark],
    model: OpinionModel,
) -> list[Remark]:
    student = Student.taught_by(taught, model.aspects)
    origins = [
        (review, place, text)
        for review, found in zip(reviews, cuts, strict=True)
        for place, text in enumerate(found)
    ]
    opinions, told = student.read(
        [text for _, _, text in origins], [r.rating for r, _, _ in origins]
    )
    return remarks_from(origins, opinions, told, {})
