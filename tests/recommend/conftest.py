"""A small shop with customers, orders and looks, and its recommender."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from ecomcore.recommend import part
from ecomcore.recommend.engine import ShopRecommender
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import (
    Base,
    BrowseEvent,
    Category,
    Customer,
    Order,
    OrderLine,
    Product,
    Variant,
)
from ecomcore.text.embed import get_embedder

NOW = datetime(2026, 11, 1, tzinfo=UTC)
GOODS = {
    "rain-jacket": ("clothing", "A waterproof jacket for rainy days", "雨天穿的防水外套", 5),
    "down-jacket": ("clothing", "A warm down jacket for winter", "冬天穿的羽绒服", 5),
    "raincoat": ("clothing", "A long waterproof coat against rain", "防雨的长款雨衣", 0),
    "teapot": ("kitchen", "A clay teapot for brewing tea", "泡茶用的紫砂壶", 5),
    "teacup": ("kitchen", "A porcelain cup for drinking tea", "喝茶用的瓷杯", 5),
}


def fill(tables: Session) -> Session:
    tables.add_all(Category(path=path, name={"en": path}) for path in ("clothing", "kitchen"))
    for name, (category, english, chinese, stock) in GOODS.items():
        title = {"en": name.replace("-", " ").title(), "zh": chinese[-3:]}
        tables.add(
            Product(
                id=name,
                category=category,
                title=title,
                description={"en": english, "zh": chinese},
                created_on=date(2025, 1, 1),
            )
        )
        tables.flush()
        tables.add(Variant(sku=f"{name}-1", product_id=name, price_cents=1000, stock=stock))
    tables.add_all(
        [
            Customer(id="open", name="A", consent_profiling=True),
            Customer(id="closed", name="B", consent_profiling=False),
        ]
    )
    tables.flush()
    bought = [
        ("open", "rain-jacket", "delivered", 3),
        ("closed", "rain-jacket", "delivered", 2),
        ("closed", "teapot", "cancelled", 1),
        ("closed", "teacup", "delivered", 1),
    ]
    for number, (who, what, status, days) in enumerate(bought):
        tables.add(
            Order(
                id=str(number),
                customer_id=who,
                status=status,
                placed_at=NOW - timedelta(days=days),
                subtotal_cents=1000,
                total_cents=1000,
            )
        )
        tables.flush()
        tables.add(
            OrderLine(
                order_id=str(number),
                product_id=what,
                sku=f"{what}-1",
                title={},
                unit_price_cents=1000,
            )
        )
    tables.add(BrowseEvent(customer_id="open", product_id="teapot", kind="view", at=NOW))
    tables.flush()
    return tables


@pytest.fixture
def shop(tables: Session) -> Session:
    return fill(tables)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The part of the build, made once."""
    folder = tmp_path_factory.mktemp("recommend")
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        metrics = part.make(ShopData(fill(session)), get_embedder(), folder)
    engine.dispose()
    assert {"products": 5, "sold": 2}.items() <= metrics.items()
    return folder


@pytest.fixture
def model(built: Path, tmp_path: Path) -> ShopRecommender:
    """The recommender, read from a copy of the build."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return part.load(tmp_path, get_embedder())
