"""How a file writes its amounts: which mark its decimals have, and which currency it names beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale

from ecomcore.money import decimals, is_currency

MARKS = (".", ",")
GROUP = 3
"""Digits between two thousands marks."""
_SPACES = re.compile(r"[\s\u00a0\u2007-\u200b\u202f'’]")
_DIGITS = re.compile(r"^\d[\d.,]*$")
_AMOUNT = re.compile(r"\d[\d.,\s\u00a0\u2007-\u200b\u202f'’]*")
_CODE = re.compile(r"[A-Z]{3}")
SHARED_SIGNS = frozenset("$¥￥")
"""Signs of many currencies, which therefore name none."""
HOMES = ("en", "pl", "cs", "hu", "ro", "uk", "tr", "ru", "th", "bg", "pt_BR")
"""Locales whose signs of currencies are known; kr, of four countries, names none."""


@lru_cache(maxsize=1)
def _signs() -> dict[str, str]:
    """Return the currency of each sign that only one has."""
    found: dict[str, set[str]] = {}
    for home in HOMES:
        for code, sign in Locale.parse(home).currency_symbols.items():
            if sign != code and is_currency(code):
                found.setdefault(sign, set()).add(code)
    return {
        sign: codes.pop()
        for sign, codes in found.items()
        if len(codes) == 1 and sign not in SHARED_SIGNS
    }


@dataclass(frozen=True)
class Written:
    """A written amount taken apart: the digits with their marks, and the currency beside them if one is named."""

    digits: str
    currency: str | None = None


def taken_apart(text: str) -> Written | None:
    """Return the amount that a cell holds, None if it holds none."""
    match = _AMOUNT.search(text)
    if match is None:
        return None
    around = (text[: match.start()] + " " + text[match.end() :]).strip()
    digits = _SPACES.sub("", match[0]).rstrip(".,") if around else _SPACES.sub("", match[0])
    if not _DIGITS.match(digits):
        return None
    if not around:
        return Written(digits)
    if around in SHARED_SIGNS or around in _signs():
        return Written(digits, _signs().get(around))
    code = around.upper()
    return Written(digits, code) if _CODE.fullmatch(code) and is_currency(code) else None


def decimal_marks(digits: str) -> frozenset[str]:
    """Return the marks that can stand before the decimals of an amount: one, both, or none where it has no mark."""
    last = max((digits.rfind(mark) for mark in MARKS), default=-1)
    if last < 0:
        return frozenset()
    mark = digits[last]
    other = MARKS[1 - MARKS.index(mark)]
    if other in digits:
        return frozenset({mark})
    if digits.count(mark) > 1:
        return frozenset({other})
    head, tail = digits[:last], digits[last + 1 :]
    if len(tail) == GROUP and len(head) <= GROUP and not head.startswith("0"):
        return frozenset(MARKS)
    return frozenset({mark})


@dataclass(frozen=True)
class Judgement:
    """Which mark the decimals of a file have; `mark` is None where its amounts do not tell, or contradict each other.

    `doubtful` is the first amount that does not fit, or that could be read both ways.
    """

    mark: str | None
    doubtful: int | None = None
    is_contradictory: bool = False


def judge(amounts: Iterable[str], currency: str | None) -> Judgement:
    """Return the decimal mark of the amounts of one file, from all of them together."""
    told: dict[str, int] = {}
    doubtful: int | None = None
    for number, digits in enumerate(amounts):
        marks = decimal_marks(digits)
        if len(marks) == 1:
            told.setdefault(next(iter(marks)), number)
        elif marks and doubtful is None:
            doubtful = number
    if len(told) == 1:
        return Judgement(next(iter(told)))
    if len(told) > 1:
        return Judgement(None, max(told.values()), is_contradictory=True)
    if doubtful is not None and not (currency and decimals(currency) == GROUP):
        return Judgement(None, doubtful)
    return Judgement(".")


def plain(digits: str, mark: str) -> str:
    """Return an amount in plain digits with a point; as it is where it does not fit the mark."""
    whole, _, part = digits.partition(mark)
    other = MARKS[1 - MARKS.index(mark)]
    groups = whole.split(other)
    is_grouped = all(len(group) == GROUP for group in groups[1:]) and 0 < len(groups[0])
    if not is_grouped or (part and not part.isdigit()):
        return digits
    return "".join(groups) + (f".{part}" if part else "")


def rounded(amount: str, currency: str) -> str:
    """Return a plain amount with the decimals that the currency has, halves up."""
    step = Decimal(1).scaleb(-decimals(currency))
    return str(Decimal(amount).quantize(step, rounding=ROUND_HALF_UP))
