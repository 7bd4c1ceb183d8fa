"""What of a product's own data answers a question by meaning: its properties and sentences, read beside the question.

Words find what is said in the words of the question; shoppers use others ("does it pong when it's new"). A second look
ranks everything that is stated about one product by how well it answers, and finds the answer or names what comes
nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ecomcore.evidence.model import Evidence, Place, Source, Verdict
from ecomcore.evidence.statements import ProductFacts
from ecomcore.text.embed import TextEmbedder
from ecomcore.text.relevance import Relevance

Floats = NDArray[np.float32]

MOST_SENTENCES = 12
"""So many sentences, the nearest by their vectors, are looked at."""
MOST_NEAREST = 2
REMEMBERED = 10_000
"""So many passages keep their vectors."""


@dataclass(frozen=True)
class Scale:
    """What a score means, of one way to rank (benchmarks/evidence.md says how these were set)."""

    answers: float
    """From here on a passage answers the question."""
    near: float
    """From here on it is worth naming as what comes nearest."""


BY_VECTORS = Scale(answers=0.45, near=0.27)
BY_READING = Scale(answers=-3.0, near=-8.0)
MEANING = 10.0
"""What a cosine of 1 between question and passage adds to the log odds of the reader of both."""


@dataclass(frozen=True)
class Passage:
    """One thing that is stated about a product, in words that can be read beside a question."""

    text: str
    source: Source


class Passages:
    """Ranks what is stated about products by how well it answers a question. May be shared by threads."""

    def __init__(self, embedder: TextEmbedder, specialists: Mapping[str, TextEmbedder]) -> None:
        """Use the shop's embedder, which reads all languages, and those of single languages beside a reader of both."""
        self._embedder = embedder
        self._specialists = specialists
        self._vector = lru_cache(maxsize=REMEMBERED)(_embedded)

    def ranked(
        self,
        question: str,
        product: ProductFacts,
        cosines: Floats,
        language: str,
        relevance: Relevance | None,
    ) -> tuple[list[tuple[float, Passage]], Scale]:
        """Return what is stated about a product with its scores, best first, and the scale of them.

        Args:
            question: the question.
            product: the product that it is about.
            cosines: how near each of its statements is to the question, shape `(statements,)`.
            language: of the question.
            relevance: reads a question and a passage together, where one reads the language.
        """
        specialist = self._specialists.get(language) if relevance else None
        read = None if specialist is None else language
        own = [*_properties(product), *_sentences(product, cosines, read)]
        if not own:
            return [], BY_VECTORS
        texts = [passage.text for passage in own]
        scores, scale = self._near(specialist or self._embedder, question, texts), BY_VECTORS
        if relevance is not None and specialist is not None:
            scores, scale = relevance.scores(question, texts) + MEANING * scores, BY_READING
        order = np.argsort(-scores)
        return [(float(scores[i]), own[i]) for i in order], scale

    def _near(self, embedder: TextEmbedder, question: str, texts: Sequence[str]) -> Floats:
        vectors = np.stack([self._vector(embedder, text) for text in texts])
        found: Floats = vectors @ embedder.embed([question])[0]
        return found


def _embedded(embedder: TextEmbedder, text: str) -> Floats:
    found: Floats = embedder.embed([text])[0]
    return found


def second_look(product_id: str, ranked: Sequence[tuple[float, Passage]], scale: Scale) -> Evidence:
    """Return what answers, as a value with its source; where nothing does, what comes nearest."""
    if ranked and ranked[0][0] >= scale.answers:
        return Evidence(product_id, Verdict.VALUE, (ranked[0][1].source,))
    near = tuple(each.source for score, each in ranked[:MOST_NEAREST] if score >= scale.near)
    return Evidence(product_id, Verdict.NOT_FOUND, nearest=near)


def _properties(product: ProductFacts) -> Iterator[Passage]:
    named: Sequence[tuple[Place, Mapping[str, str]]] = (
        (Place.ATTRIBUTE, product.attributes),
        (Place.VERSION, {key: ", ".join(values) for key, values in product.options.items()}),
    )
    for place, held in named:
        for key, value in held.items():
            yield Passage(
                f"{_words(key)}: {_words(value)}", Source(place, value, key, Verdict.VALUE)
            )


def _sentences(product: ProductFacts, cosines: Floats, language: str | None) -> Iterator[Passage]:
    """Yield the nearest sentences, of one language or (None) of all."""
    own = [i for i, s in enumerate(product.statements) if language in (None, s.language)]
    for at in sorted(own, key=lambda i: -float(cosines[i]))[:MOST_SENTENCES]:
        said = product.statements[at]
        source = Source(
            said.place, said.text, said.key, Verdict.VALUE, said.language, said.title, said.rating
        )
        yield Passage(said.text, source)


def _words(key: str) -> str:
    return key.replace("_", " ")
