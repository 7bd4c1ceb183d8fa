"""Tables of the shop systems that files describe: what each writes in its own way, in files made for these tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from import_folders import opened
from sqlalchemy import select

from ecomcore.config import Settings
from ecomcore.errors import ImportFailedError
from ecomcore.importers import ImportSummary, import_shop
from ecomcore.importers.systems.described import orders, tables
from ecomcore.shop import models as m

Row = dict[str, str]


class Shop:
    """One shop that tables are imported into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(var_dir=folder / "var", now=datetime(2026, 11, 24, 12, tzinfo=UTC))

    def load(self, name: str, header: str, rows: Sequence[Row], mark: str = ",") -> ImportSummary:
        """Import a table whose first row is `header`, its names separated by `|`."""
        text = io.StringIO()
        writer = csv.DictWriter(text, header.split("|"), restval="", delimiter=mark)
        writer.writeheader()
        writer.writerows(rows)
        file = self.folder / name
        file.write_text(text.getvalue(), encoding="utf-8")
        return import_shop("auto", file, "small", self.settings, currency="EUR")

    def versions(self) -> dict[str, tuple[dict[str, str], int | None, int | None]]:
        """Return options, price and price before of every version, by sku."""
        with opened("small", self.settings) as session:
            found = session.scalars(select(m.Variant))
            return {v.sku: (v.options, v.price_cents, v.compare_at_cents) for v in found}

    def sellable(self) -> dict[str, int]:
        with opened("small", self.settings) as session:
            return {v.sku: v.sellable for v in session.scalars(select(m.Variant))}

    def product(self, name: str) -> m.Product:
        with opened("small", self.settings) as session:
            return session.get_one(m.Product, name)

    def order(self, name: str) -> tuple[str, int, list[tuple[str, int, int]]]:
        """Return status, total and lines of an order."""
        with opened("small", self.settings) as session:
            order = session.get_one(m.Order, name)
            lines = [(line.sku, line.quantity, line.unit_price_cents) for line in order.lines]
            return order.status, order.total_cents, lines


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


