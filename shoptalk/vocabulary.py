"""The words of one language that both processes read by, each language in a file of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "words"


@cache
def words_of(language: str) -> dict[str, Any]:
    """Return the lists and tables of a language.

    Raises:
        FileNotFoundError: nobody has written them for that language.
    """
    found: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8"))
    return found


def table(language: str, name: str) -> dict[str, int]:
    """Return one table of a language from words to whole numbers."""
    return {str(word): int(value) for word, value in words_of(language)[name].items()}


def listed(language: str, name: str) -> frozenset[str]:
    """Return the words of a list that is written as one line, apart by spaces."""
    return frozenset(str(words_of(language)[name]).split())
