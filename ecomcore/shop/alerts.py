"""Telling shoppers that something they wanted can be bought again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.errors import NotFoundError
from ecomcore.shop.models import Customer, Product, StockAlert, Variant
from ecomcore.shop.notices import STOCK, goes_into_chat, tell
from ecomcore.shop.notify import Message, Notifier, was_sent
from ecomcore.shop.waiting import end_waiting, waited_for
from ecomcore.shop.wording import words

Texts = dict[str, str]


@dataclass(frozen=True)
class AlertView:
    """A wish to be told; `available`: can be bought now, `is_new`: was not there before."""

    id: int
    conversation_id: str
    customer_id: str | None
    product_id: str
    sku: str
    title: Texts
    options: Texts
    email: str | None
    language: str
    available: bool
    is_new: bool = False


def _view(session: Session, alert: StockAlert, is_new: bool = False) -> AlertView:
    variant = session.get(Variant, alert.sku)
    product = session.get_one(Product, alert.product_id)
    return AlertView(
        id=alert.id,
        conversation_id=alert.conversation_id,
        customer_id=alert.customer_id,
        product_id=alert.product_id,
        sku=alert.sku,
        title=dict(product.title),
        options=dict(variant.options) if variant else {},
        email=alert.email,
        language=alert.language,
        available=bool(variant and variant.sellable > 0),
        is_new=is_new,
    )


def subscribe(
    session: Session,
    *,
    conversation_id: str,
    customer_id: str | None,
    sku: str,
    now: datetime,
    email: str | None = None,
    language: str | None = None,
) -> AlertView:
    """Note that this conversation wants to be told when `sku` is back; asking twice is asking once.

    A known customer is told by e-mail; a guest by the address given, or only in the conversation.

    Raises:
        NotFoundError: there is no such variant (`variant_not_found`).
    """
    variant = session.get(Variant, sku)
    if variant is None:
        raise NotFoundError(f"there is no variant {sku!r}", code="variant_not_found")
    customer = session.get(Customer, customer_id) if customer_id else None
    alert = session.scalars(
        select(StockAlert).where(
            StockAlert.conversation_id == conversation_id, StockAlert.sku == sku
        )
    ).one_or_none()
    is_new = alert is None or alert.notified_at is not None
    if alert is None:
        alert = StockAlert(
            conversation_id=conversation_id,
            sku=sku,
            product_id=variant.product_id,
            created_at=now,
        )
        session.add(alert)
    alert.customer_id = customer.id if customer else alert.customer_id
    alert.email = email or (customer.email if customer else None) or alert.email
    alert.language = language or (customer.language if customer else None) or alert.language or "en"
    alert.notified_at = None
    session.flush()
    return _view(session, alert, is_new)


def alerts_of(
    session: Session, *, conversation_id: str, customer_id: str | None
) -> list[AlertView]:
    """Return the alerts that a conversation, and the customer if one is known, still waits for, oldest first."""
    rows = waited_for(session, StockAlert, conversation_id=conversation_id, customer_id=customer_id)
    return [_view(session, row) for row in rows]


def unsubscribe(
    session: Session,
    *,
    conversation_id: str,
    customer_id: str | None,
    product_ids: Collection[str] | None = None,
) -> list[Texts]:
    """End the alerts of a conversation, and of the customer if one is known; return the titles of the products.

    With `product_ids` only the alerts for these products end.
    """
    rows = waited_for(session, StockAlert, conversation_id=conversation_id, customer_id=customer_id)
    ended = [row for row in rows if product_ids is None or row.product_id in product_ids]
    titles = [dict(session.get_one(Product, row.product_id).title) for row in ended]
    end_waiting(session, ended)
    return titles


def due_alerts(session: Session, conversation_id: str | None = None) -> list[AlertView]:
    """Return the alerts whose goods are back and that have not been told, oldest first."""
    query = (
        select(StockAlert)
        .join(Variant, Variant.sku == StockAlert.sku)
        .join(Product, Product.id == StockAlert.product_id)
        .where(Variant.sellable > 0, Product.active, StockAlert.notified_at.is_(None))
        .order_by(StockAlert.id)
    )
    if conversation_id is not None:
        query = query.where(StockAlert.conversation_id == conversation_id)
    return [_view(session, alert) for alert in session.scalars(query)]


def mark_told(session: Session, alert_id: int, now: datetime) -> None:
    """Note that the shopper has been told, so that they are not told again; a guest's address is forgotten."""
    alert = session.get_one(StockAlert, alert_id)
    alert.notified_at = now
    alert.email = alert.email if alert.customer_id else None
    session.flush()


def send_due_alerts(
    session: Session, notifier: Notifier, now: datetime, *, in_chat: bool = False
) -> list[AlertView]:
    """Send the due alerts that have an address, and tell the others in the chat if the shop does; return those told.

    One that cannot be sent stays due. Call it from a schedule, after stock has come in.
    """
    sent = []
    for alert in due_alerts(session):
        if in_chat and goes_into_chat(alert.conversation_id, alert.email):
            text = words(alert.language)["push"]["stock"].format(**_named(alert))
            tell(session, alert.conversation_id, alert.language, STOCK, text, now)
            mark_told(session, alert.id, now)
            sent.append(alert)
            continue
        if alert.email is None:
            continue
        if was_sent(notifier, _message(alert), f"stock alert {alert.id}"):
            mark_told(session, alert.id, now)
            sent.append(alert)
    return sent


def _message(alert: AlertView) -> Message:
    text, named = words(alert.language)["stock_mail"], _named(alert)
    return Message(
        to=alert.email or "",
        subject=text["subject"].format(**named),
        text=text["text"].format(**named),
        kind="stock",
    )


def _named(alert: AlertView) -> Texts:
    title = alert.title.get(alert.language) or next(iter(alert.title.values()), alert.sku)
    plain = words(alert.language)["stock_mail"]["plain_options"]
    return {"title": title, "options": ", ".join(alert.options.values()) or plain}
