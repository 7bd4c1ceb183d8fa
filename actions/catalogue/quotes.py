"""What of a message asks about a product's reviews, and what is only its name or the words of asking."""

from __future__ import annotations

import re

from actions.catalogue.names import SMALL_WORDS
from actions.phrases import heard
from actions.turn.turn import Turn
from ecomcore.reviews import vocabulary
from ecomcore.shop.models import Product
from ecomcore.text.tokens import tokenize, words

KINDS = frozenset({"category", "type"})
"""Kinds of conditions that say what thing is meant."""


def without_title(turn: Turn, product: Product) -> str:
    """Return the message without the product's name, which would match every sentence about it."""
    text = turn.text
    for title in filter(None, product.title.values()):
        text = re.sub(re.escape(title), " ", text, flags=re.IGNORECASE)
    named = {word.lower() for title in product.title.values() for word in title.split()}
    kept = [word for word in text.split() if word.lower().strip("?!.,") not in named]
    return " ".join(kept) or turn.text


def topic(turn: Turn, product: Product) -> str:
    """Return the words of a message that name what it asks about ("do the pegs bend"); empty where it asks for all."""
    if turn.text.startswith("/"):
        return ""
    left = _without_kind(turn, without_title(turn, product))
    small = SMALL_WORDS | vocabulary.words(turn.language).small
    small |= set(tokenize(" ".join(heard("asking")), turn.language))
    name = " ".join(filter(None, product.title.values()))
    asked = set(tokenize(left, turn.language)) - small - set(tokenize(name, turn.language))
    aspects = vocabulary.words(turn.language).named_aspects
    return left if asked or set(aspects(left)) - set(aspects(name)) else ""


def _without_kind(turn: Turn, text: str) -> str:
    """Return the text without the kinds of thing that it names and the word that describes each, which call the thing.

    河石 in 河石马克杯 is no topic, though the mug's name writes it otherwise.
    """
    kinds = [phrase for key, phrase in turn.query.sources if key.partition(":")[0] in KINDS]
    for phrase in kinds:
        before, found, after = text.casefold().partition(phrase.casefold())
        described = words(before)
        if found and described and described[-1] not in SMALL_WORDS:
            before = before[: before.rfind(described[-1])]
        text = f"{before} {after}" if found else text
    return text
