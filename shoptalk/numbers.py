"""Numbers as shoppers write them: digits, `1.5k`, `two hundred`, 五百, 两三百, 一百二."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from shoptalk.vocabulary import languages, table, words_of

MAX_NUMBER = 1e9
_DIGITS = re.compile(r"(\d+(?:\.\d+)?)(k)?")
_ORDINAL_DIGITS = re.compile(r"(\d+)(?:st|nd|rd|th)?")
_HUNDRED, _THOUSAND = 100, 1000

CHINESE_DIGITS = table("zh", "digits")
CHINESE_PLACES = table("zh", "places")
ALONE = str(words_of("zh")["alone"])
_SEVERAL = str(words_of("zh")["several"])
_HALF = str(words_of("zh")["half"])
_ONE = next(digit for digit, value in CHINESE_DIGITS.items() if value == 1)
TEN = next(place for place, value in CHINESE_PLACES.items() if value == 10)
_IN_RUN = "".join([*(set(CHINESE_DIGITS) - set(ALONE)), *CHINESE_PLACES])
_CHINESE = frozenset([*CHINESE_DIGITS, *CHINESE_PLACES, _HALF, _SEVERAL])
_ONES = "".join(char for char, value in CHINESE_DIGITS.items() if value and char not in ALONE)
_PAIR = re.compile(rf"([{_ONES}])([{_ONES}])([{''.join(CHINESE_PLACES)}]+)")
_SEVERAL_OF = re.compile(rf"{_SEVERAL}([{''.join(CHINESE_PLACES)}]+)")
_ROUND = re.compile(rf"[{''.join(CHINESE_PLACES)}]")

CHINESE_NUMBER = rf"(?:[{_ONES}]?{TEN}[{_ONES}]?|[{_ONES}{ALONE}])"
"""What the bot looks for in a message: a number up to 99, to be read by `whole_number`."""


class Number(NamedTuple):
    """A number, or a range where the words leave it open (两三百 is 200 to 300), and its end."""

    low: float
    high: float
    end: int


def number_pattern(language: str) -> str:
    """Return the alternatives of a language's number words, to be read by `whole_number`; empty where it has none."""
    if language == "zh":
        return CHINESE_NUMBER
    own = words_of(language)
    return "|".join(
        sorted([*own.get("numbers", ()), *own.get("amounts", ())], key=len, reverse=True)
    )


def ordinal_pattern(language: str) -> str:
    """Return the alternatives of a language's ordinal numbers; empty where it has none."""
    return "|".join(words_of(language).get("ordinals", ()))


def number_words(language: str) -> dict[str, int]:
    """Return the words that numbers of a language are put together from, with their values; Chinese has none."""
    return table(language, "numbers") if "numbers" in words_of(language) else {}


def whole_number(text: str) -> int | None:
    """Return the number that `text` writes ("12", "2nd", "twelve", "second", "十二", "两"), or None."""
    text = text.strip().lower()
    digits = _ORDINAL_DIGITS.fullmatch(text)
    if digits:
        return int(digits[1])
    for language in languages():
        for name in ("numbers", "amounts", "ordinals"):
            if text in words_of(language).get(name, ()):
                return table(language, name)[text]
    return chinese_number(text)


def read_number(
    pieces: Sequence[str], start: int, words: Mapping[str, int] | None = None
) -> Number | None:
    """Return the number that begins at `pieces[start]`, with the position after it.

    `words` gives the values of number words. What is above a thousand millions is no number.
    """
    piece = pieces[start]
    match = _DIGITS.fullmatch(piece)
    if match:
        return _digits(pieces, start, match)
    if piece in _CHINESE:
        return _chinese(pieces, start)
    if words and piece in words:
        value, length = in_words(pieces[start:], words)
        return Number(value, value, start + length)
    return None


def in_words(pieces: Sequence[str], words: Mapping[str, int]) -> tuple[int, int]:
    """Return the number that the first pieces write in words, and how many of them do.

    Works for every language that names its hundreds and thousands after their count ("two thousand five hundred").
    """
    total, current, length = 0, 0, 0
    for piece in pieces:
        value = words.get(piece)
        if value is None:
            break
        if value == _HUNDRED:
            current = max(current, 1) * _HUNDRED
        elif value == _THOUSAND:
            total, current = total + max(current, 1) * _THOUSAND, 0
        elif current % _HUNDRED == 0 or (current % 10 == 0 and value < 10):
            current += value
        else:
            break
        length += 1
    return total + current, length


@lru_cache(maxsize=1024)
def chinese_number(run: str) -> int | None:
    """Return the value of Chinese numerals, or None; 一百二 is 120, 两千五 is 2,500, 二零零幺三 is 20,013."""
    if len(run) == 1 and run in CHINESE_DIGITS:
        return CHINESE_DIGITS[run]
    if not run or any(char not in _IN_RUN for char in run):
        return None
    from cn2an import cn2an

    try:
        return int(cn2an(run, "normal"))
    except ValueError:
        return None


def _digits(pieces: Sequence[str], start: int, match: re.Match[str]) -> Number | None:
    value = float(match[1]) * (_THOUSAND if match[2] else 1)
    end = start + 1
    while end < len(pieces) and CHINESE_PLACES.get(pieces[end], 0) >= _HUNDRED:
        value *= CHINESE_PLACES[pieces[end]]
        end += 1
    return Number(value, value, end) if value <= MAX_NUMBER else None


def _chinese(pieces: Sequence[str], start: int) -> Number | None:
    end = start
    while end < len(pieces) and pieces[end] in _CHINESE:
        end += 1
    run = "".join(pieces[start:end])
    pair, several = _PAIR.fullmatch(run), _SEVERAL_OF.fullmatch(run)
    if pair:
        low, high = chinese_number(pair[1] + pair[3]), chinese_number(pair[2] + pair[3])
        is_range = low is not None and high is not None and low < high
        return Number(low, high, end) if is_range else None  # type: ignore[arg-type]
    if several:
        power = chinese_number(f"{_ONE}{several[1]}") or 0
        return Number(power, 9 * power, end)
    value = chinese_number(run)
    return Number(value, value, end) if value is not None and value <= MAX_NUMBER else None
