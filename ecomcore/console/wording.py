"""What the console says, from one packaged file a language; a language pack may add its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shoptalk import packs

FOLDER = Path(__file__).parent / "words"
ROOM = "console"
"""How its file is called in a language pack."""


def say(key: str, language: str, **values: object) -> str:
    """Return a text in a language, English where there is none, with its values put in.

    Raises:
        KeyError: there is no such text.
    """
    words = _words(language) if language in languages() else _words(packs.FALLBACK)
    return str(words[key]).format(**values)


def languages() -> tuple[str, ...]:
    """Return the languages that have a file, English first."""
    found = packs.files(FOLDER, ROOM)
    return (packs.FALLBACK, *(language for language in found if language != packs.FALLBACK))


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, Any]:
    file = packs.files(FOLDER, ROOM)[language]
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    if language == packs.FALLBACK:
        return found
    return packs.completed(found, _words(packs.FALLBACK), f"language pack {language}, {ROOM}")
