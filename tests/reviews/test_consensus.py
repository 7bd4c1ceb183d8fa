"""Choosing the sentences that stand for what all say."""

import numpy as np

from ecomcore.reviews.consensus import (
    FEATURES,
    Candidate,
    Consensus,
    consensus_features,
    lexrank,
    pick_different,
)

SAID = [
    Candidate("The lid closes tightly and never leaks.", "a", "en", 0),
    Candidate("The lid never leaks in my bag.", "b", "en", 0),
    Candidate("I bought it for my sister in May.", "c", "en", 0),
]


def unit(*rows: list[float]) -> np.ndarray:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = unit([1, 0.1, 0], [1, 0, 0.1], [0, 0, 1])


def test_features_are_told_by_name() -> None:
    found = dict(zip(FEATURES, consensus_features(SAID, VECTORS).T, strict=True))
    assert found["near"][0] > found["near"][2]
    assert (
        found["shared_words"][2] == 1 / 7
    )  # "in" and "my" of seven are in one of two other reviews
    # "lid", "never" and "leaks" of seven words ("the" is in both as well) are in one of two other reviews.
    assert found["shared_words"][0] == (4 * 0.5) / 7
    assert found["first_person"].tolist() == [0, 1 / 7, 2 / 8]
    assert found["opens_first_person"].tolist() == [0, 0, 1]
    assert found["early"].tolist() == [1, 1, 1]


def test_lexrank_favours_what_others_repeat_and_averages_one() -> None:
    ranks = lexrank([["lid", "leak"], ["lid", "bag"], ["leak", "cup"]])
    assert np.isclose(ranks.mean(), 1)
    assert ranks[0] > ranks[1]
    assert np.isclose(ranks[1], ranks[2])


def test_the_same_thing_is_not_chosen_twice() -> None:
    worth = np.array([1.0, 0.9, 0.5])
    assert pick_different(SAID, VECTORS, worth, length=16, redundancy=0.0) == [0, 1]
    assert pick_different(SAID, VECTORS, worth, length=16, redundancy=1.0) == [0, 2]


def test_a_choice_has_the_length_asked_for() -> None:
    rows = Consensus.packaged().choose(SAID, VECTORS, length=7)
    assert len(rows) == 1
    assert Consensus.packaged().choose([], VECTORS[:0]) == []


def test_what_is_too_short_for_a_quote_is_taken_where_there_is_nothing_else() -> None:
    short = [Candidate("Good.", "a", "en", 0)]
    assert Consensus.packaged().choose(short, VECTORS[:1]) == [0]
