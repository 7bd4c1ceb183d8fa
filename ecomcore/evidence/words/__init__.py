"""The words that questions about products and their answers are made of, one file a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from ecomcore.search.lexicon import read_sections
from shoptalk import packs

FOLDER = Path(__file__).parent
FACTS = "facts"
ROOM = "evidence"
"""How its file is called in a language pack."""


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Mapping[str, Any]]:
    """Return the sections of every language that there is a file for.

    Raises:
        SettingsError: a file cannot be read.
    """
    return {language: read_sections(path) for language, path in packs.files(FOLDER, ROOM).items()}


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Any]:
    """Return what is the same in every language: units, how properties are compared, opposites.

    Raises:
        SettingsError: the file cannot be read.
    """
    return read_sections(FOLDER / f"{FACTS}.yml")


def said(section: str) -> list[str]:
    """Return the words of a section in all languages."""
    return [str(word) for own in languages().values() for word in own.get(section) or ()]


def tables(section: str) -> dict[str, list[str]]:
    """Return a section of lists by key, the languages put together."""
    found: dict[str, list[str]] = {}
    for own in languages().values():
        for key, words in (own.get(section) or {}).items():
            found.setdefault(str(key), []).extend(str(word) for word in words)
    return found
