"""What customers agree to, and take back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from ecomcore.shop.models import Customer
from ecomcore.shop.outbox.changes import Subject, record


def withdraw_marketing(
    session: Session, customer_id: str, *, now: datetime, language: str | None = None
) -> str | None:
    """End a customer's consent to advertising, and return the change's number; none where there is no such consent.

    It counts at once, also in shops that decide about changes of orders themselves: nobody has to agree to it.
    """
    customer = session.get(Customer, customer_id)
    if customer is None or not customer.consent_marketing:
        return None
    customer.consent_marketing = False
    change = record(
        session,
        "consent",
        Subject("customer", customer_id),
        customer_id=customer_id,
        facts={"consent_marketing": False},
        now=now,
        language=language,
    )
    return change.number
