"""One row a customer: what was known about them at a moment, from purchases before it and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecomcore.customers.log import PurchaseLog

WINDOWS_DAYS = (30, 90, 180, 365)
MEMORY_DAYS = (15, 60, 240)
"""Half-lives of the fading sums of spend."""
TOP_CATEGORIES = 12
VISITS_DAYS = 30
GENDER_PREFIX = "gender_"
MOST_GENDERS = 3
DAY = pd.Timedelta(days=1)


def customer_features(
    log: PurchaseLog, cutoff: pd.Timestamp, *, season_days: int = 90
) -> pd.DataFrame:
    """Return the features of everybody who bought before `cutoff`, indexed by customer.

    Days are counted back from `cutoff`, amounts are in units of the currency. A feature that cannot be told (the
    rhythm of somebody who ordered once) is NaN: models below take it as "unknown".

    Args:
        log: purchases; what lies at or after `cutoff` is not looked at.
        cutoff: the moment at which the features are known.
        season_days: length of the window one year earlier whose spend tells of the season ahead.
    """
    known = log.before(cutoff)
    orders = known.orders
    table = _totals(orders, cutoff)
    parts = [
        table,
        _windows(orders, cutoff, table.index),
        _fading(orders, cutoff, table.index),
        _rhythm(orders, table),
        _season(orders, cutoff, season_days, table.index),
        _variety(known, table),
        _habits(orders, table.index),
    ]
    found = pd.concat(parts, axis=1).astype(np.float64)
    found = found.set_axis(log.names[found.index], axis=0)
    if log.events is not None:
        found = found.join(_visits(log.events, cutoff, found.index))
    return found.join(protected_features(log.people, found.index)) if log.uses_protected else found


def _visits(events: pd.DataFrame, cutoff: pd.Timestamp, index: pd.Index) -> pd.DataFrame:
    """How often each kind of event happened in the last month, and days since the latest of it."""
    known = events[events["at"] < cutoff]
    found = pd.DataFrame(index=index)
    for kind, rows in known.groupby("kind"):
        recent = rows[rows["at"] >= cutoff - VISITS_DAYS * DAY].groupby("customer").size()
        found[f"{kind}s_{VISITS_DAYS}d"] = recent.reindex(index).fillna(0).astype(np.float64)
        found[f"days_since_{kind}"] = _days(cutoff, rows.groupby("customer")["at"].max()).reindex(
            index
        )
    return found


def protected_features(people: pd.DataFrame | None, index: pd.Index) -> pd.DataFrame:
    """Return the `age` and the commonest genders (0 or 1 each) of customers, NaN where unknown; empty if nothing is."""
    found = pd.DataFrame(index=index)
    if people is None:
        return found
    known = people.reindex(index)
    if "age" in known and known["age"].notna().any():
        found["age"] = pd.to_numeric(known["age"], errors="coerce").astype(np.float64)
    if "gender" in known:
        gender = known["gender"].astype(object)
        for name in gender.value_counts().index[:MOST_GENDERS]:
            found[f"{GENDER_PREFIX}{name}"] = (
                (gender == name).where(gender.notna()).astype(np.float64)
            )
    return found


def without_protected(table: pd.DataFrame) -> pd.DataFrame:
    """Return the features but for age and gender."""
    kept = [name for name in table if name != "age" and not str(name).startswith(GENDER_PREFIX)]
    return table[kept]


def targets(log: PurchaseLog, cutoff: pd.Timestamp, days: int, index: pd.Index) -> pd.DataFrame:
    """Return what those of `index` did in the `days` from `cutoff` on: `spend`, `orders`, zero where nothing."""
    ahead = log.between(cutoff, cutoff + days * DAY).orders
    by_customer = ahead.groupby("customer")["amount"].agg(["sum", "size"])
    found = by_customer.set_axis(log.names[by_customer.index], axis=0).reindex(index).fillna(0.0)
    return found.rename(columns={"sum": "spend", "size": "orders"}).astype(np.float64)


def _days(later: pd.Timestamp | pd.Series, earlier: pd.Series) -> pd.Series:
    result: pd.Series = (later - earlier).dt.total_seconds() / 86_400
    return result


def _totals(orders: pd.DataFrame, cutoff: pd.Timestamp) -> pd.DataFrame:
    grouped = orders.groupby("customer")
    table = grouped.agg(
        first=("at", "min"),
        last=("at", "max"),
        orders=("amount", "size"),
        spend=("amount", "sum"),
        largest_order=("amount", "max"),
        median_order=("amount", "median"),
        last_order=("amount", "last"),
        items=("items", "sum"),
        lines=("lines", "sum"),
    )
    table["recency_days"] = _days(cutoff, table.pop("last"))
    table["tenure_days"] = _days(cutoff, table.pop("first"))
    table["mean_order"] = table["spend"] / table["orders"]
    table["lines_per_order"] = table.pop("lines") / table["orders"]
    table["mean_piece"] = table["spend"] / table.pop("items").clip(lower=1)
    return table


def _windows(orders: pd.DataFrame, cutoff: pd.Timestamp, index: pd.Index) -> pd.DataFrame:
    found = pd.DataFrame(index=index)
    for days in WINDOWS_DAYS:
        recent = orders[orders["at"] >= cutoff - days * DAY]
        by_customer = recent.groupby("customer")["amount"]
        found[f"spend_{days}d"] = by_customer.sum().reindex(index).fillna(0.0)
        found[f"orders_{days}d"] = by_customer.size().reindex(index).fillna(0.0)
    return found


def _fading(orders: pd.DataFrame, cutoff: pd.Timestamp, index: pd.Index) -> pd.DataFrame:
    """Spend and number of orders, each order counting half after a half-life."""
    age = _days(cutoff, orders["at"])
    found = pd.DataFrame(index=index)
    for half_life in MEMORY_DAYS:
        weight = np.exp2(-age / half_life)
        by_customer = pd.DataFrame(
            {"customer": orders["customer"], "spend": orders["amount"] * weight, "orders": weight}
        ).groupby("customer")
        found[f"fading_spend_{half_life}d"] = by_customer["spend"].sum().reindex(index)
        found[f"fading_orders_{half_life}d"] = by_customer["orders"].sum().reindex(index)
    return found


def _rhythm(orders: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Days between a customer's orders, and how long the present pause is against them."""
    at = orders.groupby("customer")["at"]
    gaps = at.diff().dt.total_seconds() / 86_400
    gaps = gaps[gaps > 0.5]
    by_customer = gaps.groupby(orders["customer"].loc[gaps.index])
    stats = by_customer.agg(["mean", "std", "median", "max"]).reindex(table.index)
    stats.columns = pd.Index(["gap_mean", "gap_sd", "gap_median", "gap_max"])
    stats["overdue"] = table["recency_days"] / stats["gap_median"]
    stats["overdue_max"] = table["recency_days"] / stats["gap_max"]
    result: pd.DataFrame = stats
    return result


