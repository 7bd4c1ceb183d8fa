"""The sentence for buyers in other languages: there for twenty and more, and in their own words."""

from __future__ import annotations

import pytest

from actions.abroad import known, languages_told
from shoptalk.language import detect


def test_twenty_languages_and_more() -> None:
    assert len(known()) >= 20


@pytest.mark.parametrize("language", known())
def test_the_sentence_is_in_its_language(language: str) -> None:
    told = languages_told(language)
    if told is None:
        pytest.skip("a language that the bot speaks")
    assert detect(told.text) in (language, {"nb": "da", "da": "nb"}.get(language))
    assert told.buttons[0]["payload"] == "/talk_to_person"


def test_languages_that_are_spoken_are_told_nothing() -> None:
    assert languages_told("en") is None
    assert languages_told("zh") is None
    assert languages_told(None) is None
