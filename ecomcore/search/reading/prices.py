"""Prices and ratings in a wish: under 50, 20 to 30 dollars, 200元以内, at least 4 stars."""

from __future__ import annotations

import math

from ecomcore.search.lexicon import words_of
from ecomcore.search.money import ANY_CURRENCY, unnamed_money
from ecomcore.search.phrases import PAUSE
from ecomcore.search.reading.state import Reading
from shoptalk.numbers import Number

AROUND = 0.2
"""'About 50' means 20 % less up to 20 % more."""


PRICE_REACH = 3
"""How many words without meaning may stand between 'under' and its number ('under a budget of 50')."""


def rating(reading: Reading, at: int) -> int:
    """Read `at least 4 stars`, 4星以上."""
    start = at
    while reading.says_price(start, "at_least") or reading.says_price(start, "words"):
        start += 1
    number = reading.number(start)
    if number is None or not reading.get(start + 1, "rating_units") or not 1 <= number.low <= 5:
        return at
    end = start + 2
    while reading.says_price(end, "suffix_at_least"):
        end += 1
    reading.found.rating_min = number.low
    return end


def price_range(reading: Reading, at: int) -> int:
    """Read `between 20 and 30 dollars`, `20-30`, 200到300块."""
    start = at + 1 if reading.says_price(at, "between") else at
    first = _amount(reading, start)
    if first is None:
        return at
    number, end, currency = first
    if not reading.says_price(end, "joiner"):
        return at
    second = _amount(reading, end + 1)
    if second is None:
        return at
    other, after, other_currency = second
    if reading.get(after, "units") and not (currency or other_currency):
        return at
    for suffix in ("suffix_at_most", "suffix_around"):
        after += reading.says_price(after, suffix)
    _set_price(reading, number.low, other.high, currency or other_currency)
    return after


def bounded_price(reading: Reading, at: int) -> int:
    """Read `under 50`, `at least 20 dollars`, `about 50`, 不超过200元, 500以内, 50左右."""
    bound = next((b for b in ("at_most", "at_least", "around") if reading.says_price(at, b)), None)
    if bound == "around" and any(reading.says_price(at + 1, b) for b in ("at_most", "at_least")):
        return at
    start = at
    if bound:
        start = _next_amount(reading, at + 1)
    amount = _amount(reading, start) if start >= 0 else None
    if amount is None:
        return at
    number, end, currency = amount
    if reading.get(end, "units") and not currency:
        return at
    for suffix in ("suffix_at_most", "suffix_at_least", "suffix_around"):
        if reading.says_price(end, suffix):
            bound, end = suffix.removeprefix("suffix_"), end + 1
            break
    if bound is None:
        return at
    low, high = _limits(bound, number)
    if bound == "at_least" and _is_told_of_a_thing(reading, at, end):
        low, high = None, number.low
    _set_price(reading, low, high, currency)
    return end


def _limits(bound: str, number: Number) -> tuple[float | None, float | None]:
    """Return the lowest and the highest price of `around`, `at_most` or `at_least` an amount."""
    if bound == "around":
        return number.low * (1 - AROUND), number.high * (1 + AROUND)
    return (None, number.high) if bound == "at_most" else (number.low, None)


def plain_price(reading: Reading, at: int) -> int:
    """Read `$50`, 50块, `budget 50`, 两三百块: about that much, or at most for a budget."""
    has_word = reading.says_price(at, "words")
    start = _next_amount(reading, at + 1) if has_word else at
    amount = _amount(reading, start) if start >= 0 else None
    if amount is None:
        return at
    number, end, currency = amount
    if currency is None:
        if not has_word or reading.get(at, "stop") or reading.get(end, "units"):
            return at
        _set_price(reading, None, number.high, None)
    elif number.low < number.high:
        _set_price(reading, number.low, number.high, currency)
    elif has_word:
        _set_price(reading, None, number.high, currency)
    else:
        _set_price(reading, number.low * (1 - AROUND), number.high * (1 + AROUND), currency)
    return end


def _is_told_of_a_thing(reading: Reading, at: int, end: int) -> bool:
    """Say whether a lowest price tells what a thing costs, which is too much: "the vase is over 30", 超过30了."""
    if reading.text(end) in words_of("has_come_about"):
        return True
    is_said_of_it = reading.text(at - 1) in words_of("copulas")
    return is_said_of_it and (at <= 2 or reading.text(at - 2) not in words_of("relatives"))


def _next_amount(reading: Reading, at: int) -> int:
    """Return where an amount begins within reach, passing words that say nothing; else -1."""
    for start in range(at, min(at + PRICE_REACH, len(reading.items))):
        if _amount(reading, start):
            return start
        is_passed = reading.get(start, "stop") or reading.text(start) == PAUSE
        if not (is_passed or reading.says_price(start, "words")):
            return -1
    return -1


def _amount(reading: Reading, at: int) -> tuple[Number, int, str | None] | None:
    """Read `$50`, `50 dollars`, `50`: the number, the position after it, the currency named."""
    currency = reading.get(at, "currencies")
    if currency and reading.number(at) is None:
        at += 1
    number = reading.number(at)
    if number is None:
        return None
    end = at + 1
    after = reading.get(end, "currencies")
    while after and (not currency or currency.value == ANY_CURRENCY):
        # "300块人民币" names the money twice, the second time in full.
        currency, end = after, end + 1
        after = reading.get(end, "currencies")
    return number, end, currency.value if currency else None


def _set_price(
    reading: Reading, low: float | None, high: float | None, currency: str | None
) -> None:
    if low is not None and high is not None and low > high:
        low, high = high, low
    found = reading.found
    found.price_min = low if low is not None else found.price_min
    found.price_max = high if high is not None else found.price_max
    if (found.price_min or 0) > (found.price_max or math.inf):  # what was said last counts
        found.price_min, found.price_max = low, high
    if currency == ANY_CURRENCY:
        currency = unnamed_money(reading.vocabulary.currency)
    if currency:
        found.currency = currency
    reading.negating = False
