"""What can only be decided when the whole text has been read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from ecomcore.search.phrases import Meaning
from ecomcore.search.purposes import ATTRIBUTIVE, containers, for_beings
from ecomcore.search.reading.measures import settle_measure
from ecomcore.search.reading.state import Reading
from ecomcore.text.tokens import is_chinese_word

FRAGMENT = 5
"""So many words or characters say little more than a size."""


def settle_purpose(reading: Reading) -> None:
    """Take what holds a thing, or what is for an animal, for the kind of product that is wanted."""
    matches = [match for match, _ in reading.items]
    book = reading.vocabulary.book
    kinds = {m.kind for m in reading.found.wanted}
    if not kinds & {"type", "category"}:
        reading.keep_all(containers(matches, reading.objects, reading.pieces, book))
    elif "audience" not in kinds and (own := for_beings(matches, reading.pieces, book)):
        forget_kinds(reading)
        reading.keep_all(own)


def forget_kinds(reading: Reading) -> None:
    """Make kinds of product plain words: "something to keep coffee hot" is no coffee."""
    reading.found.wanted = [m for m in reading.found.wanted if m.kind not in ("type", "category")]


def settle(reading: Reading) -> None:
    """Decide what depends on the kind of product, which may come last in the text.

    A measure is a condition where such products have it; a size word without "size" before it
    is one where they come in it, else a plain word ("small rice cooker"); a bare number is a size of such products
    or says nothing else ("43"), else it is an age or a year.
    """
    groups = [m.value for m in reading.found.wanted if m.kind in ("type", "category")]
    if not groups:
        reading.found.heads += _head_of_compound(reading)
    for said in reading.measures:
        settle_measure(reading, said, groups)
    for meanings in reading.either:
        likeliest = _likeliest(reading, meanings, groups)
        gone = [meaning for meaning in meanings if meaning != likeliest]
        reading.found.wanted = [m for m in reading.found.wanted if m not in gone]
    is_fragment = len(reading.pieces) <= FRAGMENT
    for size, text in reading.bare_sizes.items():
        has_size = reading.vocabulary.groups_with(groups, "size", size.value)
        is_meant = has_size if groups else bool(text) or is_fragment
        if not is_meant and size in reading.found.wanted:
            reading.found.wanted.remove(size)
            reading.found.text += [text] if text else []


def _likeliest(reading: Reading, meanings: Sequence[Meaning], groups: Sequence[str]) -> Meaning:
    """Return which of several conditions that one word names is meant: what such products tell of."""
    counts = reading.vocabulary.groups_counted
    told = [m for m in meanings if reading.vocabulary.groups_with(groups, m.key, m.value)]
    return max(told or meanings, key=lambda m: counts[m.key, m.value])


def _head_of_compound(reading: Reading) -> list[str]:
    """Return the end of the only word, which in Chinese says what a thing is: 轮胎 in 汽车轮胎."""
    if len(reading.found.text) != 1 or _is_described(reading):
        return []
    text = reading.found.text[0]
    cuts = ((text[:end], text[end:]) for end in range(2, len(text) - 1))
    heads = (head for before, head in cuts if is_chinese_word(before) and is_chinese_word(head))
    return [*islice(heads, 1)]


def _is_described(reading: Reading) -> bool:
    """Say whether the thing is told by what is done with it (下雨天用的)."""
    return any(match.text.endswith(ATTRIBUTIVE) for match, _ in reading.items)
