"""Phrases are heard as whole words, in any of their forms, in the language of the message only."""

from __future__ import annotations

import pytest

from actions.languages import languages
from actions.phrases import heard, listening, opening, pattern, phrases, says, without


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("how do i use this bottle", "about_chat"),
        ("a stool for the kitchen", "besides"),
        ("the description is short", "angry"),
        ("frozen scampi please", "angry"),
        ("a raindrop necklace", "drops"),
        ("noise cancelling headphones", "does_cancel_order"),
        ("my grandma's couponing blog", "asks_offers"),
        ("a thinner scarf", "besides"),
        ("order in ordering", "not_so"),
        ("the visage cream", "method_credit_card"),
        ("a cardigan", "method_card"),
        ("i am not prebooked", "takes_back"),
        ("a whichever way", "which_of_them"),
        ("the stayer shoes", "stays"),
    ],
)
def test_no_phrase_is_heard_inside_another_word(text, meaning):
    with listening("en"):
        assert not says(text, meaning)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("it arrived damaged", "fault"),
        ("I cancelled it", "does_cancel_order"),
        ("any coupons?", "asks_offers"),
        ("I'd like to RETURN these", "does_return_order"),
        ("Yes, please", "agrees"),
    ],
)
def test_a_phrase_is_heard_whatever_its_ending(text, meaning):
    with listening("en"):
        assert says(text, meaning)


def test_only_the_language_of_the_message_counts():
    with listening("en"):
        assert not says("取消", "does_cancel_order")
    with listening("zh"):
        assert says("取消", "does_cancel_order")
        assert not says("cancel", "does_cancel_order")


def test_a_sentence_ends_a_phrase_and_a_comma_does_not():
    with listening("en"):
        assert says("no, wait", "corrects")
        assert not says("I do not. Return it", "takes_back")


def test_the_rest_of_a_text_is_what_no_phrase_explains():
    with listening("en"):
        assert without("Keep the card  please", "method_card") == "keep the   please"
        assert opening("no wait, cancel the other one", "corrects") == len("no wait")
        assert opening("cancel it, no wait", "corrects") == 0


def test_a_meaning_that_nobody_listed_is_an_error():
    with pytest.raises(KeyError, match="no phrases are listed for 'nonsense'"):
        heard("nonsense")
    with pytest.raises(KeyError, match="no pattern is called 'nonsense'"):
        pattern("nonsense")


@pytest.mark.parametrize("language", languages())
def test_every_meaning_has_phrases_in_every_language(language):
    assert set(phrases(language)) == set(phrases("en"))
    assert all(said and all(said) for said in phrases(language).values())
