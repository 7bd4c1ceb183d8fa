"""Numbers that a person reads out or types in: `R-261124-7kq4`, with no character that looks like another."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable
from datetime import datetime

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def random_letters(length: int) -> str:
    """Return random characters that are hard to misread."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_number(prefix: str, now: datetime, taken: Callable[[str], bool]) -> str:
    """Return a number that is not taken: prefix, day, random characters."""
    length = 4
    while True:
        number = f"{prefix}-{now:%y%m%d}-{random_letters(length)}"
        if not taken(number):
            return number
        length += 1


def plain_number(text: str) -> str:
    """Return an order number in plain lower-case letters and digits: `＃ｗ６０` becomes `w60`."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
