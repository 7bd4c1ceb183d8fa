"""Whom to call in an emergency, by country."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ecomcore.shop.places import country_named

DEFAULT = "default"


@dataclass(frozen=True)
class Emergency:
    """The numbers of a country: `fire` is the ambulance's where it has none of its own, `poison` may be unknown."""

    ambulance: str
    fire: str
    poison: str | None = None


def emergency_in(country: str) -> Emergency | None:
    """Return the numbers of a country, by any of its names or its ISO code; None where they are not known."""
    named = country_named(country)
    return _numbers().get(named.code if named else country.strip().upper())


def emergency_by_default() -> Emergency:
    """Return what a phone is to be told where the country is not known."""
    return _numbers()[DEFAULT]


@lru_cache(maxsize=1)
def _numbers() -> dict[str, Emergency]:
    text = (resources.files("ecomcore.safety") / "emergency.toml").read_text(encoding="utf-8")
    return {
        code: Emergency(
            entry["ambulance"], entry.get("fire", entry["ambulance"]), entry.get("poison")
        )
        for code, entry in tomllib.loads(text).items()
    }
