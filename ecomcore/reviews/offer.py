"""What can be said of a product by its reviews and, where few have written any, by its details and its kin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.reviews.book import ReviewBook
from ecomcore.reviews.summary import ReviewSummary
from ecomcore.shop.models import Product, Term

FACTS = 6
LEAST_LIKE = 80
"""How like an id (0 to 100) another one must be to be taken for it."""


@dataclass(frozen=True)
class ReviewOffer:
    """A product's summary; `facts` and `kin` (summaries by title) are there where it is thin."""

    title: str
    summary: ReviewSummary
    facts: Mapping[str, str]
    kin: Mapping[str, ReviewSummary]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for JSON output."""
        kin = {title: summary.as_dict() for title, summary in self.kin.items()}
        return self.summary.as_dict() | {"title": self.title, "facts": dict(self.facts), "kin": kin}


def offer_for(session: Session, book: ReviewBook, product_id: str, language: str) -> ReviewOffer:
    """Return the summary of a product with the reviews of the database, and what helps where they are few.

    Raises:
        NotFoundError: the shop has no such product.
    """
    product = session.get(Product, product_id)
    if product is None:
        raise NotFoundError(
            f"there is no product {product_id!r} in this shop", data={"product_id": product_id}
        )
    book.sync(session, product_id)
    summary = book.summary(product_id, language)
    title = _in(product.title, language)
    if not summary.is_thin:
        return ReviewOffer(title, summary, {}, {})
    kin: dict[str, ReviewSummary] = {}
    for name in book.kin(product_id):
        other = session.get(Product, name)
        if other is not None:
            kin[_in(other.title, language)] = book.summary(name, language)
    return ReviewOffer(title, summary, _facts(session, product, language), kin)


def nearest_product(session: Session, asked: str) -> str:
    """Return the id of the product that was asked for, or the one nearest to it in letters.

    Raises:
        NotFoundError: the shop has no product with an id like that.
    """
    if session.get(Product, asked) is not None:
        return asked
    known = session.scalars(select(Product.id)).all()
    found = process.extractOne(asked, known, scorer=fuzz.WRatio, score_cutoff=LEAST_LIKE)
    if found is None:
        raise NotFoundError(
            f"there is no product {asked!r} in this shop", data={"product_id": asked}
        )
    return str(found[0])


def _facts(session: Session, product: Product, language: str) -> dict[str, str]:
    """Return the first attributes of a product, in the words of the shop's vocabulary."""
    pairs = list(product.attributes.items())[:FACTS]
    known: dict[str, str] = {}
    for term in session.scalars(select(Term).where(Term.kind.in_(("attribute", "value")))):
        known.setdefault(term.words.get("en", "").lower(), term.words.get(language, ""))
    return {_word(key.replace("_", " "), known): _word(str(value), known) for key, value in pairs}


def _word(word: str, known: Mapping[str, str]) -> str:
    return known.get(word.lower()) or word


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words.get("en") or next(iter(words.values()), "")
