"""Importing a folder in the project's own format."""

from __future__ import annotations

import gzip
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from import_folders import (
    CATEGORIES,
    FILES,
    ORDERS,
    PRODUCTS,
    VARIANTS,
    dump,
    opened,
    small_shop,
)
from sqlalchemy import func, select

from ecomcore.config import Settings
from ecomcore.errors import ImportFailedError, SettingsError
from ecomcore.importers import ImportSummary, import_shop
from ecomcore.importers.images import image_file
from ecomcore.shop import models as m
from ecomcore.shop.database import engine_for, list_shops, shop_exists

DATABASES = ("sqlite", "postgres")
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L"


@pytest.fixture
def settings(
    request: pytest.FixtureRequest, tmp_path: Path, database_kind: str
) -> Iterator[Settings]:
    address = {}
    if database_kind == "postgres":
        address = {"database_url": request.getfixturevalue("postgres").new("template0")}
    settings = Settings(var_dir=tmp_path / "var", **address)
    yield settings
    engine_for("small", settings).dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_shop(tmp_path / "files")


def run(folder: Path, settings: Settings) -> ImportSummary:
    return import_shop("csv", folder, "small", settings)


def refused(folder: Path, settings: Settings) -> list[tuple[str, int, str]]:
    with pytest.raises(ImportFailedError) as caught:
        run(folder, settings)
    return [(row.file, row.line, row.column) for row in caught.value.rows]


def reasons(folder: Path, settings: Settings) -> list[str]:
    with pytest.raises(ImportFailedError) as caught:
        run(folder, settings)
    return [row.reason for row in caught.value.rows]


