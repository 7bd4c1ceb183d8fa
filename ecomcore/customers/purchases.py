"""One row a purchase: its amount, and what was known about the buyer before it."""

from __future__ import annotations

import pandas as pd

from ecomcore.shop.data import ShopData

NOT_BOUGHT = ("cancelled", "pending")


def purchases_of(data: ShopData) -> pd.DataFrame:
    """Return the purchases of customers whose age is known, oldest first.

    Columns: `customer_id`, `placed_at`, `amount_cents` (what was paid), `age`, `gender`, `city`, `country`,
    `member_days` (since joining), `orders_before`, `mean_before_cents`, `last_before_cents`, `days_since_last`;
    the last four from earlier purchases only, NaN for a first one. Unpaid and cancelled orders are left out.
    """
    orders = data.orders[["customer_id", "placed_at", "status", "total_cents"]]
    orders = orders[~orders["status"].isin(NOT_BOUGHT)].drop(columns="status")
    customers = data.customers[["id", "age", "gender", "city", "country", "joined_on"]]
    table = orders.merge(customers, left_on="customer_id", right_on="id").drop(columns="id")
    table = table[table["age"].notna()].rename(columns={"total_cents": "amount_cents"})
    table["placed_at"] = pd.to_datetime(table["placed_at"], utc=True)
    table["amount_cents"] = table["amount_cents"].astype("int64")
    table = table.sort_values("placed_at", kind="stable").reset_index(drop=True)
    joined = pd.to_datetime(table.pop("joined_on"), utc=True)
    table["member_days"] = (table["placed_at"] - joined).dt.total_seconds() / 86_400
    by_customer = table.groupby("customer_id", sort=False)
    amount = table["amount_cents"].astype(float)
    table["orders_before"] = by_customer.cumcount()
    spent_before = by_customer["amount_cents"].cumsum() - table["amount_cents"]
    table["mean_before_cents"] = (
        spent_before / table["orders_before"].where(lambda n: n > 0)
    ).astype(float)
    table["last_before_cents"] = amount.groupby(table["customer_id"], sort=False).shift()
    last = by_customer["placed_at"].shift()
    table["days_since_last"] = (table["placed_at"] - last).dt.total_seconds() / 86_400
    return table
