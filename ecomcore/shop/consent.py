"""What customers have agreed to, and taking it back."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.shop.models import Customer


def withdraw_marketing(session: Session, customer_id: str) -> bool:
    """Take back a customer's agreement to advertising; return whether it had been given.

    Raises:
        NotFoundError: there is no such customer (`customer_not_found`).
    """
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFoundError(f"there is no customer {customer_id!r}", code="customer_not_found")
    had_agreed, customer.consent_marketing = customer.consent_marketing, False
    session.flush()
    return had_agreed
