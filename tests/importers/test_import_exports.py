"""Importing the exports of shop systems; the files are in tests/data/import."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from import_folders import dump, opened, write_table
from sqlalchemy import select

from ecomcore.config import ROOT, Settings
from ecomcore.errors import ImportFailedError, SettingsError
from ecomcore.importers import ImportSummary, import_shop
from ecomcore.shop import models as m

DATA = ROOT / "tests" / "data" / "import"
TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path / "var", now=TODAY)


def run(format: str, settings: Settings, path: Path | None = None, **given: str) -> ImportSummary:
    given = {"language": "en", "currency": "USD", **given}
    return import_shop(format, path or DATA / format, "small", settings, **given)


def lines_of(
    product: m.Product,
) -> list[tuple[str, dict[str, str], int | None, int | None, int | str]]:
    """Return the versions of a product; how the stock is counted where it is not."""
    return [
        (
            v.sku,
            v.options,
            v.price_cents,
            v.compare_at_cents,
            v.stock if v.counting == m.COUNTED else v.counting,
        )
        for v in product.variants
    ]


@pytest.mark.parametrize("format", ["shopify", "woocommerce", "magento", "jsonl"])
def test_importing_twice_changes_nothing(format: str, settings: Settings) -> None:
    run(format, settings)
    before = dump("small", settings)
    assert not run(format, settings).is_news
    assert dump("small", settings) == before


def test_the_language_is_judged_from_the_descriptions(settings: Settings) -> None:
    import_shop("jsonl", DATA / "jsonl", "small", settings, currency="USD")
    with opened("small", settings) as session:
        assert set(session.get_one(m.Product, "lamp-1").title) == {"en"}


def test_chinese_titles_are_chinese(tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text(json.dumps({"id": "a", "name": "石纹马克杯", "price": 9}) + "\n", "utf-8")
    import_shop("jsonl", file, "small", settings, currency="cny")
    with opened("small", settings) as session:
        assert session.get_one(m.Product, "a").title == {"zh": "石纹马克杯"}
        assert session.get_one(m.ShopInfo, "currency").value == "CNY"


@pytest.mark.parametrize("given", [{"currency": "dollars"}, {"language": "English"}])
def test_wrong_options(given: dict[str, str], settings: Settings) -> None:
    with pytest.raises(SettingsError, match="as in"):
        import_shop("jsonl", DATA / "jsonl", "small", settings, **given)


class TestShopify:
    def test_rows_of_a_handle_are_one_product(self, settings: Settings) -> None:
        run("shopify", settings)
        with opened("small", settings) as session:
            shirt = session.get_one(m.Product, "linden-overshirt")
            assert (shirt.brand, shirt.kind) == ("Tarn & Vale", "Overshirt")
            assert shirt.category == "apparel-and-accessories/clothing/shirts-and-tops"
            assert shirt.description["en"].splitlines() == [
                "A heavy cotton overshirt & a light jacket in one. "
                "It has two chest pockets and horn buttons.",
                "• Machine wash cold",
                "• Made in Porto",
            ]
            assert shirt.attributes == {
                "fabric": "cotton, linen",
                "weight": "640 g",
            }
            assert shirt.keywords == ["autumn", "cotton"]
            assert shirt.image == "https://cdn.shop.example/files/linden-olive.jpg"
            made = "linden-overshirt-sand-m"
            assert lines_of(shirt) == [
                ("LIN-OL-M", {"colour": "Olive", "size": "M"}, 8900, 11000, 4),
                ("LIN-OL-L", {"colour": "Olive", "size": "L"}, 8900, None, 0),
                (made, {"colour": "Sand", "size": "M"}, 9550, None, "uncounted"),
            ]
            assert shirt.variants[0].cost_cents == 3640
            names = session.get_one(m.Category, "apparel-and-accessories").name
            assert names == {"en": "Apparel & Accessories"}

    def test_a_product_without_options(self, settings: Settings) -> None:
        run("shopify", settings)
        with opened("small", settings) as session:
            note = session.get_one(m.Product, "gift-note")
            assert not note.active
            assert lines_of(note) == [("0042", {}, 300, None, 12)]

    def test_orders(self, settings: Settings) -> None:
        run("shopify", settings)
        with opened("small", settings) as session:
            assert session.get_one(m.ShopInfo, "currency").value == "GBP"
            sent = session.get_one(m.Order, "#1001")
            assert sent.placed_at == datetime(2026, 9, 3, 9, 14, tzinfo=UTC)
            assert (sent.status, sent.coupon, sent.payment_kind) == (
                "shipped",
                "FALL9",
                "shopify_payments",
            )
            # 2 × 89.00 + 3.00 = 181.00; − 9.00 + 6.00 = 178.00, taxes within the prices
            amounts = sent.subtotal_cents, sent.discount_cents, sent.shipping_cents
            assert (*amounts, sent.total_cents) == (18100, 900, 600, 17800)
            assert [(line.sku, line.quantity) for line in sent.lines] == [
                ("LIN-OL-M", 2),
                ("0042", 1),
            ]
            assert sent.lines[0].product_id == "linden-overshirt"
            assert sent.shipments[0].shipped_at == datetime(2026, 9, 4, 15, tzinfo=UTC)
            assert [(p.kind, p.amount_cents) for p in sent.payments] == [("payment", 17800)]
            assert sent.address == {
                "name": "Ada Quill",
                "street": "12 Fen Road",
                "street2": "Flat 2",
                "city": "Ely",
                "state": "ENG",
                "postcode": "CB7 4AA",
                "country": "GB",
            }
            ada = sent.customer
            assert (ada.name, ada.email, ada.phone) == (
                "Ada Quill",
                "ada@example.com",
                "+44 1353 000000",
            )
            assert ada.consent_marketing
            assert not ada.consent_profiling

    def test_pending_and_refunded_orders(self, settings: Settings) -> None:
        run("shopify", settings)
        with opened("small", settings) as session:
            pending = session.get_one(m.Order, "#1002")
            assert (pending.status, pending.payments) == ("pending", [])
            old = pending.lines[0]
            assert (old.product_id, old.title) == ("SCARF-1", {"en": "Old Scarf"})
            back = session.get_one(m.Order, "#1003")
            assert (back.status, back.lines[0].status) == ("cancelled", "cancelled")
            assert [(p.kind, p.amount_cents) for p in back.payments] == [
                ("payment", 9550),
                ("refund", 9550),
            ]
            assert back.customer_id == session.get_one(m.Order, "#1001").customer_id

    def test_orders_alone_refer_to_the_shop(self, settings: Settings) -> None:
        run("shopify", settings, DATA / "shopify" / "products_export.csv", currency="GBP")
        summary = run("shopify", settings, DATA / "shopify" / "orders_export.csv")
        assert summary.counts["orders"].added == 3
        with opened("small", settings) as session:
            line = session.get_one(m.Order, "#1001").lines[0]
            assert line.options == {"colour": "Olive", "size": "M"}

    def test_the_newer_names_of_columns(self, tmp_path: Path, settings: Settings) -> None:
        header = ["Title", "URL handle", "Description", "Vendor", "Product category", "Status"]
        header += ["SKU", "Option1 name", "Option1 value", "Price", "Compare-at price"]
        header += ["Inventory tracker", "Inventory quantity", "Product image URL"]
        row = {
            "Title": "Cup",
            "URL handle": "cup",
            "SKU": "CUP-1",
            "Option1 name": "Size",
            "Option1 value": "L",
            "Price": "8.00",
            "Compare-at price": "9.00",
            "Inventory tracker": "shopify",
            "Inventory quantity": "3",
            "Status": "Active",
        }
        run("shopify", settings, write_table(tmp_path / "products.csv", header, [row]))
        with opened("small", settings) as session:
            cup = session.get_one(m.Product, "cup")
            assert lines_of(cup) == [("CUP-1", {"size": "L"}, 800, 900, 3)]
            assert (cup.category, cup.active) == ("other", True)

    def test_a_bad_cell_is_named_as_the_file_names_it(
        self, tmp_path: Path, settings: Settings
    ) -> None:
        header = ["Handle", "Title", "Variant Price", "Variant Inventory Qty"]
        rows = [
            {"Handle": "a", "Title": "A", "Variant Price": "five"},
            {"Handle": "b", "Title": "", "Variant Price": "5", "Variant Inventory Qty": "many"},
        ]
        with pytest.raises(ImportFailedError) as caught:
            run("shopify", settings, write_table(tmp_path / "p.csv", header, rows))
        assert [(row.line, row.column) for row in caught.value.rows] == [
            (2, "Variant Price"),
            (3, "Title"),
            (3, "Variant Inventory Qty"),
        ]

    def test_neither_products_nor_orders(self, tmp_path: Path, settings: Settings) -> None:
        (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
        with pytest.raises(
            ImportFailedError, match="holds no export of Shopify: products, inventory"
        ):
            run("shopify", settings, tmp_path)


class TestWooCommerce:
    def test_variations_are_one_product(self, settings: Settings) -> None:
        run("woocommerce", settings)
        with opened("small", settings) as session:
            hoodie = session.get_one(m.Product, "WILLOW")
            assert (hoodie.brand, hoodie.category) == ("Hollin", "clothing/hoodies")
            assert (hoodie.attributes, hoodie.keywords) == (
                {"weight": "0.7 kg"},
                ["warm", "cotton"],
            )
            assert hoodie.description["en"].endswith("\nWash it inside out.")
            assert lines_of(hoodie) == [
                ("WILLOW-BLUE", {"colour": "Blue", "logo": "Yes"}, 4500, None, 6),
                ("WILLOW-red-any", {"colour": "Red", "logo": "any"}, 4250, 4500, 0),
            ]
            picture = "https://shop.example/wp-content/uploads/willow-blue.jpg"
            assert [v.image for v in hoodie.variants] == [picture, None]

    def test_simple_products(self, settings: Settings) -> None:
        summary = run("woocommerce", settings)
        assert summary.warnings == [
            "2 grouped or external products left out, because they are not bought in this shop "
            "itself: SET, LINK"
        ]
        with opened("small", settings) as session:
            beanie = session.get_one(m.Product, "BEANIE")
            # The sale ended in January.
            assert lines_of(beanie) == [("BEANIE", {}, 1550, None, "uncounted")]
            assert beanie.category == "clothing/hats-scarves"
            assert session.get_one(m.Category, beanie.category).name == {"en": "Hats, Scarves"}
            assert beanie.attributes == {"material": "Wool"}
            assert not session.get_one(m.Product, "wc-51").active

    def test_a_sale_price_counts_on_its_days(self, tmp_path: Path) -> None:
        january = Settings(var_dir=tmp_path / "var", now=datetime(2026, 1, 31, tzinfo=UTC))
        run("woocommerce", january)
        with opened("small", january) as session:
            beanie = session.get_one(m.Product, "BEANIE")
            assert lines_of(beanie) == [("BEANIE", {}, 1000, 1550, "uncounted")]

    def test_a_variation_of_nothing(self, tmp_path: Path, settings: Settings) -> None:
        header = ["ID", "Type", "SKU", "Name", "Regular price", "Parent"]
        row = {"ID": "2", "Type": "variation", "SKU": "X", "Regular price": "1", "Parent": "id:9"}
        with pytest.raises(ImportFailedError, match=r"p\.csv:2 Name: is required"):
            run("woocommerce", settings, write_table(tmp_path / "p.csv", header, [row]))


class TestMagento:
    def test_a_configurable_product_and_its_variants(self, settings: Settings) -> None:
        run("magento", settings)
        with opened("small", settings) as session:
            jacket = session.get_one(m.Product, "FERN")
            assert jacket.title == {"en": "Fern Jacket", "zh": "蕨叶夹克"}
            assert jacket.description == {
                "en": "Keeps the rain off — and you warm on long walks in the hills.\n"
                "• Taped seams",
                "zh": "挡雨保暖。",
            }
            assert (jacket.category, jacket.brand) == ("women/tops", "Bracken")
            assert jacket.created_on == date(2025, 7, 6)
            assert jacket.attributes == {
                "material": "Nylon, Wool",
                "care": "Wash cold, hang dry",
                "new": "yes",
                "collections": "Rain",
            }
            assert lines_of(jacket) == [
                ("FERN-S", {"size": "S", "colour": "Green"}, 4800, 6000, 5),
                # Its sale ended in 2020, and it is out of stock.
                ("FERN-M", {"size": "M", "colour": "Green"}, 6000, None, 0),
            ]

    def test_a_simple_product(self, settings: Settings) -> None:
        summary = run("magento", settings)
        with opened("small", settings) as session:
            bottle = session.get_one(m.Product, "BOTTLE")
            assert (bottle.category, bottle.active) == ("gear", False)
            assert lines_of(bottle) == [("BOTTLE", {}, 1250, None, "uncounted")]
            assert session.get(m.Product, "BUNDLE") is None
        assert "BUNDLE" in summary.warnings[0]

    def test_reviews_belong_to_the_product(self, settings: Settings) -> None:
        summary = run("magento", settings)
        with opened("small", settings) as session:
            reviews = session.scalars(select(m.Review).order_by(m.Review.rating)).all()
            assert [(r.product_id, r.rating, r.author) for r in reviews] == [
                ("FERN", 2, "Ida"),
                ("FERN", 5, "Mo"),
            ]
        assert any("1 reviews left out" in warning for warning in summary.warnings)

    def test_pictures_from_an_archive(self, tmp_path: Path, settings: Settings) -> None:
        folder = tmp_path / "files"
        shutil.copytree(DATA / "magento", folder)
        with tarfile.open(folder / "images.tar", "w") as tar:
            for name in ("f/e/other.jpg", "f/e/fern.jpg"):
                member = tarfile.TarInfo(name)
                member.size = len(name)
                tar.addfile(member, io.BytesIO(name.encode()))
        assert run("magento", settings, folder).images == 1
        with opened("small", settings) as session:
            assert session.get_one(m.Product, "FERN").image == "f/e/fern.jpg"
        copied = settings.var_dir / "shops" / "small" / "images" / "f" / "e" / "fern.jpg"
        assert copied.read_bytes() == b"f/e/fern.jpg"

    def test_a_variant_that_is_missing(self, tmp_path: Path, settings: Settings) -> None:
        header = ["sku", "product_type", "name", "price", "configurable_variations"]
        row = {"sku": "A", "product_type": "configurable", "name": "A", "price": "1"}
        row["configurable_variations"] = "sku=A-S,size=S"
        summary = run("magento", settings, write_table(tmp_path / "p.csv", header, [row]))
        assert any("named but not in the export" in warning for warning in summary.warnings)
        with opened("small", settings) as session:
            assert lines_of(session.get_one(m.Product, "A")) == [
                ("A-S", {"size": "S"}, 100, None, "unknown")
            ]


class TestJsonLines:
    def test_many_names_of_fields(self, settings: Settings) -> None:
        run("jsonl", settings)
        with opened("small", settings) as session:
            lamp = session.get_one(m.Product, "lamp-1")
            assert (lamp.brand, lamp.category) == ("Heath", "home/lighting")
            assert lamp.attributes == {"dimmable": "yes", "colour": "brass, black"}
            assert lamp.image == "https://shop.example/lamp.jpg"
            assert lines_of(lamp) == [("lamp-1", {}, 4990, None, 3)]
            rug = session.get_one(m.Product, "heath-rug")
            assert (rug.category, rug.image) == ("home/rugs", None)
            assert lines_of(rug) == [("heath-rug", {}, 9900, 12000, 0)]

    def test_products_of_one_name_stay_apart(self, settings: Settings) -> None:
        run("jsonl", settings)
        with opened("small", settings) as session:
            ids = session.scalars(select(m.Product.id).where(m.Product.id.like("heath-rug%"))).all()
            assert len(ids) == 2
            assert session.get_one(m.Variant, max(ids)).price_cents == 18000

    def test_variants(self, settings: Settings) -> None:
        run("jsonl", settings)
        with opened("small", settings) as session:
            assert lines_of(session.get_one(m.Product, "sock")) == [
                ("sock-s", {"size": "S"}, 950, None, 4),
                ("sock-m", {"size": "M"}, 1000, None, 0),
            ]

    def test_every_bad_line(self, tmp_path: Path, settings: Settings) -> None:
        file = tmp_path / "p.jsonl"
        file.write_text('{"id": "a", "name": "A"}\n{"id": \n[1]\n{"price": 1}\n', "utf-8")
        with pytest.raises(ImportFailedError) as caught:
            run("jsonl", settings, file)
        assert [(row.line, row.column) for row in caught.value.rows] == [
            (2, "row"),
            (3, "row"),
            (4, "name"),
        ]


TAU: dict[str, Any] = {
    "products": {
        "100": {
            "name": "Kettle",
            "product_id": "100",
            "variants": {
                "901": {
                    "item_id": "901",
                    "options": {"color": "red", "screen size": "none"},
                    "available": True,
                    "price": 47.84,
                },
                "902": {
                    "item_id": "902",
                    "options": {"color": "blue", "screen size": "none"},
                    "available": False,
                    "price": 50,
                },
            },
        }
    },
    "users": {
        "ann_lee_1": {
            "user_id": "ann_lee_1",
            "name": {"first_name": "Ann", "last_name": "Lee"},
            "address": {
                "address1": "1 Mill Lane",
                "address2": "Suite 2",
                "city": "Leeds",
                "country": "USA",
                "state": "CO",
                "zip": "80279",
            },
            "email": "ann@example.com",
            "payment_methods": {
                "gift_card_1": {"source": "gift_card", "id": "gift_card_1", "balance": 51.0},
                "credit_card_2": {
                    "source": "credit_card",
                    "id": "credit_card_2",
                    "brand": "visa",
                    "last_four": "0212",
                },
            },
            "orders": ["#W2", "#W1"],
        }
    },
    "orders": {
        "#W1": {
            "order_id": "#W1",
            "user_id": "ann_lee_1",
            "address": {"address1": "9 Hill", "city": "York", "zip": "1", "country": "USA"},
            "items": [
                {"name": "Kettle", "product_id": "100", "item_id": "901", "price": 47.84}
                | {"options": {"color": "red", "screen size": "none"}}
            ]
            * 2,
            "status": "cancelled",
            "fulfillments": [{"tracking_id": ["357962501027"], "item_ids": ["901"]}],
            "payment_history": [
                {"transaction_type": kind, "amount": 95.68, "payment_method_id": "credit_card_2"}
                for kind in ("payment", "refund")
            ],
        },
        "#W2": {
            "order_id": "#W2",
            "user_id": "ann_lee_1",
            "address": {"address1": "9 Hill", "city": "York", "zip": "1", "country": "USA"},
            "items": [],
            "status": "pending",
            "fulfillments": [],
            "payment_history": [],
        },
    },
}


class TestTauRetail:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        data = json.loads(json.dumps(TAU))
        data["orders"]["#W2"]["items"] = data["orders"]["#W1"]["items"][:1]
        path = tmp_path / "db.json"
        path.write_text(json.dumps(data), "utf-8")
        return path

    def test_all_ids_stay(self, file: Path, settings: Settings) -> None:
        run("tau-retail", settings, file.parent)
        with opened("small", settings) as session:
            assert lines_of(session.get_one(m.Product, "100")) == [
                ("901", {"colour": "red", "screen_size": "none"}, 4784, None, "uncounted"),
                ("902", {"colour": "blue", "screen_size": "none"}, 5000, None, 0),
            ]
            ann = session.get_one(m.Customer, "ann_lee_1")
            assert (ann.name, ann.address["postcode"], ann.address["street2"]) == (
                "Ann Lee",
                "80279",
                "Suite 2",
            )
            card, gift = ann.payment_methods
            assert (card.id, card.last_four, card.brand) == ("credit_card_2", "0212", "visa")
            assert (gift.id, gift.balance_cents) == ("gift_card_1", 5100)

    def test_orders(self, file: Path, settings: Settings) -> None:
        run("tau-retail", settings, file)
        with opened("small", settings) as session:
            order = session.get_one(m.Order, "#W1")
            assert (order.status, order.total_cents) == ("cancelled", 9568)
            assert [line.sku for line in order.lines] == ["901", "901"]
            assert order.shipments[0].tracking_number == "357962501027"
            assert [(p.kind, p.amount_cents, p.method_id) for p in order.payments] == [
                ("payment", 9568, "credit_card_2"),
                ("refund", 9568, "credit_card_2"),
            ]
            # The customer's own list has #W2 first.
            assert session.get_one(m.Order, "#W2").placed_at < order.placed_at

    def test_its_rules_come_with_it(self, file: Path, settings: Settings) -> None:
        run("tau-retail", settings, file)
        with opened("small", settings) as session:
            rules = session.get_one(m.ShopInfo, "rules").value
        assert rules["cancel"]["statuses"] == ["pending"]

    def test_another_json_file(self, tmp_path: Path, settings: Settings) -> None:
        path = tmp_path / "db.json"
        path.write_text('{"products": {}}', "utf-8")
        with pytest.raises(ImportFailedError, match="has no products, users and orders"):
            run("tau-retail", settings, path)

    def test_an_entry_that_lacks_something(self, file: Path, settings: Settings) -> None:
        data = json.loads(file.read_text("utf-8"))
        del data["users"]["ann_lee_1"]["email"]
        file.write_text(json.dumps(data), "utf-8")
        with pytest.raises(ImportFailedError, match=r"db\.json/users:1 users: is not as expected"):
            run("tau-retail", settings, file)
