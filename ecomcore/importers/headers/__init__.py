"""The columns of exports in the languages of their sites: one TOML file a system and language."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
NUMBER = "#"
"""Stands in names of numbered columns for the number: `attribut # name`."""
_UNIT = re.compile(r"^(.+?)\s*\(([^()]+)\)$")


def plain_header(name: str) -> str:
    """Return the name of a column without what writers of a language differ in: case, quotes, spaces before marks."""
    text = unicodedata.normalize("NFKC", name).casefold().replace("’", "'").replace('"', "")
    return " ".join(re.sub(r"\s+(?=[?(:])", "", text).split())


@cache
def localized(system: str) -> dict[str, str]:
    """Return the English name of each localized column of a system, by its plain name."""
    found: dict[str, str] = {}
    for file in sorted(FOLDER.glob(f"{system}.*.toml")):
        for english, names in tomllib.loads(file.read_text("utf-8")).items():
            for name in names:
                found.setdefault(plain_header(name), english)
    return found


def english(name: str, spelling: dict[str, str]) -> str | None:
    """Return the English name of a column: as it is written, with its number, or with a unit behind it.

    None where `spelling`, by plain names, does not have it.
    """
    plain = plain_header(name)
    if plain in spelling:
        return spelling[plain]
    number = re.search(r"\d+", plain)
    if number and (known := spelling.get(plain.replace(number[0], NUMBER, 1))):
        return known.replace(NUMBER, number[0])
    unit = _UNIT.match(name.strip())
    if unit and (known := spelling.get(plain_header(unit[1]))):
        return f"{known} ({unit[2]})"
    return None
