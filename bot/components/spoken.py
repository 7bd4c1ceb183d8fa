"""The words of messages that the bot reads before anybody understands them: one file of patterns a language.

They are regular expressions for plain text, case ignored. In them `<count>` and `<ordinal>` stand for the language's
number words, `<digits>` and `<thousands>` for numbers as they are dictated, and `<name>` for another entry of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from shoptalk import packs
from shoptalk.dictation import DICTATED
from shoptalk.numbers import number_pattern, ordinal_pattern

FOLDER = Path(__file__).parent / "words"
ROOM = "bot"
"""How its file is called in a language pack."""
SIGNS = '%$€£¥°"'
_PART = re.compile(r"<(\w+)>")
NEVER = "(?!)"


@cache
def _languages() -> dict[str, dict[str, Any]]:
    return {
        language: yaml.safe_load(path.read_text("utf-8"))
        for language, path in packs.files(FOLDER, ROOM).items()
    }


def patterns(name: str) -> Iterator[str]:
    """Yield the patterns of an entry, those of all languages, with what they name put in."""
    for language, own in _languages().items():
        entry = own.get(name) or []
        for written in entry if isinstance(entry, list) else [entry]:
            yield _PART.sub(lambda match, code=language: _part(code, match[1]), written)  # type: ignore[misc]


def alternatives(name: str) -> str:
    """Return the patterns of an entry as one group; it matches nothing where no language has any."""
    return f"(?:{'|'.join(patterns(name)) or NEVER})"


def compiled(name: str) -> re.Pattern[str]:
    """Return that group by itself, case ignored."""
    return re.compile(alternatives(name), re.IGNORECASE)


@cache
def units(*, after_many_digits: bool = False) -> str:
    """Return what makes of a number before it a measure; after many digits some units are words ("10023 in red")."""
    doubtful = {u for own in _languages().values() for u in own.get("units_that_are_words") or ()}
    words = [u for own in _languages().values() for u in own.get("units") or ()]
    kept = [unit for unit in words if not (after_many_digits and unit in doubtful)]
    signs = "".join(str(own.get("unit_signs") or "") for own in _languages().values())
    return rf"(?:(?:{'|'.join(kept)})\b|[{SIGNS}{signs}])"


def counts() -> str:
    """Return the number words of all languages as one group."""
    return f"(?:{'|'.join(filter(None, map(number_pattern, _languages())))})"


def _part(language: str, name: str) -> str:
    if name in ("digits", "thousands"):
        return DICTATED[language][name]
    made = {"count": number_pattern, "ordinal": ordinal_pattern}
    if name in made:
        return made[name](language) or NEVER
    if name == "units":
        return units()
    return str(_languages()[language][name])
