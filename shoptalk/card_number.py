"""Payment-card numbers in what people type: found by their check digit, and taken out before anything is kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MASK = "****"
"""Stands where a number stood; it is no word, so that nothing is searched for by it."""
SHORTEST, LONGEST = 13, 19
"""Digits of a card number (ISO/IEC 7812-1: up to 19; the networks issue none below 13)."""

_GAP = r"[\s\u00ad\u200b-\u200f\u2060\ufeff._·/\-\u2010-\u2015\u2212\uff0d]"
_RUN = re.compile(rf"\d(?:{_GAP}{{0,3}}\d)*")
_DIGITS = re.compile(r"\d+")
_INTERNATIONAL = re.compile(r"[+＋]\s?$")
_BESIDE = re.compile(
    r"(?<!\d)(?:0[1-9]|1[0-2])\s?[/／-]\s?(?:20)?\d\d(?!\d)|(?<![\d$€£¥￥])\d{3,4}(?!\d)"
)
"""What goes with a card: the month in which it expires, and its security code."""


@dataclass(frozen=True)
class Cleaned:
    """A text that may be kept, and whether a card number was taken out of it."""

    text: str
    had_card: bool


def is_card_number(digits: str) -> bool:
    """Say whether a row of digits can be a card number: its length, and the check digit of Luhn (US patent 2950048)."""
    if not SHORTEST <= len(digits) <= LONGEST or len(set(digits)) == 1:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = unicodedata.digit(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def without_card_numbers(text: str) -> Cleaned:
    """Return a text without card numbers, however they are grouped, nor the expiry and security code after them.

    A number that begins with a plus is somebody's telephone.
    """
    parts: list[str] = []
    position = 0
    for run in _RUN.finditer(text):
        if _INTERNATIONAL.search(text[: run.start()]):
            continue
        for start, end in _cards_in(run):
            parts += [text[position:start], MASK]
            position = end
    if not parts:
        return Cleaned(text, False)
    first = len(parts[0])
    kept = "".join([*parts, text[position:]])
    return Cleaned(kept[:first] + _BESIDE.sub(MASK, kept[first:]), True)


def _cards_in(run: re.Match[str]) -> list[tuple[int, int]]:
    """Return where the card numbers of one row of digit groups stand; they begin and end with a group."""
    groups = [(found.start(), found.end()) for found in _DIGITS.finditer(run[0])]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(groups):
        end = next((e for e in range(len(groups), at, -1) if _is_card(run[0], groups[at:e])), None)
        if end is not None:
            found.append((run.start() + groups[at][0], run.start() + groups[end - 1][1]))
        at = end or at + 1
    return found


def _is_card(text: str, groups: list[tuple[int, int]]) -> bool:
    return is_card_number("".join(text[start:end] for start, end in groups))
