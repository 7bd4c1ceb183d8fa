"""The words of mails and invoices, one packaged file a language."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

FALLBACK = "en"


@lru_cache(maxsize=16)
def words(language: str) -> dict[str, Any]:
    """Return the words of a language (`zh-CN` counts as `zh`), or the English ones."""
    folder = resources.files("ecomcore.shop") / "words"
    wanted = language.split("-")[0].split("_")[0].lower()
    known = {entry.name: entry for entry in folder.iterdir()}
    file = known.get(f"{wanted}.toml", known[f"{FALLBACK}.toml"])
    return tomllib.loads(file.read_text(encoding="utf-8"))
