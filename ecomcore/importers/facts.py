"""Attributes of goods as shoppers may see them: without a system's own fields, in readable numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache

from ecomcore.importers.html_text import plain_text
from ecomcore.importers.options import WORDS, option_key

LONGEST = 200
_NUMBER = re.compile(r"^-?\d+\.\d+$")


@lru_cache(maxsize=1)
def _internal() -> tuple[str, ...]:
    return tuple(tomllib.loads((WORDS / "internal.toml").read_text("utf-8"))["fields"])


def is_internal(key: str, own: Iterable[str] = ()) -> bool:
    """Say whether a field is for the shop itself; `own` are further patterns that the shop named."""
    return any(fnmatchcase(key, pattern) for pattern in (*_internal(), *own))


def shown_facts(written: Mapping[str, str], own: Iterable[str] = ()) -> dict[str, str]:
    """Return what is worth showing of a product's fields, by key: short texts, without the system's own fields."""
    found: dict[str, str] = {}
    for label, text in written.items():
        key, value = option_key(label), tidy_value(text)
        if key and value and len(value) <= LONGEST and not is_internal(key, own):
            found.setdefault(key, value)
    return found


def tidy_value(written: str) -> str:
    """Return a value as a reader expects it: no markup, `yes` and `no`, numbers without empty decimals."""
    text = truth(plain_text(written)).replace("\n", ", ")
    return f"{Decimal(text).normalize():f}" if _NUMBER.match(text) else text


def truth(written: str) -> str:
    """Return `yes` or `no` for the many spellings of the two, other texts as they are."""
    lower = written.strip().lower()
    if lower in ("yes", "true"):
        return "yes"
    return "no" if lower in ("no", "false") else written.strip()


def measure(number: str, unit: str) -> str:
    """Return a measure in a precision that people read: `69.98930269` and `g` give `70 g`."""
    try:
        value = Decimal(number)
    except ArithmeticError:
        return f"{number} {unit}"
    digits = 0 if abs(value) >= 10 else 2
    shown = round(value, digits).normalize()
    return f"{shown:f} {unit}" if shown else ""


def keywords(written: str | Iterable[str]) -> list[str]:
    """Return the tags of a product; they are to be found by, and shown to nobody."""
    parts = written.split(",") if isinstance(written, str) else written
    return list(dict.fromkeys(filter(None, (plain_text(str(part)).strip() for part in parts))))
