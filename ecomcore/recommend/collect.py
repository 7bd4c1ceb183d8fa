"""Collects what models learn from: the orders of all customers that were kept, and their good ratings."""

from __future__ import annotations

import pandas as pd

from ecomcore.errors import EcomError
from ecomcore.recommend.cleaning import CleaningReport, Interactions, clean
from ecomcore.recommend.log import Log
from ecomcore.shop.data import ShopData

UNSOLD = ("cancelled", "returned")
LIKED_FROM = 4
BOUGHT, LIKED, LOOKED = 1.0, 1.0, 0.3
"""What an event counts for, against a purchase."""


def sales_of(data: ShopData) -> pd.DataFrame:
    """Return the lines that were bought and kept: `customer`, `item`, `timestamp`, `quantity`, `weight`."""
    lines = data.order_lines.merge(
        data.orders[["id", "customer_id", "placed_at", "status"]],
        left_on="order_id", right_on="id", suffixes=("", "_order"),
    )  # fmt: skip
    kept = lines[~lines["status"].isin(UNSOLD) & ~lines["status_order"].isin(UNSOLD)]
    return pd.DataFrame(
        {
            "customer": kept["customer_id"].astype(str),
            "item": kept["product_id"].astype(str),
            "timestamp": pd.to_datetime(kept["placed_at"], utc=True),
            "quantity": kept["quantity"].astype(float),
            "weight": BOUGHT,
        }
    )


def interactions_of(data: ShopData) -> pd.DataFrame:
    """Return purchases, and ratings of 4 or 5 by known customers, with their weights."""
    reviews = data.reviews
    liked = reviews[reviews["customer_id"].notna() & (reviews["rating"] >= LIKED_FROM)]
    ratings = pd.DataFrame(
        {
            "customer": liked["customer_id"].astype(str),
            "item": liked["product_id"].astype(str),
            "timestamp": pd.to_datetime(liked["created_on"], utc=True),
            "quantity": 1.0,
            "weight": LIKED,
        }
    )
    sales = sales_of(data)
    parts = [part for part in (sales, ratings) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else sales


def shop_interactions(data: ShopData, items: list[str]) -> Interactions:
    """Return the clean log of a shop over its products on sale; an empty one where nobody has bought anything."""
    table = interactions_of(data)
    try:
        return clean(table, items=items)
    except EcomError:
        report = CleaningReport(len(table), 0, 0, 0, notes=("nothing was bought yet",))
        start = pd.Timestamp(0, tz="UTC")
        return Interactions(
            Log.of([], [], customers=0, items=len(items)), [], items, start, report, has_times=False
        )
