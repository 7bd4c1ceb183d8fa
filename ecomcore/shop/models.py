"""The tables of one shop.

One database (or one PostgreSQL schema) holds one shop, so no query can reach another shop's rows. Money is an
integer number of minor units (`*_cents`) in the shop's currency; texts for shoppers are JSON objects by language
(`{"en": …, "zh": …}`); instants are stored in UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

from ecomcore.shop.base import HANDLE, MONEY
from ecomcore.shop.base import Base as Base
from ecomcore.shop.base import Texts as Texts
from ecomcore.shop.outbox.tables import Change as Change
from ecomcore.shop.outbox.tables import Delivery as Delivery
from ecomcore.shop.outbox.tables import OutboxEntry as OutboxEntry

COUNTED, UNCOUNTED, UNKNOWN = "counted", "uncounted", "unknown"
"""How a shop counts the stock of a variant: so many; sold without a count or on backorder; nobody said."""
NO_LIMIT = 2**31 - 1
"""Pieces that may be sold of what the shop does not count."""


class ShopInfo(Base):
    """One fact about the shop: its name, currency, languages, rules, whether it is synthetic."""

    __tablename__ = "shop_info"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Term(Base):
    """A word pair of the shop's bilingual vocabulary: a brand, an attribute, a value, a product type."""

    __tablename__ = "term"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[Texts]
    synonyms: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Category(Base):
    """A node of the category tree, named by its path of keys such as `clothing/jackets`."""

    __tablename__ = "category"

    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[Texts]


