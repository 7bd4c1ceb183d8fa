"""The log: events of customers and items, with ages."""

import numpy as np
import pytest

from ecomcore.recommend.log import Log


def log() -> Log:
    return Log.of([0, 1, 0, 0], [0, 1, 0, 1], [3.0, 1.0, 1.0, 2.0], [1.0, 1.0, 1.0, 0.5], now=3.0)


def test_events_are_sorted_by_day() -> None:
    assert log().day.tolist() == [1.0, 1.0, 2.0, 3.0]
    assert log().customer.tolist() == [1, 0, 0, 0]


def test_the_matrix_holds_the_strongest_event_of_a_pair() -> None:
    assert log().matrix().toarray().tolist() == [[1.0, 0.5], [0.0, 1.0]]


def test_an_event_counts_half_after_the_half_life() -> None:
    assert log().matrix(half_life_days=1.0).toarray().tolist() == [[1.0, 0.25], [0.0, 0.25]]


def test_customers_are_renumbered_in_the_order_asked_for() -> None:
    swapped = log().of_customers(np.array([1, 0]))
    assert swapped.matrix().toarray().tolist() == [[0.0, 1.0], [1.0, 0.5]]


def test_counts_are_of_customers() -> None:
    assert log().counts().tolist() == [1, 2]


def test_nothing_is_a_log_too() -> None:
    empty = Log.of([], [], customers=0, items=3)
    assert len(empty) == 0
    assert empty.matrix().shape == (0, 3)
    assert empty.counts().tolist() == [0, 0, 0]


def test_an_event_after_now_counts_as_one_of_now() -> None:
    late = Log.of([0], [0], [9.0], now=3.0)
    assert late.matrix(half_life_days=1.0).toarray().tolist() == [[1.0]]
    assert late.decay(1.0) == pytest.approx([1.0])
