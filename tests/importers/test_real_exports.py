"""What real exports have and a tidy one has not: each kind once, in files written for these tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from import_folders import opened
from sqlalchemy import select

from ecomcore.config import Settings
from ecomcore.errors import ImportFailedError, SettingsError
from ecomcore.importers import ImportSummary, import_shop
from ecomcore.importers.headers import FOLDER, localized
from ecomcore.shop import models as m

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Status"
)
WOO = "ID,Type,SKU,Name,Published,Visibility in catalog,Regular price,Parent,Categories,Stock,Backorders allowed?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(var_dir=tmp_path / "var", now=NOON)


class Shop:
    """One shop that files are imported into."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings

    def load(self, name: str, text: str | bytes, **given: Any) -> ImportSummary:
        file = self.folder / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_shop("auto", file, "small", self.settings, **given)

    def skus(self) -> dict[str, m.Variant]:
        with opened("small", self.settings) as session:
            return {variant.sku: variant for variant in session.scalars(select(m.Variant))}

    def product(self, name: str) -> m.Product:
        with opened("small", self.settings) as session:
            return session.get_one(m.Product, name)


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Shop:
    return Shop(tmp_path, settings)


def shopify(*rows: str) -> str:
    return "\n".join((SHOPIFY, *rows)) + "\n"


def woo(*rows: str) -> str:
    return "\n".join((WOO, *rows)) + "\n"


def test_a_sku_used_for_two_goods_is_kept_apart_and_reported(shop: Shop) -> None:
    rows = (
        f"{name},Cup {name},,,,,,Title,Default Title,CUP,,shopify,2,deny,8.00," for name in "ab"
    )
    summary = shop.load("p.csv", shopify(*rows), currency="EUR")
    assert {v.product_id: sku for sku, v in shop.skus().items()} == {"a": "CUP-a", "b": "CUP-b"}
    assert any("CUP" in warning and "more than once" in warning for warning in summary.warnings)


def test_order_lines_of_a_repeated_sku_follow_the_goods_they_are_called_by(shop: Shop) -> None:
    rows = (
        f"{name},Cup {name},,,,,,Title,Default Title,CUP,,shopify,2,deny,8.00," for name in "ab"
    )
    (shop.folder / "export").mkdir()
    (shop.folder / "export" / "products.csv").write_text(shopify(*rows))
    (shop.folder / "export" / "orders.csv").write_text(
        "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,"
        "Lineitem price,Lineitem sku\n#1,a@b.example,paid,2026-11-01,EUR,8.00,1,Cup b,8.00,CUP\n"
    )
    import_shop("auto", shop.folder / "export", "small", shop.settings)
    with opened("small", shop.settings) as session:
        (line,) = session.get_one(m.Order, "#1").lines
        assert (line.sku, line.product_id) == ("CUP-b", "b")


def test_a_handle_of_255_letters(shop: Shop) -> None:
    handle = "cup-" * 63 + "end"
    shop.load(
        "p.csv",
        shopify(f"{handle},Cup,,,,,,Title,Default Title,,,shopify,2,deny,8.00,"),
        currency="EUR",
    )
    assert shop.product(handle).title == {"en": "Cup"}
    with pytest.raises(ImportFailedError) as refused:
        shop.load("q.csv", shopify(f"{handle}x,Cup,,,,,,,,,,,,,8.00,"))
    # one fault of one cell, whatever was made from it
    assert [str(row.reason) for row in refused.value.rows] == ["is longer than 255 characters"]


