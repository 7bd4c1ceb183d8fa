"""Facts about items and customers that an evaluation breaks its figures down by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomcore.evaluation import Metrics
from ecomcore.recommend.features import age_group
from ecomcore.recommend.log import Log
from ecomcore.recommend.measures import LIST, Interval, Lists, PerCustomer
from ecomcore.vectors.index import Vectors

SMALL_BRANDS_SHARE = 0.2
"""Small brands are the least sold ones that together make up this share of all events."""

NEW_DAYS = 30.0
LEAST_CUSTOMERS = 20


@dataclass(frozen=True)
class Facts:
    """What is known beside the interactions; each array follows the rows of the log."""

    vectors: Vectors | None = None
    brands: Sequence[str | None] | None = None
    genders: Sequence[str | None] | None = None
    ages: Sequence[float | None] | None = None


def facts_of(
    items: pd.DataFrame | None,
    customers: pd.DataFrame | None,
    item_ids: Sequence[str],
    customer_ids: Sequence[str],
    vectors: Vectors | None = None,
) -> Facts:
    """Return the facts in the order of the log's rows, from tables with the columns `item` and `customer`."""

    def column(
        table: pd.DataFrame | None, key: str, name: str, ids: Sequence[str]
    ) -> list[Any] | None:
        if table is None or name not in table.columns:
            return None
        values = table.assign(**{key: table[key].astype(str)}).drop_duplicates(key).set_index(key)
        found = values[name].reindex(list(ids))
        return [None if pd.isna(value) else value for value in found]

    return Facts(
        vectors,
        column(items, "item", "brand", item_ids),
        column(customers, "customer", "gender", customer_ids),
        column(customers, "customer", "age", customer_ids),
    )


def listing_metrics(lists: Lists, train: Log, facts: Facts) -> Metrics:
    """Return how much of the lists goes to new items and to small brands, relative to their share of what was taken.

    1: the lists show them as often as customers took them; 0: never.
    """
    short = lists[:, :LIST]
    listed = short[short >= 0]
    found: Metrics = {}
    first = np.full(train.items, np.inf)
    np.minimum.at(first, train.item, train.day)
    is_new = np.isfinite(first) & (first > train.now - NEW_DAYS) & (first > train.day.min())
    marks = {"new_item_exposure": is_new}
    if facts.brands is not None:
        marks["small_brand_exposure"] = _small(facts.brands, train)
    for name, mark in marks.items():
        taken = float(mark[train.item].mean()) if len(train) else 0.0
        if taken > 0 and len(listed):
            found[name] = round(float(mark[listed].mean()) / taken, 3)
    return found


def group_rows(
    label: str, ndcg: PerCustomer, asked: NDArray[np.int64], facts: Facts
) -> dict[str, Metrics]:
    """Return a row for each gender and age group of at least 20 customers who were asked about."""
    rows: dict[str, Metrics] = {}
    groups: list[NDArray[np.object_]] = []
    if facts.genders is not None:
        groups.append(np.array(facts.genders, dtype=object)[asked])
    if facts.ages is not None:
        groups.append(np.array([age_group(age) for age in facts.ages], dtype=object)[asked])
    for values in groups:
        for value in sorted({str(value) for value in values if value is not None}):
            chosen = np.array([str(v) == value for v in values])
            if chosen.sum() >= LEAST_CUSTOMERS:
                found = Interval.of(ndcg[chosen])
                rows[f"{label}: {value}"] = {
                    "ndcg_at_10": found.mean,
                    "ndcg_at_10_low": found.low,
                    "ndcg_at_10_high": found.high,
                    "group_customers": float(chosen.sum()),
                }
    return rows


def _small(brands: Sequence[str | None], train: Log) -> NDArray[np.bool_]:
    """Mark the items of small brands."""
    names, rows = np.unique([str(brand or "") for brand in brands], return_inverse=True)
    events = np.bincount(rows[train.item], minlength=len(names))
    order = np.argsort(events, kind="stable")
    below = np.cumsum(events[order]) <= SMALL_BRANDS_SHARE * events.sum()
    small = np.zeros(len(names), dtype=np.bool_)
    small[order[below]] = True
    return np.asarray(small[rows] & (np.array([bool(brand) for brand in brands])))
