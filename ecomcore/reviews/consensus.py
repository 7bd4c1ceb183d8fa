"""Chooses the sentences that stand for what all reviewers say, word for word.

A sentence is worth its weighted features: how near it is to the sentences of the other reviews (by vectors, and by
LexRank: Erkan and Radev, 2004), how many other reviewers use its words, its length, whether it speaks of the product
or of its writer. Sentences are then taken one after the other, each as different as possible from those before
(maximal marginal relevance: Carbonell and Goldstein, 1998), until the summary is long enough. The weights were fitted
by ridge regression to human summaries (benchmarks/reviews.md); they hold no text.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.reviews.vocabulary import words
from ecomcore.text.embed import Vectors
from ecomcore.text.sentences import weight
from ecomcore.text.tokens import normalise, stem
from ecomcore.text.tokens import words as cut_words

Floats = NDArray[np.float64]

WEIGHTS = Path(__file__).parent / "consensus.json"
FEATURES = (
    "near", "near_centred", "shared_words", "shared_pairs", "lexrank", "length", "length_off",
    "first_person", "opens_first_person", "opens_product", "early", "shouts", "numbers",
)  # fmt: skip
SHORTEST, LONGEST = 4, 40
LEXRANK_EDGE, DAMPING = 0.1, 0.85


@dataclass(frozen=True)
class Candidate:
    """A sentence that may be taken: `source` names its review, `position` its place in it."""

    text: str
    source: str
    language: str
    position: int


@dataclass(frozen=True)
class Consensus:
    """The weights of the features, standardised by `mean` and `scale`, and how the choice is made."""

    weights: Floats
    mean: Floats
    scale: Floats
    length: int
    redundancy: float

    @classmethod
    @lru_cache(maxsize=1)
    def packaged(cls) -> Consensus:
        """Return the fitted weights that come with the package."""
        raw = json.loads(WEIGHTS.read_text("utf-8"))
        weights, mean, scale = np.array(
            [
                [raw["features"][name][key] for name in FEATURES]
                for key in ("weight", "mean", "scale")
            ]
        )
        return cls(weights, mean, scale, int(raw["length"]), float(raw["redundancy"]))

    def choose(
        self, candidates: Sequence[Candidate], vectors: Vectors, length: int | None = None
    ) -> list[int]:
        """Return the rows of the chosen sentences, best first, `length` words long together (default: as fitted)."""
        if not candidates:
            return []
        features = (consensus_features(candidates, vectors) - self.mean) / self.scale
        worth = features @ self.weights
        return pick_different(candidates, vectors, worth, length or self.length, self.redundancy)


def pick_different(
    candidates: Sequence[Candidate], vectors: Vectors, worth: Floats, length: int, redundancy: float
) -> list[int]:
    """Return rows by worth, less `redundancy` times the likeness to what was taken, up to about `length` words."""
    lengths = np.array([weight(candidate.text) for candidate in candidates])
    fits = (lengths >= SHORTEST) & (lengths <= LONGEST)
    open_rows = fits if fits.any() else np.ones(len(candidates), dtype=bool)
    centred = centre(vectors)
    likeness = np.zeros(len(candidates))
    taken: list[int] = []
    used = 0
    while open_rows.any() and used < 0.85 * length:
        score = np.where(
            open_rows & (used + lengths <= 1.15 * length), worth - redundancy * likeness, -np.inf
        )
        best = int(score.argmax())
        if not np.isfinite(score[best]):
            break
        taken.append(best)
        open_rows[best] = False
        used += int(lengths[best])
        likeness = np.maximum(likeness, centred @ centred[best])
    return taken or [int(worth.argmax())]


def consensus_features(candidates: Sequence[Candidate], vectors: Vectors) -> Floats:
    """Return the features named in `FEATURES`, shape (candidates, features)."""
    sources = np.array([candidate.source for candidate in candidates])
    others = (sources[:, None] != sources[None]).astype(np.float64)
    reach = np.maximum(others.sum(axis=1), 1)
    centred = centre(vectors)
    terms = [stems(candidate.text, candidate.language) for candidate in candidates]
    pairs = [list(pairwise(found)) for found in terms]
    lengths = np.log1p([weight(candidate.text) for candidate in candidates])
    return np.column_stack(
        [
            (vectors @ vectors.T * others).sum(axis=1) / reach,
            (np.clip(centred @ centred.T, 0, 1) * others).sum(axis=1) / reach,
            _shared(terms, sources),
            _shared(pairs, sources),
            lexrank(terms),
            lengths,
            (lengths - 2.7) ** 2,
            *np.array([_manner(candidate) for candidate in candidates]).T,
        ]
    )


def lexrank(terms: Sequence[Sequence[str]]) -> Floats:
    """Return the LexRank of sentences given by their terms: one is the mean of all."""
    names = {
        term: column for column, term in enumerate(sorted({t for found in terms for t in found}))
    }
    count = np.zeros((len(terms), max(len(names), 1)))
    for row, found in enumerate(terms):
        for term, times in Counter(found).items():
            count[row, names[term]] = times
    tfidf = count * np.log(len(terms) / np.maximum((count > 0).sum(axis=0), 1))
    tfidf /= np.maximum(np.linalg.norm(tfidf, axis=1, keepdims=True), 1e-9)
    edges = (tfidf @ tfidf.T > LEXRANK_EDGE).astype(np.float64)
    np.fill_diagonal(edges, 1.0)
    edges /= edges.sum(axis=1, keepdims=True)
    rank = np.ones(len(terms)) / len(terms)
    for _ in range(50):
        rank = (1 - DAMPING) / len(terms) + DAMPING * (edges.T @ rank)
    return np.asarray(rank * len(terms))


def centre(vectors: Vectors) -> Vectors:
    """Return the vectors less their mean, of length one."""
    moved = vectors - vectors.mean(axis=0)
    return np.asarray(
        moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32
    )


def stems(text: str, language: str) -> list[str]:
    """Return the stems of a text in order, words of one letter left out."""
    return [stem(word, language) for word in cut_words(text) if len(word) > 1]


def _shared(items: Sequence[Sequence[object]], sources: NDArray[np.str_]) -> Floats:
    """Return, a sentence, the mean share of the other sources that have its items."""
    named: dict[object, set[str]] = {}
    for found, source in zip(items, sources, strict=True):
        for item in found:
            named.setdefault(item, set()).add(str(source))
    reach = max(len(set(sources.tolist())) - 1, 1)
    return np.array(
        [
            np.mean([(len(named[item]) - 1) / reach for item in found]) if found else 0.0
            for found in items
        ]
    )


def _manner(candidate: Candidate) -> list[float]:
    """Return how a sentence speaks: share of first-person words, its opening, place, exclamation, numbers."""
    said = cut_words(candidate.text)
    told = words(candidate.language)
    first = said[0] if said else ""
    return [
        sum(word in told.first_person for word in said) / max(len(said), 1),
        float(first in told.first_person),
        float(first in told.opens_product),
        1 / (1 + candidate.position),
        float("!" in normalise(candidate.text)),
        float(any(char.isdigit() for char in candidate.text)),
    ]
