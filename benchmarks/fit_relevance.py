"""Fits which remarks answer a question (`ecomcore/reviews/relevance.json`), and cross-validates it by product.

python -m benchmarks.fit_relevance

The lessons are questions about products of the demo shop that neither the test nor the tuning questions are about; each
names the sentences that answer it, as review, place in it, and the side that it takes (`c009.0+`).
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from ecomcore.config import ROOT
from ecomcore.reviews.asking import answering, said_of_it, side, verdict, weigh
from ecomcore.reviews.learning import model_for
from ecomcore.reviews.opinions import OpinionModel
from ecomcore.reviews.reading import read_shop
from ecomcore.reviews.relevance import PACKAGED, features
from ecomcore.reviews.remarks import Remark
from ecomcore.reviews.review import Review, readable
from ecomcore.text.embed import TextEmbedder, Vectors, get_embedder

LESSONS = ROOT / "benchmarks" / "data" / "review_questions_lessons.csv"
REVIEWS = ROOT / "data" / "shop" / "reviews.csv"
FOLDS = 5
SIDES = {"+": 1, "-": -1, "0": 0}


@dataclass(frozen=True)
class Lesson:
    """A question with the remarks about its product, what each shares with it, and which of them answer."""

    language: str
    product: str
    question: str
    remarks: Sequence[Remark]
    features: NDArray[np.float64]
    answers: NDArray[np.bool_]
    verdict: str


def main() -> None:
    """Cross-validate, fit on everything, and write."""
    embedder = get_embedder()
    model = model_for(embedder)
    lessons = read_lessons(embedder, model)
    print(f"{len(lessons)} questions about {len({lesson.product for lesson in lessons})} products")
    for name, value in cross_validated(lessons, embedder, model).items():
        print(f"{name}: {value:.3f}")
    fitted = fit(lessons)
    weights = np.append(fitted.coef_[0], fitted.intercept_[0])
    PACKAGED.write_text(json.dumps(np.round(weights, 4).tolist()) + "\n", "utf-8")
    print(f"written {PACKAGED}")


def read_lessons(embedder: TextEmbedder, model: OpinionModel) -> list[Lesson]:
    """Return the lessons with the features of every remark."""
    shelves = _shelves(embedder)
    with LESSONS.open(encoding="utf-8", newline="") as file:
        return [
            _lesson(row, *shelves[row["product_id"]], embedder, model)
            for row in csv.DictReader(file)
        ]


def fit(lessons: Sequence[Lesson]) -> Any:
    """Fit the regression on all remarks of the lessons."""
    told = np.vstack([lesson.features for lesson in lessons])
    answers = np.concatenate([lesson.answers for lesson in lessons])
    return LogisticRegression(C=1.0, max_iter=3000).fit(told, answers)


def cross_validated(
    lessons: Sequence[Lesson], embedder: TextEmbedder, model: OpinionModel
) -> dict[str, float]:
    """Return the shares of right balances and of right refusals, every product judged unseen."""
    right: dict[str, list[bool]] = defaultdict(list)
    groups = [lesson.product for lesson in lessons]
    for known, asked in GroupKFold(FOLDS).split(groups, groups=groups):
        fitted = fit([lessons[row] for row in known])
        for lesson in (lessons[row] for row in asked):
            said = _answered(lesson, fitted.predict_proba(lesson.features)[:, 1], embedder, model)
            kind = "refused" if lesson.verdict == "not_mentioned" else "balance_right"
            right[f"{lesson.language}_{kind}"].append(said == lesson.verdict)
    return {name: float(np.mean(found)) for name, found in sorted(right.items())}


def _answered(
    lesson: Lesson, likely: NDArray[np.float64], embedder: TextEmbedder, model: OpinionModel
) -> str:
    rows = {row: lesson.remarks[row] for row in answering(likely)}
    said = said_of_it(lesson.question, lesson.language, rows, embedder, model)
    return _balance({row: (rows[row].review_id, opinion) for row, opinion in said.items()})


def _balance(said: dict[Any, tuple[str, float]]) -> str:
    by_review: dict[str, float] = defaultdict(float)
    for name, opinion in said.values():
        by_review[name] += opinion
    taken = [side(opinion) for opinion in by_review.values()]
    return verdict(taken.count(1), taken.count(-1), len(taken))


def _lesson(
    row: dict[str, str], remarks: Sequence[Remark], vectors: Vectors, embedder: TextEmbedder, model: OpinionModel
) -> Lesson:  # fmt: skip
    marked = {answer[:-1]: SIDES[answer[-1]] for answer in row["answers"].split()}
    names = [f"{remark.review_id}.{remark.position}" for remark in remarks]
    if not marked.keys() <= set(names):
        raise ValueError(f"{row['question']}: no sentence {sorted(marked.keys() - set(names))}")
    asked = embedder.embed([row["question"]])
    evidence = weigh(row["question"], row["language"], remarks, vectors, asked, model)
    return Lesson(
        row["language"],
        row["product_id"],
        row["question"],
        remarks,
        features(evidence),
        np.array([name in marked for name in names]),
        _balance({name: (name.split(".")[0], float(taken)) for name, taken in marked.items()}),
    )


def _shelves(embedder: TextEmbedder) -> dict[str, tuple[list[Remark], Vectors]]:
    with REVIEWS.open(encoding="utf-8", newline="") as file:
        reviews = [
            Review(
                row["review_id"], row["product_id"], int(row["rating"]), readable(row["text"]), row["language"]
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip
    read = read_shop(reviews, embedder)
    product = {review.id: review.product_id for review in reviews}
    rows: dict[str, list[int]] = defaultdict(list)
    for row, remark in enumerate(read.remarks):
        rows[product[remark.review_id]].append(row)
    return {
        name: ([read.remarks[row] for row in found], read.vectors[found])
        for name, found in rows.items()
    }


if __name__ == "__main__":
    main()
