"""The words of health and safety, one file a language, and what is the same in every language (`facts.yml`).

A language may lack a section, or a part of one: then it is heard in no words of that language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ecomcore.text.tokens import has_chinese, normalise
from shoptalk import packs

FOLDER = Path(__file__).parent
FACTS = "facts"
ROOM = "safety"
"""How its file is called in a language pack."""
NEVER = r"(?!)"
"""A regular expression that matches nothing."""
LETTER = r"[^\W\d_\u3400-\u9fff]"
"""A letter of a script that puts spaces between words."""


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Mapping[str, Any]]:
    """Return the sections of every language that there is a file for."""
    return {name: _read(path) for name, path in packs.files(FOLDER, ROOM).items()}


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Any]:
    """Return what is the same in every language."""
    return _read(FOLDER / f"{FACTS}.yml")


@lru_cache(maxsize=256)
def words(section: str, key: str | None = None) -> tuple[str, ...]:
    """Return the words of a section, or of one key of it, in all languages."""
    found: list[str] = []
    for own in languages().values():
        part: Any = own.get(section) or {}
        found += [str(word) for word in (part if key is None else part.get(key, ()))]
    return tuple(found)


def places(names: Iterable[str], plain: str) -> list[tuple[int, int]]:
    """Return where one of the names stands in a plain text: Chinese ones anywhere, others as whole words."""
    return [found.span() for found in _pattern(tuple(names)).finditer(plain)]


def plain(text: str) -> str:
    """Return a text in the form that the words are compared in."""
    return normalise(text).replace("_", " ")


@lru_cache(maxsize=512)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted({normalise(name) for name in names}, key=len, reverse=True)
    parts = [
        re.escape(name) if has_chinese(name) else rf"(?<!{LETTER}){re.escape(name)}(?!{LETTER})"
        for name in ordered
    ]
    return re.compile("|".join(parts) or NEVER)


def _read(path: Path) -> Mapping[str, Any]:
    sections: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return sections