def test_goods_without_a_price_are_told_on_request(shop: Shop) -> None:
    shop.load("p.csv", shopify("cup,Cup,,,,,,Title,Default Title,CUP,,shopify,2,deny,,"))
    assert shop.skus()["CUP"].price_cents is None


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "counting", "sellable"),
    [
        ("shopify", "3", "deny", "counted", 3),
        ("shopify", "0", "deny", "counted", 0),
        ("shopify", "-2", "deny", "counted", 0),
        ("shopify", "0", "continue", "uncounted", m.NO_LIMIT),
        ("", "", "deny", "uncounted", m.NO_LIMIT),
        ("shopify", "", "deny", "unknown", m.NO_LIMIT),
    ],
)
def test_stock(
    shop: Shop, tracker: str, quantity: str, policy: str, counting: str, sellable: int
) -> None:
    row = f"cup,Cup,,,,,,Title,Default Title,CUP,,{tracker},{quantity},{policy},8.00,"
    shop.load("p.csv", shopify(row), currency="EUR")
    variant = shop.skus()["CUP"]
    assert (variant.counting, variant.sellable) == (counting, sellable)


def test_the_same_stock_again_leaves_what_was_sold(shop: Shop) -> None:
    file = shopify("cup,Cup,,,,,,Title,Default Title,CUP,,shopify,5,deny,8.00,")
    shop.load("p.csv", file, currency="EUR")
    with opened("small", shop.settings) as session, session.begin():
        session.get_one(m.Variant, "CUP").stock = 4
    shop.load("p.csv", file)
    assert shop.skus()["CUP"].stock == 4


def test_markup_tags_and_fields_of_the_system_are_out_of_sight(shop: Shop) -> None:
    row = (
        'set,Cups &amp; <b>Saucers</b>,,Ash &amp; Elm,Tea &amp; Coffee,"new, spo-x",,Title,'
        "Default Title,S,69.98930269,,,,8.00,"
    )
    shop.load("p.csv", shopify(row), currency="EUR")
    product = shop.product("set")
    assert (product.title, product.brand) == ({"en": "Cups & Saucers"}, "Ash & Elm")
    assert product.category == "tea-and-coffee"
    assert product.attributes == {"weight": "70 g"}
    assert product.keywords == ["new", "spo-x"]


def test_magento_keeps_its_own_fields_to_itself(shop: Shop) -> None:
    shop.load(
        "catalog.csv",
        "sku,product_type,name,price,additional_attributes,qty\n"
        'B,simple,Book,7.00,"gift_wrapping_available=No,internal_owner=3,pages=210.000000,brand=Elm",4\n',
        currency="EUR",
    )
    book = shop.product("B")
    assert (book.brand, book.attributes) == ("Elm", {"pages": "210"})


@pytest.mark.parametrize(
    ("name", "key"),
    [("Größe", "size"), ("Taille", "size"), ("Rozmiar", "size"), ("Färg", "colour"), ("サイズ", "size"),
     ("Цвет", "colour"), ("Duft", "duft")],
)  # fmt: skip
def test_options_in_the_languages_of_commerce(shop: Shop, name: str, key: str) -> None:
    rows = (
        f"cup,{t},,,,,,{n},{v},,,,,,8.00," for t, n, v in (("Cup", name, "one"), ("", "", "two"))
    )
    shop.load("p.csv", shopify(*rows), currency="EUR")
    assert [v.options for v in shop.skus().values()] == [{key: "one"}, {key: "two"}]


def test_goods_out_of_sight_are_not_on_sale(shop: Shop) -> None:
    shop.load(
        "w.csv",
        woo(
            "1,simple,A,Cup a,1,visible,8.00,,Cups,1,0",
            "2,simple,B,Cup b,1,hidden,8.00,,Cups,1,0",
            "3,simple,C,Cup c,-1,visible,8.00,,Cups,1,0",
        ),
        currency="EUR",
    )
    with opened("small", shop.settings) as session:
        on_sale = select(m.Product.id).where(m.Product.active)
        assert list(session.scalars(on_sale)) == ["A"]


def test_variations_without_their_product_are_one_of_their_own(shop: Shop) -> None:
    header = WOO + ",Attribute 1 name,Attribute 1 value(s)"
    rows = (
        f"{i},variation,J-{s},Jug - {s},1,visible,9.00,id:40,,2,0,Size,{s}"
        for i, s in ((41, "S"), (42, "L"))
    )
    summary = shop.load("w.csv", "\n".join((header, *rows)), currency="EUR")
    jug = shop.product("wc-40")
    assert jug.title == {"en": "Jug"}
    assert {v.sku: v.options for v in shop.skus().values()} == {
        "J-S": {"size": "S"},
        "J-L": {"size": "L"},
    }
    assert any("not in the export" in warning for warning in summary.warnings)


