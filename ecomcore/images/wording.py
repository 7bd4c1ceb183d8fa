"""What the room says about pictures, in each language that has a file under `texts/`."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("en", "zh")


def say(key: str, language: str, **values: object) -> str:
    """Return the text of a dotted key, as `quality.dark.reason`, with its values filled in.

    Raises:
        KeyError: there is no such text.
    """
    entry: Any = _texts(language if language in LANGUAGES else "en")
    for part in key.split("."):
        entry = entry[part]
    return str(entry).format(**values)


def in_both(key: str, **values: object) -> dict[str, str]:
    """Return the text in every language, by language."""
    return {language: say(key, language, **values) for language in LANGUAGES}


@lru_cache(maxsize=len(LANGUAGES))
def _texts(language: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / f"{language}.yml").read_text("utf-8"))
    return loaded
