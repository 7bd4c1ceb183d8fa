"""Kinds of danger, and whom to call."""

from __future__ import annotations

import re

import pytest

from ecomcore.safety.dangers import Danger, dangers_in
from ecomcore.safety.emergency import emergency_by_default, emergency_in
from ecomcore.safety.words import languages
from ecomcore.shop.places import countries


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("she swallowed one of the magnets", (Danger.SWALLOWED,)),
        ("he ate two cookies and his lips are swelling", (Danger.REACTION,)),
        ("the charger is sparking", (Danger.FIRE,)),
        ("I got an electric shock from the lamp", (Danger.SHOCK,)),
        ("it exploded and my hand is bleeding", (Danger.FIRE, Danger.BLEEDING)),
        ("our cat ate the silica gel", (Danger.PET,)),
        ("my dog knocked it over and it caught fire", (Danger.FIRE, Danger.PET)),
        ("shampoo in her eyes", (Danger.EYES,)),
        ("女儿把磁铁吞了", (Danger.SWALLOWED,)),
        ("吃完喘不上气", (Danger.REACTION,)),
        ("插座冒烟了", (Danger.FIRE,)),
        ("孩子被珠子卡住了喉咙", (Danger.CHOKING, Danger.REACTION)),
        ("被热水壶烫伤", (Danger.BURN,)),
        ("help", ()),
    ],
)
def test_kinds_of_danger_the_most_urgent_first(text: str, kinds: tuple[Danger, ...]):
    assert dangers_in(text) == kinds


def test_every_kind_has_words_in_every_language():
    for name, own in languages().items():
        assert set(own["dangers"]) == {danger.value for danger in Danger}, name


@pytest.mark.parametrize(
    ("country", "ambulance", "fire", "poison"),
    [
        ("Germany", "112", "112", "030 19240"),
        ("United States", "911", "911", "1-800-222-1222"),
        ("中国", "120", "119", None),
        ("UK", "999", "999", "111"),
        ("nl", "112", "112", None),
    ],
)
def test_the_numbers_of_a_country_by_any_of_its_names(
    country: str, ambulance: str, fire: str, poison: str | None
):
    found = emergency_in(country)
    assert found is not None
    assert (found.ambulance, found.fire, found.poison) == (ambulance, fire, poison)


def test_a_country_without_known_numbers():
    assert emergency_in("Atlantis") is None
    assert emergency_by_default().ambulance == "112"


def test_every_entry_is_a_country_and_every_number_can_be_dialled():
    from ecomcore.safety.emergency import _numbers

    for code, numbers in _numbers().items():
        assert code == "default" or code in countries(), code
        for number in (numbers.ambulance, numbers.fire, numbers.poison or "0"):
            assert re.fullmatch(r"[\d -]+", number), (code, number)
