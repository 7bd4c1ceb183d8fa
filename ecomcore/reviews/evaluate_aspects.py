"""Measures aspects and opinions on sentences of the demo shop's reviews, annotated by hand, that no model has seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ecomcore.config import ROOT
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.reviews.learning import Lesson, annotated, model_for
from ecomcore.reviews.remarks import side_of
from ecomcore.reviews.vocabulary import words
from ecomcore.text.embed import TextEmbedder, get_embedder

SENTENCES = ROOT / "benchmarks" / "data" / "review_sentences.csv"
DEFAULT = "ecomcore"


def evaluate_aspects(path: Path = SENTENCES, embedder: TextEmbedder | None = None) -> Evaluation:
    """Measure in each language, beside words alone (aspects) and the stars alone (opinions).

    `aspect_f1` is over pairs of sentence and aspect; `opinion_accuracy` over praise, blame and neither;
    `side_accuracy` over the sentences that take a side.
    """
    embedder = embedder or get_embedder()
    sentences = annotated(path)
    model = model_for(embedder)
    found: dict[str, Metrics] = {DEFAULT: {}, "words_or_stars": {}}
    for language in sorted({lesson.language for lesson in sentences}):
        asked = [lesson for lesson in sentences if lesson.language == language]
        texts, codes = [lesson.text for lesson in asked], [language] * len(asked)
        vectors = embedder.embed(texts)
        opinions = model.opinions(texts, vectors, [lesson.rating for lesson in asked], codes)
        told = [set(aspects) for aspects in model.aspects_of(texts, vectors, codes)]
        named = [set(words(language).named_aspects(text)) for text in texts]
        stars = np.array([((lesson.rating or 3) - 3) / 2 for lesson in asked])
        found[DEFAULT] |= _scores(language, asked, told, opinions)
        found["words_or_stars"] |= _scores(language, asked, named, stars)
    data = {"sentences": len(sentences), "file": path.name}
    return Evaluation(data, DEFAULT, found)


def _scores(
    language: str, asked: Sequence[Lesson], told: Sequence[set[str]], opinions: np.ndarray
) -> Metrics:
    hits = sum(
        len(mine & (lesson.aspects or set())) for lesson, mine in zip(asked, told, strict=True)
    )
    said, right = sum(map(len, told)), sum(len(lesson.aspects or ()) for lesson in asked)
    truth = np.array([lesson.opinion for lesson in asked])
    sides = np.array([side_of(float(opinion)) for opinion in opinions])
    taking = truth != 0
    return {
        f"{language}_aspect_precision": round(hits / max(said, 1), 3),
        f"{language}_aspect_recall": round(hits / max(right, 1), 3),
        f"{language}_aspect_f1": round(2 * hits / max(said + right, 1), 3),
        f"{language}_opinion_accuracy": round(float((sides == truth).mean()), 3),
        f"{language}_side_accuracy": round(float((np.sign(opinions) == truth)[taking].mean()), 3),
    }
