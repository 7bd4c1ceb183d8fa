"""The synthetic past of the demo shop."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from ecomcore.config import ROOT, Settings
from ecomcore.errors import NotFoundError, SettingsError
from ecomcore.importers import import_shop
from ecomcore.shop.database import engine_for, open_session
from ecomcore.shop.models import Order
from ecomcore.simulate import Assumptions, simulate_folder
from ecomcore.simulate.folder import GENERATED, order_ids
from ecomcore.simulate.personas import read_personas

SHOP = ROOT / "data" / "shop"
UNTIL = date(2026, 11, 24)
RANGES = ("month_weights", "weekday_weights")
STATUSES = {"pending", "paid", "processing", "shipped", "delivered", "cancelled", "returned"}


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / name, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("past")
    simulate_folder(SHOP, out, until=UNTIL)
    return out


def digest(folder: Path) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in GENERATED}


def test_same_seed_and_date_give_the_same_bytes(past: Path, tmp_path: Path) -> None:
    simulate_folder(SHOP, tmp_path, until=UNTIL)
    assert digest(tmp_path) == digest(past)


def test_another_seed_changes_the_random_orders_but_not_the_personas(
    past: Path, tmp_path: Path
) -> None:
    simulate_folder(SHOP, tmp_path, until=UNTIL, seed=8)
    first, second = read(past, "orders.csv"), read(tmp_path, "orders.csv")
    assert not first.equals(second)
    assert first.head(24).equals(second.head(24))
    assert read(past, "shipments.csv").head(12).equals(read(tmp_path, "shipments.csv").head(12))


def test_the_folder_is_complete(past: Path) -> None:
    names = {path.name for path in past.iterdir()}
    assert {"products.csv", "variants.csv", "reviews.csv", *GENERATED} <= names
    assert json.loads((past / "simulation.json").read_text())["synthetic"] is True


def test_customers_are_a_thousand_with_unique_ids_and_addresses(past: Path) -> None:
    customers = read(past, "customers.csv")
    assert len(customers) == 1000
    assert customers["customer_id"].is_unique
    assert customers["email"].is_unique
    assert customers["email"].str.endswith("@example.com").all()
    assert set(customers["language"]) == {"en", "zh"}
    assert customers["age"].astype(int).between(18, 85).all()
    assert customers["name"].str.contains("[\u4e00-\u9fff]").any()


def test_rows_refer_to_each_other(past: Path) -> None:
    orders, lines = read(past, "orders.csv"), read(past, "order_lines.csv")
    customers, methods = read(past, "customers.csv"), read(past, "payment_methods.csv")
    owner = methods.set_index("payment_method_id")["customer_id"]
    assert orders["order_id"].is_unique
    assert set(orders["customer_id"]) <= set(customers["customer_id"])
    assert (orders["payment_method_id"].map(owner) == orders["customer_id"]).all()
    assert set(lines["order_id"]) == set(orders["order_id"])
    assert set(lines["sku"]) <= set(read(past, "variants.csv")["sku"])
    assert set(read(past, "shipments.csv")["order_id"]) <= set(orders["order_id"])
    assert set(read(past, "order_events.csv")["order_id"]) == set(orders["order_id"])


def test_recent_orders_have_every_status(past: Path) -> None:
    orders = read(past, "orders.csv")
    assert set(orders["status"]) == STATUSES
    recent = orders[orders["placed_at"] >= "2026-10-25"]
    assert set(recent["status"]) == STATUSES


def test_nothing_happens_after_the_end(past: Path) -> None:
    assert read(past, "orders.csv")["placed_at"].max() < "2026-11-24"
    assert read(past, "order_events.csv")["at"].max() < "2026-11-24"
    assert read(past, "browse_events.csv")["at"].max() < "2026-11-24"


def test_the_status_of_an_order_is_its_last_event(past: Path) -> None:
    orders = read(past, "orders.csv").set_index("order_id")["status"]
    events = read(past, "order_events.csv").sort_values("at", kind="stable")
    last = events.groupby("order_id")["kind"].last().replace({"placed": "pending"})
    assert last.sort_index().equals(orders.rename("kind").sort_index())


def test_goods_are_sent_exactly_when_an_order_was_shipped(past: Path) -> None:
    orders, shipments = read(past, "orders.csv"), read(past, "shipments.csv")
    sent = set(orders.loc[orders["status"].isin(["shipped", "delivered", "returned"]), "order_id"])
    assert set(shipments["order_id"]) == sent
    assert (shipments["tracking_number"] != "").all()


def test_products_are_not_sold_before_they_exist(past: Path) -> None:
    variants, products = read(past, "variants.csv"), read(past, "products.csv")
    lines = read(past, "order_lines.csv").merge(read(past, "orders.csv"), on="order_id")
    lines = lines.merge(variants[["sku", "product_id"]], on="sku").merge(
        products[["product_id", "created_on"]], on="product_id"
    )
    assert (lines["placed_at"].str[:10] >= lines["created_on"]).all()


def test_only_people_who_allow_it_are_watched(past: Path) -> None:
    customers, looks = read(past, "customers.csv"), read(past, "browse_events.csv")
    allow = set(customers.loc[customers["consent_profiling"] == "yes", "customer_id"])
    assert set(looks["customer_id"]) <= allow
    assert set(looks["kind"]) == {"view", "cart"}


def test_older_people_spend_more_but_age_explains_little(past: Path) -> None:
    orders, lines = read(past, "orders.csv"), read(past, "order_lines.csv")
    amount = lines["quantity"].astype(int) * lines["unit_price"].astype(float)
    total = amount.groupby(lines["order_id"]).sum()
    age = read(past, "customers.csv").set_index("customer_id")["age"].astype(int)
    frame = pd.DataFrame(
        {"total": orders["order_id"].map(total), "age": orders["customer_id"].map(age)}
    )
    by_age = frame.groupby(pd.cut(frame["age"], [0, 35, 50, 100]), observed=True)["total"].mean()
    assert by_age.is_monotonic_increasing
    assert 0.002 < frame["total"].corr(frame["age"]) ** 2 < 0.1


def test_people_buy_again_what_they_use_up(tmp_path: Path) -> None:
    def repeats(assumptions: Assumptions) -> int:
        simulate_folder(SHOP, tmp_path, until=UNTIL, customers=300, assumptions=assumptions)
        lines = read(tmp_path, "order_lines.csv").merge(read(tmp_path, "orders.csv"), on="order_id")
        variants = read(SHOP, "variants.csv").merge(read(SHOP, "products.csv"), on="product_id")
        tea = lines.merge(variants[variants["kind"] == "tea_tin"], on="sku")
        return int(tea.duplicated(["customer_id", "product_id"]).sum())

    never = repeats(replace(Assumptions(), replenish=0.0))
    often = repeats(replace(Assumptions(), replenish=0.8))
    assert often > 3 * max(never, 1)


def test_personas_have_the_documented_orders(past: Path) -> None:
    orders, lines = read(past, "orders.csv"), read(past, "order_lines.csv")
    emma = orders[orders["customer_id"] == "C0001"].set_index("order_id")
    assert emma["status"].to_dict() == {
        "20001": "pending",
        "20002": "processing",
        "20003": "shipped",
        "20004": "delivered",
        "20005": "delivered",
        "20006": "cancelled",
    }
    assert set(emma["name"]) == {"Emma Clark"}
    counts = lines["order_id"].value_counts()
    assert [counts["20001"], counts["20004"]] == [2, 3]
    parcels = read(past, "shipments.csv").set_index("order_id")
    assert parcels.loc["20003", "expected_on"] == "2026-11-26"
    assert parcels.loc["20003", "delivered_at"] == ""
    assert parcels.loc["20004", "delivered_at"] == "2026-11-19T00:00:00Z"
    assert parcels.loc["20005", "delivered_at"] == "2026-08-26T00:00:00Z"
    names = read(past, "customers.csv")["name"].head(4).tolist()
    assert names == ["Emma Clark", "李伟", "Sofia Rossi", "王芳"]


def test_random_order_numbers_leave_out_those_of_the_personas() -> None:
    numbers = order_ids(11_000)
    assert numbers[0] == "10001"
    assert numbers[9_999] == "20000"
    assert numbers[10_000] == "21001"


def test_a_catalogue_without_personas_and_attributes_will_do(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "products.csv").write_text(
        "product_id,category,title_en\nmug,home/mugs,Mug\n", encoding="utf-8"
    )
    (shop / "variants.csv").write_text(
        "sku,product_id,options,price,stock\nM-1,mug,colour=red,12.50,3\n", encoding="utf-8"
    )
    summary = simulate_folder(shop, tmp_path / "out", customers=20, months=6, until=UNTIL)
    assert summary.rows["customers.csv"] == 20
    lines = read(tmp_path / "out", "order_lines.csv")
    assert set(lines["unit_price"]) == {"12.50"}


def test_promotions_lower_the_price_while_they_last(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "products.csv").write_text("product_id,category\nmug,home/mugs\n", encoding="utf-8")
    (shop / "variants.csv").write_text(
        "sku,product_id,options,price\nM-1,mug,,10.00\n", encoding="utf-8"
    )
    (shop / "promotions.csv").write_text(
        "promotion_id,category,percent,starts_on,ends_on\np,home,20,2026-10-01,2026-10-31\n",
        encoding="utf-8",
    )
    simulate_folder(shop, tmp_path / "out", customers=100, months=6, until=UNTIL)
    lines = read(tmp_path / "out", "order_lines.csv").merge(
        read(tmp_path / "out", "orders.csv"), on="order_id"
    )
    in_october = lines["placed_at"].str.startswith("2026-10")
    assert set(lines.loc[in_october, "unit_price"]) == {"8.00"}
    assert set(lines.loc[~in_october, "unit_price"]) == {"10.00"}


def test_only_personas_when_no_more_customers_are_wanted(tmp_path: Path) -> None:
    summary = simulate_folder(SHOP, tmp_path, customers=4, until=UNTIL)
    assert summary.rows["orders.csv"] == 24


def test_writing_into_the_shop_itself_is_refused() -> None:
    with pytest.raises(SettingsError, match="another one"):
        simulate_folder(SHOP, SHOP)


def test_a_folder_without_a_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"products\.csv does not exist"):
        simulate_folder(tmp_path, tmp_path / "out")


def test_a_past_before_the_first_product_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="on sale before 2020-01-01"):
        simulate_folder(SHOP, tmp_path, until=date(2020, 1, 1))


def test_a_persona_that_orders_what_is_not_sold_is_refused(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "products.csv").write_text("product_id,category\nmug,home/mugs\n", encoding="utf-8")
    (shop / "variants.csv").write_text(
        "sku,product_id,options,price\nM-1,mug,,10.00\n", encoding="utf-8"
    )
    (shop / "personas.toml").write_bytes((SHOP / "personas.toml").read_bytes())
    with pytest.raises(NotFoundError, match="which is not"):
        simulate_folder(shop, tmp_path / "out", customers=4, until=UNTIL)


def test_assumptions_that_cannot_be_meant_are_refused() -> None:
    with pytest.raises(ValueError, match="cancelled is a share"):
        Assumptions(cancelled=5)
    with pytest.raises(ValueError, match="month_weights"):
        Assumptions(month_weights=(1.0,))


def test_every_assumption_is_documented_with_its_default() -> None:
    text = (ROOT / "docs" / "demo-shop.md").read_text("utf-8")
    for name, value in vars(Assumptions()).items():
        assert f"`{name}`" in text
        if isinstance(value, int | float | tuple) and name not in ("groups", *RANGES):
            assert f"| `{name}` | {value} |" in text, name
    assert all(group.name in text for group in Assumptions().groups)


def test_the_documented_numbers_of_the_personas_are_theirs() -> None:
    text = (ROOT / "docs" / "demo-shop.md").read_text("utf-8")
    for persona in read_personas(SHOP):
        first, last = persona.orders[0].id, persona.orders[-1].id
        assert f"{persona.customer_id} {persona.name}, {persona.age}, {persona.city}" in text
        assert f"{persona.email} | {first}–{last} |" in text


def test_the_folder_can_be_imported(tmp_path: Path) -> None:
    simulate_folder(SHOP, tmp_path / "out", customers=30, until=UNTIL)
    settings = Settings(var_dir=tmp_path / "var", shop="demo")
    summary = import_shop("csv", tmp_path / "out", "demo", settings)
    assert summary.counts["customers"].added == 30
    with open_session("demo", settings) as session:
        order = session.get_one(Order, "20003")
        assert (order.status, order.customer.name) == ("shipped", "Emma Clark")
        assert order.shipments[0].expected_on == date(2026, 11, 26)
        assert order.total_cents == 6900
    engine_for("demo", settings).dispose()
