"""Who an event of the outbox is about, as the shop's own systems are told."""

from __future__ import annotations

from ecomcore.shop.models import Customer


def person_told(customer: Customer | None) -> dict[str, str | None] | None:
    """Return a customer's id, name and e-mail address; None for guests and for who is not known any more."""
    if customer is None:
        return None
    return {"id": customer.id, "name": customer.name, "email": customer.email}