def test_backorders_sell_on(shop: Shop) -> None:
    shop.load("w.csv", woo("1,simple,A,Cup,1,visible,8.00,,Cups,0,notify"), currency="EUR")
    assert shop.skus()["A"].sellable == m.NO_LIMIT


def test_a_magento_product_without_its_variants(shop: Shop) -> None:
    shop.load(
        "catalog.csv",
        "sku,product_type,name,price,configurable_variations\n"
        'tee,configurable,Tee,12.0000,"sku=tee-s,size=S|sku=tee-m,size=M"\n',
        currency="EUR",
    )
    found = {sku: (v.options["size"], v.price_cents, v.counting) for sku, v in shop.skus().items()}
    assert found == {"tee-s": ("S", 1200, "unknown"), "tee-m": ("M", 1200, "unknown")}


class TestHeaders:
    @pytest.mark.parametrize(
        "file", sorted(FOLDER.glob("woocommerce.*.toml")), ids=lambda f: f.suffixes[0]
    )
    def test_a_site_in_another_language(self, shop: Shop, file: Path) -> None:
        import tomllib

        names = {
            english: found[0] for english, found in tomllib.loads(file.read_text("utf-8")).items()
        }
        columns = ["ID", "Type", "SKU", "Name", "Published", "Regular price", "Categories"]
        columns += ["Attribute # name", "Attribute # value(s)", "Weight"]
        header = [names.get(column, column).replace("#", "1") for column in columns]
        header[-1] += " (kg)"
        lines = [
            ";".join(f'"{name}"' for name in header),
            "1;simple;A;Tasse;1;9,50;Tassen;Farbe;Rot;1,2",
        ]
        shop.load("w.csv", "\n".join(lines), currency="EUR")
        assert shop.skus()["A"].price_cents == 950
        assert shop.product("A").attributes == {"colour": "Rot", "weight": "1.2 kg"}

    def test_ten_languages(self) -> None:
        found = {file.suffixes[0].lstrip(".") for file in FOLDER.glob("woocommerce.*.toml")}
        assert found >= {"de", "fr", "es", "it", "pt", "nl", "pl", "ru", "zh", "ja"}

    def test_no_name_means_two_columns(self) -> None:
        import tomllib

        meanings: dict[str, set[str]] = {}
        for file in FOLDER.glob("woocommerce.*.toml"):
            for english, names in tomllib.loads(file.read_text("utf-8")).items():
                for name in names:
                    meanings.setdefault(name.casefold(), set()).add(english)
        assert {name: found for name, found in meanings.items() if len(found) > 1} == {}
        assert localized("woocommerce")["regulärer preis"] == "Regular price"


