"""The names of countries, states and provinces, as people write them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shoptalk import packs

FOLDER = Path(__file__).parent
ROOM = "countries"
"""How its file is called in a language pack."""


@dataclass(frozen=True)
class Country:
    """A country: its ISO code, its names, and the shape of its postcode where that tells something."""

    code: str
    name: Mapping[str, str]
    """By language."""
    also: tuple[str, ...] = ()
    fixed_postcode: str | None = None
    is_city: bool = False
    """Whether it is one city, which an address there need not name again."""
    has_postcodes: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """All ways to write it."""
        return (*self.name.values(), *self.also)

    @property
    def en(self) -> str:
        """The English name, which is the one that is stored."""
        return self.name[packs.FALLBACK]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Return the countries by their ISO 3166-1 code; language packs name them too (`words/countries.toml`)."""
    added = {
        language: tomllib.loads(path.read_text("utf-8"))
        for language, path in packs.files(FOLDER, ROOM, ".toml").items()
    }
    return {
        code: Country(
            code,
            {key: name for key, name in entry.items() if packs.CODE.fullmatch(key)}
            | {language: names[code] for language, names in added.items() if code in names},
            tuple(entry.get("also", ())),
            entry.get("fixed_postcode"),
            bool(entry.get("is_city")),
            bool(entry.get("has_postcodes", True)),
        )
        for code, entry in _load("countries.toml").items()
    }


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Country]:
    return {name.casefold(): country for country in countries().values() for name in country.names}


def country_named(name: str) -> Country | None:
    """Return the country that is written so, in any case, or None."""
    return _by_name().get(name.strip().casefold())


@lru_cache(maxsize=8)
def regions(country: str) -> dict[str, str]:
    """Return the states or provinces of a country by their code; empty where none are known.

    `CN_municipality` holds the cities of China that are provinces themselves.
    """
    return dict(_load("regions.toml").get(country, {}))
