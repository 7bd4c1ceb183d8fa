"""What has the words that were typed does not fall out of a long list behind what is only alike in meaning."""

from __future__ import annotations

import numpy as np

from ecomcore.search.ranking import HEAD, Ranking

ROWS = list(range(HEAD + 6))


def literal(**scores: float) -> np.ndarray:
    found = np.zeros(len(ROWS), dtype=np.float32)
    for row, score in scores.items():
        found[int(row.removeprefix("row"))] = score
    return found


def test_every_other_place_after_the_head_goes_to_the_own_words() -> None:
    last, before = HEAD + 5, HEAD + 4
    scores = literal(**{f"row{last}": 2.0, f"row{before}": 1.0})
    order = Ranking([]).with_own_words(ROWS, scores, np.ones(len(ROWS), dtype=np.bool_))
    assert order[:HEAD] == ROWS[:HEAD]
    assert order[HEAD:] == [last, HEAD, before, HEAD + 1, HEAD + 2, HEAD + 3]


def test_the_type_that_was_asked_for_stays_first() -> None:
    last = HEAD + 5
    typed = np.ones(len(ROWS), dtype=np.bool_)
    typed[last] = False
    order = Ranking([]).with_own_words(ROWS, literal(**{f"row{last}": 2.0}), typed)
    assert order == ROWS


def test_without_own_words_the_order_stays() -> None:
    everything = np.ones(len(ROWS), dtype=np.bool_)
    assert Ranking([]).with_own_words(ROWS, literal(), everything) == ROWS
