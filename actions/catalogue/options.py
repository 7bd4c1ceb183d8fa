"""Whether a message says the value of an option: a colour, a size, a pack."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from actions.catalogue import cards
from actions.turn.turn import Turn
from ecomcore.shop.models import Product
from ecomcore.text.tokens import normalise, tokenize
from shoptalk.numbers import CHINESE_NUMBER

OF_ANY_KIND = frozenset({"colour", "size"})
_MEASURE = re.compile(r"(\d)\s+(?=(?:[a-z]{1,2}|inch|pack)\b)")
"""The gap between a number and its unit, which some write and some do not ("2 m", "2m")."""
_WORD = re.compile(r"[a-z0-9.]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_COUNTED = re.compile(rf"(?:\d|{CHINESE_NUMBER})([\u3400-\u9fff])")
"""A character after a number, which is what is counted (两罐)."""


def is_said(turn: Turn, value: str, text: str) -> bool:
    """Say whether an option's value is in the text, in the catalogue's word or in the reply's language."""
    return last_said(turn, value, text) >= 0


def last_said(turn: Turn, value: str, text: str) -> int:
    """Return where an option's value is said last in the normalised text, or -1."""
    lowered = normalise(text)
    spoken = {normalise(value), normalise(cards.word(turn, "value", value))}
    return max((_last(word, lowered) for word in spoken if word), default=-1)


def _last(word: str, lowered: str) -> int:
    if not word.isascii():
        return lowered.rfind(word)
    found = [
        m.start() for m in re.finditer(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", lowered)
    ]
    return found[-1] if found else -1


def chosen_options(turn: Turn, product: Product) -> dict[str, str]:
    """Return the options of a product of which the message names one value by a part that only it has.

    Colours and sizes are left out: things of any other kind come in them as well.
    """
    keys = dict.fromkeys(key for variant in product.variants for key in variant.options)
    found = {key: chosen(turn, product, key) for key in keys if key not in OF_ANY_KIND}
    return {key: value for key, value in found.items() if value is not None}


def chosen(turn: Turn, product: Product, key: str) -> str | None:
    """Return the one value of a product's option that a part of the message can only mean ("the tins", "1kg").

    A part that other values of the option, or the product's titles, have as well tells nothing; neither does a bare
    number, which may count pieces.
    """
    values = dict.fromkeys(v.options[key] for v in product.variants if v.options.get(key))
    parts = {value: _parts((value, cards.word(turn, "value", value))) for value in values}
    common = _parts(product.title.values())
    said = _parts([turn.text], _COUNTED)
    found = [
        value
        for value, own in parts.items()
        if said & own - common.union(*(more for other, more in parts.items() if other != value))
    ]
    return found[0] if len(found) == 1 else None


def _parts(texts: Iterable[str], alone: re.Pattern[str] = _CHINESE) -> frozenset[str]:
    """Return the words of texts, numbers with their units, and pairs of Chinese characters.

    A character by itself is a part where `alone` finds it.
    """
    found: set[str] = set()
    for text in texts:
        plain = _MEASURE.sub(r"\1", normalise(text))
        words = [word for word in _WORD.findall(plain) if len(word) > 1 and not word.isdigit()]
        found.update(stem for word in words for stem in tokenize(word))
        found.update(a + b for a, b in pairwise(plain) if _CHINESE.match(a) and _CHINESE.match(b))
        found.update(match[match.lastindex or 0] for match in alone.finditer(plain))
    return frozenset(found)
