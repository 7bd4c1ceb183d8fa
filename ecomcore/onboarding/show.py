"""Shows what is known of a shop besides its goods."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ecomcore.service.facts import FACTS_KEY
from ecomcore.shop import models
from ecomcore.shop.facts import HIDDEN_FIELDS, OPTION_NAMES, RATES
from ecomcore.shop.rules import RULES_KEY

COUNTED = (
    models.Product, models.Variant, models.Review, models.Customer, models.Order, models.KnowledgeEntry,
)  # fmt: skip


def described(session: Session) -> dict[str, Any]:
    """Return the facts of a shop under the names that `ecomcore shop set` has for them."""
    info = {row.key: row.value for row in session.scalars(select(models.ShopInfo))}
    rules, service = info.get(RULES_KEY) or {}, info.get(FACTS_KEY) or {}
    contact, shipping = info.get("contact") or {}, rules.get("shipping") or {}
    counts = {
        table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
        for table in COUNTED
    }
    return {
        "name": info.get("name"),
        "email": contact.get("email"),
        "phone": contact.get("phone"),
        "hours": contact.get("hours"),
        "open": service.get("hours"),
        "time_zone": service.get("timezone"),
        "countries": list((rules.get("change_address") or {}).get("countries") or ()),
        "shipping_cents": shipping.get("cost_cents"),
        "free_from_cents": shipping.get("free_over_cents"),
        "shipping_days": shipping.get("days"),
        "currency": info.get("currency"),
        "rates": info.get(RATES) or {},
        "languages": info.get("languages"),
        "rules": sorted(rules),
        "option_names": info.get(OPTION_NAMES) or {},
        "hidden_fields": info.get(HIDDEN_FIELDS) or [],
        "rows": counts,
    }


def print_facts(shop: str, facts: dict[str, Any]) -> None:
    """Print the facts as a table; what is not known is left empty."""
    table = Table("fact", "value", title=f"shop {shop}")
    for name, value in facts.items():
        table.add_row(name.replace("_", " "), _shown(value))
    Console().print(table)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
