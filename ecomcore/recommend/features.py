"""What is known about customers as groups: age, gender, how often, how lately, how dear, which departments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ecomcore.shop.data import ShopData

AGE_GROUPS = ((0, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 200))
PRICE_LEVELS = ("low", "middle", "high")
ADULT = 18


def age_group(age: object) -> str | None:
    """Return the group of an age, such as `25-34`, `under 25` or `65+`; a group that is given already stays."""
    if age is None or (isinstance(age, float) and np.isnan(age)):
        return None
    try:
        years = float(str(age))
    except ValueError:
        return str(age).strip() or None
    for low, high in AGE_GROUPS:
        if low <= years < high + 1:
            return (
                f"under {high + 1}" if low == 0 else f"{low}+" if high == 200 else f"{low}-{high}"
            )
    return None


def customer_features(
    purchases: pd.DataFrame, customers: pd.DataFrame, categories: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one row a customer, indexed by id.

    Args:
        purchases: `customer`, `item`, `timestamp`, `price_cents`, `category`: one row a line that was kept.
        customers: `id`, `age`, `gender`.
        categories: top categories to give shares of; default: those that occur.

    Returns:
        `age_group`, `gender`, `orders` (days with a purchase), `orders_per_year`, `recency_days` (to the latest
        purchase of all), `price_level` (low, middle, high: thirds of the customers by the mean price relative to the
        department's), `share_<category>`.
    """
    frame = pd.DataFrame(index=customers["id"].astype(str))
    groups = [age_group(age) for age in customers["age"]]
    frame["age_group"] = pd.Series(groups, index=frame.index, dtype=object)
    frame["gender"] = customers["gender"].to_numpy()
    if purchases.empty:
        return frame.assign(orders=0, orders_per_year=0.0, recency_days=np.nan, price_level=None)
    bought = purchases.assign(
        day=purchases["timestamp"].dt.floor("D"), top=purchases["category"].str.split("/").str[0]
    )
    now = bought["timestamp"].max()
    by_customer = bought.groupby("customer")
    first, last = by_customer["timestamp"].min(), by_customer["timestamp"].max()
    frame["orders"] = by_customer["day"].nunique().reindex(frame.index).fillna(0).astype(int)
    years = ((now - first).dt.total_seconds() / 86_400 / 365).clip(lower=1 / 12)
    frame["orders_per_year"] = (frame["orders"] / years.reindex(frame.index)).fillna(0.0).round(2)
    frame["recency_days"] = ((now - last).dt.total_seconds() / 86_400).reindex(frame.index).round(1)
    frame["price_level"] = _price_levels(bought).reindex(frame.index)
    shares = pd.crosstab(bought["customer"], bought["top"], normalize="index")
    for name in categories or shares.columns:
        column = shares[name] if name in shares else pd.Series(dtype=float)
        frame[f"share_{name}"] = column.reindex(frame.index).fillna(0.0).round(4)
    return frame


def features_of(data: ShopData, customer: str) -> dict[str, object]:
    """Return the row of one customer without what is not known, department shares only where above 0."""
    from ecomcore.recommend.collect import sales_of

    lines = data.order_lines[["product_id", "unit_price_cents"]]
    prices = lines.groupby(lines["product_id"].astype(str))["unit_price_cents"].median()
    categories = data.products.set_index("id")["category"]
    sales = sales_of(data)
    sales = sales.assign(
        price_cents=sales["item"].map(prices),
        category=sales["item"].map(categories).fillna("").astype(str),
    )
    row = customer_features(sales, data.customers).loc[customer]
    return {
        str(name): value
        for name, value in row.items()
        if not pd.isna(value) and not (str(name).startswith("share_") and value == 0)
    }


def _price_levels(bought: pd.DataFrame) -> pd.Series:
    """Return low, middle or high of each customer: the mean log price against that of the same department."""
    logs = bought["price_cents"].astype(float).map(np.log1p)
    relative = logs - logs.groupby(bought["top"]).transform("mean")
    means = relative.groupby(bought["customer"]).mean()
    ranks = means.rank(pct=True, method="average")
    thirds = np.minimum((ranks.to_numpy() * len(PRICE_LEVELS)).astype(int), len(PRICE_LEVELS) - 1)
    return pd.Series(np.array(PRICE_LEVELS)[thirds], index=means.index)
