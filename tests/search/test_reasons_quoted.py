"""Reasons quote only what stands in the product's own words."""

from __future__ import annotations

import pytest

from ecomcore.search.explain import _standing_in


@pytest.mark.parametrize(
    ("phrase", "text", "quoted"),
    [
        ("standing desk", "Bamboo Writing Desk with Drawer", "desk"),
        ("hiking boots", "Rain Boots for Kids", "boots"),
        ("jackets", "Light Down Jacket", "jackets"),
        ("teapot", "Enamel Kettle", ""),
        ("升降桌", "竹子书桌", ""),
        ("书桌", "竹子书桌", "书桌"),
    ],
)
def test_only_the_words_that_are_there(phrase, text, quoted):
    assert _standing_in(phrase, text, "zh" if phrase[0] > "z" else "en") == quoted
