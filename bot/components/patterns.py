"""The regular entities of a shop's chat, found by pattern: order number, e-mail, one-time code, quantity, ordinal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from components import spoken
from shoptalk.dictation import spoken_number
from shoptalk.email_address import PATTERN
from shoptalk.numbers import whole_number

LAST = -1


@dataclass(frozen=True)
class Found:
    """One entity: its name, its normalised value and where it stands in the plain text."""

    entity: str
    value: str | int
    start: int
    end: int


@dataclass(frozen=True)
class _Pattern:
    entity: str
    regex: re.Pattern[str]
    value: Callable[[str], str | int | None]


def _order_number(text: str) -> str:
    return text.lstrip("# ").upper()


def _last(text: str) -> int:
    return LAST


def _pattern(
    entity: str, regex: str, value: Callable[[str], str | int | None] = whole_number
) -> _Pattern:
    return _Pattern(entity, re.compile(regex, re.IGNORECASE), value)


def _spoken(
    entry: str, entity: str = "", value: Callable[[str], str | int | None] = whole_number
) -> list[_Pattern]:
    return [_pattern(entity or entry, each, value) for each in spoken.patterns(entry)]


_NOT_IN_ADDRESS = "".join(f"(?<!{before})" for before in spoken.patterns("before_postcode"))

# Earlier patterns win where two overlap.
_PATTERNS = (
    _pattern("email", rf"((?a:{PATTERN}))", str.lower),
    _pattern("code", rf"{spoken.alternatives('code')}\D{{0,12}}(?<!\d)(\d{{6}})(?!\d)", str),
    _pattern(
        "order_number",
        rf"{spoken.alternatives('order_context')}\s*(?:{spoken.alternatives('is')}|:)?\s*"
        r"(\#?\s?(?:[a-z]{1,4}-?)?\d{3,20}(?:-\d{1,8})*)(?![\w-])"
        rf"(?!\s*(?:{spoken.units()}))",
        _order_number,
    ),
    _pattern(
        "order_number",
        r"(?<![\w.@-])(\#\s?(?:[a-z]{1,4}-?)?\d{3,20}(?:-\d{1,8})*)(?![a-z\d_@-])",
        _order_number,
    ),
    _pattern(
        "order_number",
        r"(?<![a-z\d_.@\#-])([a-z]{1,4}(?:-?\d{5,}|-\d{2,}(?:-\d{2,})+))(?![a-z\d_@-])",
        _order_number,
    ),
    _pattern(
        "code",
        rf"(?<![\w.,$€£¥#-])(\d{{6}})(?![a-z\d_-])(?![.,]\d)(?!\s*(?:{spoken.units()}))",
        str,
    ),
    _pattern(
        "order_number",
        # a US state or the word for a postcode before five digits makes them part of an address
        # Chinese is written without spaces: only a Latin letter or another digit right before makes it another number
        rf"(?<![a-z\d_.$€£¥-])(?<!(?-i:[A-Z]{{2}})\s){_NOT_IN_ADDRESS}"
        rf"(\d{{5}}|\d{{7,9}})(?![a-z\d_-])(?![.,]\d)(?!\s*(?:{spoken.units(after_many_digits=True)}))",
        _order_number,
    ),
    *_spoken("order_number", value=spoken_number),
    *_spoken("rating"),
    *_spoken("last", "ordinal", _last),
    *_spoken("ordinal"),
    _pattern("ordinal", r"(?<![\w.@-])\#\s?(\d{1,2})(?![\w-])"),
    *_spoken("quantity"),
    _pattern("quantity", r"(?<![\w.])[x×]\s?(\d{1,3})(?![\w.])"),
    _pattern("quantity", rf"^\W*(\d{{1,2}}|{spoken.counts()})\W*$"),
)
_ONE_AS_ARTICLE = spoken.compiled("one_as_article")
_MASKED = {"email": " _email_ ", "order_number": " _order_ ", "code": " _code_ "}


def find(text: str) -> list[Found]:
    """Return the entities of a plain text in the order in which they stand, none overlapping another.

    Values are normalised: order numbers in upper case without `#`, e-mail addresses in lower case, codes as their six
    digits, quantities, ratings and ordinals as whole numbers (the last one is -1).
    """
    found: list[Found] = []
    for item in _matches(text):
        if all(item.end <= other.start or other.end <= item.start for other in found):
            found.append(item)
    return sorted(found, key=lambda item: item.start)


def _matches(text: str) -> Iterator[Found]:
    for pattern in _PATTERNS:
        for match in pattern.regex.finditer(text):
            value = pattern.value(match.group(1))
            if value is None or (pattern.entity == "quantity" and not _is_count(text, match)):
                continue
            yield Found(pattern.entity, value, match.start(1), match.end(1))


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Say whether a number counts goods: the Chinese one after a verb or a pronoun means "a"."""
    value = whole_number(match.group(1))
    return value != 0 and not _ONE_AS_ARTICLE.search(text[: match.end(1)])


def mask(text: str) -> str:
    """Return `text` with every order number, e-mail address and code replaced by a word for its kind."""
    parts: list[str] = []
    position = 0
    for item in find(text):
        if item.entity in _MASKED:
            parts += [text[position : item.start], _MASKED[item.entity]]
            position = item.end
    return "".join([*parts, text[position:]])
