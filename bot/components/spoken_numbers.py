"""Reads long numbers that are spelt out as people dictate them: digit by digit, or as one number in words."""

from __future__ import annotations

import re

_ENGLISH_DIGITS = {
    word: str(value)
    for value, word in enumerate("zero one two three four five six seven eight nine".split())
} | {"oh": "0", "o": "0", "nought": "0"}
_ENGLISH_SMALL = {
    word: value
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split(),
        start=1,
    )
} | {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "幺": 1, "两": 2}
_CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000}
_TEN_THOUSAND = "万"

_DIGIT = "|".join(_ENGLISH_DIGITS)
_SMALL = "|".join(sorted(_ENGLISH_SMALL, key=len, reverse=True))
_REPEATED = rf"(?:double[\s-]+|triple[\s-]+)?(?:{_DIGIT})"
ENGLISH_DIGITS = rf"{_REPEATED}(?:[\s,-]+{_REPEATED}){{2,8}}"
ENGLISH_THOUSANDS = (
    rf"(?:{_SMALL})(?:[\s-](?:{_SMALL}))?\s+thousand(?:[\s,-]+(?:and|hundred|{_SMALL}))+"
)
_CHINESE = "".join([*_CHINESE_DIGITS, *_CHINESE_PLACES])
_WHOLE = rf"(?![{_CHINESE}{_TEN_THOUSAND}])"
CHINESE_DIGITS = rf"[{''.join(_CHINESE_DIGITS)}]{{5,9}}{_WHOLE}"
CHINESE_THOUSANDS = rf"[一二三四五六七八九两十]{{1,3}}{_TEN_THOUSAND}[{_CHINESE}]+{_WHOLE}"
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
        number = _english_number(words) if text.isascii() else _chinese_number(text)
        digits = str(number) if number and number % 1000 else None
    return digits if digits is not None and len(digits) in LENGTHS else None


def _english_digits(words: list[str]) -> str | None:
    digits, times = "", 1
    for word in words:
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
        elif word in _ENGLISH_DIGITS:
            digits += times * _ENGLISH_DIGITS[word]
            times = 1
        else:
            return None
    return digits


def _english_number(words: list[str]) -> int | None:
    total = current = 0
    for word in words:
        if word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = 1000 * current, 0
        elif word in _ENGLISH_SMALL:
            current += _ENGLISH_SMALL[word]
        elif word != "and":
            return None
    return total + current


def _chinese_digits(text: str) -> str | None:
    if not text or any(letter not in _CHINESE_DIGITS for letter in text):
        return None
    return "".join(str(_CHINESE_DIGITS[letter]) for letter in text)


def _chinese_number(text: str) -> int | None:
    high, mark, low = text.partition(_TEN_THOUSAND)
    above, below = _below_ten_thousand(high), _below_ten_thousand(low)
    if not mark or above is None or below is None:
        return None
    # "两万五" is short for 25,000.
    is_short = len(low) == 1
    return 10_000 * above + (1000 * below if is_short else below)


def _below_ten_thousand(text: str) -> int | None:
    total, digit = 0, None
    for letter in text:
        if letter in _CHINESE_PLACES:
            total += _CHINESE_PLACES[letter] * (1 if digit in (None, 0) else digit)
            digit = None
        elif letter in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[letter]
        else:
            return None
    return total + (digit or 0)
