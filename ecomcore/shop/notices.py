"""Telling a conversation what its shopper asked to be told: goods that are back, news of an order. Nothing else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ecomcore.shop.inserting import insert_if_absent
from ecomcore.shop.models import Delivery, Order, OrderWatch, OutboxEntry
from ecomcore.shop.outbox.tickets import CONVERSATION_CHANNEL
from ecomcore.shop.wording import words
from shoptalk.messaging import WEB, channel_of

STOCK, ORDERS = "stock", "orders"
KINDS = (STOCK, ORDERS)
ENDS = ("delivered", "cancelled", "returned", "exchanged")
"""States of an order after which there is no more news."""


@dataclass(frozen=True)
class News:
    """What a conversation was told of an order."""

    conversation_id: str
    order_id: str
    status: str


def tell(
    session: Session, conversation_id: str, language: str, kind: str, text: str, now: datetime
) -> None:
    """Tell a conversation something; it is delivered on the channel that the conversation is led on.

    Args:
        session: session on the shop's database; the caller commits.
        conversation_id: the conversation whose shopper asked for it.
        language: of the text.
        kind: one of `KINDS`.
        text: what is told.
        now: the current time.
    """
    entry = OutboxEntry(
        uid=uuid.uuid4().hex,
        subject=f"conversation:{conversation_id}",
        event="notice",
        body={
            "conversation_id": conversation_id,
            "language": language,
            "kind": kind,
            "text": text,
        },
        at=now,
    )
    session.add(entry)
    session.flush()
    session.add(Delivery(entry_id=entry.id, channel=CONVERSATION_CHANNEL))
    session.flush()


def goes_into_chat(conversation_id: str, email: str | None) -> bool:
    """Say whether what somebody waits for is told in the chat: on messengers, and where no address was left."""
    return email is None or channel_of(conversation_id)[0] != WEB


def watch_order(
    session: Session,
    *,
    conversation_id: str,
    customer_id: str,
    order_id: str,
    status: str,
    language: str,
    now: datetime,
) -> bool:
    """Note that a conversation, whose customer is proved, wants to be told how an order goes on; say if that is new."""
    return insert_if_absent(
        session,
        OrderWatch,
        conversation_id=conversation_id,
        order_id=order_id,
        customer_id=customer_id,
        status=status,
        language=language,
        created_at=now,
    )


def is_watching(session: Session, conversation_id: str, order_id: str) -> bool:
    """Say whether a conversation waits for news of an order."""
    return session.get(OrderWatch, (conversation_id, order_id)) is not None


def end_watching(session: Session, conversation_id: str, customer_id: str | None) -> list[str]:
    """End what a conversation, and its customer if one is known, waits for; return the numbers of the orders."""
    is_theirs = OrderWatch.conversation_id == conversation_id
    if customer_id is not None:
        is_theirs |= OrderWatch.customer_id == customer_id
    numbers = list(session.scalars(select(OrderWatch.order_id).where(is_theirs)))
    session.execute(delete(OrderWatch).where(is_theirs))
    return list(dict.fromkeys(numbers))


def tell_order_news(session: Session, now: datetime) -> list[News]:
    """Tell every conversation that asked for it of orders that have changed; return what was told.

    A change into a state that has no name is not told. Call it from a schedule, after orders have been imported.
    """
    told = []
    rows = session.execute(
        select(OrderWatch, Order.status)
        .join(Order, Order.id == OrderWatch.order_id)
        .where(Order.status != OrderWatch.status)
        .order_by(OrderWatch.created_at)
        .with_for_update(of=OrderWatch)
    ).all()
    for watch, status in rows:
        text = words(watch.language)["push"]
        name = text.get(f"status_{status}")
        if name:
            said = text["order"].format(number=watch.order_id, status=name)
            tell(session, watch.conversation_id, watch.language, ORDERS, said, now)
            told.append(News(watch.conversation_id, watch.order_id, status))
        watch.status = status
        if status in ENDS:
            session.delete(watch)
    session.flush()
    return told
