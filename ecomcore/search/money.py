"""Prices in words: minor units of a currency as a short text."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ecomcore.money import decimals, format_money, locale_of
from ecomcore.search.lexicon import values
from ecomcore.text.tokens import has_chinese, normalise

ANY_CURRENCY = "any"
"""What a word means that any currency may be called by (块, bucks)."""


def minor_units(currency: str) -> int:
    """Return how many decimals the amounts of a currency have."""
    return decimals(currency)


def show_cents(cents: int, currency: str, language: str) -> str:
    """Return an amount in the words of a language, without decimals that say nothing: `$89`, `US$89`."""
    return format_money(cents, currency, locale_of(language), short=True)


def amounts_in(text: str) -> list[tuple[Decimal, str | None]]:
    """Return the amounts of money that a text names, each with the code of its currency, None for a word like 块."""
    plain = normalise(text)
    found = []
    for match in _amount().finditer(plain):
        sign = match["full"] or match["before"] or match["behind"]
        found.append((Decimal(match["number"] or match["other"]), _currencies()[sign]))
    return found


@lru_cache(maxsize=1)
def _currencies() -> dict[str, str | None]:
    """Return the code of each word for a currency; None for a word that any currency may be called by."""
    own: dict[str, str | None] = {
        normalise(str(word)): None if code == ANY_CURRENCY else code
        for code, written in values()["currencies"].items()
        for word in written
    }
    return own


@lru_cache(maxsize=1)
def _amount() -> re.Pattern[str]:
    written = sorted(_currencies(), key=len, reverse=True)
    signs = "|".join(re.escape(word) for word in written if not word[-1].isalpha())
    behind = "|".join(_whole(word) for word in written)
    number = r"\d+(?:\.\d+)?"
    return re.compile(
        rf"(?P<before>{signs})\s?(?P<number>{number})|(?<![\d.])(?P<other>{number})[\s-]?(?P<behind>{behind})"
        rf"(?P<full>{behind})?"
    )


def _whole(word: str) -> str:
    """Return a pattern for a word that no Latin letter may go on."""
    return re.escape(word) + (r"(?![a-z])" if word[-1].isalpha() and not has_chinese(word) else "")


def unnamed_money(currency: str) -> str:
    """Return the currency of who writes of so many 元 or 块: that of the shop where it is called so."""
    called_so: list[str] = values()["called_any"]
    return currency if currency in called_so else called_so[0]
