"""The page of the shop that a shopper chats from: whose product they come to look at is what "it" means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from actions.turn.memory import Memory
from actions.turn.request import Json
from ecomcore.shop.models import Product, Variant

PAGE = "page"
"""The key of a message's metadata with the id of the product, or the SKU of the version, on the page."""


def look_at_page(
    memory: Memory, session: Session, latest: Mapping[str, Any], events: Sequence[Json]
) -> None:
    """Take the product of the page in hand, where it is another page than at the message before.

    On the same page the conversation may have moved on to another product, which then stays in hand.
    """
    page = _page_of(latest)
    if page is None or page == _page_before(events):
        return
    product = session.get(Product, page)
    found = product.id if product else _of_version(session, page)
    if found is not None:
        memory.focus = found


def _page_of(message: Mapping[str, Any]) -> str | None:
    page = (message.get("metadata") or {}).get(PAGE)
    return str(page) if page else None


def _page_before(events: Sequence[Json]) -> str | None:
    said = [event for event in events if event.get("event") == "user"]
    return _page_of(said[-2]) if len(said) > 1 else None


def _of_version(session: Session, sku: str) -> str | None:
    return session.scalars(select(Variant.product_id).where(Variant.sku == sku)).first()
