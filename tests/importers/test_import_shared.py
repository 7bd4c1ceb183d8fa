"""Importing real shops: counts that were taken from the files by other means."""

from __future__ import annotations

from pathlib import Path

import pytest
from import_folders import dump, opened
from sqlalchemy import func, select

from ecomcore.config import ROOT, Settings
from ecomcore.importers import ImportSummary, import_shop
from ecomcore.importers.images import image_file
from ecomcore.shop import models as m


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path / "var")


def twice(format: str, path: Path, settings: Settings) -> ImportSummary:
    """Import, and make sure that doing it again changes nothing."""
    summary = import_shop(format, path, "real", settings, currency="USD")
    before = dump("real", settings)
    assert not import_shop(format, path, "real", settings).is_news
    assert dump("real", settings) == before
    return summary


@pytest.mark.shared
def test_luma(shared_data: Path, settings: Settings) -> None:
    summary = twice("magento", shared_data / "shops" / "luma", settings)
    assert summary.counts["products"].added == 147
    assert summary.counts["variants"].added == 1847
    # 231 of the 500 reviews are about bags and watches that the export does not hold.
    assert summary.counts["reviews"].added == 269
    with opened("real", settings) as session:
        hoodie = session.get_one(m.Product, "MH01")
        assert hoodie.title == {"en": "Chaz Kangeroo Hoodie"}
        assert hoodie.category == "men/tops/hoodies-and-sweatshirts"
        assert len(hoodie.variants) == 15
        first = hoodie.variants[0]
        assert (first.sku, first.price_cents, first.stock) == ("MH01-XS-Black", 5200, 100)
        assert first.options == {"size": "XS", "colour": "Black"}
        assert "<" not in hoodie.description["en"]
        assert image_file("real", first.image, settings) is not None


@pytest.mark.shared
def test_tau_retail(shared_data: Path, settings: Settings) -> None:
    summary = twice("tau-retail", shared_data / "shops" / "tau_retail", settings)
    added = {name: count.added for name, count in summary.counts.items()}
    assert (added["products"], added["variants"]) == (50, 591)
    assert (added["customers"], added["orders"], added["shipments"]) == (500, 1000, 577)
    with opened("real", settings) as session:
        statuses = dict(
            session.execute(select(m.Order.status, func.count()).group_by(m.Order.status)).all()
        )
        assert statuses == {"pending": 423, "delivered": 373, "processed": 102, "cancelled": 102}
        order = session.get_one(m.Order, "#W3220387")
        assert [(line.sku, line.unit_price_cents) for line in order.lines] == [
            ("3913310464", 27220),
            ("4900990404", 33671),
        ]
        assert [(p.kind, p.amount_cents) for p in order.payments] == [
            ("payment", 60891),
            ("refund", 60891),
        ]
        in_stock = select(func.count()).where(m.Variant.sellable > 0)
        assert session.scalar(in_stock) == 379


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "products", "category"),
    [("retail_demo", 2465, "accessories"), ("electronics", 3291, "cell-phones")],
)
def test_json_lines(
    name: str, products: int, category: str, shared_data: Path, settings: Settings
) -> None:
    summary = twice("jsonl", shared_data / "shops" / name, settings)
    assert summary.counts["products"].added == products
    assert summary.counts["variants"].added == products
    with opened("real", settings) as session:
        assert (
            session.get_one(m.Category, category).name["en"].casefold().replace(" ", "-")
            == category
        )
        assert {
            code for (title,) in session.execute(select(m.Product.title)) for code in title
        } == {"en"}


def test_the_demo_shop(settings: Settings) -> None:
    summary = twice("csv", ROOT / "data" / "shop", settings)
    assert summary.warnings == []
    assert summary.counts["products"].added == 248
    with opened("real", settings) as session:
        assert session.get_one(m.ShopInfo, "languages").value == ["en", "zh"]
        missing = select(func.count()).where(m.Product.image.is_(None))
        assert session.scalar(missing) == 0
