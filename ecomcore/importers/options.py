"""Spelling of option keys, handles and category paths, one way for every format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

SAME_KEY = {
    "color": "colour",
    "colors": "colour",
    "colours": "colour",
    "sizes": "size",
    "颜色": "colour",
    "尺码": "size",
    "尺寸": "size",
}


@lru_cache(maxsize=4096)
def option_key(written: str) -> str:
    """Return an option or attribute key in lower snake case, with British `colour`.

    `Screen Size` becomes `screen_size`, `Frame Color` becomes `frame_colour`.
    """
    key = re.sub(r"[\s\-]+", "_", written.strip().lower())
    if key in SAME_KEY:
        return SAME_KEY[key]
    return re.sub(r"(?<![a-z])color(?![a-z])", "colour", key)


def slug(text: str) -> str:
    """Return `text` as lower-case words joined by `-`; letters of every script are kept."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", re.sub(r"[^\w]+|_+", "-", plain).strip("-"))


def category_path(names: Iterable[str]) -> str:
    """Return the key path of nested category names: `["Men", "Tops"]` gives `men/tops`."""
    return "/".join(filter(None, (slug(name) for name in names)))


def readable(key: str) -> str:
    """Return a key as a name: `rain-jackets` gives `Rain jackets`."""
    words = re.sub(r"[-_]+", " ", key).strip()
    return words[:1].upper() + words[1:]
