"""The tables of the outbox: changes, what is told of them, and how far each channel has come in telling it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ecomcore.shop.base import Base


class Change(Base):
    """A change of an order, a claim, a cart or a customer: made here, or asked of the shop.

    `subject` is what it is about (`order:10023`): what is told of one subject is told in its order.
    """

    __tablename__ = "change"
    __table_args__ = (
        CheckConstraint("state IN ('done', 'requested', 'confirmed', 'refused')", name="state"),
    )

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    operation: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(140), index=True)
    order_id: Mapped[str | None] = mapped_column(String(60), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(60), index=True)
    language: Mapped[str] = mapped_column(String(5), default="en")
    state: Mapped[str] = mapped_column(String(10))
    plan: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was agreed to, while it waits for the shop's word; empty for what was done at once."""
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why the shop refused it, in the shop's words."""
    made_at: Mapped[datetime] = mapped_column(index=True)
    decided_at: Mapped[datetime | None]


class OutboxEntry(Base):
    """One thing to tell of a change or a ticket, as it was when that happened; never changed afterwards.

    `id` gives the order, `uid` is what readers tell a repetition by.
    """

    __tablename__ = "outbox_entry"
    __table_args__ = (Index("ix_outbox_entry_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    subject: Mapped[str] = mapped_column(String(140))
    change_number: Mapped[str | None] = mapped_column(ForeignKey("change.number"), index=True)
    """None for what happens to a ticket."""
    event: Mapped[str] = mapped_column(String(10))
    """The state that the change came into, or what happened to the ticket."""
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Delivery(Base):
    """How far one channel has come with an entry."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_open", "channel", "delivered_at", "due_at"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("outbox_entry.id"), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None]
    """When to try (again), none for at once; while an attempt runs, when it is given up for lost."""
    delivered_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(200))
