"""What the room says about pictures, in each language that has a file under `texts/`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shoptalk import packs

FOLDER = Path(__file__).parent / "texts"
ROOM = "images"
"""How its file is called in a language pack."""


def say(key: str, language: str, **values: object) -> str:
    """Return the text of a dotted key, as `quality.dark.reason`, with its values filled in.

    Raises:
        KeyError: there is no such text.
    """
    entry: Any = _texts(language if language in languages() else packs.FALLBACK)
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**values)


def in_both(key: str, **values: object) -> dict[str, str]:
    """Return the text in every language, by language."""
    return {language: say(key, language, **values) for language in languages()}


def languages() -> tuple[str, ...]:
    """Return the languages that have a file."""
    return tuple(packs.files(FOLDER, ROOM))


@lru_cache(maxsize=8)
def _texts(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(packs.files(FOLDER, ROOM)[language].read_text("utf-8"))
    if language == packs.FALLBACK:
        return loaded
    where = f"language pack {language}, {ROOM}"
    return packs.completed(loaded, _texts(packs.FALLBACK), where)
