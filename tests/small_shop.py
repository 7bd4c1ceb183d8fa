"""A small shop whose amounts can be worked out in the head."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ecomcore.config import Settings
from ecomcore.shop import models as m
from ecomcore.shop.database import engine_for
from ecomcore.shop.notify import Message

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday
SMALL_RULES: dict[str, Any] = {
    "mode": "act",
    "refund_days": {
        "gift_card": {"least": 0, "most": 0},
        "store_credit": {"least": 0, "most": 0},
        "default": {"least": 5, "most": 7},
    },
    "cancel": {
        "reasons": [
            {"code": "mistake", "label": {"en": "by mistake", "zh": "拍错了"}},
            {"code": "late", "label": {"en": "too late", "zh": "太慢"}},
        ],
    },
    "change_address": {"countries": {"United Kingdom": ["UK", "英国"], "China": ["中国"]}},
    "return_lines": {
        "within_days": 30,
        "excluded_categories": ["food"],
        "paid_by": "customer",
        "send_back_within_days": 14,
        "label": True,
        "fee_cents": 400,
        "reasons": [
            {"code": "size", "label": {"en": "wrong size", "zh": "尺码不合适"}},
            {
                "code": "faulty",
                "label": {"en": "faulty", "zh": "有质量问题"},
                "paid_by": "shop",
                "shop_fault": True,
            },
        ],
        "carrier": "kestrel",
    },
    "exchange_lines": {
        "within_days": 30,
        "once_per_order": True,
        "paid_by": "customer",
        "label": True,
    },
    "report_damaged": {
        "statuses": ["delivered"],
        "within_days": 14,
        "counted_from": "delivered",
        "priority": "high",
        "answer_within_days": 2,
    },
    "report_missing": {
        "statuses": ["shipped", "delivered"],
        "within_days": 30,
        "counted_from": "expected",
        "wait_business_days": 2,
        "answer_within_days": 2,
        "high_from_cents": 20000,
    },
    "shipping": {"cost_cents": 590, "free_over_cents": 5900},
    "carriers": {
        "kestrel": {
            "name": {"en": "Kestrel Parcel", "zh": "红隼快递"},
            "tracking_url": "https://kestrel.example/{number}",
        }
    },
    "return_address": ["Returns", "Quay 14", "Rotterdam"],
}


class KeptMessages:
    """A notifier that keeps what it is given."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def send(self, message: Message) -> None:
        self.messages.append(message)


@dataclass
class SmallShop:
    """The shop's settings and a way to open a session on it."""

    settings: Settings
    outbox: KeptMessages = field(default_factory=KeptMessages)

    def session(self) -> Session:
        return Session(engine_for("small", self.settings), expire_on_commit=False)


def goods() -> list[m.Base]:
    def variant(
        sku: str, product: str, position: int, price: int, stock: int, **options: str
    ) -> m.Variant:
        return m.Variant(
            sku=sku,
            product_id=product,
            position=position,
            price_cents=price,
            stock=stock,
            options=options,
        )

    def product(product_id: str, category: str, en: str, zh: str) -> m.Product:
        return m.Product(id=product_id, category=category, title={"en": en, "zh": zh})

    return [
        m.Category(path="clothing", name={"en": "Clothing", "zh": "服装"}),
        m.Category(path="kitchen", name={"en": "Kitchen", "zh": "厨房"}),
        product("jacket", "clothing/jackets", "Rain Jacket", "冲锋衣"),
        product("mug", "kitchen/tableware", "Mug", "马克杯"),
        product("tea", "food/tea", "Green Tea", "绿茶"),
        variant("J-NVY-M", "jacket", 0, 10000, 3, colour="navy", size="M"),
        variant("J-NVY-L", "jacket", 1, 10000, 0, colour="navy", size="L"),
        variant("J-RED-M", "jacket", 2, 12000, 5, colour="red", size="M"),
        variant("J-GRN-M", "jacket", 3, 9000, 5, colour="green", size="M"),
        variant("MUG-BLU", "mug", 0, 1500, 10, colour="blue"),
        variant("MUG-WHT", "mug", 1, 1500, 1, colour="white"),
        variant("TEA-100", "tea", 0, 2000, 20),
    ]


