"""The words of one language that both processes read by, each language in a file of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shoptalk import packs

FOLDER = Path(__file__).parent / "words"
ROOM = "talk"
"""How its file is called in a language pack."""


@cache
def words_of(language: str) -> dict[str, Any]:
    """Return the lists and tables of a language.

    Raises:
        KeyError: nobody has written them for that language.
    """
    found: dict[str, Any] = yaml.safe_load(packs.files(FOLDER, ROOM)[language].read_text("utf-8"))
    return found


def languages() -> list[str]:
    """Return the languages that have such words."""
    return [*packs.files(FOLDER, ROOM)]


def table(language: str, name: str) -> dict[str, int]:
    """Return one table of a language from words to whole numbers."""
    return {str(word): int(value) for word, value in words_of(language)[name].items()}


def listed(language: str, name: str) -> frozenset[str]:
    """Return the words of a list that is written as one line, apart by spaces; none where the language lacks it."""
    return frozenset(str(words_of(language).get(name) or "").split())