class TestMoney:
    def test_a_currency_nobody_names_is_asked_for(self, shop: Shop) -> None:
        with pytest.raises(SettingsError, match="--currency"):
            shop.load("w.csv", woo("1,simple,A,Cup,1,visible,8.00,,Cups,1,0"))

    def test_what_has_no_amounts_needs_none(self, shop: Shop) -> None:
        summary = shop.load("faq.md", "# Returns\nWithin 14 days.\n")
        assert summary.currency is None

    @pytest.mark.parametrize(
        ("price", "cents"),
        [
            ("9,50", 950),
            ('"1,250.00"', 125000),
            ('"1.250,00 €"', 125000),
            ("1 250.5", 125050),
            ("€9.50", 950),
        ],
    )
    def test_marks_are_judged_by_the_file(self, shop: Shop, price: str, cents: int) -> None:
        written = price if price.startswith('"') else f'"{price}"'
        shop.load("w.csv", woo(f"1,simple,A,Cup,1,visible,{written},,Cups,1,0"), currency="EUR")
        assert shop.skus()["A"].price_cents == cents

    def test_what_can_be_read_twice_is_asked_for(self, shop: Shop) -> None:
        file = woo('1,simple,A,Cup,1,visible,"1,250",,Cups,1,0')
        with pytest.raises(
            ImportFailedError, match=r"1\.250 or as 1250.*--decimal|1250 or as 1\.250.*--decimal"
        ):
            shop.load("w.csv", file, currency="EUR")
        shop.load("w.csv", file, currency="EUR", decimal=".")
        assert shop.skus()["A"].price_cents == 125000

    def test_another_amount_tells(self, shop: Shop) -> None:
        rows = (
            f'{i},simple,{i},Cup {i},1,visible,"{p}",,Cups,1,0'
            for i, p in ((1, "1,250"), (2, "9.50"))
        )
        shop.load("w.csv", woo(*rows), currency="EUR")
        assert [v.price_cents for v in shop.skus().values()] == [125000, 950]

    def test_both_marks_contradict(self, shop: Shop) -> None:
        rows = (
            f'{i},simple,{i},Cup {i},1,visible,"{p}",,Cups,1,0'
            for i, p in ((1, "9,50"), (2, "9.50"))
        )
        with pytest.raises(ImportFailedError, match="another mark"):
            shop.load("w.csv", woo(*rows), currency="EUR")

    def test_four_decimals_are_rounded_and_told(self, shop: Shop) -> None:
        text = "sku,product_type,name,price,qty\nN,simple,Nails,0.0150,9\n"
        summary = shop.load("catalog.csv", text, currency="EUR")
        assert shop.skus()["N"].price_cents == 2
        assert any("0.0150" in warning for warning in summary.warnings)

    def test_dinars_of_serbia_have_the_decimals_of_iso(self, shop: Shop) -> None:
        shop.load("w.csv", woo("1,simple,A,Cup,1,visible,1999.00,,Cups,1,0"), currency="RSD")
        assert shop.skus()["A"].price_cents == 199900

    def test_millions_of_rupiah_fit(self, shop: Shop) -> None:
        shop.load("w.csv", woo("1,simple,A,Loom,1,visible,45000000.00,,Looms,1,0"), currency="IDR")
        assert shop.skus()["A"].price_cents == 4_500_000_000

    def test_two_currencies_are_refused_or_split(self, shop: Shop) -> None:
        rows = (
            {"id": "a", "name": "Cup", "price": "9.00", "currency": "EUR"},
            {"id": "b", "name": "Jug", "price": "8.00", "currency": "USD"},
        )
        text = "\n".join(map(json.dumps, rows))
        with pytest.raises(SettingsError, match=r"EUR \(1\), USD \(1\).*--only-currency"):
            shop.load("p.jsonl", text)
        shop.load("p.jsonl", text, only_currency="USD")
        assert list(shop.skus()) == ["b"]


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
    )
    def test_umlauts(self, shop: Shop, encoding: str) -> None:
        text = "\n\t\nHandle;Title;Variant Price\nt;Grüne Tasse für Tee;9,50\n"
        shop.load("p.csv", text.encode(encoding), currency="EUR", language="de")
        assert shop.product("t").title == {"de": "Grüne Tasse für Tee"}

    def test_chinese(self, shop: Shop) -> None:
        text = "Handle,Title,Variant Price\nt,石纹马克杯和茶壶,9.50\n"
        shop.load("p.csv", text.encode("gb18030"), currency="CNY")
        assert shop.product("t").title == {"zh": "石纹马克杯和茶壶"}

    def test_another_alphabet_is_refused(self, shop: Shop) -> None:
        text = "Handle,Title,Variant Price\nt,Зелёная чашка для чая,9.50\n"
        with pytest.raises(ImportFailedError, match="Windows-1252"):
            shop.load("p.csv", text.encode("cp1251"), currency="EUR")


