"""The rows of a shop, whichever format they came from: one checked model a table."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationInfo, model_validator
from pydantic import field_validator as checks

from ecomcore.importers.fields import (
    LARGEST_INTEGER,
    Amount,
    Day,
    Detail,
    Email,
    Instant,
    LanguageCode,
    Pairs,
    Plain,
    Text20,
    Text30,
    Text40,
    Text60,
    Text80,
    Text100,
    Text120,
    Text200,
    Text255,
    Text300,
    Texts,
    Words,
    parse_amount,
)  # fmt: skip
from ecomcore.importers.origin import Origin
from ecomcore.shop import models

ORDER_STATUSES = (
    "pending",
    "paid",
    "processing",
    "processed",
    "shipped",
    "delivered",
    "cancelled",
    "returned",
    "pending (item modified)",
    "return requested",
    "exchange requested",
)
LINE_STATUSES = (
    "ordered",
    "cancelled",
    "return_requested",
    "returned",
    "exchange_requested",
    "exchanged",
)
LAST_FOUR = re.compile(r"^[0-9]{4}$")
CATEGORY = re.compile(r"^[^/\s][^/]*(?:/[^/]+)*$")


def _is_known(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
    return value


class Row(BaseModel):
    """One row to be stored; field names are the columns of its table."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    TABLE: ClassVar[type[models.Base]]
    NAME: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ("id",)

    _origin: Origin = PrivateAttr()

    @property
    def origin(self) -> Origin:
        """Where the row was read."""
        return self._origin

    def key(self) -> Any:
        """Return what tells the row from others of its table."""
        values = tuple(getattr(self, name) for name in self.KEY)
        return values[0] if len(values) == 1 else values


class CategoryRow(Row):
    """A node of the category tree."""

    TABLE = models.Category
    NAME = "categories"
    KEY = ("path",)

    path: Text200
    name: Annotated[Texts, Field(min_length=1)]

    @checks("path")
    @classmethod
    def _path(cls, value: str) -> str:
        if not CATEGORY.match(value):
            raise ValueError("must be a path such as clothing/jackets")
        return value


class TermRow(Row):
    """A word pair of the vocabulary."""

    TABLE = models.Term
    NAME = "terms"

    kind: Text20
    words: Annotated[Texts, Field(min_length=1)]
    synonyms: Words = Field(default_factory=dict)

    def key(self) -> Any:
        """Return the kind with the words of all languages."""
        return (self.kind, *sorted(self.words.items()))


class ProductRow(Row):
    """Something the shop sells."""

    TABLE = models.Product
    NAME = "products"

    id: Text255
    category: Text200
    brand: Text100 | None = None
    kind: Text60 | None = None
    title: Annotated[Texts, Field(min_length=1)]
    description: Texts = Field(default_factory=dict)
    attributes: Pairs = Field(default_factory=dict)
    keywords: list[Plain] = Field(default_factory=list)
    image: Text300 | None = None
    created_on: Day | None = None
    active: bool = True


class VariantRow(Row):
    """One sellable version of a product; without a price it is told on request."""

    TABLE = models.Variant
    NAME = "variants"
    KEY = ("sku",)

    sku: Text255
    product_id: Text255
    position: int = 0
    options: Pairs = Field(default_factory=dict)
    price_cents: Amount | None = None
    compare_at_cents: Amount | None = None
    cost_cents: Amount | None = None
    stock: Annotated[int, Field(ge=0, le=LARGEST_INTEGER)] = 0
    counting: Literal["counted", "uncounted", "unknown"] = "counted"
    image: Text300 | None = None

    @checks("compare_at_cents")
    @classmethod
    def _higher(cls, value: int | None, info: ValidationInfo) -> int | None:
        price = info.data.get("price_cents")
        if value is not None and price is not None and value <= price:
            raise ValueError("must be higher than the price, or empty")
        return value


class StockRow(Row):
    """What a list of stocks says of one variant, named by its sku, or by its product and options."""

    TABLE = models.Variant
    NAME = "stock"
    KEY = ("sku", "product_id")

    sku: Text255 | None = None
    product_id: Text255 | None = None
    options: Pairs = Field(default_factory=dict)
    stock: Annotated[int, Field(ge=0, le=LARGEST_INTEGER)] = 0
    counting: Literal["counted", "uncounted", "unknown"] = "counted"


class CustomerRow(Row):
    """A person who buys."""

    TABLE = models.Customer
    NAME = "customers"

    id: Text60
    name: Text120
    email: Email | None = None
    phone: Text40 | None = None
    gender: Text20 | None = None
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    city: Text80 | None = None
    country: Text60 | None = None
    language: LanguageCode = "en"
    joined_on: Day | None = None
    address: dict[str, Plain] = Field(default_factory=dict)
    consent_marketing: bool = False
    consent_profiling: bool = False


class PaymentMethodRow(Row):
    """A stored way to pay."""

    TABLE = models.PaymentMethod
    NAME = "payment_methods"

    id: Text60
    customer_id: Text60
    kind: Text30
    last_four: str | None = None
    brand: Text30 | None = None
    balance_cents: Amount | None = None

    @checks("last_four")
    @classmethod
    def _digits(cls, value: str | None) -> str | None:
        if value is not None and not LAST_FOUR.match(value):
            raise ValueError("must be exactly four digits, never a full number")
        return value


