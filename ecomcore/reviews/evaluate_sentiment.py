"""Measures the sentiment of whole reviews on labelled ones, beside plain baselines in the same run."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from ecomcore.errors import SettingsError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.reviews.sentiment import ReviewSentiment, macro_f1
from ecomcore.text.tokens import has_chinese

DEFAULT = "ecomcore"
TEXTS = ("review_text", "review", "text", "content", "comment", "sentence")
TITLES = ("title", "summary", "headline")
LABELS = ("label", "rating", "stars", "score", "sentiment")
LEXICON_SAMPLE = 2_000
"""Reviews that the lexicon of Chinese judges: it takes milliseconds for each."""

DRAWS = 500

Predict = Callable[[], tuple[NDArray[np.int64], NDArray[np.int64]]]


@dataclass(frozen=True)
class Labelled:
    """Reviews with a label each: 0 and 1, or stars."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]


def read_labelled(path: Path) -> Labelled:
    """Read JSON lines or CSV, gzipped or not; a title is put before its text, rows without words are left out.

    Raises:
        SettingsError: the file is missing, cannot be read, or has no column of texts or of labels.
    """
    texts, labels = [], []
    for number, row in enumerate(_rows(path), start=1):
        text_key, label_key = (
            next((key for key in keys if key in row), None) for keys in (TEXTS, LABELS)
        )
        if text_key is None or label_key is None:
            raise SettingsError(
                f"{path}:{number} needs a text ({', '.join(TEXTS)}) and a label ({', '.join(LABELS)}); "
                f"it has {', '.join(map(str, row))}"
            )
        title = next((str(row[key] or "") for key in TITLES if key in row and key != text_key), "")
        text = ". ".join(part.strip() for part in (title, str(row[text_key] or "")) if part.strip())
        try:
            label = int(float(row[label_key]))
        except (TypeError, ValueError) as error:
            raise SettingsError(
                f"{path}:{number} {label_key}: {row[label_key]!r} is not a number"
            ) from error
        if text:
            texts.append(text)
            labels.append(label)
    if not texts:
        raise SettingsError(f"{path} has no labelled review")
    return Labelled(tuple(texts), tuple(labels))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with _opened(path) as file:
            if path.name.removesuffix(".gz").endswith((".csv", ".tsv")):
                yield from csv.DictReader(file, delimiter="\t" if ".tsv" in path.name else ",")
            else:
                yield from (json.loads(line) for line in file if line.strip())
    except (OSError, ValueError, csv.Error) as error:
        raise SettingsError(f"{path} cannot be read as CSV or JSON lines: {error}") from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def evaluate_sentiment(train: Labelled, test: Labelled, name: str) -> Evaluation:
    """Fit every model on `train` and measure it on `test`: accuracy, macro F1, 95 % bootstrap intervals."""
    truth = np.array(test.labels)
    is_chinese = bool(np.mean([has_chinese(text) for text in test.texts[:500]]) >= 0.5)
    models: dict[str, Predict] = {
        DEFAULT: lambda: (
            ReviewSentiment().fit(train.texts, train.labels).predict(test.texts),
            truth,
        ),
        "tfidf_logistic": lambda: (_tfidf(train, test, is_chinese, None), truth),
        "tfidf_logistic_balanced": lambda: (_tfidf(train, test, is_chinese, "balanced"), truth),
        "majority": lambda: (np.full(len(truth), np.bincount(train.labels).argmax()), truth),
    }
    if is_chinese and set(train.labels) == {0, 1}:
        models["snownlp"] = lambda: _snownlp(test)
    elif not is_chinese:
        models["vader"] = lambda: (_vader(train, test), truth)
    data = {
        "test": name,
        "train_reviews": len(train.texts),
        "test_reviews": len(test.texts),
        "classes": len(set(train.labels)),
    }
    return Evaluation(
        data, DEFAULT, {model: _metrics(*predict()) for model, predict in models.items()}
    )


def _tfidf(
    train: Labelled, test: Labelled, is_chinese: bool, weights: str | None
) -> NDArray[np.int64]:
    """Return the labels by TF-IDF (words and pairs; one to four characters of Chinese) with logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    grams = (
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2)
        if is_chinese
        else TfidfVectorizer(ngram_range=(1, 2), min_df=2)
    )
    features = grams.fit_transform(train.texts)
    model = LogisticRegression(class_weight=weights, max_iter=300).fit(features, train.labels)
    return np.asarray(model.predict(grams.transform(test.texts)))


def _vader(train: Labelled, test: Labelled) -> NDArray[np.int64]:
    """Return the labels by VADER's score alone, cut where a regression on the training part cuts it."""
    from sklearn.linear_model import LogisticRegression

    from ecomcore.reviews.opinions import lexicon_score

    known, asked = (
        np.array([[lexicon_score(text, "en")] for text in part.texts]) for part in (train, test)
    )
    return np.asarray(
        LogisticRegression(class_weight="balanced").fit(known, train.labels).predict(asked)
    )


def _snownlp(test: Labelled) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    from snownlp import SnowNLP

    rows = np.arange(len(test.texts))
    if len(rows) > LEXICON_SAMPLE:
        rows = np.sort(np.random.default_rng(0).choice(rows, LEXICON_SAMPLE, replace=False))
    found = [int(SnowNLP(test.texts[row]).sentiments >= 0.5) for row in rows]
    return np.array(found), np.array(test.labels)[rows]


def _metrics(found: NDArray[np.int64], truth: NDArray[np.int64]) -> Metrics:
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(truth), len(truth)) for _ in range(DRAWS)]
    accuracy = [float((found[rows] == truth[rows]).mean()) for rows in draws]
    macro = [macro_f1(found[rows], truth[rows]) for rows in draws]
    return {
        "accuracy": round(float((found == truth).mean()), 4),
        "accuracy_low": round(float(np.quantile(accuracy, 0.025)), 4),
        "accuracy_high": round(float(np.quantile(accuracy, 0.975)), 4),
        "macro_f1": round(macro_f1(found, truth), 4),
        "macro_f1_low": round(float(np.quantile(macro, 0.025)), 4),
        "macro_f1_high": round(float(np.quantile(macro, 0.975)), 4),
        "reviews": float(len(truth)),
    }
