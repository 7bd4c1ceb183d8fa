"""Numbers as shoppers write them: digits, `1.5k`, `two hundred`, 五百, 两三百, 一百二."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

MAX_NUMBER = 1e9
_DIGITS = re.compile(r"(\d+(?:\.\d+)?)(k)?")
_CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "俩": 2}
_CHINESE_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_CHINESE = frozenset(_CHINESE_DIGITS) | frozenset(_CHINESE_POWERS) | {"半", "几"}


class Number(NamedTuple):
    """A number, or a range where the words leave it open (两三百 is 200 to 300), and its end."""

    low: float
    high: float
    end: int


def read_number(
    pieces: Sequence[str], start: int, english: dict[str, int] | None = None
) -> Number | None:
    """Return the number that begins at `pieces[start]`, with the position after it.

    `english` gives the values of number words. What is above a thousand millions is no number.
    """
    piece = pieces[start]
    match = _DIGITS.fullmatch(piece)
    if match:
        return _digits(pieces, start, match)
    if piece in _CHINESE:
        return _chinese(pieces, start)
    if english and piece in english:
        return _english(pieces, start, english)
    return None


def _digits(pieces: Sequence[str], start: int, match: re.Match[str]) -> Number | None:
    value = float(match[1]) * (1000 if match[2] else 1)
    end = start + 1
    while end < len(pieces) and pieces[end] in _CHINESE_POWERS and pieces[end] != "十":
        value *= _CHINESE_POWERS[pieces[end]]
        end += 1
    return Number(value, value, end) if value <= MAX_NUMBER else None


def _chinese(pieces: Sequence[str], start: int) -> Number | None:
    end = start
    while end < len(pieces) and pieces[end] in _CHINESE:
        end += 1
    run = "".join(pieces[start:end])
    pair = re.fullmatch(r"([一二两三四五六七八九])([一二三四五六七八九])([十百千万]+)", run)
    if pair:
        low = _chinese_value(pair[1] + pair[3])
        high = _chinese_value(pair[2] + pair[3])
        return (
            Number(low, high, end) if low is not None and high is not None and low < high else None
        )
    several = re.fullmatch(r"几([十百千万]+)", run)
    if several:
        power = _chinese_value("一" + several[1])
        return Number(power or 0, (power or 0) * 9, end)
    value = _chinese_value(run)
    return Number(value, value, end) if value is not None and value <= MAX_NUMBER else None


def _chinese_value(run: str) -> float | None:
    """Return the value of Chinese numerals; 一百二 is 120 and 两千五 is 2,500."""
    total, section, digit, last_power = 0.0, 0.0, 0.0, 1
    for position, char in enumerate(run):
        if char in _CHINESE_DIGITS:
            digit = _CHINESE_DIGITS[char]
        elif char in _CHINESE_POWERS:
            power = _CHINESE_POWERS[char]
            if power == 10_000:
                total += (section + digit) * power
                section = 0.0
            else:
                section += (digit or (1 if position == 0 or power == 10 else 0)) * power
            digit, last_power = 0.0, power
        else:
            return None
    is_short = len(run) > 1 and run[-1] in _CHINESE_DIGITS and run[-2] in _CHINESE_POWERS
    if is_short and last_power > 10:
        digit *= last_power // 10
    return total + section + digit


def _english(pieces: Sequence[str], start: int, words: dict[str, int]) -> Number | None:
    total, current, end = 0, 0, start
    while end < len(pieces) and pieces[end] in words:
        value = words[pieces[end]]
        if value == 100:
            current = max(current, 1) * 100
        elif value == 1000:
            total, current = total + max(current, 1) * 1000, 0
        elif current % 100 == 0 or (current % 10 == 0 and value < 10):
            current += value
        else:
            break
        end += 1
    return Number(total + current, total + current, end)
