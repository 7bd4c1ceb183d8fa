"""Fits the model of aspects and opinions on what people wrote down for it.

Those are the examples in `words/<language>.yml`, and sentences of the demo shop's reviews annotated by hand
(`words/annotated.csv`). The packaged model is fitted for the default encoder (`benchmarks/fit_opinions.py`); with
another encoder a build fits its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ecomcore.reviews.opinions import (
    Floats,
    OpinionModel,
    aspect_features,
    opinion_features,
)
from ecomcore.reviews.vocabulary import FOLDER, aspect_keys, languages, words
from ecomcore.text.embed import TextEmbedder, Vectors

ANNOTATED = FOLDER / "annotated.csv"
PACKAGED = Path(__file__).parent / "opinions.json"

C_OPINION, C_ASPECT = 1.0, 0.3
THRESHOLD = 0.3


@dataclass(frozen=True)
class Lesson:
    """A sentence to learn from: `opinion` is 1, 0 or -1; `aspects` is None where it is not known."""

    text: str
    language: str
    opinion: int
    aspects: frozenset[str] | None
    rating: int | None


@lru_cache(maxsize=1)
def lessons() -> tuple[Lesson, ...]:
    """Return the examples and the annotated sentences of all languages."""
    found = [
        Lesson(
            text,
            code,
            opinion,
            _aspects_of(aspect, opinion),
            None,
        )
        for code in languages()
        for text, aspect, opinion in words(code).examples
    ]
    return (*found, *annotated(ANNOTATED))


def _aspects_of(aspect: str | None, opinion: int) -> frozenset[str] | None:
    """Return what an example is about: unknown where it takes a side in general, nothing where it takes none."""
    if aspect is not None:
        return frozenset({aspect})
    return None if opinion else frozenset()


def annotated(path: Path) -> list[Lesson]:
    """Read annotated sentences: columns `language`, `rating`, `opinion`, `aspects` (`price:1 size:-1`), `sentence`."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Lesson(
                row["sentence"],
                row["language"],
                int(row["opinion"]),
                frozenset(pair.rpartition(":")[0] for pair in row["aspects"].split()),
                int(row["rating"]),
            )
            for row in csv.DictReader(file)
        ]


def model_for(embedder: TextEmbedder) -> OpinionModel:
    """Return the model for a shop: the packaged one with the encoder that it was fitted for, else one fitted now."""
    if embedder.identity == json.loads(PACKAGED.read_text("utf-8"))["encoder"]:
        return OpinionModel.load(PACKAGED)
    return fit_opinions(embedder)


def fit_opinions(embedder: TextEmbedder) -> OpinionModel:
    """Fit both models on all lessons, for this encoder."""
    taught = lessons()
    return fit_on(taught, embedder.embed([lesson.text for lesson in taught]), embedder.identity)


def fit_on(taught: Sequence[Lesson], vectors: Vectors, encoder: str) -> OpinionModel:
    """Fit both models on lessons and their vectors, shape (lessons, dimension)."""
    aspects = aspect_keys()
    return OpinionModel(
        aspects,
        _fit_opinion(taught, vectors),
        _fit_aspects(taught, vectors, aspects),
        np.full(len(aspects), THRESHOLD),
        encoder,
    )


def _fit_opinion(taught: Sequence[Lesson], vectors: Vectors) -> Floats:
    from sklearn.linear_model import LogisticRegression

    features = opinion_features(
        [x.text for x in taught], vectors, [x.rating for x in taught], [x.language for x in taught]
    )
    labels = np.array([x.opinion for x in taught])
    model = LogisticRegression(C=C_OPINION, max_iter=500).fit(features, labels)
    return np.hstack([model.coef_, model.intercept_[:, None]])


def _fit_aspects(
    taught: Sequence[Lesson], vectors: Vectors, aspects: Sequence[str]
) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    rows = [row for row, x in enumerate(taught) if x.aspects is not None]
    features = aspect_features(
        [taught[row].text for row in rows], vectors[rows], [taught[row].language for row in rows]
    )
    fitted = []
    for aspect in aspects:
        labels = np.array([aspect in (taught[row].aspects or ()) for row in rows])
        model = LogisticRegression(C=C_ASPECT, max_iter=500).fit(features, labels)
        fitted.append(np.append(model.coef_[0], model.intercept_[0]))
    return np.array(fitted)
