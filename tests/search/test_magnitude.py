"""How much of something products have, across units, and which of them have more."""

from __future__ import annotations

import pytest

from ecomcore.search.magnitude import amounts, magnitudes
from ecomcore.shop.models import Product


def product(id: str, **attributes: str) -> Product:
    return Product(id=id, attributes=attributes)


def test_units_are_brought_together():
    weights = amounts([product("a", weight="1.2 kg"), product("b", weight="950 g")], "weight")
    assert weights.of == {"a": 1200.0, "b": 950.0}
    assert weights.ordered() == ["a", "b"]


def test_a_figure_in_another_unit_than_most_is_left_out():
    mixed = [product("a", length="30 cm"), product("b", length="2 m"), product("c", length="6 h")]
    assert amounts(mixed, "length").of == {"a": 30.0, "b": 200.0}


def test_the_property_that_most_have_tells_how_big_they_are():
    cases = [
        product("cabin", capacity="38 l", length="55 cm"),
        product("large", capacity="95 l"),
        product("middle", capacity="60 l"),
    ]
    sizes = magnitudes(cases)
    assert sizes is not None
    assert sizes.key == "capacity"
    assert sizes.beyond("cabin", bigger=True) == ["large", "middle"]
    assert sizes.beyond("cabin", bigger=False) == []
    assert sizes.beyond(None, bigger=True) == ["large", "middle"]


@pytest.mark.parametrize("values", [[], ["38 l"], ["big", "small"]])
def test_fewer_than_two_figures_tell_nothing(values):
    assert magnitudes([product(str(n), capacity=v) for n, v in enumerate(values)]) is None
