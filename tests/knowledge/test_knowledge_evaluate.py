"""The evaluation of answers."""

import json

import pytest

from ecomcore.errors import BuildError, ImportFailedError
from ecomcore.knowledge.evaluate import Asked, evaluate_answers, read_questions


def test_reading_names_every_bad_row(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text("language,question,entry_id\nen,,returns\n,how,\n", "utf-8")
    with pytest.raises(ImportFailedError) as failed:
        read_questions(path)
    assert [(row.line, row.column) for row in failed.value.rows] == [
        (2, "question"),
        (3, "language"),
    ]


def test_reading_names_a_missing_column(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text("language,question\nen,how\n", "utf-8")
    with pytest.raises(ImportFailedError, match="entry_id"):
        read_questions(path)


def test_an_empty_entry_means_that_nothing_answers(tmp_path):
    path = tmp_path / "q.csv"
    path.write_text("\ufefflanguage,question,entry_id\nen,how,\n", "utf-8")
    assert read_questions(path) == [Asked("en", "how", None)]


def test_scores_per_language_beside_the_baselines(base):
    questions = [
        Asked("en", "what does delivery cost", "shipping"),
        Asked("en", "who won the tennis final yesterday", None),
        Asked("zh", "买了不喜欢可以退吗", "returns"),
        Asked("zh", "快递费要多少", "payment"),
    ]
    found = json.loads(evaluate_answers(base, questions, "tiny").to_json())
    assert (found["data"]["answerable"], found["data"]["unanswerable"]) == (3, 1)
    assert list(found["models"]) == [
        name + suffix
        for name in (found["default"], "bm25", "nearest text")
        for suffix in ("", " (en)", " (zh)")
    ]
    english, chinese = (found["models"][f"{found['default']} ({code})"] for code in ("en", "zh"))
    assert (english["accuracy_at_1"], english["answered_right"], english["refused"]) == (1, 1, 1)
    assert (chinese["accuracy_at_1"], chinese["answered"]) == (0.5, 1)
    assert "refused" not in chinese


def test_questions_of_another_shop_are_refused(base):
    with pytest.raises(BuildError, match="nowhere"):
        evaluate_answers(base, [Asked("en", "how", "nowhere")], "tiny")