def _season(orders: pd.DataFrame, cutoff: pd.Timestamp, days: int, index: pd.Index) -> pd.DataFrame:
    """Spend in the same season a year earlier; NaN where the log does not reach back."""
    start = cutoff - 365 * DAY
    found = pd.DataFrame(index=index)
    if orders.empty or orders["at"].iloc[0] > start + 7 * DAY:
        found["spend_last_year"] = np.nan
        return found
    season = orders[(orders["at"] >= start) & (orders["at"] < start + days * DAY)]
    by_customer = season.groupby("customer")["amount"].sum()
    found["spend_last_year"] = by_customer.reindex(index).fillna(0.0)
    return found


def _variety(known: PurchaseLog, table: pd.DataFrame) -> pd.DataFrame:
    found = pd.DataFrame(index=table.index)
    bought = known.bought
    spend = table["spend"].clip(lower=1e-9)
    if "product" in bought:
        pairs = bought.groupby(["customer", "product"], observed=True).size()
        products = pairs.groupby(level=0, observed=True).size().reindex(table.index)
        found["products"] = products
        found["repeated_share"] = 1 - products / pairs.groupby(level=0, observed=True).sum()
    if "category" in bought and bought["category"].notna().any():
        by_category = bought.groupby("category", observed=True)["amount"].sum()
        top = by_category.nlargest(TOP_CATEGORIES).index
        chosen = bought[bought["category"].isin(top)]
        sums = chosen.groupby(["customer", "category"], observed=True)["amount"].sum().unstack()
        shares = sums.reindex(index=table.index, columns=top).fillna(0.0).div(spend, axis=0)
        shares.columns = pd.Index([f"share_{name}" for name in top])
        found = pd.concat([found, shares], axis=1)
    if "discount" in bought:
        off = bought.groupby("customer")["discount"].sum().reindex(table.index)
        found["discount_share"] = off / (off + spend)
    returned = known.lines[known.lines["amount"] < 0]
    back = returned.groupby("customer")["amount"].sum().reindex(table.index)
    found["returned_share"] = (-back.fillna(0.0) / spend).clip(0, 1)
    return found


def _habits(orders: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    at = orders["at"].dt
    habits = pd.DataFrame(
        {
            "customer": orders["customer"],
            "weekend_share": (at.day_of_week >= 5).astype(float),
            "hour": at.hour + at.minute / 60,
            "month": at.year * 12 + at.month,
        }
    ).groupby("customer")
    found = habits[["weekend_share", "hour"]].mean().reindex(index)
    found["active_months"] = habits["month"].nunique().reindex(index)
    return found