class Product(Base):
    """Something the shop sells; what is bought is one of its variants."""

    __tablename__ = "product"

    id: Mapped[str] = mapped_column(HANDLE, primary_key=True)
    category: Mapped[str] = mapped_column(String(200), index=True)
    brand: Mapped[str | None] = mapped_column(String(100))
    kind: Mapped[str | None] = mapped_column(String(60))
    title: Mapped[Texts]
    description: Mapped[Texts] = mapped_column(default=dict)
    attributes: Mapped[dict[str, str]] = mapped_column(default=dict)
    keywords: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Words to be found by that nobody is shown, as the tags of a shop system."""
    image: Mapped[str | None] = mapped_column(String(300))
    created_on: Mapped[date | None]
    active: Mapped[bool] = mapped_column(default=True)

    variants: Mapped[list[Variant]] = relationship(
        back_populates="product", cascade="all, delete-orphan", order_by="Variant.position"
    )


class Variant(Base):
    """One sellable version of a product, with its own price and stock."""

    __tablename__ = "variant"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="price"),
        CheckConstraint("stock >= 0", name="stock"),
    )

    sku: Mapped[str] = mapped_column(HANDLE, primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    options: Mapped[dict[str, str]] = mapped_column(default=dict)
    price_cents: Mapped[int | None] = mapped_column(MONEY)
    """None: the shop tells it on request, and the bot does not sell it."""
    compare_at_cents: Mapped[int | None] = mapped_column(MONEY)
    cost_cents: Mapped[int | None] = mapped_column(MONEY)
    stock: Mapped[int] = mapped_column(default=0)
    counting: Mapped[str] = mapped_column(String(10), default=COUNTED, server_default=COUNTED)
    """`counted`, `uncounted` or `unknown`: what `stock` says."""
    image: Mapped[str | None] = mapped_column(String(300))

    product: Mapped[Product] = relationship(back_populates="variants")

    @hybrid_property
    def sellable(self) -> int:
        """How many pieces may be sold: what is in stock, without a limit where that is not counted."""
        return self.stock if self.counting == COUNTED else NO_LIMIT

    @sellable.inplace.expression
    @classmethod
    def _sellable(cls) -> ColumnElement[int]:
        return case((cls.counting == COUNTED, cls.stock), else_=NO_LIMIT)


class Customer(Base):
    """A person with an account, or one who ordered as a guest."""

    __tablename__ = "customer"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(200), unique=True)
    phone: Mapped[str | None] = mapped_column(String(40))
    gender: Mapped[str | None] = mapped_column(String(20))
    age: Mapped[int | None]
    city: Mapped[str | None] = mapped_column(String(80))
    country: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(5), default="en")
    joined_on: Mapped[date | None]
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    consent_marketing: Mapped[bool] = mapped_column(default=False)
    consent_profiling: Mapped[bool] = mapped_column(default=False)

    payment_methods: Mapped[list[PaymentMethod]] = relationship(
        cascade="all, delete-orphan", order_by="PaymentMethod.id"
    )


class PaymentMethod(Base):
    """A way to pay that a customer has stored: never a full number, only the last digits."""

    __tablename__ = "payment_method"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    last_four: Mapped[str | None] = mapped_column(String(4))
    brand: Mapped[str | None] = mapped_column(String(30))
    balance_cents: Mapped[int | None] = mapped_column(MONEY)


class Order(Base):
    """An order, with the state it is in now; `events` says how it came there."""

    __tablename__ = "order"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    status: Mapped[str] = mapped_column(String(40))
    placed_at: Mapped[datetime] = mapped_column(index=True)
    subtotal_cents: Mapped[int] = mapped_column(MONEY)
    discount_cents: Mapped[int] = mapped_column(MONEY, default=0)
    shipping_cents: Mapped[int] = mapped_column(MONEY, default=0)
    total_cents: Mapped[int] = mapped_column(MONEY)
    coupon: Mapped[str | None] = mapped_column(HANDLE)
    address: Mapped[dict[str, Any]] = mapped_column(default=dict)
    payment_kind: Mapped[str | None] = mapped_column(String(30))
    payment_method_id: Mapped[str | None] = mapped_column(String(60))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__: dict[str, Any] = {"version_id_col": version}  # noqa: RUF012 - as SQLAlchemy types it

    customer: Mapped[Customer] = relationship()
    lines: Mapped[list[OrderLine]] = relationship(
        cascade="all, delete-orphan", order_by="OrderLine.position"
    )
    events: Mapped[list[OrderEvent]] = relationship(
        cascade="all, delete-orphan", order_by="OrderEvent.at, OrderEvent.id"
    )
    payments: Mapped[list[Payment]] = relationship(
        cascade="all, delete-orphan", order_by="Payment.at, Payment.id"
    )
    shipments: Mapped[list[Shipment]] = relationship(
        cascade="all, delete-orphan", order_by="Shipment.id"
    )


class OrderLine(Base):
    """Some pieces of one variant in an order, with the words and the price of the day it was bought."""

    __tablename__ = "order_line"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    product_id: Mapped[str] = mapped_column(HANDLE, index=True)
    sku: Mapped[str] = mapped_column(HANDLE)
    title: Mapped[Texts]
    options: Mapped[dict[str, str]] = mapped_column(default=dict)
    quantity: Mapped[int] = mapped_column(default=1)
    unit_price_cents: Mapped[int] = mapped_column(MONEY)
    status: Mapped[str] = mapped_column(String(30), default="ordered")


class OrderEvent(Base):
    """One thing that happened to an order."""

    __tablename__ = "order_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Payment(Base):
    """Money that moved: `payment` to the shop, `refund` back."""

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    amount_cents: Mapped[int] = mapped_column(MONEY)
    method_id: Mapped[str | None] = mapped_column(String(60))


class Shipment(Base):
    """A parcel of an order."""

    __tablename__ = "shipment"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    carrier: Mapped[str | None] = mapped_column(String(60))
    tracking_number: Mapped[str | None] = mapped_column(String(80))
    status: Mapped[str] = mapped_column(String(30), default="preparing")
    shipped_at: Mapped[datetime | None]
    expected_on: Mapped[date | None]
    delivered_at: Mapped[datetime | None]


class Case(Base):
    """A return, an exchange, or a claim about an order."""

    __tablename__ = "case"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("order.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(30), default="requested")
    reason: Mapped[str | None] = mapped_column(String(60))
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    lines: Mapped[list[Any]] = mapped_column(default=list)
    refund_method_id: Mapped[str | None] = mapped_column(String(60))
    refund_cents: Mapped[int] = mapped_column(MONEY, default=0)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]


class Cart(Base):
    """What one conversation has put aside to buy."""

    __tablename__ = "cart"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(String(60), index=True)
    coupon: Mapped[str | None] = mapped_column(HANDLE)
    updated_at: Mapped[datetime]

    lines: Mapped[list[CartLine]] = relationship(
        cascade="all, delete-orphan", order_by="CartLine.id"
    )


class CartLine(Base):
    """Some pieces of one variant in a cart."""

    __tablename__ = "cart_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        Index("uq_cart_line_sku", "cart_id", "sku", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cart_id: Mapped[str] = mapped_column(ForeignKey("cart.id"), index=True)
    sku: Mapped[str] = mapped_column(ForeignKey("variant.sku"))
    quantity: Mapped[int] = mapped_column(default=1)


class Coupon(Base):
    """A code that lowers the price: by `percent` or by a fixed `amount`."""

    __tablename__ = "coupon"

    code: Mapped[str] = mapped_column(HANDLE, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[int] = mapped_column(MONEY)
    min_total_cents: Mapped[int] = mapped_column(MONEY, default=0)
    category: Mapped[str | None] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    description: Mapped[Texts] = mapped_column(default=dict)


class Promotion(Base):
    """A lower price for a category during some days, as the shop announced it."""

    __tablename__ = "promotion"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    category: Mapped[str | None] = mapped_column(String(200))
    percent: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    title: Mapped[Texts]


class Review(Base):
    """What a buyer wrote about a product."""

    __tablename__ = "review"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("status IN ('pending', 'approved', 'rejected')", name="status"),
    )

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(60), index=True)
    author: Mapped[str | None] = mapped_column(String(80))
    rating: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5), default="en")
    created_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(10), default="approved", server_default="approved")
    """`pending` until the staff decide; only `approved` reviews are shown or counted."""


class BrowseEvent(Base):
    """A customer looked at a product, or put it into the cart."""

    __tablename__ = "browse_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[str] = mapped_column(String(60), index=True)
    product_id: Mapped[str] = mapped_column(HANDLE, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class ProductFeedback(Base):
    """What a customer said of a recommended product: `not_interested` or `have_it`."""

    __tablename__ = "product_feedback"

    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    product_id: Mapped[str] = mapped_column(HANDLE, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class KnowledgeEntry(Base):
    """A policy section or a frequent question, with the ways people ask for it."""

    __tablename__ = "knowledge_entry"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    topic: Mapped[str] = mapped_column(String(40))
    title: Mapped[Texts]
    text: Mapped[Texts]
    questions: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Ticket(Base):
    """A conversation that a person takes over.

    `email` is where the answer goes, `question` what is asked, in the shopper's words and without personal data;
    `holder` is the person who writes at present, so that the bot is silent, and `held_at` when they last wrote.
    """

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    conversation_id: Mapped[str] = mapped_column(String(120), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    question: Mapped[str] = mapped_column(Text, default="", server_default="")
    order_id: Mapped[str | None] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(5))
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    sentiment: Mapped[str] = mapped_column(String(10), default="neutral")
    transcript: Mapped[list[Any]] = mapped_column(default=list)
    status: Mapped[str] = mapped_column(String(20), default="open")
    created_at: Mapped[datetime]
    holder: Mapped[str | None] = mapped_column(String(80))
    held_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When a person first answered."""
    closed_at: Mapped[datetime | None]
    desk_ref: Mapped[str | None] = mapped_column(String(60), index=True)
    """What it is called at the desk's own system: `chatwoot:17`."""


