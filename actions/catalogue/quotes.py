"""What of a message asks about a product's reviews, and what is only its name or the words of asking."""

from __future__ import annotations

import re

from actions.catalogue.names import SMALL_WORDS
from actions.phrases import heard
from actions.turn.turn import Turn
from ecomcore.reviews.vocabulary import words
from ecomcore.shop.models import Product
from ecomcore.text.tokens import tokenize


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
    left = without_title(turn, product)
    small = SMALL_WORDS | words(turn.language).small
    small |= set(tokenize(" ".join(heard("asking")), turn.language))
    name = " ".join(filter(None, product.title.values()))
    asked = set(tokenize(left, turn.language)) - small - set(tokenize(name, turn.language))
    aspects = words(turn.language).named_aspects
    return left if asked or set(aspects(left)) - set(aspects(name)) else ""
