"""The facts of a shop by key, as they are stored: its name, currency, languages, contact, rules."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ecomcore.config import Settings
from ecomcore.shop.database import engine_for
from ecomcore.shop.models import ShopInfo

OPTION_NAMES = "option_names"
RATES = "rates"
HIDDEN_FIELDS = "hidden_fields"


def shop_facts(shop: str, settings: Settings) -> dict[str, Any]:
    """Return the facts of an imported shop."""
    with engine_for(shop, settings).connect() as connection:
        rows = connection.execute(select(ShopInfo.key, ShopInfo.value))
        return {key: value for key, value in rows}
