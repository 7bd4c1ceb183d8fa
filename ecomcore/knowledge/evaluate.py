"""Measures answers on a file of questions, against keywords alone and sentence vectors alone."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from ecomcore.config import ROOT
from ecomcore.errors import BadRow, BuildError, ImportFailedError
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.knowledge.answers import KnowledgeBase
from ecomcore.knowledge.index import ALL, Embeds, KnowledgeIndex, Question

QUESTIONS = ROOT / "tests" / "data" / "knowledge_questions.csv"
COLUMNS = ("language", "question", "entry_id")
K = 3
CALIBRATION_BINS = 10
DEFAULT = "calibrated choice"


@dataclass(frozen=True)
class Asked:
    """A question with the entry that answers it; None where the shop's knowledge has no answer."""

    language: str
    question: str
    entry_id: str | None


@dataclass(frozen=True)
class Result:
    """What a model made of one question: entries best first, its score, whether it answered, and how long it took."""

    asked: Asked
    entries: list[str]
    score: float
    is_answered: bool
    seconds: float
    chance: float | None = None


Model = Callable[[Asked], Result]


def read_questions(path: Path) -> list[Asked]:
    """Return the questions of a CSV file with the columns `language,question,entry_id`.

    Raises:
        ImportFailedError: the file has other columns, or a row without a language or a question.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ImportFailedError([BadRow(path.name, 1, missing[0], "this column is missing")])
        rows = [{name: (row[name] or "").strip() for name in COLUMNS} for row in reader]
    bad = [
        BadRow(path.name, line, name, "must not be empty")
        for line, row in enumerate(rows, start=2)
        for name in ("language", "question")
        if not row[name]
    ]
    if bad:
        raise ImportFailedError(bad)
    return [Asked(row["language"], row["question"], row["entry_id"] or None) for row in rows]


def evaluate_answers(base: KnowledgeBase, questions: Sequence[Asked], shop: str) -> Evaluation:
    """Return the scores of the knowledge base and of its two ingredients, per language and over all.

    `accuracy_at_1` and `recall_at_3` are over the answerable questions, whether they would be answered or not;
    `answered` and `refused` are shares of the answerable and the unanswerable ones at the threshold that the build
    learnt (who is asked which entry is meant got no answer); `answered_right` is the share of answerable ones that
    get the right entry, `wrong_of_answered` the share of the answers given to answerable ones that are from another.
    `answerable_auroc` says how well the score tells the two kinds apart at any threshold.

    Raises:
        BuildError: the shop has no knowledge.
    """
    if base.index is None:
        raise BuildError(f"shop {shop!r} has no knowledge entries to ask")
    known = {section.entry_id for section in base.index.sections}
    foreign = sorted({q.entry_id for q in questions if q.entry_id} - known)
    if foreign:
        raise BuildError(
            f"the questions name entries that shop {shop!r} does not have: {', '.join(foreign[:5])}"
        )
    base.consult("warm up", "en")
    embeds: Embeds = {ALL: base.embedder.embed}
    models = {
        DEFAULT: _product(base),
        "bm25": _single(base.index, embeds, lambda index, asked: index.bm25(asked)),
        "nearest text": _single(base.index, embeds, _nearest),
    }
    languages = sorted({q.language for q in questions})
    evaluation = Evaluation(
        data={
            "shop": shop,
            "entries": len(known),
            "answerable": sum(q.entry_id is not None for q in questions),
            "unanswerable": sum(q.entry_id is None for q in questions),
            "languages": languages,
            "threshold": round(base.threshold, 3),
            "embed_model": base.embedder.identity,
        },
        default=DEFAULT,
    )
    for name, model in models.items():
        results = [model(question) for question in questions]
        evaluation.models[name] = _metrics(results)
        for language in languages:
            own = [result for result in results if result.asked.language == language]
            evaluation.models[f"{name} ({language})"] = _metrics(own)
    return evaluation


def _product(base: KnowledgeBase) -> Model:
    def ask(asked: Asked) -> Result:
        started = time.perf_counter()
        found = base.consult(asked.question, asked.language, K)
        seconds = time.perf_counter() - started
        entries = [answer.entry_id for answer in found.answers]
        chance = found.answers[0].score if found.answers else 0.0
        return Result(asked, entries, found.answerable, found.is_clear, seconds, chance)

    return ask


def _single(
    index: KnowledgeIndex,
    embeds: Embeds,
    score: Callable[[KnowledgeIndex, Question], np.ndarray[tuple[int, ...], np.dtype[np.float32]]],
) -> Model:
    """Return a baseline that orders sections by one score, and answers whatever has any."""

    def ask(asked: Asked) -> Result:
        started = time.perf_counter()
        scores = score(index, index.question(asked.question, embeds))
        order = np.argsort(-scores, kind="stable")[:K]
        seconds = time.perf_counter() - started
        entries = [index.sections[row].entry_id for row in order]
        return Result(asked, entries, float(scores.max()), bool(scores.max() > 0), seconds)

    return ask


def _nearest(
    index: KnowledgeIndex, asked: Question
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Return each section's highest cosine among its title, known questions and sentences."""
    return index.base.nearest(asked.vectors[ALL])


def _metrics(results: list[Result]) -> Metrics:
    answerable = [r for r in results if r.asked.entry_id is not None]
    unanswerable = [r for r in results if r.asked.entry_id is None]
    metrics: Metrics = {}
    if answerable:
        right = [r.entries[:1] == [r.asked.entry_id] for r in answerable]
        metrics["accuracy_at_1"] = _mean(right)
        metrics["recall_at_3"] = _mean([r.asked.entry_id in r.entries for r in answerable])
        metrics["answered"] = _mean([r.is_answered for r in answerable])
        metrics["answered_right"] = _mean(
            [ok and r.is_answered for ok, r in zip(right, answerable, strict=True)]
        )
        given = [not ok for ok, r in zip(right, answerable, strict=True) if r.is_answered]
        if given:
            metrics["wrong_of_answered"] = _mean(given)
    if unanswerable:
        metrics["refused"] = _mean([not r.is_answered for r in unanswerable])
    if answerable and unanswerable:
        labels = [r.asked.entry_id is not None for r in results]
        metrics["answerable_auroc"] = round(
            float(roc_auc_score(labels, [r.score for r in results])), 4
        )
    if results and results[0].chance is not None:
        metrics["ece"] = _calibration_error(results)
    metrics["p95_ms"] = round(1000 * float(np.quantile([r.seconds for r in results], 0.95)), 2)
    return metrics


def _mean(values: Sequence[bool]) -> float:
    return round(float(np.mean(values)), 4)


def _calibration_error(results: list[Result]) -> float:
    """Return the expected calibration error of the best section's probability (Naeini et al., 2015)."""
    chance = np.array([r.chance or 0.0 for r in results])
    right = np.array([r.entries[:1] == [r.asked.entry_id] for r in results], dtype=float)
    bins = np.minimum((chance * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = [
        abs(chance[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(CALIBRATION_BINS)
        if (bins == b).any()
    ]
    return round(float(sum(gaps)), 4)
