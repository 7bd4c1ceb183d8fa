"""Reads small whole numbers written as digits, English words or Chinese characters."""

from __future__ import annotations

_ENGLISH = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "couple": 2, "dozen": 12, "hundred": 100}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), start=1
    )
}
_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
    "仨": 3,
    "〇": 0,
}

ENGLISH_NUMBER = "|".join(sorted(_ENGLISH, key=len, reverse=True))
ENGLISH_ORDINAL = "|".join(_ORDINALS)
CHINESE_NUMBER = r"(?:[一二三四五六七八九两]?十[一二三四五六七八九]?|[一二三四五六七八九两俩仨])"


def whole_number(text: str) -> int | None:
    """Return the number that `text` writes ("12", "2nd", "twelve", "second", "十二", "两"), or None.

    Chinese characters are read up to 99.
    """
    text = text.strip().lower()
    digits = text.rstrip("sthnrd") if text[:1].isdigit() else text
    if digits.isascii() and digits.isdigit():
        return int(digits)
    if text in _ENGLISH:
        return _ENGLISH[text]
    if text in _ORDINALS:
        return _ORDINALS[text]
    return _chinese_number(text)


def _chinese_number(text: str) -> int | None:
    if text in _CHINESE_DIGITS:
        return _CHINESE_DIGITS[text]
    tens, ten, ones = text.partition("十")
    if not ten:
        return None
    if (tens and tens not in _CHINESE_DIGITS) or (ones and ones not in _CHINESE_DIGITS):
        return None
    return 10 * _CHINESE_DIGITS.get(tens, 1) + (_CHINESE_DIGITS[ones] if ones else 0)
