"""What reviewers wrote, sentence by sentence, and which of it a message asks about."""

from __future__ import annotations

import re

from sqlalchemy import select

from actions.catalogue.names import SMALL_WORDS
from actions.phrases import heard
from actions.turn.turn import Turn
from ecomcore.shop.models import Product, Review
from ecomcore.text.tokens import tokenize
from shoptalk.sentences import sentences

REVIEWS_READ = 60
QUOTES = 2
COMMON = 0.34
"""A word that stands in a larger share of a product's sentences does not tell which of them is asked for."""


def review_sentences(turn: Turn, product_id: str) -> list[str]:
    """Return the sentences of a product's newest reviews, in the language of the reply if there are any."""
    rows = turn.session.execute(
        select(Review.text, Review.language)
        .where(Review.product_id == product_id, Review.status == "approved")
        .order_by(Review.created_on.desc())
        .limit(REVIEWS_READ)
    ).all()
    own = [text for text, language in rows if language == turn.language]
    return [sentence for text in own or [text for text, _ in rows] for sentence in sentences(text)]


def without_title(turn: Turn, product: Product) -> str:
    """Return the message without the product's name, which would match every sentence about it."""
    text = turn.text
    for title in filter(None, product.title.values()):
        text = re.sub(re.escape(title), " ", text, flags=re.IGNORECASE)
    named = {word.lower() for title in product.title.values() for word in title.split()}
    kept = [word for word in text.split() if word.lower().strip("?!.,") not in named]
    return " ".join(kept) or turn.text


def about(turn: Turn, product: Product) -> list[str]:
    """Return the sentences of reviews with the words that the message asks about ("do the pegs bend"), best first."""
    cut = [
        (text, set(tokenize(text, turn.language))) for text in review_sentences(turn, product.id)
    ]
    asking = set(tokenize(" ".join(heard("asking")), turn.language))
    asked = set(tokenize(without_title(turn, product), turn.language)) - SMALL_WORDS - asking
    telling = {w for w in asked if sum(w in words for _, words in cut) <= COMMON * len(cut)}
    hits = [(len(telling & words), text) for text, words in cut]
    best = sorted((hit for hit in hits if hit[0]), key=lambda hit: -hit[0])
    return [text for _, text in best[:QUOTES]]
