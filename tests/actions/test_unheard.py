"""Words that nobody in the shop uses, against those that are only misspelt."""

from __future__ import annotations

import pytest

from actions.catalogue.unheard import WordsInUse

IN_USE = WordsInUse.of(["a waterproof jacket", "the kettle boils", "mug"])


@pytest.mark.parametrize("word", ["jaket", "jackett", "watreproof", "kettel", "kettl"])
def test_a_slip_is_known(word: str) -> None:
    assert IN_USE.has_like(word)


@pytest.mark.parametrize("word", ["drone", "tyre", "gnomes", "packet", "jar"])
def test_another_word_is_not(word: str) -> None:
    assert not IN_USE.has_like(word)
