"""The words of mails and invoices, one packaged file a language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from shoptalk import packs
from shoptalk.packs import FALLBACK

FOLDER = Path(__file__).parent / "words"
ROOM = "shop"
"""How its file is called in a language pack."""


@lru_cache(maxsize=16)
def words(language: str) -> dict[str, Any]:
    """Return the words of a language (`zh-CN` counts as `zh`), or the English ones."""
    wanted = language.split("-")[0].split("_")[0].lower()
    known = packs.files(FOLDER, ROOM, ".toml")
    if wanted == FALLBACK or wanted not in known:
        return tomllib.loads(known[FALLBACK].read_text("utf-8"))
    found = tomllib.loads(known[wanted].read_text("utf-8"))
    return packs.completed(found, words(FALLBACK), f"language pack {wanted}, {ROOM}")


def all_words() -> list[dict[str, Any]]:
    """Return the words of every language that there is."""
    return [words(language) for language in packs.files(FOLDER, ROOM, ".toml")]
