"""What has consequences is done only where it is wished, not where it is talked about."""

from __future__ import annotations

import pytest


@pytest.fixture
def with_a_jacket(shopper):
    guest = shopper()
    guest.say("add the rain shell jacket in navy M", "cart_add")
    return guest


@pytest.mark.parametrize(
    "said",
    [
        "how do i take something out of the cart",
        "my brother says throw out the jacket",
        "please don't remove anything",
        "what if i wanted it gone",
    ],
)
def test_what_is_only_talked_about_is_not_done(with_a_jacket, said):
    with_a_jacket.say(said, "cart_remove")
    assert with_a_jacket.rows("select quantity from cart_line") == [(1,)]


@pytest.mark.parametrize("said", ["take the jacket out please", "can you remove the jacket"])
def test_what_is_asked_for_is_done(with_a_jacket, said):
    with_a_jacket.say(said, "cart_remove")
    assert with_a_jacket.rows("select quantity from cart_line") == []
