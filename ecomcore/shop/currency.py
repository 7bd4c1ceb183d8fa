"""The currency in which a shop counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ecomcore.shop.models import ShopInfo
from ecomcore.shop.reads import kept


@kept
def currency_of(session: Session) -> str:
    """Return the shop's currency code; `USD` where the shop does not say."""
    row = session.get(ShopInfo, "currency")
    value: Any = row.value if row else "USD"
    if isinstance(value, dict):
        value = value.get("code") or value.get("value") or next(iter(value.values()), "USD")
    return str(value)
