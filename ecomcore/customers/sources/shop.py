"""The shop's own purchases as a log, with only the people in it whose data may be used for that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from ecomcore.categories import is_within
from ecomcore.config import get_settings
from ecomcore.customers.log import Promotions, PurchaseLog, purchase_log
from ecomcore.customers.purchases import NOT_BOUGHT
from ecomcore.customers.textbook.table import AgesAndAmounts, clean
from ecomcore.errors import DataError
from ecomcore.money import decimals
from ecomcore.shop.data import ShopData

PEOPLE = ["age", "gender", "city", "country"]


def shop_log(data: ShopData, *, for_profiles: bool) -> PurchaseLog:
    """Return what was bought in the shop, a line a row, amounts after discounts, in units of the currency.

    Args:
        data: the shop.
        for_profiles: whether single customers will be described or predicted; then only those are in it who have
            agreed to that (`consent_profiling`). Sums over everybody, as demand, need no consent.

    Raises:
        DataError: nobody has bought anything, or nobody who has agreed.
    """
    orders = data.orders[~data.orders["status"].isin(NOT_BOUGHT)]
    customers = data.customers.set_index("id")
    if for_profiles:
        agreed = customers.index[customers["consent_profiling"].astype(bool)]
        if len(customers) and len(agreed) == 0:
            raise DataError(
                "no customer of this shop has agreed to be profiled (consent_profiling), so single customers are "
                "neither described nor predicted"
            )
        orders = orders[orders["customer_id"].isin(agreed)]
    if orders.empty:
        raise DataError("nothing has been bought in this shop yet")
    currency = str(data.info.get("currency", ""))
    return purchase_log(
        _lines(data, orders, 10 ** decimals(currency)),
        people=customers[PEOPLE].loc[customers.index.isin(orders["customer_id"])],
        currency=currency,
        name=_name(data.info.get("name")),
        synthetic=bool(data.info.get("synthetic")),
        promotions=promotions_of(data),
        events=_events(data, orders["customer_id"]),
        uses_protected=get_settings().protected_attributes,
    )


def _events(data: ShopData, customers: pd.Series[Any]) -> pd.DataFrame:
    """Return what those customers looked at and put into carts, as `PurchaseLog.events`."""
    rows = data.browse_events
    rows = rows[rows["customer_id"].isin(customers)]
    at = pd.to_datetime(rows["at"], utc=True).dt.tz_localize(None).astype("datetime64[ns]")
    return pd.DataFrame({"customer": rows["customer_id"], "kind": rows["kind"], "at": at})


def promotions_of(data: ShopData, products: Collection[str] | None = None) -> Promotions:
    """Return first and last day of the shop's promotions, or of those only that cover one of the products."""
    rows = data.promotions
    if products is not None:
        sold = data.products["category"][data.products["id"].isin(list(products))]
        rows = rows[[_covers(category, sold) for category in rows["category"]]]
    return tuple(zip(rows["starts_on"], rows["ends_on"], strict=True))


def _covers(category: Any, sold: Iterable[str]) -> bool:
    """Return whether a promotion of a category (missing: of the whole shop) covers one of those."""
    if pd.isna(category):
        return True
    return any(is_within(one, [category]) for one in sold)


def shop_ages(data: ShopData, name: str) -> AgesAndAmounts:
    """Return age and mean purchase amount of every customer who has bought, a row a customer.

    Raises:
        DataError: fewer than ten customers have bought.
    """
    orders = data.orders[~data.orders["status"].isin(NOT_BOUGHT)]
    currency = str(data.info.get("currency", ""))
    mean = orders.groupby("customer_id")["total_cents"].mean() / 10 ** decimals(currency)
    table = pd.DataFrame({"customer_id": mean.index, "amount": mean.to_numpy(dtype=float)})
    table = table.merge(data.customers[["id", "age"]], left_on="customer_id", right_on="id")
    return clean(table, currency=currency, name=name, synthetic=bool(data.info.get("synthetic")))


def _name(name: Any) -> str:
    """Return the shop's name, the English one of several."""
    if isinstance(name, dict):
        return str(name.get("en") or next(iter(name.values()), "shop"))
    return str(name or "shop")


def _lines(data: ShopData, orders: pd.DataFrame, minor: int) -> pd.DataFrame:
    """Return the lines of the orders, each with its share of the order's discount."""
    kept = ["id", "customer_id", "placed_at", "subtotal_cents", "discount_cents"]
    lines = data.order_lines.merge(
        orders[kept], left_on="order_id", right_on="id", suffixes=("", "_order")
    )
    categories = data.products.set_index("id")["category"].map(lambda path: path.split("/")[0])
    full = lines["quantity"] * lines["unit_price_cents"]
    share = full / lines["subtotal_cents"].where(lines["subtotal_cents"] > 0, 1)
    off = share * lines["discount_cents"]
    found: dict[str, Any] = {
        "customer": lines["customer_id"],
        "at": pd.to_datetime(lines["placed_at"], utc=True).dt.tz_localize(None),
        "order": lines["order_id"],
        "product": lines["product_id"],
        "category": lines["product_id"].map(categories),
        "quantity": lines["quantity"],
        "amount": (full - off) / minor,
        "discount": off / minor,
    }
    table = pd.DataFrame(found)
    return table.assign(at=table["at"].astype("datetime64[ns]"))
