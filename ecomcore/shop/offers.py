"""Which coupons a shop tells everybody about: those that its own published texts name."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ecomcore.shop.models import Coupon, KnowledgeEntry


def published_coupons(session: Session, today: date) -> list[Coupon]:
    """Return the coupons that are valid today and that an entry about the shop names; the others may be personal."""
    valid = select(Coupon).where(
        or_(Coupon.starts_on.is_(None), Coupon.starts_on <= today),
        or_(Coupon.ends_on.is_(None), Coupon.ends_on >= today),
    )
    texts = [
        text for entry in session.scalars(select(KnowledgeEntry)) for text in entry.text.values()
    ]
    coupons = session.scalars(valid.order_by(Coupon.code))
    return [coupon for coupon in coupons if any(coupon.code in text for text in texts)]
