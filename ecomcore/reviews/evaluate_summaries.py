"""Measures the choice of sentences against human summaries, beside LexRank, centroid and random sentences.

ROUGE (Lin, 2004) of the package `rouge-score` with stemming: F1, the mean over a product's references, then over the
products. All models choose whole sentences of the same reviews, up to the same number of words.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ecomcore.errors import SettingsError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.reviews.consensus import (
    Candidate,
    Consensus,
    lexrank,
    pick_different,
    stems,
)
from ecomcore.reviews.review import language_of, readable
from ecomcore.text.embed import TextEmbedder, Vectors, get_embedder
from shoptalk.sentences import sentences

DEFAULT = "consensus"
MEASURES = {"rouge_1": "rouge1", "rouge_2": "rouge2", "rouge_l": "rougeL"}
RANDOM_DRAWS = 5

Chooser = Callable[[Sequence[Candidate], Vectors], list[int]]


@dataclass(frozen=True)
class Gold:
    """Reviews of one product with summaries that people wrote of them."""

    reviews: tuple[str, ...]
    summaries: tuple[str, ...]

    def candidates(self) -> list[Candidate]:
        """Return the sentences of the reviews."""
        return [
            Candidate(text, str(number), language_of(text, "en"), place)
            for number, review in enumerate(self.reviews)
            for place, text in enumerate(sentences(readable(review)))
        ]


def read_gold(path: Path) -> list[Gold]:
    """Read JSON lines, gzipped or not: lists `reviews` and `summaries`, or `rev1` … and `summ1` … as in FewSum.

    Raises:
        SettingsError: the file is missing, a line cannot be read or has no reviews or summaries.
    """
    found = []
    for number, row in enumerate(_rows(path), start=1):
        reviews = _listed(row, "reviews", r"rev(?:iew)?_?\d+")
        summaries = _listed(row, "summaries", r"summ(?:ary)?_?\d+")
        if not reviews or not summaries:
            raise SettingsError(
                f"{path}:{number} has {len(reviews)} reviews and {len(summaries)} summaries; it needs both, as lists "
                "'reviews' and 'summaries' or as fields rev1, … and summ1, …"
            )
        found.append(Gold(tuple(reviews), tuple(summaries)))
    if not found:
        raise SettingsError(f"{path} has no row")
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        opened = (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8")
        )
        with opened as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise SettingsError(f"{path}:{number} is not a JSON object")
                yield row
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read as JSON lines: {error}") from error


def _listed(row: Mapping[str, Any], name: str, numbered: str) -> list[str]:
    if isinstance(row.get(name), list):
        return [str(text) for text in row[name] if str(text).strip()]
    keys = sorted(
        (key for key in row if re.fullmatch(numbered, key)), key=lambda key: (len(key), key)
    )
    return [str(row[key]) for key in keys if str(row[key] or "").strip()]


def evaluate_summaries(
    gold: Sequence[Gold], name: str, embedder: TextEmbedder | None = None
) -> Evaluation:
    """Measure all models on the same products; `oracle_review` is the one review nearest to the references."""
    embedder = embedder or get_embedder()
    consensus = Consensus.packaged()
    choosers: dict[str, Chooser] = {
        DEFAULT: consensus.choose,
        "lexrank": lambda found, vectors: pick_different(
            found,
            vectors,
            lexrank([stems(c.text, c.language) for c in found]),
            consensus.length,
            0.0,
        ),
        "centroid": lambda found, vectors: pick_different(
            found, vectors, vectors @ vectors.mean(axis=0), consensus.length, 0.2
        ),
        "first_sentences": lambda found, vectors: pick_different(
            found,
            vectors,
            np.array([-c.position * 100 - int(c.source) for c in found], float),
            consensus.length,
            0.0,
        ),
    }
    scores: dict[str, list[list[float]]] = {
        model: [] for model in (*choosers, "random", "oracle_review")
    }
    scorer = RougeScores()
    rng = np.random.default_rng(0)
    for product in gold:
        found = product.candidates()
        vectors = embedder.embed([candidate.text for candidate in found])
        for model, choose in choosers.items():
            scores[model].append(scorer(joined(found, choose(found, vectors)), product.summaries))
        draws = [
            pick_different(found, vectors, rng.random(len(found)), consensus.length, 0.0)
            for _ in range(RANDOM_DRAWS)
        ]
        drawn = [scorer(joined(found, rows), product.summaries) for rows in draws]
        scores["random"].append(np.mean(drawn, axis=0).tolist())
        whole = [scorer(review, product.summaries) for review in product.reviews]
        scores["oracle_review"].append(max(whole, key=lambda score: score[0]))
    data = {
        "gold": name,
        "products": len(gold),
        "summaries_each": len(gold[0].summaries),
        "words": consensus.length,
    }
    return Evaluation(data, DEFAULT, {model: _means(found) for model, found in scores.items()})


class RougeScores:
    """ROUGE-1, ROUGE-2 and ROUGE-L as F1 (0 to 1), the mean over the references."""

    def __init__(self) -> None:
        """Prepare the scorer; it stems English words."""
        from rouge_score.rouge_scorer import RougeScorer

        self._scorer = RougeScorer(list(MEASURES.values()), use_stemmer=True)

    def __call__(self, text: str, references: Sequence[str]) -> list[float]:
        """Return the three scores of a text."""
        found = [self._scorer.score(reference, text) for reference in references]
        return [float(np.mean([one[key].fmeasure for one in found])) for key in MEASURES.values()]


def joined(candidates: Sequence[Candidate], rows: Sequence[int]) -> str:
    """Return the chosen sentences as one text."""
    return " ".join(candidates[row].text for row in rows)


def _means(scores: Sequence[Sequence[float]]) -> Metrics:
    means = np.mean(scores, axis=0)
    return {measure: round(float(mean), 4) for measure, mean in zip(MEASURES, means, strict=True)}
