"""Lists of goods of any origin: feeds, pages and tables as they really come."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from import_folders import opened
from sqlalchemy import select

from ecomcore.config import Settings
from ecomcore.errors import ImportFailedError
from ecomcore.importers import ImportSummary, import_shop
from ecomcore.shop import models as m


class Shop:
    """One shop that files are imported into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(var_dir=folder / "var", now=datetime(2026, 11, 24, 12, tzinfo=UTC))

    def load(self, name: str, text: str, **given: Any) -> ImportSummary:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return import_shop("auto", file, "small", self.settings, **given)

    def products(self) -> dict[str, m.Product]:
        with opened("small", self.settings) as session:
            return {product.id: product for product in session.scalars(select(m.Product))}

    def prices(self) -> dict[str, int | None]:
        with opened("small", self.settings) as session:
            return {v.sku: v.price_cents for v in session.scalars(select(m.Variant))}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_group_of_schema_org_has_the_currency_and_picture_of_its_versions(shop: Shop) -> None:
    versions = [
        {"@type": "Product", "sku": f"C-{size}", "size": size, "image": f"https://x.example/{size}.jpg",
         "offers": {"price": price, "priceCurrency": "USD"}}
        for size, price in (("S", 39.99), ("L", "49.99"))
    ]  # fmt: skip
    group = {"@type": "ProductGroup", "name": "Coat", "productGroupID": "C", "variesBy": ["https://schema.org/size"],
             "hasVariant": versions}  # fmt: skip
    page = json.dumps({"@graph": [{"@type": "WebSite"}, group]})
    summary = shop.load(
        "c.html", f'<!doctype html><script type="application/ld+json">{page}</script>'
    )
    assert summary.currency == "USD"
    assert shop.prices() == {"C-S": 3999, "C-L": 4999}
    assert shop.products()["C"].image == "https://x.example/S.jpg"


def test_a_range_of_prices_is_no_price(shop: Shop) -> None:
    def thing(name: str, high: str) -> dict[str, Any]:
        offers = {"lowPrice": "19.99", "highPrice": high, "priceCurrency": "USD"}
        return {"@type": "Product", "sku": name, "name": name, "offers": offers}

    shop.load("t.json", json.dumps([thing("range", "29.99"), thing("same", "19.99")]))
    assert shop.prices() == {"range": None, "same": 1999}


def test_details_of_a_feed_are_facts_and_its_numbers_are_not(shop: Shop) -> None:
    item = (
        "<item><g:id>1</g:id><title>Bowl</title><g:price>9 USD</g:price><g:gtin>71919219405200</g:gtin>"
        "<g:product_detail><g:attribute_name>Capacity</g:attribute_name><g:attribute_value>2 l</g:attribute_value>"
        "</g:product_detail></item>"
    )
    shop.load(
        "f.xml", f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel>{item}</channel></rss>'
    )
    assert shop.products()["1"].attributes == {"capacity": "2 l"}


def test_soft_hyphens_are_no_letters(shop: Shop) -> None:
    shop.load("t.csv", "id,name,price\n1,Lauf\u00adschuh,9.50\n", currency="EUR", language="de")
    assert shop.products()["1"].title == {"de": "Laufschuh"}


def test_words_in_place_of_a_stock(shop: Shop) -> None:
    shop.load(
        "t.csv",
        "id,name,price,stock\n1,Cup,9.50,InStock\n2,Jug,9.50,sold out\n3,Pot,9.50,Unlimited\n",
        currency="EUR",
    )
    with opened("small", shop.settings) as session:
        found = {v.sku: v.sellable for v in session.scalars(select(m.Variant))}
    assert found == {"1": m.NO_LIMIT, "2": 0, "3": m.NO_LIMIT}


def test_goods_off_sale_in_chinese(shop: Shop) -> None:
    shop.load(
        "商品.csv",
        "商品ID,商品名称,商品编码,销售价,库存,商品状态\n1,陶瓷马克杯,MK,￥59.00,3,出售中\n2,竹制筷子,KZ,￥39.90,0,已下架\n",
        currency="CNY",
    )
    assert {name: product.active for name, product in shop.products().items()} == {
        "1": True,
        "2": False,
    }
    assert shop.prices() == {"MK": 5900, "KZ": 3990}


def test_a_few_plain_words_are_english(shop: Shop) -> None:
    assert shop.load("t.csv", "id,name,price\n1,Silk scarf,9.50\n", currency="EUR").languages == [
        "en"
    ]


def test_a_text_with_columns_is_not_told_to_customers(shop: Shop) -> None:
    (shop.folder / "export").mkdir()
    (shop.folder / "export" / "report.txt").write_text("sku\tweight\tshelf\nA\t2\t7\n")
    (shop.folder / "export" / "returns.txt").write_text("Returns\n\nWithin 14 days, unworn.\n")
    import_shop("auto", shop.folder / "export", "small", shop.settings)
    with opened("small", shop.settings) as session:
        assert [entry.title for entry in session.scalars(select(m.KnowledgeEntry))] == [
            {"en": "Returns"}
        ]


def test_what_is_like_nothing_hears_what_any_table_needs(shop: Shop) -> None:
    with pytest.raises(ImportFailedError, match="names a column title"):
        shop.load("t.csv", "shelf,aisle,weight\n1,2,3\n")


def test_only_what_no_reader_took_is_said_not_to_be_read(shop: Shop) -> None:
    folder = shop.folder / "export"
    folder.mkdir()
    (folder / "p.csv").write_text("Handle,Title,Variant Price\ncup,Cup,9.50\n")
    (folder / "faq.csv").write_text("Question,Answer\nDo you ship?,Yes.\n")
    (folder / "shelves.csv").write_text("shelf,aisle\n1,2\n")
    summary = import_shop("auto", folder, "small", shop.settings, currency="EUR")
    assert [w for w in summary.warnings if "not read" in w] == [
        "shelves.csv: of another kind than the rest of the folder, not read"
    ]


def test_hours_are_found_without_the_sentence_around_them(shop: Shop) -> None:
    summary = shop.load(
        "faq.md", "# Contact\n\nCall us Monday to Friday 9:00-17:00, we are glad to help.\n"
    )
    assert [found["found"] for found in summary.contacts] == ["Monday to Friday 9:00-17:00"]


def test_what_the_shop_pays_and_writes_for_itself_is_shown_to_nobody(shop: Shop) -> None:
    shop.load(
        "t.csv",
        "id,name,price,Cost,Purchase price,Notes,Supplier code,进价,Einkaufspreis (netto),Colour\n"
        "1,Cup,9.50,4.10,4.20,reorder in May,ACME-7,4,4.00,blue\n",
        currency="EUR",
    )
    assert shop.products()["1"].attributes == {"colour": "blue"}


@pytest.mark.parametrize(
    ("titles", "name"),
    [
        (("Flash Shoe - Size 42", "Flash Shoe - Size 43"), "Flash Shoe"),
        (("Flash Shoe", "Flash Shoe"), "Flash Shoe"),
        (("Small green coat", "Large blue coat"), "Small green coat"),
    ],
)
def test_a_group_is_called_what_its_versions_share(
    shop: Shop, titles: tuple[str, str], name: str
) -> None:
    rows = (f"S{n}\t{title}\t9 EUR\tg\t4{n}\tin stock" for n, title in enumerate(titles))
    header = "id\ttitle\tprice\titem_group_id\tsize\tavailability"
    shop.load("f.tsv", "\n".join((header, *rows)) + "\n")
    assert [product.title for product in shop.products().values()] == [{"en": name}]
