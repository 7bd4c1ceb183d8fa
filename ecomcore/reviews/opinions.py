"""What a sentence of a review is about, and whether it praises or blames: a linear model on sentence vectors.

One logistic regression tells the opinion (blame, neither, praise) from the vector, the stars that the writer gave and
a lexicon's score; one for each aspect tells what is spoken of from the vector and the words of the aspects. The
encoder puts translations side by side, so both languages learn from each other's examples.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import BuildError
from ecomcore.reviews.vocabulary import aspect_keys, words
from ecomcore.text.embed import Vectors

Floats = NDArray[np.float64]

RATING_FEATURES = 4
LEXICON_WEIGHT = 1.0


@dataclass(frozen=True)
class OpinionModel:
    """The fitted weights.

    `opinion` has the shape (3, features + 1), the last column being the intercepts, for blame, neither and
    praise; `aspect` has the shape (aspects, features + 1). An aspect is told where its probability reaches
    its entry of `thresholds`.
    """

    aspects: tuple[str, ...]
    opinion: Floats
    aspect: Floats
    thresholds: Floats
    encoder: str
    """Identity of the encoder whose vectors the weights are for."""

    def opinions(
        self, texts: Sequence[str], vectors: Vectors, ratings: Sequence[int | None], languages: Sequence[str]
    ) -> Floats:  # fmt: skip
        """Return -1 (blame) to 1 (praise) for each text: probability of praise less that of blame."""
        features = opinion_features(texts, vectors, ratings, languages)
        scores = features @ self.opinion[:, :-1].T + self.opinion[:, -1]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = scores / scores.sum(axis=1, keepdims=True)
        return np.asarray(chances[:, 2] - chances[:, 0])

    def aspect_chances(
        self, texts: Sequence[str], vectors: Vectors, languages: Sequence[str]
    ) -> Floats:
        """Return the probability of each aspect, shape (texts, aspects)."""
        features = aspect_features(texts, vectors, languages)
        return np.asarray(
            1 / (1 + np.exp(-(features @ self.aspect[:, :-1].T + self.aspect[:, -1])))
        )

    def aspects_of(
        self, texts: Sequence[str], vectors: Vectors, languages: Sequence[str]
    ) -> list[list[str]]:
        """Return what each text is about, the most certain first."""
        chances = self.aspect_chances(texts, vectors, languages)
        margins = chances - self.thresholds
        return [
            [self.aspects[column] for column in np.argsort(-row) if row[column] >= 0]
            for row in margins
        ]

    def save(self, path: Path) -> None:
        """Write the weights as JSON."""
        value = {
            "encoder": self.encoder,
            "aspects": self.aspects,
            "opinion": np.round(self.opinion, 4).tolist(),
            "aspect": np.round(self.aspect, 4).tolist(),
            "thresholds": self.thresholds.tolist(),
        }
        path.write_text(json.dumps(value), "utf-8")

    @classmethod
    def load(cls, path: Path) -> OpinionModel:
        """Read what `save` wrote.

        Raises:
            BuildError: the file is missing or damaged.
        """
        try:
            raw = json.loads(path.read_text("utf-8"))
            return cls(
                tuple(raw["aspects"]),
                np.array(raw["opinion"], dtype=np.float64),
                np.array(raw["aspect"], dtype=np.float64),
                np.array(raw["thresholds"], dtype=np.float64),
                str(raw["encoder"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BuildError(f"{path} is damaged ({error}); run 'ecomcore build'") from error


def opinion_features(
    texts: Sequence[str], vectors: Vectors, ratings: Sequence[int | None], languages: Sequence[str]
) -> Floats:
    """Return the vectors with what the stars and the lexicon say, shape (texts, dimension + 5)."""
    stars = np.array([_rating_features(rating) for rating in ratings]).reshape(-1, RATING_FEATURES)
    lexicon = np.array(
        [[lexicon_score(text, code)] for text, code in zip(texts, languages, strict=True)]
    )
    return np.hstack(
        [vectors.astype(np.float64) * 4, stars, LEXICON_WEIGHT * lexicon.reshape(-1, 1)]
    )


def aspect_features(texts: Sequence[str], vectors: Vectors, languages: Sequence[str]) -> Floats:
    """Return the vectors with the aspects that are named, shape (texts, dimension + aspects)."""
    keys = {aspect: column for column, aspect in enumerate(aspect_keys())}
    named = np.zeros((len(texts), len(keys)))
    for row, (text, code) in enumerate(zip(texts, languages, strict=True)):
        named[row, [keys[aspect] for aspect in words(code).named_aspects(text)]] = 1.0
    return np.hstack([vectors.astype(np.float64) * 4, named * 1.5])


def lexicon_score(text: str, language: str) -> float:
    """Return -1 to 1 as VADER scores an English text (Hutto and Gilbert, 2014); 0 for other languages."""
    if language != "en":
        return 0.0
    return float(_vader().polarity_scores(text)["compound"])


@lru_cache(maxsize=1)
def _vader() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def _rating_features(rating: int | None) -> list[float]:
    if rating is None:
        return [0.0] * RATING_FEATURES
    return [float(rating <= 2), float(rating == 3), float(rating == 4), float(rating == 5)]
