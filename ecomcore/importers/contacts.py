"""Finds in a shop's texts how it is reached and when, to be shown for confirmation: nothing is taken over unasked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from babel import Locale, UnknownLocaleError

from shoptalk.email_address import PATTERN

EMAIL = re.compile(PATTERN)
PHONE = re.compile(r"(?<![\w./-])(\+?\(?\d[\d\s().\-/]{6,}\d)(?![\w-])")
LEAST_DIGITS, MOST_DIGITS = 8, 15
_HOURS = yaml.safe_load((Path(__file__).parent / "words" / "opening_hours.yml").read_text("utf-8"))
HOUR = re.compile(_HOURS["hour"], re.IGNORECASE)
SPAN = re.compile(f"{_HOURS['hour']}{_HOURS['between']}{_HOURS['hour']}", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])|(?<=[。！？])")
CLOCK = re.compile(_HOURS["clock"], re.IGNORECASE)


@dataclass(frozen=True)
class Contact:
    """Something that tells how to reach the shop, where it stands, and the command that takes it over."""

    kind: str
    value: str
    place: str

    @property
    def command(self) -> str:
        """Return what would set it."""
        return f'ecomcore shop set --{self.kind} "{self.value}"'


def contacts_in(text: str, language: str, place: str) -> Iterable[Contact]:
    """Yield the addresses, telephone numbers and opening hours that a text names."""
    for match in EMAIL.finditer(text):
        yield Contact("email", match[0], place)
    for match in PHONE.finditer(EMAIL.sub(" ", text)):
        digits = sum(char.isdigit() for char in match[1])
        is_number = match[1].lstrip().startswith(("+", "0", "(", "1"))
        if LEAST_DIGITS <= digits <= MOST_DIGITS and is_number:
            yield Contact("phone", match[1].strip(), place)
    days = _days(language)
    for line in (part for row in text.splitlines() for part in SENTENCE.split(row)):
        if SPAN.search(line) and CLOCK.search(line) and days.search(line):
            yield Contact("hours", _told(line, days), place)


def _told(line: str, days: re.Pattern[str]) -> str:
    """Return the part of a sentence from its first weekday or hour to its last."""
    marks = [*days.finditer(line), *SPAN.finditer(line)]
    return line[min(m.start() for m in marks) : max(m.end() for m in marks)].strip()


@lru_cache(maxsize=32)
def _days(language: str) -> re.Pattern[str]:
    """Return a pattern of the names of weekdays in a language, as CLDR has them."""
    try:
        days = Locale.parse(language).days["format"]
    except (UnknownLocaleError, ValueError):
        days = Locale.parse("en").days["format"]
    names = {name.rstrip(".") for width in ("wide", "abbreviated") for name in days[width].values()}
    edge = "" if language in ("zh", "ja", "th") else r"\b"
    found = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"{edge}(?:{found})", re.IGNORECASE)