class TicketMessage(Base):
    """What a person and the shopper wrote to each other in a ticket; `uid` tells a repetition."""

    __tablename__ = "ticket_message"

    uid: Mapped[str] = mapped_column(String(120), primary_key=True)
    ticket_number: Mapped[str] = mapped_column(ForeignKey("ticket.number"), index=True)
    number: Mapped[int]
    """Its place in the ticket."""
    who: Mapped[str] = mapped_column(String(10))
    """`person` or `shopper`."""
    name: Mapped[str] = mapped_column(String(80), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class Verification(Base):
    """Who a conversation has proved to be, for how long; the code itself is kept only as a hash."""

    __tablename__ = "verification"

    conversation_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    customer_id: Mapped[str | None] = mapped_column(String(60))
    code_customer_id: Mapped[str | None] = mapped_column(String(60), index=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_expires_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    window_started_at: Mapped[datetime | None]
    verified_until: Mapped[datetime | None]
    asker: Mapped[str | None] = mapped_column(String(64), index=True)


class TurnDone(Base):
    """A message of a conversation that was answered: written together with what the answer changed."""

    __tablename__ = "turn"

    conversation_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int]
    messages: Mapped[list[Any]]
    slots: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(index=True)


class Exchange(Base):
    """A message and its answer, as the shop's staff may read them: without personal data, for a limited time."""

    __tablename__ = "exchange"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(120), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(60))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5))
    said: Mapped[str] = mapped_column(Text)
    answered: Mapped[str] = mapped_column(Text)
    intent: Mapped[str] = mapped_column(String(60))
    """What the classifier took the whole message for."""
    confidence: Mapped[float]
    skills: Mapped[list[str]] = mapped_column(default=list)
    """What answered its requests, in their order."""
    is_missed: Mapped[bool] = mapped_column(default=False)
    """Whether the answer gave nothing of what was asked for."""
    is_recommendation: Mapped[bool] = mapped_column(default=False)
    products: Mapped[list[str]] = mapped_column(default=list)
    """Ids of the products that were shown."""
    searches: Mapped[list[Any]] = mapped_column(default=list)
    """What was searched for and how much fitted: objects with `words` and `found`."""
    searched: Mapped[int] = mapped_column(default=0)
    searched_in_vain: Mapped[int] = mapped_column(default=0)
    """How many of the searches nothing fitted, so that sums need not read them."""
    spent_ms: Mapped[float]


