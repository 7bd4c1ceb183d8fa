"""Sizes and numbers of pieces in a wish."""

from __future__ import annotations

from ecomcore.search.lexicon import values
from ecomcore.search.phrases import PRODUCT_KINDS, Meaning
from ecomcore.search.reading.state import Reading
from ecomcore.text.tokens import has_chinese

LONGEST_SIZE_CODE = 3
LEAST_BARE_SIZE = 24
"""A smaller number is rarely a size where nothing says so."""
MOST_PIECES = 99


def size(reading: Reading, at: int) -> int:
    """Read `size 42`, 42码, `XL`, `size m`, and a bare size where the catalogue sells it."""
    start = at + 1 if reading.get(at, "size_words") else at
    has_word = start > at
    size = reading.get(start, "size")
    number = reading.number(start)
    end = start + 1
    if reading.get(end, "size_words") and has_chinese(reading.items[end][0].text):
        has_word, end = True, end + 1
    if size and reading.vocabulary.sizes:
        text = reading.items[start][0].text
        if has_word or len(text) > 1 or end == len(reading.items):
            if not has_word and _describes_another(reading, start):
                return at
            reading.keep(size)
            if not has_word and (len(text) > LONGEST_SIZE_CODE or has_chinese(text)):
                reading.bare_sizes[size] = text
            return end
    if number is None or not reading.vocabulary.sizes:
        return at
    if f"{number.low:g}" not in reading.vocabulary.sizes and not has_word:
        return at
    if has_word or (number.low >= LEAST_BARE_SIZE and not reading.get(end, "units")):
        size = Meaning("size", f"{number.low:g}")
        reading.keep(size)
        if not has_word:
            reading.bare_sizes[size] = ""
        return end
    return at


def _describes_another(reading: Reading, at: int) -> bool:
    """Say whether a size word describes what is no kind of product: "small parts", "a small brand"."""
    if at + 1 >= len(reading.items):
        return False
    after = reading.items[at + 1][0]
    return after.text.isalpha() and not after.meanings and not has_chinese(after.text)


def other_count(reading: Reading, at: int) -> int:
    """Pass a number of what is no goods: 八个月, 三个小时."""
    return at + 2 if reading.number(at) and reading.get(at + 1, "other_counts") else at


def number_of_pieces(reading: Reading, at: int) -> int:
    """Read `two pairs`, `a set of 6`, 三双, and a number right before a kind of product at the beginning."""
    if reading.get(at, "set_words"):
        number = reading.number(at + 1)
        if number and 2 <= number.low <= MOST_PIECES:
            reading.found.quantity = int(number.low)
            return at + 2
    number = reading.number(at)
    if number is None or not 1 <= number.low <= MOST_PIECES:
        return at
    if not reading.get(at + 1, "quantity_words"):
        is_first = all(reading.get(before, "stop") for before in range(at))
        if is_first and number.low >= 2 and reading.get(at + 1, *PRODUCT_KINDS):
            reading.found.quantity = int(number.low)
            return at + 1
        return at
    if number.low >= 2:
        reading.found.quantity = int(number.low)
    return at + 2


def bigger_size(size: str, steps: int) -> str | None:
    """Return the size `steps` above (or below) `size`, None where there is none."""
    letters: list[str] = values()["sizes"]
    if size in letters:
        at = letters.index(size) + steps
        return letters[at] if 0 <= at < len(letters) else None
    return f"{float(size) + steps:g}" if size.replace(".", "", 1).isdigit() else None
