"""Measures answers to questions from reviews on questions written by hand, a third of which no reviewer answers."""

from __future__ import annotations

import csv
from pathlib import Path

from ecomcore.config import ROOT
from ecomcore.evaluation import Evaluation, Metrics
from ecomcore.reviews.book import ReviewBook

QUESTIONS = ROOT / "benchmarks" / "data" / "review_questions.csv"
DEFAULT = "ecomcore"


def evaluate_questions(book: ReviewBook, path: Path = QUESTIONS) -> Evaluation:
    """Measure in each language, beside an answer that is always the product's overall tone.

    `balance_right` is the share of the answerable questions whose verdict is right, `answered` those with
    any verdict, `refused` the share of the others that are answered by "nobody mentions it".
    """
    found: dict[str, Metrics] = {DEFAULT: {}, "overall_tone": {}}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for language in sorted({row["language"] for row in rows}):
        asked = [row for row in rows if row["language"] == language]
        said = [book.ask(row["product_id"], row["question"], language).verdict for row in asked]
        tones = [_tone(book, row["product_id"], language) for row in asked]
        truth = [row["verdict"] for row in asked]
        found[DEFAULT] |= _scores(language, list(said), truth)
        found["overall_tone"] |= _scores(language, tones, truth)
    return Evaluation({"questions": len(rows), "file": path.name}, DEFAULT, found)


def _tone(book: ReviewBook, product_id: str, language: str) -> str:
    average = book.summary(product_id, language).average
    return "not_mentioned" if average is None else "praise" if average >= 3 else "blame"


def _scores(language: str, said: list[str], truth: list[str]) -> Metrics:
    pairs = list(zip(said, truth, strict=True))
    open_pairs = [pair for pair in pairs if pair[1] != "not_mentioned"]
    closed = [pair for pair in pairs if pair[1] == "not_mentioned"]
    return {
        f"{language}_balance_right": round(
            sum(a == b for a, b in open_pairs) / max(len(open_pairs), 1), 3
        ),
        f"{language}_answered": round(
            sum(a != "not_mentioned" for a, _ in open_pairs) / max(len(open_pairs), 1), 3
        ),
        f"{language}_refused": round(sum(a == b for a, b in closed) / max(len(closed), 1), 3),
    }
