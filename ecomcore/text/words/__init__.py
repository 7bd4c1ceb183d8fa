"""Words that the core looks for in texts, as regular expressions: one file a language, one table a room."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from shoptalk import packs

FOLDER = Path(__file__).parent
ROOM = "patterns"
"""How its file is called in a language pack."""


@lru_cache(maxsize=1)
def languages() -> dict[str, dict[str, dict[str, str]]]:
    """Return the tables of every language, by its code."""
    return {
        language: tomllib.loads(path.read_text("utf-8"))
        for language, path in packs.files(FOLDER, ROOM, ".toml").items()
    }


def written(room: str, name: str) -> str:
    """Return the regular expression for the words of all languages that have any; a group, to be part of a longer one.

    Raises:
        KeyError: no language has it.
    """
    tables = [table.get(room, {}) for table in languages().values()]
    found = [table[name] for table in tables if name in table]
    if not found:
        raise KeyError(f"no language has words for {room}.{name}")
    return "(?:" + "|".join(f"(?:{each})" for each in found) + ")"


def pattern(room: str, name: str, flags: int = 0) -> re.Pattern[str]:
    """Return that regular expression by itself.

    Raises:
        KeyError: no language has it.
    """
    return re.compile(written(room, name), flags)
