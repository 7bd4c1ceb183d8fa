"""The evaluation of the understanding: reading, metrics, and the bot's own pipeline trained on a file."""

import gzip
import json

import numpy as np
import pytest
from benchmarks.clock import Spent
from benchmarks.intents import (
    Answers,
    InputError,
    Texts,
    calibration_error,
    few,
    main,
    metrics_of,
    read,
)
from components.calibration import OUT_OF_SCOPE

SPENT = [Spent(milliseconds / 1e3, 0.0005) for milliseconds in (1, 2, 3, 4)]


def write(path, rows):
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": t, "intent": i}) + "\n" for t, i in rows)
    return path


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_read(tmp_path, name):
    path = write(tmp_path / name, [("hi", "greet"), ("who won", "oos")])
    assert read(path) == Texts(["hi", "who won"], ["greet", OUT_OF_SCOPE])


def test_a_bad_line_is_named(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "hi", "intent": "greet"}\n{"text": "bye"}\n')
    with pytest.raises(InputError, match=r"a\.jsonl:2"):
        read(path)


def test_calibration_error_is_the_gap_between_confidence_and_truth():
    confidence = np.full(10, 0.9)
    right = np.array([True] * 6 + [False] * 4)
    assert calibration_error(confidence, right) == pytest.approx(0.3)


def test_metrics():
    answers = Answers(["a", "a", "b", "b"], [0.9] * 4, ["a", "nlu_fallback", "b", "b"], SPENT)
    outside = Answers(["a", "b"], [0.4, 0.9], ["nlu_fallback", "b"], SPENT[:2])
    metrics = metrics_of(answers, ["a", "a", "b", "a"], Spent(5.0, 4.0), outside)
    assert metrics["accuracy"] == 0.75
    assert metrics["in_scope_accuracy_with_fallback"] == 0.5
    assert metrics["oos_recall"] == 0.5
    assert metrics["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)
    assert (metrics["train_s"], metrics["train_cpu_s"]) == (5.0, 4.0)
    assert (metrics["p50_ms"], metrics["p50_cpu_ms"]) == (2.5, 0.5)


def test_few_takes_the_same_number_of_each():
    data = Texts(list("abcdef"), ["x", "x", "x", "y", "y", "y"])
    assert sorted(few(data, 2).intents) == ["x", "x", "y", "y"]


def test_the_pipeline_is_measured_in_the_shape_of_all_evaluations(tmp_path, capsys):
    goods = ["mug", "tent", "lamp", "scarf", "kettle", "puzzle", "drone", "brush"]
    rows = [(f"cancel the order of my {g}", "cancel_order") for g in goods]
    rows += [(f"put the {g} in my cart", "cart_add") for g in goods]
    train = write(tmp_path / "train.jsonl", rows)
    test = write(
        tmp_path / "test.jsonl",
        [("please cancel my tea order", "cancel_order"), ("add tea to my cart", "cart_add")],
    )
    assert main(["--train", str(train), "--test", str(test), "--json"]) == 0
    evaluation = json.loads(capsys.readouterr().out)
    assert evaluation["default"] == "bot"
    assert set(evaluation["models"]) == {"bot", "tfidf_logistic_regression"}
    assert evaluation["models"]["bot"]["accuracy"] == 1
    assert "oos_recall" not in evaluation["models"]["bot"]