class TestSkippingBadRows:
    def test_the_rest_is_loaded_and_each_fault_told_once(self, shop: Shop) -> None:
        rows = (
            "1,simple,A,Cup,1,visible,8.00,,Cups,1,0",
            "2,simple,B,Jug,1,visible,free,,Cups,1,0",
            "3,simple,C,Pot,1,visible,8.00,,Cups,many,0",
        )
        with pytest.raises(ImportFailedError):
            shop.load("w.csv", woo(*rows), currency="EUR")
        summary = shop.load("w.csv", woo(*rows), currency="EUR", skip_bad=True)
        assert list(shop.skus()) == ["A"]
        assert [(row.line, row.column, row.value) for row in summary.rejected] == [
            (3, "Regular price", "free"),
            (4, "Stock", "many"),
        ]

    def test_an_order_goes_as_a_whole(self, shop: Shop) -> None:
        head = "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price\n"
        text = (
            head + "#1,a@b.example,paid,2026-11-01,EUR,16.00,1,Cup,8.00\n#1,,,,,,many,Jug,8.00\n"
            "#2,a@b.example,paid,2026-11-02,EUR,8.00,1,Cup,8.00\n"
        )
        summary = shop.load("o.csv", text, skip_bad=True)
        with opened("small", shop.settings) as session:
            assert list(session.scalars(select(m.Order.id))) == ["#2"]
            assert len(list(session.scalars(select(m.Payment.id)))) == 1
        assert {row.line for row in summary.rejected} == {2, 3}


