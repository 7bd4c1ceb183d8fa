"""Where the words of a language come from: our own folders, those of added skills, of a setting, of the shop.

Each place has `texts/<language>/*.yml` (what is said) and `phrases/<language>/*.yml` (what is heard); a language pack,
which is of one language, has them in `texts/` and `phrases/`. What stands in a later place takes the place of the same
key in an earlier one, so a shop words things its own way in `var/shops/<shop>/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ecomcore import plugins
from ecomcore.config import get_settings
from shoptalk.packs import FALLBACK, packs

__all__ = ["FALLBACK", "entries", "languages", "places"]

OWN = Path(__file__).parent


def places(kind: str, language: str) -> tuple[Path, ...]:
    """Return the folders with files of a kind in a language, the project's own first, the shop's last.

    A skill that a package adds has its words beside it.
    """
    roots = (OWN, *plugins.folders(plugins.SKILLS).values(), _shop())
    found = [root / kind / language for root in roots]
    if language in packs():
        found.insert(-1, packs()[language] / kind)
    return tuple(found)


def _shop() -> Path:
    settings = get_settings()
    return settings.var_dir / "shops" / settings.shop


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the languages that the bot speaks, the fallback first."""
    found = {
        path.name
        for place in (OWN, _shop())
        if (place / "texts").is_dir()
        for path in (place / "texts").iterdir()
        if path.is_dir() and path.name[0] not in "_."
    }
    return (FALLBACK, *sorted((found | packs().keys()) - {FALLBACK}))


def entries(kind: str, language: str, files: str = "*") -> Iterator[tuple[str, str, Any]]:
    """Yield the entries of a language: its file's name, the key, the value; of one key, the last yielded counts.

    Args:
        kind: `texts` or `phrases`.
        language: the name of a folder.
        files: which files, by the pattern of their names; one that begins with `!` names those to leave out.

    Raises:
        ValueError: a text, or a meaning of several files, is twice in one place.
    """
    for place in places(kind, language):
        seen: dict[str, Path] = {}
        for path in sorted(place.glob("*.yml")):
            if fnmatch(path.stem, files.removeprefix("!")) == files.startswith("!"):
                continue
            for name, value in (yaml.safe_load(path.read_text("utf-8")) or {}).items():
                key = f"{path.stem}.{name}" if kind == "texts" else str(name)
                if key in seen:
                    raise ValueError(f"{path}: {key!r} is there twice, also in {seen[key]}")
                seen[key] = path
                yield path.stem, key, value
