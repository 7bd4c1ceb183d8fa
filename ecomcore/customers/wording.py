"""What analyses of customers and sales say, from one packaged file a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("en", "zh")
FOLDER = Path(__file__).parent / "words"


def say(key: str, language: str, **values: object) -> str:
    """Return a sentence (`group.name`) in a language, English where it has none, with its values put in."""
    text = _find(_words(language), key) or _find(_words("en"), key)
    if text is None:
        raise KeyError(f"there is no text {key!r}")
    return text.format(**values)


def both(key: str, **values: object) -> dict[str, str]:
    """Return the sentence in every language."""
    return {language: say(key, language, **values) for language in LANGUAGES}


def _find(words: Mapping[str, Any], key: str) -> str | None:
    group, _, name = key.partition(".")
    text = words.get(group, {}).get(name)
    return None if text is None else str(text)


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, Any]:
    file = FOLDER / f"{language}.yml"
    if not file.is_file():
        return {}
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found
