"""Training and test parts: nothing of the one in the other."""

import numpy as np
import pytest

from ecomcore.errors import EcomError
from ecomcore.recommend.log import Log
from ecomcore.recommend.situations import baskets_of, questions
from ecomcore.recommend.splitting import SPLITS, inner_splits, split_log


def log() -> Log:
    """Ten days, two customers; customer 0 takes item 0 twice."""
    return Log.of(
        [0, 1, 0, 1, 0, 1, 0, 1, 0, 1],
        [0, 0, 1, 1, 2, 2, 3, 3, 0, 4],
        [float(day) for day in range(10)],
    )


def test_by_time_the_latest_fifth_is_the_test() -> None:
    split = split_log(log(), "time")
    assert split.train.day.max() < split.cut_day
    assert split.cut_day == 8.0
    assert split.new.toarray().tolist() == [[0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]
    assert split.again.toarray().tolist() == [[1, 0, 0, 0, 0], [0, 0, 0, 0, 0]]
    assert (split.asked().tolist(), split.asked(again=True).tolist()) == ([1], [0])


def test_leave_last_holds_back_the_last_event_of_each() -> None:
    split = split_log(log(), "leave-last")
    assert len(split.train) == 8
    assert split.train.day.max() == 7.0


def test_random_holds_back_a_quarter_by_seed() -> None:
    first, same, other = (split_log(log(), "random", seed=seed) for seed in (1, 1, 2))
    assert len(first.train) == 8
    assert first.train.day.tolist() == same.train.day.tolist() != other.train.day.tolist()


def test_cold_items_are_never_seen_in_training() -> None:
    split = split_log(log(), "cold")
    assert split.candidates is not None
    assert len(split.candidates) == 1
    assert not np.isin(split.train.item, split.candidates).any()


def test_inner_splits_stay_inside_the_training_part() -> None:
    days = np.arange(200, dtype=float)
    long = Log.of((days % 7).astype(int), (days % 11).astype(int), days)
    outer = split_log(long, "time")
    windows = inner_splits(outer)
    cuts = [window.cut_day for window in windows]
    assert cuts == pytest.approx([0.9 * 160, 0.8 * 160, 0.7 * 160, 0.6 * 160], abs=1.5)
    for window, later in zip(windows, [outer.cut_day, *cuts], strict=False):
        assert window.train.day.max() < window.cut_day < later


@pytest.mark.parametrize("kind", SPLITS)
def test_too_little_to_divide_is_an_error(kind: str) -> None:
    with pytest.raises(EcomError, match="give more interactions"):
        split_log(Log.of([0], [0]), kind)  # type: ignore[arg-type]


def test_equal_times_cannot_be_divided_by_time() -> None:
    with pytest.raises(EcomError, match="another --split"):
        split_log(Log.of([0, 1, 2], [0, 1, 2]), "time")


def test_baskets_are_what_a_customer_took_on_one_day() -> None:
    found = baskets_of(Log.of([0, 0, 0, 1], [2, 1, 0, 0], [0.1, 0.9, 1.5, 0.2]))
    assert [(who, day, items.tolist()) for who, day, items in found] == [
        (0, 0.0, [1, 2]),
        (1, 0.0, [0]),
        (0, 1.0, [0]),
    ]


def test_questions_are_asked_of_baskets_from_a_day_on() -> None:
    both = Log.of([0, 0, 0, 0, 0], [0, 1, 2, 3, 4], [0.0, 0.0, 5.0, 5.0, 5.0])
    product, cart = questions("product", both, 1.0), questions("cart", both, 1.0)
    assert product is not None
    assert cart is not None
    assert (product.train.matrix().nnz, product.new.nnz) == (1, 2)
    assert (cart.train.matrix().nnz, cart.new.nnz) == (2, 1)
    after = questions("after", both, 1.0)
    assert after is not None
    assert after.train.item.tolist() == [0, 1]
    assert after.new.indices.tolist() == [2, 3, 4]
    assert questions("cart", both, 9.0) is None
