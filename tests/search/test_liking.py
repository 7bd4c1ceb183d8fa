"""Which products fit what somebody likes."""

from __future__ import annotations

import pytest

from ecomcore.search.engine import SearchEngine
from ecomcore.search.liking import fitting


@pytest.mark.parametrize(
    ("thing", "product"),
    [
        ("science", "tinkerwire-electricity-kit"),
        ("hiking", "strideholm-fell-mid"),
        ("yoga", "lotus-field-yoga-mat"),
        ("茶", "mistfold-chamomile-herbal-tea"),
        ("跑步", "strideholm-lope-road-runner"),
        ("书法", "plum-studio-calligraphy-set"),
    ],
)
def test_what_fits(demo_engine: SearchEngine, thing: str, product: str):
    found = fitting(demo_engine, thing)
    assert product in found
    assert max(found.values()) <= 1.0


@pytest.mark.parametrize("thing", ["fishing", "deep-sea fishing", "gardening", "骑车", "钓鱼"])
def test_a_word_that_only_stands_in_a_text_is_no_reason(demo_engine: SearchEngine, thing: str):
    assert fitting(demo_engine, thing) == {}
