"""Reads long numbers that are spelt out as people dictate them: digit by digit, or as one number in words."""

from __future__ import annotations

import re

from shoptalk.numbers import (
    ALONE,
    CHINESE_DIGITS,
    CHINESE_PLACES,
    TEN,
    chinese_number,
    in_words,
)
from shoptalk.vocabulary import table, words_of

_NUMBERS = table("en", "numbers")
_ENGLISH_DIGITS = {word: str(value) for word, value in _NUMBERS.items() if value < 10} | {
    word: str(value) for word, value in table("en", "dictated").items()
}
_REPEATED = table("en", "repeated")
_JOINING = [str(word) for word in words_of("en")["joining"]]
_DIGITS = {char: value for char, value in CHINESE_DIGITS.items() if char not in ALONE}
_TEN_THOUSAND = next(place for place, value in CHINESE_PLACES.items() if value == 10_000)

_DIGIT = "|".join(_ENGLISH_DIGITS)
_SMALL = "|".join(
    sorted((word for word, value in _NUMBERS.items() if 0 < value < 100), key=len, reverse=True)
)
_TIMES = rf"(?:(?:{'|'.join(_REPEATED)})[\s-]+)?(?:{_DIGIT})"
ENGLISH_DIGITS = rf"{_TIMES}(?:[\s,-]+{_TIMES}){{2,8}}"
ENGLISH_THOUSANDS = (
    rf"(?:{_SMALL})(?:[\s-](?:{_SMALL}))?\s+thousand"
    rf"(?:[\s,-]+(?:{'|'.join(_JOINING)}|hundred|{_SMALL}))+"
)
_CHINESE = "".join([*_DIGITS, *(place for place in CHINESE_PLACES if place != _TEN_THOUSAND)])
_WHOLE = rf"(?![{_CHINESE}{_TEN_THOUSAND}])"
_ONES = "".join(
    char for char, value in _DIGITS.items() if value and char not in words_of("zh")["dictated_only"]
)
CHINESE_DIGIT_RUN = rf"[{''.join(_DIGITS)}]{{5,9}}{_WHOLE}"
CHINESE_THOUSANDS = rf"[{_ONES}{TEN}]{{1,3}}{_TEN_THOUSAND}[{_CHINESE}]+{_WHOLE}"
DICTATED = {
    "en": {"digits": ENGLISH_DIGITS, "thousands": ENGLISH_THOUSANDS},
    "zh": {"digits": CHINESE_DIGIT_RUN, "thousands": CHINESE_THOUSANDS},
}
"""The patterns of long numbers in words, by language."""
LENGTHS = (5, 7, 8, 9)
"""Digits that a number of an order has; six are a one-time code."""


def spoken_number(text: str) -> str | None:
    """Return the digits of a long number in words, or None.

    Digit by digit ("two oh oh one three", "二零零幺三") and as one number ("twenty thousand and thirteen",
    "两万零一十三"). A round number of thousands is None: it is likelier an amount or a measure.
    """
    words = re.split(r"[\s,-]+", text.strip().lower())
    digits = _english_digits(words) or _chinese_digits(text)
    if digits is None:
        number = _english_number(words) if text.isascii() else chinese_number(text)
        digits = str(number) if number and number % 1000 else None
    return digits if digits is not None and len(digits) in LENGTHS else None


def _english_digits(words: list[str]) -> str | None:
    digits, times = "", 1
    for word in words:
        if word in _REPEATED:
            times = _REPEATED[word]
        elif word in _ENGLISH_DIGITS:
            digits += times * _ENGLISH_DIGITS[word]
            times = 1
        else:
            return None
    return digits


def _english_number(words: list[str]) -> int | None:
    counted = [word for word in words if word not in _JOINING]
    value, length = in_words(counted, _NUMBERS)
    return value if length == len(counted) else None


def _chinese_digits(text: str) -> str | None:
    if not text or any(letter not in _DIGITS for letter in text):
        return None
    return "".join(str(_DIGITS[letter]) for letter in text)
