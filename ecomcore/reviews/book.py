"""Everything that the reviews of a shop answer, product by product: what the build holds and what came in since."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.reviews.asking import ReviewAnswer, ask
from ecomcore.reviews.comparing import ReviewContest, compare
from ecomcore.reviews.digest import ReviewDigest, ReviewDigests
from ecomcore.reviews.opinions import OpinionModel
from ecomcore.reviews.points import Balance, Quote, balances, pick_quotes
from ecomcore.reviews.remarks import plain_opinions, read_reviews
from ecomcore.reviews.review import Review, reviews_of_rows
from ecomcore.reviews.shelf import Shelf
from ecomcore.reviews.summary import ReviewSummary, summarise
from ecomcore.reviews.suspicion import Suspicion, suspicions, trust_of
from ecomcore.reviews.trends import TrendReport, in_category, trend_report
from ecomcore.reviews.usefulness import UsefulReview, most_useful
from ecomcore.reviews.wording import suggested_reply
from ecomcore.shop import models
from ecomcore.text.embed import TextEmbedder


class ReviewBook:
    """The reviews of a shop, ready to answer; `sync` takes in what was approved or removed since the build."""

    def __init__(
        self,
        shelves: Mapping[str, Shelf],
        model: OpinionModel,
        embedder: TextEmbedder,
        *,
        digests: ReviewDigests,
        suspicious: Sequence[Suspicion] = (),
        kin: Mapping[str, Sequence[str]] | None = None,
        categories: Mapping[str, str] | None = None,
    ) -> None:
        """Keep what a build holds: shelves by product id, kin by product id, the category of each product."""
        self._shelves = dict(shelves)
        self._model = model
        self._embedder = embedder
        self._digests = digests
        self._suspicious = list(suspicious)
        self._trust = trust_of(self._suspicious)
        self._kin = dict(kin or {})
        self._categories = dict(categories or {})
        self._summaries: dict[tuple[str, str], ReviewSummary] = {}
        self._lock = threading.RLock()

    def __len__(self) -> int:
        """Return the number of reviewed products."""
        return sum(bool(shelf.reviews) for shelf in self._shelves.values())

    def digest(self, product_id: str, language: str = "en") -> ReviewDigest | None:
        """Return the ratings and three typical lines of a product, None where nobody has reviewed it."""
        return self._digests.digest(product_id, language)

    def summary(self, product_id: str, language: str = "en") -> ReviewSummary:
        """Return what reviewers say of a product, for a reader of `language`; its `count` may be zero."""
        key = (product_id, language)
        with self._lock:
            if key not in self._summaries:
                shelf = self._shelf(product_id)
                self._summaries[key] = summarise(
                    product_id, shelf.reviews, shelf.remarks, language,
                    trust=self._trust, typical=shelf.typical_in(language),
                )  # fmt: skip
            return self._summaries[key]

    def aspects(self, product_id: str, language: str = "en") -> list[Balance]:
        """Return praise and blame of a product by aspect, the most mentioned first."""
        return balances(self._shelf(product_id).remarks, language, self._trust)

    def ask(self, product_id: str, question: str, language: str = "en") -> ReviewAnswer:
        """Answer a question from the opinions in a product's reviews, or say that nobody mentions it."""
        shelf = self._shelf(product_id)
        answer = ask(question, language, shelf.remarks, shelf.vectors, self._embedder, self._model)
        return replace(answer, reviewers=len(shelf.reviews))

    def worst(self, product_id: str, language: str = "en", count: int = 3) -> tuple[Quote, ...]:
        """Return the clearest complaints about a product, each of another reviewer."""
        blaming = [remark for remark in self._shelf(product_id).remarks if remark.side < 0]
        return pick_quotes(
            blaming, [-remark.opinion for remark in blaming], language, self._trust, count
        )

    def useful(self, product_id: str, language: str = "en", count: int = 5) -> list[UsefulReview]:
        """Return the reviews of a product that tell a reader most, the most useful first."""
        shelf = self._shelf(product_id)
        return most_useful(shelf.reviews, shelf.remarks, language, self._trust, count)

    def compare(self, first: str, second: str, language: str = "en") -> ReviewContest:
        """Return which of two products reviewers like better, and for what."""
        left, right = self._shelf(first), self._shelf(second)
        return compare(
            first, second, left.reviews, right.reviews,
            self.aspects(first, language), self.aspects(second, language),
        )  # fmt: skip

    def suspicious(self, product_id: str | None = None) -> list[Suspicion]:
        """Return the reviews that may not be honest, of one product or of all, the least trusted first."""
        return [one for one in self._suspicious if product_id in (None, one.product_id)]

    def trends(
        self,
        *,
        product_id: str | None = None,
        category: str | None = None,
        until: date | None = None,
    ) -> TrendReport:
        """Return the development of a product, of a category with those below it, or of the whole shop."""
        names = set(self._shelves)
        if product_id is not None:
            names &= {product_id}
        elif category is not None:
            names &= in_category(category, self._categories)
        shelves = [self._shelves[name] for name in sorted(names)]
        return trend_report(
            product_id or category or "shop",
            [review for shelf in shelves for review in shelf.reviews],
            [remark for shelf in shelves for remark in shelf.remarks],
            until=until,
        )

    def kin(self, product_id: str) -> list[str]:
        """Return the reviewed products nearest to one that few or none have reviewed."""
        return list(self._kin.get(product_id, ()))

    def suggested_reply(self, review_id: str) -> str | None:
        """Return a reply that the staff may send to a review, in its language; None where there is no such review."""
        for shelf in self._shelves.values():
            for review in shelf.reviews:
                if review.id == review_id:
                    said = [remark for remark in shelf.remarks if remark.review_id == review_id]
                    return suggested_reply(said, review.rating, review.language)
        return None

    def add(self, reviews: Sequence[Review]) -> None:
        """Take in reviews that came after the build: their products' summaries change at once."""
        with self._lock:
            for product_id in {review.product_id for review in reviews}:
                own = [review for review in reviews if review.product_id == product_id]
                remarks, vectors = read_reviews(own, self._embedder, self._model)
                self._replace(product_id, self._shelf(product_id).plus(own, remarks, vectors))

    def sync(self, session: Session, product_id: str) -> int:
        """Take in a product's approved reviews that the build lacks, drop those gone; return how many changed."""
        with self._lock:
            table = models.Review
            approved = table.product_id == product_id, table.status == "approved"
            there = set(session.scalars(select(table.id).where(*approved)))
            shelf = self._shelf(product_id)
            known = {review.id for review in shelf.reviews}
            if known - there:
                self._replace(product_id, shelf.without(known - there))
            fresh = there - known
            if fresh:
                rows = session.execute(
                    select(table.__table__).where(table.id.in_(fresh))
                ).mappings()
                self.add(reviews_of_rows(rows))
            return len(fresh) + len(known - there)

    def _replace(self, product_id: str, shelf: Shelf) -> None:
        """Put a new shelf in the place of a product's old one, and look for doubtful reviews on it."""
        plain = plain_opinions(shelf.remarks, shelf.vectors, self._model)
        others = [one for one in self._suspicious if one.product_id != product_id]
        self._suspicious = [*others, *suspicions(shelf.reviews, shelf.remarks, plain)]
        self._trust = trust_of(self._suspicious)
        self._shelves = {**self._shelves, product_id: shelf}
        for key in [key for key in self._summaries if key[0] == product_id]:
            del self._summaries[key]

    def _shelf(self, product_id: str) -> Shelf:
        return self._shelves.get(product_id) or Shelf()
