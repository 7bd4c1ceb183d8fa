"""A small shop whose reviews are read once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from built_reviews import WRITTEN
from sqlalchemy.orm import Session

from ecomcore.reviews import part
from ecomcore.reviews.book import ReviewBook
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Product, Review
from ecomcore.text.embed import get_embedder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("part")


@pytest.fixture
def shop(tables: Session) -> Session:
    for name, kind in (("kettle", "kettle"), ("slow", "kettle"), ("mug", "mug")):
        title = {"en": f"Gooseneck {kind} {name}", "zh": "壶"}
        tables.add(
            Product(
                id=name, category="kitchen", kind=kind, title=title, attributes={"volume": "1 L"}
            )
        )
    tables.flush()
    for name, rating, code, text in WRITTEN:
        row = Review(
            id=name,
            product_id="kettle",
            rating=rating,
            language=code,
            text=text,
            created_on=date(2026, 1, 1),
        )
        tables.add(row)
    tables.flush()
    return tables


@pytest.fixture
def book(shop: Session, folder: Path) -> Iterator[ReviewBook]:
    if not (folder / part.REVIEWS).exists():
        part.make(ShopData(shop), get_embedder(), folder)
    return part.load(folder, get_embedder())
