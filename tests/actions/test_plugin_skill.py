"""A skill from an installed package, asked by a shopper."""

from __future__ import annotations

from pathlib import Path


def test_a_shopper_gets_the_answer_of_an_added_skill(site: Path, shopper):
    assert shopper().say("can you wrap it", "gift_wrap") == "We wrap it for $3.50."
    assert shopper().say("可以包装吗", "gift_wrap") == "包装费 US$3.50。"
