"""The evaluation of the shop's own intents, with a bot whose answers are known."""

import pytest
from benchmarks.clock import Spent
from benchmarks.intents import Answers, Texts
from benchmarks.shop_intents import TESTS, TRAINING, measure
from components.calibration import OUT_OF_SCOPE

SAID = {"hi": "greet", "cancel it": "greet", "who won": "nlu_fallback"}


def ask(texts):
    answers = Answers()
    for text in texts:
        answers.add(SAID[text], 0.9, SAID[text], Spent(0.001, 0.001))
    return answers


def test_each_text_counts_and_those_of_the_training_apart():
    test = Texts(list(SAID), ["greet", "cancel_order", OUT_OF_SCOPE])
    measured = measure(ask, Spent(1, 1), test, frozenset({"hi"}))
    assert measured.metrics["accuracy"] == 0.5
    assert measured.metrics["oos_recall"] == 1
    assert measured.metrics["right"] == pytest.approx(2 / 3)
    assert (measured.metrics["new"], measured.metrics["right_of_new"]) == (2, 0.5)
    assert measured.mistakes == [("cancel_order", "greet")]


def test_what_it_reads_is_there():
    assert TRAINING.is_dir()
    assert all(path.is_file() for path in TESTS.values())
