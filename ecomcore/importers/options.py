"""Spelling of option keys, handles and category paths, one way for every format."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from ecomcore.importers.fingerprint import fingerprint

WORDS = Path(__file__).parent / "words"
LONGEST_HANDLE = 255


@lru_cache(maxsize=1)
def _known_names() -> dict[str, str]:
    """Return the key of each name that an option has in the languages of commerce."""
    written = tomllib.loads((WORDS / "options.toml").read_text("utf-8"))
    return {_spelled(name): key for key, names in written.items() for name in names}


def _spelled(written: str) -> str:
    return re.sub(r"[\s\-]+", "_", unicodedata.normalize("NFC", written).strip().lower())


@lru_cache(maxsize=4096)
def option_key(written: str) -> str:
    """Return an option or attribute key in lower snake case, with one key for its names in all languages.

    `Screen Size` becomes `screen_size`, `Frame Color` becomes `frame_colour`, `Größe` becomes `size`.
    """
    key = _spelled(written)
    known = _known_names().get(key)
    return known or re.sub(r"(?<![a-z])color(?![a-z])", "colour", key)


def slug(text: str) -> str:
    """Return `text` as lower-case words joined by `-`; letters of every script are kept."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", re.sub(r"[^\w]+|_+", "-", plain).strip("-"))


def handle(*parts: str) -> str:
    """Return a number made of `parts` for what has none of its own; one too long ends in a fingerprint."""
    made = "-".join(filter(None, parts))
    if len(made) <= LONGEST_HANDLE:
        return made
    return f"{made[: LONGEST_HANDLE - 13]}-{fingerprint(made)}"


def category_path(names: Iterable[str]) -> str:
    """Return the key path of nested category names: `["Men", "Tops"]` gives `men/tops`."""
    return "/".join(filter(None, (slug(name) for name in names)))


def readable(key: str) -> str:
    """Return a key as a name: `rain-jackets` gives `Rain jackets`."""
    words = re.sub(r"[-_]+", " ", key).strip()
    return words[:1].upper() + words[1:]