class TestGoods:
    def test_bigcommerce_until_2023(self, shop: Shop) -> None:
        header = (
            "Item Type|Product ID|Product Name|Product Code/SKU|Price|Retail Price|Sale Price|Allow Purchases?|"
            "Product Visible?|Track Inventory|Current Stock Level|Category|Product Custom Fields"
        )
        own = {"Allow Purchases?": "Y", "Product Visible?": "Y", "Item Type": "Product"}
        summary = shop.load(
            "b.csv",
            header,
            [
                {
                    **own,
                    "Product ID": "7",
                    "Product Name": "Towel",
                    "Product Code/SKU": "T",
                    "Price": "49",
                    "Retail Price": "59",
                    "Sale Price": "0.0000",
                    "Track Inventory": "by option",
                    "Category": "All/Bath;Sale",
                    "Product Custom Fields": "Origin=Japan",
                },
                {
                    "Item Type": "  SKU",
                    "Product Name": "[S]Size=Small,[CS]Colour=Blue:#0000ff",
                    "Product Code/SKU": "T-S",
                    "Current Stock Level": "4",
                },
                {
                    "Item Type": "  SKU",
                    "Product Name": "[S]Size=Large,[CS]Colour=Blue:#0000ff",
                    "Product Code/SKU": "T-L",
                    "Current Stock Level": "0",
                },
                {"Item Type": "  Rule", "Product Code/SKU": "T-L", "Price": "[FIXED]59"},
                {
                    **own,
                    "Product ID": "8",
                    "Product Name": "Bowl",
                    "Product Code/SKU": "B",
                    "Price": "9",
                    "Product Visible?": "N",
                    "Track Inventory": "none",
                },
            ],
        )
        assert summary.format == "systems"
        assert shop.versions() == {
            "T-S": ({"size": "Small", "colour": "Blue"}, 4900, 5900),
            "T-L": ({"size": "Large", "colour": "Blue"}, 4900, 5900),
            "B": ({}, 900, None),
        }
        towel = shop.product("7")
        assert (towel.category, towel.attributes) == ("all/bath", {"origin": "Japan"})
        assert not shop.product("8").active

    def test_bigcommerce_now(self, shop: Shop) -> None:
        shop.load(
            "b.csv",
            "Item|ID|Name|SKU|Options|Inventory Tracking|Current Stock|Price|Categories|Is Visible|Image URL (Import)",
            [
                {
                    "Item": "Product",
                    "ID": "1",
                    "Name": "Cart",
                    "SKU": "C",
                    "Price": "200",
                    "Categories": "18;23",
                    "Is Visible": "TRUE",
                },
                {
                    "Item": "Variant",
                    "SKU": "C-R",
                    "Options": "Type=Swatch|Name=Color|Value=Red[#ff0000]",
                    "Current Stock": "3",
                    "Price": "210",
                },
                {
                    "Item": "Variant",
                    "SKU": "C-G",
                    "Options": "Type=Swatch|Name=Color|Value=Green[#00ff00]",
                    "Current Stock": "0",
                },
                {"Item": "Image", "Image URL (Import)": "https://x.example/cart.jpg"},
            ],
        )
        assert shop.versions() == {
            "C-R": ({"colour": "Red"}, 21000, None),
            "C-G": ({"colour": "Green"}, 20000, None),
        }
        # Keys in place of names make no categories.
        assert (shop.product("1").category, shop.product("1").image) == (
            "other",
            "https://x.example/cart.jpg",
        )

    def test_wix_adds_surcharges_and_takes_discounts_off(self, shop: Shop) -> None:
        shop.load(
            "w.csv",
            "handleId|fieldType|name|collection|sku|price|surcharge|visible|discountMode|discountValue|inventory|"
            "productOptionName1|productOptionDescription1|additionalInfoTitle1|additionalInfoDescription1",
            [
                {
                    "handleId": "p",
                    "fieldType": "Product",
                    "name": "Silk Scarf",
                    "collection": "Scarves;New",
                    "price": "40",
                    "visible": "true",
                    "discountMode": "PERCENT",
                    "discountValue": "10",
                    "inventory": "InStock",
                    "productOptionName1": "Color",
                    "productOptionDescription1": "#f00:Red;#00f:Blue",
                    "additionalInfoTitle1": "Care",
                    "additionalInfoDescription1": "<p>By hand</p>",
                },
                {
                    "handleId": "p",
                    "fieldType": "Variant",
                    "sku": "R",
                    "surcharge": "0",
                    "inventory": "3",
                    "productOptionDescription1": "#ff0000:Red",
                },
                {
                    "handleId": "p",
                    "fieldType": "Variant",
                    "sku": "B",
                    "surcharge": "5",
                    "inventory": "OutOfStock",
                    "productOptionDescription1": "#0000ff:Blue",
                },
            ],
        )
        assert shop.versions() == {
            "R": ({"colour": "Red"}, 3600, 4000),
            "B": ({"colour": "Blue"}, 4050, 4500),
        }
        assert shop.sellable() == {"R": 3, "B": 0}
        assert shop.product("p").attributes == {"care": "By hand"}

    def test_square_sums_places_and_asks_for_variable_prices(self, shop: Shop) -> None:
        row = {"Item Name": "Mug", "Price": "12.00", "Option Name 1": "Size", "Stockable": "Y"}
        shop.load(
            "s.csv",
            "Token|Item Name|Variation Name|SKU|Price|Online Sale Price|Archived|Stockable|Option Name 1|"
            "Option Value 1|Current Quantity North|Current Quantity South",
            [
                {
                    **row,
                    "Variation Name": "Small",
                    "SKU": "S",
                    "Option Value 1": "Small",
                    "Current Quantity North": "4",
                    "Current Quantity South": "1",
                },
                {
                    **row,
                    "Variation Name": "Large",
                    "SKU": "L",
                    "Option Value 1": "Large",
                    "Online Sale Price": "10.00",
                },
                {
                    "Item Name": "Wrap",
                    "Variation Name": "Regular",
                    "SKU": "W",
                    "Price": "variable",
                    "Stockable": "N",
                },
            ],
        )
        assert shop.versions() == {
            "S": ({"size": "Small"}, 1200, None),
            "L": ({"size": "Large"}, 1000, 1200),
            "W": ({}, None, None),
        }
        assert shop.sellable() == {"S": 5, "L": m.NO_LIMIT, "W": m.NO_LIMIT}

    def test_squarespace_goes_on_below_a_title(self, shop: Shop) -> None:
        shop.load(
            "q.csv",
            "Product ID [Non Editable]|Variant ID [Non Editable]|Product URL|Title|SKU|Option Name 1|"
            "Option Value 1|Price|Sale Price|On Sale|Stock|Visible",
            [
                {
                    "Product ID [Non Editable]": "1",
                    "Product URL": "poster",
                    "Title": "Poster",
                    "SKU": "A3",
                    "Option Name 1": "Format",
                    "Option Value 1": "A3",
                    "Price": "20.00",
                    "Sale Price": "15.00",
                    "On Sale": "No",
                    "Stock": "Unlimited",
                    "Visible": "Yes",
                },
                {
                    "SKU": "A2",
                    "Option Name 1": "Format",
                    "Option Value 1": "A2",
                    "Price": "30.00",
                    "Sale Price": "25.00",
                    "On Sale": "Yes",
                    "Stock": "2",
                },
            ],
        )
        assert shop.versions() == {
            "A3": ({"format": "A3"}, 2000, None),
            "A2": ({"format": "A2"}, 2500, 3000),
        }
        assert shop.sellable() == {"A3": m.NO_LIMIT, "A2": 2}

    def test_shopware_without_names_of_options_says_so(self, shop: Shop) -> None:
        summary = shop.load(
            "s.csv",
            "id|parent_id|product_number|active|stock|name|price_net|price_gross|categories",
            [
                {
                    "id": "b" * 32,
                    "parent_id": "a" * 32,
                    "product_number": "H.2",
                    "stock": "0",
                    "price_gross": "25",
                },
                {
                    "id": "a" * 32,
                    "product_number": "H",
                    "active": "1",
                    "name": "Hemd",
                    "price_gross": "20",
                    "categories": "c" * 32,
                },
                {"id": "d" * 32, "parent_id": "a" * 32, "product_number": "H.1", "stock": "5"},
            ],
            mark=";",
        )
        assert {sku: found[1] for sku, found in shop.versions().items()} == {
            "H.1": 2000,
            "H.2": 2500,
        }
        assert any("go by their numbers" in warning for warning in summary.warnings)

    def test_etsy_lists_every_version_in_one_row(self, shop: Shop) -> None:
        header = (
            "TITLE|PRICE|CURRENCY_CODE|QUANTITY|TAGS|SKU|VARIATION 1 NAME|VARIATION 1 VALUES|"
            "VARIATION 2 NAME|VARIATION 2 VALUES"
        )
        listing = {
            "TITLE": "Mug",
            "PRICE": "28.00",
            "CURRENCY_CODE": "GBP",
            "QUANTITY": "7",
            "SKU": "BS,BL,CS,CL",
            "VARIATION 1 NAME": "Color",
            "VARIATION 1 VALUES": "Blue,Cream",
            "VARIATION 2 NAME": "Size",
            "VARIATION 2 VALUES": "Small,Large",
        }
        assert shop.load("e.csv", header, [listing]).currency == "GBP"
        assert [options for options, _, _ in shop.versions().values()] == [
            {"colour": "Blue", "size": "Small"},
            {"colour": "Blue", "size": "Large"},
            {"colour": "Cream", "size": "Small"},
            {"colour": "Cream", "size": "Large"},
        ]
        assert list(shop.versions()) == ["BS", "BL", "CS", "CL"]

    def test_amazon_is_a_table_though_it_ends_in_txt(self, shop: Shop) -> None:
        summary = shop.load(
            "All Listings.txt",
            "item-name|seller-sku|price|quantity|asin1|status",
            [
                {
                    "item-name": "Grinder",
                    "seller-sku": "G",
                    "price": "39.99",
                    "quantity": "12",
                    "status": "Active",
                },
                {
                    "item-name": "Kettle",
                    "seller-sku": "K",
                    "price": "19",
                    "quantity": "",
                    "status": "Inactive",
                },
            ],
            mark="\t",
        )
        assert summary.counts["products"].added == 2
        assert "knowledge" not in summary.counts
        assert (shop.product("G").active, shop.product("K").active) == (True, False)

    @pytest.mark.parametrize(
        ("header", "price"),
        [
            ("ID|Image|Nom|Référence|Catégorie|Prix (HT)|Prix (TTC)|Quantité|État", "28,68 €"),
            (
                "ID|Bild|Name|Artikel-Nr.|Kategorie|Preis (zzgl. MwSt.)|Preis (inkl. MwSt.)|Menge|Status",
                "28,68",
            ),
            (
                "Product ID|Image|Name|Reference|Category|Price (tax excl.)|Price (tax incl.)|Quantity|Status",
                "€28.68",
            ),
        ],
    )
    def test_prestashop_shows_prices_with_tax(self, shop: Shop, header: str, price: str) -> None:
        cells = ["1", "", "Colibri", "demo", "Art", "1", price, "4", "1"]
        shop.load("p.csv", header, [dict(zip(header.split("|"), cells, strict=True))], mark=";")
        assert shop.versions() == {"demo": ({}, 2868, None)}
        assert shop.sellable() == {"demo": 4}

    def test_prices_without_tax_are_told(self, shop: Shop) -> None:
        row = {
            "Product ID": "1",
            "Active (0/1)": "0",
            "Name *": "Pod",
            "Categories (x,y,z...)": "Home,Extras",
            "Price tax excluded": "49",
            "Reference #": "P",
        }
        summary = shop.load("p.csv", "|".join(row), [row], mark=";")
        assert any("without tax" in warning for warning in summary.warnings)
        assert (shop.product("1").category, shop.product("1").active) == ("extras", False)

    def test_ecwid(self, shop: Shop) -> None:
        shop.load(
            "e.csv",
            "type|product_internal_id|product_sku|product_name|product_price|product_variation_sku|product_variation_price|"
            "product_variation_quantity|product_variation_option_Size",
            [
                {
                    "type": "product",
                    "product_internal_id": "5",
                    "product_sku": "C",
                    "product_name": "Candle",
                    "product_price": "12",
                },
                {"type": "product_option", "product_internal_id": "5", "product_sku": "C"},
                {
                    "type": "product_variation",
                    "product_sku": "C",
                    "product_variation_sku": "C-S",
                    "product_variation_option_Size": "S",
                },
                {
                    "type": "product_variation",
                    "product_sku": "C",
                    "product_variation_sku": "C-L",
                    "product_variation_price": "15",
                    "product_variation_option_Size": "L",
                },
            ],
        )
        assert shop.versions() == {
            "C-S": ({"size": "S"}, 1200, None),
            "C-L": ({"size": "L"}, 1500, None),
        }

    def test_jtl_has_a_column_a_level(self, shop: Shop) -> None:
        row = {
            "Artikelnummer": "1",
            "Artikelname": "Mühle",
            "Brutto-VK": "49,90",
            "UVP": "59,90",
            "Lagerbestand": "17",
            "Kategorie Ebene 1": "Küche",
            "Kategorie Ebene 2": "Kaffee",
        }
        shop.load("j.csv", "|".join(row), [row], mark=";")
        assert shop.versions() == {"1": ({}, 4990, 5990)}
        assert shop.product("1").category == "kuche/kaffee"

    def test_opencart(self, shop: Shop) -> None:
        row = {
            "product_id": "42",
            "name(en-gb)": "Cinema",
            "categories": "20,28",
            "sku": "",
            "model": "M15",
            "quantity": "9",
            "manufacturer": "Elm",
            "price": "100.0000",
            "status": "true",
        }
        shop.load("o.csv", "|".join(row), [row])
        assert shop.versions() == {"M15": ({}, 10000, None)}
        assert (shop.product("42").brand, shop.product("42").category) == ("Elm", "other")


