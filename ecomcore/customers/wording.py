"""What analyses of customers and sales say, from one packaged file a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from shoptalk import packs

FOLDER = Path(__file__).parent / "words"
ROOM = "customers"
"""How its file is called in a language pack."""


def say(key: str, language: str, **values: object) -> str:
    """Return a sentence (`group.name`) in a language, English where it has none, with its values put in."""
    text = _find(_words(language), key) or _find(_words(packs.FALLBACK), key)
    if text is None:
        raise KeyError(f"there is no text {key!r}")
    return text.format(**values)


def both(key: str, **values: object) -> dict[str, str]:
    """Return the sentence in every language."""
    return {language: say(key, language, **values) for language in languages()}


def languages() -> tuple[str, ...]:
    """Return the languages that have a file, English first."""
    found = packs.files(FOLDER, ROOM)
    return (packs.FALLBACK, *(language for language in found if language != packs.FALLBACK))


def _find(words: Mapping[str, Any], key: str) -> str | None:
    group, _, name = key.partition(".")
    text = words.get(group, {}).get(name)
    return None if text is None else str(text)


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, Any]:
    file = packs.files(FOLDER, ROOM).get(language)
    if file is None:
        return {}
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    if language == packs.FALLBACK:
        return found
    where = f"language pack {language}, {ROOM}"
    return packs.completed(found, _words(packs.FALLBACK), where)
