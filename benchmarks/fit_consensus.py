"""Fits the weights with which the sentences of a review summary are chosen (`ecomcore/reviews/consensus.json`).

    python -m benchmarks.fit_consensus GOLD [GOLD …] [--write]

Without `--write` it reports ROUGE by eight-fold cross-validation over the products, with the choices of length and
redundancy beside it. A sentence's target is the mean of ROUGE-1 and twice ROUGE-2 precision over the human summaries.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge

from ecomcore.reviews.consensus import FEATURES, WEIGHTS, Consensus, consensus_features
from ecomcore.reviews.evaluate_summaries import Gold, RougeScores, joined, read_gold
from ecomcore.text.embed import Vectors, get_embedder

PENALTY = 30.0
FOLDS = 8
LENGTH, REDUNDANCY = 62, 0.1


def fit(features: Sequence[np.ndarray], targets: Sequence[np.ndarray]) -> Consensus:
    """Return the weights by ridge regression over the sentences of all products."""
    stacked = np.vstack(features)
    mean, scale = stacked.mean(axis=0), np.maximum(stacked.std(axis=0), 1e-9)
    model = Ridge(alpha=PENALTY).fit((stacked - mean) / scale, np.concatenate(targets))
    return Consensus(model.coef_, mean, scale, LENGTH, REDUNDANCY)


def targets_of(gold: Gold, texts: Sequence[str], scorer: RougeScores) -> np.ndarray:
    """Return what each sentence is worth against the human summaries."""
    raw = scorer._scorer
    found = [[raw.score(reference, text) for reference in gold.summaries] for text in texts]
    return np.array(
        [np.mean([s["rouge1"].precision + 2 * s["rouge2"].precision for s in one]) for one in found]
    )


def main() -> None:
    """Fit, report, and write if asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    products = [gold for path in options.gold for gold in read_gold(path)]
    embedder, scorer = get_embedder(), RougeScores()
    found = [gold.candidates() for gold in products]
    vectors: list[Vectors] = [embedder.embed([c.text for c in one]) for one in found]
    features = [consensus_features(c, v) for c, v in zip(found, vectors, strict=True)]
    targets = [
        targets_of(gold, [c.text for c in one], scorer)
        for gold, one in zip(products, found, strict=True)
    ]
    scores: dict[tuple[int, float], list[list[float]]] = {}
    for fold in range(FOLDS):
        kept = [row for row in range(len(products)) if row % FOLDS != fold]
        model = fit([features[row] for row in kept], [targets[row] for row in kept])
        for row in range(fold, len(products), FOLDS):
            for length in (55, 62, 70):
                for redundancy in (0.05, 0.1, 0.2):
                    choice = replace(model, length=length, redundancy=redundancy)
                    text = joined(found[row], choice.choose(found[row], vectors[row]))
                    scores.setdefault((length, redundancy), []).append(
                        scorer(text, products[row].summaries)
                    )
    for (length, redundancy), one in scores.items():
        print(length, redundancy, np.round(np.mean(one, axis=0), 4).tolist())
    final = fit(features, targets)
    if options.write:
        value = {
            "length": LENGTH,
            "redundancy": REDUNDANCY,
            "features": {
                name: {
                    "weight": round(float(final.weights[column]), 5),
                    "mean": round(float(final.mean[column]), 5),
                    "scale": round(float(final.scale[column]), 5),
                }
                for column, name in enumerate(FEATURES)
            },
        }
        WEIGHTS.write_text(json.dumps(value, indent=1) + "\n", "utf-8")
        print("written", WEIGHTS)


if __name__ == "__main__":
    main()
