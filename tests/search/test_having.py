"""A word that is only part of what an attribute is called is no thing that the shop has."""

from __future__ import annotations

import pytest

from ecomcore.search.engine import SearchEngine
from ecomcore.search.has import has


@pytest.mark.parametrize("thing", ["dishwashers", "a microwave oven", "洗碗机", "有没有微波炉"])
def test_part_of_a_label_is_no_thing(demo_engine: SearchEngine, thing: str) -> None:
    assert not has(demo_engine, thing).has


@pytest.mark.parametrize(
    "thing", ["anything dishwasher safe", "something waterproof", "有防水的吗", "tents", "雨伞"]
)
def test_a_whole_label_and_a_kind_are(demo_engine: SearchEngine, thing: str) -> None:
    assert has(demo_engine, thing).has