class TestOtherFormats:
    def test_shopify_customers_are_those_of_the_orders(self, shop: Shop) -> None:
        shop.load(
            "o.csv",
            "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price\n"
            "#1,ada@b.example,paid,2026-11-01,EUR,8.00,1,Cup,8.00\n",
        )
        shop.load(
            "c.csv",
            "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,Total Orders\n"
            "'7,Ada,Elm,ada@b.example,yes,Porto,1\n",
        )
        with opened("small", shop.settings) as session:
            (ada,) = session.scalars(select(m.Customer))
            assert (ada.name, ada.city, ada.consent_marketing) == ("Ada Elm", "Porto", True)

    def test_shopify_inventory_sets_stocks_over_all_places(self, shop: Shop) -> None:
        rows = (
            f"cup,{t},,,,,,{n},{v},CUP-{v},,shopify,0,deny,8.00,"
            for t, n, v in (("Cup", "Size", "S"), ("", "", "L"))
        )
        shop.load("p.csv", shopify(*rows), currency="EUR")
        shop.load(
            "i.csv",
            "Handle,Title,Option1 Name,Option1 Value,SKU,Location,Available (not editable)\n"
            "cup,Cup,Size,S,CUP-S,North,2\ncup,Cup,Size,S,CUP-S,South,3\ncup,Cup,Size,L,,North,not stocked\n",
        )
        assert {sku: (v.stock, v.counting) for sku, v in shop.skus().items()} == {
            "CUP-S": (5, "counted"),
            "CUP-L": (0, "unknown"),
        }

    def test_stocks_of_nothing_make_no_shop(self, shop: Shop) -> None:
        with pytest.raises(ImportFailedError, match="import its products first"):
            shop.load("i.csv", "Handle,SKU,Location,Available\ncup,CUP,North,2\n")

    def test_products_json(self, shop: Shop) -> None:
        entry = {
            "title": "Cup", "handle": "cup", "body_html": "<p>A cup.</p>", "tags": ["new"], "product_type": "Cups",
            "options": [{"name": "Taille"}],
            "variants": [
                {"option1": "S", "sku": "S1", "available": False, "price": "9.00"},
                {"option1": "L", "sku": "L1", "available": True, "price": "9.00", "compare_at_price": "12.00"},
            ],
        }  # fmt: skip
        shop.load("products.json", json.dumps({"products": [entry]}), currency="EUR")
        found = {
            sku: (v.options, v.sellable > 0, v.compare_at_cents) for sku, v in shop.skus().items()
        }
        assert found == {"S1": ({"size": "S"}, False, None), "L1": ({"size": "L"}, True, 1200)}

    def test_json_ld_in_a_page(self, shop: Shop) -> None:
        thing = {
            "@type": "Product", "name": "Cup", "sku": "CUP", "brand": {"name": "Elm"},
            "offers": {"price": "9.00", "priceCurrency": "EUR", "availability": "https://schema.org/OutOfStock"},
        }  # fmt: skip
        page = f'<!doctype html><script type="application/ld+json">{json.dumps(thing)}</script>'
        assert shop.load("cup.html", page).currency == "EUR"
        assert (shop.skus()["CUP"].price_cents, shop.skus()["CUP"].sellable) == (900, 0)

    @pytest.mark.parametrize("form", ["xml", "tsv"])
    def test_a_product_feed(self, shop: Shop, form: str) -> None:
        goods = [
            {"id": f"T-{size}", "title": "Tee", "price": "12.00 GBP", "availability": "in stock", "link": "https://x.example/t",
             "item_group_id": "tee", "size": size, "image_link": "https://x.example/t.jpg"}
            for size in "SM"
        ]  # fmt: skip
        if form == "xml":
            items = "".join(
                "<item>" + "".join(f"<g:{k}>{v}</g:{k}>" for k, v in good.items()) + "</item>"
                for good in goods
            )
            text = f'<rss xmlns:g="http://base.google.com/ns/1.0"><channel>{items}</channel></rss>'
        else:
            text = "\n".join(
                "\t".join(row) for row in (goods[0], *(good.values() for good in goods))
            )
        assert shop.load(f"feed.{form}", text).format == "feed"
        assert shop.product("tee").title == {"en": "Tee"}
        found = {sku: (v.options, v.price_cents, v.counting) for sku, v in shop.skus().items()}
        assert found == {
            "T-S": ({"size": "S"}, 1200, "uncounted"),
            "T-M": ({"size": "M"}, 1200, "uncounted"),
        }

    def test_a_feed_with_entities_is_refused(self, shop: Shop) -> None:
        text = '<!DOCTYPE rss [<!ENTITY a "b">]><rss xmlns:g="x"><item><g:id>1</g:id></item></rss>'
        with pytest.raises(ImportFailedError, match="entities"):
            shop.load("feed.xml", text)

    def test_a_table_of_any_system(self, shop: Shop) -> None:
        text = "商品编号;商品名称;价格;库存;颜色\n1;石纹马克杯;¥56.61;4;蓝\n2;茶壶和茶杯;¥80;0;红\n"
        shop.load("商品.csv", text, currency="CNY")
        assert {sku: (v.price_cents, v.stock) for sku, v in shop.skus().items()} == {
            "1": (5661, 4),
            "2": (8000, 0),
        }
        assert shop.product("1").attributes == {"colour": "蓝"}

    def test_woocommerce_orders_and_customers(self, shop: Shop) -> None:
        billing = {
            "first_name": "Ada",
            "last_name": "Elm",
            "email": "ada@b.example",
            "address_1": "1 Fen Rd",
            "city": "Ely",
        }
        order = {
            "id": 7, "number": "7", "status": "completed", "currency": "EUR", "date_created_gmt": "2026-11-01T10:00:00",
            "total": "21.00", "shipping_total": "5.00", "billing": billing, "shipping": billing,
            "line_items": [{"name": "Cup", "sku": "CUP", "quantity": 2, "price": 8}],
        }  # fmt: skip
        shop.load("orders.json", json.dumps([order]))
        with opened("small", shop.settings) as session:
            found = session.get_one(m.Order, "7")
            assert (found.status, found.total_cents, found.customer.name) == (
                "delivered",
                2100,
                "Ada Elm",
            )
            assert [(line.sku, line.quantity, line.unit_price_cents) for line in found.lines] == [
                ("CUP", 2, 800)
            ]

    def test_magento_orders_have_one_line_for_what_they_came_to(self, shop: Shop) -> None:
        text = (
            '"ID","Purchase Date","Bill-to Name","Grand Total (Purchased)","Status","Customer Email","Subtotal"\n'
            '"000012","Nov 1, 2026 10:00:00 AM","Ada Elm","25.0000","Complete","ada@b.example","20.0000"\n'
        )
        shop.load("orders.csv", text, currency="EUR")
        with opened("small", shop.settings) as session:
            order = session.get_one(m.Order, "000012")
            assert (order.status, order.placed_at) == (
                "delivered",
                datetime(2026, 11, 1, 10, tzinfo=UTC),
            )
            (line,) = order.lines
            assert (line.unit_price_cents, set(line.title)) == (2000, {"en", "zh"})

    def test_an_unknown_table_gets_the_nearest_guess(self, shop: Shop) -> None:
        with pytest.raises(ImportFailedError) as refused:
            shop.load("x.csv", "sku,product_type,name,weight\n1,simple,Cup,3\n")
        message = str(refused.value)
        assert "Nearest is magento, which needs price" in message
        assert all(
            name in message for name in ("shopify", "woocommerce", "feed", "jsonl", "knowledge")
        )