def people() -> list[m.Base]:
    home = {
        "name": "Emma Clark",
        "street": "14 Garden Road",
        "city": "London",
        "postcode": "N1 7AB",
        "country": "United Kingdom",
    }
    return [
        m.Customer(
            id="C1", name="Emma Clark", email="emma@example.com", language="en", address=home
        ),
        m.Customer(id="C2", name="李伟", email="li.wei@example.com", language="zh"),
        m.PaymentMethod(id="card1", customer_id="C1", kind="credit_card", last_four="4821"),
        m.PaymentMethod(id="gift1", customer_id="C1", kind="gift_card", balance_cents=5000),
        m.PaymentMethod(id="paypal1", customer_id="C1", kind="paypal"),
        m.PaymentMethod(id="card2", customer_id="C2", kind="credit_card", last_four="7730"),
    ]


TITLES = {"jacket": {"en": "Rain Jacket", "zh": "冲锋衣"}, "mug": {"en": "Mug", "zh": "马克杯"}}
GOODS = {
    "J": ("jacket", "J-NVY-M", 10000, {"colour": "navy", "size": "M"}),
    "M": ("mug", "MUG-BLU", 1500, {"colour": "blue"}),
    "T": ("tea", "TEA-100", 2000, {}),
}


def order(
    order_id: str,
    status: str,
    lines: list[tuple[str, int]],
    *,
    customer: str = "C1",
    age_days: float = 10,
    discount: int = 0,
    shipping: int = 0,
    paid: bool = True,
    method: str = "card1",
    parcel: m.Shipment | None = None,
) -> m.Order:
    """Return an order of jackets (J), mugs (M) and teas (T), paid by card unless told otherwise."""
    placed = NOW - timedelta(days=age_days)
    rows = []
    for position, (letter, quantity) in enumerate(lines):
        product, sku, price, options = GOODS[letter]
        rows.append(
            m.OrderLine(
                position=position,
                product_id=product,
                sku=sku,
                title=TITLES.get(product, {"en": "Green Tea", "zh": "绿茶"}),
                options=options,
                quantity=quantity,
                unit_price_cents=price,
            )
        )
    subtotal = sum(row.quantity * row.unit_price_cents for row in rows)
    total = subtotal - discount + shipping
    made = m.Order(
        id=order_id,
        customer_id=customer,
        status=status,
        placed_at=placed,
        subtotal_cents=subtotal,
        discount_cents=discount,
        shipping_cents=shipping,
        total_cents=total,
        payment_kind="credit_card",
        payment_method_id=method,
        address={"street": "14 Garden Road", "city": "London", "country": "United Kingdom"},
        lines=rows,
        events=[m.OrderEvent(at=placed, kind="placed")],
    )
    if paid:
        made.payments = [m.Payment(at=placed, kind="payment", amount_cents=total, method_id=method)]
    if parcel is not None:
        made.shipments = [parcel]
    return made


def all_orders() -> list[m.Base]:
    def delivered(days_ago: float) -> m.Shipment:
        return m.Shipment(
            carrier="kestrel",
            tracking_number=f"KE{days_ago}",
            status="delivered",
            delivered_at=NOW - timedelta(days=days_ago),
        )

    on_way = m.Shipment(
        carrier="kestrel",
        tracking_number="KE7",
        status="shipped",
        shipped_at=NOW - timedelta(days=3),
        expected_on=date(2026, 11, 20),  # a Friday: reported from Tuesday the 24th on
    )
    return [
        order("10001", "delivered", [("J", 1), ("M", 2)], discount=1300, shipping=500,
              parcel=delivered(5)),
        order("10002", "pending", [("M", 1)], shipping=590, paid=False, age_days=1),
        order("10003", "processing", [("J", 1), ("M", 2)], discount=1300, shipping=500, age_days=2),
        order("10004", "shipped", [("J", 2)], age_days=4, parcel=on_way),
        order("10005", "delivered", [("J", 1)], age_days=60, parcel=delivered(50)),
        order("10006", "delivered", [("T", 1), ("M", 1)], age_days=9, parcel=delivered(3)),
        order("#W6067464", "paid", [("M", 2)], age_days=1),
        order("20001", "paid", [("J", 1)], customer="C2", method="card2", age_days=1),
    ]  # fmt: skip
