"""Groups of customers, worked out by hand on a few purchases."""

import pandas as pd
import pytest
from sqlalchemy.orm import Session

from ecomcore.recommend.features import age_group, customer_features, features_of
from ecomcore.shop.data import ShopData


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (17, "under 25"), (24.9, "under 25"), (25, "25-34"), (64, "55-64"), (65, "65+"),
        (110, "65+"), (None, None), (float("nan"), None), ("65+", "65+"), ("35-44", "35-44"),
        (-1, None),
    ],
)  # fmt: skip
def test_ages_are_put_into_groups(age: object, group: str | None) -> None:
    assert age_group(age) == group


def test_features_of_three_customers() -> None:
    day = pd.Timestamp("2026-01-01", tz="UTC")
    rows = [
        ("a", 0, 1000, "food/tea"), ("a", 0, 1000, "food/tea"), ("a", 365, 1000, "home"),
        ("b", 355, 3000, "food/tea"), ("b", 365, 3000, "home"),
    ]  # fmt: skip
    purchases = pd.DataFrame(
        [(who, "x", day + pd.Timedelta(days=days), cents, cat) for who, days, cents, cat in rows],
        columns=["customer", "item", "timestamp", "price_cents", "category"],
    )
    people = pd.DataFrame(
        {"id": ["a", "b", "c"], "age": [30, None, 70], "gender": ["female", "male", None]}
    )
    found = customer_features(purchases, people)
    assert found["age_group"].tolist() == ["25-34", None, "65+"]
    assert found["orders"].tolist() == [2, 1 + 1, 0]
    assert found["orders_per_year"].tolist() == [2.0, pytest.approx(24.0), 0.0]
    assert found["recency_days"].tolist()[:2] == [0.0, 0.0]
    assert found["price_level"].tolist()[:2] == ["middle", "high"]
    assert found.loc["a", "share_food"] == pytest.approx(0.6667)
    assert found.loc["c", "share_home"] == 0.0


def test_without_purchases_only_age_and_gender_are_known() -> None:
    empty = pd.DataFrame(columns=["customer", "item", "timestamp", "price_cents", "category"])
    people = pd.DataFrame({"id": ["a"], "age": [30], "gender": ["female"]})
    found = customer_features(empty, people).loc["a"]
    assert (found["age_group"], found["orders"]) == ("25-34", 0)


def test_the_features_of_a_customer_of_a_shop(shop: Session) -> None:
    found = features_of(ShopData(shop), "closed")
    assert found["orders"] == 2
    assert found["share_kitchen"] == pytest.approx(0.5)
    assert "age_group" not in found