class Operation(Base):
    """A change that was carried out, so that the same request sent twice changes nothing twice."""

    __tablename__ = "operation"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class StockAlert(Base):
    """A wish to be told when something can be bought again."""

    __tablename__ = "stock_alert"
    __table_args__ = (Index("uq_stock_alert", "conversation_id", "sku", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(120))
    customer_id: Mapped[str | None] = mapped_column(String(60))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"))
    sku: Mapped[str] = mapped_column(HANDLE)
    email: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="en")
    created_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]


class OrderWatch(Base):
    """A conversation that wants to be told how an order goes on; `status` is what it was told last."""

    __tablename__ = "order_watch"

    conversation_id: Mapped[str] = mapped_column(String(120), primary_key=True)
    order_id: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    customer_id: Mapped[str] = mapped_column(String(60), index=True)
    status: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]


class Wish(Base):
    """A wish to be told when the shop has something that it does not sell yet, in the shopper's own words."""

    __tablename__ = "wish"
    __table_args__ = (Index("uq_wish", "conversation_id", "words", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(120))
    customer_id: Mapped[str | None] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="en")
    created_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]


class Satisfaction(Base):
    """The score (1 to 5) that a shopper gave a solved case."""

    __tablename__ = "satisfaction"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(120), index=True)
    customer_id: Mapped[str | None] = mapped_column(String(60))
    about: Mapped[str] = mapped_column(String(60))
    score: Mapped[int]
    at: Mapped[datetime]


class ImportedRow(Base):
    """What an import last read of a row that lives on, so that only news overwrite it."""

    __tablename__ = "imported_row"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(HANDLE, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