def test_products_and_variants(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session:
        mug = session.get_one(m.Product, "mug")
        assert mug.title == {"en": "Stone Mug", "zh": "石纹马克杯"}
        assert mug.attributes == {"material": "stoneware", "capacity": "350 ml"}
        assert mug.created_on == date(2025, 3, 1)
        blue, white = mug.variants
        assert (blue.sku, blue.options) == ("MUG-B", {"colour": "blue"})
        assert (blue.price_cents, blue.compare_at_cents, blue.cost_cents) == (1290, 1500, 505)
        assert (white.position, white.compare_at_cents, white.stock) == (1, None, 0)
        tee = session.get_one(m.Product, "tee")
        assert (tee.brand, tee.description, tee.attributes) == (None, {}, {})


def test_shop_facts(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session:
        info = {row.key: row.value for row in session.scalars(select(m.ShopInfo))}
    assert info["name"] == {"en": "Small Shop", "zh": "小店"}
    assert (info["currency"], info["languages"], info["synthetic"]) == ("USD", ["en", "zh"], True)
    assert list_shops(settings) == ["small"]


def test_customers_and_ways_to_pay(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session:
        ann = session.get_one(m.Customer, "c1")
        assert (ann.email, ann.age, ann.joined_on) == ("ann@example.com", 34, date(2024, 1, 5))
        assert (ann.consent_marketing, ann.consent_profiling) == (True, False)
        assert ann.address == {
            "name": "Ann Lee",
            "street": "1 Mill Lane",
            "city": "Leeds",
            "postcode": "LS1 1AA",
            "country": "UK",
        }
        assert session.get_one(m.Customer, "c2").address == {}
        card, gift = ann.payment_methods
        assert (card.kind, card.last_four, card.balance_cents) == ("credit_card", "4242", None)
        assert (gift.kind, gift.balance_cents) == ("gift_card", 5000)


def test_orders_with_lines_parcels_and_totals(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session:
        order = session.get_one(m.Order, "LP-1")
        assert order.placed_at == datetime(2026, 10, 1, 10, tzinfo=UTC)
        # 2 × 12.90 + 20.00 = 45.80; − 2.00 + 4.90 = 48.70
        assert (order.subtotal_cents, order.total_cents) == (4580, 4870)
        assert order.payment_kind == "credit_card"
        assert [(line.sku, line.quantity) for line in order.lines] == [("MUG-B", 2), ("TEE-S", 1)]
        assert order.lines[0].title == {"en": "Stone Mug", "zh": "石纹马克杯"}
        assert order.lines[0].options == {"colour": "blue"}
        assert order.shipments[0].expected_on == date(2026, 10, 4)
        cancelled = session.get_one(m.Order, "LP-3")
        assert cancelled.events[0].detail == {"reason": "mistake"}
        chinese = session.get_one(m.Order, "LP-2")
        assert chinese.placed_at == datetime(2026, 10, 2, 0, 30, tzinfo=UTC)


def test_payments_follow_from_the_status(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session:

        def money(order_id: str) -> list[tuple[str, int, str | None]]:
            order = session.get_one(m.Order, order_id)
            return [(p.kind, p.amount_cents, p.method_id) for p in order.payments]

        assert money("LP-1") == [("payment", 4870, "pm1")]
        assert money("LP-2") == []
        assert money("LP-3") == [("payment", 1290, "pm2"), ("refund", 1290, "pm2")]
        refund = session.get_one(m.Order, "LP-3").payments[1]
        assert refund.at == datetime(2026, 10, 3, 11, tzinfo=UTC)


def test_given_payments_are_kept(folder: Path, settings: Settings) -> None:
    lines = ["order_id,at,kind,amount,payment_method_id", "LP-1,2026-10-01,payment,40.00,pm2"]
    (folder / "payments.csv").write_text("\n".join(lines), "utf-8")
    run(folder, settings)
    with opened("small", settings) as session:
        payments = session.get_one(m.Order, "LP-1").payments
        assert [(p.amount_cents, p.method_id) for p in payments] == [(4000, "pm2")]


def test_everything_else(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session:
        review = session.get_one(m.Review, "r1")
        assert review.text == 'Lovely, "really" lovely.\nBuy it.'
        assert session.get_one(m.Review, "r2").language == "zh"
        term = session.scalars(select(m.Term)).one()
        assert term.words == {"en": "mug", "zh": "马克杯"}
        assert term.synonyms == {"en": ["cup", "beaker"], "zh": ["杯子", "水杯"]}
        entry = session.get_one(m.KnowledgeEntry, "returns")
        assert entry.questions == {"en": ["can I return", "how to return"], "zh": ["能退吗"]}
        ten, five = session.get_one(m.Coupon, "TEN"), session.get_one(m.Coupon, "FIVE")
        assert (ten.value, five.value, five.min_total_cents) == (10, 500, 4000)
        assert session.get_one(m.Promotion, "autumn").percent == 15
        assert session.scalar(select(func.count()).select_from(m.BrowseEvent)) == 2
        assert session.get_one(m.Category, "kitchen/cups").name["zh"] == "杯子"


def test_only_products_and_variants_are_needed(tmp_path: Path, settings: Settings) -> None:
    others = {name.partition(".")[0]: None for name in FILES}
    kept = {"products": PRODUCTS, "variants": VARIANTS}
    folder = small_shop(tmp_path / "files", **(others | kept))
    import_shop("csv", folder, "small", settings, currency="USD")
    with opened("small", settings) as session:
        names = {row.path: row.name["en"] for row in session.scalars(select(m.Category))}
        info = {row.key: row.value for row in session.scalars(select(m.ShopInfo))}
    assert names == {"kitchen": "Kitchen", "kitchen/cups": "Cups", "clothing": "Clothing"}
    assert info["currency"] == "USD"
    assert info["languages"] == ["en", "zh"]


def test_a_third_language_is_a_column_more(tmp_path: Path, settings: Settings) -> None:
    lines = [PRODUCTS[0] + ",title_de", PRODUCTS[1] + ",Steinbecher", PRODUCTS[2] + ","]
    run(small_shop(tmp_path / "files", products=lines), settings)
    with opened("small", settings) as session:
        assert session.get_one(m.Product, "mug").title["de"] == "Steinbecher"
        assert "de" not in session.get_one(m.Product, "tee").title


def test_pictures_are_found_by_name_and_copied(folder: Path, settings: Settings) -> None:
    (folder / "images").mkdir()
    for name in ("mug-blue.webp", "tee.webp"):
        (folder / "images" / name).write_bytes(WEBP + name.encode())
    assert run(folder, settings).images == 2
    shutil.rmtree(folder / "images")
    with opened("small", settings) as session:
        mug = session.get_one(m.Product, "mug")
        assert (mug.image, mug.variants[0].image) == ("mug-blue.webp", "mug-blue.webp")
        assert mug.variants[1].image is None
        file = image_file("small", session.get_one(m.Product, "tee").image, settings)
    assert file is not None
    assert file.read_bytes() == WEBP + b"tee.webp"
    assert image_file("small", "../shop.db", settings) is None
    assert image_file("small", "https://shop.example/a.jpg", settings) is None


@pytest.mark.parametrize(
    ("currency", "written", "stored"),
    [("USD", "12.9", 1290), ("JPY", "1290", 1290), ("KWD", "1.290", 1290), ("CNY", "0.10", 10)],
)
def test_amounts_are_exact_in_every_currency(
    currency: str, written: str, stored: int, tmp_path: Path, settings: Settings
) -> None:
    others = {name.partition(".")[0]: None for name in FILES}
    kept = {
        "products": [PRODUCTS[0], PRODUCTS[2]],
        "variants": ["sku,product_id,price", f"TEE-S,tee,{written}"],
        "shop": [f'currency = "{currency}"'],
    }
    run(small_shop(tmp_path / "files", **(others | kept)), settings)
    with opened("small", settings) as session:
        assert session.get_one(m.Variant, "TEE-S").price_cents == stored


def test_importing_twice_changes_nothing(folder: Path, settings: Settings) -> None:
    assert run(folder, settings).is_news
    before = dump("small", settings)
    again = run(folder, settings)
    assert not again.is_news
    assert again.counts["products"].unchanged == 2
    assert dump("small", settings) == before


def test_what_happened_since_the_import_survives_the_same_files(
    folder: Path, settings: Settings
) -> None:
    run(folder, settings)
    at = datetime(2026, 10, 5, 9, tzinfo=UTC)
    with opened("small", settings) as session, session.begin():
        session.get_one(m.Order, "LP-2").status = "cancelled"
        session.get_one(m.Customer, "c1").address = {"street": "2 New Road"}
        session.get_one(m.PaymentMethod, "pm2").balance_cents = 100
        session.get_one(m.Variant, "MUG-B").stock = 5
        session.add(m.Cart(id="conversation", updated_at=at, lines=[m.CartLine(sku="MUG-B")]))
        own = {"customer_id": "c1", "status": "paid", "placed_at": at}
        session.add(m.Order(id="BOT-1", subtotal_cents=1, total_cents=1, **own))
    before = dump("small", settings)
    assert not run(folder, settings).is_news
    assert dump("small", settings) == before


def test_a_changed_file_wins(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session, session.begin():
        line_id = session.get_one(m.Order, "LP-1").lines[0].id
        session.get_one(m.Variant, "MUG-B").stock = 5
    lines = [line.replace("LP-1,c1,delivered", "LP-1,c1,returned") for line in ORDERS]
    small_shop(
        folder,
        orders=lines,
        order_lines=["order_id,sku,quantity,unit_price,status", "LP-1,MUG-B,2,12.90,returned"]
        + [line for line in FILES["order_lines.csv"] if line.startswith(("LP-2", "LP-3"))],
        products=[line.replace("Stone Mug", "Stoneware Mug") for line in PRODUCTS],
        variants=[line.replace("5.05,7", "5.05,9") for line in VARIANTS],
    )
    summary = run(folder, settings)
    assert (summary.counts["orders"].changed, summary.counts["orders"].unchanged) == (1, 2)
    assert (summary.counts["products"].changed, summary.counts["variants"].changed) == (1, 1)
    with opened("small", settings) as session:
        order = session.get_one(m.Order, "LP-1")
        assert (order.status, order.version, order.total_cents) == ("returned", 2, 2870)
        assert [(line.id, line.status) for line in order.lines] == [(line_id, "returned")]
        assert session.get_one(m.Product, "mug").title["en"] == "Stoneware Mug"
        assert session.get_one(m.Variant, "MUG-B").stock == 9


def test_rows_that_the_files_do_not_name_stay(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    (folder / "reviews.csv").unlink()
    small_shop(folder, reviews=None, products=PRODUCTS[:2], variants=VARIANTS[:3])
    run(folder, settings)
    with opened("small", settings) as session:
        assert session.get_one(m.Product, "tee").active
        assert session.get_one(m.Review, "r1").rating == 5


def test_a_term_gets_its_new_words(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    small_shop(folder, terms=["kind,en,zh", "type,mug,杯子", "type,mug,杯子"])
    run(folder, settings)
    with opened("small", settings) as session:
        assert [term.words["zh"] for term in session.scalars(select(m.Term))] == ["杯子"]


def test_two_customers_may_swap_their_addresses(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    lines = (folder / "customers.csv").read_text("utf-8")
    swapped = lines.replace("Ann@Example.com", "x").replace("wang@example.com", "ann@example.com")
    (folder / "customers.csv").write_text(swapped.replace("x,+44", "wang@example.com,+44"), "utf-8")
    run(folder, settings)
    with opened("small", settings) as session:
        assert session.get_one(m.Customer, "c2").email == "ann@example.com"


def test_every_bad_row_is_reported_with_its_place(tmp_path: Path, settings: Settings) -> None:
    folder = small_shop(
        tmp_path / "files",
        products=[*PRODUCTS, "hat,clothing,,hat,,,,,material,2025-13-01"],
        variants=[*VARIANTS, "HAT,hat,colour=red,$9,,,-1", "X,mug,colour=red,1.005,,,2"],
        orders=[*ORDERS, "LP-9,c9,lost,yesterday,,,,,,,,,"],
    )
    assert refused(folder, settings) == [
        ("orders.csv", 5, "status"),
        ("orders.csv", 5, "placed_at"),
        ("products.csv", 4, "title"),
        ("products.csv", 4, "attributes"),
        ("products.csv", 4, "created_on"),
        ("variants.csv", 5, "price"),
        ("variants.csv", 5, "stock"),
        ("variants.csv", 6, "price"),
    ]


@pytest.mark.parametrize(
    ("file", "line", "column", "reason"),
    [
        ("variants", "NEW,hat,,9.00,,,1", "product_id", "there is no such product"),
        ("variants", "MUG-B,mug,colour=red,9.00,,,1", "sku", "comes twice, first in line 2"),
        ("variants", "MUG-R,mug,size=S,9.00,,,1", "options", "has the options size"),
        ("variants", "MUG-R,mug,colour=red,9.00,8.00,,1", "compare_at_price", "must be higher"),
        (
            "variants",
            "MUG-R,mug,colour=red,99999999999999,,,1",
            "price",
            "is larger than the largest",
        ),
        ("products", "mug,kitchen,,,Other,,,,,", "product_id", "comes twice, first in line 2"),
        ("products", "hat,hats,,,Hat,,,,,", "category", "there is no such category"),
        ("products", "cap,clothing,,,Cap,,,,,", "product_id", "has no variant"),
        ("reviews", "r3,mug,6,,Good,en,A,2026-10-10", "rating", "must be at most 5"),
        ("reviews", "r3,hat,5,,Good,en,A,2026-10-10", "product_id", "there is no such product"),
        ("customers", "c3,Z,ann@example.com" + "," * 11, "email", "comes twice, first in line 2"),
        ("customers", "c3,Z,not-an-address" + "," * 11, "email", "must be an e-mail address"),
        ("payment_methods", "pm3,c1,card,4242424242424242,,", "last_four", "exactly four digits"),
        ("payment_methods", "pm3,c7,card,4242,,", "customer_id", "there is no such customer"),
        ("order_lines", "LP-1,HAT,1,1.00,ordered", "sku", "there is no such variant"),
        ("order_lines", "LP-7,TEE-S,1,1.00,ordered", "order_id", "there is no such order"),
        ("order_lines", "LP-1,TEE-S,0,1.00,ordered", "quantity", "must be at least 1"),
        ("order_lines", "LP-1,TEE-S,1,1.00,gone", "status", "must be one of ordered"),
        ("orders", "LP-4,c1,paid,2026-10-01" + "," * 9, "order_id", "has no lines"),
        ("orders", "LP-4,c2,paid,2026-10-01,,,,pm1,,,,,", "payment_method_id", "another customer"),
        ("coupons", "X,percent,101,,,,,,", "value", "whole percentage from 1 to 100"),
        ("coupons", "X,percent,5,,,2026-02-01,2026-01-01,,", "row", "is before starts_on"),
        ("promotions", "x,hats,5,2026-01-01,2026-01-02,T,", "category", "no such category"),
        ("browse_events", "c1,hat,view,2026-01-01", "product_id", "there is no such product"),
        ("order_events", "LP-1,soon,placed,", "at", "must be a time such as"),
        ("terms", "type,,,,", "words", "is required"),
    ],
)
def test_what_is_wrong_is_said(
    file: str, line: str, column: str, reason: str, tmp_path: Path, settings: Settings
) -> None:
    lines = [*FILES[f"{file}.csv"], line]
    folder = small_shop(tmp_path / "files", **{file: lines})
    with pytest.raises(ImportFailedError) as caught:
        run(folder, settings)
    # A review holds a line break, so its file is one line longer than its rows.
    number = len(lines) + sum("\n" in text for text in lines)
    found = [(row.file, row.line, row.column) for row in caught.value.rows]
    assert (f"{file}.csv", number, column) in found
    assert any(reason in row.reason for row in caught.value.rows)


def test_a_discount_larger_than_the_order(tmp_path: Path, settings: Settings) -> None:
    lines = [line.replace("+08:00,,", "+08:00,99.00,") for line in ORDERS]
    folder = small_shop(tmp_path / "files", orders=lines)
    assert refused(folder, settings) == [("orders.csv", 3, "discount")]


def test_one_wrong_row_hides_no_other(tmp_path: Path, settings: Settings) -> None:
    """What refers to a wrong row is not called wrong itself, and other files are still checked."""
    folder = small_shop(
        tmp_path / "files",
        products=[PRODUCTS[0], PRODUCTS[1].replace("2025-03-01", "spring"), PRODUCTS[2]],
        reviews=["review_id,product_id,rating,text", "r1,mug,9,ok", "r2,mug,5"],
    )
    assert refused(folder, settings) == [
        ("products.csv", 2, "created_on"),
        ("reviews.csv", 2, "rating"),
        ("reviews.csv", 3, "row"),
    ]


def test_a_refused_import_leaves_everything_as_it_was(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    before = dump("small", settings)
    small_shop(folder, products=[*PRODUCTS, "hat,clothing,,,Hat,,,,,"], categories=CATEGORIES[:2])
    with pytest.raises(ImportFailedError):
        run(folder, settings)
    assert dump("small", settings) == before


def test_a_refused_import_leaves_no_new_shop(tmp_path: Path, settings: Settings) -> None:
    folder = small_shop(tmp_path / "files", variants=VARIANTS[:1])
    with pytest.raises(ImportFailedError):
        run(folder, settings)
    assert not (settings.var_dir / "shops").exists()
    assert list_shops(settings) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from ecomcore.config import Settings
from ecomcore.importers import import_shop

def progress(stage, done, total):
    # The catalogue and the orders are written by then, nothing is committed.
    if stage == "storing" and done == 8:
        os.kill(os.getpid(), signal.SIGKILL)

import_shop("csv", Path(sys.argv[1]), "small", Settings(var_dir=Path(sys.argv[2]), database_url=sys.argv[3]), progress)
"""


def kill_in_the_middle(folder: Path, settings: Settings) -> None:
    command = [
        sys.executable, "-c", KILLED, str(folder), str(settings.var_dir), settings.database_url
    ]  # fmt: skip
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL


def test_names_with_a_dash_and_an_underscore_are_two_shops(
    folder: Path, settings: Settings
) -> None:
    for name in ("my-shop", "my_shop"):
        assert import_shop("csv", folder, name, settings).counts["orders"].added == 3
    assert list_shops(settings) == ["my-shop", "my_shop"]
    for name in ("my-shop", "my_shop"):
        engine_for(name, settings).dispose()


def test_a_killed_first_import_leaves_no_shop(folder: Path, settings: Settings) -> None:
    kill_in_the_middle(folder, settings)
    assert not shop_exists("small", settings)
    assert list_shops(settings) == []
    assert run(folder, settings).counts["orders"].added == 3


def test_a_killed_import_leaves_the_shop_as_it_was(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    before = dump("small", settings)
    small_shop(folder, products=[line.replace("Stone", "Grey") for line in PRODUCTS])
    kill_in_the_middle(folder, settings)
    assert dump("small", settings) == before
    assert run(folder, settings).counts["products"].changed == 1


def test_a_file_that_contradicts_the_shop(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    with opened("small", settings) as session, session.begin():
        session.add(m.Customer(id="own", name="Own", email="own@example.com"))
        when = {"placed_at": datetime(2026, 10, 5, tzinfo=UTC)}
        amounts = {"subtotal_cents": 1, "total_cents": 1}
        session.flush()
        session.add(m.Order(id="LP-4", customer_id="own", status="paid", **when, **amounts))
    small_shop(
        folder,
        customers=[*FILES["customers.csv"], "c3,Z,own@example.com" + "," * 11],
        orders=[*ORDERS, "LP-4,c1,paid,2026-10-01" + "," * 9],
        order_lines=[*FILES["order_lines.csv"], "LP-4,TEE-S,1,1.00,ordered"],
    )
    assert refused(folder, settings) == [
        ("customers.csv", 4, "email"),
        ("orders.csv", 5, "order_id"),
    ]


def test_another_currency_is_refused(folder: Path, settings: Settings) -> None:
    run(folder, settings)
    small_shop(folder, shop=['currency = "EUR"'])
    with pytest.raises(SettingsError, match="keeps its amounts in USD"):
        run(folder, settings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_and_line_ends(
    encoding: str, line_end: str, folder: Path, settings: Settings
) -> None:
    for path in folder.iterdir():
        text = path.read_text("utf-8").replace("\n", line_end)
        path.write_bytes(text.encode(encoding))
    run(folder, settings)
    with opened("small", settings) as session:
        assert session.get_one(m.Product, "mug").title["zh"] == "石纹马克杯"
        assert session.get_one(m.Review, "r2").title == "有点小"


def test_packed_files(folder: Path, settings: Settings) -> None:
    for path in list(folder.glob("*.csv")):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    assert run(folder, settings).counts["reviews"].added == 2


def test_semicolons_between_cells(tmp_path: Path, settings: Settings) -> None:
    lines = ["sku;product_id;price;stock", "MUG-B;mug;12.90;7", "TEE-S;tee;20;3", "MUG-W;mug;9;1"]
    run(small_shop(tmp_path / "files", variants=lines), settings)
    with opened("small", settings) as session:
        assert session.get_one(m.Variant, "MUG-B").price_cents == 1290


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "is empty"),
        (b"\n\n", 1, "is empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", 1, "is a web page"),
        (b"PK\x03\x04rest", 1, "is an Excel workbook"),
        (b"sku,price\nA,1\n", 1, "is missing; the first row must name the columns"),
        (b"A,mug,,1,,,2\n", 1, "is missing; the first row must name the columns"),
        (b"sku,product_id,price,price\nA,mug,1,1\n", 1, "comes twice in the first row"),
        (b"sku,product_id,price\nA,mug\n", 2, "has 2 cells, but the first row names 3 columns"),
        (b"sku,product_id,price\nA,mug,1,9,9\n", 2, "has 5 cells"),
        (b'sku,product_id,price\nA,mug,1\n"B,mug,1\nC,mug,1\n', 3, "is never closed"),
        (b'sku,product_id,price\nA,"mu"g,1\n', 2, "text follows a closing quote"),
        (b"sku,product_id,price\nA,mu\x00g,1\n", 2, "holds NUL bytes"),
        (
            "sku,product_id,price\n帽子藍色,mug,1\n".encode("big5"),
            2,
            "is neither UTF-8, GB18030 nor Windows-1252",
        ),
    ],
)
def test_broken_files(
    content: bytes, line: int, reason: str, folder: Path, settings: Settings
) -> None:
    (folder / "variants.csv").write_bytes(content)
    with pytest.raises(ImportFailedError) as caught:
        run(folder, settings)
    found = [row for row in caught.value.rows if row.file == "variants.csv" and row.line == line]
    assert any(reason in row.reason for row in found)
    assert not shop_exists("small", settings)


def test_broken_packing(folder: Path, settings: Settings) -> None:
    (folder / "reviews.csv").unlink()
    (folder / "reviews.csv.gz").write_bytes(b"\x1f\x8bnot a gzip file")
    assert any("cannot be read" in reason for reason in reasons(folder, settings))


def test_broken_settings_of_the_shop(folder: Path, settings: Settings) -> None:
    (folder / "shop.toml").write_text('currency = "USD"\nlanguages = [en]\n', "utf-8")
    assert refused(folder, settings) == [("shop.toml", 2, "file")]
    (folder / "shop.toml").write_text('currency = "USD"\n', "utf-8")
    (folder / "policies.toml").write_text("[cancel]\nstatusses = 1\n", "utf-8")
    assert refused(folder, settings) == [("policies.toml", 1, "rules")]


def test_columns_without_a_meaning_are_named(tmp_path: Path, settings: Settings) -> None:
    lines = [line + ("," + ("weight" if n == 0 else "1")) for n, line in enumerate(VARIANTS)]
    summary = run(small_shop(tmp_path / "files", variants=lines), settings)
    assert summary.warnings == ["variants.csv: the column 'weight' is not used"]


def test_a_missing_file_or_format(folder: Path, settings: Settings) -> None:
    (folder / "variants.csv").unlink()
    assert ("variants.csv", 1, "file") in refused(folder, settings)
    assert refused(folder / "nowhere", settings) == [("nowhere", 1, "file")]
    with pytest.raises(SettingsError, match="use one of auto, csv"):
        import_shop("excel", folder, "small", settings)