class TestOrders:
    def test_etsy_tells_by_its_days_what_was_sent(self, shop: Shop) -> None:
        row = {
            "Sale Date": "11/03/26",
            "Item Name": "Mug",
            "Quantity": "2",
            "Price": "28.00",
            "Discount Amount": "4.00",
            "Order Shipping": "5.00",
            "Currency": "GBP",
            "Transaction ID": "1",
            "Date Shipped": "11/05/2026",
            "Ship Name": "Ann",
            "Order ID": "33",
            "SKU": "M",
        }
        shop.load("e.csv", "|".join(row), [row, {**row, "Order ID": "34", "Date Shipped": ""}])
        assert shop.order("33") == ("shipped", 5700, [("M", 2, 2800)])
        assert shop.order("34")[0] == "paid"

    def test_amazon_writes_what_a_line_costs(self, shop: Shop) -> None:
        row = {
            "order-id": "1-2",
            "purchase-date": "2026-11-10T08:11:12-08:00",
            "buyer-email": "a@b.example",
            "buyer-name": "Kim",
            "sku": "G",
            "product-name": "Grinder",
            "quantity-purchased": "2",
            "currency": "USD",
            "item-price": "79.98",
            "shipping-price": "5.00",
        }
        shop.load(
            "o.txt",
            "|".join(row),
            [row, {**row, "sku": "F", "quantity-purchased": "1", "item-price": "7.50"}],
            mark="\t",
        )
        assert shop.order("1-2") == ("paid", 9748, [("G", 2, 3999), ("F", 1, 750)])

    def test_bigcommerce_lists_the_goods_in_one_cell(self, shop: Shop) -> None:
        goods = "".join(
            f"Product ID: 7, Product Qty: {n}, Product SKU: {sku}, Product Name: Towel, Product Weight: 1, "
            "Product Variation Details: , Product Unit Price: 49, Product Total Price: 49"
            for n, sku in ((1, "T-S"), (2, "T-L"))
        )
        row = {
            "Order ID": "103",
            "Order Status": "Shipped",
            "Order Date": "11/02/2026",
            "Customer Email": "j@b.example",
            "Customer Name": "Jane",
            "Order Total (inc tax)": "147.00",
            "Order Currency Code": "USD",
            "Product Details": goods,
        }
        shop.load("o.csv", "|".join(row), [row])
        assert shop.order("103") == ("shipped", 14700, [("T-S", 1, 4900), ("T-L", 2, 4900)])

    @pytest.mark.parametrize(
        ("payment", "fulfilment", "status"),
        [
            ("Paid", "Fulfilled", "shipped"),
            ("Paid", "Not Fulfilled", "paid"),
            ("Unpaid", "Not Fulfilled", "pending"),
        ],
    )
    def test_wix_has_two_statuses(
        self, shop: Shop, payment: str, fulfilment: str, status: str
    ) -> None:
        row = {
            "Order number": "1",
            "Date created": "Nov 4, 2026",
            "Contact email": "l@b.example",
            "Item": "Scarf",
            "SKU": "R",
            "Qty": "1",
            "Price": "36",
            "Total": "36",
            "Currency": "USD",
            "Payment status": payment,
            "Fulfillment status": fulfilment,
        }
        shop.load("o.csv", "|".join(row), [row])
        assert shop.order("1")[0] == status

    def test_prestashop_in_french(self, shop: Shop) -> None:
        row = {
            "ID": "5",
            "Référence": "KHW",
            "Nouveau client": "1",
            "Client": "J. Doe",
            "Total": "86,09 €",
            "Paiement": "Virement",
            "État": "Paiement accepté",
            "Date": "2026-11-03 10:11:12",
        }
        shop.load("o.csv", "|".join(row), [row], mark=";")
        assert shop.order("KHW")[:2] == ("paid", 8609)

    def test_squarespace_writes_orders_as_shopify_does(self, shop: Shop) -> None:
        row = {
            "Order ID": "12",
            "Email": "e@b.example",
            "Financial Status": "PAID",
            "Fulfillment Status": "PENDING",
            "Currency": "USD",
            "Total": "20.00",
            "Created at": "2026-11-05 10:00:00 -0500",
            "Lineitem quantity": "1",
            "Lineitem name": "Poster",
            "Lineitem price": "20.00",
            "Lineitem sku": "A3",
        }
        shop.load("o.csv", "|".join(row), [row])
        assert shop.order("12") == ("paid", 2000, [("A3", 1, 2000)])

    def test_orders_of_an_unknown_system_are_no_goods(self, shop: Shop) -> None:
        row = {
            "Order Number": "1",
            "Customer Name": "Ann",
            "Email": "a@b.example",
            "Name": "Mug",
            "Price": "9.00",
        }
        with pytest.raises(ImportFailedError, match="no known format"):
            shop.load("o.csv", "|".join(row), [row])


def test_no_table_is_taken_for_another() -> None:
    for table in tables():
        header = [names[0] for names in table.marks]
        assert next(other for other in tables() if other.fits(header)) is table
    assert {each.system for each in orders()} >= {"Etsy", "Amazon", "Wix"}


def test_every_column_is_named_once() -> None:
    for table in tables():
        for columns in table.columns.values():
            assert len(set(columns)) == len(columns)
