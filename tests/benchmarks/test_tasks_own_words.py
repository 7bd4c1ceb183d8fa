"""The opening in a free-form instruction's own words: who speaks, what is left out, what no shopper would type."""

from __future__ import annotations

import pytest

from benchmarks.tasks_own_words import own_words


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        (
            "Your name is Ann Lee and your email is ann@example.com. You are shy, rigid. You've got the wrong mat and "
            "you'd like your money back. If the agent asks why, say that it is too thin.",
            "I've got the wrong mat and I'd like my money back.",
        ),
        (
            "You are calm. The lamp that you bought came broken, so ask what can be done. Be angry.",
            "The lamp that I bought came broken.",
        ),
        (
            "You are sure that the lamp sent to you is broken. You are polite and patient.",
            "I am sure that the lamp sent to me is broken.",
        ),
        ("Return #W1234567 via paypal_1234567: Desk Lamp; ", ""),
        ("For #W1234567, exchange Mug {'color': 'red'} to {'color': 'blue'}; ", ""),
        ("", ""),
    ],
)
def test_the_wish_is_told_in_the_first_person(instruction: str, expected: str) -> None:
    assert own_words(instruction) == expected