class TestKnowledge:
    def test_headings_become_entries(self, shop: Shop) -> None:
        shop.load(
            "help.md",
            "# Help\n\n## How long can I return goods?\nWithin **14 days**.\n\n"
            "## Shipping\n- [Europe](https://x.example): 4.90\n",
        )
        with opened("small", shop.settings) as session:
            found = {
                e.title["en"]: (e.kind, e.topic, e.text["en"])
                for e in session.scalars(select(m.KnowledgeEntry))
            }
        assert found == {
            "How long can I return goods?": ("faq", "help", "Within 14 days."),
            "Shipping": ("policy", "help", "• Europe: 4.90"),
        }

    def test_pages_without_their_menus(self, shop: Shop) -> None:
        page = "<html><nav>Home Shop</nav><h1>Returns</h1><p>Send it back &amp; we pay.</p><footer>©</footer></html>"
        shop.load("returns.html", page)
        with opened("small", shop.settings) as session:
            (entry,) = session.scalars(select(m.KnowledgeEntry))
            assert (entry.title, entry.text) == (
                {"en": "Returns"},
                {"en": "Send it back & we pay."},
            )

    def test_tables_of_questions(self, shop: Shop) -> None:
        shop.load("faq.csv", "问题,答案\n可以退货吗？,签收后七天内可以退货。\n")
        with opened("small", shop.settings) as session:
            (entry,) = session.scalars(select(m.KnowledgeEntry))
            assert entry.questions == {"zh": ["可以退货吗？"]}

    def test_a_folder_beside_goods(self, shop: Shop) -> None:
        folder = shop.folder / "export"
        folder.mkdir()
        (folder / "products.csv").write_text(
            shopify("cup,Cup,,,,,,Title,Default Title,CUP,,shopify,2,deny,8.00,")
        )
        (folder / "faq.md").write_text("## Where are you?\nIn Porto.\n")
        summary = import_shop("auto", folder, "small", shop.settings, currency="EUR")
        assert (summary.counts["products"].added, summary.counts["knowledge"].added) == (1, 1)

    def test_contacts_and_hours_are_found_and_not_taken_over(self, shop: Shop) -> None:
        summary = shop.load(
            "contact.md",
            "# Contact\nWrite to hello@elm.example or call +351 21 000 0000.\nMonday to Friday, 9:00–17:00\n",
        )
        assert [(c["found"], c["command"].split()[3]) for c in summary.contacts] == [
            ("hello@elm.example", "--email"),
            ("+351 21 000 0000", "--phone"),
            ("Monday to Friday, 9:00–17:00", "--hours"),
        ]
        with opened("small", shop.settings) as session:
            assert session.get(m.ShopInfo, "contact") is None


def test_goods_in_another_language_are_warned_of(shop: Shop) -> None:
    text = (
        "Handle,Title,Body (HTML),Variant Price\n"
        "c,Ceașcă albastră,O ceașcă din ceramică pentru cafeaua de dimineață.,9\n"
    )
    summary = shop.load("p.csv", text, currency="RON")
    assert summary.languages == ["ro"]
    assert any("the goods are in ro" in warning for warning in summary.warnings)
