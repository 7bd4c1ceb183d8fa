"""What shoppers' words mean in each language, read from the `.yml` files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ecomcore.errors import SettingsError
from ecomcore.text.tokens import normalise
from shoptalk import packs

FOLDER = Path(__file__).parent
VALUES = "values"
SYNONYMS = "synonyms"
ROOM = "search"
"""How the lexicon of a language pack is called."""
SAID = ("labels", "reasons")
"""The sections that are said rather than heard."""


@dataclass(frozen=True)
class Lexicon:
    """The words of one language: sections of lists, as its file has them."""

    language: str
    sections: Mapping[str, Any]

    def words(self, section: str, key: str | None = None) -> list[str]:
        """Return the words of a list, or of one key of a mapping of lists."""
        value = self.sections.get(section) or {}
        return list(value.get(key) or ()) if key is not None else list(value)

    def table(self, section: str) -> Mapping[str, Any]:
        """Return a mapping, empty where the file has none."""
        return self.sections.get(section) or {}


@lru_cache(maxsize=1)
def lexicons() -> dict[str, Lexicon]:
    """Return the lexicon of every language there is a file for.

    Raises:
        SettingsError: a file cannot be read, or a word in it is not a text.
    """
    read = {name: read_sections(path) for name, path in packs.files(FOLDER, ROOM).items()}
    for language in packs.packs().keys() & read.keys():
        for section in SAID:
            said = read[language].get(section) or {}
            where = f"language pack {language}, {ROOM}.{section}"
            read[language][section] = packs.completed(said, read[packs.FALLBACK][section], where)
    return {name: Lexicon(name, sections) for name, sections in read.items()}


def lexicon(language: str | None) -> Lexicon:
    """Return the lexicon of a language, the English one where it has no file."""
    known = lexicons()
    return known.get(language or packs.FALLBACK, known[packs.FALLBACK])


@lru_cache(maxsize=64)
def words_of(section: str) -> frozenset[str]:
    """Return the words of a section in all languages."""
    return frozenset(word for lexicon in lexicons().values() for word in lexicon.words(section))


@lru_cache(maxsize=1)
def values() -> Mapping[str, Any]:
    """Return what is the same in every language: shades, order of sizes, currencies, units."""
    return read_sections(FOLDER / f"{VALUES}.yml")


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, Any]:
    """Return the groups of words that mean the same, and the words for accessories.

    A language pack names kinds of things by the English word for them (`kinds` of its lexicon).
    """
    own = read_sections(FOLDER / f"{SYNONYMS}.yml")
    kinds = [
        [word, *others]
        for lexicon in lexicons().values()
        for word, others in lexicon.table("kinds").items()
    ]
    return {**own, "groups": [*own["groups"], *kinds]}


@lru_cache(maxsize=1024)
def audience_called(name: str) -> str | None:
    """Return whom a name such as "Women" or "男装" means, None where it means something else."""
    wanted = normalise(name)
    for language in lexicons().values():
        for audience, spellings in language.table("audience").items():
            if wanted in spellings:
                return str(audience)
    return None


def read_sections(path: Path) -> dict[str, Any]:
    """Return the sections of a file.

    Raises:
        SettingsError: it cannot be read, is no mapping, or has a bare yes, no, on or off.
    """
    try:
        sections = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
    if not isinstance(sections, dict):
        raise SettingsError(f"{path} must be a mapping of sections")
    for section, value in sections.items():
        for word in _leaves(value):
            if isinstance(word, bool):
                raise SettingsError(
                    f"{path}, section {section!r}: YAML reads a bare yes, no, on or off as a truth "
                    'value; put the word in quotes, as in "no"'
                )
    return sections


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in (key, *_leaves(item))]
    if isinstance(value, list):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value]
