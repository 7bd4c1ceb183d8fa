"""How long a sentence of a review feels to its reader."""

import pytest

from ecomcore.text.sentences import weight


@pytest.mark.parametrize(
    ("text", "words"), [("don't like it", 3), ("很暖和", 2), ("M码 fits me", 4), ("👍👍 10/10", 0)]
)
def test_weight_counts_two_characters_as_a_word(text: str, words: int) -> None:
    assert weight(text) == words
