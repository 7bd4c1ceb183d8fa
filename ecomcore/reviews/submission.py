"""A shopper's own review: taken for goods that were delivered, freed of personal data, shown once the staff say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ecomcore.errors import NotAllowedError, NotFoundError
from ecomcore.reviews.review import LONGEST, Review, language_of, readable
from ecomcore.reviews.suspicion import Reason, suspicions
from ecomcore.shop import models
from ecomcore.shop.numbers import new_number
from ecomcore.shop.redact import redact
from ecomcore.text.sentences import weight

Status = Literal["pending", "approved", "rejected"]

WORST, BEST = 1, 5
FEWEST_WORDS = 2


@dataclass(frozen=True)
class SubmittedReview:
    """A review that a shopper left; `doubts` are for the staff, `was_redacted` says that private data was taken out."""

    id: str
    product_id: str
    rating: int
    text: str
    language: str
    created_on: date | None
    status: str
    doubts: tuple[Reason, ...] = ()
    was_redacted: bool = False


def submit_review(
    session: Session,
    *,
    customer_id: str,
    product_id: str,
    rating: int,
    text: str,
    language: str,
    now: datetime,
) -> SubmittedReview:
    """Store a review that waits for the staff.

    Raises:
        NotAllowedError: the stars are not 1 to 5 (`rating`), the text says nothing (`too_short`), nothing of
            the product was delivered to this customer (`not_delivered`), or they reviewed it before (`reviewed`).
    """
    if isinstance(rating, bool) or not isinstance(rating, int) or not WORST <= rating <= BEST:
        raise NotAllowedError(
            f"stars are a whole number from {WORST} to {BEST}, not {rating!r}",
            code="rating",
            data={"least": WORST, "most": BEST},
        )
    clean = checked_text(text)
    check_may_review(session, customer_id, product_id)
    table, told = models.Review, redact(clean)[:LONGEST]
    row = table(
        id=new_number("V", now, lambda number: session.get(table, number) is not None),
        product_id=product_id,
        customer_id=customer_id,
        rating=rating,
        text=told,
        language=language_of(told, language)[:5],
        created_on=now.date(),
        status="pending",
    )
    session.add(row)
    session.flush()
    return _view(session, row, was_redacted=told != clean)


def checked_text(text: str) -> str:
    """Return the words of a review without markup.

    Raises:
        NotAllowedError: it says nothing (`too_short`).
    """
    clean = readable(text)
    if weight(clean) < FEWEST_WORDS:
        raise NotAllowedError(
            "the review has no words", code="too_short", data={"least_words": FEWEST_WORDS}
        )
    return clean


def as_stored(text: str) -> str:
    """Return what of a review will be stored and, once approved, shown: no markup, no personal data.

    Raises:
        NotAllowedError: it says nothing (`too_short`).
    """
    return redact(checked_text(text))[:LONGEST]


def check_may_review(session: Session, customer_id: str, product_id: str) -> None:
    """Return where the customer may review the product.

    Raises:
        NotAllowedError: nothing of it was delivered to them (`not_delivered`), or they reviewed it (`reviewed`).
    """
    if product_id not in delivered_products(session, customer_id):
        raise NotAllowedError(
            f"no order with {product_id!r} was delivered to this customer", code="not_delivered"
        )
    if product_id in _reviewed(session, customer_id):
        raise NotAllowedError(f"this customer has reviewed {product_id!r} before", code="reviewed")


def reviewable_products(session: Session, customer_id: str) -> list[str]:
    """Return the products that the customer has received and not reviewed, the latest order first."""
    reviewed = _reviewed(session, customer_id)
    return [found for found in delivered_products(session, customer_id) if found not in reviewed]


def delivered_products(session: Session, customer_id: str) -> list[str]:
    """Return the products of the orders that have arrived, those of the latest order first."""
    order, line = models.Order, models.OrderLine
    arrived = or_(
        order.status.in_(("delivered", "returned", "exchanged")),
        order.events.any(models.OrderEvent.kind == "delivered"),
    )
    rows = session.scalars(
        select(line.product_id)
        .join(order, line.order_id == order.id)
        .where(order.customer_id == customer_id, arrived)
        .order_by(order.placed_at.desc(), line.id)
    )
    return list(dict.fromkeys(rows))


def _reviewed(session: Session, customer_id: str) -> set[str]:
    table = models.Review
    return set(session.scalars(select(table.product_id).where(table.customer_id == customer_id)))


def pending_reviews(session: Session) -> list[SubmittedReview]:
    """Return the reviews that wait for the staff, oldest first, with doubts."""
    table = models.Review
    rows = session.scalars(
        select(table).where(table.status == "pending").order_by(table.created_on, table.id)
    )
    return [_view(session, row) for row in rows]


def decide(session: Session, review_id: str, *, approve: bool) -> SubmittedReview:
    """Approve or reject a review; a decision can be changed.

    Raises:
        NotFoundError: there is no such review.
    """
    row = session.get(models.Review, review_id)
    if row is None:
        raise NotFoundError(f"there is no review {review_id!r}", data={"review_id": review_id})
    row.status = "approved" if approve else "rejected"
    session.flush()
    return _view(session, row)


def _view(session: Session, row: models.Review, was_redacted: bool = False) -> SubmittedReview:
    table = models.Review
    others = session.scalars(
        select(table).where(
            table.product_id == row.product_id, table.status == "approved", table.id != row.id
        )
    )
    found = suspicions([*map(_read, others), _read(row)], [])
    doubts = next((one.reasons for one in found if one.review_id == row.id), ())
    return SubmittedReview(
        row.id, row.product_id, row.rating, row.text, row.language, row.created_on, row.status,
        tuple(reason for reason in doubts if reason != "empty"), was_redacted,
    )  # fmt: skip


def _read(row: models.Review) -> Review:
    return Review(
        row.id, row.product_id, row.rating, readable(row.text), row.language, row.created_on
    )
