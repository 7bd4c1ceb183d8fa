"""The probability of each section, with "none of them" among the choices."""

import numpy as np
import pytest

from ecomcore.errors import BuildError
from ecomcore.knowledge.choice import Choice, Example, best_threshold, fit


def test_probabilities_are_a_softmax_with_an_outside_option():
    choice = Choice(np.array([2.0]), outside=0.0, threshold=0.5)
    chances = choice.probabilities(np.array([[0.0], [np.log(3) / 2]]))
    assert chances == pytest.approx([1 / 5, 3 / 5])


def test_large_numbers_do_not_overflow():
    choice = Choice(np.array([1e4]), outside=0.0, threshold=0.5)
    assert choice.probabilities(np.array([[1.0], [0.0]])) == pytest.approx([1.0, 0.0])


def examples():
    """The answer is where the first feature is high; with all of it low there is none; the second is noise."""
    rng = np.random.default_rng(1)
    found = []
    for number in range(200):
        features = np.column_stack([rng.uniform(0, 0.3, 5), rng.uniform(0, 1, 5)])
        answer = int(rng.integers(5)) if number % 2 else None
        if answer is not None:
            features[answer, 0] += 0.5
        found.append(Example(features, answer))
    return found


def test_fit_learns_what_matters_and_when_nothing_answers():
    choice = fit(examples())
    assert choice.weights[0] > 10 * choice.weights[1]
    answered = choice.probabilities(np.array([[0.7, 0.0], [0.1, 1.0]]))
    assert answered[0] > 0.9
    assert choice.probabilities(np.array([[0.1, 1.0], [0.2, 0.0]])).sum() < 0.1


def test_fitted_probabilities_are_calibrated_on_what_they_were_fitted_on():
    cases = examples()
    choice = fit(cases, penalty=0.0)
    total = sum(choice.probabilities(case.features).sum() for case in cases)
    assert total == pytest.approx(100, abs=0.5)


def test_a_weight_is_never_negative():
    flipped = [Example(-case.features, case.answer) for case in examples()]
    assert (fit(flipped).weights >= 0).all()


def test_fit_needs_examples():
    with pytest.raises(ValueError, match="examples"):
        fit([])


def test_the_threshold_lies_between_the_two_kinds():
    threshold = best_threshold([0.9, 0.7, 0.3, 0.2], [True, True, False, False], [1, 1, 1, 1])
    assert 0.3 < threshold <= 0.7


def test_the_threshold_weighs_questions_within_their_kind():
    scores, kinds = [0.8, 0.3, 0.5, 0.1], [True, True, False, False]
    assert 0.1 < best_threshold(scores, kinds, [1, 9, 1, 9]) <= 0.3
    assert 0.5 < best_threshold(scores, kinds, [9, 1, 9, 1]) <= 0.8


def test_without_both_kinds_the_threshold_is_even():
    assert best_threshold([0.9], [True], [1]) == 0.5


def test_a_damaged_file_says_what_to_do(tmp_path):
    path = tmp_path / "choice.json"
    Choice(np.array([1.0, 2.0]), 3.0, 0.4).save(path)
    assert Choice.load(path).weights.tolist() == [1.0, 2.0]
    path.write_text('{"weights": [1]')
    with pytest.raises(BuildError, match="ecomcore build"):
        Choice.load(path)
