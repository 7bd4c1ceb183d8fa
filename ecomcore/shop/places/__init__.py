"""The names of countries, states and provinces, as people write them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Country:
    """A country: its ISO code, its names, and the shape of its postcode where that tells something."""

    code: str
    en: str
    zh: str
    also: tuple[str, ...] = ()
    fixed_postcode: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All ways to write it."""
        return (self.en, self.zh, *self.also)


def _load(name: str) -> dict[str, Any]:
    file = resources.files("ecomcore.shop.places") / name
    return tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """Return the countries by their ISO 3166-1 code."""
    return {
        code: Country(
            code,
            entry["en"],
            entry["zh"],
            tuple(entry.get("also", ())),
            entry.get("fixed_postcode"),
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
