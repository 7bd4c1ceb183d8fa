"""What shoppers said of recommendations: not interested, have it already. It counts until they say otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.shop.models import Customer, Product, ProductFeedback

Said = Literal["not_interested", "have_it"]
NOT_INTERESTED: Said = "not_interested"
HAVE_IT: Said = "have_it"


def record_feedback(
    session: Session, customer_id: str, product_id: str, kind: Said, now: datetime
) -> None:
    """Store what a customer said of a product; said again, the last word counts.

    It is stored only for who agreed to profiling; what a guest says lives in the conversation alone (`Moment`).

    Raises:
        NotFoundError: there is no such customer or product.
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id!r} in this shop")
    if session.get(Product, product_id) is None:
        raise NotFoundError(f"there is no product {product_id!r} in this shop")
    if not customer.consent_profiling:
        return
    known = session.get(ProductFeedback, (customer_id, product_id))
    if known is None:
        session.add(
            ProductFeedback(customer_id=customer_id, product_id=product_id, kind=kind, at=now)
        )
    else:
        known.kind, known.at = kind, now
    session.flush()


def forget_feedback(session: Session, customer_id: str, product_id: str) -> bool:
    """Take back what a customer said of a product, and say whether there was anything."""
    known = session.get(ProductFeedback, (customer_id, product_id))
    if known is None:
        return False
    session.delete(known)
    session.flush()
    return True


def feedback_of(session: Session, customer_id: str) -> dict[Said, list[str]]:
    """Return the products a customer spoke of, by what was said."""
    found: dict[Said, list[str]] = {NOT_INTERESTED: [], HAVE_IT: []}
    rows = session.scalars(
        select(ProductFeedback)
        .where(ProductFeedback.customer_id == customer_id)
        .order_by(ProductFeedback.product_id)
    )
    for row in rows:
        found[HAVE_IT if row.kind == HAVE_IT else NOT_INTERESTED].append(row.product_id)
    return found