class OrderRow(Row):
    """An order; `subtotal_cents` and `total_cents` are worked out where the format has none."""

    TABLE = models.Order
    NAME = "orders"

    id: Text60
    customer_id: Text60
    status: str
    placed_at: Instant
    subtotal_cents: Amount | None = None
    discount_cents: Amount = 0
    shipping_cents: Amount = 0
    total_cents: Amount | None = None
    coupon: Text255 | None = None
    address: dict[str, Plain] = Field(default_factory=dict)
    payment_kind: Text30 | None = None
    payment_method_id: Text60 | None = None
    details: dict[str, Any] = Field(default_factory=dict)

    @checks("status")
    @classmethod
    def _status(cls, value: str) -> str:
        return _is_known(value, ORDER_STATUSES)


class OrderPart(Row):
    """Something that belongs to an order."""

    order_id: Text60


class OrderLineRow(OrderPart):
    """Some pieces of one variant in an order; title and options are looked up where not given."""

    TABLE = models.OrderLine
    NAME = "order_lines"
    KEY = ("order_id", "position")

    position: int = 0
    product_id: Text255 | None = None
    sku: Text255
    title: Texts | None = None
    options: Pairs | None = None
    quantity: Annotated[int, Field(ge=1, le=LARGEST_INTEGER)] = 1
    unit_price_cents: Amount
    status: str = "ordered"

    @checks("status")
    @classmethod
    def _status(cls, value: str) -> str:
        return _is_known(value, LINE_STATUSES)


class OrderEventRow(OrderPart):
    """One thing that happened to an order."""

    TABLE = models.OrderEvent
    NAME = "order_events"

    at: Instant
    kind: Text40
    detail: Detail = Field(default_factory=dict)


class PaymentRow(OrderPart):
    """Money that moved for an order."""

    TABLE = models.Payment
    NAME = "payments"

    at: Instant
    kind: Literal["payment", "refund"]
    amount_cents: Amount
    method_id: Text60 | None = None


class ShipmentRow(OrderPart):
    """A parcel of an order."""

    TABLE = models.Shipment
    NAME = "shipments"

    carrier: Text60 | None = None
    tracking_number: Text80 | None = None
    status: Text30 = "preparing"
    shipped_at: Instant | None = None
    expected_on: Day | None = None
    delivered_at: Instant | None = None


class CouponRow(Row):
    """A code that lowers the price; `value` is a percentage, or minor units."""

    TABLE = models.Coupon
    NAME = "coupons"
    KEY = ("code",)

    code: Text255
    kind: Literal["percent", "amount"]
    value: int
    min_total_cents: Amount = 0
    category: Text200 | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    description: Texts = Field(default_factory=dict)

    @checks("value", mode="before")
    @classmethod
    def _value(cls, value: Any, info: ValidationInfo) -> int:
        if info.data.get("kind") == "amount":
            return parse_amount(value, info)
        if not re.fullmatch(r"[1-9]\d?|100", str(value).strip()):
            raise ValueError("must be a whole percentage from 1 to 100")
        return int(value)

    @model_validator(mode="after")
    def _days(self) -> Self:
        _check_days(self.starts_on, self.ends_on)
        return self


class PromotionRow(Row):
    """A lower price for a category during some days."""

    TABLE = models.Promotion
    NAME = "promotions"

    id: Text60
    category: Text200 | None = None
    percent: Annotated[int, Field(ge=1, le=100)]
    starts_on: Day
    ends_on: Day
    title: Annotated[Texts, Field(min_length=1)]

    @model_validator(mode="after")
    def _days(self) -> Self:
        _check_days(self.starts_on, self.ends_on)
        return self


def _check_days(starts_on: Any, ends_on: Any) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise ValueError(f"ends_on ({ends_on}) is before starts_on ({starts_on})")


class ReviewRow(Row):
    """What a buyer wrote."""

    TABLE = models.Review
    NAME = "reviews"

    id: Text60
    product_id: Text255
    customer_id: Text60 | None = None
    author: Text80 | None = None
    rating: Annotated[int, Field(ge=1, le=5)]
    title: Text300 | None = None
    text: Annotated[Plain, Field(min_length=1)]
    language: LanguageCode = "en"
    created_on: Day | None = None


class BrowseEventRow(Row):
    """A customer looked at a product."""

    TABLE = models.BrowseEvent
    NAME = "browse_events"

    customer_id: Text60
    product_id: Text255
    kind: Text20
    at: Instant


class KnowledgeRow(Row):
    """A policy section or a frequent question."""

    TABLE = models.KnowledgeEntry
    NAME = "knowledge"

    id: Text60
    kind: Annotated[Plain, Field(min_length=1, max_length=10)]
    topic: Text40
    title: Annotated[Texts, Field(min_length=1)]
    text: Annotated[Texts, Field(min_length=1)]
    questions: Words = Field(default_factory=dict)
