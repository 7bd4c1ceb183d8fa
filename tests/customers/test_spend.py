"""The regression of spend on age, worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy.orm import Session

from ecomcore.customers import part
from ecomcore.customers.chart import draw_spend
from ecomcore.customers.evaluate import evaluate_spend
from ecomcore.customers.purchases import purchases_of
from ecomcore.customers.spend import SpendModel, fit_spend
from ecomcore.errors import BuildError
from ecomcore.shop.data import ShopData
from ecomcore.shop.models import Customer, Order
from ecomcore.text.embed import get_embedder

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def line_with_noise() -> SpendModel:
    """Twenty purchases: 20-year-olds spend 10 or 30 dollars, 40-year-olds 50 or 70."""
    ages = np.array([20.0] * 10 + [40.0] * 10)
    amounts = np.array([1000.0, 3000.0] * 5 + [5000.0, 7000.0] * 5)
    return fit_spend(ages, amounts, customers=4)


def test_the_line_goes_through_the_means() -> None:
    model = line_with_noise()
    assert model.slope == pytest.approx(200)
    assert model.intercept == pytest.approx(-2000)
    assert model.predict(20).expected_cents == 2000
    assert model.predict(30).expected_cents == 4000


def test_r2_is_the_share_of_the_variance_explained() -> None:
    model = line_with_noise()
    assert model.r2 == pytest.approx(0.8)
    assert model.residual_sd == pytest.approx(1000 * (20 / 18) ** 0.5)


def test_the_interval_is_made_of_the_residuals() -> None:
    estimate = line_with_noise().predict(40)
    assert (estimate.low_cents, estimate.high_cents) == (5000, 7000)
    assert estimate.typical_cents == 6000


def test_nobody_is_predicted_to_spend_less_than_nothing() -> None:
    estimate = line_with_noise().predict(14)
    assert (estimate.expected_cents, estimate.low_cents, estimate.high_cents) == (800, 0, 1800)


def test_an_age_hardly_seen_is_marked() -> None:
    ages = np.repeat([20.0, 40.0], 20)
    model = fit_spend(ages, ages * 100, customers=40)
    assert not model.predict(22).is_extrapolated
    assert model.predict(60).is_extrapolated
    assert model.predict(60).typical_cents is None
    assert model.predict(60).n_nearby == 0


@pytest.mark.parametrize("age", [13, 111, -1])
def test_ages_that_nobody_has_are_refused(age: int) -> None:
    with pytest.raises(ValueError, match="between 14 and 110"):
        line_with_noise().predict(age)


def test_too_few_purchases_give_no_line() -> None:
    with pytest.raises(BuildError, match="at least 20 purchases"):
        fit_spend(np.arange(19.0) + 20, np.arange(19.0), customers=19)
    with pytest.raises(BuildError, match="different ages"):
        fit_spend(np.full(30, 40.0), np.arange(30.0), customers=30)


@pytest.fixture
def shop(tables: Session) -> Session:
    people = [("ann", 30), ("bob", 50), ("old", None)]
    tables.add_all(
        Customer(
            id=name, name=name, age=age, gender="female", city="X", country="Y",
            joined_on=date(2026, 1, 1),
        )
        for name, age in people
    )  # fmt: skip
    tables.flush()
    orders = [
        ("ann", "delivered", 10, 1000),
        ("bob", "returned", 9, 5000),
        ("ann", "cancelled", 8, 9000),
        ("ann", "shipped", 6, 3000),
        ("ann", "delivered", 2, 2000),
        ("bob", "pending", 1, 7000),
        ("old", "delivered", 1, 7000),
    ]
    for number, (who, status, days, cents) in enumerate(orders):
        tables.add(
            Order(
                id=str(number), customer_id=who, status=status,
                placed_at=NOW - timedelta(days=days), subtotal_cents=cents, total_cents=cents,
            )
        )  # fmt: skip
    tables.flush()
    return tables


def test_purchases_are_paid_orders_of_people_whose_age_is_known(shop: Session) -> None:
    table = purchases_of(ShopData(shop))
    assert table["amount_cents"].tolist() == [1000, 5000, 3000, 2000]
    assert table["age"].tolist() == [30, 50, 30, 30]


def test_what_is_known_of_a_buyer_comes_from_before_the_purchase(shop: Session) -> None:
    ann = purchases_of(ShopData(shop)).query("customer_id == 'ann'")
    assert ann["orders_before"].tolist() == [0, 1, 2]
    assert ann["mean_before_cents"].fillna(-1).tolist() == [-1, 1000, 2000]
    assert ann["last_before_cents"].fillna(-1).tolist() == [-1, 1000, 3000]
    assert ann["days_since_last"].fillna(-1).tolist() == [-1, 4, 4]
    assert ann["member_days"].iloc[0] == 294


def test_a_shop_with_few_purchases_has_no_model(shop: Session, tmp_path: Path) -> None:
    assert part.make(ShopData(shop), get_embedder(), tmp_path) == {"purchases": 4}
    assert part.load(tmp_path, get_embedder()) is None


def test_a_shop_without_orders_has_no_model(tables: Session, tmp_path: Path) -> None:
    assert part.make(ShopData(tables), get_embedder(), tmp_path) == {"purchases": 0}
    assert part.load(tmp_path, get_embedder()) is None


def test_the_part_reads_what_it_wrote(shop: Session, tmp_path: Path) -> None:
    for number in range(30):
        who, cents = (("ann", 2000), ("bob", 4000))[number % 2]
        shop.add(
            Order(
                id=f"more{number}", customer_id=who, status="delivered", placed_at=NOW,
                subtotal_cents=cents, total_cents=cents,
            )
        )  # fmt: skip
    shop.flush()
    data = ShopData(shop)
    metrics = part.make(data, get_embedder(), tmp_path)
    model = part.load(tmp_path, get_embedder())
    assert model == part.fit_purchases(purchases_of(data))
    assert metrics["purchases"] == 34
    assert model.customers == 2


def purchases(count: int) -> pd.DataFrame:
    """Older people spend more, and each keeps to an amount of their own."""
    rng = np.random.default_rng(1)
    buyer = rng.integers(0, 40, count)
    age = 20.0 + buyer
    own = rng.normal(0, 3000, 40)[buyer]
    table = pd.DataFrame(
        {
            "customer_id": buyer.astype(str),
            "placed_at": pd.date_range("2025-01-01", periods=count, freq="h", tz="UTC"),
            "amount_cents": (9000 + 100 * age + own + rng.normal(0, 200, count)).clip(100),
            "age": age,
            "gender": "female",
            "city": "X",
            "country": "Y",
            "member_days": 1.0,
            "days_since_last": 1.0,
        }
    )
    earlier = table.groupby("customer_id")["amount_cents"]
    table["orders_before"] = earlier.cumcount()
    table["last_before_cents"] = earlier.shift()
    table["mean_before_cents"] = earlier.transform(lambda own: own.shift().expanding().mean())
    return table


def test_the_evaluation_compares_with_baselines_and_stronger_models() -> None:
    found = evaluate_spend(purchases(800), "demo", synthetic=True)
    assert found.data["test"] == 200
    assert found.data["synthetic"] is True
    assert list(found.models) == [
        "mean", "median", "linear_age", "gradient_boosting", "gradient_boosting_log",
    ]  # fmt: skip
    rmse = {name: metrics["rmse"] for name, metrics in found.models.items()}
    assert rmse["gradient_boosting"] < rmse["linear_age"] < rmse["mean"]
    assert found.models["linear_age"]["coverage_80"] == pytest.approx(0.8, abs=0.1)


def test_an_evaluation_needs_purchases() -> None:
    with pytest.raises(BuildError, match="99 purchases"):
        evaluate_spend(purchases(99), "demo", synthetic=False)


def test_the_chart_is_a_picture(tmp_path: Path) -> None:
    table = purchases(200)
    model = part.fit_purchases(table)
    file = tmp_path / "chart.png"
    draw_spend(table, model, model.predict(35), file, currency="USD", synthetic=True)
    assert file.read_bytes().startswith(b"\x89PNG")
    assert 5_000 < file.stat().st_size < 200_000
