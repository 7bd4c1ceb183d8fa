"""Measuring aspects and questions on files of a few lines."""

from pathlib import Path

import pytest

from ecomcore.reviews.book import ReviewBook
from ecomcore.reviews.evaluate_aspects import evaluate_aspects
from ecomcore.reviews.evaluate_questions import evaluate_questions


def test_aspects_are_measured_beside_words_alone(tmp_path: Path) -> None:
    path = tmp_path / "sentences.csv"
    path.write_text(
        "review_id,language,rating,opinion,aspects,sentence\n"
        "a,en,5,1,price:1,Great value for money.\n"
        "b,en,1,-1,durability:-1,It broke after two weeks.\n",
        "utf-8",
    )
    found = evaluate_aspects(path)
    assert found.models["ecomcore"]["en_side_accuracy"] == 1.0
    assert found.models["ecomcore"]["en_aspect_recall"] == 1.0
    assert found.models["words_or_stars"]["en_aspect_f1"] == 1.0


def test_questions_are_measured_in_each_language(book: ReviewBook, tmp_path: Path) -> None:
    path = tmp_path / "questions.csv"
    path.write_text(
        "language,product_id,question,verdict\n"
        "en,kettle,Does it boil fast?,praise\n"
        "en,kettle,Does it play music?,not_mentioned\n"
        "zh,kettle,耐用吗？,blame\n",
        "utf-8",
    )
    found = evaluate_questions(book, path)
    assert found.models["ecomcore"]["en_balance_right"] == 1.0
    assert found.models["ecomcore"]["en_refused"] == 1.0
    assert found.models["overall_tone"]["en_refused"] == 0.0
    assert found.models["overall_tone"]["zh_balance_right"] == pytest.approx(0.0)
